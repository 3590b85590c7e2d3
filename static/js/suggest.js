// A list of suggestions under a text box: arrow keys choose, Enter takes, Escape closes.
import { t } from "./words.js";
import { avatar, el, freshId } from "./dom.js";
import { say } from "./live.js";

const MOST = 50;

export class Suggest {
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

  // True if the key was meant for the list.
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
