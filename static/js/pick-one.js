// A text box over a <select>: type to find, in the page or at the server. With several values, chips.
import { t } from "./words.js";
import { changed, el, icon } from "./dom.js";
import { Suggest } from "./suggest.js";

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
