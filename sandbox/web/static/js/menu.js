/** A menu of actions that opens at a button: arrows move in it, Escape and Tab leave it. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { closePopover, openPopover } from "./popover.js";

/**
 * Open a menu called `label` at `anchor`. `items` are `{text, note, art, badge, danger, checked, choose}`, or
 * `{heading}` between them; `checked` (true or false) makes an item one of a choice. Choosing closes it first.
 */
export function openMenu(anchor, label, items) {
  const rows = [];
  const nodes = items.map((item) => {
    if (item.heading) return h("div", { class: "listbox-group", role: "presentation" }, item.heading);
    const row = draw(item);
    rows.push(row);
    return row;
  });
  const menu = h(
    "div",
    { class: "listbox", role: "menu", "aria-label": label, on: { keydown: (event) => walk(event, rows) } },
    nodes,
  );
  openPopover(anchor, menu, { kind: "popover-menu" });
  rows[0].focus({ preventScroll: true });
}

function draw({ text, note, art, badge, danger, checked, choose }) {
  return h(
    "button",
    {
      type: "button",
      class: ["option", danger && "option-danger"],
      role: checked === undefined ? "menuitem" : "menuitemradio",
      "aria-checked": checked === undefined ? undefined : String(checked),
      tabindex: "-1",
      on: {
        click: () => {
          closePopover({ refocus: true });
          choose();
        },
      },
    },
    art,
    h("span", { class: "option-text" }, text, note && h("span", { class: "option-note" }, note)),
    badge > 0 && h("span", { class: "badge", "aria-label": `${badge} unread` }, String(badge)),
    checked && h("span", { class: "option-check" }, icon("check", 16)),
  );
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
