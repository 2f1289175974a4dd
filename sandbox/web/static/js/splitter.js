/** The bar between messages and calendar: drag it, or use the arrow keys. */

import { h } from "./dom.js";
import { recall, remember } from "./memory.js";

const [LEAST, MOST, STEP] = [20, 75, 5];
const USUAL = innerHeight < 820 ? 40 : 44;

/** Make the bar for `container`, which reads the lower part's share from `--lower`. */
export function makeSplitter(container, key, label) {
  const bar = h("div", {
    class: "splitter",
    role: "separator",
    tabindex: "0",
    "aria-orientation": "horizontal",
    "aria-label": label,
    "aria-valuemin": LEAST,
    "aria-valuemax": MOST,
  });

  function set(share) {
    const bounded = Math.min(MOST, Math.max(LEAST, share));
    container.style.setProperty("--lower", `${bounded}%`);
    bar.setAttribute("aria-valuenow", String(Math.round(bounded)));
    remember(key, bounded);
  }

  bar.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    bar.setPointerCapture(event.pointerId);
    const move = (moved) => {
      const box = container.getBoundingClientRect();
      set(((box.bottom - moved.clientY) / box.height) * 100);
    };
    bar.addEventListener("pointermove", move);
    bar.addEventListener("pointerup", () => bar.removeEventListener("pointermove", move), { once: true });
  });
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowUp: STEP, ArrowDown: -STEP }[event.key];
    if (!step) return;
    event.preventDefault();
    set(Number(bar.getAttribute("aria-valuenow")) + step);
  });
  set(recall(key, USUAL));
  return bar;
}
