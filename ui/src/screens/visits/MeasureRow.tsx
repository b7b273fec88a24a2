import { Button, TextInput } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, useCallback, useRef, useState } from "react";
import type { ChildCentile, Doubt, MeasureGrid, MeasureLine, Quantity, Understanding } from "../../ipc/views";
import { Chip } from "../../parts/Chip";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { wrongField } from "../../parts/use-field-errors";
import { useCentile } from "../../parts/use-centile";
import { keyOf, useMeasures } from "../../parts/use-measures";
import { useFormat, useWords } from "../../words/speech";
import { DateEntry, MeasuredAt } from "./MeasuredAt";
import { useMeasure } from "./use-measure";
import classes from "./Visit.module.css";

/** `first` takes the focus when the visit is opened. */
interface Props {
  visitId: string;
  startedAt: string;
  line: MeasureLine;
  first: boolean;
  leftText: string | undefined;
  onUnrecorded: (key: string, text: string | null) => void;
  onTyped: (read: Understanding | null) => void;
  onGrid: (grid: MeasureGrid) => void;
}

/**
 * Parses the text while it is typed, saves it on leaving the field, and asks about an odd value until it is answered.
 */
export function MeasureRow({ visitId, startedAt, line, first, leftText, onUnrecorded, onTyped, onGrid }: Props) {
  const { visits } = useWords();
  const measures = useMeasures();
  const [dates, setDates] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const isInField = useCallback(() => field.current !== null && field.current === document.activeElement, []);
  const measure = useMeasure({ visitId, line, leftText, isInField, onUnrecorded, onTyped, onGrid });
  const { text, refused, doubt } = measure;
  const kind = measures.name(line.kind);
  const value = measure.read?.understood ?? line.current?.quantity ?? null;
  const problem = measure.problem && measures.problem(line, measure.problem);
  const answerId = `answer-${keyOf(line.kind)}`;
  const wrongTime = measure.at === null ? null : wrongField(refused, "at");
  const isOfDate = wrongTime !== null;
  const leaveDate = () => {
    setDates(false);
    field.current?.focus();
  };
  return (
    <>
      <tr>
        <th scope="row">{kind}</th>
        <td>
          <TextInput
            ref={field}
            aria-label={kind}
            classNames={{ input: classes.entry }}
            value={text}
            error={problem !== null}
            aria-describedby={answerId}
            autoComplete="off"
            data-measure
            name={keyOf(line.kind)}
            autoFocus={first && line.current === null}
            onChange={(event) => measure.type(event.currentTarget.value)}
            // while the date is being entered, leaving the field does not save: date and value are saved once. Only
            // keys and the pointer count as entering the field, not the initial focus
            onPointerDown={measure.enter}
            onBlur={() => dates || void measure.finish()}
            aria-keyshortcuts="Alt+D"
            onKeyDown={(event) => {
              measure.enter();
              if (!isDateKey(event)) return stepRows(event);
              event.preventDefault();
              setDates(true);
            }}
          />
        </td>
        <LineFigures
          line={line}
          value={value}
          centile={measure.read === null ? (line.current?.centile ?? null) : measure.read.centile}
          typed={text}
          isQuestioned={measure.isQuestioned}>
          <MeasuredAt line={line} startedAt={startedAt} pending={measure.at} onDate={() => setDates(true)} />
        </LineFigures>
      </tr>
      {(dates || isOfDate) && (
        <tr className={classes.answer}>
          <td />
          <td colSpan={5}>
            <DateEntry
              name={kind}
              problem={wrongTime?.reason ?? null}
              onDate={(moment) => (measure.date(moment), leaveDate())}
              onClose={() => (measure.undate(), leaveDate())}
              onBlur={() => void measure.finish()}
            />
          </td>
        </tr>
      )}
      <tr className={classes.answer} hidden={problem === null && doubt === null && (refused === null || isOfDate)}>
        <td />
        <td colSpan={5}>
          <div id={answerId} role="status">
            {problem !== null && <span className={classes.bad}>{problem}</span>}
            {doubt !== null && line.current !== null && (
              <span className={classes.warn}>
                <DoubtText line={line} typed={line.current.quantity} doubt={doubt} />{" "}
                <Button size="xs" variant="default" onClick={() => (measure.accept(), field.current?.focus())}>
                  {visits.acceptValue(measures.value(line.kind, line.current.quantity))}
                </Button>{" "}
                <Button size="xs" variant="subtle" onClick={() => (field.current?.focus(), field.current?.select())}>
                  {visits.changeIt}
                </Button>
              </span>
            )}
            {refused !== null && !isOfDate && <ProblemAlert problem={refused} />}
          </div>
        </td>
      </tr>
    </>
  );
}

/** One line of an ended visit: text, because nothing can be typed any more. */
export function FrozenRow({ line, startedAt }: { line: MeasureLine; startedAt: string }) {
  const format = useFormat();
  const { name, datedBack } = useMeasures();
  const value = line.current?.quantity ?? null;
  return (
    <tr>
      <th scope="row">{name(line.kind)}</th>
      <td className="number">{line.current?.enteredText ?? <span className="muted">{format.dash}</span>}</td>
      <LineFigures
        line={line}
        value={value}
        centile={line.current?.centile ?? null}
        typed={line.current?.enteredText ?? ""}
        isQuestioned={line.current?.questioned === true}>
        {datedBack(line.current, startedAt)}
      </LineFigures>
    </tr>
  );
}

interface FiguresProps {
  line: MeasureLine;
  value: Quantity | null;
  centile: ChildCentile | null;
  typed: string;
  isQuestioned: boolean;
  children: ReactNode;
}

/** The unit, the value before, the change from it, and the parsed value with its range. */
function LineFigures({ line, value, centile, typed, isQuestioned, children }: FiguresProps) {
  const { visits } = useWords();
  const format = useFormat();
  const measures = useMeasures();
  const { full, short } = useCentile();
  const shown = value === null ? "" : measures.value(line.kind, value);
  const { last } = line;
  const [how, lastHow] = [line.current, last].map((taken) => (taken === null ? "" : measures.howTaken(taken.how)));
  const former = measures.formerValue({ kind: line.kind, corrected: line.current?.corrected ?? null });
  const change =
    value === null || last === null
      ? null
      : changeOf(value, last.quantity, (by) => format.signed(by, typeof line.kind === "string" ? 1 : 3));
  return (
    <>
      <td className="small muted" title={line.unit}>
        {line.unit}
      </td>
      <td className="number small muted">
        {last === null ? format.dash : format.dated(measures.value(line.kind, last.quantity), last.measuredAt)}
        {last !== null && lastHow !== "" && <div>{lastHow}</div>}
        {last?.centile && <div title={full(last.centile)}>{short(last.centile)}</div>}
      </td>
      <td className="number">{change ?? <span className="muted">{format.dash}</span>}</td>
      <td className="small muted">
        {value !== null && !isSameText(typed, shown) && <span className="tabular">{shown}</span>}{" "}
        {line.current?.confirmed && <Chip word="confirmedValue" />}{" "}
        {isQuestioned ? (
          <Chip word="check" />
        ) : (
          line.current &&
          (line.current.range === "low" || line.current.range === "high" ? (
            <Chip word={line.current.range} />
          ) : (
            visits.words[line.current.range]
          ))
        )}{" "}
        {centile !== null && <span>{full(centile)}</span>} {children}
        {how !== "" && <div>{how}</div>}
        {former !== null && <div>{former}</div>}
      </td>
    </>
  );
}

/** Why a value is questioned: its distance from the last one or, without one, from the usual range. */
function DoubtText({ line, typed, doubt }: { line: MeasureLine; typed: Quantity; doubt: Doubt }) {
  const { visits, sync } = useWords();
  const format = useFormat();
  const { name, value, taken } = useMeasures();
  const { after } = useCentile();
  const kind = name(line.kind).toLowerCase();
  const { last, low, high, clockAheadMinutes: ahead, isForYounger } = doubt;
  if (ahead !== null) return visits.toCome(sync.span(ahead));
  if (isForYounger) return visits.forYounger(value(line.kind, typed), kind);
  if (last === null)
    return visits.unusual(
      value(line.kind, typed),
      value(line.kind, { value: low, second: null, unit: "" }).trim(),
      value(line.kind, { value: high, second: null, unit: line.unit }),
    );
  const lastValue = after(taken(format.quantity(last.quantity), last.how), last.centile);
  const before = `${lastValue}, ${format.shortDate(last.measuredAt)}`;
  if (typed.second !== null) return visits.doubtBoth(format.quantity(typed), kind, before);
  const by = typed.value - last.quantity.value;
  const distance = format.quantity({ value: Math.abs(by), second: null, unit: typed.unit });
  return (by < 0 ? visits.doubtBelow : visits.doubtAbove)(format.quantity(typed), distance, kind, before);
}

/** "−0.5", and for a blood pressure both: "−3/+2". */
function changeOf(now: Quantity, before: Quantity, signed: (value: number) => string): string {
  const upper = signed(now.value - before.value);
  return now.second === null || before.second === null ? upper : `${upper}/${signed(now.second - before.second)}`;
}

/** The parsed value is shown only if it differs from the text; a decimal point and comma are equal. */
const isSameText = (typed: string, shown: string) => plain(typed) === plain(shown);
const plain = (text: string) => text.replace(/\s/g, "").replace(",", ".");

const isDateKey = (event: KeyboardEvent) => event.altKey && event.key.toLowerCase() === "d";

/** Enter and Down go to the next entry, Up to the one before; Enter on the last one goes to the note. */
function stepRows(event: KeyboardEvent<HTMLInputElement>) {
  const by = event.key === "Enter" || event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (by === 0 || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const fields = [...document.querySelectorAll<HTMLElement>("[data-measure]")];
  const next = fields[fields.indexOf(event.currentTarget) + by];
  const note = by > 0 ? document.querySelector<HTMLElement>("[data-section-text]") : null;
  (next ?? note)?.focus();
  // without a note the field is left, which saves the value
  if (!next && !note) event.currentTarget.blur();
}
