/* Says before the upload that a file is too large (the server says it all the same); the bar of a running import. */
(function () {
  "use strict";

  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !input.dataset.maxBytes) return;
    const file = input.files[0];
    const tooLarge = file && file.size > Number(input.dataset.maxBytes);
    input.setCustomValidity(tooLarge ? input.dataset.tooLarge : "");
    if (tooLarge) window.portal.say(input.dataset.tooLarge, "bad");
    input.form.querySelector("[type=submit]").disabled = Boolean(tooLarge);
  });

  /* The job is over: to its result. The bar has stopped asking, so that a page that takes long is not asked for twice. */
  document.addEventListener("htmx:afterSettle", () => {
    if (document.querySelector("#import-progress[data-over]")) window.location.reload();
  });

  /* The log-in ran out while the bar was watched: the log-in page as a whole, not within the bar. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.target.id !== "import-progress" || event.detail.xhr.responseText.includes('id="import-progress"')) return;
    event.detail.shouldSwap = false;
    if (event.detail.xhr.status < 400) window.location.reload();
  });
})();
