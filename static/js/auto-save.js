// A document that saves itself: 800 ms after the last key, and when a field is left.
import { clockTime, t } from "./words.js";
import { icon, place } from "./dom.js";
import { say } from "./live.js";
import { hold, release } from "./hold.js";

const PAUSE = 800;
const AGAIN = 5000;

class AutoSave extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.addEventListener("input", () => this.later());
    this.addEventListener("change", () => this.later());
    this.addEventListener("focusout", () => this.isDirty && this.save());
    this.addEventListener("keydown", (event) => {
      if (event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.save();
    });
    this.form.addEventListener("submit", (event) => this.submit(event));
  }

  disconnectedCallback() {
    this.leave();
  }

  // What is being saved is saved first: its answer brings the edit this one is based on.
  submit(event) {
    if (!this.isSaving || this.isStopped) return this.leave();
    event.preventDefault();
    event.stopImmediatePropagation();
    this.saving.then(() => this.isStopped || this.form.requestSubmit(event.submitter));
  }

  leave() {
    clearTimeout(this.timer);
    this.isStopped = true;
    release(this);
  }

  later(pause = PAUSE) {
    if (this.isStopped) return;
    this.isDirty = true;
    hold(this);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  save() {
    clearTimeout(this.timer);
    if (this.isStopped || this.isSaving || !this.isDirty) return;
    this.saving = this.send();
  }

  async send() {
    this.isSaving = true;
    this.isDirty = false;
    try {
      await this.take(await this.post());
    } catch {
      this.show(t("Not saved: no connection. Trying again."), "wifi-off");
      this.later(AGAIN);
    }
    this.isSaving = false;
    if (this.isDirty) this.later();
  }

  post() {
    return fetch(this.dataset.src || this.form.action, {
      method: "POST",
      body: new FormData(this.form),
      headers: { "HX-Request": "true", "X-Autosave": "true" },
    });
  }

  async take(answer) {
    const html = await answer.text();
    if (this.isStopped) return;
    if (answer.redirected) {
      this.show(t("Not saved: you are signed out. Sign in in another tab, then type on."), "lock");
      hold(this);
    } else if (answer.ok) {
      place(html);
      this.saved();
    } else if (answer.status === 409) {
      this.conflict(html);
    } else if (answer.status === 422) {
      place(html);
      this.show(t("Not saved: see what is marked."), "circle-alert");
    } else {
      const sentence = t("Not saved (error {status}). Trying again.", { status: answer.status });
      this.show(sentence, "circle-alert");
      if (answer.status >= 500) this.later(AGAIN);
    }
  }

  saved() {
    if (!this.isDirty) release(this);
    const time = clockTime(new Date());
    this.show(t("Saved {time}", { time }), "check", "");
    this.dispatchEvent(new CustomEvent("saved", { bubbles: true }));
  }

  conflict(html) {
    this.isStopped = true;
    place(html.includes('id="conflict"') ? html : `<div id="conflict">${html}</div>`);
    this.show(t("Not saved: somebody else changed this."), "triangle-alert");
    say(t("Not saved: somebody else changed this."), true);
    document.querySelector("#conflict .callout, #conflict")?.focus();
  }

  show(text, sign, tone = "warn") {
    for (const place of document.querySelectorAll("[data-saved]")) {
      place.className = `saved ${tone}`;
      place.replaceChildren(icon(sign, ""), text);
    }
  }
}
customElements.define("auto-save", AutoSave);
