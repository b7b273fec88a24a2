import { Button } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { NoteRow, PatientHeader } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { useMay } from "../../nav/session";
import { Chip } from "../../parts/Chip";
import { type Column, DataTable } from "../../parts/DataTable";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFormat, useWords } from "../../words/speech";

/** Notes that belong to no visit, and the way to write one. */
export function LooseNotes({ patient }: { patient: PatientHeader }) {
  const may = useMay();
  if (!may("notes.read")) return null;
  return <Listed patient={patient} mayWrite={may("notes.write") && patient.deletedAt === null} />;
}

function Listed({ patient, mayWrite }: { patient: PatientHeader; mayWrite: boolean }) {
  const { patients, notes } = useWords();
  const format = useFormat();
  const { go } = useNavigation();
  const { busy, problem, run } = useCommand();
  const all = useClinicQuery(queries.patientNotes(patient.id));
  const rows = (all.value ?? []).filter(({ visitId }) => visitId === null);
  const begin = async () => {
    const begun = await run((clinic) => clinic.beginNote(patient.id, "adime"));
    if (begun) go({ page: "note", id: begun.id });
  };
  const columns: Column<NoteRow>[] = [
    { key: "date", head: patients.date, width: 168, cell: (row) => format.dateTime(row.at) },
    { key: "kind", head: notes.kind, cell: (row) => notes.kinds[row.kind] },
    { key: "by", wide: true, head: patients.by, width: 160, cell: (row) => row.author },
    { key: "state", head: patients.note, width: 120, cell: (row) => <Chip word={row.state} /> },
  ];
  const write = mayWrite && (
    <Button
      variant="default"
      leftSection={<IconPencil size={16} aria-hidden />}
      loading={busy}
      onClick={() => void begin()}>
      {notes.writeWithout}
    </Button>
  );
  const failed = problem ?? all.problem;
  return (
    <>
      {failed !== null && <ProblemAlert problem={failed} />}
      {rows.length === 0 ? (
        <div>{write}</div>
      ) : (
        <Panel title={notes.withoutVisit} action={write || null} flush>
          <DataTable
            label={notes.withoutVisit}
            rows={rows}
            columns={columns}
            rowKey={(row) => row.id}
            onOpen={(row) => go({ page: "note", id: row.id })}
          />
        </Panel>
      )}
    </>
  );
}
