import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQueries, useClinicQuery } from "../../ipc/use-clinic";
import type { PatientPage, PatientQuery, PatientRow } from "../../ipc/views";
import { type PatientList, useNavigation } from "../../nav/navigation";
import { Chip } from "../../parts/Chip";
import type { Column } from "../../parts/DataTable";
import { Sheet } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { VirtualTable } from "../../parts/VirtualTable";
import { useFormat, useToday, useWords } from "../../words/speech";

interface Props {
  first: PatientPage;
  query: PatientQuery;
  list: PatientList;
  /** Called whenever rows have been drawn. */
  onShown: () => void;
}

/** The patients that a query finds, however many: rows are read as they scroll into view. */
export function PatientTable({ first, query, list, onShown }: Props) {
  const { patients, chips } = useWords();
  const format = useFormat();
  const today = useToday();
  const { go, amend } = useNavigation();
  const rows = usePatientRows(query, first.total, list.row);
  const [top, setTop] = useState(list.row);
  const hasServer = useClinicQuery(queries.syncStatus()).value?.state !== "noServer";

  const columns: Column<PatientRow>[] = [
    { key: "name", head: patients.name, sorted: query.sort === "name", cell: (row) => row.name },
    { key: "file", head: patients.file, width: 72, cell: (row) => <span className="tabular">{row.fileNumber}</span> },
    {
      key: "birth",
      head: patients.birth,
      width: 112,
      number: true,
      cell: (row) => row.birthDate && format.day(row.birthDate),
    },
    {
      key: "age",
      wide: "first",
      head: patients.age,
      width: 80,
      number: true,
      cell: (row) => row.birthDate && format.age(row.birthDate, today),
    },
    {
      key: "phone",
      wide: true,
      head: patients.phone,
      width: 144,
      cell: (row) => row.phone && <span className="tabular">{row.phone}</span>,
    },
    { key: "dietitian", wide: "first", head: patients.dietitian, width: 124, cell: (row) => row.dietitian },
    {
      key: "last",
      wide: "first",
      head: patients.lastVisit,
      width: 100,
      number: true,
      sorted: query.sort === "lastVisit",
      cell: (row) => row.lastVisit && format.date(row.lastVisit),
    },
    {
      key: "next",
      wide: true,
      head: patients.nextAppointment,
      width: 100,
      number: true,
      sorted: query.sort === "nextAppointment",
      cell: (row) => row.nextAppointment && format.date(row.nextAppointment),
    },
    {
      key: "status",
      wide: true,
      head: patients.status,
      width: 108,
      // what most rows say is a plain word, so that the others stand out
      cell: (row) =>
        hasServer && row.waitingChanges > 0 ? (
          <Chip word="waiting" />
        ) : row.status === "active" ? (
          <span className="muted">{chips.active}</span>
        ) : (
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

export const PAGE_ROWS = 100;
/** Pages that stay cached before and after those in view. */
const CACHED_PAGES = 5;
/** A list that is scrolled fast asks only for where it comes to rest. */
const REST_MS = 60;

interface Range {
  first: number;
  last: number;
}

/** Rows of a long list, a page at a time as they come into view; those far away are dropped. */
export function usePatientRows(query: PatientQuery, total: number, startAt: number) {
  const [range, need] = useState<Range>({ first: startAt, last: startAt + 1 });
  const [rested] = useDebouncedValue(range, REST_MS);
  const wanted = { first: pageOf(rested.first), last: pageOf(rested.last - 1) };
  const cached = {
    first: Math.max(0, wanted.first - CACHED_PAGES),
    last: Math.min(pageOf(total - 1), wanted.last + CACHED_PAGES),
  };
  const pages = useClinicQueries(
    Array.from({ length: cached.last - cached.first + 1 }, (_, offset) => {
      const page = cached.first + offset;
      return {
        query: queries.patients({ ...query, offset: page * PAGE_ROWS }),
        enabled: page >= wanted.first && page <= wanted.last,
      };
    }),
  );
  const at = (index: number): PatientRow | undefined =>
    pages.values[pageOf(index) - cached.first]?.rows[index % PAGE_ROWS];
  return { at, need, problem: pages.problem, retry: pages.retry };
}

const pageOf = (row: number): number => Math.floor(Math.max(row, 0) / PAGE_ROWS);
