/** The column beside a conversation: channels and the app, with what is unread in each. */

import { fill, h, keepFocus } from "./dom.js";
import { avatar, theApp } from "./people.js";
import { APP, placeName } from "./places.js";

/** The list of places; `onChoose(key)` is told which one was pressed. */
export class Rail {
  constructor({ onChoose }) {
    this.onChoose = onChoose;
    this.node = h("nav", { class: "rail", "aria-label": "Conversations" });
  }

  /** Draw `places` (`{key, name, unread}`); the one with key `current` is being looked at. */
  draw(places, current) {
    const face = JSON.stringify([places.map(({ key, name, unread }) => [key, name, unread]), current]);
    if (face === this.face) return;
    this.face = face;
    keepFocus(this.node, () => this.#fill(places, current));
  }

  #fill(places, current) {
    const list = (words, entries) =>
      entries.length > 0 &&
      h(
        "div",
        { class: "rail-part", role: "group", "aria-label": words },
        h("span", { class: "rail-title", "aria-hidden": "true" }, words),
        entries.map((place) => this.#item(place, place.key === current)),
      );
    fill(
      this.node,
      list(
        "Channels",
        places.filter(({ key }) => key !== APP),
      ),
      list(
        "Apps",
        places.filter(({ key }) => key === APP),
      ),
    );
  }

  #item(place, here) {
    const app = place.key === APP;
    const name = placeName(place);
    return h(
      "button",
      {
        type: "button",
        class: ["rail-item", place.unread > 0 && "unread"],
        "aria-current": here ? "page" : undefined,
        "aria-label": place.unread ? `${name}, ${place.unread} unread` : name,
        data: { focus: `rail ${place.key}`, place: place.key },
        on: { click: () => this.onChoose(place.key) },
      },
      app ? avatar(theApp().id, 18) : h("span", { class: "rail-sign", "aria-hidden": "true" }, "#"),
      h("span", { class: "rail-name" }, app ? name : place.name),
      app && place.unread > 0 && h("span", { class: "badge" }, String(place.unread)),
    );
  }
}
