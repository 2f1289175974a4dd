/** Which function draws which element of Block Kit. */

import { h } from "../dom.js";
import { unknown } from "../surface.js";
import { drawButton, drawOverflow } from "./button.js";
import { drawChoices } from "./choices.js";
import { drawDate, drawDateTime, drawTime } from "./pickers.js";
import { drawSelect } from "./select.js";
import { drawTyped } from "./typed.js";
import { safeUrl } from "../dom.js";

function drawImage(element) {
  const src = safeUrl(element.image_url ?? "");
  return src
    ? h("img", { class: "image-small", src, alt: element.alt_text })
    : h("span", { class: "muted" }, element.alt_text);
}

const ELEMENTS = {
  button: drawButton,
  overflow: drawOverflow,
  static_select: drawSelect,
  multi_static_select: drawSelect,
  users_select: drawSelect,
  multi_users_select: drawSelect,
  radio_buttons: drawChoices,
  checkboxes: drawChoices,
  datepicker: drawDate,
  timepicker: drawTime,
  datetimepicker: drawDateTime,
  plain_text_input: drawTyped,
  number_input: drawTyped,
  email_text_input: drawTyped,
  url_text_input: drawTyped,
  image: drawImage,
};

/** The types of element this page draws. */
export const elementTypes = Object.keys(ELEMENTS);

/**
 * Draw one element. `context` is `{surface, blockId, dispatches}` and, for inputs, `inputId`,
 * `labelledBy`, `describedBy`, `label`, `required`, `clearError()`.
 */
export function drawElement(element, context) {
  const draw = ELEMENTS[element.type];
  return draw ? draw(element, context) : unknown("element", element.type);
}
