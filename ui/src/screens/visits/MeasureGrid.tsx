import { Tooltip } from "@mantine/core";
import { useState } from "react";
import type { ChangeLine, DerivedLine, MeasureGrid as Grid, Understanding } from "../../ipc/views";
import { Chip } from "../../parts/Chip";
import { useFormat, useWords } from "../../words/speech";
import { MeasureRow } from "./MeasureRow";
import classes from "./Visit.module.css";

/** One line a measure, in any unit; what is derived from them is below and follows the typing. */
export function MeasureGrid({ visitId, first, readOnly }: { visitId: string; first: Grid; readOnly: boolean }) {
  const { visits } = useWords();
  const [grid, setGrid] = useState(first);
  const [typed, setTyped] = useState<Understanding | null>(null);
  const derived = typed?.understood ? typed.derived : grid.derived;
  const change = typed?.understood ? typed.weightChange : grid.weightChange;
  return (
    <>
      <table className={classes.grid} id="measurements" aria-label={visits.measurements}>
        <thead>
          <tr>
            <th scope="col">{visits.measure}</th>
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
          {grid.lines.map((line, index) => (
            <MeasureRow
              key={line.kind}
              visitId={visitId}
              line={line}
              readOnly={readOnly}
              first={index === 0}
              onTyped={setTyped}
              onRecorded={(next) => (setGrid(next), setTyped(null))}
            />
          ))}
        </tbody>
      </table>
      <DerivedFigures derived={derived} change={change} />
    </>
  );
}

/** What follows from the measures, never typed: indices on the left, how the weight moved on the right. */
export function DerivedFigures({ derived, change }: { derived: DerivedLine[]; change: ChangeLine[] }) {
  const { visits } = useWords();
  return (
    <div className={classes.derived}>
      <table className={classes.figures} aria-label={visits.computed}>
        <tbody>
          {derived.map((line) => (
            <DerivedRow key={line.kind} line={line} />
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

function DerivedRow({ line }: { line: DerivedLine }) {
  const { visits } = useWords();
  const format = useFormat();
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
        ) : line.range === "low" || line.range === "high" ? (
          <Chip word={line.range} />
        ) : (
          visits.words[line.range]
        )}
      </td>
    </tr>
  );
}

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
        {line.from && `${format.quantity(line.from.quantity)} · ${format.shortDate(line.from.measuredAt)}`}
      </td>
    </tr>
  );
}
