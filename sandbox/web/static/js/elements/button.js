/** Buttons: plain, primary, danger, link, and the overflow menu of further actions. */

import { h, safeUrl } from "../dom.js";
import { dots, icon } from "../icons.js";
import { openMenu } from "../menu.js";
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
    if (!(await surface.agreed(element))) return;
    const href = option.url ? safeUrl(option.url) : null;
    if (href) open(href, "_blank", "noopener,noreferrer");
    await surface.act(blockId, element, node, option.value);
  }

  function show() {
    const items = element.options.map((option) => ({
      text: plainOf(option.text),
      note: option.description && plainOf(option.description),
      choose: () => choose(option),
    }));
    openMenu(node, "More actions", items);
  }

  return node;
}
