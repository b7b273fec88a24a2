import { Tooltip } from "@mantine/core";
import type { ChangeLine, DerivedLine } from "../../ipc/views";
import { Chip } from "../../parts/Chip";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Visit.module.css";

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
