/** A short private word at the bottom of a pane that goes away by itself. */

import { h } from "./dom.js";

const STAYS_MS = 6000;

/** Show `words` over `host` (a pane); several stack. */
export function toast(host, words) {
  let shelf = host.querySelector(":scope > .toasts");
  if (!shelf) {
    shelf = h("div", { class: "toasts", role: "status" });
    host.append(shelf);
  }
  const note = h("div", { class: "toast" }, words);
  shelf.append(note);
  setTimeout(() => note.remove(), STAYS_MS);
}
