/** Who a pane shows, and what an administrator could change about them: the two menus in its head. */

import { api } from "./api.js";
import { askConfirm } from "./confirm.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { openListbox } from "./listbox.js";
import { openMenu } from "./menu.js";
import { avatar, everyone, humans, nameOf, personOf } from "./people.js";
import { WEEKDAYS, clockText, now, offsetText, readsTwelveHours, wallClock } from "./time.js";
import { toast } from "./toast.js";

const change = (host, user, fields) => api.profile(user, fields).catch((error) => toast(host, error.message));

/** `Tue 3:30 PM`, as the person reads it. */
export function localTime({ tz, locale }) {
  const wall = wallClock(now(), tz || "UTC");
  return `${WEEKDAYS[wall.weekday].slice(0, 3)} ${clockText(wall, readsTwelveHours(locale))}`;
}

/** The button with the person's name; its menu switches to others. `onSwap(user)` is told who was chosen. */
export class PersonMenu {
  constructor({ user, side, host, viewer, onSwap }) {
    Object.assign(this, { user, side, host, viewer, onSwap });
    this.dot = h("span", { class: "dot", hidden: true });
    this.node = h(
      "button",
      {
        type: "button",
        class: "person-button",
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        on: { click: () => this.#open() },
      },
      h("span", { class: "person-name" }, nameOf(user)),
      icon("chevron", 14),
      this.dot,
    );
    this.mark([]);
  }

  /** Show whether anybody who is on neither side (`shown` are the ids that are) has something unread. */
  mark(shown) {
    const waiting = humans().filter((person) => !shown.includes(person.id) && person.unread > 0);
    this.dot.hidden = waiting.length === 0;
    const others = waiting.map(({ id }) => nameOf(id)).join(", ");
    const words = `Who is on the ${this.side}: ${nameOf(this.user)}`;
    this.node.title = others ? `Unread: ${others}` : "";
    this.node.setAttribute("aria-label", others ? `${words}. Unread: ${others}` : words);
  }

  #open() {
    const left = everyone().filter((person) => !person.is_bot && person.deleted);
    openMenu(this.node, `Who is on the ${this.side}`, [
      ...humans().map((person) => ({
        text: nameOf(person.id),
        note: localTime(person),
        art: avatar(person.id, 24),
        badge: person.id === this.user ? 0 : person.unread,
        checked: person.id === this.user,
        choose: () => person.id !== this.user && this.onSwap(person.id),
      })),
      { heading: `${nameOf(this.user)}’s Slack` },
      this.#language(),
      { heading: "As an administrator" },
      { text: `Deactivate ${nameOf(this.user)} …`, danger: true, choose: () => this.#deactivate() },
      ...left.map((person) => ({
        text: `Reactivate ${nameOf(person.id)}`,
        choose: () => change(this.host, person.id, { deleted: false }),
      })),
    ]);
  }

  /* The language of somebody's Slack decides between 4:15 PM and 16:15. */
  #language() {
    const twelve = readsTwelveHours(personOf(this.user).locale);
    const [locale, name, clock] = twelve ? ["en-GB", "UK", "16:15"] : ["en-US", "US", "4:15 PM"];
    return {
      text: `Switch to English (${name})`,
      note: `Times read ${clock}`,
      choose: () => change(this.host, this.user, { locale }),
    };
  }

  async #deactivate() {
    const plain = (text) => ({ type: "plain_text", text });
    const question = {
      title: plain(`Deactivate ${nameOf(this.user)}?`),
      text: plain("They can no longer use this workspace, and its apps are told. You can reactivate them here."),
      confirm: plain("Deactivate"),
      deny: plain("Cancel"),
      style: "danger",
    };
    if (await askConfirm(this.host, question, this.viewer)) change(this.host, this.user, { deleted: true });
  }
}

/** The person's local time as a button that changes their time zone in Slack. */
export class ZoneButton {
  constructor({ user, host }) {
    Object.assign(this, { user, host });
    this.node = h("button", {
      type: "button",
      class: "local-time",
      title: "Change the time zone in this person’s Slack profile",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      on: { click: () => this.#open() },
    });
  }

  /** Show the time as it is now; true when the minute has changed. */
  tick() {
    const { tz } = personOf(this.user);
    const words = localTime(personOf(this.user));
    if (words === this.told) return false;
    this.told = words;
    const where = h("span", { class: "zone" }, `${tz || "UTC"} · ${offsetText(now(), tz || "UTC")}`);
    this.node.replaceChildren(icon("clock", 14), h("strong", {}, words), where);
    return true;
  }

  #open() {
    const { tz } = personOf(this.user);
    const names = [...new Set([tz || "UTC", "UTC", ...Intl.supportedValuesOf("timeZone")])];
    const item = (zone) => ({
      key: zone,
      text: zone.replaceAll("_", " "),
      note: offsetText(now(), zone),
      search: `${zone} ${offsetText(now(), zone)}`,
    });
    openListbox(this.node, {
      groups: [{ items: names.map(item) }],
      chosen: new Set([tz || "UTC"]),
      label: `time zones for ${nameOf(this.user)}`,
      placeholder: "City or region",
      pick: ({ key }) => key !== tz && change(this.host, this.user, { tz: key }),
    });
  }
}
