// Search and commands, over any page: Ctrl K, arrow keys, Enter; Ctrl Enter in a new tab.
import { t } from "./words.js";
import { el, icon } from "./dom.js";
import { say } from "./live.js";

const PAUSE = 120;

class CommandPalette extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.box = this.querySelector("input");
    this.results = this.querySelector("[role=listbox]");
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") this.open(event);
    });
    document.addEventListener("click", (event) => {
      if (event.target.closest?.("[data-palette]") && !event.ctrlKey && !event.metaKey) this.open(event);
    });
    this.box.addEventListener("input", () => this.later());
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.dialog.addEventListener("click", ({ target }) => target === this.dialog && this.dialog.close());
  }

  open(event) {
    event.preventDefault();
    if (document.querySelector("dialog[open]")) return;
    this.dialog.showModal();
    this.box.select();
    this.ask();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const words = this.box.value.trim();
    this.asked?.abort();
    this.asked = new AbortController();
    const address = `${this.dataset.src}?${new URLSearchParams({ q: words })}`;
    try {
      const answer = await fetch(address, { signal: this.asked.signal, headers: { "HX-Request": "true" } });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      const isJson = answer.headers.get("Content-Type")?.includes("json");
      this.show(isJson ? this.fromJson(await answer.json()) : await this.fromHtml(answer), words);
    } catch (error) {
      if (error.name !== "AbortError") this.show([el("p", { class: "nothing" }, t("Search is away. Press Enter to try the search page."))], "");
    }
  }

  async fromHtml(answer) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return [...page.body.children].map((node) => document.adoptNode(node));
  }

  fromJson({ groups }) {
    return groups.map(({ title, items }) => {
      const head = el("div", { class: "h", "aria-hidden": "true" }, title);
      const rows = items.map(({ label, url, meta, icon: sign }) => this.option(label, url, sign, meta));
      return el("div", { role: "group", "aria-label": title }, head, ...rows);
    });
  }

  option(label, href, sign, meta) {
    const words = el("span", { class: "label" }, label);
    const side = meta ? el("span", { class: "meta" }, meta) : null;
    return el("a", { role: "option", tabindex: "-1", href }, sign ? icon(sign, "") : null, words, side);
  }

  show(nodes, words) {
    const found = nodes.some((node) => node.matches("[role=group]"));
    this.results.replaceChildren(...nodes);
    if (words) {
      const all = `${this.box.form.action}?${new URLSearchParams({ q: words })}`;
      this.results.append(this.option(t("All results for “{words}”", { words }), all, "search"));
    }
    this.options = [...this.results.querySelectorAll("[role=option]")];
    this.options.forEach((option, index) => (option.id = `palette-${index}`));
    this.box.setAttribute("aria-expanded", this.options.length > 0);
    this.go(0);
    if (words) say(found ? t("{count} results", { count: this.options.length - 1 }) : t("Nothing found"));
  }

  go(to) {
    const count = this.options.length;
    this.at = count ? (to + count) % count : -1;
    this.options.forEach((option, index) => option.setAttribute("aria-selected", index === this.at));
    this.options[this.at]?.scrollIntoView({ block: "nearest" });
    this.box.setAttribute("aria-activedescendant", this.options[this.at]?.id ?? "");
  }

  key(event) {
    if (event.isComposing) return;
    const option = this.options?.[this.at];
    if (event.key === "ArrowDown") this.go(this.at + 1);
    else if (event.key === "ArrowUp") this.go(this.at - 1);
    else if (event.key !== "Enter" || !option) return;
    else if (event.ctrlKey || event.metaKey) window.open(option.href, "_blank", "noopener");
    else location.assign(option.href);
    event.preventDefault();
  }
}
customElements.define("command-palette", CommandPalette);
