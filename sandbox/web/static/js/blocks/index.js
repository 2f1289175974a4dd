/** Draws lists of Block Kit blocks. */

import { h, safeUrl } from "../dom.js";
import { drawElement } from "../elements/index.js";
import { unknown } from "../surface.js";
import { markdown } from "../text/markdown.js";
import { plainOf, textNodes } from "../text/textobject.js";
import { drawInput } from "./input.js";
import { drawRichText } from "./richtext.js";

function drawSection(block, surface) {
  const context = { surface, blockId: block.block_id, dispatches: true, label: plainOf(block.text) };
  const fields =
    block.fields &&
    h(
      "div",
      { class: "fields" },
      block.fields.map((field) => h("div", { class: "field" }, textNodes(field, surface.viewer))),
    );
  return h(
    "div",
    { class: "block block-section" },
    h(
      "div",
      { class: "section-main" },
      block.text && h("div", { class: "text" }, textNodes(block.text, surface.viewer)),
      fields,
    ),
    block.accessory && h("div", { class: "accessory" }, drawElement(block.accessory, context)),
  );
}

function drawActions(block, surface) {
  const context = { surface, blockId: block.block_id, dispatches: true };
  return h(
    "div",
    { class: "block block-actions" },
    block.elements.map((element) => drawElement(element, context)),
  );
}

function drawContext(block, surface) {
  return h(
    "div",
    { class: "block block-context" },
    block.elements.map((element) =>
      element.type === "image"
        ? drawElement(element, { surface })
        : h("span", { class: "context-text" }, textNodes(element, surface.viewer)),
    ),
  );
}

function drawImage(block) {
  const src = safeUrl(block.image_url ?? "");
  return h(
    "figure",
    { class: "block block-image" },
    block.title && h("figcaption", {}, plainOf(block.title)),
    src ? h("img", { src, alt: block.alt_text }) : h("span", { class: "muted" }, block.alt_text),
  );
}

const BLOCKS = {
  section: drawSection,
  actions: drawActions,
  context: drawContext,
  input: drawInput,
  image: drawImage,
  divider: () => h("hr", { class: "block block-divider" }),
  header: (block) => h("div", { class: "block block-header", role: "heading", "aria-level": 3 }, plainOf(block.text)),
  rich_text: (block, surface) => h("div", { class: "block text" }, drawRichText(block, surface.viewer)),
  markdown: (block) => h("div", { class: "block text markdown" }, markdown(block.text)),
};

/** The types of block this page draws. */
export const blockTypes = Object.keys(BLOCKS);

/** Draw `blocks` on `surface`; keeps what was typed under ids that stay. */
export function drawBlocks(blocks, surface) {
  surface.state.begin();
  const nodes = blocks.map((block) => (BLOCKS[block.type] ?? (() => unknown("block", block.type)))(block, surface));
  surface.state.finish();
  return h("div", { class: `blocks blocks-${surface.kind}` }, nodes);
}
