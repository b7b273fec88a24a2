/** Of a number with no letters, as most are. */
const WIDTH_MIN = 74;
const PADDING = 24;
/** Of a digit or a hyphen in a table, and of the widest letter. */
const DIGIT = 8.25;
const LETTER = 13;

/** The width of a column in which none of these file numbers is cut. */
export const fileWidth = (fileNumbers: string[]): number => Math.max(WIDTH_MIN, ...fileNumbers.map(widthOf));

const widthOf = (fileNumber: string) =>
  Math.ceil([...fileNumber].reduce((sum, sign) => sum + (/[\d-]/.test(sign) ? DIGIT : LETTER), PADDING));
