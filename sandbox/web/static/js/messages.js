/**
 * The messages of one place: drawn once, then only what changed is drawn again, in place.
 */

import { drawBlocks } from "./blocks/index.js";
import { h, keepFocus } from "./dom.js";
import { drawFile } from "./files.js";
import { icon } from "./icons.js";
import { messageMenu } from "./messagemenu.js";
import { avatar, nameOf, personOf } from "./people.js";
import { APP, placeName } from "./places.js";
import { FormState } from "./state.js";
import { Surface } from "./surface.js";
import { mrkdwn } from "./text/mrkdwn.js";
import { MONTHS, WEEKDAYS, clockText, daysBetween, isoDate, wallClock, weekday } from "./time.js";

const TOGETHER_SECONDS = 300;
const NEAR_BOTTOM_PX = 60;
const ABOVE_PX = 6;

/**
 * The message list of one person at one place; `host` is the pane, for dialogs, and `onReply(message)` is told that
 * somebody wants to answer in a thread.
 */
export class MessageList {
  constructor({ viewer, host, place, onReply }) {
    Object.assign(this, { viewer, host, place, onReply, drawn: new Map(), dismissed: new Set() });
    this.list = h("div", {
      class: "messages-list",
      role: "log",
      "aria-label": `Messages of ${nameOf(viewer.id)} in ${placeName(place)}`,
      "aria-live": "polite",
    });
    this.more = h(
      "button",
      { type: "button", class: "jump", hidden: true, on: { click: () => this.toBottom() } },
      "New messages ",
      icon("chevron", 14),
    );
    this.scroll = h(
      "div",
      { class: "messages-scroll", tabindex: "0", role: "region", "aria-label": "Message history" },
      this.list,
    );
    this.scroll.addEventListener("scroll", () => {
      if (this.atBottom()) this.more.hidden = true;
      if (Math.abs(this.scroll.scrollTop - this.placed) > 1) this.sticky = this.atBottom();
    });
    new ResizeObserver(() => {
      if (this.sticky) this.follow();
    }).observe(this.scroll);
    Object.assign(this, { begun: false, sticky: true, placed: 0, newest: null });
    this.node = h("div", { class: "messages" }, this.scroll, this.more);
  }

  atBottom() {
    return this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < NEAR_BOTTOM_PX;
  }

  /** Scroll to the end. */
  toBottom() {
    this.newest = null;
    this.follow();
  }

  /** Keep the newest message in sight from now on: its end, or its beginning when it is taller than the window. */
  follow() {
    const { scroll } = this;
    const end = scroll.scrollHeight - scroll.clientHeight;
    const begin = this.newest?.isConnected
      ? this.newest.getBoundingClientRect().top - scroll.getBoundingClientRect().top + scroll.scrollTop - ABOVE_PX
      : end;
    scroll.scrollTop = Math.min(begin, end);
    this.placed = scroll.scrollTop;
    this.more.hidden = true;
    this.sticky = true;
  }

  /** Draw `messages` (oldest first) of `channel`. */
  draw(messages, channel) {
    const stuck = this.sticky;
    const shown = messages.filter((message) => !this.dismissed.has(message.ts));
    const latest = this.begun && shown.findLast((message) => !this.drawn.has(message.ts));
    this.begun = true;
    keepFocus(
      this.list,
      () => this.#update(shown, channel),
      () => this.lastPressed(),
    );
    if (latest) this.newest = this.drawn.get(latest.ts).node;
    else if (this.newest) this.newest = this.drawn.get(this.newest.dataset.ts)?.node ?? null;
    if (stuck) this.follow();
    else if (latest) this.more.hidden = false;
  }

  /** Where the focus goes when the pressed button is gone: its message, if that still stands. */
  lastPressed() {
    return this.focusTs ? this.drawn.get(this.focusTs)?.node : null;
  }

  #update(messages, channel) {
    this.focusTs = document.activeElement?.closest?.(".message")?.dataset.ts;
    const nodes = [];
    let previous = null;
    for (const message of threaded(messages)) {
      if (message.reply) {
        nodes.push(this.#node(message, channel, false));
        continue;
      }
      const day = wallClock(message.at, this.viewer.zone);
      const newDay = !previous || daysBetween(wallClock(previous.at, this.viewer.zone), day) !== 0;
      if (newDay) nodes.push(this.#divider(day));
      const together =
        !newDay &&
        previous.user === message.user &&
        message.at - previous.at < TOGETHER_SECONDS &&
        !previous.ephemeral &&
        !message.ephemeral;
      nodes.push(this.#node(message, channel, together));
      previous = message;
    }
    const keep = new Set(messages.map((message) => message.ts));
    for (const ts of this.drawn.keys()) if (!keep.has(ts)) this.drawn.delete(ts);
    if (!nodes.length) nodes.push(this.#empty());
    sync(this.list, nodes);
  }

  #node(message, channel, together) {
    const face = JSON.stringify([message, together, isoDate(wallClock(this.viewer.now(), this.viewer.zone))]);
    const before = this.drawn.get(message.ts);
    if (before?.face === face) return before.node;
    const state = before?.state ?? new FormState();
    const node = this.#message(message, channel, together, state);
    if (before) node.classList.add("changed");
    this.drawn.set(message.ts, { face, node, state });
    return node;
  }

  #message(message, channel, together, state) {
    const container = { type: "message", ts: message.ts, channel: message.channel ?? channel };
    const surface = new Surface({ viewer: this.viewer, container, state, host: this.host });
    const body = message.blocks.length
      ? drawBlocks(message.blocks, surface)
      : h("div", { class: "text" }, mrkdwn(message.text, this.viewer));
    const edited = message.edited && !message.ephemeral && h("span", { class: "edited" }, "(edited)");
    if (edited && !message.blocks.length) body.append(" ", edited);
    return h(
      "article",
      {
        class: [
          "message",
          together && "together",
          message.ephemeral && "ephemeral",
          message.reply && "reply",
        ],
        tabindex: "-1",
        data: { ts: message.ts },
        "aria-label": `${nameOf(message.user)}, ${this.#clock(message.at)}`,
      },
      message.ephemeral && this.#private(message),
      !message.ephemeral && messageMenu(message, this),
      h(
        "div",
        { class: "message-row" },
        h(
          "div",
          { class: "message-side" },
          together
            ? h("span", { class: "side-time" }, this.#clock(message.at).replace(/ [AP]M/, ""))
            : avatar(message.user),
        ),
        h(
          "div",
          { class: "message-main" },
          !together && this.#head(message),
          body,
          edited && message.blocks.length > 0 && edited,
          message.files.map(drawFile),
        ),
      ),
    );
  }

  #head(message) {
    return h(
      "div",
      { class: "message-head" },
      h("span", { class: "author" }, nameOf(message.user)),
      (personOf(message.user)?.is_bot || message.bot_id) && h("span", { class: "app-badge" }, "APP"),
      h("time", { class: "stamp", datetime: new Date(message.at * 1000).toISOString() }, this.#clock(message.at)),
    );
  }

  #private(message) {
    const dismiss = () => {
      this.dismissed.add(message.ts);
      this.list.querySelector(`[data-ts="${CSS.escape(message.ts)}"]`)?.remove();
      this.scroll.focus({ preventScroll: true });
    };
    return h(
      "div",
      { class: "private" },
      icon("eye", 14),
      h("span", {}, "Only visible to you"),
      " · ",
      h("button", { type: "button", class: "text-button", on: { click: dismiss } }, "Dismiss"),
    );
  }

  #clock(at) {
    return clockText(wallClock(at, this.viewer.zone), this.viewer.twelve);
  }

  #divider(day) {
    const away = daysBetween(wallClock(this.viewer.now(), this.viewer.zone), day);
    const words =
      { 0: "Today", "-1": "Yesterday", 1: "Tomorrow" }[away] ??
      `${WEEKDAYS[weekday(day)]}, ${MONTHS[day.month - 1]} ${day.day}`;
    return h("div", { class: "day-divider", role: "separator", "aria-label": words }, h("span", {}, words));
  }

  #what() {
    return this.place.key === APP ? "your direct messages" : placeName(this.place);
  }

  #empty() {
    return h(
      "div",
      { class: "empty" },
      h("strong", {}, `This is the very beginning of ${this.#what()}.`),
      h("p", {}, "Type ", h("code", {}, "/perin"), " below to see what you can do."),
    );
  }
}

/* The same messages, each thread's replies right after the message that began it. */
function threaded(messages) {
  const begun = new Set(messages.map(({ ts }) => ts));
  const isReply = ({ ts, thread_ts: thread }) => Boolean(thread) && thread !== ts && begun.has(thread);
  const replies = (root) => messages.filter((message) => isReply(message) && message.thread_ts === root.ts);
  return messages
    .filter((message) => !isReply(message))
    .flatMap((root) => [root, ...replies(root).map((message) => ({ ...message, reply: true }))]);
}

/* Make the children of `list` be `nodes`, moving as few of them as possible. */
function sync(list, nodes) {
  const keep = new Set(nodes);
  for (const child of [...list.children]) if (!keep.has(child)) child.remove();
  nodes.forEach((node, at) => {
    if (list.children[at] !== node) list.insertBefore(node, list.children[at] ?? null);
  });
}
