/** Text objects of Block Kit: `plain_text` (emoji codes only) and `mrkdwn`. */

import { h } from "../dom.js";
import { withEmoji } from "./emoji.js";
import { mrkdwn, unescape } from "./mrkdwn.js";

/** The words of a text object without any mark, for labels and for comparing. */
export function plainOf(text) {
  if (!text) return "";
  if (typeof text === "string") return text;
  if (text.type === "mrkdwn")
    return unescape(text.text)
      .replace(/<[^>|]*\|([^>]*)>/g, "$1")
      .replace(/[*_~`]/g, "");
  return text.emoji === false ? text.text : withEmoji(text.text);
}

/** The nodes of a text object for one reader; line breaks of plain text are kept by CSS. */
export function textNodes(text, viewer) {
  if (!text) return [];
  if (text.type === "mrkdwn") return mrkdwn(text.text, viewer);
  return [h("span", { class: "plain" }, plainOf(text))];
}
