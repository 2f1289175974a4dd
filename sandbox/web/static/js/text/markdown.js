/**
 * The `markdown` block: the usual Markdown marks as Slack draws them (headings are bold lines,
 * nothing is an embedded page). HTML in it is text.
 */

import { h } from "../dom.js";
import { withEmoji } from "./emoji.js";
import { link } from "./mrkdwn.js";

const INLINE = [
  [/^`([^`\n]+)`/, (found) => h("code", {}, found[1])],
  [/^\*\*(?=\S)([\s\S]+?)\*\*/, (found) => h("strong", {}, inline(found[1]))],
  [/^__(?=\S)([\s\S]+?)__/, (found) => h("strong", {}, inline(found[1]))],
  [/^\*(?=\S)([^*\n]+)\*/, (found) => h("em", {}, inline(found[1]))],
  [/^_(?=\S)([^_\n]+)_(?![\p{L}\p{N}])/u, (found) => h("em", {}, inline(found[1]))],
  [/^~~(?=\S)([\s\S]+?)~~/, (found) => h("s", {}, inline(found[1]))],
  [/^!?\[([^\]\n]+)\]\(([^)\s]+)\)/, (found) => link(found[2], inline(found[1]))],
  [/^<(https?:[^>\s]+)>/, (found) => link(found[1])],
  [/^\\([\\`*_{}[\]()#+.!~>-])/, (found) => found[1]],
];

function inline(text) {
  const out = [];
  let plain = "";
  for (let at = 0; at < text.length;) {
    const rest = text.slice(at);
    const inWord = text[at] === "_" && /[\p{L}\p{N}]$/u.test(plain);
    const rule = inWord ? undefined : INLINE.find(([pattern]) => pattern.test(rest));
    if (!rule) {
      plain += text[at];
      at += 1;
      continue;
    }
    if (plain) out.push(withEmoji(plain));
    plain = "";
    const found = rule[0].exec(rest);
    out.push(rule[1](found));
    at += found[0].length;
  }
  if (plain) out.push(withEmoji(plain));
  return out;
}

const ITEM = /^( *)([-*+]|\d{1,3}[.)]) +(.*)$/;

function list(lines, depth) {
  const node = h(/\d/.test(ITEM.exec(lines[0])[2]) ? "ol" : "ul", {});
  for (let at = 0; at < lines.length;) {
    const inner = [];
    const own = ITEM.exec(lines[at])[3];
    for (at += 1; at < lines.length && ITEM.exec(lines[at])[1].length > depth + 1; at += 1) inner.push(lines[at]);
    node.append(h("li", {}, inline(own), inner.length > 0 && list(inner, ITEM.exec(inner[0])[1].length)));
  }
  return node;
}

/* Each kind of block: does a line begin it, and which following lines belong to it. */
const BLOCKS = [
  { starts: /^```/, draw: fenced },
  {
    starts: /^#{1,6} /,
    draw: (lines) =>
      h("div", { class: "md-heading", role: "heading", "aria-level": 3 }, inline(lines.shift().replace(/^#+ /, ""))),
  },
  {
    starts: /^(?:-{3,}|\*{3,}|_{3,})\s*$/,
    draw: (lines) => {
      lines.shift();
      return h("hr");
    },
  },
  {
    starts: /^> ?/,
    draw: (lines) => h("blockquote", {}, draw(take(lines, /^> ?/).map((line) => line.replace(/^> ?/, "")))),
  },
  {
    starts: ITEM,
    draw: (lines) => {
      const items = take(lines, ITEM);
      return list(items, ITEM.exec(items[0])[1].length);
    },
  },
];

function take(lines, pattern) {
  const taken = [];
  while (lines.length && pattern.test(lines[0])) taken.push(lines.shift());
  return taken;
}

function fenced(lines) {
  lines.shift();
  const code = [];
  while (lines.length && !/^```/.test(lines[0])) code.push(lines.shift());
  lines.shift();
  return h("pre", { class: "code-block" }, code.join("\n"));
}

function paragraph(lines) {
  const own = [lines.shift()];
  while (lines.length && lines[0].trim() && !BLOCKS.some(({ starts }) => starts.test(lines[0])))
    own.push(lines.shift());
  return h(
    "p",
    {},
    own.map((line, at) => [at > 0 && h("br"), inline(line)]),
  );
}

function draw(source) {
  const lines = [...source];
  const out = [];
  while (lines.length) {
    if (!lines[0].trim()) {
      lines.shift();
      continue;
    }
    const kind = BLOCKS.find(({ starts }) => starts.test(lines[0]));
    out.push(kind ? kind.draw(lines) : paragraph(lines));
  }
  return out;
}

/** Draw Markdown `source` as a list of nodes. */
export const markdown = (source) => draw(String(source ?? "").split(/\r?\n/));
