// Selected rows of a list: how many, how much together, and what can be done with them.
import { language, t } from "./words.js";

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
