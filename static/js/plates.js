const dictionary = JSON.parse(document.getElementById("script-words")?.textContent || "{}");
const language = document.documentElement.lang || "en";
function t(sentence, values = {}) {
return (dictionary[sentence] ?? sentence).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}
function duration(milliseconds) {
const minutes = Math.floor(Math.abs(milliseconds) / 60000);
const hours = Math.floor(minutes / 60);
if (minutes > 48 * 60) {
const days = { style: "unit", unit: "day", unitDisplay: "long" };
return new Intl.NumberFormat(language, days).format(Math.floor(hours / 24));
}
if (!hours) return t("{minutes} min", { minutes });
if (minutes % 60 === 0) return t("{hours} h", { hours });
return t("{hours} h {minutes} min", { hours, minutes: minutes % 60 });
}
function clockTime(date) {
return date.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hour12: false });
}
const SVG = "http://www.w3.org/2000/svg";
let made = 0;
function el(tag, attributes = {}, ...children) {
const element = document.createElement(tag);
for (const [name, value] of Object.entries(attributes)) {
if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
}
element.append(...children.filter((child) => child != null));
return element;
}
function icon(name, size = "sm") {
const svg = document.createElementNS(SVG, "svg");
svg.setAttribute("class", `icon ${size}`);
svg.setAttribute("viewBox", "0 0 24 24");
svg.setAttribute("aria-hidden", "true");
const use = document.createElementNS(SVG, "use");
use.setAttribute("href", `${document.documentElement.dataset.icons}#i-${name}`);
svg.append(use);
return svg;
}
function initials(name) {
const words = name.replace(/[(-].*$/, "").trim().split(/\s+/);
return ((words[0]?.[0] ?? "?") + (words.length > 1 ? words.at(-1)[0] : "")).toUpperCase();
}
function avatar(name) {
return el("span", { class: "avatar", "aria-hidden": "true" }, initials(name));
}
function freshId(stem) {
made += 1;
return `${stem}-${made}`;
}
function changed(control) {
control.dispatchEvent(new Event("input", { bubbles: true }));
control.dispatchEvent(new Event("change", { bubbles: true }));
}
function place(html) {
const answer = new DOMParser().parseFromString(html, "text/html");
for (const fresh of answer.querySelectorAll("body > [id]")) {
const old = document.getElementById(fresh.id);
if (!old || (old.contains(document.activeElement) && old !== document.body)) continue;
old.replaceWith(document.adoptNode(fresh));
window.htmx?.process(fresh);
}
}
function say(text, urgent = false) {
const region = document.getElementById(urgent ? "urgent" : "polite");
if (!region) return;
region.textContent = "";
setTimeout(() => (region.textContent = text), 60);
}
function complain(text) {
const region = document.getElementById("messages");
const words = el("div", {}, text);
const callout = el("div", { class: "callout crit", tabindex: "-1" }, icon("circle-alert", ""), words);
region?.replaceChildren(callout);
callout.scrollIntoView({ block: "nearest" });
say(text, true);
}
document.addEventListener("htmx:beforeSwap", (event) => {
const { detail } = event;
if (/<body[^>]*class="[^"]*\bpublic\b/.test(detail.serverResponse)) {
detail.shouldSwap = false;
location.reload();
} else if (/^\s*<div class="callout refusal/.test(detail.serverResponse)) {
const dialog = document.getElementById("dialog");
if (dialog?.open) dialog.close();
detail.target = document.getElementById("messages");
detail.swapOverride = "innerHTML show:window:top";
}
});
document.addEventListener("htmx:afterSwap", ({ detail }) => {
const fresh = detail.target?.isConnected ? detail.target : document;
fresh.querySelector(".error-summary, .refusal")?.focus();
});
document.addEventListener("htmx:responseError", ({ detail }) => {
const status = detail.xhr.status;
if (status === 404) complain(t("This is gone, or no longer yours to see. Reload the page."));
else complain(t("That did not work (error {status}). What you typed is still here.", { status }));
});
document.addEventListener("htmx:sendError", () => {
complain(t("No connection. What you typed is still here; try again in a moment."));
});
const holders = new Set();
function ask(event) {
event.preventDefault();
}
function hold(who) {
if (!holders.size) addEventListener("beforeunload", ask);
holders.add(who);
}
function release(who) {
holders.delete(who);
if (!holders.size) removeEventListener("beforeunload", ask);
}
const MOST = 50;
class Suggest {
constructor(box, { label, host = box.parentElement, faces = false, take }) {
Object.assign(this, { box, take, faces, options: [], at: -1 });
const attributes = { class: "suggest", role: "listbox", id: freshId("suggest"), tabindex: "-1", "aria-label": label };
this.list = el("ul", { ...attributes, hidden: true, onmousedown: (event) => event.preventDefault() });
host.append(this.list);
box.setAttribute("autocomplete", "off");
box.setAttribute("aria-autocomplete", "list");
box.setAttribute("aria-controls", this.list.id);
}
get isOpen() {
return !this.list.hidden;
}
open(options, none = "") {
this.options = options.slice(0, MOST);
this.list.replaceChildren(...this.options.map((option, index) => this.row(option, index)));
if (!options.length && none) this.list.append(el("li", { role: "option", "aria-disabled": "true" }, none));
this.list.hidden = !this.list.children.length;
if (this.box.role === "combobox") this.box.setAttribute("aria-expanded", this.isOpen);
if (this.isOpen) say(options.length ? t("{count} to choose from", { count: this.options.length }) : none);
this.go(0);
}
row(option, index) {
return el(
"li",
{ role: "option", id: `${this.list.id}-${index}`, "aria-selected": "false", onclick: () => this.pick(index) },
this.faces ? avatar(option.label) : null,
el("span", {}, option.label),
option.meta ? el("span", { class: "meta" }, option.meta) : null,
);
}
close() {
this.list.hidden = true;
this.box.removeAttribute("aria-activedescendant");
if (this.box.role === "combobox") this.box.setAttribute("aria-expanded", "false");
}
go(to) {
if (!this.options.length) return;
const count = this.options.length;
this.list.children[this.at]?.setAttribute("aria-selected", "false");
this.at = (to + count) % count;
const row = this.list.children[this.at];
row.setAttribute("aria-selected", "true");
row.scrollIntoView({ block: "nearest" });
this.box.setAttribute("aria-activedescendant", row.id);
}
pick(index = this.at) {
const option = this.options[index];
this.close();
if (option) this.take(option);
}
key(event) {
if (!this.isOpen || event.isComposing) return false;
if (event.key === "ArrowDown") this.go(this.at + 1);
else if (event.key === "ArrowUp") this.go(this.at - 1);
else if (event.key === "Enter") this.pick();
else if (event.key === "Escape") this.close();
else return false;
event.preventDefault();
event.stopPropagation();
return true;
}
}
const DAY = 86400000;
const TONGUES = [...new Set([language, "en"])];
function names(shape, dates) {
const said = (tongue, style) => new Intl.DateTimeFormat(tongue, { [shape]: style, timeZone: "UTC" });
return dates.map((date) =>
TONGUES.flatMap((tongue) => ["short", "long"].map((style) => said(tongue, style).format(date).toLowerCase())),
);
}
const WEEKDAYS = names("weekday", Array.from({ length: 7 }, (_, day) => new Date((3 + day) * DAY)));
const MONTHS = names("month", Array.from({ length: 12 }, (_, month) => new Date(Date.UTC(1970, month, 15))));
function isoDate(date) {
const pad = (number) => String(number).padStart(2, "0");
return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}
function spokenDate(iso) {
const date = new Date(`${iso}T12:00`);
const year = date.getFullYear() === new Date().getFullYear() ? {} : { year: "numeric" };
const parts = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
weekday: "short", day: "numeric", month: "short", ...year,
});
return parts.format(date).replace(",", "");
}
function after(today, days) {
return new Date(today.getFullYear(), today.getMonth(), today.getDate() + days);
}
function relative(days) {
return TONGUES.map((tongue) => new Intl.RelativeTimeFormat(tongue, { numeric: "auto" }).format(days, "day"));
}
function coming(today, day, month) {
for (let step = 0; step < 24; step += 1) {
const date = new Date(today.getFullYear(), today.getMonth() + step, day);
const isThere = date.getDate() === day && (month == null || date.getMonth() === month);
if (isThere && date >= after(today, 0)) return date;
}
return null;
}
function meant(words, today) {
if (!words) return [0, 1, 2, 3, 7].map((days) => after(today, days));
const plus = words.match(/^\+\s*(\d{1,3})$/);
if (plus) return [after(today, Number(plus[1]))];
const iso = words.match(/^(\d{4})-(\d{1,2})-(\d{1,2})$/);
if (iso) return [new Date(Number(iso[1]), iso[2] - 1, Number(iso[3]))];
const chinese = words.match(/^(\d{1,2})月(\d{1,2})日?$/);
if (chinese) return [coming(today, Number(chinese[2]), chinese[1] - 1)];
const numbers = words.match(/^(\d{1,2})(?:[./\s](\d{1,2})\.?)?$/);
if (numbers) return [coming(today, Number(numbers[1]), numbers[2] && numbers[2] - 1)];
const named = words.match(/^(\d{1,2})\.?\s*(\p{L}+)\.?$/u);
if (named) {
const fits = (month) => MONTHS[month].some((name) => name.startsWith(named[2]));
return MONTHS.map((_, month) => (fits(month) ? coming(today, Number(named[1]), month) : null));
}
const near = [0, 1].filter((days) => relative(days).some((name) => name.toLowerCase().startsWith(words)));
const week = [1, 2, 3, 4, 5, 6, 7].filter((days) =>
WEEKDAYS[after(today, days).getDay()].some((name) => name.startsWith(words)),
);
return [...near, ...week].map((days) => after(today, days));
}
function datesFor(words, today = new Date()) {
const dates = meant(words.trim().toLowerCase(), today).filter((date) => date && !Number.isNaN(date.getTime()));
return dates.map((date) => {
const days = Math.round((date - after(today, 0)) / DAY);
return { value: isoDate(date), label: spokenDate(isoDate(date)), meta: relative(days)[0] };
});
}
const SIGNS = { note: null, decision: "gavel", action: "square", topic: null };
class LineRow {
constructor(row, lines) {
Object.assign(this, { row, lines });
for (const part of ["kind", "text", "owner", "due", "internal"]) {
this[part] = row.querySelector(`[name$="-${part}"]`);
}
this.store = el("div", { hidden: true }, ...row.childNodes);
const errors = [...this.store.querySelectorAll(".error")];
this.mark = el("button", { type: "button", class: "mark-kind", tabindex: "-1", onclick: () => this.turn() });
this.tag = el("span", { class: "tag", hidden: true }, t("Decision"));
this.who = el("span", { class: "who" });
this.text.classList.remove("input");
this.text.rows = 1;
const words = el("div", { class: "text" }, this.tag, this.text);
row.append(this.store, this.mark, words, this.who, ...this.more(), ...errors);
row.dataset.live = "";
row.setAttribute("role", "group");
this.draw();
}
more() {
const id = freshId("more");
const item = (sign, label, act) => {
const onclick = () => {
menu.hidePopover();
act();
};
return el("button", { type: "button", onclick }, icon(sign), label);
};
this.lock = item("eye-off", t("Internal: the client does not see it"), () => this.hide());
const menu = el(
"div",
{ class: "menu", popover: "", id },
item("arrow-up", t("Move up (Alt Up)"), () => this.lines.move(this, -1)),
item("arrow-down", t("Move down (Alt Down)"), () => this.lines.move(this, 1)),
this.internal ? this.lock : null,
item("x", t("Remove this line"), () => this.lines.remove(this)),
);
const name = { "aria-label": t("More for this line") };
const button = { type: "button", class: "btn quiet sm only more", popovertarget: id, ...name };
return [el("button", button, icon("ellipsis")), menu];
}
become(kind) {
this.kind.value = kind;
changed(this.kind);
this.draw();
this.lines.count();
this.text.focus();
}
turn() {
const kinds = Object.keys(SIGNS);
this.become(kinds[(kinds.indexOf(this.kind.value) + 1) % kinds.length]);
}
hide() {
this.internal.checked = !this.internal.checked;
changed(this.internal);
this.draw();
}
edit(control) {
if (this.kind.value !== "action") this.become("action");
control.classList.add("input");
control.setAttribute("aria-label", control === this.due ? t("Due") : t("Owner"));
this.who.replaceChildren(control);
control.focus();
const done = () => {
if (!this.who.contains(control)) return;
this.store.append(control);
this.draw();
};
control.addEventListener("blur", done, { once: true });
if (control === this.owner) control.addEventListener("change", () => this.text.focus(), { once: true });
}
set(control, value) {
control.value = value;
changed(control);
this.draw();
}
draw() {
const kind = this.kind.value;
const words = this.kind.selectedOptions[0]?.label ?? kind;
this.row.dataset.kind = kind;
this.row.toggleAttribute("data-internal", Boolean(this.internal?.checked));
this.lock.setAttribute("aria-pressed", Boolean(this.internal?.checked));
this.tag.hidden = kind !== "decision";
this.text.style.setProperty("--tag", this.tag.hidden ? "0px" : `${this.tag.offsetWidth + 6}px`);
this.mark.replaceChildren(this.face(kind));
this.mark.setAttribute("aria-label", t("{kind}. Change the kind", { kind: words }));
this.text.setAttribute("aria-label", words);
if (!this.who.querySelector("select, input")) this.who.replaceChildren(...(kind === "action" ? this.chips() : []));
}
face(kind) {
if (kind === "topic") return el("span", { class: "n" }, String(this.number ?? ""));
return SIGNS[kind] ? icon(SIGNS[kind]) : el("span", { class: "bullet" });
}
chips() {
const owner = this.owner.value && this.owner.selectedOptions[0].label.replace(/\s*\(.*\)$/, "");
const due = this.due.value && spokenDate(this.due.value);
const chip = (control, face, words) => {
const shape = `btn quiet sm${control.value ? "" : " missing"}`;
return el("button", { type: "button", class: shape, onclick: () => this.edit(control) }, face, words);
};
return [
chip(this.owner, owner ? avatar(owner) : icon("user-round"), owner || t("Set an owner")),
chip(this.due, due ? null : icon("calendar"), due || t("Set a date")),
];
}
}
const MARKS = { "!": "decision", "[": "action", "#": "topic", "！": "decision", "【": "action", "＃": "topic" };
const OWNER_TOKEN = /(^|\s)@([^@\n]{0,30})$/u;
const DUE_TOKEN = /(^|\s)\/([\p{L}\d+.\-月日 ]{0,14})$/u;
const BULLET = /^\s*(?:[-*•–·]|\d{1,2}[.)])\s+/;
class LineTyping {
constructor(line, lines) {
Object.assign(this, { line, lines, text: line.text });
const take = (option) => this.take(option);
this.list = new Suggest(line.text, { label: t("Suggestions"), host: line.row, take });
line.text.addEventListener("beforeinput", (event) => this.turn(event));
line.text.addEventListener("input", () => this.look());
line.text.addEventListener("keydown", (event) => this.key(event));
line.text.addEventListener("paste", (event) => this.paste(event));
line.text.addEventListener("blur", () => this.list.close());
line.text.addEventListener("focus", () => (lines.now = line));
this.grow();
}
grow() {
if (CSS.supports("field-sizing", "content")) return;
this.text.style.setProperty("height", "auto");
this.text.style.setProperty("height", `${this.text.scrollHeight}px`);
}
turn(event) {
const kind = MARKS[event.data];
if (event.inputType !== "insertText" || !kind || this.text.value) return;
event.preventDefault();
this.line.become(kind);
}
look() {
const before = this.text.value.slice(0, this.text.selectionStart);
const owner = before.match(OWNER_TOKEN);
const found = owner ?? before.match(DUE_TOKEN);
this.grow();
if (this.line.kind.value !== "action" || !found) {
this.list.close();
return;
}
this.control = owner ? this.line.owner : this.line.due;
this.length = found[2].length + 1;
this.list.faces = Boolean(owner);
this.list.open(owner ? this.people(found[2].trim().toLowerCase()) : datesFor(found[2]));
}
people(words) {
const options = [...this.line.owner.options].filter((option) => option.value);
const fits = options.filter(({ label }) => label.toLowerCase().includes(words));
return fits.map(({ value, label }) => {
const [, name, side] = label.match(/^(.*?)(?:\s*\((.*)\))?$/);
return { value, label: name, meta: side };
});
}
take({ value }) {
const { text } = this;
const at = text.selectionStart;
const kept = text.value.slice(0, at - this.length).trimEnd();
text.value = `${kept} ${text.value.slice(at).trimStart()}`;
text.setSelectionRange(kept.length + 1, kept.length + 1);
this.line.set(this.control, value);
changed(text);
}
key(event) {
if (this.list.key(event) || event.isComposing) return;
const { text, line, lines } = this;
const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
const edge = step < 0 ? 0 : text.value.length;
const isAtEdge = text.selectionStart === edge && text.selectionEnd === edge;
if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) this.split();
else if (event.key === "Backspace" && !text.value) lines.remove(line);
else if (step && event.altKey) lines.move(line, step);
else if (!step || !isAtEdge || !lines.step(line, step)) return;
event.preventDefault();
}
split() {
const { text, line, lines } = this;
const rest = text.value.slice(text.selectionEnd).trimStart();
text.value = text.value.slice(0, text.selectionStart).trimEnd();
lines.insertAfter(line, rest).text.setSelectionRange(0, 0);
}
paste(event) {
const pasted = event.clipboardData.getData("text/plain").split(/\r?\n/);
const [first, ...others] = pasted.map((one) => one.replace(BULLET, "").trim()).filter(Boolean);
if (!others.length) return;
event.preventDefault();
this.text.setRangeText(first, this.text.selectionStart, this.text.selectionEnd, "end");
changed(this.text);
others.reduce((line, text) => this.lines.insertAfter(line, text), this.line);
}
}
function formats(lines) {
const button = (sign, words, act) => {
const keepFocus = (event) => event.preventDefault();
const onclick = () => act(lines.now ?? lines.rows.at(-1));
return el("button", { type: "button", class: "btn", onmousedown: keepFocus, onclick }, icon(sign), words);
};
return el(
"div",
{ class: "formats", role: "toolbar", "aria-label": t("Kind of line") },
button("gavel", t("Decision"), (line) => line.become("decision")),
button("square", t("Action"), (line) => line.become("action")),
button("user-round", t("Owner"), (line) => line.edit(line.owner)),
button("calendar", t("Due"), (line) => line.edit(line.due)),
button("hash", t("Topic"), (line) => line.become("topic")),
);
}
function hints() {
const keys = [
["Enter", t("new line")],
["!", t("decision")],
["[", t("action")],
["@", t("owner")],
["/", t("due date")],
["#", t("new topic")],
];
const pairs = keys.map(([key, words]) => el("span", {}, el("kbd", {}, key), words));
return el("div", { class: "hints only-wide" }, ...pairs);
}
{
const PAUSE = 800;
const AGAIN = 5000;
class AutoSave extends HTMLElement {
connectedCallback() {
this.form = this.querySelector("form");
this.addEventListener("input", () => this.later());
this.addEventListener("change", () => this.later());
this.addEventListener("focusout", () => this.isDirty && this.save());
this.addEventListener("keydown", (event) => {
if (event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
event.preventDefault();
this.save();
});
this.form.addEventListener("submit", (event) => this.submit(event));
}
disconnectedCallback() {
this.leave();
}
submit(event) {
if (!this.isSaving || this.isStopped) return this.leave();
event.preventDefault();
event.stopImmediatePropagation();
this.saving.then(() => this.isStopped || this.form.requestSubmit(event.submitter));
}
leave() {
clearTimeout(this.timer);
this.isStopped = true;
release(this);
}
later(pause = PAUSE) {
if (this.isStopped) return;
this.isDirty = true;
hold(this);
clearTimeout(this.timer);
this.timer = setTimeout(() => this.save(), pause);
}
save() {
clearTimeout(this.timer);
if (this.isStopped || this.isSaving || !this.isDirty) return;
this.saving = this.send();
}
async send() {
this.isSaving = true;
this.isDirty = false;
try {
await this.take(await this.post());
} catch {
this.show(t("Not saved: no connection. Trying again."), "wifi-off");
this.later(AGAIN);
}
this.isSaving = false;
if (this.isDirty) this.later();
}
post() {
return fetch(this.dataset.src || this.form.action, {
method: "POST",
body: new FormData(this.form),
headers: { "HX-Request": "true", "X-Autosave": "true" },
});
}
async take(answer) {
const html = await answer.text();
if (this.isStopped) return;
if (answer.redirected) {
this.show(t("Not saved: you are signed out. Sign in in another tab, then type on."), "lock");
hold(this);
} else if (answer.ok) {
place(html);
this.saved();
} else if (answer.status === 409) {
this.conflict(html);
} else if (answer.status === 422) {
place(html);
this.show(t("Not saved: see what is marked."), "circle-alert");
} else {
const sentence = t("Not saved (error {status}). Trying again.", { status: answer.status });
this.show(sentence, "circle-alert");
if (answer.status >= 500) this.later(AGAIN);
}
}
saved() {
if (!this.isDirty) release(this);
const time = clockTime(new Date());
this.show(t("Saved {time}", { time }), "check", "");
this.dispatchEvent(new CustomEvent("saved", { bubbles: true }));
}
conflict(html) {
this.isStopped = true;
place(html.includes('id="conflict"') ? html : `<div id="conflict">${html}</div>`);
this.show(t("Not saved: somebody else changed this."), "triangle-alert");
say(t("Not saved: somebody else changed this."), true);
document.querySelector("#conflict .callout, #conflict")?.focus();
}
show(text, sign, tone = "warn") {
for (const place of document.querySelectorAll("[data-saved]")) {
place.className = `saved ${tone}`;
place.replaceChildren(icon(sign, ""), text);
}
}
}
customElements.define("auto-save", AutoSave);
}
{
class BulkSelect extends HTMLElement {
connectedCallback() {
this.addEventListener("change", ({ target }) => {
if (target.matches("[data-all]")) for (const box of this.boxes()) box.checked = target.checked;
this.draw();
});
this.addEventListener("click", ({ target }) => {
if (!target.closest("[data-clear]")) return;
for (const box of this.querySelectorAll("input[type=checkbox]")) box.checked = false;
this.draw();
});
this.idle = this.querySelector("[data-count]")?.textContent;
this.draw();
}
boxes() {
return [...this.querySelectorAll('tbody input[type="checkbox"], li input[type="checkbox"]')];
}
draw() {
const boxes = this.boxes();
const chosen = boxes.filter((box) => box.checked);
const all = this.querySelector("[data-all]");
if (all) {
all.checked = boxes.length > 0 && chosen.length === boxes.length;
all.indeterminate = chosen.length > 0 && !all.checked;
}
const everything = this.querySelector("[data-everything]");
if (everything) everything.hidden = !all?.checked;
if (everything?.hidden) for (const box of everything.querySelectorAll("input")) box.checked = false;
const place = this.querySelector("[data-count]");
if (place) place.textContent = chosen.length ? this.sentence(chosen) : this.idle;
for (const button of this.querySelectorAll("[data-bulk] button")) button.disabled = !chosen.length;
}
sentence(chosen) {
const count = chosen.length;
const cents = chosen.reduce((sum, box) => sum + Math.round(Number(box.dataset.amount || 0) * 100), 0);
const { currency } = this.dataset;
if (!currency) return t("{count} selected", { count });
const locale = language === "en" ? "en-GB" : language;
const amount = new Intl.NumberFormat(locale, { style: "currency", currency }).format(cents / 100);
return t("{count} selected, {amount}", { count, amount });
}
}
customElements.define("bulk-select", BulkSelect);
}
{
const PAUSE = 120;
class CommandPalette extends HTMLElement {
connectedCallback() {
this.dialog = this.querySelector("dialog");
this.box = this.querySelector("input");
this.results = this.querySelector("[role=listbox]");
document.addEventListener("keydown", (event) => {
if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") this.open(event);
});
document.addEventListener("click", (event) => {
if (event.target.closest?.("[data-palette]") && !event.ctrlKey && !event.metaKey) this.open(event);
});
this.box.addEventListener("input", () => this.later());
this.box.addEventListener("keydown", (event) => this.key(event));
this.dialog.addEventListener("click", ({ target }) => target === this.dialog && this.dialog.close());
}
open(event) {
event.preventDefault();
if (document.querySelector("dialog[open]")) return;
this.dialog.showModal();
this.box.select();
this.ask();
}
later() {
clearTimeout(this.timer);
this.timer = setTimeout(() => this.ask(), PAUSE);
}
async ask() {
const words = this.box.value.trim();
this.asked?.abort();
this.asked = new AbortController();
const address = `${this.dataset.src}?${new URLSearchParams({ q: words })}`;
try {
const answer = await fetch(address, { signal: this.asked.signal, headers: { "HX-Request": "true" } });
if (!answer.ok || answer.redirected) throw new Error(answer.status);
const isJson = answer.headers.get("Content-Type")?.includes("json");
this.show(isJson ? this.fromJson(await answer.json()) : await this.fromHtml(answer), words);
} catch (error) {
if (error.name !== "AbortError") this.show([el("p", { class: "nothing" }, t("Search is away. Press Enter to try the search page."))], "");
}
}
async fromHtml(answer) {
const page = new DOMParser().parseFromString(await answer.text(), "text/html");
return [...page.body.children].map((node) => document.adoptNode(node));
}
fromJson({ groups }) {
return groups.map(({ title, items }) => {
const head = el("div", { class: "h", "aria-hidden": "true" }, title);
const rows = items.map(({ label, url, meta, icon: sign }) => this.option(label, url, sign, meta));
return el("div", { role: "group", "aria-label": title }, head, ...rows);
});
}
option(label, href, sign, meta) {
const words = el("span", { class: "label" }, label);
const side = meta ? el("span", { class: "meta" }, meta) : null;
return el("a", { role: "option", tabindex: "-1", href }, sign ? icon(sign, "") : null, words, side);
}
show(nodes, words) {
const found = nodes.some((node) => node.matches("[role=group]"));
this.results.replaceChildren(...nodes);
if (words) {
const all = `${this.box.form.action}?${new URLSearchParams({ q: words })}`;
this.results.append(this.option(t("All results for “{words}”", { words }), all, "search"));
}
this.options = [...this.results.querySelectorAll("[role=option]")];
this.options.forEach((option, index) => (option.id = `palette-${index}`));
this.box.setAttribute("aria-expanded", this.options.length > 0);
this.go(0);
if (words) say(found ? t("{count} results", { count: this.options.length - 1 }) : t("Nothing found"));
}
go(to) {
const count = this.options.length;
this.at = count ? (to + count) % count : -1;
this.options.forEach((option, index) => option.setAttribute("aria-selected", index === this.at));
this.options[this.at]?.scrollIntoView({ block: "nearest" });
this.box.setAttribute("aria-activedescendant", this.options[this.at]?.id ?? "");
}
key(event) {
if (event.isComposing) return;
const option = this.options?.[this.at];
if (event.key === "ArrowDown") this.go(this.at + 1);
else if (event.key === "ArrowUp") this.go(this.at - 1);
else if (event.key !== "Enter" || !option) return;
else if (event.ctrlKey || event.metaKey) window.open(option.href, "_blank", "noopener");
else location.assign(option.href);
event.preventDefault();
}
}
customElements.define("command-palette", CommandPalette);
}
{
class ConfirmDialog extends HTMLElement {
connectedCallback() {
const dialog = this.querySelector("dialog");
this.querySelector("[data-open]")?.addEventListener("click", () => dialog.showModal());
if (dialog?.hasAttribute("data-reopen")) dialog.showModal();
}
}
customElements.define("confirm-dialog", ConfirmDialog);
}
{
class CopyText extends HTMLElement {
connectedCallback() {
if (!navigator.clipboard || this.button) return;
this.button = el("button", { type: "button", class: "btn", onclick: () => this.copy() });
this.button.append(icon("copy"), t("Copy"));
this.append(this.button);
}
async copy() {
await navigator.clipboard.writeText(this.querySelector("input").value);
say(t("Copied"));
this.button.replaceChildren(icon("check"), t("Copied"));
}
}
customElements.define("copy-text", CopyText);
}
{
const shared = document.getElementById("dialog");
document.addEventListener("htmx:afterSwap", ({ detail }) => {
if (detail.target !== shared) return;
if (!shared.open) shared.showModal();
if (!shared.querySelector(".error-summary")) {
shared.querySelector("[autofocus], form input:not([type=hidden]), form select:not([hidden]), form textarea")?.focus();
}
});
shared?.addEventListener("close", () => shared.replaceChildren());
document.addEventListener("dialog:close", () => shared?.close());
document.addEventListener("click", ({ target }) => {
const opener = target.closest?.("[data-opens]");
if (opener) {
opener.closest("[popover]")?.hidePopover();
document.getElementById(opener.dataset.opens)?.showModal();
}
if (target.closest?.("[data-close]")) target.closest("dialog")?.close();
const isBackdrop = target instanceof HTMLDialogElement && !target.querySelector("form");
if (isBackdrop) target.close();
});
}
{
function size(bytes) {
return bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
class DropFile extends HTMLElement {
connectedCallback() {
this.input = this.querySelector("input[type=file]");
if (!this.input || this.names) return;
this.names = el("ul", { "aria-live": "polite" });
this.append(this.names);
this.input.addEventListener("change", () => this.list());
for (const name of ["dragenter", "dragover"]) this.addEventListener(name, (event) => this.over(event, true));
for (const name of ["dragleave", "drop"]) this.addEventListener(name, (event) => this.over(event, false));
this.addEventListener("drop", ({ dataTransfer }) => {
if (!dataTransfer.files.length) return;
this.input.files = dataTransfer.files;
this.input.dispatchEvent(new Event("change", { bubbles: true }));
});
}
over(event, isOver) {
event.preventDefault();
this.classList.toggle("over", isOver);
}
list() {
const files = this.input.multiple ? [...this.input.files] : [];
this.names.replaceChildren(...files.map((file) => el("li", {}, `${file.name}, ${size(file.size)}`)));
}
}
customElements.define("drop-file", DropFile);
}
{
const HOUR = 3600000;
const SPOKEN = [6 * HOUR, HOUR, 0];
const RING = 2 * Math.PI * 8;
class DueClock extends HTMLElement {
connectedCallback() {
this.ahead = Date.parse(this.dataset.now) - Date.now() || 0;
this.left = this.remaining();
this.draw = this.draw.bind(this);
this.timer = setInterval(this.draw, 60000);
document.addEventListener("visibilitychange", this.draw);
}
disconnectedCallback() {
clearInterval(this.timer);
document.removeEventListener("visibilitychange", this.draw);
}
remaining() {
return Date.parse(this.dataset.due) - Date.now() - this.ahead;
}
draw() {
const before = this.left;
const left = (this.left = this.remaining());
const clock = this.firstElementChild;
const span = duration(left);
const text = left > 0 ? t("{span} left", { span }) : t("{span} late", { span });
clock.lastElementChild.textContent = text;
clock.classList.toggle("warn", left > 0 && left <= 6 * HOUR);
clock.classList.toggle("crit", left <= 0);
const share = left > 0 ? Math.min(left / 1000 / Number(this.dataset.seconds), 1) : 1;
this.querySelector(".left").setAttribute("stroke-dasharray", `${share * RING} ${RING}`);
if (SPOKEN.some((edge) => before > edge && left <= edge)) say(`${this.subject()}: ${text}`);
}
subject() {
const row = this.closest("li, tr, section, .page-head");
return row?.querySelector("h1, h2, h3, a")?.textContent.trim() ?? document.title;
}
}
customElements.define("due-clock", DueClock);
}
{
const FOUR = 10n ** 4n;
function read(text) {
const bare = text.replace(/[\s’']/g, "").replace("−", "-");
const place = Math.max(bare.lastIndexOf(","), bare.lastIndexOf("."));
let [head, tail] = place < 0 ? [bare, ""] : [bare.slice(0, place), bare.slice(place + 1)];
const sign = bare[place];
const other = sign === "." ? "," : ".";
const before = head.replace(/^-/, "");
const groups = !before.includes(other) && tail.length === 3 && /[1-9]/.test(before);
if (place >= 0 && (before.includes(sign) || groups)) [head, tail] = [bare, ""];
head = head.replace(/[.,]/g, "");
if (!/^-?\d*$/.test(head) || !/^\d{0,4}$/.test(tail) || !(head + tail).replace("-", "")) return null;
return BigInt(`${head === "-" || head === "" ? `${head}0` : head}${tail.padEnd(4, "0")}`);
}
function divided(number, by) {
const half = number < 0n ? -by / 2n : by / 2n;
return (number + half) / by;
}
class EstimateGrid extends HTMLElement {
connectedCallback() {
this.decimals = Number(this.dataset.decimals);
this.unit = 10n ** BigInt(8 - this.decimals);
this.addEventListener("input", () => this.reckon());
this.addEventListener("change", () => this.reckon());
}
of(row, name) {
return row.querySelector(`[name$="-${name}"]`);
}
percent(name) {
return read(this.querySelector(`[name="${name}"]`)?.value ?? "") ?? 0n;
}
reckon() {
const sums = { fee: 0n, production: 0n, media: 0n, expenses: 0n };
const taxes = new Map();
let cost = 0n;
for (const row of this.querySelectorAll("#lines tbody [data-row]:not([hidden])")) {
const { net, spent } = this.row(row);
sums[this.of(row, "group").value] += net;
cost += spent;
const tax = this.of(row, "tax").value;
taxes.set(tax, (taxes.get(tax) ?? 0n) + net);
}
const lines = Object.values(sums).reduce((a, b) => a + b, 0n);
const upon = (base, percent) => divided(base * percent, FOUR * 100n);
const folds = this.querySelector('[name="folds_markup"]')?.checked ?? true;
const markup = folds ? 0n : upon(sums.production, this.percent("markup_percent"));
const commission = upon(sums.media, this.percent("commission_percent"));
const contingency = upon(lines + markup + commission, this.percent("contingency_percent"));
const net = lines + markup + commission + contingency;
for (const [group, sum] of Object.entries(sums)) this.show(`group-${group}`, sum, true);
this.show("lines", lines);
this.show("markup", markup, true);
this.show("commission", commission, true);
this.show("contingency", contingency, true);
this.show("net", net);
this.show("cost", cost);
this.show("margin", net - cost);
if (taxes.size > 1) return;
const rate = read([...taxes.keys()][0]?.split(":")[1] ?? "0") ?? 0n;
const tax = upon(net, rate);
this.show("tax", tax);
this.show("gross", net + tax);
}
row(row) {
const quantity = read(this.of(row, "quantity").value || "1") ?? 0n;
const cost = read(this.of(row, "cost")?.value ?? "");
const markup = read(this.of(row, "markup")?.value ?? "");
const price = this.of(row, "price");
if (cost !== null && markup !== null) {
const step = 10n ** BigInt(4 - this.decimals);
const reckoned = divided(cost * (FOUR * 100n + markup), FOUR * 100n * step);
price.value = this.plain(reckoned);
price.readOnly = true;
} else if (this.of(row, "cost")) {
price.readOnly = false;
}
const net = divided(quantity * (read(price.value) ?? 0n), this.unit);
const place = row.querySelector("[data-net]");
if (place) place.textContent = price.value || cost !== null ? this.text(net) : "";
return { net, spent: cost === null ? 0n : divided(quantity * cost, this.unit) };
}
plain(amount) {
return (Number(amount) / 10 ** this.decimals).toFixed(this.decimals);
}
text(amount) {
const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
const words = new Intl.NumberFormat(document.documentElement.lang, digits);
return words.format(Number(amount) / 10 ** this.decimals).replace("-", "−");
}
show(name, amount, hides = false) {
for (const place of this.querySelectorAll(`[data-sum="${name}"]`)) {
place.textContent = this.text(amount);
place.classList.add("soft");
if (hides) for (const part of [place, place.previousElementSibling]) part.hidden = amount === 0n;
}
}
}
customElements.define("estimate-grid", EstimateGrid);
}
{
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
}
{
const NAMED = ["name", "id", "aria-describedby"];
class LineGrid extends HTMLElement {
connectedCallback() {
if (this.body) return;
this.body = this.querySelector("tbody");
this.total = this.querySelector('[name*="-TOTAL"]');
this.template = this.querySelector("template");
this.next = Number(this.total.value);
for (const row of this.spare.slice(1)) row.remove();
this.querySelector("[data-add]").hidden = false;
this.addEventListener("click", (event) => event.target.closest("[data-add]") && this.add());
this.addEventListener("change", (event) => this.removal(event.target));
this.addEventListener("input", () => this.spare.length || this.add(false));
this.dataset.ready = "";
}
get spare() {
const blank = ({ name, type, checked, selectedIndex, value }) =>
name.endsWith("-currency") || (type === "checkbox" ? !checked : !value || selectedIndex === 0);
return [...this.body.rows].filter((row) => [...row.querySelectorAll("[name]")].every(blank));
}
add(focus = true) {
const row = this.template.content.querySelector("[data-row]").cloneNode(true);
for (const part of row.querySelectorAll("[name], [id]")) {
for (const name of NAMED.filter((one) => part.hasAttribute(one))) {
part.setAttribute(name, part.getAttribute(name).replace("__prefix__", this.next));
}
}
this.next += 1;
this.total.value = this.next;
this.body.append(row);
if (focus) row.querySelector(".input").focus();
}
removal(box) {
const row = /-(remove|DELETE)$/.test(box.name) && box.checked && box.closest("[data-row]");
if (!row) return;
const beside = row.nextElementSibling ?? row.previousElementSibling;
row.hidden = true;
beside?.querySelector(".input")?.focus();
changed(this.total);
}
}
customElements.define("line-grid", LineGrid);
}
{
const GAP = 6;
function placeMenu(menu, button) {
const at = button.getBoundingClientRect();
const { offsetWidth: width, offsetHeight: height } = menu;
const left = Math.min(Math.max(GAP, at.right - width), innerWidth - width - GAP);
const hasRoomBelow = at.bottom + GAP + height <= innerHeight;
const top = hasRoomBelow ? at.bottom + GAP : Math.max(GAP, at.top - height - GAP);
menu.style.setProperty("left", `${at.left < width ? Math.max(GAP, at.left) : left}px`);
menu.style.setProperty("top", `${top}px`);
}
document.addEventListener(
"toggle",
({ target, newState }) => {
if (newState !== "open" || !target.matches?.(".menu:not(.sheet)")) return;
const buttons = document.querySelectorAll(`[popovertarget="${target.id}"]`);
const button = [...buttons].find((one) => one.offsetParent || one.getClientRects().length);
target.dataset.placed = "";
if (button) placeMenu(target, button);
target.querySelector("a, button")?.focus({ preventScroll: true });
},
true,
);
}
{
document.addEventListener("htmx:beforeRequest", (event) => {
const link = event.target.closest?.("[data-peek]");
const panel = document.getElementById("peek");
if (!link || !panel || panel.checkVisibility()) return;
event.preventDefault();
window.location.assign(link.href);
});
document.addEventListener("htmx:afterRequest", (event) => {
const link = event.target.closest?.("[data-peek]");
if (!link || !event.detail.successful) return;
for (const row of document.querySelectorAll(".acct[aria-current]")) row.removeAttribute("aria-current");
link.closest(".acct")?.setAttribute("aria-current", "true");
});
}
{
const PAUSE = 200;
class PickOne extends HTMLElement {
connectedCallback() {
this.select = this.querySelector("select");
if (!this.select || this.box) return;
const { select } = this;
this.box = el("input", { class: "input", type: "text", role: "combobox", "aria-expanded": "false" });
for (const name of ["id", "aria-describedby", "aria-invalid", "aria-label"]) {
if (select.hasAttribute(name)) this.box.setAttribute(name, select.getAttribute(name));
}
if (select.id) select.id += "-value";
select.required = false;
select.hidden = true;
if (select.multiple) this.append((this.chips = el("div", { class: "chips" })));
this.append(this.box, icon("chevrons-up-down"));
const label = this.box.labels[0]?.textContent ?? t("Suggestions");
this.list = new Suggest(this.box, { label, host: this, take: (option) => this.take(option) });
this.listen();
this.draw();
}
listen() {
const { box, list } = this;
box.addEventListener("input", (event) => {
event.stopPropagation(); // what is typed to find is no change of the form
clearTimeout(this.timer);
this.timer = setTimeout(() => this.find(), this.hasAttribute("src") ? PAUSE : 0);
});
box.addEventListener("click", () => this.find(""));
box.addEventListener("keydown", (event) => {
if (list.key(event)) return;
if (event.key === "ArrowDown") this.find("");
if (event.key === "Enter" && box.value) event.preventDefault();
if (event.key === "Backspace" && !box.value && this.chips) this.drop([...this.select.selectedOptions].at(-1));
});
box.addEventListener("focusout", () => this.left());
this.select.addEventListener("change", () => this.draw());
}
async find(words = this.box.value) {
const known = this.select.multiple ? new Set([...this.select.selectedOptions].map((o) => o.value)) : new Set();
const options = (await this.options(words.trim().toLowerCase())).filter((o) => o.value && !known.has(String(o.value)));
if (document.activeElement === this.box) this.list.open(options, words && t("Nothing found"));
}
async options(words) {
if (this.hasAttribute("src")) {
const address = `${this.getAttribute("src")}?${new URLSearchParams({ q: words })}`;
const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
return answer?.ok ? (await answer.json()).results : [];
}
const local = [...this.select.options].map((o) => ({ value: o.value, label: o.label, meta: o.dataset.meta }));
return local.filter(({ label }) => label.toLowerCase().includes(words));
}
take({ value, label }) {
let option = [...this.select.options].find((one) => one.value === String(value));
if (!option) this.select.append((option = new Option(label, value)));
option.selected = true;
changed(this.select);
this.box.focus();
}
drop(option) {
if (!option) return;
option.selected = false;
changed(this.select);
this.box.focus();
}
left() {
this.list.close();
const isCleared = !this.box.value && !this.chips && this.select.value;
if (isCleared && this.select.options[0]?.value === "") {
this.select.value = "";
changed(this.select);
}
this.draw();
}
draw() {
const chosen = [...this.select.selectedOptions].filter((option) => option.value);
this.box.value = this.chips ? "" : (chosen[0]?.label ?? "");
this.chips?.replaceChildren(...chosen.map((option) => this.chip(option)));
}
chip(option) {
const name = t("Remove {name}", { name: option.label });
const cross = { class: "x", type: "button", "aria-label": name, onclick: () => this.drop(option) };
return el("span", { class: "chip square" }, option.label, el("button", cross, icon("x")));
}
}
customElements.define("pick-one", PickOne);
}
{
const NAMED = ["name", "id", "for", "aria-describedby"];
class ReportLines extends HTMLElement {
connectedCallback() {
if (this.rows) return;
this.stem = this.dataset.prefix ?? "lines";
this.total = this.querySelector(`[name="${this.stem}-TOTAL"]`);
this.template = this.querySelector("template");
this.rows = [...this.querySelectorAll("[data-row]")].map((row) => this.line(row));
if (!this.rows.length) this.insertAfter(null);
const add = this.querySelector('[name="add"], [data-add]');
add?.addEventListener("click", (event) => {
event.preventDefault();
this.insertAfter(this.rows.at(-1));
});
this.append(formats(this), hints());
document.addEventListener("click", (event) => this.visit(event));
this.count();
this.dataset.ready = "";
}
line(row) {
const line = new LineRow(row, this);
line.typing = new LineTyping(line, this);
return line;
}
insertAfter(line, text = "") {
const row = this.template.content.querySelector("[data-row]").cloneNode(true);
if (line) line.row.after(row);
else this.template.before(row);
const fresh = this.line(row);
this.rows.splice(this.rows.indexOf(line) + 1, 0, fresh);
fresh.text.value = text;
fresh.become("note");
changed(fresh.text);
return fresh;
}
remove(line) {
const at = this.rows.indexOf(line);
this.rows.splice(at, 1);
line.row.remove();
if (!this.rows.length) this.insertAfter(null);
this.count();
changed(this.total);
const { text } = this.rows[Math.max(at - 1, 0)];
text.focus();
text.setSelectionRange(text.value.length, text.value.length);
}
move(line, step) {
const at = this.rows.indexOf(line);
const other = this.rows[at + step];
if (!other) return;
if (step < 0) other.row.before(line.row);
else other.row.after(line.row);
this.rows[at] = other;
this.rows[at + step] = line;
this.count();
changed(this.total);
line.text.focus();
}
step(line, step) {
const other = this.rows[this.rows.indexOf(line) + step];
other?.text.focus();
return Boolean(other);
}
count() {
const place = new RegExp(`(^|\\s|_)${this.stem}-[^-\\s]+-`, "g");
let topics = 0;
this.rows.forEach((line, index) => {
for (const part of line.row.querySelectorAll(NAMED.map((name) => `[${name}]`))) {
for (const name of NAMED.filter((one) => part.hasAttribute(one))) {
const value = part.getAttribute(name).replace(place, `$1${this.stem}-${index}-`);
part.setAttribute(name, value);
}
}
if (line.kind.value === "topic") line.number = topics += 1;
line.draw();
});
this.total.value = this.rows.length;
}
visit(event) {
const link = event.target.closest?.('a[href^="#"]');
const target = link && document.getElementById(link.hash.slice(1));
const line = target && this.rows.find(({ row }) => row.contains(target));
if (!line) return;
event.preventDefault();
if (target === line.owner || target === line.due) line.edit(target);
else line.text.focus();
}
}
customElements.define("report-lines", ReportLines);
}
{
class SaveGuard extends HTMLElement {
connectedCallback() {
this.addEventListener("input", () => hold(this));
this.addEventListener("submit", () => release(this));
}
disconnectedCallback() {
release(this);
}
}
customElements.define("save-guard", SaveGuard);
}
{
class ThemeSwitch extends HTMLElement {
connectedCallback() {
this.addEventListener("submit", (event) => {
const { form } = event.submitter;
event.preventDefault();
const body = new FormData(form, event.submitter);
document.documentElement.dataset.theme = event.submitter.value;
for (const button of this.querySelectorAll("button")) {
button.setAttribute("aria-pressed", button === event.submitter);
}
fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => {});
});
}
}
customElements.define("theme-switch", ThemeSwitch);
}
{
const STAYS = 8000;
class ToastRegion extends HTMLElement {
connectedCallback() {
for (const toast of this.children) this.time(toast);
document.addEventListener("toast", ({ detail }) => this.show(detail));
}
show({ text, value, undo }) {
const words = el("span", {}, text ?? value ?? "");
const toast = el("div", { class: "toast", role: "status" }, icon("check"), words);
if (undo) {
const again = () => this.undo(undo, toast);
toast.append(el("button", { type: "button", onclick: again }, t("Undo")));
}
this.append(toast);
this.time(toast);
}
undo(address, toast) {
toast.remove();
window.htmx?.ajax("POST", address, { swap: "none", source: document.body });
}
time(toast) {
const gone = () => (toast.matches(":hover, :focus-within") ? setTimeout(gone, 2000) : toast.remove());
setTimeout(gone, STAYS);
}
}
customElements.define("toast-region", ToastRegion);
}
{
class WordCount extends HTMLElement {
connectedCallback() {
this.text = this.querySelector("textarea");
this.place = this.querySelector("[data-words]");
this.addEventListener("input", () => this.count());
this.count();
}
count() {
if (!this.text || !this.place) return;
const words = this.text.value.split(/\s+/u).filter(Boolean).length;
this.place.textContent = words.toLocaleString(document.documentElement.lang || "en");
this.classList.toggle("over", words > Number(this.dataset.most));
}
}
customElements.define("word-count", WordCount);
}
