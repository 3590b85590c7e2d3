// A place to drop files: the input stays what it is, and the names appear under it.
import { el } from "./dom.js";

function size(bytes) {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

class DropFile extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=file]");
    if (!this.input || this.names) return;
    this.names = el("ul", { "aria-live": "polite" });
    this.append(this.names);
    this.input.addEventListener("change", () => this.list());
    for (const name of ["dragenter", "dragover"]) this.addEventListener(name, (event) => this.over(event, true));
    for (const name of ["dragleave", "drop"]) this.addEventListener(name, (event) => this.over(event, false));
    this.addEventListener("drop", ({ dataTransfer }) => {
      if (!dataTransfer.files.length) return;
      this.input.files = dataTransfer.files;
      this.input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  over(event, isOver) {
    event.preventDefault();
    this.classList.toggle("over", isOver);
  }

  list() {
    const files = this.input.multiple ? [...this.input.files] : [];
    this.names.replaceChildren(...files.map((file) => el("li", {}, `${file.name}, ${size(file.size)}`)));
  }
}
customElements.define("drop-file", DropFile);
