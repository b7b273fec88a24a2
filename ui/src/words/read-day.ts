/**
 * Reads "12 3 1992", "12/03/1992", "12.3.1992" or "1992-03-12" (day before month) as "1992-03-12"; null if no such day
 * exists.
 */
export function readDay(text: string): string | null {
  const parts = text
    .trim()
    .split(/[\s./-]+/)
    .map((part) => (/^\d+$/.test(part) ? part : null));
  if (parts.length !== 3 || parts.includes(null)) return null;
  const [a, b, c] = parts as [string, string, string];
  const [year, month, day] = a.length === 4 ? [a, b, c] : [c, b, a];
  if (year.length !== 4) return null;
  const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : null;
}
