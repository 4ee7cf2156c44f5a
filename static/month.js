/* 本月填报: each change is stored within two seconds; what could not be stored is kept on this machine and offered again.
   The page is a plain form without this file. */
(function () {
  "use strict";

  const form = document.querySelector("form[data-month]");
  if (!form) return;
  const PAUSE = 900;              // after the last key, before an entry is sent
  const LONGEST_WAIT = 60000;     // between two tries without a connection
  const KEEP_DAYS = 30;
  const $$ = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const stateLine = document.getElementById("save-state");
  const prefix = `portal:${form.dataset.store}:`;
  const entries = new Map();

  /* --- What an entry holds --- */
  const fieldsOf = (root) => $$("[data-field]", root).filter((el) => el.closest("[data-entry]") === root)
    .concat($$(".light-choice input", root));
  const nameOf = (el) => el.dataset.field || "light";
  function valuesOf(root) {
    const values = {};
    for (const el of fieldsOf(root)) {
      if (el.type === "radio") { if (el.checked) values.light = el.value; } else if (el.type === "checkbox") values[nameOf(el)] = el.checked ? "1" : "0";
      else values[nameOf(el)] = el.value;
    }
    if (root.dataset.entry === "line" && !("light" in values)) values.light = "";
    return values;
  }
  function show(root, values) {
    for (const el of fieldsOf(root)) {
      const name = nameOf(el);
      if (!(name in values)) continue;
      const value = values[name];
      if (el.type === "radio") el.checked = el.value === value;
      else if (el.type === "checkbox") el.checked = value === true || value === "1";
      else if (document.activeElement !== el || el.value.trim() !== String(value ?? "")) el.value = value ?? "";
    }
    showReason(root);
  }
  const differing = (now, before) => Object.fromEntries(Object.entries(now).filter(([name, value]) => before[name] !== value));

  class Entry {
    constructor(root) {
      this.root = root;
      this.key = `${root.dataset.entry}:${root.dataset.id}`;
      this.stored = valuesOf(root);
      this.timer = 0;
      this.sending = null;
      this.blocked = false;       // a fault or a choice that only the person can settle
    }
    get version() { return this.root.dataset.version; }
    set version(value) {
      this.root.dataset.version = value;
      const field = this.root.querySelector("[data-version-field]");
      if (field) field.value = value;
    }
    get changed() { return differing(valuesOf(this.root), this.stored); }
    get isDirty() { return Object.keys(this.changed).length > 0; }
  }

  /* --- Kept on this machine until the portal has it --- */
  function keep(entry) {
    try {
      localStorage.setItem(prefix + entry.key, JSON.stringify({ values: entry.changed, version: entry.version, at: Date.now() }));
    } catch { /* no room or not allowed: the page still holds the text */ }
  }
  function forget(entry) { try { localStorage.removeItem(prefix + entry.key); } catch { /* nothing kept */ } }
  function kept(entry) {
    try { return JSON.parse(localStorage.getItem(prefix + entry.key)); } catch { return null; }
  }
  function forgetOld() {
    try {
      for (const key of Object.keys(localStorage)) {
        if (!key.startsWith("portal:month:")) continue;
        const at = JSON.parse(localStorage.getItem(key))?.at || 0;
        if (Date.now() - at > KEEP_DAYS * 86400000) localStorage.removeItem(key);
      }
    } catch { /* nothing to tidy */ }
  }

  /* --- Sending --- */
  let wait = 2000;
  let retry = 0;
  const clock = (time) => new Date(time).toLocaleString("zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
  function tell(text, bad) {
    stateLine.textContent = text;
    stateLine.classList.toggle("is-bad", Boolean(bad));
  }
  function later(entry, pause) {
    window.clearTimeout(entry.timer);
    entry.timer = window.setTimeout(() => send(entry), pause);
  }
  function touched(entry) {
    entry.blocked = false;
    // A text typed while another save is under way is kept too; an entry typed back to what is stored needs nothing.
    if (!entry.isDirty) { window.clearTimeout(entry.timer); forget(entry); faults(entry, {}); settled(); return; }
    keep(entry);
    tell("正在保存…");
    later(entry, PAUSE);
  }

  async function send(entry) {
    window.clearTimeout(entry.timer);
    if (entry.sending) { await entry.sending; }
    if (entry.blocked || !entry.isDirty) return;
    entry.sending = store(entry);
    try { await entry.sending; } finally { entry.sending = null; }
    if (entry.isDirty && !entry.blocked && !retry) later(entry, PAUSE);
  }

  async function store(entry) {
    const now = valuesOf(entry.root);
    const changed = differing(now, entry.stored);
    const body = new FormData();
    body.set("kind", entry.root.dataset.entry);
    body.set("id", entry.root.dataset.id);
    body.set("version", entry.version);
    if (entry.root.dataset.entry === "line") {
      // Typed words end 无变化 on their own.
      if (changed.unchanged === "0" && Object.keys(changed).length > 1) delete changed.unchanged;
      for (const [name, value] of Object.entries(changed)) body.set(name, value);
    } else for (const [name, value] of Object.entries(now)) body.set(name, value);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    let answer, said;
    try {
      answer = await fetch(form.dataset.entryUrl, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual", credentials: "same-origin" });
      said = answer.type === "opaqueredirect" || !(answer.headers.get("Content-Type") || "").includes("json") ? null : await answer.json();
    } catch { return void offline(); }
    if (answer.type === "opaqueredirect" || answer.status === 403) return void loggedOut(entry);
    if (answer.status >= 500 || (answer.ok && !said)) return void offline("平台暂时没有响应");
    if (answer.status === 413) return void refuse(entry, { text: "内容太长，没有保存。" });
    if (!said) return void refuse(entry, { text: `没有保存（${answer.status}），请刷新页面。` });
    online();
    if (said.errors) return void refuse(entry, said.errors);
    if (said.conflict) return void choose(entry, said.conflict);
    if (said.closed) { entry.blocked = true; tell("没有保存", true); return void faults(entry, { text: said.closed }); }
    accepted(entry, now, said);
  }

  function accepted(entry, sent, said) {
    entry.version = said.version;
    entry.stored = sent;
    faults(entry, {});
    if (entry.root.dataset.entry === "line") {
      entry.root.classList.add("is-filled");
      const row = { ...said.row, percent: said.row.percent ?? "" };
      const asText = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typeof value === "boolean" ? (value ? "1" : "0") : String(value)]));
      const since = differing(valuesOf(entry.root), sent);   // typed while it was under way
      show(entry.root, Object.fromEntries(Object.entries(asText).filter(([name]) => !(name in since) && tidy(sent[name]) !== tidy(asText[name]))));
      entry.stored = { ...valuesOf(entry.root), ...Object.fromEntries(Object.keys(since).map((name) => [name, sent[name]])) };
    }
    if (entry.isDirty) keep(entry); else forget(entry);
    document.getElementById("month-gaps").innerHTML = said.side;
    document.getElementById("month-count").textContent = said.count;
    document.getElementById("items-count").textContent = said.items;
    settled(said.saved_at);
  }
  const tidy = (value) => String(value ?? "").replace(/\r\n?/g, "\n").trim();

  let lastSaved = "";
  function settled(at) {
    lastSaved = at || lastSaved;
    const open = [...entries.values()].filter((entry) => entry.isDirty);
    if (open.some((entry) => entry.blocked)) return void tell("有内容没有保存，请看标红的行", true);
    if (open.length) return void tell("正在保存…");
    form.dispatchEvent(new CustomEvent("portal:saved", { bubbles: true }));
    tell(lastSaved ? `✓ 已保存 ${lastSaved}` : "断网时文字保存在本机");
  }

  /* --- No connection, no session --- */
  function offline(why) {
    tell(`${why || "连接中断"}，文字已保存在本机，恢复后自动保存`, true);
    window.clearTimeout(retry);
    retry = window.setTimeout(again, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }
  function online() { wait = 2000; window.clearTimeout(retry); retry = 0; }
  function again() {
    window.clearTimeout(retry);
    retry = 0;
    for (const entry of entries.values()) if (entry.isDirty && !entry.blocked) send(entry);
  }
  window.addEventListener("online", again);
  function loggedOut(entry) {
    entry.blocked = true;
    tell("", true);
    const link = document.createElement("a");
    link.href = form.dataset.login;
    link.textContent = "重新登录";
    stateLine.append("登录已过期，文字保存在本机。请", link, "，回到本页后可以找回。");
    form.dispatchEvent(new CustomEvent("portal:saved", { bubbles: true }));   // nothing is lost by leaving
  }

  /* --- Faults and choices beside the field --- */
  function faults(entry, errors) {
    const place = entry.root.querySelector("[data-errors]");
    const marked = Object.keys(errors);
    for (const el of fieldsOf(entry.root)) {
      if (marked.includes(nameOf(el))) el.setAttribute("aria-invalid", "true"); else el.removeAttribute("aria-invalid");
    }
    entry.root.classList.toggle("has-error", marked.length > 0);
    if (!place) { if (marked.length) window.portal.say(Object.values(errors).join("；"), "bad"); return; }
    place.replaceChildren(...Object.values(errors).map((text) => {
      const line = document.createElement("p");
      line.className = "field-error";
      line.setAttribute("role", "alert");
      line.textContent = text;
      return line;
    }));
    if (errors.reason && entry.root.dataset.entry === "value") entry.root.querySelector(".why").classList.add("is-wanted");
  }
  function refuse(entry, errors) {
    entry.blocked = true;
    faults(entry, errors);
    settled();
  }

  const LABELS = { percent: "进度", light: "进度灯", text: "进展", reason: "原因", claims_done: "报结", unchanged: "无变化", value: "数值", answer: "答复" };
  const LIGHTS = { on_track: "正常", at_risk: "有风险", behind: "滞后" };
  function inWords(values) {
    return Object.entries(values).filter(([name]) => name in LABELS).map(([name, value]) => {
      const text = value === true || (value === "1" && /claims|unchanged/.test(name)) ? "是" : value === false || (value === "0" && /claims|unchanged/.test(name)) ? "否" : LIGHTS[value] || value;
      return `${LABELS[name]}：${text === "" || text === null ? "（空）" : text}`;
    }).join("\n");
  }
  function ask(entry, title, words, mine, theirs, takeMine, takeTheirs) {
    const place = entry.root.querySelector("[data-recover]") || entry.root;
    const box = document.getElementById("choice-template").content.cloneNode(true).firstElementChild;
    box.dataset.choice = "";
    box.querySelector("[data-title]").textContent = title;
    box.querySelector("[data-words]").textContent = words;
    for (const [selector, text, act] of [["[data-mine]", mine, takeMine], ["[data-theirs]", theirs, takeTheirs]]) {
      const button = box.querySelector(selector);
      button.textContent = text;
      button.addEventListener("click", () => { box.remove(); entry.blocked = false; act(); });
    }
    place.querySelector("[data-choice]")?.remove();
    place.append(box);
  }
  function choose(entry, conflict) {
    entry.blocked = true;
    entry.root.classList.add("has-error");
    const mine = entry.changed;
    const theirs = Object.fromEntries(Object.keys(mine).filter((name) => name in conflict.theirs).map((name) => [name, conflict.theirs[name]]));
    ask(entry, `${conflict.by || "他人"} ${conflict.at} 已保存了另一份`, `对方：\n${inWords(theirs)}\n您的：\n${inWords(mine)}`, "用我的", "用对方的",
      () => { entry.version = conflict.version; entry.root.classList.remove("has-error"); send(entry); },
      () => {
        entry.version = conflict.version;
        show(entry.root, conflict.theirs);
        entry.stored = valuesOf(entry.root);
        entry.root.classList.remove("has-error");
        forget(entry);
        settled();
      });
    settled();
  }
  function offerBack(entry, found) {
    const mine = differing(found.values, entry.stored);
    if (!Object.keys(mine).length) return void forget(entry);
    const now = Object.fromEntries(Object.keys(mine).map((name) => [name, entry.stored[name] ?? ""]));
    const moved = String(found.version) !== String(entry.version);
    ask(entry, `本机有 ${clock(found.at)} 没有保存的内容${moved ? "，此后平台上的内容又有改动" : ""}`,
      `本机：\n${inWords(mine)}\n平台：\n${inWords(now)}`, "找回本机的", "保留平台的",
      () => { show(entry.root, mine); touched(entry); send(entry); },
      () => { forget(entry); settled(); });
    entry.blocked = false;
    return true;
  }

  /* --- What the person does --- */
  function showReason(root) {
    if (root.dataset.entry !== "value") return;
    const value = root.querySelector("[data-field=value]").value.trim();
    root.querySelector(".why").classList.toggle("is-wanted", /^(不适用|免报)$/.test(value) || root.querySelector("[data-field=reason]").value !== "");
  }
  const entryOf = (el) => entries.get(el.closest("[data-entry]"));
  form.addEventListener("input", (event) => {
    const entry = event.target.closest("[data-entry]") && entryOf(event.target);
    if (!entry || !fieldsOf(entry.root).includes(event.target)) return;
    follow(entry, event.target);
    showReason(entry.root);
    touched(entry);
  });
  form.addEventListener("change", (event) => {
    const entry = event.target.closest("[data-entry]") && entryOf(event.target);
    if (entry && entry.isDirty && !entry.blocked) later(entry, event.target.matches("[type=radio], [type=checkbox]") ? 50 : 200);
  });
  function follow(entry, el) {
    const field = (name) => entry.root.querySelector(`[data-field="${name}"]`);
    if (nameOf(el) === "claims_done" && el.checked) field("percent").value = "100";
    if (nameOf(el) === "unchanged" && el.checked) {
      // What was typed and stored stays typed; the tick only confirms last month's state.
      const typed = Object.keys(entry.changed).filter((name) => name !== "unchanged");
      if (!typed.length) entry.before = { ...entry.stored };
      else { el.checked = false; window.portal.say("这一项已填了新内容，“无变化”没有勾上。", "info"); }
    } else if (nameOf(el) === "unchanged") {
      // A slip of the space bar costs nothing: what stood before comes back.
      if (entry.before) show(entry.root, { ...entry.before, unchanged: "0" });
      entry.before = null;
    } else if (entry.root.dataset.entry === "line" && field("unchanged").checked) field("unchanged").checked = false;
  }

  /* A chosen file is sent with the whole page at once: nobody has to think of saving. */
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-upload]") && event.target.files.length) form.requestSubmit();
  });

  /* Enter goes into a row, Esc back to it, Alt+↑ ↓ from any field to the row beside. */
  form.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-key-row]");
    if (!row || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.key === "Enter" && event.target === row) { event.preventDefault(); $$("textarea, input[data-field=percent]", row).find((el) => el.offsetParent)?.focus(); }
    else if (event.key === "Enter" && event.target.matches("input")) { event.preventDefault(); moveOn(event.target, row); }
    else if (event.key === "Escape" && event.target !== row && row.tabIndex >= 0) { event.preventDefault(); row.focus(); }
    else if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      const rows = $$("[data-key-row]", form);
      const next = rows[rows.indexOf(row) + (event.key === "ArrowDown" ? 1 : -1)];
      if (next) { event.preventDefault(); (next.tabIndex >= 0 ? next : next.querySelector("input:not([type=hidden])"))?.focus(); }
    }
  });
  /* Enter in a one-line field goes on to the next instead of sending the whole page. */
  function moveOn(el) {
    const all = $$("input:not([type=hidden]):not([type=radio]):not([type=checkbox]), textarea", form).filter((one) => one.offsetParent);
    all[all.indexOf(el) + 1]?.focus();
  }

  /* A form sent while something is under way waits for it, so that the page does not argue with itself. */
  let leaving = false;
  form.addEventListener("submit", async (event) => {
    if (leaving) return;
    const under = [...entries.values()].filter((entry) => entry.sending);
    if (!under.length) return;
    event.preventDefault();
    const button = event.submitter;
    await Promise.allSettled(under.map((entry) => entry.sending));
    leaving = true;
    form.requestSubmit(button);
    window.setTimeout(() => { leaving = false; }, 1000);
  });

  /* --- Start --- */
  forgetOld();
  let offered = 0;
  const roots = $$("[data-entry]", form);
  for (const root of roots) {
    const entry = new Entry(root);
    entries.set(root, entry);
    showReason(root);
    const found = kept(entry);
    const refused = root.classList.contains("has-error");
    if (found && !refused && offerBack(entry, found)) offered += 1;
    // What was refused is on the page and nowhere else: all of it goes with the next try.
    if (refused) { entry.stored = {}; entry.blocked = true; keep(entry); }
  }
  if (offered) tell(`本机有 ${offered} 处没有保存的内容，请在标出的行选择`, true);
  else if (!stateLine.textContent) tell("断网时文字保存在本机");
  const first = document.querySelector("[data-choice]");
  if (first) first.scrollIntoView({ block: "center" });
  else if (!location.hash && !document.querySelector("[data-autofocus]") && window.matchMedia("(min-width: 768px)").matches) $$(".month-row", form).find((row) => !row.classList.contains("is-filled"))?.focus({ preventScroll: true });
})();
