/* Small helps for every page. Each page works without them. */
(function () {
  "use strict";

  const $$ = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content || "";
  const INTERACTIVE = "a, button, input, select, textarea, label, summary, details, [contenteditable]";

  /* htmx posts carry the CSRF token; a refused or lost request says so instead of doing nothing. */
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = meta("csrf-token");
  });
  document.addEventListener("htmx:sendError", () => say("连接中断，刚才的操作没有送达。恢复后请再试。", "bad"));
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    if (event.target.closest("[data-own-errors]")) return;
    say(status === 403 ? "登录已过期或没有权限，请刷新页面后重试。" : `操作未完成（${status}），请刷新页面后重试。`, "bad");
  });

  /* One message on top, announced to screen readers. */
  function say(text, tone) {
    const place = document.getElementById("messages");
    if (!place || $$("[data-said]", place).some((shown) => shown.textContent === text)) return;
    const line = document.createElement("div");
    line.className = `message tone-${tone || "info"}`;
    line.dataset.message = "";
    const words = document.createElement("span");
    words.dataset.said = "";
    words.textContent = text;
    line.append(words);
    place.append(line);
  }

  /* Things that only make sense with JavaScript are hidden until it is here. */
  function enhance(root) {
    $$("[data-dismiss-message], [data-close-details], [data-text-size], [data-print]", root).forEach((el) => { el.hidden = false; });
    $$("table.table-stack", root).forEach(keepTableRoles);
    $$("[data-text-size-label]", root).forEach((el) => { el.textContent = largeText() ? "标准字号" : "大字版"; });
  }

  /* display:block on phones would take the table's meaning away from screen readers. */
  function keepTableRoles(table) {
    table.setAttribute("role", "table");
    $$("thead, tbody", table).forEach((el) => el.setAttribute("role", "rowgroup"));
    $$("tr", table).forEach((el) => el.setAttribute("role", "row"));
    $$("td", table).forEach((el) => el.setAttribute("role", "cell"));
    $$("thead th", table).forEach((el) => el.setAttribute("role", "columnheader"));
    $$("tbody th", table).forEach((el) => el.setAttribute("role", "rowheader"));
  }

  const largeText = () => document.documentElement.dataset.text === "large";
  function switchTextSize() {
    const large = !largeText();
    if (large) document.documentElement.dataset.text = "large";
    else delete document.documentElement.dataset.text;
    document.cookie = `text_size=${large ? "large" : ""}; path=/; max-age=${large ? 31536000 : 0}; samesite=lax`;
    enhance(document);
  }

  document.addEventListener("click", (event) => {
    const target = event.target;
    if (!(target instanceof Element)) return;
    if (target.closest("[data-dismiss-message]")) return void target.closest("[data-message]").remove();
    if (target.closest("[data-text-size]")) return void switchTextSize();
    if (target.closest("[data-print]")) return void window.print();
    if (target.closest("[data-close-details]")) {
      const details = target.closest("details");
      details.open = false;
      return void details.querySelector("summary").focus();
    }
    $$("details[data-menu][open]").forEach((menu) => { if (!menu.contains(target)) menu.open = false; });
    followRow(event, target);
  });
  document.addEventListener("auxclick", (event) => {
    if (event.button === 1 && event.target instanceof Element) followRow(event, event.target);
  });

  /* The row is the link: its first cell holds the real one. */
  function followRow(event, target) {
    const row = target.closest("tr[data-href]");
    if (!row || target.closest(INTERACTIVE) || event.defaultPrevented || String(window.getSelection())) return;
    if (event.ctrlKey || event.metaKey || event.button === 1) window.open(row.dataset.href, "_blank", "noopener");
    else window.location.assign(row.dataset.href);
  }

  /* Esc closes what is open; in a [data-key-rows] list ↑ ↓ move between rows, 1 2 3 set the light of the row;
     Ctrl+Enter presses the page's [data-submit-key] button. */
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return void closeOpen();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const button = document.querySelector("[data-submit-key]:not(:disabled)");
      if (button) { event.preventDefault(); button.click(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = event.target instanceof Element && event.target.closest("[data-key-row]");
    if (!row) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") moveRow(event, row);
    else if (!typing(event.target)) pressKeyOf(event, row);
  });

  function closeOpen() {
    const open = $$("details[data-menu][open], details.confirm[open]").pop();
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  }

  const typing = (el) => el.matches("textarea, select, input:not([type=radio]):not([type=checkbox]), [contenteditable]");

  function moveRow(event, row) {
    if (event.target.matches("textarea, select, input[type=radio]")) return;
    const rows = $$("[data-key-row]");
    const next = rows[rows.indexOf(row) + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    const sameField = event.target.dataset.keyField;
    const goal = (sameField && next.querySelector(`[data-key-field="${sameField}"]`)) || (next.tabIndex >= 0 ? next : next.querySelector("input, button, textarea"));
    goal?.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  function pressKeyOf(event, row) {
    const key = event.key === " " ? "Space" : event.key;
    if (key === "Space" && event.target.matches("button, summary, input, a")) return;
    const control = row.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!control || control.disabled) return;
    event.preventDefault();
    control.click();
  }

  /* A form marked data-warn-unsaved asks before its typed text is lost. */
  const unsaved = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.form; // of a control that stands outside of its form as well
    if (form?.hasAttribute("data-warn-unsaved")) unsaved.add(form);
  });
  document.addEventListener("submit", (event) => unsaved.delete(event.target));
  document.addEventListener("portal:saved", (event) => unsaved.delete(event.target));
  window.addEventListener("beforeunload", (event) => {
    if ([...unsaved].some((form) => form.isConnected)) event.preventDefault();
  });

  /* A double click sends a form once; coming back by the browser's button wakes it again. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) return void event.preventDefault();
    form.dataset.sent = "1";
    window.setTimeout(() => { delete form.dataset.sent; }, 4000);
  });
  window.addEventListener("pageshow", () => $$("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));

  document.addEventListener("htmx:load", (event) => enhance(event.target));
  enhance(document);
  document.querySelector("[data-autofocus]")?.focus();

  window.portal = { say };
})();
