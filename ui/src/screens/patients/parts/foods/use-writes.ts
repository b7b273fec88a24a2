import { useWindowEvent } from "@mantine/hooks";
import { useCallback, useEffect, useRef, useState } from "react";
import { asProblem, type Clinic } from "../../../../ipc/clinic";
import { useClinic, useClinicEvents } from "../../../../ipc/use-clinic";
import type { FoodGrid, GridFood, Problem, ReadVersionToken } from "../../../../ipc/views";

/** On a field with it something is being typed that belongs to a row. */
export const TYPED = "data-typed-in-row";

interface View<T> {
  value: T | null;
  set: (value: T) => void;
}

/**
 * Changes of one recall or plan.
 *
 * They are written one after the other, in the order in which they were asked for, each against the version that the
 * one before it has left. What the field itself says of a wrong amount or time is not said twice.
 *
 * What a sync brings is `read` in its turn, so that no older version is shown after a newer one. A row may be elsewhere
 * then, or gone: while something is typed into one, that waits.
 */
export function useWrites<T>({ value, set }: View<T>, read: (clinic: Clinic) => Promise<T>) {
  const clinic = useClinic();
  const [problem, setProblem] = useState<Problem | null>(null);
  const latest = useRef<T | null>(null);
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const pending = useRef(0);
  useEffect(() => {
    if (pending.current === 0) latest.current = value;
  }, [value]);
  const run = useCallback(
    (write: (clinic: Clinic, now: T) => Promise<T>): Promise<Problem | null> => {
      pending.current += 1;
      const done = queue.current.then(async () => {
        const before = latest.current;
        try {
          if (before === null) return null;
          latest.current = await write(clinic, before);
          set(latest.current);
          setProblem(null);
          return null;
        } catch (thrown) {
          const refused = asProblem(thrown);
          // an amount or a time that cannot be read is said where it was typed
          if (refused.code !== "invalid") setProblem(refused);
          return refused;
        } finally {
          pending.current -= 1;
        }
      });
      queue.current = done;
      return done;
    },
    [clinic, set],
  );
  const isMissed = useRef(false);
  const refresh = () => {
    if (document.activeElement?.hasAttribute(TYPED)) {
      isMissed.current = true;
      return;
    }
    isMissed.current = false;
    // a write answers with what is there by then
    if (pending.current === 0) void run((to) => read(to));
  };
  // a write of this window tells of visits alone
  useClinicEvents((event) => event.kind === "changed" && event.topics.includes("patients") && refresh());
  // what has the focus next is known once it has it
  useWindowEvent("focusout", () => isMissed.current && setTimeout(refresh));
  return { run, problem };
}

/** The version of a food as it stands now, after what was written before. */
export const seenNow = ({ days }: FoodGrid, { id, seen }: GridFood): ReadVersionToken =>
  days
    .flatMap(({ meals }) => meals)
    .flatMap(({ foods }) => foods)
    .find((food) => food.id === id)?.seen ?? seen;
