/**
 * The sandbox's server-sent events. Reconnects by itself with growing pauses, and says when it
 * is back, since whatever happened in between was not heard.
 */

import { noteReachable } from "./api.js";

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8000;

/** Listen on `path`: `onChange({topic, ...})` for each change, `onBack()` after each reconnect. */
export function listen(path, { onChange, onBack }) {
  let pause = FIRST_PAUSE_MS;
  let met = false;

  function receive(event) {
    let change;
    try {
      change = JSON.parse(event.data);
    } catch {
      return;
    }
    onChange(change);
  }

  function connect() {
    const source = new EventSource(path);
    source.onopen = () => {
      pause = FIRST_PAUSE_MS;
      noteReachable(true);
      if (met) onBack();
      met = true;
    };
    source.onmessage = receive;
    source.onerror = () => {
      source.close();
      noteReachable(false);
      setTimeout(connect, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    };
  }

  connect();
}
