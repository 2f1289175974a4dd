/**
 * What the person has typed and chosen on one surface, in the shapes Slack puts into
 * `state.values`: `{block_id: {action_id: {type, value | selected_option | ...}}}`.
 *
 * Survives a redraw of the same view: a block and action that keep their ids keep their value,
 * as in Slack; one that goes is forgotten.
 */

export class FormState {
  constructor() {
    this.entries = new Map();
    this.seen = new Set();
  }

  /** Before a redraw: nothing has been seen yet. */
  begin() {
    this.seen.clear();
  }

  /** Meet an element while drawing; `initial` counts only when nothing is held for it. Returns its value. */
  meet(blockId, actionId, initial) {
    const key = JSON.stringify([blockId, actionId]);
    this.seen.add(key);
    if (this.entries.get(key)?.type !== initial.type) this.entries.set(key, initial);
    return this.entries.get(key);
  }

  /** After a redraw: forget what is no longer there. */
  finish() {
    for (const key of this.entries.keys()) if (!this.seen.has(key)) this.entries.delete(key);
  }

  /** The value held for an element, or undefined. */
  get(blockId, actionId) {
    return this.entries.get(JSON.stringify([blockId, actionId]));
  }

  /** Change the value of an element that was met. */
  set(blockId, actionId, value) {
    this.entries.set(JSON.stringify([blockId, actionId]), value);
  }

  /** Everything as `state.values`. */
  values() {
    const out = {};
    for (const [key, value] of this.entries) {
      const [blockId, actionId] = JSON.parse(key);
      (out[blockId] ??= {})[actionId] = value;
    }
    return out;
  }
}
