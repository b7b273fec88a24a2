import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useCallback, useEffect, useRef, useState } from "react";
import { beforeLeaving, storeUnread, unreadOf } from "../../ipc/unsaved";
import { useClinic, useCommand } from "../../ipc/use-clinic";
import type { CurrentMeasure, MeasureGrid, MeasureLine, Understanding } from "../../ipc/views";
import { useFormat, useWords } from "../../words/speech";

const UNDO_MS = 8000;

interface Props {
  visitId: string;
  line: MeasureLine;
  onTyped: (read: Understanding | null) => void;
  onGrid: (grid: MeasureGrid) => void;
}

/**
 * Reads one measure while it is typed and saves it when its field is left: on End visit, on a lock and with the page,
 * too.
 *
 * An odd value is saved and asked about. A cleared field removes the reading. What is no measure stays in its field.
 * Saves run one after another, so an older value never replaces a newer one.
 */
export function useMeasure({ visitId, line, onTyped, onGrid }: Props) {
  const clinic = useClinic();
  const { kind } = line;
  const field = `${visitId} ${kind}`;
  const { problem: refused, run } = useCommand();
  const [text, setText] = useState(() => unreadOf(field) ?? line.current?.enteredText ?? "");
  const [reading, setReading] = useState<Understanding | null>(null);
  const [left, setLeft] = useState(() => unreadOf(field) !== undefined);
  const latest = useRef<{ text: string; current: CurrentMeasure | null }>({ text, current: line.current });
  const unread = useRef(unreadOf(field) ?? null);
  const chain = useRef<Promise<boolean>>(Promise.resolve(true));
  const offerUndo = useUndo();

  const isChanged = text.trim() !== (line.current?.enteredText ?? "");
  const isTyped = isChanged && text.trim() !== "";
  const isQuestioned = !isChanged && line.current?.questioned === true;
  const needsReading = isTyped || (isQuestioned && reading === null);
  useEffect(() => {
    if (!needsReading) return;
    let current = true;
    void clinic.readMeasurement(visitId, kind, text).then(
      (next) => {
        if (!current) return;
        setReading(next);
        if (isTyped) onTyped(next);
      },
      // leaving the field asks again and shows why not
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [text, needsReading, isTyped, clinic, visitId, kind, onTyped]);

  const take = useCallback(
    (grid: MeasureGrid) => {
      const own = grid.lines.find((other) => other.kind === kind);
      latest.current = { ...latest.current, current: own?.current ?? null };
      onGrid(grid);
    },
    [kind, onGrid],
  );

  const restore = useCallback(
    async (removed: CurrentMeasure) => {
      const { enteredText } = removed;
      const grid = await run((commands) =>
        commands.recordMeasurement({
          visitId,
          kind,
          text: enteredText,
          acceptDoubtful: removed.confirmed,
          replaces: null,
        }),
      );
      if (!grid) return;
      take(grid);
      latest.current.text = enteredText;
      setText(enteredText);
    },
    [visitId, kind, run, take],
  );

  const remove = useCallback(
    async (removed: CurrentMeasure) => {
      const grid = await run(async (commands) => {
        await commands.removeMeasurement(removed.id, removed.seen);
        return (await commands.visit(visitId)).grid;
      });
      if (!grid) return false;
      take(grid);
      offerUndo(kind, removed, () => void restore(removed));
      return true;
    },
    [visitId, kind, run, take, offerUndo, restore],
  );

  const save = useCallback(async () => {
    const typed = latest.current.text.trim();
    const { current } = latest.current;
    if (typed === (current?.enteredText ?? "")) return true;
    if (typed === "") return current === null || remove(current);
    if (unread.current === typed) return false;
    // leaving may overtake the reading that was asked for while typing
    const now = await run((commands) => commands.readMeasurement(visitId, kind, typed));
    if (!now) return false;
    setReading(now);
    if (now.understood === null) {
      unread.current = typed;
      storeUnread(field, typed);
      return false;
    }
    const grid = await run((commands) =>
      commands.recordMeasurement({
        visitId,
        kind,
        text: typed,
        acceptDoubtful: false,
        replaces: current && { id: current.id, seen: current.seen },
      }),
    );
    if (!grid) return false;
    take(grid);
    return true;
  }, [field, visitId, kind, run, take, remove]);

  const accept = useCallback(async () => {
    const { current } = latest.current;
    if (current === null) return true;
    const grid = await run(async (commands) => {
      await commands.confirmMeasurement(current.id, current.seen);
      return (await commands.visit(visitId)).grid;
    });
    if (grid) take(grid);
    return grid !== undefined;
  }, [visitId, run, take]);

  const finish = useCallback((): Promise<boolean> => {
    setLeft(true);
    onTyped(null);
    chain.current = chain.current.then(save);
    return chain.current;
  }, [save, onTyped]);

  useEffect(() => beforeLeaving(finish), [finish]);
  const last = useRef(finish);
  useEffect(() => {
    last.current = finish;
  }, [finish]);
  // a key that leads to another page leaves no field before it goes
  useEffect(() => () => void last.current(), []);

  const type = (typed: string) => {
    setLeft(false);
    setText(typed);
    storeUnread(field, "");
    latest.current.text = typed;
    if (typed.trim() === "" || typed.trim() === line.current?.enteredText) setReading(null);
  };
  return {
    text,
    type,
    finish,
    refused,
    /** Answers the question about the value that is stored: it is right. */
    accept: () => void (chain.current = chain.current.then(accept)),
    /** What was understood of the text that is typed. */
    read: isTyped ? reading : null,
    problem: left && isTyped ? (reading?.problem ?? null) : null,
    doubt: isQuestioned ? (reading?.doubt ?? null) : null,
    isQuestioned,
  };
}

/** Says that a reading was removed, with a way back. */
function useUndo() {
  const { visits, frame } = useWords();
  const format = useFormat();
  return useCallback(
    (kind: MeasureLine["kind"], removed: CurrentMeasure, undo: () => void) => {
      const id = `removed-${removed.id}`;
      notifications.show({
        id,
        autoClose: UNDO_MS,
        message: (
          <span>
            {visits.removed(visits.kinds[kind], format.quantity(removed.quantity))}{" "}
            <Button size="xs" variant="subtle" onClick={() => (notifications.hide(id), undo())}>
              {frame.undo}
            </Button>
          </span>
        ),
      });
    },
    [visits, frame, format],
  );
}
