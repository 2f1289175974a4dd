/**
 * Instants and wall clocks. Inside, an instant is whole epoch seconds; a wall clock is
 * `{year, month, day, hour, minute, second, weekday}` in a named zone (month 1-12, weekday
 * 0 = Monday). The sandbox's clock may run ahead of the browser's: ask `now()`.
 */

const formats = new Map();
let offset = 0;

/** Seconds since the epoch on the sandbox's clock. */
export const now = () => Math.floor(Date.now() / 1000 + offset);

/** Take over the sandbox's clock: `seconds` is its reading of this very moment. */
export function syncClock(seconds) {
  offset = seconds - Date.now() / 1000;
}

function format(zone, options) {
  const key = `${zone}|${JSON.stringify(options)}`;
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat("en-US", { timeZone: zone, ...options });
    formats.set(key, made);
  }
  return made;
}

/** The wall clock in `zone` at `instant`. */
export function wallClock(instant, zone) {
  const options = {
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  };
  const parts = {};
  for (const { type, value } of format(zone, options).formatToParts(instant * 1000)) parts[type] = Number(value);
  const { year, month, day, hour, minute, second } = parts;
  return { year, month, day, hour, minute, second, weekday: weekday({ year, month, day }) };
}

/** Seconds that `zone` is ahead of UTC at `instant`. */
export function zoneOffset(instant, zone) {
  const wall = wallClock(instant, zone);
  return Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second) / 1000 - instant;
}

/** The instant at which `zone` shows this wall clock; a time the clocks skip moves forward by the gap. */
export function toInstant({ year, month, day, hour = 0, minute = 0 }, zone) {
  const naive = Date.UTC(year, month - 1, day, hour, minute) / 1000;
  const early = naive - zoneOffset(naive - 86400, zone);
  const late = naive - zoneOffset(naive + 86400, zone);
  const fits = (instant) => instant + zoneOffset(instant, zone) === naive;
  if (fits(early)) return early;
  return fits(late) ? late : early;
}

/** Weekday of a date, 0 = Monday. */
export function weekday({ year, month, day }) {
  return (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
}

/** The date `days` later (or earlier). */
export function addDays({ year, month, day }, days) {
  const moved = new Date(Date.UTC(year, month - 1, day + days));
  return { year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate() };
}

/** The Monday of the week a date is in. */
export const mondayOf = (date) => addDays(date, -weekday(date));

/** Whole days from one date to another. */
export function daysBetween(from, to) {
  return Math.round(
    (Date.UTC(to.year, to.month - 1, to.day) - Date.UTC(from.year, from.month - 1, from.day)) / 86400000,
  );
}

const two = (number) => String(number).padStart(2, "0");

/** `2026-11-30`. */
export const isoDate = ({ year, month, day }) => `${year}-${two(month)}-${two(day)}`;

/** `09:05`. */
export const isoTime = ({ hour, minute }) => `${two(hour)}:${two(minute)}`;

/** The date of `2026-11-30`, or null. */
export function parseDate(text) {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text ?? "");
  return found ? { year: Number(found[1]), month: Number(found[2]), day: Number(found[3]) } : null;
}

/** Whether a person with this locale reads a twelve-hour clock. */
export const readsTwelveHours = (locale) => (locale ?? "en-US") === "en-US";

/** `2:05 PM` or `14:05`. */
export function clockText({ hour, minute }, twelve) {
  if (!twelve) return `${two(hour)}:${two(minute)}`;
  return `${hour % 12 || 12}:${two(minute)} ${hour < 12 ? "AM" : "PM"}`;
}

export const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
export const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** `UTC+1`, `UTC+5:30`, `UTC`. */
export function offsetText(instant, zone) {
  const minutes = Math.round(zoneOffset(instant, zone) / 60);
  if (minutes === 0) return "UTC";
  const rest = Math.abs(minutes) % 60;
  return `UTC${minutes < 0 ? "−" : "+"}${Math.floor(Math.abs(minutes) / 60)}${rest ? `:${two(rest)}` : ""}`;
}

/** `Tue 24 Nov`. */
export const shortDay = (date) =>
  `${WEEKDAYS[weekday(date)].slice(0, 3)} ${date.day} ${MONTHS[date.month - 1].slice(0, 3)}`;
