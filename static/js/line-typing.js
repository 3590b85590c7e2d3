// What the keys do in one line: marks that turn it, @ and / that find an owner and a date, Enter, paste.
import { t } from "./words.js";
import { changed } from "./dom.js";
import { datesFor } from "./dates.js";
import { Suggest } from "./suggest.js";

// Only as the first character of an empty line; the wide forms are those of Chinese keyboards.
const MARKS = { "!": "decision", "[": "action", "#": "topic", "！": "decision", "【": "action", "＃": "topic" };
const OWNER_TOKEN = /(^|\s)@([^@\n]{0,30})$/u;
const DUE_TOKEN = /(^|\s)\/([\p{L}\d+.\-月日 ]{0,14})$/u;
const BULLET = /^\s*(?:[-*•–·]|\d{1,2}[.)])\s+/;

export class LineTyping {
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
