/** One event of the week as a button: how much of its title fits, and what it is called aloud. */

import { h } from "../dom.js";
import { clockText, wallClock } from "../time.js";
import { whenWords } from "./editor.js";

const LINE_PX = 15;
const TIME_PX = 14;
const EDGE_PX = 4;

/** How an event `px` high is labelled: whole lines only, and the time where it fits below the title. */
function labelling(px) {
  const room = px - EDGE_PX;
  const timed = room >= LINE_PX + TIME_PX - 1;
  const lines = Math.max(1, Math.floor((room - (timed ? TIME_PX : 0) + 1) / LINE_PX));
  const small = [!timed && "brief", room < LINE_PX - 2 && "briefest", lines === 1 && "one-line"];
  return { class: ["timed-event", ...small], style: { "--lines": lines } };
}

/** An event in the row above the hours. */
export const drawLong = (event, viewer, more) => draw(event, viewer, { class: ["allday-event", "one-line"], style: {} }, more);

/** A `piece` of a day's layout where an hour is `hourPx` high. */
export function drawTimed(piece, viewer, hourPx, more) {
  const { top, bottom, lane, lanes } = piece;
  const label = labelling(((bottom - top) / 60) * hourPx);
  const style = { ...label.style, "--top": top, "--bottom": bottom, "--lane": lane, "--lanes": lanes };
  return draw(piece.event, viewer, { class: label.class, style }, more);
}

function draw(event, viewer, look, { day, fresh, open }) {
  const time = clockText(wallClock(event.start, viewer.zone), viewer.twelve).replace(" ", "").toLowerCase();
  const notes = [
    event.tentative && "tentative",
    event.free && "shown as free",
    event.byApp && "written by an app",
  ].filter(Boolean);
  return h(
    "button",
    {
      type: "button",
      class: [
        "event",
        event.tentative && "tentative",
        event.free && "free",
        event.byApp && "by-app",
        fresh && "fresh",
        ...look.class,
      ],
      style: look.style,
      "aria-label": [event.title, whenWords(event, viewer), ...notes].join(", "),
      title: `${event.title}\n${whenWords(event, viewer)}`,
      data: { focus: `${event.id}|${day}`, event: event.id },
      on: { click: open },
    },
    h("span", { class: "event-title" }, event.title),
    !event.long && h("span", { class: "event-time" }, time),
  );
}
