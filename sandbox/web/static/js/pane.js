/** One person's window: who they are, their conversations, App Home, calendar and modals. */

import { api } from "./api.js";
import { WeekCalendar } from "./calendar/week.js";
import { Conversation } from "./conversation.js";
import { fill, h } from "./dom.js";
import { Home } from "./home.js";
import { recall, remember } from "./memory.js";
import { Modals } from "./modal.js";
import { freshPerson } from "./model.js";
import { avatar, nameOf, personOf, theApp } from "./people.js";
import { PersonMenu, ZoneButton } from "./personmenu.js";
import { APP, placeName } from "./places.js";
import { Rail } from "./rail.js";
import { makeSplitter } from "./splitter.js";
import { makeTabs } from "./tabs.js";
import { now, readsTwelveHours } from "./time.js";

const EMPTY = { places: [{ key: APP, channel: "", name: "", members: [], unread: 0, messages: [] }] };

/** The pane of `user` on `side` ("left" or "right"); `onSwap(user)` is told when somebody else is chosen. */
export class Pane {
  constructor({ side, user, onSwap }) {
    const person = personOf(user);
    Object.assign(this, { side, user, state: EMPTY, at: APP, conversations: new Map() });
    this.viewer = { id: user, zone: person.tz || "UTC", twelve: readsTwelveHours(person.locale), now };
    this.node = h("section", { class: "pane", "aria-label": nameOf(user), data: { side, user } });
    const parts = { viewer: this.viewer, host: this.node };
    this.menu = new PersonMenu({ ...parts, user, side, onSwap });
    this.zone = new ZoneButton({ user, host: this.node });
    this.rail = new Rail({ onChoose: (key) => this.#visit(key) });
    this.home = new Home(parts);
    this.modals = new Modals(parts);
    this.calendar = new WeekCalendar({ ...parts, sub: person.google_sub });
    this.fresh = freshPerson(user, (state) => this.#take(state));
    this.#build();
  }

  #build() {
    this.talk = h("div", { class: "panel panel-messages" });
    const home = h("div", { class: "panel panel-home" }, this.home.node);
    const calendar = h("div", { class: "panel panel-calendar" }, this.calendar.node);
    const body = h("div", { class: "pane-body" });
    const splitter = makeSplitter(body, `split.${this.side}`, "Height of the calendar");
    body.append(h("div", { class: "upper" }, this.rail.node, this.talk, home), splitter, calendar);
    this.tabs = makeTabs(
      [
        { name: "home", label: "Home", panel: home },
        { name: "messages", label: "Messages", panel: this.talk },
        { name: "calendar", label: "Calendar", panel: calendar },
      ],
      { label: `${nameOf(this.user)}’s views`, onChoose: (name) => this.#show(name) },
    );
    this.title = h("div", { class: "place-title" });
    this.zone.tick();
    this.node.append(
      h("header", { class: "pane-head" }, avatar(this.user, 28), this.menu.node, this.zone.node),
      h("div", { class: "app-head" }, this.title, this.tabs.node),
      body,
    );
  }

  /** Once attached: show the remembered tab and fetch everything. */
  start() {
    this.#place(APP);
    this.tabs.choose(recall(`tab.${this.side}`, "messages"));
    this.calendar.settle();
    return this.refresh();
  }

  /** Fetch messages, modals, Home and the calendar again. */
  refresh() {
    return Promise.all([this.fresh.refresh(), this.calendar.refresh()]);
  }

  /** Show the person's local time as it is now; true when the minute has changed. */
  tick() {
    return this.zone.tick();
  }

  /** Draw again what depends on the time. */
  retime() {
    this.zone.tick();
    this.calendar.draw();
    if (this.state !== EMPTY) this.#take(this.state);
  }

  get #here() {
    return this.state.places.find(({ key }) => key === this.at) ?? this.state.places[0];
  }

  #conversation(place) {
    if (!this.conversations.has(place.key))
      this.conversations.set(place.key, new Conversation({ viewer: this.viewer, host: this.node, place }));
    return this.conversations.get(place.key);
  }

  /* Put the conversation of `key` where messages are, and its name above. */
  #place(key) {
    this.at = key;
    const place = this.#here;
    this.at = place.key;
    const conversation = this.#conversation(place);
    this.#name(place);
    this.tabs.offer("home", place.key === APP);
    this.talk.replaceChildren(conversation.node);
    conversation.draw(place);
    conversation.messages.toBottom();
    return conversation;
  }

  #name(place) {
    const app = place.key === APP;
    fill(
      this.title,
      app && avatar(theApp().id, 22),
      h("span", { class: "app-name" }, placeName(place)),
      !app && h("span", { class: "muted members" }, `${place.members.length} members`),
    );
  }

  /* Somebody pressed a place beside the messages. */
  #visit(key) {
    const conversation = this.#place(key);
    this.tabs.choose("messages");
    this.rail.draw(this.state.places, this.at);
    conversation.composer.input.focus({ preventScroll: true });
  }

  #show(name) {
    const before = this.node.dataset.tab;
    this.node.dataset.tab = name;
    if (this.at === APP) remember(`tab.${this.side}`, name);
    if (name === "messages" && before && this.at === APP) api.messages(this.user).catch(() => {});
    if (name === "home" && before !== "home") api.home(this.user).catch(() => {});
    if (name === "calendar" || before === "calendar") this.calendar.settle();
    this.#noteSeen();
  }

  #take(state) {
    this.state = state;
    if (this.#here.key !== this.at) this.#place(APP);
    this.#name(this.#here);
    this.#conversation(this.#here).draw(this.#here);
    this.home.draw(state.home);
    this.modals.show(state.modals);
    this.#noteSeen();
  }

  /* What is looked at is read; the rest is counted on its tab and beside the messages. */
  #noteSeen() {
    const { places } = this.state;
    const looking = this.node.dataset.tab === "messages" ? this.#here : null;
    if (looking?.unread) api.read(this.user, looking.channel).catch(() => {});
    const counted = places.map((place) => (place === looking ? { ...place, unread: 0 } : place));
    this.rail.draw(counted, this.at);
    this.tabs.mark("messages", this.at === APP ? counted[0].unread : 0);
  }
}
