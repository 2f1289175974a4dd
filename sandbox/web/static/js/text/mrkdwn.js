/**
 * Slack's mrkdwn, drawn as nodes for one reader.
 *
 * Angle-bracket entities and code are taken out first, each replaced by one private-use
 * character, because no other mark works inside them; what is left is read for marks.
 */

import { h, safeUrl } from "../dom.js";
import { nameOf, personOf } from "../people.js";
import { emojiOf } from "./emoji.js";
import { slackDate, slackDateTitle } from "./slackdate.js";

const FIRST_ATOM = 0xe000;
const LAST_ATOM = 0xf8ff;
const MARKS = { "*": "strong", _: "em", "~": "s" };
const WORD = /[\p{L}\p{N}]/u;

/** Undo Slack's three escapes. */
export const unescape = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** A mention pill; `self` is the reader. */
export function mention(id, viewer, label) {
  const known = personOf(id);
  return h("span", { class: ["mention", id === viewer.id && "mention-self"] }, `@${known ? nameOf(id) : label || id}`);
}

/** A link that opens a new tab, or plain text when its address is not one a link may have. */
export function link(url, label) {
  const href = safeUrl(url);
  if (!href) return h("span", {}, label ?? url);
  return h("a", { class: "link", href, target: "_blank", rel: "noopener noreferrer" }, label ?? url);
}

/** A date in the reader's zone; the pointer shows it in full. */
export function dateNode(instant, format, viewer, url) {
  const text = slackDate(instant, format, viewer);
  const title = slackDateTitle(instant, viewer);
  const node = h("time", { class: "date", datetime: new Date(instant * 1000).toISOString(), title }, text);
  return url ? link(url, node) : node;
}

function entity(inner, viewer, atoms) {
  const bar = inner.indexOf("|");
  const head = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? null : unescape(inner.slice(bar + 1));
  if (head.startsWith("@")) return mention(head.slice(1), viewer, label);
  if (head.startsWith("#")) return h("span", { class: "mention" }, `#${label || head.slice(1)}`);
  if (head.startsWith("!date^")) {
    const [, stamp, format, url] = head.split("^");
    const instant = Number(stamp);
    if (!Number.isInteger(instant) || stamp === "" || !format) return label ?? "";
    return dateNode(instant, unescape(format), viewer, url);
  }
  if (head.startsWith("!subteam")) return h("span", { class: "mention" }, label ?? "@group");
  if (head.startsWith("!")) return h("span", { class: "mention mention-self" }, `@${head.slice(1)}`);
  return link(
    unescape(head),
    bar < 0 ? unescape(head).replace(/^mailto:/, "") : inline(inner.slice(bar + 1), viewer, atoms),
  );
}

function takeAtoms(source, viewer) {
  const atoms = [];
  const put = (make) => {
    if (atoms.length > LAST_ATOM - FIRST_ATOM) return "";
    atoms.push(make);
    return String.fromCharCode(FIRST_ATOM + atoms.length - 1);
  };
  const clean = source.replace(/[\ue000-\uf8ff]/g, "");
  const plain = (code) => code.replace(/<([^<>|\n]+)(?:\|([^<>\n]*))?>/g, (_, head, label) => label ?? head);
  const text = clean
    .replace(/```\n?([\s\S]+?)\n?```/g, (_, code) =>
      put(() => h("pre", { class: "code-block" }, unescape(plain(code)))),
    )
    .replace(/`([^`\n]+)`/g, (_, code) => put(() => h("code", {}, unescape(plain(code)))))
    .replace(/<([^<>\n]+)>/g, (_, inner) => put(() => entity(inner, viewer, atoms)));
  return { text, atoms };
}

function closes(text, mark, from) {
  for (let at = from; at < text.length && text[at] !== "\n"; at += 1) {
    if (text[at] !== mark || /\s/.test(text[at - 1]) || at === from) continue;
    const after = text[at + 1];
    if (after === undefined || !WORD.test(after)) return at;
  }
  return -1;
}

function inline(text, viewer, atoms) {
  const out = [];
  let plain = "";
  const flush = () => {
    if (plain) out.push(...leaf(plain));
    plain = "";
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    const code = character.charCodeAt(0);
    const opens = MARKS[character] && !(at > 0 && WORD.test(text[at - 1])) && text[at + 1] && !/\s/.test(text[at + 1]);
    const end = opens ? closes(text, character, at + 1) : -1;
    if (end > 0) {
      flush();
      out.push(h(MARKS[character], {}, inline(text.slice(at + 1, end), viewer, atoms)));
      at = end;
    } else if (code >= FIRST_ATOM && code <= LAST_ATOM) {
      flush();
      out.push(atoms[code - FIRST_ATOM]());
    } else {
      plain += character;
    }
  }
  flush();
  return out;
}

function leaf(text) {
  const out = [];
  let last = 0;
  for (const found of text.matchAll(/:([a-z0-9_+-]+):(?::skin-tone-[2-6]:)?/g)) {
    const character = emojiOf(found[1]);
    if (!character) continue;
    if (found.index > last) out.push(unescape(text.slice(last, found.index)));
    out.push(h("span", { class: "emoji", role: "img", "aria-label": found[1].replaceAll("_", " ") }, character));
    last = found.index + found[0].length;
  }
  if (last < text.length) out.push(unescape(text.slice(last)));
  return out;
}

function isBlock(line, atoms) {
  const code = line.charCodeAt(0);
  return line.length === 1 && code >= FIRST_ATOM && code < FIRST_ATOM + atoms.length;
}

/** Draw `source` for `viewer` ({id, zone, twelve, now()}) as a list of nodes and strings. */
export function mrkdwn(source, viewer) {
  const { text, atoms } = takeAtoms(String(source ?? ""), viewer);
  const out = [];
  let quote = null;
  let fresh = true;
  for (const line of text.split("\n")) {
    const quoted = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (quoted) {
      quote ??= out[out.push(h("blockquote", {})) - 1];
      if (quote.childNodes.length) quote.append(h("br"));
      quote.append(...inline(quoted[1], viewer, atoms));
      fresh = true;
      continue;
    }
    quote = null;
    const nodes = isBlock(line, atoms) ? [atoms[line.charCodeAt(0) - FIRST_ATOM]()] : inline(line, viewer, atoms);
    const block = nodes[0] instanceof Element && nodes[0].tagName === "PRE";
    const bullet = /^(?:[•◦▪-]|\d{1,2}\.) \S/.test(line);
    if (!fresh && !block && !bullet) out.push(h("br"));
    out.push(...(bullet ? [h("span", { class: "hanging" }, nodes)] : nodes));
    fresh = block || bullet;
  }
  return out;
}
