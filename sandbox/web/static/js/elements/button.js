/** Buttons: plain, primary, danger, link, and the overflow menu of further actions. */

import { h, safeUrl } from "../dom.js";
import { dots, icon } from "../icons.js";
import { closePopover, openPopover } from "../popover.js";
import { plainOf } from "../text/textobject.js";

const STYLES = { primary: "button-primary", danger: "button-danger" };

/** A `button`; pressing it tells the app, and a `url` opens in a new tab as well. */
export function drawButton(element, context) {
  const { surface, blockId } = context;
  const href = element.url ? safeUrl(element.url) : null;
  const node = h(
    href ? "a" : "button",
    {
      class: ["button", STYLES[element.style]],
      type: href ? undefined : "button",
      href,
      target: href ? "_blank" : undefined,
      rel: href ? "noopener noreferrer" : undefined,
      "aria-label": element.accessibility_label,
      data: { action: element.action_id, focus: JSON.stringify([blockId, element.action_id]) },
      on: { click: (event) => press(event) },
    },
    h("span", { class: "button-text" }, plainOf(element.text)),
    href && icon("external", 14),
  );

  async function press(event) {
    if (href && element.confirm) event.preventDefault();
    if (!(await surface.agreed(element))) return;
    if (href && element.confirm) open(href, "_blank", "noopener,noreferrer");
    await surface.act(blockId, element, node, element.value);
  }

  return node;
}

/** An `overflow` menu: three dots that open a list of actions. */
export function drawOverflow(element, context) {
  const { surface, blockId } = context;
  const node = h(
    "button",
    {
      type: "button",
      class: "button overflow",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-label": "More actions",
      data: { action: element.action_id, focus: JSON.stringify([blockId, element.action_id]) },
      on: { click: () => show() },
    },
    dots(),
  );

  async function choose(option) {
    closePopover({ refocus: true });
    if (!(await surface.agreed(element))) return;
    const href = option.url ? safeUrl(option.url) : null;
    if (href) open(href, "_blank", "noopener,noreferrer");
    await surface.act(blockId, element, node, option.value);
  }

  function show() {
    const items = element.options.map((option) =>
      h(
        "button",
        {
          type: "button",
          class: "option",
          role: "menuitem",
          tabindex: "-1",
          on: { click: () => choose(option) },
        },
        h(
          "span",
          { class: "option-text" },
          plainOf(option.text),
          option.description && h("span", { class: "option-note" }, plainOf(option.description)),
        ),
      ),
    );
    const menu = h(
      "div",
      { class: "listbox", role: "menu", "aria-label": "More actions", on: { keydown: (event) => walk(event, items) } },
      items,
    );
    openPopover(node, menu, { kind: "popover-menu" });
    items[0].focus({ preventScroll: true });
  }

  return node;
}

function walk(event, items) {
  const at = items.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === "Tab") {
    event.preventDefault();
    closePopover({ refocus: true });
  } else if (next !== undefined) {
    event.preventDefault();
    items[(next + items.length) % items.length].focus();
  }
}
