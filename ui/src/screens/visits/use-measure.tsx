import { useCallback, useEffect, useRef, useState } from "react";
import { beforeLeaving, storeUnread, unreadOf } from "../../ipc/unsaved";
import { useClinic, useClinicEvents, useCommand } from "../../ipc/use-clinic";
import type { At, CurrentMeasure, Measure, MeasureGrid, MeasureLine, Understanding } from "../../ipc/views";
import { replaceNotification } from "../../parts/replace-notification";
import { UndoButton } from "../../parts/undo";
import { keyOf, useMeasures } from "../../parts/use-measures";
import { useWords } from "../../words/speech";

const UNDO_MS = 8000;

interface Props {
  visitId: string;
  line: MeasureLine;
  /** What was typed before a lock and is not recorded. */
  leftText: string | undefined;
  /** Whether its field has the focus. */
  isInField: () => boolean;
  /** Called with the text that is not recorded yet; null once it is. */
  onUnrecorded: (key: string, text: string | null) => void;
  onTyped: (read: Understanding | null) => void;
  onGrid: (grid: MeasureGrid) => void;
}

/** `at` is the time of measurement if it is not now and not recorded yet. */
interface Latest {
  text: string;
  current: CurrentMeasure | null;
  at: At | null;
}

/**
 * Parses one measure while it is typed and saves it when its field is left, also by End visit or with the page. A lock
 * does not count as leaving: the text may be half of a number, and is restored unsaved.
 *
 * An odd value is saved and questioned. A cleared field removes the reading. A text that is no measure stays in its
 * field. A value that was refused, as on a full disk, is restored when the page is opened again, and saved then. Saves
 * run one after another, so an older value never replaces a newer one.
 */
export function useMeasure({ visitId, line, leftText, isInField, onUnrecorded, onTyped, onGrid }: Props) {
  const clinic = useClinic();
  const { kind } = line;
  const key = keyOf(kind);
  const field = `${visitId} ${key}`;
  // a valid measure that was refused, as on a full disk, is retried; a text that is no measure is not
  const refusedField = `${field} refused`;
  const { problem: refused, run } = useCommand();
  const [text, setText] = useState(
    () => unreadOf(field) ?? unreadOf(refusedField) ?? leftText ?? line.current?.enteredText ?? "",
  );
  const [reading, setReading] = useState<Understanding | null>(null);
  // what is restored is judged at once, so that a refused value never looks like a recorded one
  const [left, setLeft] = useState(() => unreadOf(field) !== undefined || leftText !== undefined);
  const [at, setAt] = useState<At | null>(null);
  const latest = useRef<Latest>({ text, current: line.current, at: null });
  const unread = useRef(unreadOf(field) ?? null);
  /** Whether the program may hold a value of this line that the disk refused. */
  const isSealed = useRef(unreadOf(refusedField) !== undefined);
  const chain = useRef<Promise<boolean>>(Promise.resolve(true));
  const offerUndo = useUndo();
  // each read of the grid has a new object for the same kind
  const kindOf = useRef<Measure>(kind);
  useEffect(() => {
    kindOf.current = kind;
  }, [kind]);

  const isChanged = text.trim() !== (line.current?.enteredText ?? "");
  const isTyped = isChanged && text.trim() !== "";
  const isQuestioned = !isChanged && line.current?.questioned === true;
  const needsReading = isTyped || (isQuestioned && reading === null);
  useEffect(() => {
    // a text that is again as it was recorded is not read: what its first letters said must not stay
    if (!isTyped) onTyped(null);
    if (!needsReading) return;
    let current = true;
    void clinic.readMeasurement(visitId, kindOf.current, text, latest.current.at).then(
      (next) => {
        if (!current) return;
        setReading(next);
        if (isTyped) onTyped(next);
      },
      // leaving the field parses again and shows the problem
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [text, needsReading, isTyped, clinic, visitId, onTyped]);

  const take = useCallback(
    (grid: MeasureGrid) => {
      const own = grid.lines.find((other) => keyOf(other.kind) === key);
      latest.current = { ...latest.current, current: own?.current ?? null, at: null };
      setAt(null);
      onGrid(grid);
    },
    [key, onGrid],
  );

  const restore = useCallback(
    async (removed: CurrentMeasure) => {
      const { enteredText } = removed;
      const grid = await run((commands) =>
        commands.recordMeasurement({
          visitId,
          kind: kindOf.current,
          text: enteredText,
          at: removed.measuredAt,
          acceptDoubtful: removed.confirmed,
          replaces: null,
        }),
      );
      if (!grid) return;
      take(grid);
      latest.current.text = enteredText;
      setText(enteredText);
    },
    [visitId, run, take],
  );

  const remove = useCallback(
    async (removed: CurrentMeasure) => {
      const grid = await run(async (commands) => {
        await commands.removeMeasurement(removed.id, removed.seen);
        return (await commands.visit(visitId)).grid;
      });
      if (!grid) return false;
      isSealed.current = false;
      take(grid);
      offerUndo(kindOf.current, removed, () => void restore(removed));
      return true;
    },
    [visitId, run, take, offerUndo, restore],
  );

  const attempt = useCallback(async () => {
    const typed = latest.current.text.trim();
    const { current, at: datedAt } = latest.current;
    const isDated = datedAt !== null && current !== null;
    if (!isSealed.current && typed === (current?.enteredText ?? "") && !(isDated && typed !== "")) return true;
    if (typed === "" && current !== null) return remove(current);
    if (unread.current === typed) return false;
    if (typed !== "") {
      // the field may be left before the result of the last parse came
      const now = await run((commands) => commands.readMeasurement(visitId, kindOf.current, typed, datedAt));
      if (!now) return false;
      setReading(now);
      if (now.understood === null) {
        unread.current = typed;
        storeUnread(field, typed);
        return false;
      }
    }
    isSealed.current = true;
    const grid = await run((commands) =>
      commands.recordMeasurement({
        visitId,
        kind: kindOf.current,
        text: typed,
        at: datedAt,
        acceptDoubtful: isDated && current.confirmed && typed === current.enteredText,
        replaces: current && { id: current.id, seen: current.seen },
      }),
    );
    if (!grid) return false;
    isSealed.current = false;
    take(grid);
    // a bare number is recorded with the unit of the clinic
    const recorded = latest.current.current?.enteredText;
    if (recorded !== undefined && latest.current.text.trim() === typed) {
      latest.current.text = recorded;
      setText(recorded);
    }
    return true;
  }, [field, visitId, run, take, remove]);

  const save = useCallback(async () => {
    const isSaved = await attempt();
    const typed = latest.current.text.trim();
    const isWaiting = !isSaved && typed !== "" && unread.current !== typed;
    storeUnread(refusedField, isWaiting ? typed : "");
    return isSaved;
  }, [attempt, refusedField]);

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

  // a field that was interrupted by a lock counts as not left until the user enters it again; a refused one was left
  const isUnleft = useRef(leftText !== undefined && unreadOf(refusedField) === undefined);
  const finish = useCallback((): Promise<boolean> => {
    if (isUnleft.current) return chain.current;
    setLeft(true);
    onTyped(null);
    chain.current = chain.current.then(async () => {
      const isSaved = await save();
      if (isSaved && !isUnleft.current) onUnrecorded(key, null);
      return isSaved;
    });
    return chain.current;
  }, [save, onTyped, onUnrecorded, key]);

  useEffect(
    () =>
      beforeLeaving((why) => {
        isUnleft.current = why === "lock" && (isUnleft.current || isInField());
        return finish();
      }),
    [finish, isInField],
  );
  useClinicEvents((event) => {
    if (event.kind === "diskChanged" && unreadOf(refusedField) !== undefined) void finish();
  });
  const last = useRef(finish);
  useEffect(() => {
    last.current = finish;
  }, [finish]);
  // a key that opens another page unmounts the field without a blur
  useEffect(() => () => void last.current(), []);

  const type = (typed: string) => {
    isUnleft.current = false;
    setLeft(false);
    const recorded = latest.current.current?.enteredText ?? "";
    onUnrecorded(key, typed.trim() === recorded ? null : typed);
    setText(typed);
    storeUnread(field, "");
    storeUnread(refusedField, "");
    latest.current.text = typed;
    if (typed.trim() === "" || typed.trim() === line.current?.enteredText) setReading(null);
  };
  /** Sets another time of measurement than now; on a recorded value it is saved at once. */
  const date = (moment: At) => {
    latest.current.at = moment;
    setAt(moment);
    if (latest.current.current !== null) chain.current = chain.current.then(save);
  };
  const undate = () => {
    latest.current.at = null;
    setAt(null);
  };
  return {
    text,
    type,
    at,
    date,
    undate,
    finish,
    enter: () => void (isUnleft.current = false),
    refused,
    /** Confirms the stored value that was questioned. */
    accept: () => void (chain.current = chain.current.then(accept)),
    /** The result of parsing the typed text. */
    read: isTyped ? reading : null,
    problem: left && isTyped ? (reading?.problem ?? null) : null,
    doubt: isQuestioned ? (reading?.doubt ?? null) : null,
    isQuestioned,
  };
}

/** Says that a reading was removed, with Undo. */
function useUndo() {
  const { visits, frame } = useWords();
  const { name, value } = useMeasures();
  return useCallback(
    (kind: Measure, removed: CurrentMeasure, undo: () => void) => {
      const id = `removed-${removed.id}`;
      replaceNotification({
        id,
        autoClose: UNDO_MS,
        message: (
          <span>
            {visits.removed(name(kind), value(kind, removed.quantity))}{" "}
            <UndoButton id={id} label={frame.undo} onUndo={undo} />
          </span>
        ),
      });
    },
    [visits, frame, name, value],
  );
}
