import { IconNotes } from "@tabler/icons-react";
import { useNavigation } from "../../nav/navigation";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { VisitRow } from "../../ipc/views";
import { Chip } from "../../parts/Chip";
import { DataTable, type Column } from "../../parts/DataTable";
import { Empty } from "../../parts/Empty";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { Sheet } from "../../parts/Sheet";
import { useFormat, useWords } from "../../words/speech";

/** Every visit, newest first, with the state of its note. */
export function Visits({ patientId }: { patientId: string }) {
  const { patients, visits, frame } = useWords();
  const format = useFormat();
  const { go } = useNavigation();
  const rows = useClinicQuery(queries.patientVisits(patientId));
  const columns: Column<VisitRow>[] = [
    { key: "date", head: patients.visit, width: 168, cell: (row) => format.dateTime(row.startedAt) },
    { key: "type", wide: true, head: visits.type, width: 128, cell: (row) => visits.types[row.type] },
    { key: "reason", head: patients.complaint, cell: (row) => row.complaint || null },
    { key: "by", wide: true, head: patients.by, width: 160, cell: (row) => row.provider },
    { key: "note", head: patients.note, width: 120, cell: (row) => row.note && <Chip word={row.note} /> },
    {
      key: "sync",
      wide: true,
      head: frame.pages.sync,
      width: 120,
      cell: (row) => (row.sync.onlyHere > 0 ? <Chip word="waiting" /> : null),
    },
  ];
  return (
    <Loaded of={rows}>
      {(list) =>
        list.length === 0 ? (
          <Panel title={patients.tabs.visits}>
            <Empty icon={IconNotes} title={patients.noVisits}>
              {patients.noVisitsHelp}
            </Empty>
          </Panel>
        ) : (
          <Sheet>
            <DataTable
              label={patients.tabs.visits}
              rows={list}
              columns={columns}
              rowKey={(row) => row.id}
              onOpen={(row) => go({ page: "visit", id: row.id })}
            />
          </Sheet>
        )
      }
    </Loaded>
  );
}
