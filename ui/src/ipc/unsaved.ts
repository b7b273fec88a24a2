type Flush = () => Promise<unknown>;
const flushes = new Set<Flush>();

/** Registers what must be saved before the keys are dropped. Returns the function that unregisters it. */
export function beforeLeaving(flush: Flush): () => void {
  flushes.add(flush);
  return () => void flushes.delete(flush);
}

/** Saves what was typed last. A problem does not delay the lock: the draft stays on the disk as last saved. */
export async function flushAll(): Promise<void> {
  await Promise.allSettled([...flushes].map((flush) => flush()));
}
