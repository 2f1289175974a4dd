/**
 * The control API's answers in the shapes the page draws, and the copy of them it keeps.
 *
 * Each person's state is fetched whole; while one fetch is under way, further requests for the
 * same person are folded into one more.
 */

import { api } from "./api.js";
import { parseDate, toInstant } from "./time.js";

/** A person's state: `{channel, messages, modals, home, unread}`, messages oldest first. */
export function readPerson(answer) {
  const ephemerals = (answer.ephemerals ?? []).map((message) => ({ ...message, ephemeral: true }));
  const messages = [...(answer.dms ?? []), ...ephemerals].map(readMessage).sort((a, b) => a.at - b.at || (a.ts < b.ts ? -1 : 1));
  return {
    channel: answer.channel ?? messages[0]?.channel ?? null, messages,
    modals: answer.modals ?? [], home: answer.home ?? null, unread: answer.unread ?? 0,
  };
}

function readMessage(message) {
  return {
    ...message, at: Number(message.ts), blocks: message.blocks ?? [], files: message.files ?? [],
    edited: Boolean(message.edited), ephemeral: Boolean(message.ephemeral ?? message.ephemeral_for), text: message.text ?? "",
  };
}

/** An event of Google's API as `{id, calendarId, title, start, end, allDay, tentative, free, ...}`, instants in seconds. */
export function readEvent(event, calendar, zone) {
  const allDay = Boolean(event.start.date);
  const instant = (when) => (allDay ? toInstant(parseDate(when.date), zone) : Date.parse(when.dateTime) / 1000);
  return {
    id: event.id, calendarId: calendar.id, calendarName: calendar.summary, color: calendar.backgroundColor ?? calendar.color, title: event.summary || "(No title)",
    start: instant(event.start), end: instant(event.end), allDay, firstDay: event.start.date, lastDay: event.end.date,
    tentative: event.status === "tentative", free: event.transparency === "transparent", description: event.description ?? "", location: event.location ?? "",
    video: event.hangoutLink ?? null, byApp: Object.keys(event.extendedProperties?.private ?? {}).length > 0,
    writable: calendar.accessRole === undefined || ["owner", "writer"].includes(calendar.accessRole),
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
    this.running = this.#run().finally(() => { this.running = null; });
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
export const freshPerson = (user, take) => new Fresh(() => api.person(user), (answer) => take(readPerson(answer)));
