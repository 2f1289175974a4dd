/**
 * Dialogs over one pane: the rest of that pane goes inert, Tab stays inside, the focus returns
 * afterwards. The other person's pane is not touched: two people may each have one.
 */

import { focusable, h, trapTab } from "./dom.js";

/**
 * Cover `host` with a dialog holding `content`, named by the element with id `labelledBy`.
 * `onEscape` is called for Escape. Returns `{node, close()}`; `close` restores the focus.
 */
export function openDialog(host, content, { labelledBy, onEscape, kind = "", role = "dialog", focus = true }) {
  const before = document.activeElement;
  const beneath = [...host.children].filter((child) => !child.inert && !child.classList.contains("toasts"));
  const node = h("div", { class: `dialog ${kind}`, role, "aria-labelledby": labelledBy, tabindex: "-1" }, content);
  const scrim = h("div", { class: "scrim" }, node);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) {
      event.preventDefault();
      event.stopPropagation();
      onEscape();
    } else {
      trapTab(node, event);
    }
  });
  for (const child of beneath) child.inert = true;
  host.append(scrim);
  if (focus)
    (node.querySelector("[data-autofocus]") ?? focusable(node).find((stop) => !stop.dataset.closes) ?? node).focus({
      preventScroll: true,
    });

  return {
    node,
    close() {
      const inside = scrim.contains(document.activeElement) || document.activeElement === document.body;
      scrim.remove();
      for (const child of beneath) child.inert = false;
      if (!inside) return;
      const back =
        before?.isConnected && host.contains(before) && !before.closest("[inert]")
          ? before
          : host.querySelector("[data-home-focus]");
      back?.focus({ preventScroll: true });
    },
  };
}
