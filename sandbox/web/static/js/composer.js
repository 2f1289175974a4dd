/** The line people write on: commands and ordinary messages, with suggestions and a history. */

import { api } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { appName, nameOf, shortcutsOf } from "./people.js";
import { APP, placeName } from "./places.js";
import { toast } from "./toast.js";
import { Typeahead, suggestions } from "./typeahead.js";

const TALLEST_PX = 120;

/** The composer of one person at one place; `host` is the pane, `onSend` is told when something is sent. */
export class Composer {
  constructor({ viewer, host, place, onSend }) {
    Object.assign(this, { viewer, host, place, onSend, history: [], at: 0 });
    const name = placeName(place);
    this.input = h("textarea", {
      class: "composer-input",
      rows: 1,
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-haspopup": "listbox",
      "aria-label": `Message ${name} as ${nameOf(viewer.id)}`,
      placeholder: `Message ${name}, or type /perin`,
      spellcheck: "false",
      data: { homeFocus: "yes" },
      on: {
        input: () => this.#typed(),
        keydown: (event) => this.#key(event),
        blur: () => this.typeahead.show([]),
        click: () => this.#suggest(),
      },
    });
    this.typeahead = new Typeahead(this.input, (item) => this.#take(item));
    this.button = h(
      "button",
      { type: "button", class: "send", "aria-label": "Send now", disabled: true, on: { click: () => this.send() } },
      icon("send", 16),
    );
    this.hint = h("span", { class: "composer-hint", "aria-hidden": "true" }, "Enter to send");
    this.thread = null;
    this.reply = h("div", { class: "composer-thread", hidden: true });
    this.node = h(
      "div",
      { class: "composer" },
      this.typeahead.node,
      this.reply,
      h("div", { class: "composer-box" }, this.#shortcuts(), this.input, this.hint, this.button),
    );
  }

  /* What Slack keeps beside the line: the shortcuts of the app, if it has any. */
  #shortcuts() {
    const shortcuts = shortcutsOf("global");
    if (!shortcuts.length) return null;
    const use = ({ callback_id: id }) =>
      api.shortcut(this.viewer.id, id).then(
        ({ failure }) => failure && toast(this.host, failure.text),
        (error) => toast(this.host, error.message),
      );
    const items = shortcuts.map((shortcut) => ({
      text: shortcut.name,
      note: appName(),
      choose: () => use(shortcut),
    }));
    const button = h(
      "button",
      {
        type: "button",
        class: "icon-button composer-more",
        "aria-label": "Shortcuts",
        title: "Shortcuts",
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        on: { click: () => openMenu(button, "Shortcuts", items) },
      },
      icon("bolt", 16),
    );
    return button;
  }

  /** Put `text` on the line and the focus into it. */
  write(text) {
    this.input.value = text;
    this.input.focus();
    this.#typed();
  }

  /** Answer in the thread of `message` from now on, until it is left; null leaves it. */
  replyTo(message) {
    this.thread = message && (message.thread_ts ?? message.ts);
    this.reply.hidden = !message;
    this.input.focus();
    if (!message) return;
    const leave = h(
      "button",
      { type: "button", class: "text-button", on: { click: () => this.replyTo(null) } },
      "Leave the thread",
    );
    this.reply.replaceChildren(h("span", {}, `Replying in a thread to ${nameOf(message.user)}`), leave);
  }

  #typed() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, TALLEST_PX)}px`;
    this.button.disabled = !this.input.value.trim();
    this.hint.hidden = !this.input.value;
    this.#suggest();
  }

  #suggest() {
    this.typeahead.show(suggestions(this.input.value.slice(0, this.input.selectionStart), this.viewer.id));
  }

  #take(item) {
    const rest = this.input.value.slice(this.input.selectionStart);
    this.input.value = item.insert + rest;
    this.input.setSelectionRange(item.insert.length, item.insert.length);
    this.#typed();
    this.input.focus();
  }

  #key(event) {
    if (event.isComposing) return;
    const { open } = this.typeahead;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (open && step) this.typeahead.move(step);
    else if (open && event.key === "Tab" && !event.shiftKey) this.#take(this.typeahead.current);
    else if (open && event.key === "Escape") this.typeahead.show([]);
    else if (this.thread && event.key === "Escape") this.replyTo(null);
    else if (event.key === "Enter" && !event.shiftKey) this.#enter();
    else if (step && this.#recall(step)) return event.preventDefault();
    else return undefined;
    event.preventDefault();
    return undefined;
  }

  /* Enter takes a suggestion that adds something; what is already complete it sends. */
  #enter() {
    const item = this.typeahead.open ? this.typeahead.current : null;
    const written = this.input.value.trim();
    const exact = written === "/perin";
    if (item && !exact && item.insert.trim() !== written) {
      this.#take(item);
      if (item.ready) this.send();
    } else {
      this.send();
    }
  }

  #recall(step) {
    const idle = this.input.value === "" || this.input.value === this.history[this.at];
    const next = this.at + step;
    if (!idle || next < 0 || next > this.history.length) return false;
    this.at = next;
    this.input.value = this.history[next] ?? "";
    this.#typed();
    this.typeahead.show([]);
    return true;
  }

  /** Send what is on the line; on failure it comes back. */
  async send() {
    const text = this.input.value.trim();
    if (this.thread && text.startsWith("/")) return toast(this.host, "Commands are not supported in threads.");
    if (!text || this.node.classList.contains("sending")) return;
    this.typeahead.show([]);
    this.history.push(text);
    this.at = this.history.length;
    this.input.value = "";
    this.#typed();
    this.node.classList.add("sending");
    this.onSend();
    try {
      const channel = this.place.key === APP ? undefined : this.place.channel;
      await (text.startsWith("/") ? api.command : api.message)(this.viewer.id, text, channel, this.thread ?? undefined);
    } catch (error) {
      if (!this.input.value) this.write(text);
      toast(this.host, error.message);
    } finally {
      this.node.classList.remove("sending");
    }
  }
}
