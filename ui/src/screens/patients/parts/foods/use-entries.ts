import { useEffect, useEffectEvent, useRef, useState } from "react";
import { beforeLeaving } from "../../../../ipc/unsaved";
import { asProblem } from "../../../../ipc/clinic";
import { useClinic } from "../../../../ipc/use-clinic";
import type { FoodHit } from "../../../../ipc/views";
import { useLanguage } from "../../../../words/speech";
import { useFoodPatient } from "./food-patient";
import { beginsWithAmount, type Entry, type GridActions, type Slot } from "./grid";

const PAUSE_MS = 20;

export interface Entries {
  entries: Entry[];
  /** Adds an entry; returns whether its amount must be typed next. */
  enter: (text: string, slot: Slot, chosen: FoodHit | "text" | null) => boolean;
  change: (key: number, amount: string) => void;
  submit: (key: number) => void;
  /** Takes a food for an entry that no food matched. */
  take: (key: number, hit: FoodHit) => void;
  storeAsText: (key: number) => void;
  drop: (key: number) => void;
}

/**
 * The entries that are not stored yet, in their order.
 *
 * Each entry waits for the results of its own text, whatever is typed meanwhile.
 */
export function useEntries(add: GridActions["add"]): Entries {
  const clinic = useClinic();
  const language = useLanguage();
  const patient = useFoodPatient();
  const [entries, setEntries] = useState<Entry[]>([]);
  const nextKey = useRef(1);
  const storing = useRef(false);
  // an entry that was sent may be rendered once more before it is removed
  const sent = useRef(new Set<number>());
  const latest = useRef(entries);
  useEffect(() => {
    latest.current = entries;
  }, [entries]);
  const update = (key: number, change: Partial<Entry>) =>
    setEntries((before) => before.map((entry) => (entry.key === key ? { ...entry, ...change } : entry)));
  const drop = (key: number) => setEntries((before) => before.filter((entry) => entry.key !== key));

  const enter: Entries["enter"] = (text, slot, chosen) => {
    const key = nextKey.current;
    nextKey.current += 1;
    const isText = chosen === "text";
    const isAtOnce = isText || beginsWithAmount(text);
    const hit = isText ? null : (chosen ?? undefined);
    setEntries((before) => [
      ...before,
      { key, slot, text, hit, amount: null, isSubmitted: isAtOnce, isText, problem: null },
    ]);
    if (hit === undefined)
      clinic.searchFoods(text, language, 1, patient).then(
        (hits) => update(key, { hit: hits[0] ?? null }),
        (thrown: unknown) => update(key, { hit: null, problem: asProblem(thrown) }),
      );
    return !isAtOnce;
  };

  const store = useEffectEvent(async (entry: Entry) => {
    storing.current = true;
    sent.current.add(entry.key);
    const food = entry.isText ? null : (entry.hit?.id ?? null);
    const amount = entry.amount ?? entry.hit?.amount ?? "";
    // a measure that this food does not have is asked for again, never replaced silently
    const problem = await add({ slot: entry.slot, food, text: entry.text, amount });
    storing.current = false;
    if (problem === null) drop(entry.key);
    else {
      sent.current.delete(entry.key);
      update(entry.key, { problem, isSubmitted: false, amount });
    }
  });
  // one after the other, so that foods are in the order in which they were typed
  useEffect(() => {
    const waits = ({ key, isSubmitted, problem }: Entry) => isSubmitted && problem === null && !sent.current.has(key);
    const next = entries.find(waits);
    const isKnown = next !== undefined && (next.isText || (next.hit !== undefined && next.hit !== null));
    if (isKnown && !storing.current) void store(next);
  }, [entries]);

  // a lock stores what was entered: with the usual amount where none was typed, as text where no food matches
  const flush = useEffectEvent(async () => {
    setEntries((before) =>
      before.map((entry) => ({
        ...entry,
        isSubmitted: true,
        isText: entry.isText || entry.hit === null || entry.problem !== null,
        problem: null,
      })),
    );
    for (let waits = 0; latest.current.length > 0 && waits < 200; waits += 1)
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    return latest.current.length === 0;
  });
  const isWaiting = entries.length > 0;
  useEffect(() => (isWaiting ? beforeLeaving(() => flush()) : undefined), [isWaiting]);

  return {
    entries,
    enter,
    drop,
    change: (key, amount) => update(key, { amount, problem: null }),
    submit: (key) => update(key, { isSubmitted: true, problem: null }),
    take: (key, hit) => update(key, { hit, problem: null }),
    storeAsText: (key) => update(key, { isText: true, isSubmitted: true, problem: null }),
  };
}
