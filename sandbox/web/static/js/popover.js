/**
 * A floating panel under (or above) a control. One at a time; closes on Escape, on a press
 * elsewhere, when its control goes away or the page scrolls beneath it.
 */

import { h } from "./dom.js";

const GAP = 4;
const MARGIN = 8;
let open = null;

function place(panel, anchor) {
  const box = anchor.getBoundingClientRect();
  const width = Math.max(
    Math.min(panel.dataset.wide ? box.width : panel.offsetWidth, innerWidth - 2 * MARGIN),
    panel.offsetWidth,
  );
  const edge = anchor.closest(".pane")?.getBoundingClientRect().right ?? innerWidth;
  const below = innerHeight - box.bottom - GAP - MARGIN;
  const above = box.top - GAP - MARGIN;
  const up = below < Math.min(panel.scrollHeight, 260) && above > below;
  panel.style.maxHeight = `${Math.max(120, up ? above : below)}px`;
  panel.style.left = `${Math.max(MARGIN, Math.min(box.left, edge - width - MARGIN))}px`;
  panel.style.top = up
    ? `${Math.max(MARGIN, box.top - GAP - Math.min(panel.offsetHeight, above))}px`
    : `${box.bottom + GAP}px`;
}

/** Whether a popover is open now. */
export const popoverOpen = () => open !== null;

/** Close the open popover, if any (and if its control is `within`); `refocus` puts the focus back on its control. */
export function closePopover({ refocus = false, within = null } = {}) {
  if (!open || (within && !within.contains(open.anchor))) return;
  const { panel, anchor, onClose, stop } = open;
  open = null;
  stop();
  panel.remove();
  if (anchor.hasAttribute("aria-expanded")) anchor.setAttribute("aria-expanded", "false");
  if (refocus && anchor.isConnected) anchor.focus({ preventScroll: true });
  onClose?.();
}

/** Open a panel with `content` at `anchor`; `onClose` runs however it closes. Returns the panel. */
export function openPopover(anchor, content, { kind = "", onClose, wide = false } = {}) {
  closePopover();
  const panel = h("div", { class: `popover ${kind}`, data: { wide: wide ? "yes" : undefined } }, content);
  if (wide) panel.style.minWidth = `${anchor.getBoundingClientRect().width}px`;
  document.body.append(panel);
  place(panel, anchor);

  const pressed = (event) => {
    if (!panel.contains(event.target) && !anchor.contains(event.target)) closePopover();
  };
  const key = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    closePopover({ refocus: true });
  };
  const scrolled = (event) => {
    if (panel.contains(event.target)) return;
    if (anchor.isConnected) place(panel, anchor);
    else closePopover();
  };
  const left = (event) => {
    if (event.relatedTarget && !panel.contains(event.relatedTarget) && !anchor.contains(event.relatedTarget))
      closePopover();
  };
  document.addEventListener("pointerdown", pressed, true);
  document.addEventListener("keydown", key, true);
  addEventListener("resize", scrolled);
  document.addEventListener("scroll", scrolled, true);
  panel.addEventListener("focusout", left);
  const gone = new MutationObserver(() => {
    if (!anchor.isConnected) closePopover();
  });
  gone.observe(document.body, { childList: true, subtree: true });

  open = {
    panel,
    anchor,
    onClose,
    stop() {
      gone.disconnect();
      document.removeEventListener("pointerdown", pressed, true);
      document.removeEventListener("keydown", key, true);
      removeEventListener("resize", scrolled);
      document.removeEventListener("scroll", scrolled, true);
      panel.removeEventListener("focusout", left);
    },
  };
  if (anchor.hasAttribute("aria-expanded")) anchor.setAttribute("aria-expanded", "true");
  return panel;
}
