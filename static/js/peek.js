// The panel beside a list: where there is no room for it, a row opens as a page of its own.
document.addEventListener("htmx:beforeRequest", (event) => {
  const link = event.target.closest?.("[data-peek]");
  const panel = document.getElementById("peek");
  if (!link || !panel || panel.checkVisibility()) return;
  event.preventDefault();
  window.location.assign(link.href);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const link = event.target.closest?.("[data-peek]");
  if (!link || !event.detail.successful) return;
  for (const row of document.querySelectorAll(".acct[aria-current]")) row.removeAttribute("aria-current");
  link.closest(".acct")?.setAttribute("aria-current", "true");
});
