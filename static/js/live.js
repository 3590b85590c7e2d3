// What the page says aloud, and what it does when an answer of the server is a refusal or a fault.
import { t } from "./words.js";
import { el, icon } from "./dom.js";

export function say(text, urgent = false) {
  const region = document.getElementById(urgent ? "urgent" : "polite");
  if (!region) return;
  region.textContent = "";
  setTimeout(() => (region.textContent = text), 60);
}

export function complain(text) {
  const region = document.getElementById("messages");
  const words = el("div", {}, text);
  const callout = el("div", { class: "callout crit", tabindex: "-1" }, icon("circle-alert", ""), words);
  region?.replaceChildren(callout);
  callout.scrollIntoView({ block: "nearest" });
  say(text, true);
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event;
  // Signed out meanwhile: the answer is the sign-in page, and belongs into no fragment.
  if (/<body[^>]*class="[^"]*\bpublic\b/.test(detail.serverResponse)) {
    detail.shouldSwap = false;
    location.reload();
  } else if (/^\s*<div class="callout refusal/.test(detail.serverResponse)) {
    const dialog = document.getElementById("dialog");
    if (dialog?.open) dialog.close();
    detail.target = document.getElementById("messages");
    detail.swapOverride = "innerHTML show:window:top";
  }
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const fresh = detail.target?.isConnected ? detail.target : document;
  fresh.querySelector(".error-summary, .refusal")?.focus();
});

document.addEventListener("htmx:responseError", ({ detail }) => {
  const status = detail.xhr.status;
  if (status === 404) complain(t("This is gone, or no longer yours to see. Reload the page."));
  else complain(t("That did not work (error {status}). What you typed is still here.", { status }));
});

document.addEventListener("htmx:sendError", () => {
  complain(t("No connection. What you typed is still here; try again in a moment."));
});
