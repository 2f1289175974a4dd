/** Where events of a week go: which days they touch, and which lane beside which others. Pure. */

import { addDays, toInstant, wallClock } from "../time.js";

const DAY_MINUTES = 1440;
const SHORTEST_SEEN = 30;

/** The seven days from `monday` in `zone` as `{date, start, end}`, instants in seconds (a day may have 23 or 25 hours). */
export function weekDays(monday, zone) {
  return [0, 1, 2, 3, 4, 5, 6].map((offset) => {
    const date = addDays(monday, offset);
    return { date, start: toInstant(date, zone), end: toInstant(addDays(date, 1), zone) };
  });
}

/** Events that touch `day` and belong above the hours: of whole days, or as long as one. */
export const longOn = (events, day) =>
  events.filter((event) => event.long && event.start < day.end && event.end > day.start);

/** Timed events of one day as `{event, top, bottom, lane, lanes}`; top and bottom in wall-clock minutes, never closer than a label is high. */
export function timedOn(events, day, zone) {
  const pieces = events
    .filter((event) => !event.long && event.start < day.end && event.end > day.start)
    .map((event) => {
      const top = event.start <= day.start ? 0 : minutes(event.start, zone);
      const bottom = event.end >= day.end ? DAY_MINUTES : minutes(event.end, zone);
      return { event, top, bottom: Math.max(bottom, top + SHORTEST_SEEN), lane: 0, lanes: 1 };
    });
  pieces.sort((a, b) => a.top - b.top || b.bottom - a.bottom);
  let cluster = [];
  let reach = -1;
  for (const piece of pieces) {
    if (piece.top >= reach) {
      spread(cluster);
      cluster = [];
    }
    cluster.push(piece);
    reach = Math.max(reach, piece.bottom);
  }
  spread(cluster);
  return pieces;
}

function minutes(instant, zone) {
  const { hour, minute } = wallClock(instant, zone);
  return hour * 60 + minute;
}

function spread(cluster) {
  const ends = [];
  for (const piece of cluster) {
    const free = ends.findIndex((end) => end <= piece.top);
    piece.lane = free < 0 ? ends.length : free;
    ends[piece.lane] = piece.bottom;
  }
  for (const piece of cluster) piece.lanes = ends.length;
}
