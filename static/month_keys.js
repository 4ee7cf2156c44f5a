/* 本月填报 by the keyboard: rows and cells like a spreadsheet, the next gap, and the list of all keys (键盘操作).
   Each key has a button, a link or a field that does the same without it. */
(function () {
  "use strict";

  const form = document.querySelector("form[data-month]");
  if (!form) return;
  const $$ = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const STEP = 5;   // percent, by + and -
  const isSeen = (el) => el.offsetParent !== null;

  /* A field that is reached by a key holds its text ready to be typed over, as in a spreadsheet. */
  function goTo(el) {
    if (!el) return;
    el.focus();
    if (el.matches("input:not([type=radio]):not([type=checkbox])")) el.select();
    el.scrollIntoView({ block: "nearest" });
  }
  const placeOf = (row) => (row.tabIndex >= 0 ? row : row.querySelector("input:not([type=hidden]), textarea"));
  const isOpenElsewhere = () => Boolean(document.querySelector("dialog[open]"));

  form.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-key-row]");
    if (!row || event.ctrlKey || event.metaKey || event.isComposing) return;
    const done = (act) => { event.preventDefault(); event.stopPropagation(); act(); };
    const el = event.target;
    if (event.altKey) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        const rows = $$("[data-key-row]", form);
        const next = rows[rows.indexOf(row) + (event.key === "ArrowDown" ? 1 : -1)];
        if (next) done(() => goTo(placeOf(next)));
      }
      return;
    }
    if (event.key === "Enter" && el === row) done(() => goTo($$("textarea, input[data-field=percent]", row).find(isSeen)));
    else if (event.key === "Enter" && el.matches("input")) done(() => moveOn(el, event.shiftKey ? -1 : 1));
    else if (event.key === "Escape" && el !== row && row.tabIndex >= 0) done(() => row.focus());
    else if (el.matches("[data-entry=value] [data-field=value]")) moveCell(event, el, done);
    else if (el === row && (event.key === "+" || event.key === "=")) done(() => addPercent(row, STEP));
    else if (el === row && event.key === "-") done(() => addPercent(row, -STEP));
  });

  /* Enter in a one-line field goes on to the next instead of sending the whole page. */
  function moveOn(el, step) {
    const all = $$("input:not([type=hidden]):not([type=radio]):not([type=checkbox]):not([type=file]), textarea", form).filter(isSeen);
    goTo(all[all.indexOf(el) + step]);
  }

  function addPercent(row, step) {
    const field = row.querySelector("[data-field=percent]");
    field.value = Math.min(100, Math.max(0, (parseInt(field.value, 10) || 0) + step));
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* Left and right leave a cell from the edge of its text; up and down go by what stands above and below on the screen. */
  const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  function moveCell(event, el, done) {
    const direction = DIRECTIONS[event.key];
    if (!direction || event.shiftKey) return;
    const [across, down] = direction;
    const isWhole = el.selectionStart === 0 && el.selectionEnd === el.value.length;
    if (across && !isWhole && (across < 0 ? el.selectionEnd : el.value.length - el.selectionStart)) return;
    const cells = $$("[data-entry=value] [data-field=value]", form).filter(isSeen);
    const next = across ? cells[cells.indexOf(el) + across] : nearest(el, cells, down);
    if (next) return done(() => goTo(next));
    const rows = $$("[data-key-row]", form);
    const above = down < 0 && rows[rows.indexOf(el.closest("[data-key-row]")) - 1];
    if (above) done(() => goTo(placeOf(above)));
    else if (down) event.preventDefault();
  }
  function nearest(el, cells, down) {
    const from = el.getBoundingClientRect();
    const beyond = cells.map((cell) => ({ cell, box: cell.getBoundingClientRect() })).filter(({ box }) => (down > 0 ? box.top >= from.bottom : box.bottom <= from.top));
    const away = ({ box }) => Math.abs(box.top - from.top) * 10 + Math.abs(box.left - from.left);
    return beyond.sort((one, other) => away(one) - away(other))[0]?.cell;
  }

  /* --- The whole page --- */
  function nextGap(from) {
    const places = [...new Set($$("#month-gaps .gap-list a[data-gap]").map((link) => document.getElementById(link.hash.slice(1))))].filter(Boolean);
    places.sort((one, other) => (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
    const after = from && places.find((place) => !place.contains(from) && from.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING);
    const place = after || places[0];
    if (!place) return void goTo(document.querySelector("[data-submit-key]"));
    place.scrollIntoView({ block: "center" });
    goTo(placeOf(place));
  }
  document.addEventListener("portal:next-gap", () => nextGap(null));

  function openRest() {
    const rest = document.getElementById("rest-unchanged");
    if (!rest) return;
    rest.open = true;
    goTo(rest.querySelector("[data-rest-button]:not(:disabled)") || rest.querySelector("[data-close-details]"));
  }

  // By the place of the key, not its letter: an input method or another layout changes the letter.
  const BY_ALT = {
    KeyN: () => nextGap(document.activeElement),
    KeyU: openRest,
    Digit0: () => { const button = document.getElementById("rest-zero"); if (button.disabled) nextGap(document.activeElement); else goTo(button); },
    Numpad0: () => BY_ALT.Digit0(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || isOpenElsewhere()) return;
    if (event.altKey && BY_ALT[event.code]) { event.preventDefault(); BY_ALT[event.code](); return; }
    if ((event.key === "?" || event.key === "？") && !event.altKey && !event.target.matches?.("textarea, select, input:not([type=radio]):not([type=checkbox])")) { event.preventDefault(); help.showModal(); }
  });

  const help = document.getElementById("keys-help");
  for (const button of $$("[data-keys-help]")) {
    button.hidden = false;
    button.addEventListener("click", () => help.showModal());
  }
})();
