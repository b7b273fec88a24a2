/** Amounts are decimals as text, with as many decimals as their currency has; they are computed in whole numbers. */

/** `"12,5"` with two decimals is 1250; null for what is no amount. */
export function minorOf(text: string, decimals: number): bigint | null {
  const typed = /^(\d+)(?:[.,](\d+))?$/.exec(text.replaceAll(/\s/g, ""));
  const fraction = typed?.[2] ?? "";
  if (typed === null || fraction.length > decimals) return null;
  return BigInt(`${typed[1]}${fraction.padEnd(decimals, "0")}`);
}

/** `1250` with two decimals is `"12.50"`. */
export function plainOf(minor: bigint, decimals: number): string {
  const digits = minor.toString().padStart(decimals + 1, "0");
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

const decimalsIn = (amount: string) => amount.split(".")[1]?.length ?? 0;

/** The difference of two amounts of one currency. */
export function minus(one: string, other: string): string {
  const decimals = decimalsIn(one);
  return plainOf((minorOf(one, decimals) ?? 0n) - (minorOf(other, decimals) ?? 0n), decimals);
}

/** What is given back of the money that was handed over; null where it is no amount or less than what is paid. */
export function changeOf(given: string, amount: string, decimals: number): string | null {
  const [handed, paid] = [minorOf(given, decimals), minorOf(amount, decimals)];
  return handed === null || paid === null || handed < paid ? null : plainOf(handed - paid, decimals);
}

/** The same with a minus before it. */
const signedMinorOf = (text: string, decimals: number): bigint | null => {
  const minor = minorOf(text.trim().replace(/^[-−]/, ""), decimals);
  return minor !== null && /^[-−]/.test(text.trim()) ? -minor : minor;
};

/** What was counted without what is expected, below zero where some is missing; null for what is no amount. */
export function differenceOf(counted: string, expected: string, decimals: number): string | null {
  const [own, other] = [signedMinorOf(counted, decimals), signedMinorOf(expected, decimals)];
  if (own === null || other === null) return null;
  const off = own - other;
  return off < 0n ? `-${plainOf(-off, decimals)}` : plainOf(off, decimals);
}

/** So many times an amount; null for what is no amount or no count. */
export function times(amount: string, count: string, decimals: number): string | null {
  const minor = minorOf(amount, decimals);
  return minor === null || !/^\s*[1-9]\d{0,3}\s*$/.test(count) ? null : plainOf(minor * BigInt(count), decimals);
}
