/** Starts the page: fetches who is there, opens two panes, and passes on what the sandbox says has changed. */

import { api, onReachable } from "./api.js";
import { ClockControl } from "./clock.js";
import { fill, focusable, h } from "./dom.js";
import { icon } from "./icons.js";
import { recall, remember } from "./memory.js";
import { Fresh } from "./model.js";
import { Pane } from "./pane.js";
import { humans, setPeople } from "./people.js";
import { closePopover } from "./popover.js";
import { listen } from "./stream.js";
import { themeToggle } from "./theme.js";
import { WireDrawer } from "./wire.js";

const TICK_MS = 1000;
const RETRY_MS = 2000;
const SIDES = ["left", "right"];

const panes = new Map();
const stage = h("main", { class: "stage" });
const wire = new WireDrawer();
const clock = new ClockControl({ onMoved: () => refreshAll(), viewers: () => shown().map((pane) => pane.viewer) });
const crowd = new Fresh(api.people, (answer) => take(answer));
const banner = h(
  "div",
  { class: "banner", role: "alert", hidden: true },
  icon("warning", 18),
  h(
    "div",
    {},
    h("strong", {}, "The sandbox does not answer. "),
    "What you see may be old. Start it again in the terminal where it ran; this page reconnects by itself.",
  ),
);

function frame() {
  const bar = h(
    "header",
    { class: "bar" },
    h("h1", {}, icon("home", 17), "Workspace sandbox"),
    clock.node,
    themeToggle(),
  );
  fill(document.body, bar, banner, stage, wire.node);
}

/** Put `user` on `side`; when they are on the other side already, the two swap places. */
function place(side, user) {
  const other = SIDES.find((name) => name !== side);
  const before = panes.get(side)?.user;
  if (panes.get(other)?.user === user && before) put(other, before);
  put(side, user);
  remember(
    "people",
    SIDES.map((name) => panes.get(name)?.user),
  );
}

const shown = () => SIDES.map((side) => panes.get(side)).filter(Boolean);

function take(answer) {
  setPeople(answer);
  markMenus();
}

function markMenus() {
  for (const pane of shown()) pane.menu.mark(shown().map(({ user }) => user));
}

function put(side, user) {
  closePopover();
  const pane = new Pane({ side, user, onSwap: (chosen) => place(side, chosen) });
  const old = panes.get(side);
  const focused = old?.node.contains(document.activeElement);
  panes.set(side, pane);
  if (old) old.node.replaceWith(pane.node);
  else stage.append(pane.node);
  pane.start();
  if (focused) pane.menu.node.focus();
  markMenus();
}

function remove(side) {
  panes.get(side).node.remove();
  panes.delete(side);
}

/* Also who is there may have changed unheard, while the page loaded or nothing answered. */
function refreshAll() {
  meetAgain();
  for (const pane of panes.values()) {
    pane.refresh();
    pane.retime();
  }
}

function changed(change) {
  if (change.topic === "wire") return wire.add(change);
  if (change.topic === "clock") {
    clock.take(change);
    return refreshAll();
  }
  if (change.topic === "resync") return refreshAll();
  if (change.change === "user") return meetAgain(change.user);
  for (const pane of panes.values()) {
    if (change.topic === "calendar" && change.sub === pane.calendar.sub) pane.calendar.hear(change);
    if (change.user === pane.user) pane.fresh.refresh();
  }
  if (change.change === "posted" || change.change === "read") crowd.refresh();
  return undefined;
}

function tick() {
  clock.tick();
  for (const pane of panes.values()) if (pane.tick()) pane.calendar.draw();
}

/* F6 walks between the bar, the two people and the wire log, since Tab stays inside a modal. */
function walkRegions(event) {
  if (event.key !== "F6") return;
  event.preventDefault();
  const regions = [document.querySelector(".bar"), ...SIDES.map((side) => panes.get(side)?.node), wire.node].filter(
    Boolean,
  );
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(at + (event.shiftKey ? -1 : 1) + regions.length) % regions.length];
  closePopover();
  (next.querySelector(".dialog") ?? next.querySelector("[data-home-focus]") ?? focusable(next)[0])?.focus();
}

async function meetSomebody() {
  while (humans().length === 0) {
    try {
      take(await api.people());
    } catch (error) {
      if (!("status" in error)) throw error;
    }
    if (humans().length === 0)
      await new Promise((resolve) => {
        setTimeout(resolve, RETRY_MS);
      });
  }
}

/* Who left gives up their place, who returns may fill one; whose zone or standing `changed` is drawn anew. */
async function meetAgain(changed) {
  await crowd.refresh();
  const ids = humans().map((person) => person.id);
  for (const side of SIDES) {
    const taken = shown().map(({ user }) => user);
    const before = panes.get(side)?.user;
    const user = ids.includes(before) ? before : ids.find((id) => !taken.includes(id));
    if (user && (user !== before || user === changed)) put(side, user);
    else if (before && !user) remove(side);
  }
}

async function start() {
  frame();
  onReachable((up) => {
    banner.hidden = up;
  });
  document.addEventListener("keydown", walkRegions);
  await meetSomebody();
  await clock.refresh();
  const ids = humans().map((person) => person.id);
  const wanted = recall("people", []).filter((id) => ids.includes(id));
  const [left, right] = [...new Set([...wanted, ...ids])];
  place("left", left);
  if (right) place("right", right);
  listen("/control/stream", {
    onChange: changed,
    onOpen: () => {
      refreshAll();
      clock.refresh();
      wire.refresh();
    },
  });
  setInterval(tick, TICK_MS);
}

start();
