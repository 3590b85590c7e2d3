// Under the lines: buttons for fingers and for keyboards without ! and [, hints for the others.
import { t } from "./words.js";
import { el, icon } from "./dom.js";

export function formats(lines) {
  const button = (sign, words, act) => {
    const keepFocus = (event) => event.preventDefault();
    const onclick = () => act(lines.now ?? lines.rows.at(-1));
    return el("button", { type: "button", class: "btn", onmousedown: keepFocus, onclick }, icon(sign), words);
  };
  return el(
    "div",
    { class: "formats", role: "toolbar", "aria-label": t("Kind of line") },
    button("gavel", t("Decision"), (line) => line.become("decision")),
    button("square", t("Action"), (line) => line.become("action")),
    button("user-round", t("Owner"), (line) => line.edit(line.owner)),
    button("calendar", t("Due"), (line) => line.edit(line.due)),
    button("hash", t("Topic"), (line) => line.become("topic")),
  );
}

export function hints() {
  const keys = [
    ["Enter", t("new line")],
    ["!", t("decision")],
    ["[", t("action")],
    ["@", t("owner")],
    ["/", t("due date")],
    ["#", t("new topic")],
  ];
  const pairs = keys.map(([key, words]) => el("span", {}, el("kbd", {}, key), words));
  return el("div", { class: "hints only-wide" }, ...pairs);
}
