// One line of a report: its plain controls put away, and in their place an icon, the text and who does it.
import { t } from "./words.js";
import { avatar, changed, el, freshId, icon } from "./dom.js";
import { spokenDate } from "./dates.js";

const SIGNS = { note: null, decision: "gavel", action: "square", topic: null };

export class LineRow {
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

  // Everything the keys do, and what no key does, for the mouse and for fingers.
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

  // The real control, for as long as it is used: a date picker or a list every device knows.
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
