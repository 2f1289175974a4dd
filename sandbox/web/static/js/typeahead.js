/** What the composer suggests while somebody types: commands after `/`, people after `@`. */

import { h, uniqueId } from "./dom.js";
import { COMMAND, SUBCOMMANDS, subcommandOf } from "./commands.js";
import { avatar, everyone, nameOf } from "./people.js";

const MOST = 8;

/** Suggestions for `text` up to the caret: a list of `{text, note, art, insert}`; `insert` is the whole new text. */
export function suggestions(text, self) {
  const at = /(^|\s)@([\p{L}\p{N}._-]*)$/u.exec(text);
  if (at) return people(at[2], text.slice(0, text.length - at[2].length - 1), self);
  if (text.startsWith("/") && COMMAND.startsWith(text) && text !== COMMAND)
    return [{ text: COMMAND, note: "Schedule with Perin", insert: `${COMMAND} ` }];
  if (!text.toLowerCase().startsWith(COMMAND)) return [];
  const rest = text.slice(COMMAND.length).replace(/^ /, "");
  if (text.length > COMMAND.length && text[COMMAND.length] !== " ") return [];
  const known = subcommandOf(rest);
  if (known?.person && rest.length === known.name.length + 1) return people("", text, self);
  const fitting = SUBCOMMANDS.filter(({ name }) => name.startsWith(rest.toLowerCase()) && name !== rest.toLowerCase());
  return fitting.map(({ name, hint, does }) => ({
    text: `${COMMAND} ${name}`,
    hint,
    note: does,
    insert: `${COMMAND} ${name}${hint ? " " : ""}`,
    ready: !hint,
  }));
}

function people(words, before, self) {
  const wanted = words.toLowerCase();
  const fits = (person) =>
    `${person.name} ${nameOf(person.id)}`
      .toLowerCase()
      .split(/[\s.]+/)
      .some((part) => part.startsWith(wanted));
  return everyone()
    .filter((person) => !person.deleted && person.id !== self && fits(person))
    .slice(0, MOST)
    .map((person) => ({
      text: nameOf(person.id),
      hint: `@${person.name}`,
      note: person.is_bot ? "App" : person.tz,
      art: avatar(person.id, 22),
      insert: `${before}@${person.name} `,
    }));
}

/** The list above the composer; `choose(suggestion)` is told what was picked. */
export class Typeahead {
  constructor(input, choose) {
    Object.assign(this, { input, choose, items: [], active: 0 });
    this.node = h("div", {
      class: "typeahead",
      role: "listbox",
      id: uniqueId("typeahead"),
      "aria-label": "Suggestions",
      hidden: true,
    });
    input.setAttribute("aria-controls", this.node.id);
  }

  get open() {
    return !this.node.hidden;
  }

  /** Show `items`; an empty list closes. */
  show(items) {
    this.items = items;
    this.active = 0;
    this.node.hidden = items.length === 0;
    this.input.setAttribute("aria-expanded", String(this.open));
    this.node.replaceChildren(
      ...items.map((item, at) =>
        h(
          "div",
          {
            class: "option",
            role: "option",
            id: `${this.node.id}-${at}`,
            "aria-selected": "false",
            on: {
              pointerdown: (event) => event.preventDefault(),
              click: () => this.choose(item),
              pointermove: () => at !== this.active && this.move(at - this.active),
            },
          },
          item.art,
          h(
            "span",
            { class: "option-text" },
            h("strong", {}, item.text),
            item.hint && h("span", { class: "option-hint" }, item.hint),
          ),
          h("span", { class: "option-does" }, item.note),
        ),
      ),
    );
    this.move(0);
  }

  /** Move the mark by `step`. */
  move(step) {
    const rows = [...this.node.children];
    if (!rows.length) return this.input.removeAttribute("aria-activedescendant");
    rows[this.active]?.setAttribute("aria-selected", "false");
    this.active = (this.active + step + rows.length) % rows.length;
    rows[this.active].setAttribute("aria-selected", "true");
    rows[this.active].scrollIntoView({ block: "nearest" });
    return this.input.setAttribute("aria-activedescendant", rows[this.active].id);
  }

  /** The marked suggestion. */
  get current() {
    return this.items[this.active];
  }
}
