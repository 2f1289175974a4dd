/** The drawer at the bottom: what passed between the app and the sandbox's two servers. */

import { api } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { recall, remember } from "./memory.js";
import { wallClock } from "./time.js";

const KEPT = 300;
const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const KINDS = [
  ["all", "Everything"],
  ["slack", "Slack only"],
  ["google", "Google only"],
  ["out", "Events, commands and clicks"],
  ["in", "Calls of the app"],
];
const HEADS = ["Time", "Peer", "Way", "What", "Status", "Summary"];

/** The wire log; `node` is the drawer. */
export class WireDrawer {
  constructor() {
    this.last = 0;
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
    this.kind = h(
      "select",
      { class: "wire-filter", "aria-label": "Show calls of", on: { change: () => this.#sieve() } },
      KINDS.map(([value, words]) => h("option", { value }, words)),
    );
    this.words = h("input", {
      class: "wire-filter wire-words",
      type: "search",
      placeholder: "Filter",
      "aria-label": "Show what contains",
      on: { input: () => this.#sieve() },
    });
    const head = h("tr", {}, HEADS.map((words) => h("th", { scope: "col" }, words)));
    this.scroll = h(
      "div",
      { class: "wire-scroll", tabindex: "0", role: "region", "aria-label": "Wire log entries" },
      h("table", { class: "wire-table" }, h("thead", {}, head), this.rows),
    );
    this.node = h(
      "section",
      { class: "wire", "aria-label": "Wire log" },
      h("div", { class: "wire-bar" }, this.toggle, this.words, this.kind),
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
    const row = this.#row(entry);
    row.hidden = !this.#fits(row);
    this.rows.append(row);
    while (this.rows.childElementCount > KEPT) this.rows.firstElementChild.remove();
    this.count.textContent = `${entry.peer} · ${entry.what} · ${entry.status}`;
    if (stuck) this.scroll.scrollTop = this.scroll.scrollHeight;
  }

  #row(entry) {
    const { hour, minute, second } = wallClock(Math.floor(entry.at), HERE);
    const time = [hour, minute, second].map((part) => String(part).padStart(2, "0")).join(":");
    const bad = /^[45]|error|fail|timeout/i.test(String(entry.status));
    const row = h(
      "tr",
      { class: ["wire-row", bad && "bad"], data: { peer: entry.peer, way: entry.direction } },
      h("td", {}, time),
      h("td", {}, entry.peer),
      h("td", {}, entry.direction === "in" ? "app →" : "→ app"),
      h("td", { class: "wire-what" }, this.#opener(entry, () => row)),
      h("td", {}, entry.status),
      h("td", { class: "wire-summary" }, entry.summary),
    );
    return row;
  }

  /* What was said in an exchange is fetched when somebody wants to read it. */
  #opener({ number, what }, row) {
    const button = h(
      "button",
      { type: "button", class: "wire-open", "aria-expanded": "false", on: { click: () => toggle() } },
      what,
    );
    let detail = null;

    async function toggle() {
      if (detail) {
        detail.remove();
        detail = null;
      } else {
        const text = await api.exchange(number).then((said) => JSON.stringify(said, null, 2), ({ message }) => message);
        detail = h("tr", { class: "wire-detail" }, h("td", { colspan: HEADS.length }, h("pre", { tabindex: "0" }, text)));
        row().after(detail);
        row().scrollIntoView({ block: "start" });
      }
      button.setAttribute("aria-expanded", String(detail !== null));
    }

    return button;
  }

  #fits(row) {
    const { value } = this.kind;
    const kind = value === "all" || row.dataset.peer === value || row.dataset.way === value;
    return kind && row.textContent.toLowerCase().includes(this.words.value.trim().toLowerCase());
  }

  #sieve() {
    for (const row of this.rows.children) {
      const owner = row.classList.contains("wire-detail") ? row.previousElementSibling : row;
      row.hidden = !this.#fits(owner);
    }
  }

  #open(open) {
    this.node.dataset.open = open ? "yes" : "no";
    this.toggle.setAttribute("aria-expanded", String(open));
    remember("wire", open);
    if (open) this.scroll.scrollTop = this.scroll.scrollHeight;
  }
}
