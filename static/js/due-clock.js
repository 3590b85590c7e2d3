// A deadline that goes on telling the time: drawn by the server, drawn again each minute.
import { duration, t } from "./words.js";
import { say } from "./live.js";

const HOUR = 3600000;
const SPOKEN = [6 * HOUR, HOUR, 0];
const RING = 2 * Math.PI * 8;

class DueClock extends HTMLElement {
  connectedCallback() {
    // The server's clock counts, not the device's.
    this.ahead = Date.parse(this.dataset.now) - Date.now() || 0;
    this.left = this.remaining();
    this.draw = this.draw.bind(this);
    this.timer = setInterval(this.draw, 60000);
    document.addEventListener("visibilitychange", this.draw);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.draw);
  }

  remaining() {
    return Date.parse(this.dataset.due) - Date.now() - this.ahead;
  }

  draw() {
    const before = this.left;
    const left = (this.left = this.remaining());
    const clock = this.firstElementChild;
    const span = duration(left);
    const text = left > 0 ? t("{span} left", { span }) : t("{span} late", { span });
    clock.lastElementChild.textContent = text;
    clock.classList.toggle("warn", left > 0 && left <= 6 * HOUR);
    clock.classList.toggle("crit", left <= 0);
    const share = left > 0 ? Math.min(left / 1000 / Number(this.dataset.seconds), 1) : 1;
    this.querySelector(".left").setAttribute("stroke-dasharray", `${share * RING} ${RING}`);
    if (SPOKEN.some((edge) => before > edge && left <= edge)) say(`${this.subject()}: ${text}`);
  }

  subject() {
    const row = this.closest("li, tr, section, .page-head");
    return row?.querySelector("h1, h2, h3, a")?.textContent.trim() ?? document.title;
  }
}
customElements.define("due-clock", DueClock);
