// Around a form that is saved by its button: leaving with something typed asks first.
import { hold, release } from "./hold.js";

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
