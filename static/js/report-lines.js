// The report editor: a typed list over plain rows. Every change is written back to the named inputs.
import { changed } from "./dom.js";
import { LineRow } from "./line-row.js";
import { LineTyping } from "./line-typing.js";
import { formats, hints } from "./line-tools.js";

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

  // To the next line or the one before; false if there is none.
  step(line, step) {
    const other = this.rows[this.rows.indexOf(line) + step];
    other?.text.focus();
    return Boolean(other);
  }

  // Names and ids carry the place of the row, topics their number.
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

  // A link to a control that is put away, from the list of what is missing, opens it.
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
