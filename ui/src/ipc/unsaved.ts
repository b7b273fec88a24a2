type Flush = () => Promise<unknown>;
const flushes = new Set<Flush>();

/** Registers what must reach the disk before the keys go; answers how to withdraw it. */
export function beforeLeaving(flush: Flush): () => void {
  flushes.add(flush);
  return () => void flushes.delete(flush);
}

/** Saves what was typed last. A failure does not hold back the lock: its draft stays on the disk as last saved. */
export async function flushAll(): Promise<void> {
  await Promise.allSettled([...flushes].map((flush) => flush()));
}
