/** A month to choose a day from: arrows move by day and week, Page Up and Down by month. */

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { closePopover, openPopover } from "../popover.js";
import { MONTHS, WEEKDAYS, addDays, daysBetween, isoDate, mondayOf, weekday } from "../time.js";

const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

function addMonths({ year, month, day }, count) {
  const first = new Date(Date.UTC(year, month - 1 + count, 1));
  const last = new Date(Date.UTC(year, month + count, 0)).getUTCDate();
  return { year: first.getUTCFullYear(), month: first.getUTCMonth() + 1, day: Math.min(day, last) };
}

/** Open at `anchor` on `chosen` (a date or null, then `today`); `pick(date)` is told the choice. */
export function openMonth(anchor, { chosen, today, pick, label }) {
  let at = chosen ?? today;
  const title = h("div", { class: "month-title", "aria-live": "polite" });
  const grid = h("div", { class: "month-grid", role: "grid", "aria-label": label || "Choose a date" });
  const turn = (count, name, words) =>
    h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": words,
        on: { click: () => move(addMonths(at, count), false) },
      },
      icon(name),
    );

  function cell(date) {
    const here = daysBetween(date, at) === 0;
    const held = chosen && daysBetween(date, chosen) === 0;
    return h(
      "button",
      {
        type: "button",
        role: "gridcell",
        tabindex: here ? "0" : "-1",
        "aria-selected": String(Boolean(held)),
        "aria-label": `${WEEKDAYS[weekday(date)]}, ${MONTHS[date.month - 1]} ${date.day}, ${date.year}`,
        "aria-current": daysBetween(date, today) === 0 ? "date" : undefined,
        class: ["month-day", date.month !== at.month && "month-other"],
        data: { date: isoDate(date) },
        on: {
          click: () => {
            pick(date);
            closePopover({ refocus: true });
          },
        },
      },
      String(date.day),
    );
  }

  function move(date, focus = true) {
    at = date;
    title.textContent = `${MONTHS[at.month - 1]} ${at.year}`;
    const first = mondayOf({ ...at, day: 1 });
    const names = WEEKDAYS.map((name) =>
      h("span", { role: "columnheader", class: "month-name", "aria-label": name }, name.slice(0, 2)),
    );
    const weeks = [0, 1, 2, 3, 4, 5].map((week) =>
      h(
        "div",
        { role: "row", class: "month-row" },
        [0, 1, 2, 3, 4, 5, 6].map((day) => cell(addDays(first, week * 7 + day))),
      ),
    );
    grid.replaceChildren(h("div", { role: "row", class: "month-row" }, names), ...weeks);
    if (focus) grid.querySelector("[tabindex='0']").focus({ preventScroll: true });
  }

  grid.addEventListener("keydown", (event) => {
    const next = STEPS[event.key]
      ? addDays(at, STEPS[event.key])
      : {
          PageUp: () => addMonths(at, -1),
          PageDown: () => addMonths(at, 1),
          Home: () => mondayOf(at),
          End: () => addDays(mondayOf(at), 6),
        }[event.key]?.();
    if (!next) return;
    event.preventDefault();
    move(next);
  });
  openPopover(
    anchor,
    h(
      "div",
      { class: "month" },
      h("div", { class: "month-head" }, turn(-1, "left", "Previous month"), title, turn(1, "right", "Next month")),
      grid,
    ),
    { kind: "popover-month" },
  );
  move(at);
}
