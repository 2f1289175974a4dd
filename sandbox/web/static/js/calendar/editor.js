/** The dialogs of the calendar: what somebody does in Google Calendar itself, outside the app. */

import { api } from "../api.js";
import { openDialog } from "../dialog.js";
import { h, safeUrl, uniqueId } from "../dom.js";
import { icon } from "../icons.js";
import { mayWrite } from "../model.js";
import { clockText, isoDate, isoTime, offsetText, parseDate, shortDay, toInstant, wallClock } from "../time.js";

const MOVES = [
  [-60, "1 h earlier"],
  [-30, "30 min earlier"],
  [30, "30 min later"],
  [60, "1 h later"],
];
const LENGTHS = [15, 30, 45, 60, 90, 120, 180];

function lengthWords(minutes) {
  if (minutes < 60) return `${minutes} minutes`;
  const hours = minutes / 60;
  return Number.isInteger(hours)
    ? `${hours} hour${hours === 1 ? "" : "s"}`
    : `${Math.floor(hours)} h ${minutes % 60} min`;
}

/** `Tue 24 Nov, 14:00 – 14:45` in the viewer's zone and clock. */
export function whenWords(event, viewer) {
  if (event.allDay) return `${shortDay(parseDate(event.firstDay))}, all day`;
  const [from, to] = [wallClock(event.start, viewer.zone), wallClock(event.end, viewer.zone)];
  return `${shortDay(from)}, ${clockText(from, viewer.twelve)} – ${clockText(to, viewer.twelve)}`;
}

function fieldset(event, viewer, calendars) {
  const wall = wallClock(event.start, viewer.zone);
  const length = Math.round((event.end - event.start) / 60);
  const lengths = [...new Set([...LENGTHS, length])].sort((a, b) => a - b);
  const shows = event.tentative ? "tentative" : event.free ? "free" : "busy";
  const option =
    (held) =>
    ([value, words]) =>
      h("option", { value, selected: String(value) === String(held) }, words);
  const inputs = {
    title: h("input", {
      type: "text",
      class: "text-input",
      value: event.title,
      maxlength: 200,
      required: true,
      data: { autofocus: "yes" },
      on: { focus: () => inputs.title.select() },
    }),
    date: h("input", { type: "date", class: "text-input", value: isoDate(wall), required: true }),
    time: h("input", { type: "time", class: "text-input", value: isoTime(wall), required: true }),
    length: h(
      "select",
      { class: "text-input" },
      lengths.map((minutes) => [minutes, lengthWords(minutes)]).map(option(length)),
    ),
    shows: h(
      "select",
      { class: "text-input" },
      [
        ["busy", "Busy"],
        ["tentative", "Tentative"],
        ["free", "Free"],
      ].map(option(shows)),
    ),
    calendar: h(
      "select",
      { class: "text-input", disabled: Boolean(event.id) },
      calendars.map(({ id, summary }) => [id, summary]).map(option(event.calendarId)),
    ),
  };
  const field = (name, words, wide) =>
    h("label", { class: ["field-pair", wide && "wide"] }, h("span", { class: "field-label" }, words), inputs[name]);
  const node = h(
    "div",
    { class: "event-fields" },
    field("title", "Title", true),
    field("date", "Day"),
    field("time", "Starts"),
    field("length", "Length"),
    field("shows", "Shows as"),
    calendars.length > 1 && field("calendar", "Calendar", true),
  );

  function read() {
    const [hour, minute] = inputs.time.value.split(":").map(Number);
    const start = toInstant({ ...parseDate(inputs.date.value), hour, minute }, viewer.zone);
    return {
      calendar_id: inputs.calendar.value,
      summary: inputs.title.value.trim(),
      start,
      end: start + Number(inputs.length.value) * 60,
      status: inputs.shows.value === "tentative" ? "tentative" : "confirmed",
      transparency: inputs.shows.value === "free" ? "transparent" : "opaque",
    };
  }

  return { node, read };
}

function facts(event) {
  const href = event.video ? safeUrl(event.video) : null;
  return h(
    "div",
    { class: "event-facts" },
    event.byApp && h("p", { class: "tag" }, icon("bolt", 13), "Written by an app"),
    event.tentative && h("p", { class: "tag" }, "Tentative"),
    event.location && h("p", {}, event.location),
    href &&
      h("p", {}, h("a", { class: "link", href, target: "_blank", rel: "noopener noreferrer" }, "Join video call")),
    event.description && h("p", { class: "event-description" }, event.description),
  );
}

function frame(host, { title, content, actions, onSubmit }) {
  const titleId = uniqueId("event");
  const alert = h("div", { class: "modal-alert", role: "alert", hidden: true });
  const run = async (act) => {
    try {
      await act();
      dialog.close();
    } catch (error) {
      alert.hidden = false;
      alert.replaceChildren(icon("warning", 16), h("span", {}, error.message));
    }
  };
  const cancel = h(
    "button",
    { type: "button", class: "button", on: { click: () => dialog.close() } },
    onSubmit ? "Cancel" : "Close",
  );
  const form = h(
    "form",
    {
      class: "modal-form",
      on: {
        submit: (event) => {
          event.preventDefault();
          run(onSubmit);
        },
      },
    },
    h(
      "header",
      { class: "dialog-head" },
      h("h2", { id: titleId }, title),
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": "Close",
          data: { closes: "yes" },
          on: { click: () => dialog.close() },
        },
        icon("close"),
      ),
    ),
    alert,
    h("div", { class: "dialog-body" }, content(run)),
    h(
      "footer",
      { class: "dialog-foot" },
      actions(run),
      cancel,
      onSubmit && h("button", { type: "submit", class: "button button-primary" }, "Save"),
    ),
  );
  const dialog = openDialog(host, form, { labelledBy: titleId, kind: "dialog-event", onEscape: () => dialog.close() });
}

const outside = (viewer) =>
  h(
    "p",
    { class: "muted small" },
    `As in Google Calendar itself. Times in ${viewer.zone} (${offsetText(viewer.now(), viewer.zone)}).`,
  );

/** Ask for a new event that starts at `start` and add it. */
export function openAdd(host, { viewer, sub, calendars, start }) {
  const writable = calendars.filter(mayWrite);
  const blank = { title: "Busy", start, end: start + 3600, calendarId: writable[0]?.id };
  const fields = fieldset(blank, viewer, writable);
  frame(host, {
    title: "Add an event",
    content: () => [fields.node, outside(viewer)],
    actions: () => null,
    onSubmit: () => api.putEvent(sub, fields.read()),
  });
}

/** Show an event; a writable one can be changed, moved and deleted. */
export function openEvent(host, { viewer, sub, calendars, event }) {
  const editable = event.writable && !event.allDay;
  const fields = editable ? fieldset(event, viewer, calendars) : null;
  const moves = (run) =>
    editable &&
    h(
      "div",
      { class: "event-moves", role: "group", "aria-label": "Move the event" },
      MOVES.map(([minutes, words]) => {
        const moved = { id: event.id, start: event.start + minutes * 60, end: event.end + minutes * 60 };
        return h(
          "button",
          { type: "button", class: "button", on: { click: () => run(() => api.putEvent(sub, moved)) } },
          words,
        );
      }),
    );
  const remove = (run) =>
    event.writable &&
    h(
      "button",
      {
        type: "button",
        class: "button button-danger-text",
        on: { click: () => run(() => api.dropEvent(sub, event.id)) },
      },
      "Delete event",
    );
  frame(host, {
    title: event.title,
    content: (run) => [
      h(
        "p",
        { class: "event-when" },
        whenWords(event, viewer),
        h("span", { class: "muted" }, ` · ${event.calendarName}`),
      ),
      facts(event),
      moves(run),
      fields?.node,
      outside(viewer),
    ],
    actions: remove,
    onSubmit: fields && (() => api.putEvent(sub, { id: event.id, ...fields.read() })),
  });
}
