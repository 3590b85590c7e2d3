// Puts a menu beside the button that opened it; browsers without anchors would centre it.
const GAP = 6;

function placeMenu(menu, button) {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const left = Math.min(Math.max(GAP, at.right - width), innerWidth - width - GAP);
  const hasRoomBelow = at.bottom + GAP + height <= innerHeight;
  const top = hasRoomBelow ? at.bottom + GAP : Math.max(GAP, at.top - height - GAP);
  menu.style.setProperty("left", `${at.left < width ? Math.max(GAP, at.left) : left}px`);
  menu.style.setProperty("top", `${top}px`);
}

document.addEventListener(
  "toggle",
  ({ target, newState }) => {
    if (newState !== "open" || !target.matches?.(".menu:not(.sheet)")) return;
    const buttons = document.querySelectorAll(`[popovertarget="${target.id}"]`);
    const button = [...buttons].find((one) => one.offsetParent || one.getClientRects().length);
    target.dataset.placed = "";
    if (button) placeMenu(target, button);
    target.querySelector("a, button")?.focus({ preventScroll: true });
  },
  true,
);
