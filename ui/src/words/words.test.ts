import { describe, expect, it } from "vitest";
import { age, formats } from "./format";
import { areas } from "./index";
import {
  birthOfAge,
  dayOf,
  estimatedBirth,
  instantOf,
  mondayOf,
  readJump,
  readMoment,
  shiftDay,
  wallClock,
} from "./time";

/** Every key with the kind of thing behind it: a text, or a sentence with so many gaps. */
function shape(words: unknown, path = ""): string[] {
  if (typeof words === "string") return [`${path}: text`];
  if (typeof words === "function") return [`${path}: ${words.length} gaps`];
  return Object.entries(words as Record<string, unknown>)
    .flatMap(([key, value]) => shape(value, `${path}.${key}`))
    .sort();
}
function texts(words: unknown): string[] {
  if (typeof words === "string") return [words];
  if (typeof words === "function") return [String((words as (...gaps: unknown[]) => unknown)("x", "y", "z", "w"))];
  return Object.values(words as Record<string, unknown>).flatMap(texts);
}

describe.each(Object.entries(areas))("the words of %s", (_area, { en, fr }) => {
  it("are the same keys in English and French", () => {
    expect(shape(fr)).toEqual(shape(en));
  });
  it("never shout and hold no picture letters", () => {
    for (const text of [...texts(en), ...texts(fr)]) {
      expect(text).not.toMatch(/!|\p{Extended_Pictographic}/u);
    }
  });
});

const T = "\u202F";
describe("French", () => {
  it("has the singular for one", () => {
    const { diary, growth, reports } = areas;
    const one = { n: 1, text: "1" };
    expect(reports.fr.bookedOf("2", one)).toBe("2 pris, 1 annulé");
    expect(reports.fr.ofDue(one, "50 %")).toMatch(/^1 absent,/);
    expect(reports.fr.growth(one, "12")).toMatch(/^1 nouveau,/);
    expect(reports.fr.growth({ n: 2, text: "2" }, "12")).toMatch(/^2 nouveaux,/);
    expect([1, 2].map((free) => diary.fr.load(3, free))).toEqual(["3 pris, 1 libre", "3 pris, 2 libres"]);
    expect([1, 2].map((n) => growth.fr.ageDays(n, String(n)))).toEqual(["âge 1 jour", "âge 2 jours"]);
  });
  it("has a no-break space before a colon, and height apart from waist", () => {
    expect(areas.frame.fr.labelled("Problème", "asthme")).toBe("Problème\u00a0: asthme");
    expect(areas.sync.fr.damageOf("Notes", "1 endommagé")).toBe("Notes\u00a0: 1 endommagé");
    const { height, waistHeight } = areas.visits.fr.kinds;
    expect([height, waistHeight]).toEqual(["Taille", "Tour de taille / taille"]);
  });
});

describe("ages", () => {
  it.each([
    ["1992-03-12", `34${T}y`],
    ["2022-04-02", `4${T}y 7${T}m`],
    ["2026-04-08", `7${T}m 12${T}d`],
    ["2026-11-20", `0${T}m 0${T}d`],
    ["1992-11-21", `33${T}y`],
  ])("of someone born on %s", (born, text) => expect(age(born, "2026-11-20", "en")).toBe(text));
});

describe("ages in French", () => {
  it.each([
    ["1946-11-20", `80${T}ans`],
    ["2022-04-02", `4${T}ans 7${T}mois`],
    ["2026-08-08", `3${T}mois 12${T}j`],
  ])("of someone born on %s", (born, text) => expect(age(born, "2026-11-20", "fr")).toBe(text));
});

describe("a birth date from an age", () => {
  it.each([
    ["34 y", "1992-11-20"],
    ["34 ans", "1992-11-20"],
    ["7m", "2026-04-20"],
    ["11 mois", "2025-12-20"],
  ])("reads %s", (typed, born) => expect(birthOfAge(typed, "2026-11-20")).toBe(born));
  it("takes the last day of a month that is too short", () => {
    expect(birthOfAge("1 y", "2028-02-29")).toBe("2027-02-28");
    expect(birthOfAge("1 m", "2026-03-31")).toBe("2026-02-28");
  });
  it.each(["", "34", "12 3 1992", "old", "-1 y"])("does not read '%s'", (typed) =>
    expect(birthOfAge(typed, "2026-11-20")).toBeNull(),
  );
});

describe("a birth that is not known to the day", () => {
  it.each([
    ["about 1960", "1960-07-01"],
    ["vers 1960", "1960-07-01"],
    ["ca. 1960", "1960-07-01"],
    ["~1960", "1960-07-01"],
    ["1960", "1960-07-01"],
    ["mar 1960", "1960-03-15"],
    ["about 3/1960", "1960-03-15"],
    ["févr. 1960", "1960-02-15"],
    ["about 34 y", "1992-11-20"],
    ["environ 34 ans", "1992-11-20"],
  ])("is read as the middle of what is meant: %s", (typed, born) =>
    expect(estimatedBirth(typed, "2026-11-20")).toBe(born),
  );
  it("lies in the past where its year or month has only begun", () => {
    expect(estimatedBirth("2026", "2026-03-02")).toBe("2026-01-01");
    expect(estimatedBirth("mar 2026", "2026-03-02")).toBe("2026-03-01");
  });
  it.each(["", "about", "about 60", "13/1960", "old 1960", "12 3 1992"])("is not '%s'", (typed) =>
    expect(estimatedBirth(typed, "2026-11-20")).toBeNull(),
  );
});

describe("figures and dates", () => {
  const en = formats("en", "UTC");
  it("say no centile beyond what a reference knows", () => {
    expect([0.3, 1, 49.6, 99, 99.4].map(en.centile)).toEqual(["< 1", "1", "50", "99", "> 99"]);
  });
  it("have as many decimals as an amount needs, behind the language's sign", () => {
    const amounts = ["0.30000 cup", "2.00 slices", "1,5 tasse", "1/2 cup", "150 g", "10 g"];
    const shown = (language: "en" | "fr") => amounts.map(formats(language).amount);
    expect(shown("en")).toEqual(["0.3 cup", "2 slices", "1.5 tasse", "1/2 cup", "150 g", "10 g"]);
    expect(shown("fr")).toEqual(["0,3 cup", "2 slices", "1,5 tasse", "1/2 cup", "150 g", "10 g"]);
  });
  it("carry their unit and a true minus", () => {
    expect(en.quantity({ value: 72.4, second: null, unit: "kg" })).toBe(`72.4${T}kg`);
    expect(en.quantity({ value: 128, second: 82, unit: "mmHg" })).toBe(`128/82${T}mmHg`);
    expect(en.signed(-2.1)).toBe("−2.1");
    expect(en.signed(0.4)).toBe("+0.4");
  });
  it("follow the language", () => {
    expect(en.date("2026-11-20T09:42:00Z")).toBe("20 Nov 2026");
    expect(formats("fr", "UTC").date("2026-11-20T09:42:00Z")).toBe("20 nov. 2026");
    expect(formats("fr").number(72.4)).toBe("72,4");
    expect(["12.50", "-0.125", "about 3.5"].map(formats("fr").decimal)).toEqual(["12,5", "−0,125", "about 3.5"]);
    expect([formats("fr").typed(1234.5), formats("en").typed(1234.5)]).toEqual(["1234,5", "1234.5"]);
  });
  it("write every month with the same length", () => {
    expect(en.date("2026-09-16T09:42:00Z")).toBe("16 Sep 2026");
    expect(en.shortDate("2026-09-16T09:42:00Z")).toBe("16 Sep");
  });
  it("name a language by its code, and leave what is none", () => {
    expect(en.language("fr")).toBe("French");
    expect(en.language("Twi and a little English")).toBe("Twi and a little English");
  });
  it("keep a birth date on its day in every time zone", () => {
    expect(formats("en", "Pacific/Auckland").day("1992-03-12")).toBe("12 Mar 1992");
    expect(formats("en", "Pacific/Honolulu").day("1992-03-12")).toBe("12 Mar 1992");
  });
});

describe("the clinic's clock", () => {
  it.each(["UTC", "Africa/Lagos", "America/New_York", "Asia/Kathmandu"])("goes there and back in %s", (zone) => {
    expect(wallClock(instantOf("2026-11-20 10:30:00", zone), zone)).toBe("2026-11-20 10:30:00");
    expect(wallClock(instantOf("2026-03-08 23:59:00", zone), zone)).toBe("2026-03-08 23:59:00");
  });
  it("reads when something was measured, and nothing into what is no moment", () => {
    const read = (text: string) => readMoment(text, "Africa/Lagos", "2026-11-20T09:00:00Z");
    expect(read("19 11 2026 07:30")).toBe("2026-11-19T06:30:00.000Z");
    expect(read("19 Nov 2026, 7h30")).toBe("2026-11-19T06:30:00.000Z");
    expect(read("Yesterday")).toBe("2026-11-19T11:00:00.000Z");
    expect(read("hier 23:59")).toBe("2026-11-19T22:59:00.000Z");
    expect(read("today")).toBe("2026-11-20T09:00:00Z");
    expect(read("7:05")).toBe("2026-11-20T06:05:00.000Z");
    for (const none of ["", "soon", "31 11 2026", "yesterday 24:00", "19 11 2026 7:61", "7"])
      expect(read(none)).toBeNull();
  });
  it("knows which day it is there", () => {
    expect(dayOf("2026-11-20T23:30:00Z", "Africa/Lagos")).toBe("2026-11-21");
    expect(shiftDay("2026-12-31", 1)).toBe("2027-01-01");
  });
});

describe("where to go from a day", () => {
  it.each([
    ["+4w", "2026-12-18"],
    ["+4 s", "2026-12-18"],
    ["-2d", "2026-11-18"],
    ["+1m", "2026-12-20"],
    ["today", "2026-11-25"],
    ["12 mar", "2027-03-12"],
    ["12 oct", "2026-10-12"],
    ["12/3", "2027-03-12"],
    ["3 avr.", "2027-04-03"],
    ["12 3 2030", "2030-03-12"],
    ["1/12/26", "2026-12-01"],
    ["tomorrow", "2026-11-26"],
    ["hier", "2026-11-24"],
    ["31 feb", null],
    ["mar 12 2026", null],
    ["soon", null],
    ["", null],
  ])("%s", (text, day) => expect(readJump(text, "2026-11-20", "2026-11-25")).toBe(day));
  it("ends with a shorter month", () => expect(readJump("+1m", "2027-01-31", "2026-11-25")).toBe("2027-02-28"));
  it("begins a week on Monday", () =>
    expect(["2026-11-16", "2026-11-20", "2026-11-22"].map(mondayOf)).toEqual(Array(3).fill("2026-11-16")));
});
