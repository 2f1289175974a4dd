/** The week of one person's Google calendar, in the person's own zone. */

import { api } from "../api.js";
import { fill, h, keepFocus, uniqueId } from "../dom.js";
import { dots, icon } from "../icons.js";
import { openMenu } from "../menu.js";
import { Fresh, readEvent } from "../model.js";
import { appName, nameOf } from "../people.js";
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
import { toast } from "../toast.js";
import { openAdd, openEvent } from "./editor.js";
import { drawLong, drawTimed } from "./event.js";
import { longOn, timedOn, weekDays } from "./layout.js";

const FIRST_SEEN_HOUR = 8.5;
const FRESH_MS = 4000;
const WORKING_MINUTES = [540, 1020];
const SNAP_MINUTES = 30;

/** The calendar of `viewer`; `sub` is the Google account, null when there is none; `host` the pane. */
export class WeekCalendar {
  constructor({ viewer, sub, host }) {
    Object.assign(this, { viewer, sub, host, events: [], calendars: [], fresh: new Set() });
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
    this.fetched = new Fresh(
      () => this.#fetch(),
      (answer) => this.#take(answer),
    );
    this.draw();
  }

  /** Ask for this week's events again. */
  refresh() {
    return this.sub ? this.fetched.refresh() : Promise.resolve();
  }

  /** Take a change from the stream; what an app newly wrote is turned to, so that it is seen to appear. */
  hear({ event, start, what, by_app: byApp }) {
    if (byApp && what === "inserted") {
      this.fresh.add(event);
      setTimeout(() => this.fresh.delete(event), FRESH_MS);
      const week = mondayOf(wallClock(start, this.viewer.zone));
      if (daysBetween(this.monday, week) !== 0) return this.#show(week);
    }
    return this.refresh();
  }

  /** Scroll to the beginning of the working day. */
  settle() {
    this.draw();
    this.scroll.scrollTop = FIRST_SEEN_HOUR * this.#hourPx();
  }

  #hourPx() {
    return parseFloat(getComputedStyle(this.node).getPropertyValue("--hour")) || 30;
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
    this.#show(weeks === 0 ? mondayOf(wallClock(this.viewer.now(), this.viewer.zone)) : addDays(this.monday, weeks * 7));
  }

  #show(monday) {
    this.monday = monday;
    this.events = [];
    this.face = null;
    this.draw();
    return this.refresh();
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
        this.sub && this.#account(),
      ),
    );
  }

  /* What somebody can do in their Google account's own settings. */
  #account() {
    const revoke = () => api.takeAccessAway(this.sub).catch((error) => toast(this.host, error.message));
    const items = [
      {
        text: `Take away ${appName()}’s access`,
        note: "As in the Google account’s own settings",
        danger: true,
        choose: revoke,
      },
    ];
    const button = h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": "Google account",
        title: "Google account",
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        on: { click: () => openMenu(button, "Google account", items) },
      },
      dots(16),
    );
    return button;
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

  /** Draw what is known now; what would look the same is left alone, under the pointer of whoever is about to press. */
  draw() {
    const { viewer, monday, face, fresh } = this;
    const today = wallClock(viewer.now(), viewer.zone);
    const look = JSON.stringify([monday, { ...today, second: 0 }, face, [...fresh], this.#hourPx()]);
    if (look === this.look) return;
    this.look = look;
    const days = weekDays(this.monday, this.viewer.zone);
    const last = days[6].date;
    const month = ({ month: number }) => MONTHS[number - 1].slice(0, 3);
    const from = last.month === this.monday.month ? "" : ` ${month(this.monday)}`;
    fill(
      this.title,
      `${this.monday.day}${from} – ${last.day} ${month(last)}`,
      h("span", { class: "muted" }, ` ${this.viewer.zone}`),
    );
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
    const full = days.map((day) => longOn(this.events, day));
    this.allDay.hidden = full.every((list) => list.length === 0);
    fill(
      this.allDay,
      h("span", { class: "week-gutter" }),
      full.map((list, at) =>
        h(
          "div",
          { class: "allday-cell" },
          list.map((event) => drawLong(event, this.viewer, this.#about(event, days[at]))),
        ),
      ),
    );
    fill(
      this.columns,
      days.map((day) => this.#column(day, today)),
    );
    this.columns.querySelector(".by-app.fresh")?.scrollIntoView({ block: "nearest" });
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
      pieces.map((piece) => drawTimed(piece, this.viewer, this.#hourPx(), this.#about(piece.event, day))),
      daysBetween(day.date, today) === 0 &&
        h("div", { class: "now-line", style: { "--top": today.hour * 60 + today.minute }, "aria-hidden": "true" }),
    );
    return column;
  }

  #about(event, day) {
    const open = () => openEvent(this.host, { viewer: this.viewer, sub: this.sub, calendars: this.calendars, event });
    return { day: isoDate(day.date), fresh: this.fresh.has(event.id), open };
  }

  #pressed(event, day) {
    if (event.target.closest(".event")) return;
    const column = event.currentTarget;
    const box = column.getBoundingClientRect();
    const minute = Math.floor((((event.clientY - box.top) / box.height) * 1440) / SNAP_MINUTES) * SNAP_MINUTES;
    this.#add(toInstant({ ...day.date, hour: Math.floor(minute / 60), minute: minute % 60 }, this.viewer.zone));
  }
}
