/** The sandbox's clock in the top bar: what it shows, and the ways to move it forward. */

import { api } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { openMoment } from "./moment.js";
import { nameOf } from "./people.js";
import { MONTHS, WEEKDAYS, addDays, isoTime, now, syncClock, toInstant, wallClock } from "./time.js";

const HOUR = 3600;
const DAY = 24 * HOUR;
const MORNING = { hour: 8, minute: 30 };

function movedWords(seconds) {
  const total = Math.round(seconds / 60);
  const days = Math.floor(total / 1440);
  const hours = Math.floor((total % 1440) / 60);
  const minutes = total % 60;
  return [days && `${days} d`, hours && `${hours} h`, minutes && `${minutes} min`].filter(Boolean).join(" ");
}

/** `Tue 24 Nov, 14:30`. */
const reading = (wall) =>
  `${WEEKDAYS[wall.weekday].slice(0, 3)} ${wall.day} ${MONTHS[wall.month - 1].slice(0, 3)}, ${isoTime(wall)}`;

/** Tomorrow 08:30 in `zone`, in epoch seconds. */
const morning = (zone) => toInstant({ ...addDays(wallClock(now(), zone), 1), ...MORNING }, zone);

/** The clock; `onMoved()` runs after a step, `viewers()` are the people on show (`{id, zone}`). */
export class ClockControl {
  constructor({ onMoved, viewers }) {
    Object.assign(this, { onMoved, viewers, moved: 0 });
    this.reading = h("span", { class: "clock-reading" });
    this.ahead = h("span", { class: "clock-ahead", hidden: true });
    const button = (words, spoken, act) =>
      h(
        "button",
        { type: "button", class: "bar-button", "aria-label": spoken, title: spoken, on: { click: act } },
        words,
      );
    const hour = button("+1 h", "Move the clock forward by one hour", () => this.#move(api.advance(HOUR)));
    const tomorrow = button("Tomorrow 08:30", "Move the clock to tomorrow 08:30", () => this.#tomorrow(0));
    this.more = button("More …", "More ways to move the clock", () => this.#menu());
    this.more.setAttribute("aria-haspopup", "menu");
    this.more.setAttribute("aria-expanded", "false");
    this.node = h(
      "div",
      { class: "clock", role: "group", "aria-label": "Sandbox clock" },
      icon("clock", 16),
      this.reading,
      this.ahead,
      hour,
      tomorrow,
      this.more,
    );
  }

  /** Read the sandbox's clock, which may have begun anew. */
  async refresh() {
    this.moved = 0;
    try {
      this.take(await api.clock());
    } catch {
      /* the banner tells when the sandbox is gone */
    }
  }

  /** Take over `{now, moved}`, unless it was read before a move that is known already. */
  take(answer) {
    if (answer.moved < this.moved) return;
    this.moved = answer.moved;
    syncClock(answer.now);
    this.ahead.hidden = !answer.moved;
    this.ahead.textContent = `moved ${movedWords(answer.moved)}`;
    this.tick();
  }

  /** Show the time as it is now. */
  tick() {
    this.reading.textContent = `${reading(wallClock(now(), "UTC"))} UTC`;
  }

  #tomorrow(which) {
    return this.#move(api.moveTo(morning(this.viewers()[which]?.zone ?? "UTC")));
  }

  #menu() {
    const step = (text, seconds) => ({ text: `Forward ${text}`, choose: () => this.#move(api.advance(seconds)) });
    const mornings = this.viewers().map(({ id, zone }, which) => ({
      text: `Tomorrow 08:30 for ${nameOf(id)}`,
      note: `${reading(wallClock(morning(zone), zone))} in ${zone}`,
      choose: () => this.#tomorrow(which),
    }));
    openMenu(this.more, "Move the clock", [
      step("10 minutes", 600),
      step("1 day", DAY),
      step("1 week", 7 * DAY),
      ...mornings,
      { text: "Choose a moment …", choose: () => this.#choose() },
    ]);
  }

  #choose() {
    openMoment(this.more, { viewers: this.viewers(), move: (instant) => this.#move(api.moveTo(instant)) });
  }

  async #move(moving) {
    this.node.setAttribute("aria-busy", "true");
    try {
      this.take(await moving);
      this.onMoved();
    } catch {
      /* the banner tells when the sandbox is gone */
    } finally {
      this.node.removeAttribute("aria-busy");
    }
  }
}
