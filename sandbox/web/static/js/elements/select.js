/** Menus: static and people selects, for one choice or many, with option groups. */

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { openListbox } from "../listbox.js";
import { avatar, everyone, nameOf } from "../people.js";
import { plainOf } from "../text/textobject.js";

/* How each kind keeps its choice: the field of the state, many or one, and what it offers. */
const KINDS = {
  static_select: { field: "selected_option", initial: "initial_option", many: false, offers: optionGroups },
  multi_static_select: { field: "selected_options", initial: "initial_options", many: true, offers: optionGroups },
  users_select: { field: "selected_user", initial: "initial_user", many: false, offers: peopleGroup },
  multi_users_select: { field: "selected_users", initial: "initial_users", many: true, offers: peopleGroup },
};

function optionGroups(element) {
  const item = (option) => ({
    key: option.value,
    text: plainOf(option.text),
    note: plainOf(option.description),
    entry: option,
  });
  if (element.option_groups)
    return element.option_groups.map((group) => ({ label: plainOf(group.label), items: group.options.map(item) }));
  return [{ items: (element.options ?? []).map(item) }];
}

function peopleGroup() {
  const item = (person) => ({
    key: person.id,
    text: nameOf(person.id),
    note: `@${person.name}${person.is_bot ? " · app" : ""}`,
    search: person.name,
    art: avatar(person.id, 22),
    entry: person.id,
  });
  return [
    {
      items: everyone()
        .filter((person) => !person.deleted)
        .map(item),
    },
  ];
}

const keyOf = (entry) => (typeof entry === "string" ? entry : entry.value);
const wordsOf = (entry) => (typeof entry === "string" ? nameOf(entry) : plainOf(entry.text));

/** Draw any of the four selects. */
export function drawSelect(element, context) {
  const kind = KINDS[element.type];
  const { surface, blockId } = context;
  const empty = kind.many ? [] : null;
  const read = () => {
    const held = surface.state.meet(blockId, element.action_id, {
      type: element.type,
      [kind.field]: element[kind.initial] ?? empty,
    })[kind.field];
    return kind.many ? held : held ? [held] : [];
  };
  const face = h("span", { class: "select-face" });
  const node = h(
    "button",
    {
      type: "button",
      class: "select",
      role: "combobox",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      "aria-required": context.required ? "true" : undefined,
      "aria-labelledby": context.labelledBy,
      "aria-describedby": context.describedBy,
      data: {
        action: element.action_id,
        focus: JSON.stringify([blockId, element.action_id]),
        autofocus: element.focus_on_load ? "yes" : undefined,
      },
      on: {
        click: () => show(),
        keydown: (event) => ["ArrowDown", "ArrowUp"].includes(event.key) && (event.preventDefault(), show()),
      },
    },
    face,
    icon("chevron", 16),
  );

  function paint() {
    const held = read();
    const words = held.map(wordsOf);
    const label = context.label || plainOf(element.placeholder);
    if (!context.labelledBy)
      node.setAttribute("aria-label", [label, words.join(", ")].filter(Boolean).join(": ") || "Choose");
    face.replaceChildren(
      ...(kind.many && held.length
        ? words.map((text) => h("span", { class: "chip" }, text))
        : [
            h(
              "span",
              { class: held.length ? "select-value" : "select-placeholder" },
              words[0] ?? (plainOf(element.placeholder) || "Select an option"),
            ),
          ]),
    );
  }

  async function commit(entries) {
    const value = { type: element.type, [kind.field]: kind.many ? entries : (entries[0] ?? null) };
    await surface.changed(context, element, node, value);
    paint();
  }

  function show() {
    if (node.getAttribute("aria-expanded") === "true") return;
    const start = read();
    let entries = [...start];
    const chosen = new Set(entries.map(keyOf));
    const pick = ({ key, entry }) => {
      if (!kind.many) return void commit([entry]);
      if (chosen.delete(key)) entries = entries.filter((held) => keyOf(held) !== key);
      else if (entries.length < (element.max_selected_items ?? Infinity)) {
        chosen.add(key);
        entries.push(entry);
      }
    };
    const onClose = () => kind.many && JSON.stringify(entries) !== JSON.stringify(start) && commit(entries);
    openListbox(node, {
      groups: kind.offers(element),
      chosen,
      many: kind.many,
      pick,
      onClose,
      label: context.label || plainOf(element.placeholder),
    });
  }

  paint();
  return node;
}
