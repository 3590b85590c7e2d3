// A button that asks first. Without script the question stands open in the page.
class ConfirmDialog extends HTMLElement {
  connectedCallback() {
    const dialog = this.querySelector("dialog");
    this.querySelector("[data-open]")?.addEventListener("click", () => dialog.showModal());
    // Came back with errors: the question is still open.
    if (dialog?.hasAttribute("data-reopen")) dialog.showModal();
  }
}
customElements.define("confirm-dialog", ConfirmDialog);
