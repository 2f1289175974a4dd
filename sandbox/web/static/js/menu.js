/** A menu of actions that opens at a button: arrows move in it, Escape and Tab leave it. */

import { h } from "./dom.js";
import { closePopover, openPopover } from "./popover.js";

/** Open a menu called `label` at `anchor` with `items` (`{text, note, choose}`); choosing closes it first. */
export function openMenu(anchor, label, items) {
  const rows = items.map(({ text, note, choose }) =>
    h(
      "button",
      {
        type: "button",
        class: "option",
        role: "menuitem",
        tabindex: "-1",
        on: {
          click: () => {
            closePopover({ refocus: true });
            choose();
          },
        },
      },
      h("span", { class: "option-text" }, text, note && h("span", { class: "option-note" }, note)),
    ),
  );
  const menu = h(
    "div",
    { class: "listbox", role: "menu", "aria-label": label, on: { keydown: (event) => walk(event, rows) } },
    rows,
  );
  openPopover(anchor, menu, { kind: "popover-menu" });
  rows[0].focus({ preventScroll: true });
}

function walk(event, rows) {
  const at = rows.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (event.key === "Tab") {
    event.preventDefault();
    closePopover({ refocus: true });
  } else if (next !== undefined) {
    event.preventDefault();
    rows[(next + rows.length) % rows.length].focus();
  }
}
