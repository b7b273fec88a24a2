import { Tooltip } from "@mantine/core";
import { useState } from "react";
import type { ChangeLine, DerivedLine, MeasureGrid as Grid, Understanding } from "../../ipc/views";
import { useFormat, useWords } from "../../words/speech";
import { MeasureRow } from "./MeasureRow";
import classes from "./Visit.module.css";

/** One line a measure, in any unit; what follows from them stands below and moves while typing. */
export function MeasureGrid({ visitId, first, readOnly }: { visitId: string; first: Grid; readOnly: boolean }) {
  const { visits } = useWords();
  const [grid, setGrid] = useState(first);
  const [typed, setTyped] = useState<Understanding | null>(null);
  const derived = typed?.understood ? typed.derived : grid.derived;
  const change = typed?.understood ? typed.weightChange : grid.weightChange;
  return (
    <table className={classes.grid} id="measurements">
      <thead>
        <tr>
          <th scope="col">{visits.measure}</th>
          <th scope="col" className="number">{visits.entry}</th>
          <th scope="col">{visits.unit}</th>
          <th scope="col" className="number">{visits.last}</th>
          <th scope="col" className="number">{visits.change}</th>
          <th scope="col">{visits.result}</th>
        </tr>
      </thead>
      <tbody>
        {grid.lines.map((line) => (
          <MeasureRow key={line.kind} visitId={visitId} line={line} readOnly={readOnly} onTyped={setTyped} onRecorded={(next) => (setGrid(next), setTyped(null))} />
        ))}
      </tbody>
      <tbody className={classes.derived} aria-label={visits.computed}>
        {derived.map((line) => (
          <DerivedRow key={line.kind} line={line} />
        ))}
        {change.map((line) => (
          <ChangeRow key={line.months} line={line} />
        ))}
      </tbody>
    </table>
  );
}

function DerivedRow({ line }: { line: DerivedLine }) {
  const { visits } = useWords();
  const format = useFormat();
  return (
    <tr>
      <th scope="row">
        <Tooltip label={visits.formula(line.formula)}>
          <span tabIndex={0} className={classes.formula}>{visits.kinds[line.kind]}</span>
        </Tooltip>
      </th>
      <td className="number strong">{line.quantity === null ? format.dash : format.number(line.quantity.value, 2)}</td>
      <td className="small muted">{line.quantity?.unit}</td>
      <td colSpan={2} className="small muted">{line.quantity === null && visits.needs(line.missing.map((kind) => visits.kinds[kind].toLowerCase()).join(", "))}</td>
      <td data-range={line.range} className={classes.word}>{visits.words[line.range]}</td>
    </tr>
  );
}

function ChangeRow({ line }: { line: ChangeLine }) {
  const { visits } = useWords();
  const format = useFormat();
  return (
    <tr>
      <th scope="row">{visits.changeOver(line.months)}</th>
      <td className="number strong">{line.percent === null ? format.dash : format.signed(line.percent)}</td>
      <td className="small muted">%</td>
      <td className="number small muted">{line.from && `${format.quantity(line.from.quantity)} · ${format.shortDate(line.from.measuredAt)}`}</td>
      <td colSpan={2} />
    </tr>
  );
}
