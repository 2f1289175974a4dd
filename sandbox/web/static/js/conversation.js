/** One conversation of a person: what is said in it, and the line they write on. */

import { Composer } from "./composer.js";
import { h } from "./dom.js";
import { MessageList } from "./messages.js";

/**
 * A conversation at `place` (`{key, channel, name}`). Its `node` stands in the page only while it is looked at;
 * what was typed and drawn is kept meanwhile.
 */
export class Conversation {
  constructor({ viewer, host, place }) {
    this.place = place;
    this.messages = new MessageList({ viewer, host, place, onReply: (message) => this.composer.replyTo(message) });
    this.composer = new Composer({ viewer, host, place, onSend: () => this.messages.toBottom() });
    this.node = h("div", { class: "conversation" }, this.messages.node, this.composer.node);
  }

  /** Draw the place as it is now (`{channel, messages}`). */
  draw({ channel, messages }) {
    this.messages.draw(messages, channel);
  }
}
