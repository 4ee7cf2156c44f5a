/* 本月填报: each change is stored within two seconds; what could not be stored is kept on this machine and offered again,
   to the same person only. month_keys.js moves about the page, activity_dialog.js enters activities over it.
   The page is a plain form without these files. */
(function () {
  "use strict";

  const form = document.querySelector("form[data-month]");
  if (!form) return;
  const PAUSE = 900;              // after the last key, before an entry is sent
  const LONGEST_UNSENT = 5000;    // for somebody who types without a pause
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
      this.dirtySince = 0;
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
    entry.dirtySince ||= Date.now();
    const most = Math.max(entry.dirtySince + LONGEST_UNSENT - Date.now(), 0);
    entry.timer = window.setTimeout(() => send(entry), Math.min(pause, most));
  }
  function touched(entry) {
    entry.blocked = false;
    // A text typed while another save is under way is kept too; an entry typed back to what is stored needs nothing.
    if (!entry.isDirty) { window.clearTimeout(entry.timer); forget(entry); faults(entry, {}); settled(); return; }
    keep(entry);
    tell("正在保存…");
    later(entry, PAUSE);
  }

  /* The letters of a half-typed word are nobody's text: an input method first ends it. */
  let composing = false;
  form.addEventListener("compositionstart", () => { composing = true; });
  form.addEventListener("compositionend", () => { composing = false; });

  async function send(entry) {
    window.clearTimeout(entry.timer);
    if (composing && document.visibilityState === "visible") return void (entry.timer = window.setTimeout(() => send(entry), PAUSE));
    if (entry.sending) { await entry.sending; }
    if (entry.blocked || out || !entry.isDirty) return;
    entry.dirtySince = 0;
    entry.sending = store(entry);
    try { await entry.sending; } finally { entry.sending = null; }
    if (entry.isDirty && !entry.blocked && !retry && !out) later(entry, PAUSE);
  }

  /* Sends to the portal; null when there was no answer that this page could use. */
  async function post(url, fields, again) {
    const body = new FormData();
    for (const [name, value] of fields) body.append(name, value);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    let answer, said;
    try {
      // A page that is being closed still gets its last words out.
      answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual", credentials: "same-origin", keepalive: document.visibilityState === "hidden" });
      said = answer.type === "opaqueredirect" || !(answer.headers.get("Content-Type") || "").includes("json") ? null : await answer.json();
    } catch { offline(); return null; }
    if (!said && (answer.type === "opaqueredirect" || answer.status === 403)) {
      if (!again && (await isBack())) return post(url, fields, true);
      loggedOut();
      return null;
    }
    if (answer.status >= 500 || (answer.ok && !said)) { offline("平台暂时没有响应"); return null; }
    online();
    return said || { errors: { text: answer.status === 413 ? "内容太长，没有保存。" : `没有保存（${answer.status}），请刷新页面。` } };
  }

  async function store(entry) {
    const now = valuesOf(entry.root);
    const changed = differing(now, entry.stored);
    const isLine = entry.root.dataset.entry === "line";
    // Typed words end 无变化 on their own.
    if (isLine && changed.unchanged === "0" && Object.keys(changed).length > 1) delete changed.unchanged;
    const said = await post(form.dataset.entryUrl, Object.entries({
      kind: entry.root.dataset.entry, id: entry.root.dataset.id, version: entry.version, ...(isLine ? changed : now),
    }));
    if (!said) return;
    if (said.errors) return void refuse(entry, said.errors, said.masked);
    if (said.conflict) return void choose(entry, said.conflict);
    if (said.closed) { entry.blocked = true; tell("没有保存", true); return void faults(entry, { text: said.closed }); }
    accepted(entry, now, said);
  }

  function accepted(entry, sent, said) {
    entry.version = said.version;
    entry.stored = sent;
    faults(entry, {});
    entry.root.querySelector("[data-choice]")?.remove();
    if (entry.root.dataset.entry === "line") entry.root.classList.add("is-filled");
    // What was stored is shown, but for what was typed while it was under way.
    const since = differing(valuesOf(entry.root), sent);
    const row = asText(said.row);
    show(entry.root, Object.fromEntries(Object.entries(row).filter(([name]) => !(name in since) && name in sent && tidy(sent[name]) !== tidy(row[name]))));
    entry.stored = { ...valuesOf(entry.root), ...Object.fromEntries(Object.keys(since).map((name) => [name, sent[name]])) };
    if (entry.isDirty) keep(entry); else forget(entry);
    showWhole(said);
    settled(said.saved_at);
  }
  const asText = (row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typeof value === "boolean" ? (value ? "1" : "0") : String(value ?? "")]));

  /* What is missing, the counts, and the list behind 其余均无变化, which is not changed under the eyes of who reads it. */
  let restWaiting = "";
  const rest = document.getElementById("rest-unchanged");
  function showWhole(said) {
    document.getElementById("month-gaps").innerHTML = said.side;
    document.getElementById("month-count").textContent = said.count;
    document.getElementById("items-count").textContent = said.items;
    document.getElementById("rest-zero").disabled = !said.empty_cells;
    for (const place of $$("[data-hints]", form)) showHints(place, said.hints[place.closest("[id]").id] || []);
    restWaiting = said.rest;
    if (rest && !rest.open) showRest();
  }
  const hintTemplate = document.getElementById("hint-template").content;
  function showHints(place, texts) {
    if ($$("[data-text]", place).map((el) => el.textContent).join() === texts.join()) return;
    place.replaceChildren(...texts.map((text) => {
      const line = hintTemplate.cloneNode(true).firstElementChild;
      line.querySelector("[data-text]").textContent = text;
      return line;
    }));
  }
  function showRest() {
    if (!restWaiting) return;
    const held = rest.contains(document.activeElement);
    rest.innerHTML = restWaiting;
    restWaiting = "";
    for (const el of $$("[data-close-details]", rest)) el.hidden = false;
    if (held) rest.querySelector("summary").focus();
  }
  rest?.addEventListener("toggle", () => { if (!rest.open) showRest(); });
  const tidy = (value) => String(value ?? "").replace(/\r\n?/g, "\n").trim();

  let lastSaved = "";
  function settled(at) {
    lastSaved = at || lastSaved;
    const open = [...entries.values()].filter((entry) => entry.isDirty);
    if (open.some((entry) => entry.blocked)) return void tell("有内容没有保存，请看标红的行", true);
    if (open.length) return void tell("正在保存…");
    isSafe();
    tell(lastSaved ? `✓ 已保存 ${lastSaved}` : "断网时文字保存在本机");
  }

  /* --- No connection, no session --- */
  function offline(why) {
    tell(`${why || "连接中断"}，文字已保存在本机，恢复后自动保存`, true);
    window.clearTimeout(retry);
    retry = window.setTimeout(again, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }
  function online() { wait = 2000; window.clearTimeout(retry); retry = 0; out = ""; }
  function again() {
    window.clearTimeout(retry);
    retry = 0;
    for (const entry of entries.values()) if (entry.isDirty && !entry.blocked) send(entry);
  }
  window.addEventListener("online", again);
  // Whoever leaves, closes the window or turns to another one leaves nothing unsent.
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") again(); });

  /* The session has ended: the text stays here, and goes on when the same person is back, in whatever window. */
  let out = "";   // or "nobody", or "other": somebody else has logged in
  const windows = "BroadcastChannel" in window ? new BroadcastChannel("portal:relogin") : null;
  const isSafe = () => form.dispatchEvent(new CustomEvent("portal:saved", { bubbles: true }));   // nothing is lost by leaving
  const isAsking = (entry) => Boolean(entry.root.querySelector("[data-choice]"));
  async function isBack() {
    try {
      const answer = await fetch(form.dataset.entryUrl, { headers: { Accept: "application/json" }, redirect: "manual", credentials: "same-origin" });
      const who = answer.ok ? await answer.json() : {};
      // Nobody's words are stored in another person's name.
      out = String(who.person) === form.dataset.person ? "" : answer.type === "opaqueredirect" ? "nobody" : "other";
      if (out) return false;
      for (const field of $$("input[name=csrfmiddlewaretoken]")) field.value = who.token;
      document.querySelector("meta[name=csrf-token]").content = who.token;
      return true;
    } catch { return false; }
  }
  function loggedOut() {
    out ||= "nobody";
    tell("", true);
    const link = document.createElement("a");
    link.href = form.dataset.login;
    link.target = "_blank";
    link.rel = "opener";   // so that the new window may close itself
    link.textContent = "重新登录";
    const why = out === "other" ? "现在登录的是其他人，您的文字保存在本机。请用您的账号" : "登录已过期，文字保存在本机。请";
    stateLine.append(why, link, "，登录后自动保存。");
    isSafe();
  }
  async function lookAgain() {
    if (!out || document.visibilityState !== "visible") return;
    if (await isBack()) { again(); settled(); } else if (out) loggedOut();
  }
  window.addEventListener("focus", lookAgain);
  document.addEventListener("visibilitychange", lookAgain);
  windows?.addEventListener("message", lookAgain);

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
  function refuse(entry, errors, masked) {
    entry.blocked = true;
    faults(entry, errors);
    offerMasked(entry, masked || {});
    settled();
  }
  /* Telephones and the like: what the text would be with them hidden, and a button that takes it. */
  function offerMasked(entry, masked) {
    const place = entry.root.querySelector("[data-errors]");
    if (!place || !Object.keys(masked).length) return;
    const words = document.createElement("p");
    words.className = "masked-preview";
    words.textContent = Object.values(masked).join("\n");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-small";
    button.textContent = "按遮盖后的内容保存";
    button.addEventListener("click", () => {
      for (const el of fieldsOf(entry.root)) if (nameOf(el) in masked) el.value = masked[nameOf(el)];
      touched(entry);
      send(entry);
    });
    place.append(words, button);
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
    const mine = Object.fromEntries(Object.entries(found.values).filter(([name, value]) => tidy(value) !== tidy(entry.stored[name])));
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

  /* --- The buttons --- */
  async function saveAll() {
    for (const entry of [...entries.values()]) {
      if (!entry.isDirty) continue;
      entry.blocked = isAsking(entry);
      await send(entry);
    }
    const open = [...entries.values()].find((entry) => entry.isDirty);
    if (!open) settled(); else if (!retry && !out) goTo(open.root);
    return !open;
  }
  function goTo(root) {
    settled();
    root.scrollIntoView({ block: "center" });
    (root.tabIndex >= 0 ? root : root.querySelector("input:not([type=hidden]), textarea"))?.focus();
  }

  /* One key for all the rest; what the portal then holds is shown in each row. */
  async function fillRest(kind) {
    if (!(await saveAll())) return;
    const seen = kind === "unchanged" ? $$("input[name=carry]", rest).map((el) => ["carry", el.value]) : [];
    const said = await post(form.dataset.entryUrl, [["kind", kind], ...seen]);
    if (!said) return;
    if (!said.rows) return void window.portal.say(said.closed || Object.values(said.errors).join("；"), "bad");
    const byKey = new Map([...entries.values()].map((entry) => [entry.key, entry]));
    for (const each of said.rows) {
      const entry = byKey.get(each.key);
      if (!entry || entry.isDirty) continue;
      entry.version = each.version;
      show(entry.root, each.row);
      entry.stored = valuesOf(entry.root);
      if (each.key.startsWith("line:")) entry.root.classList.toggle("is-filled", each.filled);
    }
    if (rest) rest.open = false;
    showWhole(said);
    settled(said.saved_at);
    document.dispatchEvent(new CustomEvent("portal:next-gap"));
  }

  /* On to the secretary, or signed: a refusal is shown over the page as it stands. */
  async function sendOn(url) {
    if (!(await saveAll())) return;
    const said = await post(url, []);
    document.getElementById("send-refused")?.remove();
    if (!said) return;
    if (said.next) { isSafe(); return void window.location.assign(said.next); }
    const box = document.createElement("div");
    Object.assign(box, { id: "send-refused", className: "message tone-bad" });
    box.setAttribute("role", "alert");
    box.textContent = said.refused || Object.values(said.errors || {}).join("；");
    form.before(box);
    if (said.gaps?.length) document.dispatchEvent(new CustomEvent("portal:next-gap")); else box.scrollIntoView({ block: "center" });
  }

  const ACTIONS = {
    save: saveAll, zero: () => fillRest("zero"), unchanged: () => fillRest("unchanged"),
    send_to_sign: () => sendOn(form.dataset.sendUrl), sign_and_submit: () => sendOn(form.dataset.signUrl),
  };
  let under = null;
  let leaving = false;
  form.addEventListener("submit", async (event) => {
    if (leaving) return;
    const button = event.submitter;
    const act = button && !button.hasAttribute("formaction") && ACTIONS[button.value];
    if (act && !$$("[data-upload]", form).some((el) => el.files.length)) {
      event.preventDefault();
      if (under) return;   // pressed twice
      under = act();
      try { await under; } finally { under = null; }
      return;
    }
    // A form that goes as a whole waits for what is under way, so that the page does not argue with itself.
    const sending = [...entries.values()].filter((entry) => entry.sending);
    if (!sending.length) return;
    event.preventDefault();
    await Promise.allSettled(sending.map((entry) => entry.sending));
    leaving = true;
    form.requestSubmit(button);
    window.setTimeout(() => { leaving = false; }, 1000);
  });

  function register(root) {
    const entry = new Entry(root);
    entries.set(root, entry);
    showReason(root);
    return entry;
  }
  /* Cells that an activity counts take the place of those that were typed. */
  document.addEventListener("activity-saved", () => {
    for (const root of [...entries.keys()]) if (!root.isConnected) { forget(entries.get(root)); entries.delete(root); }
    for (const root of $$("[data-entry]", form)) if (!entries.has(root)) register(root);
    settled();
  });

  /* --- Start --- */
  forgetOld();
  let offered = 0;
  // The window in which somebody logged in again closes; the one that holds the text goes on.
  const cameBack = location.hash === "#relogin" && window.opener;
  if (location.hash === "#relogin") history.replaceState(null, "", location.pathname + location.search);
  if (cameBack) { windows?.postMessage("back"); window.close(); }
  for (const root of $$("[data-entry]", form)) {
    const entry = register(root);
    const found = kept(entry);
    const refused = root.classList.contains("has-error");
    if (found && !refused && !cameBack && offerBack(entry, found)) offered += 1;
    // What was refused is on the page and nowhere else: all of it goes with the next try.
    if (refused) { entry.stored = {}; entry.blocked = true; keep(entry); }
  }
  if (offered) tell(`本机有 ${offered} 处没有保存的内容，请在标出的行选择`, true);
  else if (cameBack) tell("已重新登录，请回到原来的填报窗口");
  else if (!stateLine.textContent) tell("断网时文字保存在本机");
  const first = document.querySelector("[data-choice]");
  if (first) first.scrollIntoView({ block: "center" });
  else if (!location.hash && !document.querySelector("[data-autofocus]") && window.matchMedia("(min-width: 768px)").matches) $$(".month-row", form).find((row) => !row.classList.contains("is-filled"))?.focus({ preventScroll: true });
  window.portal.month = { form, isBack, storeOf: prefix };
})();
