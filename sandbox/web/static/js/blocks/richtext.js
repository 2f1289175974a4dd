/** The `rich_text` block: sections, lists, quotes and preformatted text, with their inline parts. */

import { h } from "../dom.js";
import { dateNode, link, mention } from "../text/mrkdwn.js";
import { emojiOf } from "../text/emoji.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };

function styled(node, style) {
  let out = node;
  for (const [name, tag] of Object.entries(STYLES)) if (style?.[name]) out = h(tag, {}, out);
  return out;
}

function emojiText({ name, unicode }) {
  if (emojiOf(name)) return emojiOf(name);
  if (!unicode) return `:${name}:`;
  return String.fromCodePoint(...unicode.split("-").map((part) => parseInt(part, 16)));
}

const PARTS = {
  text: (part) => part.text,
  link: (part) => link(part.url, part.text || part.url),
  emoji: (part) =>
    h("span", { class: "emoji", role: "img", "aria-label": part.name.replaceAll("_", " ") }, emojiText(part)),
  user: (part, viewer) => mention(part.user_id, viewer),
  channel: (part) => h("span", { class: "mention" }, `#${part.channel_id}`),
  usergroup: () => h("span", { class: "mention" }, "@group"),
  broadcast: (part) => h("span", { class: "mention mention-self" }, `@${part.range}`),
  color: (part) => h("code", {}, part.value),
  date: (part, viewer) => dateNode(part.timestamp, part.format, viewer, part.url),
};

const inline = (parts, viewer) =>
  (parts ?? []).map((part) => styled(PARTS[part.type]?.(part, viewer) ?? "", part.style));

function drawList(part, viewer) {
  const ordered = part.style === "ordered";
  const kinds = ordered ? ["1", "a", "i"] : ["disc", "circle", "square"];
  const kind = kinds[(part.indent ?? 0) % 3];
  return h(
    ordered ? "ol" : "ul",
    {
      class: ["rich-list", part.border && "rich-border"],
      style: { "--indent": part.indent ?? 0, ...(ordered ? {} : { "list-style-type": kind }) },
      type: ordered ? kind : undefined,
      start: ordered && part.offset ? part.offset + 1 : undefined,
    },
    part.elements.map((item) => h("li", {}, inline(item.elements, viewer))),
  );
}

const SECTIONS = {
  rich_text_section: (part, viewer) => h("div", { class: "rich-section" }, inline(part.elements, viewer)),
  rich_text_list: drawList,
  rich_text_quote: (part, viewer) => h("blockquote", {}, inline(part.elements, viewer)),
  rich_text_preformatted: (part, viewer) => h("pre", { class: "code-block" }, inline(part.elements, viewer)),
};

/** Draw a `rich_text` block for one reader. */
export function drawRichText(block, viewer) {
  return h(
    "div",
    { class: "rich" },
    block.elements.map((part) => SECTIONS[part.type]?.(part, viewer)),
  );
}
