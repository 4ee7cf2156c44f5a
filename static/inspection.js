/* 督查走访 without a network: what is typed stays in this browser, of this person, until the portal has it; it is sent when
   the network is back. What somebody else answered meanwhile is shown by the portal's answer, never overwritten.
   The page is a plain form without this file. */
(function () {
  "use strict";

  const form = document.querySelector("form[data-offline]");
  if (!form) return;
  const key = `portal:visit:${form.dataset.visit}`;
  const note = document.getElementById("offline-note");
  const fields = () => Array.from(form.elements).filter((el) => /^(answer|note)-\d+$/.test(el.name));
  let waiting = false;

  function say(text) {
    note.hidden = !text;
    note.querySelector("span").textContent = text;
  }
  function typed() {
    const values = {};
    for (const el of fields()) if (el.type !== "radio" || el.checked) values[el.name] = el.value;
    return values;
  }
  const first = typed();
  const editions = () => Object.fromEntries(Array.from(form.elements).filter((el) => el.name.startsWith("known-")).map((el) => [el.name, el.value]));
  function changed() {
    const now = typed();
    return Object.fromEntries(Object.entries(now).filter(([name, value]) => (first[name] ?? "") !== value));
  }
  function keep() {
    const values = changed();
    try {
      if (Object.keys(values).length) localStorage.setItem(key, JSON.stringify({ values, editions: kept()?.editions ?? editions(), sent: waiting }));
      else localStorage.removeItem(key);
    } catch { /* no room or not allowed: the page still holds the text */ }
  }
  function kept() {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  }
  function restore(stored) {
    for (const el of fields()) {
      if (!(el.name in stored.values)) continue;
      if (el.type === "radio") el.checked = el.value === stored.values[el.name];
      else el.value = stored.values[el.name];
    }
    // Typed over what was there then: the portal compares, and shows what came between.
    for (const [name, value] of Object.entries(stored.editions || {})) {
      const el = form.elements[name];
      const number = name.slice(6);
      if (el && (`answer-${number}` in stored.values || `note-${number}` in stored.values)) el.value = value;
    }
  }
  function send() {
    if (!navigator.onLine) {
      waiting = true;
      keep();
      say("现在没有网络。填写的内容已保存在本机，网络恢复后自动发送；请不要清除浏览器数据。");
      return;
    }
    fetch(form.action || location.href, { method: "POST", body: new FormData(form), credentials: "same-origin" })
      .then((answer) => answer.text().then((text) => ({ answer, text })))
      .then(({ answer, text }) => {
        if (answer.status >= 500) throw new Error("server");
        waiting = false;
        try { localStorage.removeItem(key); } catch { /* nothing kept */ }
        if (answer.ok) { location.assign(answer.url); return; }
        // A conflict or a refusal: the portal's page says it, with everything that was typed.
        const page = new DOMParser().parseFromString(text, "text/html");
        document.querySelector("main").replaceWith(page.querySelector("main"));
        const again = document.querySelector("form[data-offline]");
        if (again) again.dataset.answered = "1";
        window.scrollTo(0, 0);
      })
      .catch(() => {
        waiting = true;
        keep();
        say("没有发送成功，内容已保存在本机，稍后自动再发。");
      });
  }
  form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  window.addEventListener("online", () => { if (waiting) send(); });
  window.addEventListener("offline", () => say("网络已断开，可以继续填写，内容保存在本机。"));

  const stored = kept();
  if (stored && stored.values && Object.keys(stored.values).length) {
    restore(stored);
    waiting = Boolean(stored.sent);
    say(waiting ? "正在发送没有网络时填写的内容。" : "已恢复没有保存的内容，请核对后保存。");
    if (waiting) send();
  }
})();
