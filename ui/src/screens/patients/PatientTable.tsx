import { useEffect, useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { PatientPage, PatientQuery, PatientRow } from "../../ipc/views";
import { type PatientList, useNavigation } from "../../nav/navigation";
import { Chip } from "../../parts/Chip";
import type { Column } from "../../parts/DataTable";
import { fileWidth } from "../../parts/file-width";
import { Sheet } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useRowPages } from "../../parts/row-pages";
import { TagChip } from "../../parts/TagChip";
import { useBirth } from "../../parts/use-birth";
import { VirtualTable } from "../../parts/VirtualTable";
import { useFormat, useWords } from "../../words/speech";
import classes from "./PatientTable.module.css";

const CHIPS_MAX = 1;

/** The name, and the first label after it. */
function Name({ row }: { row: PatientRow }) {
  if (row.tags.length === 0) return row.name;
  return (
    <span className={classes.named}>
      <span className={classes.name}>{row.name}</span>
      {row.tags.slice(0, CHIPS_MAX).map((tag) => (
        <TagChip key={tag.id} tag={tag} />
      ))}
      {row.tags.length > CHIPS_MAX && (
        <span className="muted small" title={row.tags.map(({ name }) => name).join(", ")}>
          +{row.tags.length - CHIPS_MAX}
        </span>
      )}
    </span>
  );
}

interface Props {
  first: PatientPage;
  query: PatientQuery;
  list: PatientList;
  /** Called whenever rows have been drawn. */
  onShown: () => void;
}

/** The patients that a query finds, however many: rows are read as they scroll into view. */
export function PatientTable({ first, query, list, onShown }: Props) {
  const { patients } = useWords();
  const format = useFormat();
  const birth = useBirth();
  const { go, amend } = useNavigation();
  const rows = useRowPages(first.total, list.row, (offset) => queries.patients({ ...query, offset }));
  const [top, setTop] = useState(list.row);
  const hasServer = useClinicQuery(queries.syncStatus()).value?.state !== "noServer";

  const columns: Column<PatientRow>[] = [
    { key: "name", head: patients.name, sorted: query.sort === "name", cell: (row) => <Name row={row} /> },
    {
      key: "file",
      head: patients.file,
      width: fileWidth(rows.loaded.map(({ fileNumber }) => fileNumber)),
      cell: (row) => <span className="tabular">{row.fileNumber}</span>,
    },
    {
      key: "birth",
      head: patients.birth,
      width: 112,
      number: true,
      cell: (row) =>
        row.birthDate !== null ? (
          format.day(row.birthDate)
        ) : (
          <span className="muted" title={patients.noBirth}>
            {patients.noBirth}
          </span>
        ),
    },
    { key: "age", wide: "first", head: patients.age, width: 88, number: true, cell: (row) => birth.age(row) },
    {
      key: "phone",
      wide: true,
      head: patients.phone,
      width: 136,
      cell: (row) => row.phone && <span className="tabular">{row.phone}</span>,
    },
    { key: "dietitian", wide: "first", head: patients.dietitian, width: 116, cell: (row) => row.dietitian },
    {
      key: "last",
      wide: "first",
      head: patients.lastVisit,
      width: 112,
      number: true,
      sorted: query.sort === "lastVisit",
      cell: (row) => row.lastVisit && format.date(row.lastVisit),
    },
    {
      key: "next",
      wide: true,
      head: patients.nextAppointment,
      width: 104,
      number: true,
      sorted: query.sort === "nextAppointment",
      cell: (row) => row.nextAppointment && format.date(row.nextAppointment),
    },
    {
      key: "status",
      wide: true,
      head: patients.status,
      width: 112,
      // the usual status is left out, so that the others stand out
      cell: (row) =>
        hasServer && row.waitingChanges > 0 ? (
          <Chip word="waiting" />
        ) : row.status === "active" ? null : (
          <Chip word={row.status} />
        ),
    },
  ];
  useEffect(() => onShown());
  const open = (row: PatientRow) => {
    amend({ page: "patients", list: { ...list, row: top } });
    go({ page: "patient", id: row.id });
  };
  return (
    <>
      {rows.problem !== null && <ProblemAlert problem={rows.problem} onRetry={rows.retry} />}
      <Sheet>
        <VirtualTable
          label={patients.title}
          total={first.total}
          columns={columns}
          rowAt={rows.at}
          first={list.row}
          onRows={(visible) => {
            setTop(visible.top);
            rows.need(visible);
          }}
          onOpen={open}
        />
      </Sheet>
    </>
  );
}
