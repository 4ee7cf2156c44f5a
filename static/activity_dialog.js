/* An activity entered in a dialog over the month. What was typed is kept on this machine with every key and stands there again
   when the form is opened the next time: Esc, a closed window or an ended session throw nothing away. Without this file
   the form is a page of its own. */
(function () {
  "use strict";

  const dialog = document.getElementById("activity-dialog");
  const month = window.portal?.month;
  if (!dialog?.showModal || !month || !window.htmx) return;
  const $$ = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const formOf = () => dialog.querySelector("#activity-form");
  const links = () => $$("#activities a[hx-get]");

  /* Only here do the links lead into the dialog: wherever this script has not arrived, they open their pages. */
  function arm() {
    for (const el of $$("#activities [data-in-dialog]:not([hx-target])")) {
      el.setAttribute(el.matches("a") ? "hx-get" : "hx-post", el.getAttribute(el.matches("a") ? "href" : "formaction"));
      el.setAttribute("hx-target", "#activity-dialog");
      window.htmx.process(el);
    }
  }
  const isTicked = (el) => el.type === "checkbox" || el.type === "radio";
  const fieldsOf = (form) => Array.from(form.elements).filter((el) => el.name && !["hidden", "file", "submit", "button"].includes(el.type));
  const versionOf = (form) => form.elements.version?.value || "";

  /* --- Kept on this machine, by the address of the form; only ever shown to the person whose page this is --- */
  const placeOf = (address) => `${month.storeOf}activity:${address}`;
  const addressOf = (form) => form.getAttribute("action");
  function kept(address) {
    try { return JSON.parse(localStorage.getItem(placeOf(address))); } catch { return null; }
  }
  function forget(address) {
    try { localStorage.removeItem(placeOf(address)); } catch { /* nothing kept */ }
    sayKept();
  }
  function keep(form) {
    const typed = fieldsOf(form).filter((el) => form.dataset.redrawn || isChanged(el)).map((el) => ({ name: el.name, value: el.value, ticked: isTicked(el) ? el.checked : null }));
    if (!typed.length) return void forget(addressOf(form));
    try {
      localStorage.setItem(placeOf(addressOf(form)), JSON.stringify({ typed, version: versionOf(form), at: Date.now() }));
    } catch { /* no room or not allowed: the form holds the text until it is closed */ }
  }
  function isChanged(el) {
    if (isTicked(el)) return el.checked !== el.defaultChecked;
    if (el.tagName === "SELECT") return el.selectedIndex !== Math.max(0, Array.from(el.options).findIndex((option) => option.defaultSelected));
    return el.value !== el.defaultValue;
  }

  function giveBack(form) {
    const found = kept(addressOf(form));
    if (!found) return;
    for (const { name, value, ticked } of found.typed) {
      for (const el of fieldsOf(form).filter((one) => one.name === name)) {
        if (ticked === null) el.value = value; else if (el.value === value) el.checked = ticked;
      }
    }
    for (const fold of $$("details", form)) if ($$("input, textarea", fold).some(isChanged)) fold.open = true;
    const clear = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-small", textContent: "清空重填" });
    clear.addEventListener("click", () => { form.reset(); clear.closest(".message").remove(); forget(addressOf(form)); fieldsOf(form).find((el) => el.offsetParent)?.focus(); });
    const moved = found.version !== versionOf(form) ? "此后这项活动又有改动，请核对。" : "";
    say(`已恢复上次没有保存的内容。${moved}`, clear);
    fieldsOf(form)[0]?.dispatchEvent(new Event("change", { bubbles: true }));   // the figures it will count towards
  }
  /* Beside the link: something waits there. */
  function sayKept() {
    for (const link of links()) {
      const mark = link.parentElement.querySelector("[data-waits]");
      const waits = Boolean(kept(link.getAttribute("hx-get")));
      if (waits && !mark) link.before(Object.assign(document.createElement("span"), { className: "tone-warn draft-waits", textContent: "有未保存的内容" }));
      if (waits) link.previousElementSibling.dataset.waits = ""; else mark?.remove();
    }
  }
  function say(...words) {
    const line = Object.assign(document.createElement("div"), { className: "message tone-info" });
    line.setAttribute("role", "status");
    line.dataset.said = "";
    const text = document.createElement("span");
    text.append(...words);
    line.append(text);
    dialog.querySelector(".message[data-said]")?.remove();
    dialog.querySelector(".dialog-head")?.after(line);
  }

  /* --- Opening and closing --- */
  let openedBy = "";
  let shownAt = "";   // the address of the form that is shown; the answer to 保存 takes the form away before it says so
  document.addEventListener("click", (event) => { openedBy = event.target.closest?.("#activities a[hx-get]")?.getAttribute("hx-get") || openedBy; });
  // Settled, not swapped: htmx moves the focus while it settles, and what is typed must not go astray. It says so on the
  // form and on the dialog; whichever word comes first shows the form, once.
  function drawn() {
    const form = formOf();
    if (!form || form.dataset.drawn) return;
    form.dataset.drawn = "1";
    shownAt = addressOf(form);
    if (!dialog.open) { dialog.showModal(); return void giveBack(form); }
    // Drawn anew with what was typed, after a fault or from minutes: none of it is stored yet.
    form.dataset.redrawn = "1";
    keep(form);
  }
  for (const name of ["htmx:load", "htmx:afterSettle"]) dialog.addEventListener(name, drawn);
  for (const name of ["input", "change"]) dialog.addEventListener(name, () => { if (formOf()) keep(formOf()); });
  dialog.addEventListener("click", (event) => { if (event.target.closest("[data-close-dialog]")) dialog.close(); });
  dialog.addEventListener("close", () => {
    dialog.replaceChildren();
    shownAt = "";
    sayKept();
    links().find((link) => link.getAttribute("hx-get") === openedBy)?.focus();
  });
  document.addEventListener("activity-saved", () => {
    if (shownAt) forget(shownAt);
    if (dialog.open) dialog.close();
    sayKept();
  });

  /* --- The session has ended: the log-in page does not belong into the dialog --- */
  dialog.addEventListener("htmx:beforeSwap", (event) => {
    if (!new URL(event.detail.xhr.responseURL, location.href).pathname.startsWith("/login/")) return;
    event.detail.shouldSwap = false;
    sayOut();
  });
  dialog.addEventListener("htmx:responseError", async (event) => {
    if (event.detail.xhr.status !== 403) return;
    if (await month.isBack()) say("登录已恢复，请再按一次“保存活动”。"); else sayOut();
  });
  window.addEventListener("focus", async () => {
    if (dialog.querySelector("[data-out]") && (await month.isBack())) say("登录已恢复，请再按一次“保存活动”。");
  });
  function sayOut() {
    const link = Object.assign(document.createElement("a"), { href: month.form.dataset.login, target: "_blank", rel: "opener", textContent: "重新登录" });
    link.dataset.out = "";
    say("登录已过期，填写的内容保存在本机。请", link, "，再回到这里保存。");
  }
  document.addEventListener("htmx:load", arm);   // the list comes anew with each change
  arm();
  sayKept();
})();
