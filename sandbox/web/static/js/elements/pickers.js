/** Date, time, and date-with-time pickers, in the reader's zone and clock. */

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { openListbox } from "../listbox.js";
import { plainOf } from "../text/textobject.js";
import { MONTHS, clockText, isoDate, isoTime, parseDate, toInstant, wallClock } from "../time.js";
import { openMonth } from "./monthgrid.js";

const STEP_MINUTES = 30;

/** The `{hour, minute}` a person means by `9`, `9:15`, `0915`, `2pm`, or null. */
export function readTime(text) {
  const found = /^(\d{1,2})(?:[:.h]?(\d{2}))?\s*([ap])?\.?m?\.?$/i.exec(text.trim());
  if (!found) return null;
  const [, first, minutes, half] = found;
  if (half && (Number(first) < 1 || Number(first) > 12)) return null;
  const hour = half ? (Number(first) % 12) + (half.toLowerCase() === "p" ? 12 : 0) : Number(first);
  const minute = Number(minutes ?? 0);
  return hour < 24 && minute < 60 ? { hour, minute } : null;
}

const parseTime = (text) => (text ? { hour: Number(text.slice(0, 2)), minute: Number(text.slice(3)) } : null);

function face(name, words, placeholder) {
  return [
    icon(name, 16),
    h("span", { class: words ? "select-value" : "select-placeholder" }, words || placeholder),
    icon("chevron", 16),
  ];
}

function control(element, context, part, label, show) {
  return h("button", {
    type: "button",
    class: "select picker",
    role: "combobox",
    "aria-haspopup": part === "time" ? "listbox" : "grid",
    "aria-expanded": "false",
    "aria-describedby": context.describedBy,
    "aria-required": context.required ? "true" : undefined,
    data: {
      action: element.action_id,
      focus: JSON.stringify([context.blockId, element.action_id, part]),
      label,
      autofocus: element.focus_on_load && part !== "time" ? "yes" : undefined,
    },
    on: { click: () => show(), keydown: (event) => event.key === "ArrowDown" && (event.preventDefault(), show()) },
  });
}

function paintDate(node, date, placeholder) {
  const words = date ? `${MONTHS[date.month - 1]} ${date.day}, ${date.year}` : "";
  node.replaceChildren(...face("calendar", words, placeholder));
  node.setAttribute("aria-label", `${node.dataset.label}: ${words || placeholder}`);
}

function paintTime(node, time, placeholder, viewer) {
  const words = time ? clockText(time, viewer.twelve) : "";
  node.replaceChildren(...face("clock", words, placeholder));
  node.setAttribute("aria-label", `${node.dataset.label}: ${words || placeholder}`);
}

function showTimes(node, held, viewer, pick) {
  const item = (time) => ({ key: isoTime(time), text: clockText(time, viewer.twelve), search: isoTime(time), time });
  const items = [];
  for (let minute = 0; minute < 1440; minute += STEP_MINUTES)
    items.push(item({ hour: Math.floor(minute / 60), minute: minute % 60 }));
  const chosen = new Set([held ? isoTime(held) : "09:00"]);
  const accept = (text) => {
    const time = readTime(text);
    return time && item(time);
  };
  openListbox(node, {
    groups: [{ items }],
    chosen,
    accept,
    label: node.dataset.label,
    placeholder: "Type or choose a time",
    pick: ({ time }) => pick(time),
  });
}

/** Draw a `datepicker`. */
export function drawDate(element, context) {
  const { surface, blockId } = context;
  const held = () => parseDate(surface.state.get(blockId, element.action_id).selected_date);
  surface.state.meet(blockId, element.action_id, { type: element.type, selected_date: element.initial_date ?? null });
  const label = context.label || "Date";
  const placeholder = plainOf(element.placeholder) || "Select a date";
  const node = control(element, context, "date", label, () =>
    openMonth(node, {
      chosen: held(),
      today: wallClock(surface.viewer.now(), surface.viewer.zone),
      label,
      pick: async (date) => {
        await surface.changed(context, element, node, { type: element.type, selected_date: isoDate(date) });
        paintDate(node, held(), placeholder);
      },
    }),
  );
  paintDate(node, held(), placeholder);
  return node;
}

/** Draw a `timepicker`. */
export function drawTime(element, context) {
  const { surface, blockId } = context;
  const held = () => parseTime(surface.state.get(blockId, element.action_id).selected_time);
  surface.state.meet(blockId, element.action_id, { type: element.type, selected_time: element.initial_time ?? null });
  const placeholder = plainOf(element.placeholder) || "Select a time";
  const node = control(element, context, "time", context.label || "Time", () =>
    showTimes(node, held(), surface.viewer, async (time) => {
      await surface.changed(context, element, node, { type: element.type, selected_time: isoTime(time) });
      paintTime(node, held(), placeholder, surface.viewer);
    }),
  );
  paintTime(node, held(), placeholder, surface.viewer);
  return node;
}

/** Draw a `datetimepicker`: a date and a time side by side, one instant in epoch seconds. */
export function drawDateTime(element, context) {
  const { surface, blockId } = context;
  const { viewer } = surface;
  const label = context.label || "When";
  const initial = surface.state.meet(blockId, element.action_id, {
    type: element.type,
    selected_date_time: element.initial_date_time ?? null,
  });
  const start = initial.selected_date_time ? wallClock(initial.selected_date_time, viewer.zone) : null;
  const half = { date: start, time: start };

  async function take(part, value) {
    half[part] = value;
    paint();
    if (!half.date || !half.time) return;
    const { year, month, day } = half.date;
    const { hour, minute } = half.time;
    const selected = toInstant({ year, month, day, hour, minute }, viewer.zone);
    if (await surface.changed(context, element, node, { type: element.type, selected_date_time: selected })) return;
    const kept = surface.state.get(blockId, element.action_id).selected_date_time;
    half.date = half.time = kept ? wallClock(kept, viewer.zone) : null;
    paint();
  }

  const date = control(element, context, "date", `${label}, date`, () =>
    openMonth(date, {
      chosen: half.date,
      today: wallClock(viewer.now(), viewer.zone),
      label,
      pick: (picked) => take("date", picked),
    }),
  );
  const time = control(element, context, "time", `${label}, time`, () =>
    showTimes(time, half.time, viewer, (picked) => take("time", picked)),
  );
  const node = h("div", { class: "datetime", role: "group", "aria-label": label }, date, time);

  function paint() {
    paintDate(date, half.date, "Select a date");
    paintTime(time, half.time, "Select a time", viewer);
  }

  paint();
  return node;
}
