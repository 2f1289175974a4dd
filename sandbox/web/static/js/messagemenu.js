/** The button that appears over a message: the app's message shortcuts, as under Slack's three dots. */

import { api } from "./api.js";
import { h } from "./dom.js";
import { dots } from "./icons.js";
import { openMenu } from "./menu.js";
import { appName, nameOf, shortcutsOf } from "./people.js";
import { toast } from "./toast.js";

/** Draw the button for `message`; null when the app has no shortcut for messages. */
export function messageMenu(message, { viewer, host }) {
  const shortcuts = shortcutsOf("message");
  if (!shortcuts.length) return null;
  const use = async (id) => {
    try {
      const { failure } = await api.shortcut(viewer.id, id, message);
      if (failure) toast(host, failure.text);
    } catch (error) {
      toast(host, error.message);
    }
  };
  const items = shortcuts.map(({ callback_id: id, name }) => ({ text: name, note: appName(), choose: () => use(id) }));
  const button = h(
    "button",
    {
      type: "button",
      class: "message-menu",
      "aria-label": `Shortcuts for this message by ${nameOf(message.user)}`,
      title: "More message shortcuts",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      data: { focus: `menu ${message.ts}` },
      on: { click: () => openMenu(button, "Message shortcuts", items) },
    },
    dots(),
  );
  return button;
}
