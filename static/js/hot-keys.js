// Single keys: C logs, / filters, J and K walk a list, X selects, E is done, G then a letter goes.
const TYPING = "input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]";
let isGoing = false;

function rowsOfList() {
  return [...document.querySelectorAll("[data-item]")].filter((row) => row.getClientRects().length);
}

function rowNow() {
  return document.activeElement?.closest?.("[data-item]");
}

function walk(step) {
  const rows = rowsOfList();
  const at = rows.indexOf(rowNow());
  const row = rows[at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)];
  row?.querySelector("a[href], button, input")?.focus();
  row?.scrollIntoView({ block: "nearest" });
}

function filter() {
  const box = document.querySelector("[data-filter]");
  if (box) box.focus();
  else document.querySelector("[data-palette]")?.click();
}

function next(selector) {
  const row = rowNow();
  row?.querySelector(selector)?.click();
}

const KEYS = {
  j: () => walk(1),
  k: () => walk(-1),
  x: () => next("input[type=checkbox]"),
  e: () => next("[data-done]"),
  "/": filter,
  "?": () => document.getElementById("keys")?.showModal(),
};

function act(key) {
  if (isGoing) {
    isGoing = false;
    const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
    if (link) location.href = link.href;
    return Boolean(link);
  }
  const own = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (own) own.click();
  else if (key === "g") {
    isGoing = true;
    setTimeout(() => (isGoing = false), 1500);
  } else if (KEYS[key]) KEYS[key]();
  else return false;
  return true;
}

document.addEventListener("keydown", (event) => {
  const isChord = event.ctrlKey || event.metaKey || event.altKey;
  const isOff = document.body.dataset.hotkeys !== "on" || document.querySelector("dialog[open]");
  if (isChord || isOff || event.isComposing || event.repeat || event.defaultPrevented) return;
  if (event.target.closest?.(TYPING)) return;
  if (act(event.key.toLowerCase())) event.preventDefault();
});
