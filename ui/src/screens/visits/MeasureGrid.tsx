import { Button, Menu, Tooltip } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useCallback, useState } from "react";
import type {
  ChangeLine,
  DerivedLine,
  MeasureGrid as Grid,
  MeasureKind,
  MeasureLine,
  Understanding,
} from "../../ipc/views";
import { Chip } from "../../parts/Chip";
import { useCentile } from "../../parts/use-centile";
import { keyOf, useMeasures } from "../../parts/use-measures";
import { useFormat, useWords } from "../../words/speech";
import { FrozenRow, MeasureRow } from "./MeasureRow";
import { useUnrecorded } from "./use-unrecorded";
import classes from "./Visit.module.css";

/** A value of an own kind that this computer lacks is shown, but cannot be edited. */
const isHere = ({ kind }: MeasureLine) => typeof kind === "string" || kind.name !== null;

interface Props {
  visitId: string;
  startedAt: string;
  grid: Grid;
  readOnly: boolean;
  onGrid: (grid: Grid) => void;
}

/** One line a measure, in any unit; what is derived from them is below and follows the typing. */
export function MeasureGrid({ visitId, startedAt, grid, readOnly, onGrid }: Props) {
  const { visits } = useWords();
  const format = useFormat();
  const [typed, setTyped] = useState<Understanding | null>(null);
  const [savedAt, setSavedAt] = useState<string | null>(null);
  const take = useCallback(
    (next: Grid) => {
      setTyped(null);
      setSavedAt(new Date().toISOString());
      onGrid(next);
    },
    [onGrid],
  );
  const [picked, setPicked] = useState<string[]>([]);
  const { left, note, isPending } = useUnrecorded(visitId, !readOnly);
  const isPicked = (line: MeasureLine) => picked.includes(keyOf(line.kind)) || left[keyOf(line.kind)] !== undefined;
  const isShown = (line: MeasureLine) => line.isAsked || line.current !== null || isPicked(line);
  const shown = grid.lines.filter(isShown);
  const others = readOnly ? [] : grid.lines.filter((line) => !isShown(line));
  const derived = typed?.understood ? typed.derived : grid.derived;
  const change = typed?.understood ? typed.weightChange : grid.weightChange;
  return (
    <>
      <table className={classes.grid} id="measurements" aria-label={visits.measurements}>
        <thead>
          <tr>
            <th scope="col" className={classes.firstHead}>
              {visits.measure}
              <span role="status" className={classes.savedAt}>
                {savedAt !== null && visits.savedAt(format.time(savedAt))}
              </span>
            </th>
            <th scope="col" className="number">
              {visits.entry}
            </th>
            <th scope="col">{visits.unit}</th>
            <th scope="col" className="number">
              {visits.last}
            </th>
            <th scope="col" className="number">
              {visits.change}
            </th>
            <th scope="col">{visits.result}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((line, index) =>
            readOnly || isPending || !isHere(line) ? (
              <FrozenRow key={keyOf(line.kind)} line={line} startedAt={startedAt} />
            ) : (
              <MeasureRow
                key={keyOf(line.kind)}
                visitId={visitId}
                startedAt={startedAt}
                line={line}
                first={index === 0 || keyOf(line.kind) === picked.at(-1)}
                leftText={left[keyOf(line.kind)]}
                onUnrecorded={note}
                onTyped={setTyped}
                onGrid={take}
              />
            ),
          )}
        </tbody>
      </table>
      {others.length > 0 && <MoreMeasures lines={others} onPick={(key) => setPicked((before) => [...before, key])} />}
      <DerivedFigures derived={derived} change={change} lines={typed?.understood ? [] : grid.lines} />
    </>
  );
}

/** Measures that are unusual for this age: choosing one adds its line and focuses it. */
function MoreMeasures({ lines, onPick }: { lines: MeasureLine[]; onPick: (key: string) => void }) {
  const { visits } = useWords();
  const { name } = useMeasures();
  return (
    // the focus moves to the new line, not back to the button
    <Menu position="bottom-start" returnFocus={false}>
      <Menu.Target>
        <Button variant="subtle" size="xs" leftSection={<IconPlus size={14} />} className={classes.more}>
          {visits.moreMeasures}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.moreKinds}>
        {lines.map((line) => (
          <Menu.Item key={keyOf(line.kind)} onClick={() => onPick(keyOf(line.kind))}>
            {name(line.kind)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface FiguresProps {
  derived: DerivedLine[];
  change: ChangeLine[];
  /** The measures now and before, so that a figure of an earlier day shows its day. */
  lines?: MeasureLine[];
}

/** The measure that a derived figure depends on and that changes from visit to visit. */
const FOLLOWS: Partial<Record<MeasureKind, MeasureKind>> = { bmi: "weight", waistHeight: "waist", waistHip: "waist" };

/** The day of the measure that a figure depends on, unless it is measured in this visit. */
function dayOfFigure(kind: MeasureKind, lines: MeasureLine[]): string | null {
  const line = lines.find((candidate) => candidate.kind === FOLLOWS[kind]);
  return line === undefined || line.current !== null ? null : (line.last?.measuredAt ?? null);
}

/** Figures derived from the measures: indices on the left, changes of weight on the right. */
export function DerivedFigures({ derived, change, lines = [] }: FiguresProps) {
  const { visits } = useWords();
  return (
    <div className={classes.derived}>
      <table className={classes.figures} aria-label={visits.computed}>
        <tbody>
          {derived.map((line) => (
            <DerivedRow key={line.kind} line={line} day={dayOfFigure(line.kind, lines)} />
          ))}
        </tbody>
      </table>
      <table className={classes.figures} data-change aria-label={visits.weightChange}>
        <tbody>
          {change.map((line) => (
            <ChangeRow key={line.months} line={line} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DerivedRow({ line, day }: { line: DerivedLine; day: string | null }) {
  const { visits } = useWords();
  const format = useFormat();
  const { full } = useCentile();
  const { quantity } = line;
  return (
    <tr>
      <th scope="row">
        <Tooltip label={visits.formula(line.formula)}>
          <button type="button" className={classes.formula}>
            {visits.kinds[line.kind]}
          </button>
        </Tooltip>
      </th>
      <td className="number strong">
        {quantity === null ? <span className="muted">{format.dash}</span> : format.quantityOf(quantity, 2)}
      </td>
      <td className="small muted">
        {quantity === null ? (
          visits.needs(line.missing.map((kind) => visits.kinds[kind].toLowerCase()).join(", "))
        ) : (
          <>
            {line.range === "low" || line.range === "high" ? <Chip word={line.range} /> : visits.words[line.range]}
            {full(line.centile)}
            {day !== null && ` ${visits.ofDay(format.shortDate(day))}`}
          </>
        )}
      </td>
    </tr>
  );
}

const LOSSES = { mild: "mildLoss", moderate: "moderateLoss", severe: "severeLoss" } as const;

function ChangeRow({ line }: { line: ChangeLine }) {
  const { visits } = useWords();
  const format = useFormat();
  return (
    <tr>
      <th scope="row">{visits.changeOver(line.months)}</th>
      <td className="number strong">
        {line.percent === null ? <span className="muted">{format.dash}</span> : format.percent(line.percent)}
      </td>
      <td className="small muted">
        {line.loss !== null && <Chip word={LOSSES[line.loss]} />}{" "}
        {line.from && format.dated(format.quantity(line.from.quantity), line.from.measuredAt)}
      </td>
    </tr>
  );
}
