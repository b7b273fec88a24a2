import { firstOfMonth, lastOfMonth, mondayOf, shiftDay, shiftMonth } from "../../words/time";

export const PERIODS = ["week", "month", "lastMonth", "quarter", "year", "lastYear", "own"] as const;
export type Period = (typeof PERIODS)[number];

export interface Days {
  from: string;
  until: string;
}

/** The days of a period around today, both of them counted; to its end, also where that is still to come. */
export function daysOf(period: Exclude<Period, "own">, today: string): Days {
  const year = Number(today.slice(0, 4));
  const ofYear = (of: number) => ({ from: `${of}-01-01`, until: `${of}-12-31` });
  switch (period) {
    case "week":
      return { from: mondayOf(today), until: shiftDay(mondayOf(today), 6) };
    case "month":
      return { from: firstOfMonth(today), until: lastOfMonth(today) };
    case "lastMonth": {
      const last = shiftDay(firstOfMonth(today), -1);
      return { from: firstOfMonth(last), until: last };
    }
    case "quarter": {
      const from = shiftMonth(firstOfMonth(today), -((Number(today.slice(5, 7)) - 1) % 3));
      return { from, until: lastOfMonth(shiftMonth(from, 2)) };
    }
    case "year":
      return ofYear(year);
    case "lastYear":
      return ofYear(year - 1);
  }
}
