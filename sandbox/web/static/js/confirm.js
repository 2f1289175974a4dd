/** The small question Slack asks before an element with a `confirm` object acts. */

import { h, uniqueId } from "./dom.js";
import { icon } from "./icons.js";
import { openDialog } from "./dialog.js";
import { plainOf, textNodes } from "./text/textobject.js";

/** Ask over `host`; resolves true when confirmed, false when denied or left by Escape. */
export function askConfirm(host, confirm, viewer) {
  return new Promise((resolve) => {
    const title = uniqueId("confirm");
    const answer = (yes) => {
      dialog.close();
      resolve(yes);
    };
    const button = (text, fallback, yes, kind) =>
      h(
        "button",
        {
          type: "button",
          class: `button ${kind}`,
          data: yes ? { autofocus: "yes" } : {},
          on: { click: () => answer(yes) },
        },
        plainOf(text) || fallback,
      );
    const dialog = openDialog(
      host,
      [
        h(
          "header",
          { class: "dialog-head" },
          h("h2", { id: title }, plainOf(confirm.title) || "Are you sure?"),
          h(
            "button",
            {
              type: "button",
              class: "icon-button",
              "aria-label": "Close",
              data: { closes: "yes" },
              on: { click: () => answer(false) },
            },
            icon("close"),
          ),
        ),
        h("div", { class: "dialog-body confirm-text" }, textNodes(confirm.text, viewer)),
        h(
          "footer",
          { class: "dialog-foot" },
          button(confirm.deny, "Cancel", false, ""),
          button(confirm.confirm, "Yes", true, confirm.style === "danger" ? "button-danger" : "button-primary"),
        ),
      ],
      { labelledBy: title, kind: "dialog-small", role: "alertdialog", onEscape: () => answer(false) },
    );
  });
}
