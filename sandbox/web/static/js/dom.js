/**
 * Builds DOM nodes from plain values.
 *
 * Everything the page shows came from somebody else, so data only ever becomes a text node or
 * an attribute, never markup; and a link only ever points where `safeUrl` allows.
 */

const PROPERTIES = new Set(["value", "checked", "disabled", "readOnly", "tabIndex", "htmlFor", "hidden", "inert"]);

/** Make `<tag>`; `props` are attributes plus `class`, `data`, `on` and `style`; children are nodes or text. */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) setProp(node, name, value);
  return append(node, children);
}

/** Append nodes, strings and nested lists to `node`; null, undefined and false are left out. */
export function append(node, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(node, child);
    else node.append(child instanceof Node ? child : String(child));
  }
  return node;
}

/** Replace everything inside `node` by the given children. */
export function fill(node, ...children) {
  node.replaceChildren();
  return append(node, children);
}

function setProp(node, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name === "on") {
    for (const [type, listener] of Object.entries(value)) node.addEventListener(type, listener);
  } else if (name === "data") {
    for (const [key, entry] of Object.entries(value)) if (entry !== undefined) node.dataset[key] = entry;
  } else if (name === "style") {
    for (const [key, entry] of Object.entries(value)) node.style.setProperty(key, entry);
  } else if (name === "class") {
    node.className = Array.isArray(value) ? value.filter(Boolean).join(" ") : value;
  } else if (PROPERTIES.has(name)) {
    node[name] = value;
  } else {
    node.setAttribute(name, value === true ? "" : String(value));
  }
}

/** The address as a string when a link may point there (web, mail, telephone), otherwise null. */
export function safeUrl(text) {
  try {
    const url = new URL(text, location.href);
    return ["http:", "https:", "mailto:", "tel:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

let counter = 0;

/** An element id that nothing else on the page has. */
export function uniqueId(prefix = "id") {
  counter += 1;
  return `${prefix}-${counter}`;
}

/** The elements inside `root` that can take the keyboard focus, in order. */
export function focusable(root) {
  const selector =
    "a[href],button:not([disabled]),input:not([disabled]),select:not([disabled]),textarea:not([disabled]),[tabindex='0']";
  return [...root.querySelectorAll(selector)].filter(
    (node) => !node.closest("[inert],[hidden]") && node.getClientRects().length > 0,
  );
}

/** Keep Tab and Shift+Tab inside `root`; other keys pass. */
export function trapTab(root, event) {
  if (event.key !== "Tab") return;
  const stops = focusable(root);
  if (stops.length === 0) return;
  const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
  if (document.activeElement === edge || !root.contains(document.activeElement)) {
    event.preventDefault();
    (event.shiftKey ? stops[stops.length - 1] : stops[0]).focus();
  }
}

/** Run `redraw`, then put the focus back on the node with the same `data-focus`, or on `fallback`. */
export function keepFocus(root, redraw, fallback) {
  const active = document.activeElement;
  const inside = active !== document.body && root.contains(active);
  const key = inside ? active.closest("[data-focus]")?.dataset.focus : undefined;
  const range =
    inside && typeof active.selectionStart === "number" ? [active.selectionStart, active.selectionEnd] : null;
  redraw();
  if (!inside) return;
  const again = key === undefined ? null : root.querySelector(`[data-focus="${CSS.escape(key)}"]`);
  const target = again ?? fallback?.();
  target?.focus({ preventScroll: true });
  if (again && range && "setSelectionRange" in again) {
    try {
      again.setSelectionRange(...range);
    } catch {
      /* number inputs have no selection */
    }
  }
}
