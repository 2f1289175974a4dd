/** The modals of one person: only the top of the stack is seen; going back shows the one below. */

import { api } from "./api.js";
import { drawBlocks } from "./blocks/index.js";
import { inputProblems } from "./blocks/input.js";
import { openDialog } from "./dialog.js";
import { h, keepFocus, uniqueId } from "./dom.js";
import { icon } from "./icons.js";
import { avatar, theApp } from "./people.js";
import { closePopover } from "./popover.js";
import { FormState } from "./state.js";
import { Surface } from "./surface.js";
import { plainOf } from "./text/textobject.js";

/** Draws whatever `show(views)` says is open, over `host`. */
export class Modals {
  constructor({ viewer, host }) {
    Object.assign(this, { viewer, host, states: new Map(), dialog: null, view: null, busy: false });
  }

  /** Take over the stack of open views, top last. */
  show(views) {
    const ids = new Set(views.map((view) => view.id));
    for (const id of this.states.keys()) if (!ids.has(id)) this.states.delete(id);
    const top = views.at(-1) ?? null;
    const face = JSON.stringify([top && { ...top, state: undefined }, views.length]);
    if (face === this.face) return;
    this.face = face;
    if (!top) return this.dialog && this.#remove();
    if (this.dialog && this.view.id === top.id)
      return keepFocus(
        this.dialog.node,
        () => this.#fill(top, views.length),
        () => this.dialog.node,
      );
    const mine =
      !document.activeElement ||
      document.activeElement === document.body ||
      this.host.contains(document.activeElement) ||
      this.dialog !== null;
    this.#remove();
    this.#open(top, views.length, mine);
  }

  #remove() {
    closePopover({ within: this.host });
    this.dialog?.close();
    this.dialog = null;
    this.view = null;
  }

  #open(view, depth, focus) {
    this.titleId = uniqueId("modal");
    this.form = h("form", {
      class: "modal-form",
      novalidate: true,
      on: {
        submit: (event) => {
          event.preventDefault();
          this.#submit();
        },
      },
    });
    this.#fill(view, depth);
    this.dialog = openDialog(this.host, this.form, {
      labelledBy: this.titleId,
      kind: "modal",
      onEscape: () => this.#close(),
      focus,
    });
    this.dialog.node.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target === this.dialog?.node && !this.view.submit) this.#close();
    });
  }

  #fill(view, depth) {
    this.view = view;
    if (!this.states.has(view.id)) this.states.set(view.id, new FormState());
    this.state = this.states.get(view.id);
    for (const [blockId, actions] of Object.entries(view.state?.values ?? {})) {
      for (const [actionId, value] of Object.entries(actions))
        if (!this.state.get(blockId, actionId)) this.state.set(blockId, actionId, value);
    }
    const surface = new Surface({
      viewer: this.viewer,
      container: { type: "view", view_id: view.id },
      state: this.state,
      host: this.host,
    });
    const scrolled = this.body?.scrollTop ?? 0;
    this.body = h("div", { class: "dialog-body", tabindex: "-1" }, drawBlocks(view.blocks, surface));
    this.alert = h("div", { class: "modal-alert", role: "alert", hidden: true });
    this.form.replaceChildren(this.#head(view, depth), this.alert, this.body, this.#foot(view));
    this.body.scrollTop = scrolled;
    if (Object.keys(view.errors ?? {}).length) this.#showErrors(view.errors);
  }

  #head(view, depth) {
    const app = theApp();
    const back =
      depth > 1 &&
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": "Back",
          data: { closes: "yes", focus: "back" },
          on: { click: () => this.#close() },
        },
        icon("back"),
      );
    return h(
      "header",
      { class: "dialog-head" },
      back,
      app && avatar(app.id, 24),
      h("h2", { id: this.titleId }, plainOf(view.title)),
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": "Close",
          data: { closes: "yes", focus: "close" },
          on: { click: () => this.#close(depth > 1) },
        },
        icon("close"),
      ),
    );
  }

  #foot(view) {
    const cancel = plainOf(view.close) || (view.submit ? "Cancel" : "Close");
    this.submitButton =
      view.submit &&
      h(
        "button",
        { type: "submit", class: "button button-primary", data: { focus: "submit" } },
        h("span", { class: "button-text" }, plainOf(view.submit)),
      );
    return h(
      "footer",
      { class: "dialog-foot" },
      h(
        "button",
        {
          type: "button",
          class: "button",
          data: { closes: "yes", focus: "cancel" },
          on: { click: () => this.#close() },
        },
        cancel,
      ),
      this.submitButton,
    );
  }

  async #close(clear = false) {
    if (!this.view || this.busy) return;
    try {
      await api.close(this.viewer.id, this.view.id, clear);
    } catch (error) {
      this.#say(error.message);
    }
  }

  async #submit() {
    if (this.busy || !this.view.submit) return;
    const { view } = this;
    const problems = inputProblems(view.blocks, this.state);
    if (!this.#showErrors(problems)) return;
    this.#working(true);
    try {
      const answer = await api.submit(this.viewer.id, view.id, this.state.values());
      if (this.view?.id !== view.id) return;
      if (answer.failure) this.#say(answer.failure.text);
      else this.#showErrors(answer.errors);
    } catch (error) {
      this.#say(error.message);
    } finally {
      this.#working(false);
    }
  }

  /* Tell each error under its field; true when there is none. The first bad field gets the focus. */
  #showErrors(errors) {
    this.alert.hidden = true;
    let first = null;
    const told = new Set();
    for (const node of this.body.querySelectorAll(".block-input")) {
      const words = errors[node.dataset.block] ?? null;
      node.showError(words);
      if (words) told.add(node.dataset.block);
      if (words && !first) first = node;
    }
    const rest = Object.entries(errors).filter(([block]) => !told.has(block));
    if (rest.length) this.#say(rest.map(([, words]) => words).join(" "));
    first?.querySelector("input,textarea,button,select")?.focus();
    return Object.keys(errors).length === 0;
  }

  #say(words) {
    this.alert.hidden = false;
    this.alert.replaceChildren(icon("warning", 16), h("span", {}, words));
  }

  #working(on) {
    this.busy = on;
    const button = this.submitButton;
    if (!button) return;
    button.classList.toggle("busy", on);
    if (on) button.setAttribute("aria-busy", "true");
    else button.removeAttribute("aria-busy");
  }
}
