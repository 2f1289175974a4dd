/**
 * Slack's date tokens (`{date_short_pretty} at {time}`), as the reader's client draws them:
 * in the reader's zone and clock, with "today" and "tomorrow" where the token is a pretty one.
 * Source of the tokens: Slack's page on formatting message text.
 */

import { MONTHS, WEEKDAYS, clockText, daysBetween, isoDate, wallClock, weekday } from "../time.js";

const HALF_YEAR_DAYS = 182;

function ordinal(day) {
  const tail = day % 100 >= 11 && day % 100 <= 13 ? "th" : (["th", "st", "nd", "rd"][day % 10] ?? "th");
  return `${day}${tail}`;
}

function pretty(date, today, otherwise) {
  const word = { "-1": "Yesterday", 0: "Today", 1: "Tomorrow" }[daysBetween(today, date)];
  return word ?? otherwise;
}

function ago(seconds) {
  const size = Math.abs(seconds);
  const [count, unit] =
    size < 60
      ? [Math.round(size), "second"]
      : size < 3600
        ? [Math.round(size / 60), "minute"]
        : size < 86400
          ? [Math.round(size / 3600), "hour"]
          : [Math.round(size / 86400), "day"];
  const words = `${count} ${unit}${count === 1 ? "" : "s"}`;
  return seconds >= 0 ? `${words} ago` : `in ${words}`;
}

function tokens(wall, today, viewer, instant) {
  const year = Math.abs(daysBetween(today, wall)) < HALF_YEAR_DAYS ? "" : `, ${wall.year}`;
  const month = MONTHS[wall.month - 1];
  const day = WEEKDAYS[weekday(wall)];
  const date = `${month} ${ordinal(wall.day)}${year}`;
  const short = `${month.slice(0, 3)} ${wall.day}, ${wall.year}`;
  const long = `${day}, ${date}`;
  const time = clockText(wall, viewer.twelve);
  const secs = String(wall.second).padStart(2, "0");
  return {
    date_num: isoDate(wall),
    date_slash: `${wall.month}/${wall.day}/${wall.year}`,
    date,
    date_short: short,
    date_long: long,
    date_pretty: pretty(wall, today, date),
    date_short_pretty: pretty(wall, today, short),
    date_long_pretty: pretty(wall, today, long),
    date_long_full: `${day}, ${month} ${ordinal(wall.day)}, ${wall.year}`,
    day_divider_pretty: pretty(wall, today, long),
    time,
    time_secs: time.replace(/^(\d+:\d+)/, `$1:${secs}`),
    ago: ago(viewer.now() - instant),
  };
}

/** `format` with each known token replaced for `viewer` ({zone, twelve, now()}); unknown ones stay as they are. */
export function slackDate(instant, format, viewer) {
  const wall = wallClock(instant, viewer.zone);
  const known = tokens(wall, wallClock(viewer.now(), viewer.zone), viewer, instant);
  let first = true;
  return format.replace(/\{(\w+)\}/g, (whole, name, place) => {
    const value = known[name] ?? whole;
    const inside = !first || place > 0;
    first = false;
    return inside ? value.replace(/^(Yesterday|Today|Tomorrow)$/, (word) => word.toLowerCase()) : value;
  });
}

/** The full date and time shown when the pointer rests on a date. */
export function slackDateTitle(instant, viewer) {
  return slackDate(instant, "{date_long_full} at {time}", viewer);
}
