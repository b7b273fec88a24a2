import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { DocumentView, PatientHeader } from "../../../ipc/views";
import { useMay } from "../../../nav/session";
import { LooseChip } from "../../../parts/Chip";
import { damageText } from "../../../parts/FileAlert";
import { Loaded } from "../../../parts/Loaded";
import { Panel } from "../../../parts/Panel";
import { useWords } from "../../../words/speech";
import { AddDocument } from "./AddDocument";
import { DocumentList } from "./DocumentList";
import classes from "./Documents.module.css";
import { Preview } from "../parts/documents/Preview";

const LACKS = ["clinical_document", "document_chunk"];

/** The files of a patient's chart: the list, and a preview of the chosen one. */
export function DocumentsPanel({ patient }: { patient: PatientHeader }) {
  const view = useClinicQuery(queries.documents("chart", patient.id));
  return <Loaded of={view}>{(documents) => <Shown patient={patient} documents={documents} />}</Loaded>;
}

function Shown({ patient, documents: rows }: { patient: PatientHeader; documents: DocumentView[] }) {
  const { documents, sync } = useWords();
  const may = useMay();
  const [chosen, setChosen] = useState<string | null>(null);
  const isThere = patient.deletedAt === null;
  const mayAdd = may("documents.write") && isThere;
  const document = rows.find(({ id }) => id === chosen) ?? null;
  return (
    <div className={classes.split}>
      <Panel title={documents.title}>
        {patient.damaged
          .filter(({ what }) => LACKS.includes(what))
          .map((damage) => (
            <LooseChip key={damage.what} tone="bad" icon={IconAlertTriangle} text={damageText(sync, damage)} />
          ))}
        <DocumentList
          of="chart"
          patientId={patient.id}
          documents={rows}
          chosen={chosen}
          mayEdit={mayAdd}
          mayRemove={may("documents.delete") && isThere}
          isPartial={patient.partial}
          onChoose={setChosen}
        />
        {mayAdd && <AddDocument of="chart" patient={patient} onAdded={setChosen} />}
      </Panel>
      <Preview key={document?.id} of="chart" document={document} mayAdd={mayAdd} />
    </div>
  );
}
