// Dates in words: "today", "tomorrow", "fri", "27 nov", "27.11", "+3", "11月27日".
import { language } from "./words.js";

const DAY = 86400000;
const TONGUES = [...new Set([language, "en"])];

function names(shape, dates) {
  const said = (tongue, style) => new Intl.DateTimeFormat(tongue, { [shape]: style, timeZone: "UTC" });
  return dates.map((date) =>
    TONGUES.flatMap((tongue) => ["short", "long"].map((style) => said(tongue, style).format(date).toLowerCase())),
  );
}
// 4 January 1970 was a Sunday.
const WEEKDAYS = names("weekday", Array.from({ length: 7 }, (_, day) => new Date((3 + day) * DAY)));
const MONTHS = names("month", Array.from({ length: 12 }, (_, month) => new Date(Date.UTC(1970, month, 15))));

export function isoDate(date) {
  const pad = (number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

export function spokenDate(iso) {
  const date = new Date(`${iso}T12:00`);
  const year = date.getFullYear() === new Date().getFullYear() ? {} : { year: "numeric" };
  const parts = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
    weekday: "short", day: "numeric", month: "short", ...year,
  });
  return parts.format(date).replace(",", "");
}

function after(today, days) {
  return new Date(today.getFullYear(), today.getMonth(), today.getDate() + days);
}

function relative(days) {
  return TONGUES.map((tongue) => new Intl.RelativeTimeFormat(tongue, { numeric: "auto" }).format(days, "day"));
}

// The next such day and month that is not past; no month given means this one or the next.
function coming(today, day, month) {
  for (let step = 0; step < 24; step += 1) {
    const date = new Date(today.getFullYear(), today.getMonth() + step, day);
    const isThere = date.getDate() === day && (month == null || date.getMonth() === month);
    if (isThere && date >= after(today, 0)) return date;
  }
  return null;
}

function meant(words, today) {
  if (!words) return [0, 1, 2, 3, 7].map((days) => after(today, days));
  const plus = words.match(/^\+\s*(\d{1,3})$/);
  if (plus) return [after(today, Number(plus[1]))];
  const iso = words.match(/^(\d{4})-(\d{1,2})-(\d{1,2})$/);
  if (iso) return [new Date(Number(iso[1]), iso[2] - 1, Number(iso[3]))];
  const chinese = words.match(/^(\d{1,2})月(\d{1,2})日?$/);
  if (chinese) return [coming(today, Number(chinese[2]), chinese[1] - 1)];
  const numbers = words.match(/^(\d{1,2})(?:[./\s](\d{1,2})\.?)?$/);
  if (numbers) return [coming(today, Number(numbers[1]), numbers[2] && numbers[2] - 1)];
  const named = words.match(/^(\d{1,2})\.?\s*(\p{L}+)\.?$/u);
  if (named) {
    const fits = (month) => MONTHS[month].some((name) => name.startsWith(named[2]));
    return MONTHS.map((_, month) => (fits(month) ? coming(today, Number(named[1]), month) : null));
  }
  const near = [0, 1].filter((days) => relative(days).some((name) => name.toLowerCase().startsWith(words)));
  const week = [1, 2, 3, 4, 5, 6, 7].filter((days) =>
    WEEKDAYS[after(today, days).getDay()].some((name) => name.startsWith(words)),
  );
  return [...near, ...week].map((days) => after(today, days));
}

export function datesFor(words, today = new Date()) {
  const dates = meant(words.trim().toLowerCase(), today).filter((date) => date && !Number.isNaN(date.getTime()));
  return dates.map((date) => {
    const days = Math.round((date - after(today, 0)) / DAY);
    return { value: isoDate(date), label: spokenDate(isoDate(date)), meta: relative(days)[0] };
  });
}
