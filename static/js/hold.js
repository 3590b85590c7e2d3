// Who still has something unsaved. While anybody has, leaving the page asks first.
const holders = new Set();

function ask(event) {
  event.preventDefault();
}

export function hold(who) {
  if (!holders.size) addEventListener("beforeunload", ask);
  holders.add(who);
}

export function release(who) {
  holders.delete(who);
  if (!holders.size) removeEventListener("beforeunload", ask);
}
