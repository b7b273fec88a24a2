/** Why input is saved: at a lock the user is still in their field, so its text may be half typed. */
type Why = "lock" | "leave";
type Flush = (why: Why) => Promise<unknown>;
const flushes = new Set<Flush>();

/** Registers what must be saved before the keys are dropped. Returns the function that unregisters it. */
export function beforeLeaving(flush: Flush): () => void {
  flushes.add(flush);
  return () => void flushes.delete(flush);
}

/**
 * Saves what was typed last. Returns whether all of it was saved: what fails says so by rejecting or with false.
 *
 * A failed save does not delay an automatic lock: the draft stays as last saved, and the program keeps in memory the
 * one that a full disk refuses.
 */
export async function flushAll(why: Why = "leave"): Promise<boolean> {
  const results = await Promise.allSettled([...flushes].map((flush) => flush(why)));
  return results.every((result) => result.status === "fulfilled" && result.value !== false);
}

const unread = new Map<string, string>();

/** Holds a text that cannot be saved as it is, so that its field shows it again; an empty one is dropped. */
export function storeUnread(field: string, text: string): void {
  if (text === "") unread.delete(field);
  else unread.set(field, text);
}
export const unreadOf = (field: string): string | undefined => unread.get(field);
/** Drops the stored texts with the session that they were typed in. */
export const forgetUnread = (): void => unread.clear();
