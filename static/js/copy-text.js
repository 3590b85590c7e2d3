// A field with something to take along: one button copies it, and says so.
import { say } from "./live.js";
import { el, icon } from "./dom.js";
import { t } from "./words.js";

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
