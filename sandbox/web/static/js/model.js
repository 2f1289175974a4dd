/**
 * The control API's answers in the shapes the page draws, and the copy of them it keeps.
 *
 * Each person's state is fetched whole; while one fetch is under way, further requests for the
 * same person are folded into one more.
 */

import { api } from "./api.js";
import { SLACKBOT } from "./people.js";
import { APP } from "./places.js";
import { parseDate, toInstant } from "./time.js";

/**
 * A person's state: `{places, modals, home}`. The places are the direct messages with the app, then the channels,
 * each `{key, channel, name, members, unread, messages}`, messages oldest first, each with `at` in seconds.
 */
export function readPerson(answer) {
  const { channel, dms, unread } = answer;
  const own = { key: APP, channel, name: "", members: [], unread, messages: read(dms, answer, channel) };
  const channels = answer.channels.map(({ id, name, members, unread: count, messages }) => ({
    key: id,
    channel: id,
    name,
    members,
    unread: count,
    messages: read(messages, answer, id),
  }));
  return { places: [own, ...channels], modals: answer.modals, home: answer.home };
}

function read(messages, { failures }, place) {
  const here = failures.filter(({ what, channel }) => what.startsWith("/") && channel === place);
  const stamped = [...messages, ...here.map(readFailure)].map((message) => ({ ...message, at: Number(message.ts) }));
  return stamped.sort((a, b) => a.at - b.at || (a.ts < b.ts ? -1 : 1));
}

/* A command that failed is told by Slack itself, where it was typed, to this person only. */
function readFailure({ at, text }) {
  return { ts: String(at), user: SLACKBOT, text, blocks: [], files: [], ephemeral: true };
}

/** Whether the account's owner may write to this calendar of their list. */
export const mayWrite = (calendar) => ["owner", "writer"].includes(calendar.accessRole);

/** An event of Google's API as `{id, calendarId, title, start, end, allDay, tentative, free, ...}`, instants in seconds. */
export function readEvent(event, calendar, zone) {
  const allDay = Boolean(event.start.date);
  const longest = 23 * 3600; // a whole day may be that short when the clocks change
  const instant = (when) => (allDay ? toInstant(parseDate(when.date), zone) : Date.parse(when.dateTime) / 1000);
  const [start, end] = [instant(event.start), instant(event.end)];
  return {
    id: event.id,
    calendarId: calendar.id,
    calendarName: calendar.summary,
    title: event.summary || "(No title)",
    start,
    end,
    allDay,
    long: allDay || end - start >= longest,
    firstDay: event.start.date,
    lastDay: event.end.date,
    tentative: event.status === "tentative",
    free: event.transparency === "transparent",
    description: event.description ?? "",
    location: event.location ?? "",
    video: event.hangoutLink ?? null,
    byApp: Object.keys(event.extendedProperties?.private ?? {}).length > 0,
    writable: mayWrite(calendar),
  };
}

/** Keeps one thing fresh: `refresh()` fetches and hands it to `take`; overlapping calls fold into one more fetch. */
export class Fresh {
  constructor(fetcher, take) {
    Object.assign(this, { fetcher, take, running: null, again: false });
  }

  /** Fetch now, or once more when a fetch is under way; resolves when what was asked for has been taken. */
  refresh() {
    if (this.running) {
      this.again = true;
      return this.running;
    }
    this.running = this.#run().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  async #run() {
    do {
      this.again = false;
      try {
        const answer = await this.fetcher();
        if (!this.again) this.take(answer);
      } catch (error) {
        if (!("status" in error)) throw error;
        this.problem = error;
        return;
      }
    } while (this.again);
  }
}

/** A `Fresh` for one person's state. */
export const freshPerson = (user, take) =>
  new Fresh(
    () => api.person(user),
    (answer) => take(readPerson(answer)),
  );
