/** Inputs that are typed into: text (one line or several), numbers, mail addresses and links. */

import { h } from "../dom.js";
import { plainOf } from "../text/textobject.js";

const ATTRIBUTES = {
  plain_text_input: { type: "text" },
  number_input: { type: "text", inputmode: "decimal" },
  email_text_input: { type: "email" },
  url_text_input: { type: "url" },
};

/** Draw any typed input; a `multiline` one is a text area. */
export function drawTyped(element, context) {
  const { surface, blockId } = context;
  const held = surface.state.meet(blockId, element.action_id, {
    type: element.type,
    value: element.initial_value ?? null,
  });
  const when = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const counter = h("span", { class: "counter", "aria-hidden": "true" });
  const node = h(element.multiline ? "textarea" : "input", {
    class: "text-input",
    ...(element.multiline ? { rows: 4 } : ATTRIBUTES[element.type]),
    autocomplete: "off",
    value: held.value ?? "",
    placeholder: plainOf(element.placeholder),
    maxlength: element.max_length,
    id: context.inputId,
    "aria-describedby": context.describedBy,
    "aria-required": context.required ? "true" : undefined,
    "aria-label": context.inputId ? undefined : context.label,
    data: {
      action: element.action_id,
      focus: JSON.stringify([blockId, element.action_id]),
      autofocus: element.focus_on_load ? "yes" : undefined,
    },
    on: { input: () => typed(), keydown: (event) => entered(event) },
  });

  const value = () => ({ type: element.type, value: node.value === "" ? null : node.value });

  function count() {
    const left = (element.max_length ?? Infinity) - node.value.length;
    counter.textContent = left <= 20 ? String(left) : "";
  }

  function typed() {
    count();
    context.clearError?.();
    if (context.dispatches && when.includes("on_character_entered")) surface.changed(context, element, node, value());
    else surface.state.set(blockId, element.action_id, value());
  }

  function entered(event) {
    const submits = event.key === "Enter" && (!element.multiline || event.metaKey || event.ctrlKey);
    if (!submits || event.isComposing) return;
    if (context.dispatches && when.includes("on_enter_pressed")) {
      event.preventDefault();
      surface.changed(context, element, node, value());
    } else if (element.multiline) {
      event.preventDefault();
      node.closest("form")?.requestSubmit();
    }
  }

  count();
  return element.max_length ? h("div", { class: "typed" }, node, counter) : node;
}

/** What is wrong with a typed value, in Slack's manner, or null. */
export function typedProblem(element, text) {
  if (element.min_length && text.length < element.min_length)
    return `This must be at least ${element.min_length} characters long.`;
  if (element.max_length && text.length > element.max_length)
    return `This must be at most ${element.max_length} characters long.`;
  if (element.type !== "number_input") return null;
  const pattern = element.is_decimal_allowed ? /^-?\d+(?:\.\d+)?$/ : /^-?\d+$/;
  if (!pattern.test(text)) return element.is_decimal_allowed ? "Enter a number." : "Enter a whole number.";
  if (element.min_value !== undefined && Number(text) < Number(element.min_value))
    return `Enter ${element.min_value} or more.`;
  if (element.max_value !== undefined && Number(text) > Number(element.max_value))
    return `Enter ${element.max_value} or less.`;
  return null;
}
