/** A row of tabs: arrows move between them, each shows its panel. */

import { h, uniqueId } from "./dom.js";

/**
 * Make tabs from `[{name, label, panel}]`; `onChoose(name)` is told every change. Returns
 * `{node, choose(name), mark(name, count), offer(name, whether)}`; a tab that is not offered is hidden.
 */
export function makeTabs(entries, { label, onChoose }) {
  const tabs = new Map();
  for (const { name, label: words, panel } of entries) {
    panel.id ||= uniqueId("panel");
    const count = h("span", { class: "tab-count", hidden: true });
    const tab = h(
      "button",
      {
        type: "button",
        class: "tab",
        role: "tab",
        id: uniqueId("tab"),
        "aria-controls": panel.id,
        "aria-selected": "false",
        tabindex: "-1",
        data: { tab: name },
        on: { click: () => choose(name), keydown: (event) => walk(event, name) },
      },
      words,
      count,
    );
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    tabs.set(name, { tab, count });
  }

  function choose(name) {
    for (const [key, { tab }] of tabs) {
      tab.setAttribute("aria-selected", String(key === name));
      tab.tabIndex = key === name ? 0 : -1;
    }
    onChoose(name);
  }

  function walk(event, name) {
    const names = [...tabs.keys()].filter((key) => !tabs.get(key).tab.hidden);
    const next = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!next) return;
    event.preventDefault();
    const to = names[(names.indexOf(name) + next + names.length) % names.length];
    choose(to);
    tabs.get(to).tab.focus();
  }

  function mark(name, number) {
    const { count } = tabs.get(name);
    count.hidden = !number;
    count.textContent = number ? String(number) : "";
    count.setAttribute("aria-label", `${number} new`);
  }

  function offer(name, whether) {
    tabs.get(name).tab.hidden = !whether;
  }

  return {
    node: h(
      "div",
      { class: "tabs", role: "tablist", "aria-label": label },
      [...tabs.values()].map(({ tab }) => tab),
    ),
    choose,
    mark,
    offer,
  };
}
