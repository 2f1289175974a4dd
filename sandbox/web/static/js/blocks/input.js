/** The `input` block: label, element, hint, and the place where its error is told. */

import { h, uniqueId } from "../dom.js";
import { drawElement } from "../elements/index.js";
import { typedProblem } from "../elements/typed.js";
import { icon } from "../icons.js";
import { plainOf } from "../text/textobject.js";

/** Draw an input block; its node has `showError(words | null)` as a property. */
export function drawInput(block, surface) {
  const [inputId, labelId, hintId, errorId] = ["input", "label", "hint", "error"].map((name) => uniqueId(name));
  const error = h("div", { class: "field-error", id: errorId, role: "alert", hidden: true });
  const label = plainOf(block.label);
  const hint = block.hint && h("div", { class: "hint", id: hintId }, plainOf(block.hint));
  const context = {
    surface,
    blockId: block.block_id,
    dispatches: Boolean(block.dispatch_action),
    inputId,
    label,
    labelledBy: ["radio_buttons", "checkboxes"].includes(block.element.type) ? labelId : undefined,
    describedBy: [hint && hintId, errorId].filter(Boolean).join(" "),
    required: !block.optional,
    clearError: () => showError(null),
  };
  const control = drawElement(block.element, context);
  const native = ["INPUT", "TEXTAREA"].includes(control.tagName) || control.classList.contains("typed");
  const node = h(
    "div",
    { class: "block block-input", data: { block: block.block_id } },
    h(
      native ? "label" : "div",
      { class: "field-label", id: labelId, for: native ? inputId : undefined },
      label,
      block.optional && h("span", { class: "optional" }, " (optional)"),
    ),
    control,
    error,
    hint,
  );

  function showError(words) {
    error.hidden = !words;
    error.replaceChildren(...(words ? [icon("warning", 15), h("span", {}, words)] : []));
    node.classList.toggle("invalid", Boolean(words));
    for (const field of node.querySelectorAll("[data-action],[type=radio],[type=checkbox]")) {
      if (words) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
  }

  node.showError = showError;
  return node;
}

const REQUIRED = "Please complete this required field.";

function isEmpty(value) {
  const held = Object.entries(value ?? {}).find(([key]) => key !== "type")?.[1];
  return held === null || held === undefined || held === "" || (Array.isArray(held) && held.length === 0);
}

/** What the client itself finds wrong before it submits: `{block_id: words}`, empty when all is well. */
export function inputProblems(blocks, state) {
  const problems = {};
  for (const block of blocks) {
    if (block.type !== "input") continue;
    const value = state.get(block.block_id, block.element.action_id);
    if (isEmpty(value)) {
      if (!block.optional) problems[block.block_id] = REQUIRED;
    } else if (typeof value.value === "string") {
      const problem = typedProblem(block.element, value.value);
      if (problem) problems[block.block_id] = problem;
    }
  }
  return problems;
}
