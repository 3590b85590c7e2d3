// What the scripts say, in the reader's language. English is the key and the fallback.
const dictionary = JSON.parse(document.getElementById("script-words")?.textContent || "{}");

export const language = document.documentElement.lang || "en";

export function t(sentence, values = {}) {
  return (dictionary[sentence] ?? sentence).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

// As the server says it: "3 h 12 min", from 48 hours on "3 days".
export function duration(milliseconds) {
  const minutes = Math.floor(Math.abs(milliseconds) / 60000);
  const hours = Math.floor(minutes / 60);
  if (minutes > 48 * 60) {
    const days = { style: "unit", unit: "day", unitDisplay: "long" };
    return new Intl.NumberFormat(language, days).format(Math.floor(hours / 24));
  }
  if (!hours) return t("{minutes} min", { minutes });
  if (minutes % 60 === 0) return t("{hours} h", { hours });
  return t("{hours} h {minutes} min", { hours, minutes: minutes % 60 });
}

export function clockTime(date) {
  return date.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hour12: false });
}
