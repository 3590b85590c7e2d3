// The sums of an estimate while it is typed, in whole numbers; the next save brings the server's.

const FOUR = 10n ** 4n;

// "1,250.50", "1.250,50", "2.5": as agency.lib.amount reads it, times ten thousand; null for none.
function read(text) {
  const bare = text.replace(/[\s’']/g, "").replace("−", "-");
  const place = Math.max(bare.lastIndexOf(","), bare.lastIndexOf("."));
  let [head, tail] = place < 0 ? [bare, ""] : [bare.slice(0, place), bare.slice(place + 1)];
  const sign = bare[place];
  const other = sign === "." ? "," : ".";
  const before = head.replace(/^-/, "");
  const groups = !before.includes(other) && tail.length === 3 && /[1-9]/.test(before);
  if (place >= 0 && (before.includes(sign) || groups)) [head, tail] = [bare, ""];
  head = head.replace(/[.,]/g, "");
  if (!/^-?\d*$/.test(head) || !/^\d{0,4}$/.test(tail) || !(head + tail).replace("-", "")) return null;
  return BigInt(`${head === "-" || head === "" ? `${head}0` : head}${tail.padEnd(4, "0")}`);
}

// A half away from zero.
function divided(number, by) {
  const half = number < 0n ? -by / 2n : by / 2n;
  return (number + half) / by;
}

class EstimateGrid extends HTMLElement {
  connectedCallback() {
    this.decimals = Number(this.dataset.decimals);
    this.unit = 10n ** BigInt(8 - this.decimals);
    this.addEventListener("input", () => this.reckon());
    this.addEventListener("change", () => this.reckon());
  }

  of(row, name) {
    return row.querySelector(`[name$="-${name}"]`);
  }

  percent(name) {
    return read(this.querySelector(`[name="${name}"]`)?.value ?? "") ?? 0n;
  }

  // Whoever does not see the mark-up has its sum from the server only.
  reckon() {
    const sums = { fee: 0n, production: 0n, media: 0n, expenses: 0n };
    const taxes = new Map();
    let cost = 0n;
    for (const row of this.querySelectorAll("#lines tbody [data-row]:not([hidden])")) {
      const { net, spent } = this.row(row);
      sums[this.of(row, "group").value] += net;
      cost += spent;
      const tax = this.of(row, "tax").value;
      taxes.set(tax, (taxes.get(tax) ?? 0n) + net);
    }
    const lines = Object.values(sums).reduce((a, b) => a + b, 0n);
    const upon = (base, percent) => divided(base * percent, FOUR * 100n);
    const folds = this.querySelector('[name="folds_markup"]')?.checked ?? true;
    const markup = folds ? 0n : upon(sums.production, this.percent("markup_percent"));
    const commission = upon(sums.media, this.percent("commission_percent"));
    const contingency = upon(lines + markup + commission, this.percent("contingency_percent"));
    const net = lines + markup + commission + contingency;
    for (const [group, sum] of Object.entries(sums)) this.show(`group-${group}`, sum, true);
    this.show("lines", lines);
    this.show("markup", markup, true);
    this.show("commission", commission, true);
    this.show("contingency", contingency, true);
    this.show("net", net);
    this.show("cost", cost);
    this.show("margin", net - cost);
    // VAT is rounded once a rate, on lines and charges; the server knows which charge has which.
    if (taxes.size > 1) return;
    const rate = read([...taxes.keys()][0]?.split(":")[1] ?? "0") ?? 0n;
    const tax = upon(net, rate);
    this.show("tax", tax);
    this.show("gross", net + tax);
  }

  row(row) {
    const quantity = read(this.of(row, "quantity").value || "1") ?? 0n;
    const cost = read(this.of(row, "cost")?.value ?? "");
    const markup = read(this.of(row, "markup")?.value ?? "");
    const price = this.of(row, "price");
    if (cost !== null && markup !== null) {
      const step = 10n ** BigInt(4 - this.decimals);
      const reckoned = divided(cost * (FOUR * 100n + markup), FOUR * 100n * step);
      price.value = this.plain(reckoned);
      price.readOnly = true;
    } else if (this.of(row, "cost")) {
      price.readOnly = false;
    }
    const net = divided(quantity * (read(price.value) ?? 0n), this.unit);
    const place = row.querySelector("[data-net]");
    if (place) place.textContent = price.value || cost !== null ? this.text(net) : "";
    return { net, spent: cost === null ? 0n : divided(quantity * cost, this.unit) };
  }

  plain(amount) {
    return (Number(amount) / 10 ** this.decimals).toFixed(this.decimals);
  }

  text(amount) {
    const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
    const words = new Intl.NumberFormat(document.documentElement.lang, digits);
    return words.format(Number(amount) / 10 ** this.decimals).replace("-", "−");
  }

  show(name, amount, hides = false) {
    for (const place of this.querySelectorAll(`[data-sum="${name}"]`)) {
      place.textContent = this.text(amount);
      place.classList.add("soft");
      if (hides) for (const part of [place, place.previousElementSibling]) part.hidden = amount === 0n;
    }
  }
}
customElements.define("estimate-grid", EstimateGrid);
