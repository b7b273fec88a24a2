import { Button, TextInput } from "@mantine/core";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useClinic, useCommand } from "../../ipc/use-clinic";
import type { Doubt, MeasureGrid, MeasureLine, Quantity, Understanding } from "../../ipc/views";
import { Chip } from "../../parts/Chip";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Visit.module.css";

/** `first` is where a visit begins. */
interface Props {
  visitId: string;
  line: MeasureLine;
  readOnly: boolean;
  first: boolean;
  onTyped: (read: Understanding | null) => void;
  onRecorded: (grid: MeasureGrid) => void;
}

/** Reads what is typed as it is typed, judges it on leaving the field, and asks once about an odd value. */
export function MeasureRow({ visitId, line, readOnly, first, onTyped, onRecorded }: Props) {
  const { visits } = useWords();
  const format = useFormat();
  const clinic = useClinic();
  const field = useRef<HTMLInputElement>(null);
  const recorded = line.current?.enteredText ?? "";
  const [text, setText] = useState(recorded);
  const [reading, setReading] = useState<Understanding | null>(null);
  const [left, setLeft] = useState(false);
  const { problem: refused, run } = useCommand();
  const kind = visits.kinds[line.kind];
  const isChanged = text.trim() !== recorded;
  const isTyped = isChanged && text.trim() !== "";
  const read = isTyped ? reading : null;

  useEffect(() => {
    if (!isTyped) return;
    let current = true;
    void clinic.readMeasurement(visitId, line.kind, text).then((next) => {
      if (!current) return;
      setReading(next);
      onTyped(next);
    });
    return () => {
      current = false;
    };
  }, [text, isTyped, clinic, visitId, line.kind, onTyped]);

  const type = (typed: string) => {
    setLeft(false);
    setText(typed);
    if (typed.trim() === "" || typed.trim() === recorded) setReading(null);
  };
  const record = async (acceptDoubtful: boolean) => {
    const grid = await run((commands) =>
      commands.recordMeasurement({
        visitId,
        kind: line.kind,
        text: text.trim(),
        acceptDoubtful,
        replaces: line.current && { id: line.current.id, seen: line.current.seen },
      }),
    );
    if (grid) onRecorded(grid);
  };
  const leave = async () => {
    setLeft(true);
    onTyped(null);
    if (!isTyped) return;
    // leaving may overtake the reading that was asked for while typing
    const now = await run((commands) => commands.readMeasurement(visitId, line.kind, text));
    if (!now) return;
    setReading(now);
    if (now.understood !== null && now.doubt === null) await record(false);
  };

  const doubtOf = (typed: Quantity, { last, low, high }: Doubt) =>
    last === null
      ? visits.unusual(
          format.quantity(typed),
          format.quantity({ value: low, second: null, unit: "" }).trim(),
          format.quantity({ value: high, second: null, unit: line.unit }),
        )
      : visits.doubt(format.quantity(typed), format.quantity(last.quantity));
  const value = read?.understood ?? line.current?.quantity ?? null;
  const change = value === null || line.last === null ? null : changeOf(value, line.last.quantity, format.signed);
  const problem = left && read?.problem ? visits.problem[read.problem](kind, visits.examples[line.kind]) : null;
  const doubt = left && read?.doubt && read.understood && isChanged ? doubtOf(read.understood, read.doubt) : null;
  return (
    <>
      <tr>
        <th scope="row">{kind}</th>
        <td>
          <TextInput
            ref={field}
            aria-label={kind}
            classNames={{ input: classes.entry }}
            readOnly={readOnly}
            value={text}
            error={problem !== null}
            aria-describedby={`answer-${line.kind}`}
            autoComplete="off"
            data-measure
            autoFocus={first && !readOnly && line.current === null}
            onChange={(event) => type(event.currentTarget.value)}
            onBlur={() => void leave()}
            onKeyDown={stepRows}
          />
        </td>
        <td className="small muted">{line.unit}</td>
        <td className="number small muted">
          {line.last
            ? `${format.quantity(line.last.quantity)} · ${format.shortDate(line.last.measuredAt)}`
            : format.dash}
        </td>
        <td className="number">{change ?? <span className="muted">{format.dash}</span>}</td>
        <td className="small muted">
          {value !== null && !isSameText(text, format.quantity(value)) && (
            <span className="tabular">{format.quantity(value)}</span>
          )}{" "}
          {line.current &&
            (line.current.range === "low" || line.current.range === "high" ? (
              <Chip word={line.current.range} />
            ) : (
              visits.words[line.current.range]
            ))}
        </td>
      </tr>
      <tr className={classes.answer} hidden={problem === null && doubt === null && refused === null}>
        <td />
        <td colSpan={5}>
          <div id={`answer-${line.kind}`} role="status">
            {problem !== null && <span className={classes.bad}>{problem}</span>}
            {doubt !== null && (
              <span className={classes.warn}>
                {doubt}{" "}
                <Button size="xs" variant="default" onClick={() => void record(true)}>
                  {visits.useAnyway}
                </Button>{" "}
                <Button size="xs" variant="subtle" onClick={() => field.current?.select()}>
                  {visits.correct}
                </Button>
              </span>
            )}
            {refused !== null && <ProblemAlert problem={refused} />}
          </div>
        </td>
      </tr>
    </>
  );
}

/** "−0.5", and for a blood pressure both: "−3/+2". */
function changeOf(now: Quantity, before: Quantity, signed: (value: number) => string): string {
  const upper = signed(now.value - before.value);
  return now.second === null || before.second === null ? upper : `${upper}/${signed(now.second - before.second)}`;
}

/** What was understood is shown where it is not what was typed; a point and a comma say the same. */
const isSameText = (typed: string, shown: string) => plain(typed) === plain(shown);
const plain = (text: string) => text.replace(/\s/g, "").replace(",", ".");

/** Enter and Down go to the next entry, Up to the one before. */
function stepRows(event: KeyboardEvent<HTMLInputElement>) {
  const by = event.key === "Enter" || event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (by === 0 || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const fields = [...document.querySelectorAll<HTMLInputElement>("[data-measure]")];
  const next = fields[fields.indexOf(event.currentTarget) + by];
  if (next) next.focus();
  else event.currentTarget.blur();
}
