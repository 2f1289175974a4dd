/**
 * A surface is where blocks are drawn: a message, a modal or App Home of one person.
 *
 * It carries what every element needs to know (who reads, where its state is kept) and does
 * what every element ends in: tell the app that somebody pressed, chose or typed.
 */

import { api } from "./api.js";
import { h } from "./dom.js";
import { askConfirm } from "./confirm.js";
import { toast } from "./toast.js";

const GONE = 409;

export class Surface {
  /**
   * `viewer` reads it ({id, zone, twelve, now()}); `container` is the control API's
   * `{type, ts | view_id, channel}`; `state` a FormState; `host` the node dialogs cover.
   */
  constructor({ viewer, container, state, host }) {
    Object.assign(this, { viewer, container, state, host });
    this.kind = container.type;
    this.busy = new Set();
  }

  /** Ask the element's confirm question, if it has one; true means go on. */
  async agreed(element) {
    return !element.confirm || askConfirm(this.host, element.confirm, this.viewer);
  }

  /**
   * Send `block_actions` for `element` and show it as pressed on `node` until the app has
   * acknowledged. `value` is a button's or an option's own, or the element's new state.
   */
  async act(blockId, element, node, value) {
    const key = JSON.stringify([blockId, element.action_id]);
    if (this.busy.has(key)) return;
    this.busy.add(key);
    setBusy(node, true);
    try {
      const answer = await api.click(this.viewer.id, {
        container: this.container,
        action_id: element.action_id,
        block_id: blockId,
        value,
        values: this.state.values(),
      });
      node.classList.toggle("failed", !answer.ok);
      if (!answer.ok) toast(this.host, answer.failure.text);
    } catch (error) {
      node.classList.add("failed");
      toast(this.host, error.status === GONE ? "This has changed in the meantime; nothing was sent." : error.message);
    } finally {
      this.busy.delete(key);
      setBusy(node, false);
    }
  }

  /** Take over a new value; in a block that dispatches, also tell the app (after its confirm question). */
  async changed(context, element, node, value) {
    const before = this.state.get(context.blockId, element.action_id);
    this.state.set(context.blockId, element.action_id, value);
    context.clearError?.();
    if (!context.dispatches) return true;
    if (!(await this.agreed(element))) {
      this.state.set(context.blockId, element.action_id, before);
      return false;
    }
    await this.act(context.blockId, element, node, value);
    return true;
  }
}

function setBusy(node, busy) {
  node.classList.toggle("busy", busy);
  if (busy) node.setAttribute("aria-busy", "true");
  else node.removeAttribute("aria-busy");
}

/** What is drawn for an element this page does not know. */
export function unknown(kind, type) {
  return h("div", { class: "unknown", role: "note" }, `This sandbox does not draw the ${kind} “${type}”.`);
}
