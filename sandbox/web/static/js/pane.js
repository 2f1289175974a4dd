/** One person's window: who they are, their messages with the app, App Home, calendar and modals. */

import { api } from "./api.js";
import { WeekCalendar } from "./calendar/week.js";
import { Composer } from "./composer.js";
import { h } from "./dom.js";
import { Home } from "./home.js";
import { icon } from "./icons.js";
import { recall, remember } from "./memory.js";
import { MessageList } from "./messages.js";
import { Modals } from "./modal.js";
import { freshPerson } from "./model.js";
import { appName, avatar, humans, nameOf, personOf, theApp } from "./people.js";
import { makeSplitter } from "./splitter.js";
import { makeTabs } from "./tabs.js";
import { WEEKDAYS, clockText, now, offsetText, readsTwelveHours, wallClock } from "./time.js";

/** The pane of `user` on `side` ("left" or "right"); `onSwap(user)` is told when somebody else is chosen. */
export class Pane {
  constructor({ side, user, onSwap }) {
    const person = personOf(user);
    Object.assign(this, { side, user, onSwap, seen: null });
    this.viewer = { id: user, zone: person.tz || "UTC", twelve: readsTwelveHours(person.locale), now };
    this.node = h("section", { class: "pane", "aria-label": nameOf(user), data: { side, user } });
    const parts = { viewer: this.viewer, host: this.node };
    this.messages = new MessageList(parts);
    this.composer = new Composer({ ...parts, onSend: () => this.messages.toBottom() });
    this.home = new Home(parts);
    this.modals = new Modals(parts);
    this.calendar = new WeekCalendar({ ...parts, sub: person.google_sub });
    this.fresh = freshPerson(user, (state) => this.#take(state));
    this.#build();
  }

  #build() {
    const messages = h("div", { class: "panel panel-messages" }, this.messages.node, this.composer.node);
    const home = h("div", { class: "panel panel-home" }, this.home.node);
    const calendar = h("div", { class: "panel panel-calendar" }, this.calendar.node);
    this.body = h("div", { class: "pane-body" });
    this.body.append(messages, home, makeSplitter(this.body, `split.${this.side}`, "Height of the calendar"), calendar);
    this.tabs = makeTabs(
      [
        { name: "home", label: "Home", panel: home },
        { name: "messages", label: "Messages", panel: messages },
        { name: "calendar", label: "Calendar", panel: calendar },
      ],
      { label: `${nameOf(this.user)}’s views`, onChoose: (name) => this.#show(name) },
    );
    const app = theApp();
    this.node.append(
      this.#head(),
      h(
        "div",
        { class: "app-head" },
        app && avatar(app.id, 22),
        h("span", { class: "app-name" }, appName()),
        this.tabs.node,
      ),
      this.body,
    );
  }

  #head() {
    this.clock = h("span", { class: "local-time" });
    const choose = h(
      "select",
      {
        class: "person-select",
        "aria-label": `Who is on the ${this.side}`,
        on: { change: () => this.onSwap(choose.value) },
      },
      humans().map((person) => h("option", { value: person.id, selected: person.id === this.user }, nameOf(person.id))),
    );
    this.tick();
    return h(
      "header",
      { class: "pane-head" },
      avatar(this.user, 28),
      h("div", { class: "person" }, choose, icon("chevron", 14)),
      this.clock,
    );
  }

  /** Once attached: show the remembered tab and fetch everything. */
  start() {
    this.tabs.choose(recall(`tab.${this.side}`, "messages"));
    this.calendar.settle();
    return this.refresh();
  }

  /** Fetch messages, modals, Home and the calendar again. */
  refresh() {
    return Promise.all([this.fresh.refresh(), this.calendar.refresh()]);
  }

  /** Show the person's local time as it is now. */
  tick() {
    const wall = wallClock(now(), this.viewer.zone);
    const words = `${WEEKDAYS[wall.weekday].slice(0, 3)} ${clockText(wall, this.viewer.twelve)}`;
    if (words === this.told) return false;
    this.told = words;
    this.clock.replaceChildren(
      icon("clock", 14),
      h("strong", {}, words),
      h("span", {}, `${this.viewer.zone} · ${offsetText(now(), this.viewer.zone)}`),
    );
    return true;
  }

  /** Draw again what depends on the time. */
  retime() {
    this.calendar.draw();
    if (this.state) this.#take(this.state);
  }

  #show(name) {
    const before = this.node.dataset.tab;
    this.node.dataset.tab = name;
    remember(`tab.${this.side}`, name);
    if (name === "messages") this.#noteSeen();
    if (name === "messages" && before) api.messages(this.user).catch(() => {});
    if (name === "home" && before !== "home") api.home(this.user).catch(() => {});
    if (name === "calendar" || before === "calendar") this.calendar.settle();
  }

  #take(state) {
    this.state = state;
    this.messages.draw(state.messages, state.channel);
    this.home.draw(state.home);
    this.modals.show(state.modals);
    this.#noteSeen();
  }

  #noteSeen() {
    const newest = this.state?.messages.at(-1)?.at ?? 0;
    if (this.node.dataset.tab === "messages" || this.seen === null) this.seen = newest;
    const fresh = (this.state?.messages ?? []).filter(
      (message) => message.at > this.seen && message.user !== this.user,
    );
    this.tabs.mark("messages", fresh.length);
  }
}
