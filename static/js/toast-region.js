// Done things, said briefly, with an undo where there is one. Errors never come here.
import { t } from "./words.js";
import { el, icon } from "./dom.js";

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

  // Whoever is at it, by mouse or by key, keeps it.
  time(toast) {
    const gone = () => (toast.matches(":hover, :focus-within") ? setTimeout(gone, 2000) : toast.remove());
    setTimeout(gone, STAYS);
  }
}
customElements.define("toast-region", ToastRegion);
