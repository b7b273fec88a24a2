import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { PatientHeader } from "../../../ipc/views";
import { LooseChip } from "../../../parts/Chip";
import { damageText } from "../../../parts/FileAlert";
import { Loaded } from "../../../parts/Loaded";
import { Panel } from "../../../parts/Panel";
import { useWords } from "../../../words/speech";
import { AddDocument } from "./AddDocument";
import { DocumentDialog } from "../parts/documents/DocumentDialog";
import { DocumentList } from "./DocumentList";

const LACKS = ["office_document", "office_document_chunk"];

/** The files of the front desk: cards and signed forms. One opens in a dialog. */
export function OfficePanel({ patient }: { patient: PatientHeader }) {
  const { documents, sync } = useWords();
  const view = useClinicQuery(queries.documents("office", patient.id));
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = view.value?.find(({ id }) => id === chosen) ?? null;
  return (
    <Panel title={documents.office}>
      {patient.damaged
        .filter(({ what }) => LACKS.includes(what))
        .map((damage) => (
          <LooseChip key={damage.what} tone="bad" icon={IconAlertTriangle} text={damageText(sync, damage)} />
        ))}
      <Loaded of={view} rows={2}>
        {(rows) => (
          <DocumentList
            of="office"
            patientId={patient.id}
            documents={rows}
            chosen={chosen}
            mayEdit={patient.mayEdit}
            mayRemove={patient.mayEdit}
            isPartial={patient.partial}
            onChoose={setChosen}
          />
        )}
      </Loaded>
      {patient.mayEdit && <AddDocument of="office" patient={patient} onAdded={() => undefined} />}
      {shown !== null && (
        <DocumentDialog of="office" document={shown} mayAdd={patient.mayEdit} onClose={() => setChosen(null)} />
      )}
    </Panel>
  );
}
