// A table of rows to fill in: they are added and taken away at once, not with the next save.
import { changed } from "./dom.js";

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

  // Rows in which nothing stands but what new rows begin with.
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

  // A row that goes leaves the page; the rest close up for the eye, their numbers stay.
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
