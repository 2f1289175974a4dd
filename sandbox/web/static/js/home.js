/** App Home of one person. */

import { drawBlocks } from "./blocks/index.js";
import { h, keepFocus } from "./dom.js";
import { appName } from "./people.js";
import { FormState } from "./state.js";
import { Surface } from "./surface.js";
import { isoDate, wallClock } from "./time.js";

/** Draws the published Home; `host` is the pane. */
export class Home {
  constructor({ viewer, host }) {
    Object.assign(this, { viewer, host, state: new FormState(), face: null });
    this.node = h("div", { class: "home-scroll", tabindex: "0", role: "region", "aria-label": "App Home" });
  }

  /** Take over the published view, or null when there is none yet. */
  draw(view) {
    const today = isoDate(wallClock(this.viewer.now(), this.viewer.zone));
    const face = JSON.stringify(view && [{ ...view, state: undefined }, today]);
    if (face === this.face) return;
    this.face = face;
    keepFocus(
      this.node,
      () => this.#fill(view),
      () => this.node,
    );
  }

  #fill(view) {
    if (!view) {
      const words = `${appName()} has not shown anything here yet.`;
      this.node.replaceChildren(h("div", { class: "empty" }, h("strong", {}, "Home is empty"), h("p", {}, words)));
      return;
    }
    const container = { type: "home", view_id: view.id };
    const surface = new Surface({ viewer: this.viewer, container, state: this.state, host: this.host });
    this.node.replaceChildren(h("div", { class: "home-body" }, drawBlocks(view.blocks, surface)));
  }
}
