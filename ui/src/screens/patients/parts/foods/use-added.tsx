import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { GridDay, GridFood, Problem } from "../../../../ipc/views";
import { Announcement } from "../../../../parts/Announcement";
import { useFormat, useWords } from "../../../../words/speech";

/** Tells screen readers each row that is added here, once; rows that a sync brings are not told. */
export function useAdded(day: GridDay) {
  const { foods: words } = useWords();
  const format = useFormat();
  const [announced, setAnnounced] = useState({ text: "", number: 0 });
  const known = useRef<ReadonlySet<string> | null>(null);
  /** How many were sent and are not shown yet. */
  const awaited = useRef(0);
  const textOf = ({ name, amount, portion, kcal }: GridFood) =>
    portion === null
      ? words.added(name, words.notCounted, "")
      : words.added(
          name,
          format.amount(amount),
          kcal === null ? "" : format.quantityOf({ value: kcal, unit: words.kcal }, 0),
        );
  const look = useEffectEvent((foods: GridFood[]) => {
    const before = known.current;
    known.current = new Set(foods.map(({ id }) => id));
    const fresh = before === null ? [] : foods.filter(({ id }) => !before.has(id));
    const added = fresh.slice(0, awaited.current);
    awaited.current -= added.length;
    if (added.length > 0) setAnnounced(({ number }) => ({ text: added.map(textOf).join(" "), number: number + 1 }));
  });
  useEffect(() => look(day.meals.flatMap(({ foods }) => foods)), [day]);
  /** Passes on whether a row could be added. */
  const adding = async (sent: Promise<Problem | null>) => {
    awaited.current += 1;
    const problem = await sent;
    if (problem !== null) awaited.current -= 1;
    return problem;
  };
  return { adding, announcement: <Announcement {...announced} /> };
}
