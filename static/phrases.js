/* 常用语 beside each field with data-phrases: picking one inserts it at the cursor. The lists stand on the page without this file. */
(function () {
  "use strict";

  const lists = new Map();
  for (const list of document.querySelectorAll("[data-phrase-list]")) {
    lists.set(list.dataset.phraseList, Array.from(list.querySelectorAll("li"), (item) => item.textContent));
    list.hidden = true;
  }
  if (!lists.size) return;

  function insert(field, text) {
    const [from, to] = [field.selectionStart, field.selectionEnd];
    field.focus();
    field.setRangeText(text, from, to, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function choice(menu, field, text) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", () => { menu.open = false; insert(field, text); });
    item.append(button);
    return item;
  }

  /* The choices are made when the menu is opened for the first time: a month has a hundred fields. */
  function offer(field) {
    const texts = lists.get(field.dataset.phrases);
    if (!texts || field.dataset.offered) return;
    field.dataset.offered = "1";
    const menu = document.createElement("details");
    menu.className = "phrase-menu";
    menu.dataset.menu = "";
    const summary = document.createElement("summary");
    summary.textContent = "常用语";
    menu.append(summary);
    menu.addEventListener("toggle", () => {
      if (!menu.open || menu.querySelector("ul")) return;
      const list = document.createElement("ul");
      list.append(...texts.map((text) => choice(menu, field, text)));
      menu.append(list);
    });
    (field.closest("label") || field).after(menu);
  }

  const offerIn = (root) => root.querySelectorAll("textarea[data-phrases]").forEach(offer);
  offerIn(document);
  document.addEventListener("htmx:load", (event) => offerIn(event.target));
})();
