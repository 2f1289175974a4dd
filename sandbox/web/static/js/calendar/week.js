/** The week of one person's Google calendar, in the person's own zone. */

import { api } from "../api.js";
import { fill, h, keepFocus, uniqueId } from "../dom.js";
import { icon } from "../icons.js";
import { Fresh, readEvent } from "../model.js";
import { nameOf } from "../people.js";
import {
  MONTHS,
  WEEKDAYS,
  addDays,
  clockText,
  daysBetween,
  isoDate,
  mondayOf,
  toInstant,
  wallClock,
  weekday,
} from "../time.js";
import { openAdd, openEvent, whenWords } from "./editor.js";
import { allDayOn, timedOn, weekDays } from "./layout.js";

const FIRST_SEEN_HOUR = 7.5;
const WORKING_MINUTES = [540, 1020];
const SNAP_MINUTES = 30;

/** The calendar of `viewer`; `sub` is the Google account, null when there is none; `host` the pane. */
export class WeekCalendar {
  constructor({ viewer, sub, host }) {
    Object.assign(this, { viewer, sub, host, events: [], calendars: [] });
    this.monday = mondayOf(wallClock(viewer.now(), viewer.zone));
    this.titleId = uniqueId("week");
    this.title = h("h3", { class: "week-title", id: this.titleId, "aria-live": "polite" });
    this.heads = h("div", { class: "week-heads" });
    this.allDay = h("div", { class: "week-allday" });
    this.columns = h("div", { class: "week-columns" });
    this.scroll = h(
      "div",
      { class: "week-scroll", tabindex: "0", role: "region", "aria-label": `Hours of ${nameOf(viewer.id)}’s week` },
      h("div", { class: "week-hours", "aria-hidden": "true" }, this.#hours()),
      this.columns,
    );
    this.node = h(
      "section",
      { class: "week", "aria-labelledby": this.titleId },
      this.#toolbar(),
      sub ? [this.heads, this.allDay, this.scroll] : h("div", { class: "empty" }, "No Google account in this sandbox."),
    );
    this.fresh = new Fresh(
      () => this.#fetch(),
      (answer) => this.#take(answer),
    );
    this.draw();
  }

  /** Ask for this week's events again. */
  refresh() {
    return this.sub ? this.fresh.refresh() : Promise.resolve();
  }

  /** Scroll to the beginning of the working day. */
  settle() {
    const hour = parseFloat(getComputedStyle(this.node).getPropertyValue("--hour")) || 30;
    this.scroll.scrollTop = FIRST_SEEN_HOUR * hour;
  }

  #fetch() {
    this.days = weekDays(this.monday, this.viewer.zone);
    return api.calendar(this.sub, this.days[0].start, this.days[6].end);
  }

  #take(answer) {
    const face = JSON.stringify([this.monday, answer]);
    if (face === this.face) return;
    this.face = face;
    this.calendars = answer.calendars;
    const byId = new Map(this.calendars.map((calendar) => [calendar.id, calendar]));
    const own = (event) => byId.get(event.calendar_id);
    this.events = answer.events.map((event) => readEvent(event, own(event), this.viewer.zone));
    this.draw();
  }

  #turn(weeks) {
    this.monday =
      weeks === 0 ? mondayOf(wallClock(this.viewer.now(), this.viewer.zone)) : addDays(this.monday, weeks * 7);
    this.events = [];
    this.face = null;
    this.draw();
    this.refresh();
  }

  #toolbar() {
    const button = (words, name, act) =>
      h(
        "button",
        { type: "button", class: "icon-button", "aria-label": words, title: words, on: { click: act } },
        icon(name, 16),
      );
    return h(
      "div",
      { class: "week-bar" },
      icon("calendar", 15),
      this.title,
      h(
        "div",
        { class: "week-nav" },
        button("Previous week", "left", () => this.#turn(-1)),
        h("button", { type: "button", class: "text-button", on: { click: () => this.#turn(0) } }, "This week"),
        button("Next week", "right", () => this.#turn(1)),
        this.sub && button("Add an event", "plus", () => this.#add(this.#nextHour())),
      ),
    );
  }

  #hours() {
    return Array.from({ length: 23 }, (_, at) =>
      h(
        "span",
        { style: { "--at": at + 1 } },
        clockText({ hour: at + 1, minute: 0 }, this.viewer.twelve).replace(":00 ", " "),
      ),
    );
  }

  #nextHour() {
    const today = wallClock(this.viewer.now(), this.viewer.zone);
    const inWeek = daysBetween(this.monday, today) >= 0 && daysBetween(this.monday, today) < 7;
    return inWeek
      ? Math.ceil(this.viewer.now() / 3600) * 3600
      : toInstant({ ...this.monday, hour: 10 }, this.viewer.zone);
  }

  #add(start) {
    openAdd(this.host, { viewer: this.viewer, sub: this.sub, calendars: this.calendars, start });
  }

  /** Draw what is known now. */
  draw() {
    const days = weekDays(this.monday, this.viewer.zone);
    const last = days[6].date;
    const until =
      last.month === this.monday.month ? `${last.day}` : `${last.day} ${MONTHS[last.month - 1].slice(0, 3)}`;
    fill(
      this.title,
      `${this.monday.day} ${MONTHS[this.monday.month - 1].slice(0, 3)} – ${until}`,
      h("span", { class: "muted" }, ` ${this.viewer.zone}`),
    );
    const today = wallClock(this.viewer.now(), this.viewer.zone);
    fill(
      this.heads,
      h("span", { class: "week-gutter" }),
      days.map(({ date }) =>
        h(
          "div",
          {
            class: ["week-head", daysBetween(date, today) === 0 && "today"],
            "aria-current": daysBetween(date, today) === 0 ? "date" : undefined,
          },
          `${WEEKDAYS[weekday(date)].slice(0, 3)} `,
          h("strong", {}, date.day),
        ),
      ),
    );
    keepFocus(
      this.node,
      () => this.#drawEvents(days, today),
      () => this.scroll,
    );
  }

  #drawEvents(days, today) {
    const full = days.map(({ date }) => allDayOn(this.events, date));
    this.allDay.hidden = full.every((list) => list.length === 0);
    fill(
      this.allDay,
      h("span", { class: "week-gutter" }),
      full.map((list, at) =>
        h(
          "div",
          { class: "allday-cell" },
          list.map((event) => this.#event(event, `${isoDate(days[at].date)}`, { class: "allday-event" })),
        ),
      ),
    );
    fill(
      this.columns,
      days.map((day) => this.#column(day, today)),
    );
  }

  #column(day, today) {
    const works = weekday(day.date) < 5;
    const pieces = timedOn(this.events, day, this.viewer.zone);
    const name = `${WEEKDAYS[weekday(day.date)]} ${day.date.day} ${MONTHS[day.date.month - 1]}`;
    const column = h(
      "div",
      {
        class: ["week-column", works && "working"],
        role: "group",
        "aria-label": name,
        data: { date: isoDate(day.date) },
        on: { click: (event) => this.#pressed(event, day) },
      },
      works &&
        h("div", { class: "working-hours", style: { "--top": WORKING_MINUTES[0], "--bottom": WORKING_MINUTES[1] } }),
      pieces.map((piece) =>
        this.#event(piece.event, isoDate(day.date), {
          class: [
            "timed-event",
            piece.bottom - piece.top <= 60 && "brief",
            piece.bottom - piece.top <= 30 && "briefest",
          ],
          style: { "--top": piece.top, "--bottom": piece.bottom, "--lane": piece.lane, "--lanes": piece.lanes },
        }),
      ),
      daysBetween(day.date, today) === 0 &&
        h("div", { class: "now-line", style: { "--top": today.hour * 60 + today.minute }, "aria-hidden": "true" }),
    );
    return column;
  }

  #event(event, day, { class: kind, style = {} }) {
    const time = clockText(wallClock(event.start, this.viewer.zone), this.viewer.twelve).replace(" ", "").toLowerCase();
    const notes = [
      event.tentative && "tentative",
      event.free && "shown as free",
      event.byApp && "written by an app",
    ].filter(Boolean);
    return h(
      "button",
      {
        type: "button",
        class: ["event", event.tentative && "tentative", event.free && "free", event.byApp && "by-app", kind].flat(),
        style,
        "aria-label": [event.title, whenWords(event, this.viewer), ...notes].join(", "),
        title: `${event.title}\n${whenWords(event, this.viewer)}`,
        data: { focus: `${event.id}|${day}`, event: event.id },
        on: {
          click: () => openEvent(this.host, { viewer: this.viewer, sub: this.sub, calendars: this.calendars, event }),
        },
      },
      h("span", { class: "event-title" }, event.title),
      !event.allDay && h("span", { class: "event-time" }, time),
    );
  }

  #pressed(event, day) {
    if (event.target.closest(".event")) return;
    const column = event.currentTarget;
    const box = column.getBoundingClientRect();
    const minute = Math.floor((((event.clientY - box.top) / box.height) * 1440) / SNAP_MINUTES) * SNAP_MINUTES;
    this.#add(toInstant({ ...day.date, hour: Math.floor(minute / 60), minute: minute % 60 }, this.viewer.zone));
  }
}
