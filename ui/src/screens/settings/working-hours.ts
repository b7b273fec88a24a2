/** The end of a day, at which a range of times may end: a field for a time of the day shows and takes it as 00:00. */
export const MIDNIGHT = "24:00";
const FIRST_MINUTE = "00:00";
/** What a field shows of the end of a range, and what is meant by what is typed into it. */
export const shownEnd = (to: string): string => (to === MIDNIGHT ? FIRST_MINUTE : to);
export const typedEnd = (to: string): string => (to === FIRST_MINUTE ? MIDNIGHT : to);

/** A range of times of one day, such as 08:00 to 12:00; a time that is not typed yet is empty. */
export interface Block {
  from: string;
  to: string;
}
/** The blocks of each day, Monday first. */
export type WorkingWeek = Block[][];

const DAYS = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];
const MORNING: Block = { from: "08:00", to: "12:00" };
const AFTERNOON: Block = { from: "13:00", to: "17:00" };
const BLANK: Block = { from: "", to: "" };
/** What counts for a user without hours of their own. */
const USUAL_DAYS = 5;
export const USUAL_WEEK: WorkingWeek = DAYS.map((_, index) => (index < USUAL_DAYS ? [MORNING, AFTERNOON] : []));

function readTime(text: string): string | null {
  if (text === "") return "";
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  if (hour === undefined || minute === undefined || Number(hour) > 23 || Number(minute) > 59) return null;
  return `${hour.padStart(2, "0")}:${minute}`;
}

function readBlock(text: string): Block | null {
  const [first, second, ...more] = text.split("-");
  if (first === undefined || second === undefined || more.length > 0) return null;
  const [from, to] = [readTime(first), second === MIDNIGHT ? MIDNIGHT : readTime(second)];
  return from === null || to === null ? null : { from, to };
}

/** Reads `MON 08:00-12:00 13:00-17:00; TUE 08:00-12:00`; null for a text of another form. */
export function readWeek(text: string): WorkingWeek | null {
  const week: WorkingWeek = DAYS.map(() => []);
  for (const part of text.split(";").map((one) => one.trim())) {
    if (part === "") continue;
    const [name = "", ...written] = part.split(/\s+/);
    const day = week[DAYS.indexOf(name.toUpperCase())];
    if (day === undefined || day.length > 0) return null;
    for (const one of written) {
      const block = readBlock(one);
      if (block === null) return null;
      day.push(block);
    }
  }
  return week;
}

/** Writes the form that is read; a day off is left out. */
export const writeWeek = (week: WorkingWeek): string =>
  week
    .flatMap((blocks, index) =>
      blocks.length === 0 ? [] : [[DAYS[index], ...blocks.map(({ from, to }) => `${from}-${to}`)].join(" ")],
    )
    .join("; ");

/** The block that is offered after those of a day. */
export function nextBlock(blocks: Block[]): Block {
  const last = blocks.at(-1);
  if (last === undefined) return MORNING;
  return last.to !== "" && last.to <= AFTERNOON.from ? AFTERNOON : BLANK;
}

export type WrongHours = "incomplete" | "backwards" | "overlapping";

/** What is wrong with the hours of one day; null where nothing is. */
export function wrongHours(blocks: Block[]): WrongHours | null {
  if (blocks.some(({ from, to }) => from === "" || to === "")) return "incomplete";
  if (blocks.some(({ from, to }) => from >= to)) return "backwards";
  return blocks.some(({ from }, index) => index > 0 && from < blocks[index - 1]!.to) ? "overlapping" : null;
}

/** Whether a text cannot be saved as it is. */
export const hasWrongHours = (text: string): boolean =>
  (readWeek(text) ?? []).some((blocks) => wrongHours(blocks) !== null);
