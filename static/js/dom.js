// Elements without innerHTML: nothing a person typed is ever read as markup.
const SVG = "http://www.w3.org/2000/svg";
let made = 0;

export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

export function icon(name, size = "sm") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon ${size}`);
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${document.documentElement.dataset.icons}#i-${name}`);
  svg.append(use);
  return svg;
}

export function initials(name) {
  const words = name.replace(/[(-].*$/, "").trim().split(/\s+/);
  return ((words[0]?.[0] ?? "?") + (words.length > 1 ? words.at(-1)[0] : "")).toUpperCase();
}

export function avatar(name) {
  return el("span", { class: "avatar", "aria-hidden": "true" }, initials(name));
}

export function freshId(stem) {
  made += 1;
  return `${stem}-${made}`;
}

export function changed(control) {
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

// The answer of a save: each element with an id takes the place of its namesake on the page.
export function place(html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  for (const fresh of answer.querySelectorAll("body > [id]")) {
    const old = document.getElementById(fresh.id);
    if (!old || (old.contains(document.activeElement) && old !== document.body)) continue;
    old.replaceWith(document.adoptNode(fresh));
    window.htmx?.process(fresh);
  }
}
