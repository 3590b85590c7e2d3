// Light, dark or as the device: at once on this page, and remembered with the person.
class ThemeSwitch extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", (event) => {
      const { form } = event.submitter;
      event.preventDefault();
      const body = new FormData(form, event.submitter);
      document.documentElement.dataset.theme = event.submitter.value;
      for (const button of this.querySelectorAll("button")) {
        button.setAttribute("aria-pressed", button === event.submitter);
      }
      fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => {});
    });
  }
}
customElements.define("theme-switch", ThemeSwitch);
