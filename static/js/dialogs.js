// Dialogs: the shared one, filled by htmx, and those that stand in the page.
const shared = document.getElementById("dialog");

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target !== shared) return;
  if (!shared.open) shared.showModal();
  if (!shared.querySelector(".error-summary")) {
    shared.querySelector("[autofocus], form input:not([type=hidden]), form select:not([hidden]), form textarea")?.focus();
  }
});

shared?.addEventListener("close", () => shared.replaceChildren());
document.addEventListener("dialog:close", () => shared?.close());

document.addEventListener("click", ({ target }) => {
  const opener = target.closest?.("[data-opens]");
  if (opener) {
    opener.closest("[popover]")?.hidePopover();
    document.getElementById(opener.dataset.opens)?.showModal();
  }
  if (target.closest?.("[data-close]")) target.closest("dialog")?.close();
  // A click on the backdrop hits the dialog itself; what was typed is worth more than the click.
  const isBackdrop = target instanceof HTMLDialogElement && !target.querySelector("form");
  if (isBackdrop) target.close();
});
