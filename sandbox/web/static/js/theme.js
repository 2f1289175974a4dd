/** Light or dark: as the system says, until somebody chooses. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { recall, remember } from "./memory.js";

const system = matchMedia("(prefers-color-scheme: dark)");

/** The button that switches; applies the remembered choice at once. */
export function themeToggle() {
  const button = h("button", {
    type: "button",
    class: "bar-button bar-icon",
    on: { click: () => choose(current() === "dark" ? "light" : "dark") },
  });
  const current = () => document.documentElement.dataset.theme ?? (system.matches ? "dark" : "light");

  function paint() {
    const next = current() === "dark" ? "light" : "dark";
    button.replaceChildren(icon(next === "dark" ? "moon" : "sun", 17));
    button.setAttribute("aria-label", `Switch to ${next} colours`);
    button.title = button.getAttribute("aria-label");
  }

  function choose(theme) {
    document.documentElement.dataset.theme = theme;
    remember("theme", theme);
    paint();
  }

  const kept = recall("theme", null);
  if (kept) document.documentElement.dataset.theme = kept;
  system.addEventListener("change", paint);
  paint();
  return button;
}
