// Counts the words of a text while it is typed, and says when there are more than usual.
class WordCount extends HTMLElement {
  connectedCallback() {
    this.text = this.querySelector("textarea");
    this.place = this.querySelector("[data-words]");
    this.addEventListener("input", () => this.count());
    this.count();
  }

  count() {
    if (!this.text || !this.place) return;
    const words = this.text.value.split(/\s+/u).filter(Boolean).length;
    this.place.textContent = words.toLocaleString(document.documentElement.lang || "en");
    this.classList.toggle("over", words > Number(this.dataset.most));
  }
}
customElements.define("word-count", WordCount);
