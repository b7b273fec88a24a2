import { IconHistory } from "@tabler/icons-react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { DecisionRow } from "../../ipc/views";
import { Empty } from "../../parts/Empty";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { useEntryName } from "../../parts/use-entry-name";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Clashes.module.css";
import { EntryLine } from "./ClashRows";

/** What was decided about clashes, the latest first, and what became of it. */
export function ClashHistory() {
  const { clashes: words } = useWords();
  const format = useFormat();
  const page = useClinicQuery(queries.clashHistory());
  return (
    <Loaded of={page} rows={6}>
      {({ rows, total }) => (
        <Panel title={words.parts.history} flush={rows.length > 0}>
          {rows.length === 0 ? (
            <Empty icon={IconHistory} title={words.noHistory}>
              {words.noHistoryHelp}
            </Empty>
          ) : (
            <ol className={classes.rows} aria-label={words.parts.history}>
              {rows.map((row) => (
                <Decision key={row.id} row={row} />
              ))}
            </ol>
          )}
          {total > rows.length && (
            <p className={classes.note}>{words.latest(format.number(rows.length, 0), format.number(total, 0))}</p>
          )}
        </Panel>
      )}
    </Loaded>
  );
}

function Decision({ row }: { row: DecisionRow }) {
  const { clashes: words } = useWords();
  const format = useFormat();
  const nameOf = useEntryName();
  const { was } = row;
  const before = was === null ? "" : [was.provider, was.room].filter(Boolean).join(", ");
  // a move changes a time by itself
  const became = row.choice === "move" && row.state === "over" ? "" : words.states[row.state];
  return (
    <li className={classes.row}>
      <div className={classes.lines}>
        <EntryLine entry={row.appointment} />
        <EntryLine entry={row.other} />
        {was !== null && (
          <div className={classes.contacts}>
            {words.movedFrom(nameOf(row.appointment), format.dateTime(was.startsAt), before)}
          </div>
        )}
      </div>
      <div className={classes.became}>
        <span className={classes.name}>{words.choices[row.choice]}</span>
        <span className="small muted">{words.by(row.by, format.dateTime(row.at))}</span>
        {became !== "" && <span className={classes.state}>{became}</span>}
        {row.state !== "current" && <span className="small muted">{words.timesNow}</span>}
      </div>
    </li>
  );
}
