import { Paper } from "@mantine/core";
import { useIntersection } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { usePlaces } from "../../app/route";
import { useClinic } from "../../ipc/use-clinic";
import type { PatientPage, PatientQuery, PatientRow } from "../../ipc/views";
import { Chip } from "../../parts/Chip";
import { DataTable, type Column } from "../../parts/DataTable";
import { useFormat, useToday, useWords } from "../../words/speech";

/** Patients by row; further pages come when the end scrolls into view. */
export function PatientTable({ first, query }: { first: PatientPage; query: PatientQuery }) {
  const { patients } = useWords();
  const format = useFormat();
  const today = useToday();
  const clinic = useClinic();
  const { go } = usePlaces();
  const [more, setMore] = useState<PatientPage[]>([]);
  const next = (more.at(-1) ?? first).next;
  const { ref, entry } = useIntersection({ rootMargin: "400px" });
  const isAtEnd = entry?.isIntersecting ?? false;
  useEffect(() => {
    if (isAtEnd && next !== null) clinic.listPatients({ ...query, after: next }).then((page) => setMore((before) => [...before, page]), () => undefined);
  }, [isAtEnd, next, clinic, query]);

  const columns: Column<PatientRow>[] = [
    { key: "name", head: patients.name, sorted: query.sort === "name", cell: (row) => row.name },
    { key: "file", head: patients.file, width: 72, cell: (row) => <span className="tabular">{row.fileNumber}</span> },
    { key: "birth", head: patients.birth, width: 112, number: true, cell: (row) => row.birthDate && format.day(row.birthDate) },
    { key: "age", head: patients.age, width: 64, number: true, cell: (row) => row.birthDate && format.age(row.birthDate, today) },
    { key: "phone", head: patients.phone, width: 152, cell: (row) => row.phone && <span className="tabular">{row.phone}</span> },
    { key: "dietitian", head: patients.dietitian, width: 124, cell: (row) => row.dietitian },
    { key: "last", head: patients.lastVisit, width: 100, number: true, sorted: query.sort === "lastVisit", cell: (row) => row.lastVisit && format.date(row.lastVisit) },
    { key: "next", head: patients.nextAppointment, width: 100, number: true, sorted: query.sort === "nextAppointment", cell: (row) => row.nextAppointment && format.date(row.nextAppointment) },
    { key: "status", head: patients.status, width: 108, cell: (row) => <Chip word={row.waitingChanges > 0 ? "waiting" : row.status} /> },
  ];
  return (
    <Paper>
      <DataTable label={patients.title} rows={[first, ...more].flatMap((page) => page.rows)} columns={columns} rowKey={(row) => row.id} onOpen={(row) => go({ page: "patient", id: row.id })} />
      <div ref={ref} />
    </Paper>
  );
}
