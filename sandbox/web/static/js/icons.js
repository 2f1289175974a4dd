/** The page's few pictures, drawn as inline SVG so that nothing is fetched from elsewhere. */

const SPACE = "http://www.w3.org/2000/svg";

/* Stroke paths on a 20 x 20 field. */
const PATHS = {
  eye: ["M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5z", "M10 7.6a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 0 0 0-4.8z"],
  chevron: ["M5.5 8l4.5 4.5L14.5 8"],
  left: ["M12 5l-5 5 5 5"],
  right: ["M8 5l5 5-5 5"],
  close: ["M5 5l10 10", "M15 5L5 15"],
  back: ["M9 4l-6 6 6 6", "M3.5 10H17"],
  check: ["M4.5 10.5l3.5 3.5 7.5-8"],
  warning: ["M10 3l7.5 13.5h-15z", "M10 8v4", "M10 14.2v.3"],
  calendar: ["M3.5 5h13v11.5h-13z", "M3.5 8.5h13", "M7 3v3.5", "M13 3v3.5"],
  clock: ["M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14z", "M10 6.2V10l2.6 1.8"],
  sun: [
    "M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z",
    "M10 2v1.8M10 16.2V18M2 10h1.8M16.2 10H18M4.4 4.4l1.2 1.2M14.4 14.4l1.2 1.2M15.6 4.4l-1.2 1.2M5.6 14.4l-1.2 1.2",
  ],
  moon: ["M16 12.2A6.6 6.6 0 0 1 7.8 4a6.6 6.6 0 1 0 8.2 8.2z"],
  send: ["M3 16.5L17.5 10 3 3.5v5.2L11 10l-8 1.3z"],
  file: ["M5 2.5h6.5L15.5 6.5v11h-10.5z", "M11.5 2.5v4h4"],
  external: ["M8 4.5H4.5v11h11V12", "M11.5 4h4.5v4.5", "M16 4l-7 7"],
  download: ["M10 3.5v9", "M6.5 9.5l3.5 3.5 3.5-3.5", "M4 16h12"],
  plus: ["M10 4.5v11", "M4.5 10h11"],
  home: ["M3.5 9.5L10 3.5l6.5 6", "M5 8.5v8h10v-8"],
  wire: ["M3 7h11.5", "M11.5 4l3 3-3 3", "M17 13H5.5", "M8.5 10l-3 3 3 3"],
  bolt: ["M11.5 2.5L4.5 11.5h5l-1 6 7-9h-5z"],
};

/** An 18 x 18 icon by name; hidden from assistive technology, since the control beside it has words. */
export function icon(name, size = 18) {
  const picture = document.createElementNS(SPACE, "svg");
  const attributes = {
    viewBox: "0 0 20 20",
    width: size,
    height: size,
    fill: "none",
    stroke: "currentColor",
    "stroke-width": 1.6,
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
    "aria-hidden": "true",
    focusable: "false",
  };
  for (const [key, value] of Object.entries(attributes)) picture.setAttribute(key, value);
  for (const path of PATHS[name]) {
    const line = document.createElementNS(SPACE, "path");
    line.setAttribute("d", path);
    picture.append(line);
  }
  if (name === "send" || name === "bolt") picture.setAttribute("fill", "currentColor");
  return picture;
}

/** Three dots, for menus of further actions. */
export function dots(size = 18) {
  const picture = document.createElementNS(SPACE, "svg");
  picture.setAttribute("viewBox", "0 0 20 20");
  picture.setAttribute("width", size);
  picture.setAttribute("height", size);
  picture.setAttribute("aria-hidden", "true");
  for (const x of [4.5, 10, 15.5]) {
    const dot = document.createElementNS(SPACE, "circle");
    dot.setAttribute("cx", x);
    dot.setAttribute("cy", 10);
    dot.setAttribute("r", 1.6);
    dot.setAttribute("fill", "currentColor");
    picture.append(dot);
  }
  return picture;
}
