/**
 * The control API over fetch: one place that knows addresses, and what an answer that is not
 * an answer means (the sandbox stopped, or it refused).
 */

const PATIENCE_MS = 15000;

/** The sandbox answered with a refusal, or (status 0) did not answer at all. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }

  /** True when nothing answered: the process is gone or the network is. */
  get down() {
    return this.status === 0;
  }
}

const listeners = new Set();

/** Call `listener(up)` whenever a request shows that the sandbox is reachable, or that it is not. */
export function onReachable(listener) {
  listeners.add(listener);
}

/** Tell every listener what was learned elsewhere (the event stream) about reachability. */
export function noteReachable(up) {
  for (const listener of listeners) listener(up);
}

async function request(method, path, body) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE_MS);
  let response;
  let text;
  try {
    response = await fetch(path, {
      method,
      signal: abort.signal,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    text = await response.text();
  } catch {
    noteReachable(false);
    throw new ApiError(0, "The sandbox does not answer.");
  } finally {
    clearTimeout(timer);
  }
  noteReachable(true);
  return decode(response, text);
}

function decode(response, text) {
  let data = {};
  try {
    data = text ? JSON.parse(text) : {};
  } catch {
    if (response.ok) throw new ApiError(response.status, "The sandbox answered with something that is not JSON.");
  }
  if (!response.ok) {
    throw new ApiError(response.status, data.error ?? `${response.status} ${response.statusText}`);
  }
  return data;
}

const person = (user, verb = "") => `/control/person/${encodeURIComponent(user)}${verb}`;
const calendar = (sub, rest = "") => `/control/calendar/${encodeURIComponent(sub)}${rest}`;

export const api = {
  people: () => request("GET", "/control/people"),
  person: (user) => request("GET", person(user)),
  command: (user, text, channel) => request("POST", person(user, "/command"), { text, channel }),
  message: (user, text, channel, thread) =>
    request("POST", person(user, "/message"), { text, channel, thread_ts: thread }),
  read: (user, channel) => request("POST", person(user, "/read"), { channel }),
  profile: (user, fields) => request("POST", person(user, "/profile"), fields),
  click: (user, action) => request("POST", person(user, "/click"), action),
  submit: (user, viewId, values) => request("POST", person(user, "/submit"), { view_id: viewId, values }),
  close: (user, viewId, clear = false) => request("POST", person(user, "/close"), { view_id: viewId, clear }),
  shortcut: (user, callbackId, message) =>
    request("POST", person(user, "/shortcut"), {
      callback_id: callbackId,
      message_ts: message?.ts,
      channel: message?.channel,
    }),
  home: (user) => request("POST", person(user, "/home"), {}),
  messages: (user) => request("POST", person(user, "/messages"), {}),
  calendar: (sub, from, to) => request("GET", calendar(sub, `?from=${from}&to=${to}`)),
  putEvent: (sub, event) => request("POST", calendar(sub, "/event"), event),
  dropEvent: (sub, id) => request("DELETE", calendar(sub, `/event/${encodeURIComponent(id)}`)),
  takeAccessAway: (sub) => request("POST", calendar(sub, "/revoke"), {}),
  clock: () => request("GET", "/control/clock"),
  advance: (seconds) => request("POST", "/control/clock", { advance: seconds }),
  moveTo: (instant) => request("POST", "/control/clock", { to: instant }),
  wire: () => request("GET", "/control/wire"),
  exchange: (number) => request("GET", `/control/wire/${number}`),
};
