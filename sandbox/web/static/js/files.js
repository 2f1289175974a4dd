/** A shared file as a card: what it is called, what kind and size it is, how to open and save it. */

import { h, safeUrl } from "./dom.js";
import { icon } from "./icons.js";

const UNITS = ["B", "kB", "MB"];

function sizeWords(bytes) {
  let [size, unit] = [bytes, 0];
  while (size >= 1000 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${size >= 10 || unit === 0 ? Math.round(size) : size.toFixed(1)} ${UNITS[unit]}`;
}

function action(words, name, href, download) {
  if (!href) return null;
  return h(
    "a",
    {
      class: "icon-button",
      href,
      download,
      target: download ? undefined : "_blank",
      rel: "noopener noreferrer",
      "aria-label": words,
      title: words,
    },
    icon(name, 17),
  );
}

/** Draw one file object of a message. */
export function drawFile(file) {
  const title = file.title || file.name;
  const kind = (file.filetype || "file").toUpperCase();
  return h(
    "div",
    { class: "file", role: "group", "aria-label": `File ${title}` },
    h("span", { class: "file-art", "aria-hidden": "true" }, icon("file", 22)),
    h(
      "span",
      { class: "file-words" },
      h("strong", {}, title),
      h("span", { class: "muted" }, `${file.name === title ? "" : `${file.name} · `}${kind} · ${sizeWords(file.size)}`),
    ),
    action(`Open ${title}`, "external", safeUrl(file.url_private ?? "")),
    action(`Download ${title}`, "download", safeUrl(file.url_private_download ?? ""), file.name),
  );
}
