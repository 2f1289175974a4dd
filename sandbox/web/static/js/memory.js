/** What the page remembers between visits (theme, who is left and right, heights); never required. */

const PREFIX = "workspace-sandbox.";

/** The remembered value of `key`, or `fallback` when there is none or it cannot be read. */
export function recall(key, fallback) {
  try {
    const text = localStorage.getItem(PREFIX + key);
    return text === null ? fallback : JSON.parse(text);
  } catch {
    return fallback;
  }
}

/** Remember `value` under `key`; a browser that refuses is no reason to fail. */
export function remember(key, value) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    /* private windows may refuse storage */
  }
}
