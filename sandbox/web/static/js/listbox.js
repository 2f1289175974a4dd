/**
 * The list a select opens: a filter line above, options (in groups) below; arrows move,
 * Enter chooses, typing filters. With `many` it stays open and toggles.
 */

import { h, uniqueId } from "./dom.js";
import { icon } from "./icons.js";
import { closePopover, openPopover } from "./popover.js";

/**
 * Open at `anchor`. `groups` is `[{label, items: [{key, text, note, art}]}]`; `chosen` a set of
 * keys; `pick(item)` is told each choice; `accept(text)` may turn typed words that match
 * nothing into an item (a time). `onClose` runs at the end.
 */
export function openListbox(
  anchor,
  { groups, chosen, many = false, pick, accept, onClose, label, placeholder = "Search" },
) {
  const listId = uniqueId("list");
  const filter = h("input", {
    class: "listbox-filter",
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    placeholder,
    "aria-label": label ? `Search ${label}` : "Search",
    "aria-expanded": "true",
    "aria-controls": listId,
    "aria-autocomplete": "list",
  });
  const list = h("div", {
    class: "listbox",
    id: listId,
    role: "listbox",
    "aria-label": label ?? "Options",
    "aria-multiselectable": many ? "true" : undefined,
  });
  let rows = [];
  let active = -1;

  function activate(at) {
    rows[active]?.node.classList.remove("active");
    active = rows.length ? (at + rows.length) % rows.length : -1;
    const row = rows[active];
    row?.node.classList.add("active");
    row?.node.scrollIntoView({ block: "nearest" });
    if (row) filter.setAttribute("aria-activedescendant", row.node.id);
    else filter.removeAttribute("aria-activedescendant");
  }

  function choose(item) {
    pick(item);
    if (!many) closePopover({ refocus: true });
    else draw(active);
  }

  function option(item) {
    const selected = chosen.has(item.key);
    const node = h(
      "div",
      {
        class: "option",
        role: "option",
        id: uniqueId("option"),
        "aria-selected": String(selected),
        on: {
          click: () => choose(item),
          pointermove: () => rows[active]?.item !== item && activate(rows.findIndex((row) => row.item === item)),
        },
      },
      item.art,
      h("span", { class: "option-text" }, item.text, item.note && h("span", { class: "option-note" }, item.note)),
      selected && h("span", { class: "option-check" }, icon("check", 16)),
    );
    rows.push({ item, node });
    return node;
  }

  const said = (item) => `${item.text} ${item.search ?? ""}`.toLowerCase();

  function draw(keep = 0) {
    const words = filter.value.trim().toLowerCase();
    const fits = (item) => !words || said(item).includes(words);
    const begins = (item) => words && said(item).split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(words));
    const nearestFirst = (items) => [...items.filter(begins), ...items.filter((item) => !begins(item))];
    rows = [];
    list.replaceChildren();
    for (const group of groups) {
      const items = nearestFirst(group.items.filter(fits));
      if (!items.length) continue;
      const head = group.label && h("div", { class: "listbox-group", id: uniqueId("group") }, group.label);
      list.append(h("div", { role: "group", "aria-labelledby": head ? head.id : undefined }, head, items.map(option)));
    }
    const typed = words && accept?.(filter.value.trim());
    if (typed && !rows.some((row) => row.item.key === typed.key)) list.prepend(option(typed));
    if (!rows.length) list.append(h("div", { class: "listbox-empty" }, "No results"));
    const first = rows.findIndex((row) => chosen.has(row.item.key));
    activate(keep || (words ? 0 : Math.max(first, 0)));
  }

  filter.addEventListener("input", () => draw());
  filter.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) activate(active + step);
    else if (event.key === "Home" && !filter.value) activate(0);
    else if (event.key === "End" && !filter.value) activate(rows.length - 1);
    else if (event.key === "Enter") rows[active] && choose(rows[active].item);
    else if (event.key === "Tab") return closePopover({ refocus: true });
    else return undefined;
    event.preventDefault();
    event.stopPropagation();
    return undefined;
  });
  openPopover(anchor, [filter, list], { kind: "popover-list", onClose, wide: true });
  draw();
  filter.focus({ preventScroll: true });
}
