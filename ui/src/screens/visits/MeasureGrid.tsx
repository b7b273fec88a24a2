import { useState } from "react";
import type { MeasureGrid as Grid, Understanding } from "../../ipc/views";
import { useWords } from "../../words/speech";
import { DerivedFigures } from "./DerivedFigures";
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
