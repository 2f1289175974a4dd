/**
 * The sandbox's server-sent events. Reconnects by itself with growing pauses, and says when it
 * is connected, since whatever happened before was not heard.
 */

import { noteReachable } from "./api.js";

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8000;

/** Listen on `path`: `onOpen()` after each connect, the first included, `onChange({topic, ...})` for each change. */
export function listen(path, { onChange, onOpen }) {
  let pause = FIRST_PAUSE_MS;

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
      onOpen();
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
