/* Says before the upload that a file is too large; the server says it all the same. */
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
})();
