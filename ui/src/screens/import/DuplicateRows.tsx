import { Button, Checkbox } from "@mantine/core";
import type { Day, LineDuplicate } from "../../ipc/views";
import { type Column, DataTable } from "../../parts/DataTable";
import { PageLink } from "../../parts/PageLink";
import { Panel } from "../../parts/Panel";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Import.module.css";
import { Pager, usePaged } from "./paged";

interface Props {
  duplicates: LineDuplicate[];
  leftOut: number[];
  onLeaveOut: (lines: number[]) => void;
}

/** Lines that are likely the same person as another line or a patient; each can be left out. */
export function DuplicateRows({ duplicates, leftOut, onLeaveOut }: Props) {
  const { imports, patients } = useWords();
  const format = useFormat();
  const paged = usePaged(duplicates);
  const lines = [...new Set(duplicates.map(({ line }) => line))];
  const isAllOut = lines.every((line) => leftOut.includes(line));
  const lineOf = (line: number) => imports.line(format.number(line, 0));
  const born = (day: Day | null) => (day === null ? patients.noBirth : format.day(day));
  const toggle = (line: number, isOut: boolean) =>
    onLeaveOut(isOut ? [...leftOut, line] : leftOut.filter((other) => other !== line));
  const columns: Column<LineDuplicate>[] = [
    {
      key: "line",
      head: imports.inLine,
      cell: (row) => <Person name={row.name} facts={[born(row.birthDate), lineOf(row.line)]} />,
    },
    {
      key: "other",
      head: imports.other,
      cell: ({ otherLine, otherName, otherBirthDate, patientId }) => (
        <Person
          name={
            patientId === null ? otherName : <PageLink to={{ page: "patient", id: patientId }}>{otherName}</PageLink>
          }
          facts={[born(otherBirthDate), ...(otherLine === null ? [] : [lineOf(otherLine)])]}
        />
      ),
    },
    {
      key: "why",
      head: imports.why,
      wide: true,
      cell: ({ reasons }) => reasons.map((reason) => patients.reasons[reason]).join(", "),
    },
    {
      key: "leaveOut",
      head: imports.leaveOut,
      width: 112,
      cell: ({ line, name }) => (
        <Checkbox
          aria-label={imports.leaveOutOf(format.number(line, 0), name)}
          checked={leftOut.includes(line)}
          onChange={(event) => toggle(line, event.currentTarget.checked)}
        />
      ),
    },
  ];
  return (
    <Panel
      title={imports.duplicates}
      flush
      action={
        <Button size="xs" variant="default" onClick={() => onLeaveOut(isAllOut ? [] : lines)}>
          {isAllOut ? imports.takeAllIn : imports.leaveAllOut}
        </Button>
      }>
      <p className={`${classes.help} ${classes.flushed}`}>{imports.duplicatesHelp}</p>
      <DataTable
        label={imports.duplicates}
        rows={paged.rows}
        columns={columns}
        rowKey={({ line, otherLine, patientId }) => `${line} ${otherLine} ${patientId}`}
        tall
        wraps
      />
      <Pager of={paged} label={imports.duplicates} />
    </Panel>
  );
}

function Person({ name, facts }: { name: React.ReactNode; facts: string[] }) {
  return (
    <div>
      <div>{name}</div>
      <div className="small muted tabular">{facts.join(" · ")}</div>
    </div>
  );
}
