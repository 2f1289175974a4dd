/** The drawer at the bottom: what passed between the app and the sandbox's two servers. */

import { api } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { recall, remember } from "./memory.js";
import { wallClock } from "./time.js";

const KEPT = 300;
const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The wire log; `node` is the drawer. */
export class WireDrawer {
  constructor() {
    this.last = 0;
    this.peer = "all";
    this.rows = h("tbody", {});
    this.count = h("span", { class: "wire-latest" });
    this.toggle = h(
      "button",
      {
        type: "button",
        class: "wire-toggle",
        "aria-expanded": "false",
        on: { click: () => this.#open(this.node.dataset.open !== "yes") },
      },
      icon("wire", 16),
      h("strong", {}, "Wire log"),
      this.count,
      icon("chevron", 14),
    );
    this.filter = h(
      "select",
      { class: "wire-filter", "aria-label": "Show calls of", on: { change: () => this.#choose(this.filter.value) } },
      [
        ["all", "Slack and Google"],
        ["slack", "Slack only"],
        ["google", "Google only"],
      ].map(([value, words]) => h("option", { value }, words)),
    );
    this.scroll = h(
      "div",
      { class: "wire-scroll", tabindex: "0", role: "region", "aria-label": "Wire log entries" },
      h(
        "table",
        { class: "wire-table" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ["Time", "Peer", "Way", "What", "Status", "Summary"].map((words) => h("th", { scope: "col" }, words)),
          ),
        ),
        this.rows,
      ),
    );
    this.node = h(
      "section",
      { class: "wire", "aria-label": "Wire log" },
      h("div", { class: "wire-bar" }, this.toggle, this.filter),
      this.scroll,
    );
    this.#open(recall("wire", false));
  }

  /** Fetch what is kept and show what is not shown yet. */
  async refresh() {
    try {
      const answer = await api.wire();
      for (const entry of answer.entries) this.add(entry);
    } catch {
      /* the banner tells when the sandbox is gone */
    }
  }

  /** Show one entry (`{number, at, direction, peer, what, status, summary}`); an old one is left out. */
  add(entry) {
    if (entry.number <= this.last) return;
    this.last = entry.number;
    const stuck = this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < 40;
    const { hour, minute, second } = wallClock(Math.floor(entry.at), HERE);
    const time = [hour, minute, second].map((part) => String(part).padStart(2, "0")).join(":");
    const bad = /^[45]|error|fail|timeout/i.test(String(entry.status));
    this.rows.append(
      h(
        "tr",
        { class: ["wire-row", bad && "bad"], data: { peer: entry.peer } },
        h("td", {}, time),
        h("td", {}, entry.peer),
        h("td", {}, entry.direction === "in" ? "app →" : "→ app"),
        h("td", { class: "wire-what" }, entry.what),
        h("td", {}, entry.status),
        h("td", { class: "wire-summary" }, entry.summary),
      ),
    );
    while (this.rows.childElementCount > KEPT) this.rows.firstElementChild.remove();
    this.count.textContent = `${entry.peer} · ${entry.what} · ${entry.status}`;
    if (stuck) this.scroll.scrollTop = this.scroll.scrollHeight;
  }

  #choose(peer) {
    this.scroll.dataset.peer = peer;
  }

  #open(open) {
    this.node.dataset.open = open ? "yes" : "no";
    this.toggle.setAttribute("aria-expanded", String(open));
    remember("wire", open);
    if (open) this.scroll.scrollTop = this.scroll.scrollHeight;
  }
}
