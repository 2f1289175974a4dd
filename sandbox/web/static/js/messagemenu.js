/** The button that appears over a message: the app's message shortcuts and its thread, as under Slack's three dots. */

import { api } from "./api.js";
import { h } from "./dom.js";
import { dots } from "./icons.js";
import { openMenu } from "./menu.js";
import { appName, nameOf, shortcutsOf } from "./people.js";
import { toast } from "./toast.js";

/** Draw the button for `message`; `onReply(message)` is told that somebody wants to answer in its thread. */
export function messageMenu(message, { viewer, host, onReply }) {
  const use = async (id) => {
    try {
      const { failure } = await api.shortcut(viewer.id, id, message);
      if (failure) toast(host, failure.text);
    } catch (error) {
      toast(host, error.message);
    }
  };
  const items = [
    ...shortcutsOf("message").map(({ callback_id: id, name }) => ({
      text: name,
      note: appName(),
      choose: () => use(id),
    })),
    { text: "Reply in thread", choose: () => onReply(message) },
  ];
  const button = h(
    "button",
    {
      type: "button",
      class: "message-menu",
      "aria-label": `Menu of this message by ${nameOf(message.user)}`,
      title: "Message menu",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      data: { focus: `menu ${message.ts}` },
      on: { click: () => openMenu(button, "Message menu", items) },
    },
    dots(),
  );
  return button;
}
