import { IconTrashOff } from "@tabler/icons-react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { DeletedPatient } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { type Column, DataTable } from "../../parts/DataTable";
import { Empty } from "../../parts/Empty";
import { Loaded } from "../../parts/Loaded";
import { Page } from "../../parts/Page";
import { Panel } from "../../parts/Panel";
import { useFormat, useLabelled, useWords } from "../../words/speech";
import { ListSwitch } from "./parts/ListSwitch";
import { useDeletionReason } from "./deletion-reason";

/** The deleted patients, with the user and the reason of the deletion; each is restored from their page. */
export function DeletedPage() {
  const { deletion, patients } = useWords();
  const format = useFormat();
  const labelled = useLabelled();
  const { go } = useNavigation();
  const reasonOf = useDeletionReason();
  const deleted = useClinicQuery(queries.deletedPatients());
  const why = ({ reason, words }: DeletedPatient) => labelled(reason === null ? null : reasonOf(reason), words);
  const columns: Column<DeletedPatient>[] = [
    { key: "name", head: patients.name, cell: (row) => row.patient.name },
    { key: "number", head: deletion.file, width: 104, cell: (row) => row.patient.fileNumber },
    { key: "at", head: deletion.at, width: 176, cell: (row) => format.dateTime(row.at) },
    { key: "by", head: deletion.by, width: 160, wide: true, cell: (row) => row.by },
    { key: "why", head: deletion.why, cell: why },
  ];
  return (
    <Page title={patients.title} line={deletion.listHelp} tools={<ListSwitch shows="deleted" />}>
      <Loaded of={deleted} rows={6}>
        {(rows: DeletedPatient[]) =>
          rows.length > 0 ? (
            <DataTable
              label={deletion.list}
              rows={rows}
              columns={columns}
              rowKey={(row) => row.patient.id}
              onOpen={(row) => go({ page: "patient", id: row.patient.id })}
              wraps
            />
          ) : (
            <Panel title={deletion.list}>
              <Empty icon={IconTrashOff} title={deletion.none}>
                {deletion.listHelp}
              </Empty>
            </Panel>
          )
        }
      </Loaded>
    </Page>
  );
}
