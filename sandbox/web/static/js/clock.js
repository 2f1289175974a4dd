/** The sandbox's clock in the top bar: what it shows, and buttons that move it forward. */

import { api } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { MONTHS, WEEKDAYS, isoTime, now, syncClock, wallClock } from "./time.js";

const STEPS = [
  ["+1 h", 3600, "one hour"],
  ["+1 day", 86400, "one day"],
  ["+1 week", 604800, "one week"],
];

function movedWords(seconds) {
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor((seconds % 86400) / 3600);
  const minutes = Math.round((seconds % 3600) / 60);
  return [days && `${days} d`, hours && `${hours} h`, minutes && `${minutes} min`].filter(Boolean).join(" ");
}

/** The clock; `onMoved()` runs after a step. */
export class ClockControl {
  constructor({ onMoved }) {
    this.onMoved = onMoved;
    this.reading = h("span", { class: "clock-reading" });
    this.ahead = h("span", { class: "clock-ahead", hidden: true });
    this.buttons = STEPS.map(([words, seconds, spoken]) =>
      h(
        "button",
        {
          type: "button",
          class: "bar-button",
          "aria-label": `Move the clock forward by ${spoken}`,
          on: { click: () => this.#step(seconds) },
        },
        words,
      ),
    );
    this.node = h(
      "div",
      { class: "clock", role: "group", "aria-label": "Sandbox clock" },
      icon("clock", 16),
      this.reading,
      this.ahead,
      this.buttons,
    );
  }

  /** Read the sandbox's clock. */
  async refresh() {
    try {
      this.take(await api.clock());
    } catch {
      /* the banner tells when the sandbox is gone */
    }
  }

  /** Take over `{now, moved}`. */
  take(answer) {
    syncClock(answer.now);
    this.ahead.hidden = !answer.moved;
    this.ahead.textContent = `moved ${movedWords(answer.moved)}`;
    this.tick();
  }

  /** Show the time as it is now. */
  tick() {
    const wall = wallClock(now(), "UTC");
    this.reading.textContent = `${WEEKDAYS[wall.weekday].slice(0, 3)} ${wall.day} ${MONTHS[wall.month - 1].slice(0, 3)}, ${isoTime(wall)} UTC`;
  }

  async #step(seconds) {
    for (const button of this.buttons) button.disabled = true;
    try {
      this.take(await api.advance(seconds));
      this.onMoved();
    } catch {
      /* the banner tells when the sandbox is gone */
    } finally {
      for (const button of this.buttons) button.disabled = false;
    }
  }
}
