/**
 * Who is in the workspace, and how a person, an app and an avatar are drawn.
 * Filled once at the start and again when the sandbox says that people changed.
 */

import { h } from "./dom.js";
import { icon } from "./icons.js";

const COLORS = ["#4a6fa5", "#b0553a", "#3d7f6e", "#7d5ba6", "#a8763e", "#5b7553", "#a24d6e", "#4d7c8a"];
const known = new Map();

/** The author of what Slack itself says. */
export const SLACKBOT = "USLACKBOT";

let offered = [];

/** Take over the answer of `/control/people`: everybody, and the shortcuts that the app has. */
export function setPeople({ people, shortcuts }) {
  known.clear();
  for (const person of people) known.set(person.id, person);
  offered = shortcuts;
}

/** The app's shortcuts (`{callback_id, kind, name}`) of one kind: `global` or `message`. */
export const shortcutsOf = (kind) => offered.filter((shortcut) => shortcut.kind === kind);

/** One person's record (`{id, name, real_name, tz, is_bot, deleted, ...}`), or undefined. */
export const personOf = (id) => known.get(id);

/** Everyone, in the sandbox's order. */
export const everyone = () => [...known.values()];

/** People that a pane can show: humans, active. */
export const humans = () => everyone().filter((person) => !person.is_bot && !person.deleted);

/** The app itself: the first bot of the workspace. */
export const theApp = () => everyone().find((person) => person.is_bot);

/** What a person is called in text; an unknown id stays readable. */
export function nameOf(id) {
  if (id === SLACKBOT) return "Slackbot";
  const person = known.get(id);
  return person ? person.real_name || person.name : id;
}

/** The name of the app this workspace has, for labels. */
export const appName = () => {
  const app = theApp();
  return app ? app.real_name || app.name : "the app";
};

/** A steady colour for an id. */
export function colorOf(id) {
  const told = known.get(id)?.color;
  if (told && /^#?[0-9a-f]{6}$/i.test(told)) return told.startsWith("#") ? told : `#${told}`;
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.codePointAt(0)) % 9973;
  return COLORS[sum % COLORS.length];
}

/** A square with the initial of a person (or of Slack itself), or the app's mark; decoration only. */
export function avatar(id, size = 36) {
  const person = known.get(id);
  const style = { "--size": `${size}px`, "--tint": colorOf(id) };
  if (id !== SLACKBOT && (!person || person.is_bot)) {
    return h(
      "span",
      { class: "avatar avatar-app", style, "aria-hidden": "true" },
      icon("calendar", Math.round(size * 0.58)),
    );
  }
  return h("span", { class: "avatar", style, "aria-hidden": "true" }, [...nameOf(id)][0]?.toUpperCase() ?? "?");
}
