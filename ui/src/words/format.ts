import type { Language } from "./bilingual";
import { memoised } from "./memoised";

const LOCALE: Record<Language, string> = { en: "en-GB", fr: "fr-FR" };
/** Keeps a figure and its unit on one line. */
export const THIN = "\u202F";
/** Stays on one line. */
export const unbroken = (text: string) => text.replaceAll(" ", "\u00A0");
const MINUS = "\u2212";
const DASH = "\u2013";
/** More than any figure of the clinic has. */
const DECIMALS_MAX = 6;

// making one takes longer than a hundred uses of it, and a page of a diary uses hundreds
const dates = memoised(
  (locale: string, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options),
);
const numbers = memoised((locale: string, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options));

/** How dates, ages and figures are written in one language and one time zone. */
export function formats(language: Language, timeZone?: string) {
  const locale = LOCALE[language];
  const instant = (options: Intl.DateTimeFormatOptions) => dates(locale, { timeZone, ...options });
  const calendar = (options: Intl.DateTimeFormatOptions) => dates(locale, { timeZone: "UTC", ...options });
  const long = { day: "numeric", month: "short", year: "numeric" } as const;
  const short = { day: "numeric", month: "short" } as const;
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const atNoon = (day: string) => new Date(`${day}T12:00:00Z`);
  // one length for every month: English writes one of them with four letters
  const written = (format: Intl.DateTimeFormat, at: Date) =>
    format.format(at).replace("Sept ", "Sep ").replace(/Sept$/, "Sep");
  const number = (value: number, digits = 1) =>
    numbers(locale, { maximumFractionDigits: digits }).format(value).replace("-", MINUS);
  const fractionSign = number(0.5).charAt(1);
  return {
    dash: DASH,
    /** "20 Nov 2026" */
    date: (at: string) => written(instant(long), new Date(at)),
    /** "20 Nov" */
    shortDate: (at: string) => written(instant(short), new Date(at)),
    /** "72.1 kg · 20 Nov"; where it takes two lines, the day stays whole. */
    dated: (value: string, at: string) => `${value} ·\u00A0${unbroken(written(instant(short), new Date(at)))}`,
    /** "Nov 2026" */
    month: (at: string) => written(instant({ month: "short", year: "numeric" }), new Date(at)),
    /** "November 2026" */
    longMonth: (day: string) => calendar({ month: "long", year: "numeric" }).format(atNoon(day)),
    /** "2019", "Apr 2019" or "12 Apr 2019": as exactly as it is known. */
    partialDate: (date: string) => {
      if (date.length === 4) return date;
      if (date.length === 7) return written(calendar({ month: "short", year: "numeric" }), atNoon(`${date}-01`));
      return written(calendar(long), atNoon(date));
    },
    day: (day: string) => written(calendar(long), atNoon(day)),
    /** "20 Nov" */
    shortDay: (day: string) => written(calendar(short), atNoon(day)),
    weekday: (day: string) => written(calendar({ weekday: "long", ...long }), atNoon(day)),
    /** "Fri 20 Nov 2026" */
    shortWeekday: (day: string) => written(calendar({ weekday: "short", ...long }), atNoon(day)).replace(",", ""),
    /** "Mon" for 0, as the week begins. */
    weekdayName: (index: number) => calendar({ weekday: "short" }).format(atNoon(`2024-01-0${index + 1}`)),
    /** "Monday" for 0 */
    longWeekday: (index: number) => calendar({ weekday: "long" }).format(atNoon(`2024-01-0${index + 1}`)),
    /** "Fri 20 Nov" */
    dayAndWeekday: (day: string) => written(calendar({ weekday: "short", ...short }), atNoon(day)).replace(",", ""),
    /** "Fri 20" */
    dayOfWeek: (day: string) => written(calendar({ weekday: "short", day: "numeric" }), atNoon(day)),
    /** "09:42" */
    time: (at: string) => instant(clock).format(new Date(at)),
    dateTime: (at: string) => written(instant({ ...long, ...clock }), new Date(at)),
    /** "20 Nov 2026, 09:42:07" */
    exactTime: (at: string) => written(instant({ ...long, ...clock, second: "2-digit" }), new Date(at)),
    number,
    /** What stands before the fraction of a number: "." or ",". */
    fractionSign,
    /** A decimal of the clinic, which has a point; what is no number stays as it is. */
    decimal: (text: string) => (/^-?\d+(\.\d+)?$/.test(text) ? number(Number(text), DECIMALS_MAX) : text),
    /** "0.3 cup" for "0.30000 cup": an amount in a household measure, as it was entered or computed. */
    amount: (entered: string) =>
      entered.replace(/^(\d+)[.,](\d+)/, (_, integer: string, fraction: string) => {
        const shown = fraction.replace(/0+$/, "");
        return shown === "" ? integer : `${integer}${fractionSign}${shown}`;
      }),
    /** "1234.5" or "1234,5": as it is typed, with nothing between its digits. */
    typed: (value: number) => String(value).replace(".", fractionSign),
    /** "€75.50": a decimal as text, with as many decimals as its currency has. */
    money: (amount: string, currency: string) => {
      try {
        return numbers(locale, { style: "currency", currency, currencyDisplay: "narrowSymbol" })
          .format(amount as Intl.StringNumericLiteral)
          .replace("-", MINUS);
      } catch {
        return `${amount} ${currency}`;
      }
    },
    /** How many decimals an amount of this currency has. */
    decimalsOf: (currency: string) => {
      try {
        return numbers(locale, { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
      } catch {
        return 2;
      }
    },
    /** "−2.1", "+0.4" */
    signed: (value: number, digits = 1) => (value > 0 ? `+${number(value, digits)}` : number(value, digits)),
    /** "−0.8 %" */
    /** Whole; at the ends a reference tells no more than that. */
    centile: (value: number) => (value < 1 ? "< 1" : value > 99 ? "> 99" : String(Math.round(value))),
    percent: (value: number) => `${value > 0 ? "+" : ""}${number(value)}${THIN}%`,
    quantityOf: (q: { value: number; unit: string }, digits: number) =>
      `${number(q.value, digits)}${q.unit === "" ? "" : `${THIN}${q.unit}`}`,
    quantity: (q: { value: number; second: number | null; unit: string }) =>
      `${number(q.value)}${q.second === null ? "" : `/${number(q.second)}`}${THIN}${q.unit}`,
    age: (birthDate: string, today: string) => age(birthDate, today, language),
    /** "English" for "en"; what is no code stays as it was written. */
    language: (code: string) => {
      try {
        return new Intl.DisplayNames([locale], { type: "language", fallback: "code" }).of(code.trim()) ?? code;
      } catch {
        return code;
      }
    },
  };
}
export type Formats = ReturnType<typeof formats>;

const AGE_UNITS: Record<Language, { y: string; m: string; d: string }> = {
  en: { y: "y", m: "m", d: "d" },
  fr: { y: "ans", m: "mois", d: "j" },
};

/** "34 y" from twelve years on, "4 y 7 m" from two, "7 m 12 d" below: days and months matter while growing. */
export function age(birthDate: string, today: string, language: Language): string {
  const [by = 0, bm = 0, bd = 0] = birthDate.split("-").map(Number);
  const [ty = 0, tm = 0, td = 0] = today.split("-").map(Number);
  let months = (ty - by) * 12 + (tm - bm);
  let days = td - bd;
  if (days < 0) {
    months -= 1;
    days += new Date(Date.UTC(ty, tm - 1, 0)).getUTCDate();
  }
  const years = Math.floor(months / 12);
  const u = AGE_UNITS[language];
  if (years >= 12) return `${years}${THIN}${u.y}`;
  if (years >= 2) return `${years}${THIN}${u.y} ${months % 12}${THIN}${u.m}`;
  return `${months}${THIN}${u.m} ${days}${THIN}${u.d}`;
}
