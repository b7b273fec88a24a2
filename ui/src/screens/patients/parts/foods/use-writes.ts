import { useWindowEvent } from "@mantine/hooks";
import { useCallback, useEffect, useRef, useState } from "react";
import { asProblem, type Clinic } from "../../../../ipc/clinic";
import { useClinic, useClinicEvents } from "../../../../ipc/use-clinic";
import type { FoodGrid, GridFood, Problem, ReadVersionToken } from "../../../../ipc/views";

/** The attribute of a field that edits a row. */
export const TYPED = "data-typed-in-row";

interface View<T> {
  value: T | null;
  set: (value: T) => void;
}

/**
 * Changes of one recall or plan.
 *
 * They are written one after the other, each against the version that the previous one made. An error that the field
 * itself shows, such as a wrong amount or time, is not reported twice.
 *
 * After a sync the view is `read` again through the same queue, so that no older version is shown after a newer one. It
 * waits while a row is being edited, since the row may have moved or gone.
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
          // the field shows the error of an amount or a time that cannot be read
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
    // a pending write returns the current view itself
    if (pending.current === 0) void run((to) => read(to));
  };
  // writes of this window emit only the topic `visits`
  useClinicEvents((event) => event.kind === "changed" && event.topics.includes("patients") && refresh());
  // the next focused element is known only after this event
  useWindowEvent("focusout", () => isMissed.current && setTimeout(refresh));
  return { run, problem };
}

/** The current version of a food, after the writes before. */
export const seenNow = ({ days }: FoodGrid, { id, seen }: GridFood): ReadVersionToken =>
  days
    .flatMap(({ meals }) => meals)
    .flatMap(({ foods }) => foods)
    .find((food) => food.id === id)?.seen ?? seen;
