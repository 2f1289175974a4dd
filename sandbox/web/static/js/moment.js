/** The small form that asks for any later moment, in the zone of one of the people on show. */

import { h } from "./dom.js";
import { nameOf } from "./people.js";
import { closePopover, openPopover } from "./popover.js";
import { isoDate, isoTime, now, parseDate, toInstant, wallClock } from "./time.js";

/** Open at `anchor`; `viewers` are `{id, zone}`, `move(instant)` is told the moment in epoch seconds. */
export function openMoment(anchor, { viewers, move }) {
  const wall = wallClock(now() + 3600, viewers[0]?.zone ?? "UTC");
  const date = h("input", { type: "date", class: "text-input", value: isoDate(wall), required: true });
  const time = h("input", { type: "time", class: "text-input", value: isoTime(wall), required: true });
  const zones = [...viewers.map(({ id, zone }) => [zone, `${nameOf(id)} · ${zone}`]), ["UTC", "UTC"]];
  const zone = h(
    "select",
    { class: "text-input" },
    zones.map(([value, words]) => h("option", { value }, words)),
  );
  const alert = h("p", { class: "field-error", role: "alert", hidden: true });
  const field = (words, input) => h("label", { class: "field-pair" }, h("span", { class: "field-label" }, words), input);

  function submit(event) {
    event.preventDefault();
    const [hour, minute] = time.value.split(":").map(Number);
    const instant = toInstant({ ...parseDate(date.value), hour, minute }, zone.value);
    alert.hidden = instant > now();
    alert.textContent = "The clock only moves forward: choose a later moment.";
    if (!alert.hidden) return;
    closePopover({ refocus: true });
    move(instant);
  }

  const form = h(
    "form",
    { class: "moment", role: "dialog", "aria-label": "Move the clock to", on: { submit } },
    field("Day", date),
    field("Time", time),
    field("As seen by", zone),
    alert,
    h("button", { type: "submit", class: "button button-primary" }, "Move the clock"),
  );
  openPopover(anchor, form, { kind: "popover-form" });
  date.focus({ preventScroll: true });
}
