/* Questions on a month's page. Their fields stand inside the officer's form, but are sent by their own button and at once:
   what is typed there is neither an entry of the month nor unsaved because of it. */
(function () {
  "use strict";

  const month = document.querySelector("form[data-month]");
  const fields = () => Array.from(month ? month.querySelectorAll(".question textarea") : []);
  const isOurs = (el) => el instanceof Element && el.matches(".question textarea");

  if (month) {
    let sent = false;
    month.addEventListener("input", (event) => { if (isOurs(event.target)) event.stopPropagation(); }, true);
    month.addEventListener("submit", (event) => { sent = !event.defaultPrevented; });
    window.addEventListener("pageshow", () => { sent = false; });
    window.addEventListener("beforeunload", (event) => {
      if (!sent && fields().some((field) => field.value !== field.defaultValue)) event.preventDefault();
    });
  }

  /* Ctrl+Enter sends what is written here, not the whole page. */
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !isOurs(event.target)) return;
    const button = event.target.closest(".question").querySelector("[data-answer]");
    if (!button) return;
    event.preventDefault();
    event.stopPropagation();
    button.click();
  }, true);
})();
