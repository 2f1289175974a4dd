/** Radio buttons and checkboxes. */

import { h, uniqueId } from "../dom.js";
import { textNodes } from "../text/textobject.js";

/* How the two keep their choice. */
const KINDS = {
  radio_buttons: { field: "selected_option", initial: "initial_option", type: "radio", role: "radiogroup" },
  checkboxes: { field: "selected_options", initial: "initial_options", type: "checkbox", role: "group" },
};

/** Draw `radio_buttons` or `checkboxes`. */
export function drawChoices(element, context) {
  const kind = KINDS[element.type];
  const many = kind.type === "checkbox";
  const { surface, blockId } = context;
  const name = uniqueId("choice");
  const held = surface.state.meet(blockId, element.action_id, {
    type: element.type,
    [kind.field]: element[kind.initial] ?? (many ? [] : null),
  })[kind.field];
  const isHeld = (option) => (many ? held.some(({ value }) => value === option.value) : held?.value === option.value);
  const boxes = element.options.map((option, at) =>
    h("input", {
      type: kind.type,
      name,
      id: `${name}-${at}`,
      checked: isHeld(option),
      "aria-describedby": option.description ? `${name}-${at}-note` : undefined,
      data: {
        focus: JSON.stringify([blockId, element.action_id, option.value]),
        autofocus: element.focus_on_load && at === 0 ? "yes" : undefined,
      },
      on: { change: () => commit() },
    }),
  );
  const rows = element.options.map((option, at) =>
    h(
      "div",
      { class: "choice" },
      boxes[at],
      h(
        "div",
        {},
        h("label", { for: `${name}-${at}` }, textNodes(option.text, surface.viewer)),
        option.description &&
          h("div", { class: "choice-note", id: `${name}-${at}-note` }, textNodes(option.description, surface.viewer)),
      ),
    ),
  );
  const node = h(
    "div",
    {
      class: "choices",
      role: kind.role,
      "aria-labelledby": context.labelledBy,
      "aria-label": context.labelledBy ? undefined : context.label || "Options",
      "aria-describedby": context.describedBy,
      "aria-required": context.required && !many ? "true" : undefined,
      data: { action: element.action_id },
    },
    rows,
  );

  function chosen() {
    const options = element.options.filter((_, at) => boxes[at].checked);
    return { type: element.type, [kind.field]: many ? options : (options[0] ?? null) };
  }

  async function commit() {
    const before = surface.state.get(blockId, element.action_id)[kind.field];
    if (await surface.changed(context, element, node, chosen())) return;
    element.options.forEach((option, at) => {
      boxes[at].checked = many ? before.some(({ value }) => value === option.value) : before?.value === option.value;
    });
  }

  return node;
}
