import { Button } from "@mantine/core";
import { IconAlertTriangle, IconPlus } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { fieldLengths } from "../../../ipc/bindings";
import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import { entryOf } from "../../../ipc/use-left-form";
import type { ConsentMethod, ConsentView, PatientView } from "../../../ipc/views";
import { LooseChip } from "../../../parts/Chip";
import { type EditField, EntryForm } from "../../../parts/EditRow";
import { damageText } from "../../../parts/FileAlert";
import { Panel } from "../../../parts/Panel";
import { useFormat, useToday, useWords } from "../../../words/speech";
import { readDay } from "../../../words/time";
import classes from "../parts/Entries.module.css";
import { ConsentRow } from "./ConsentRow";

interface NewForm {
  version: string;
  signedOn: string;
  method: ConsentMethod;
  note: string;
  /** Empty if no document is linked. */
  documentId: string;
}

/** Whether the patient consents: the consent that was signed last, and those before it. */
export function ConsentPanel({ patient }: { patient: PatientView }) {
  const { consents, patients, sync } = useWords();
  const { header } = patient;
  const [adds, setAdds] = useState(false);
  const [showsFormer, setShowsFormer] = useState(false);
  const addButton = useRef<HTMLButtonElement>(null);
  const [last, ...former] = patient.consents.rows;
  const lacks = header.damaged.filter(({ what }) => what === "consent");
  // a consent that could not be read may be the last one
  const isSure = patient.consents.state !== "unsure";
  const close = () => {
    setAdds(false);
    requestAnimationFrame(() => addButton.current?.focus());
  };
  const row = (consent: ConsentView) => (
    <li key={consent.id}>
      <ConsentRow consent={consent} isLast={consent === last && isSure} patient={header} mayEdit={header.mayEdit} />
    </li>
  );
  return (
    <Panel title={consents.title}>
      {lacks.map((damage) => (
        <LooseChip key={damage.what} tone="bad" icon={IconAlertTriangle} text={damageText(sync, damage)} />
      ))}
      {last !== undefined && <ul className={classes.list}>{row(last)}</ul>}
      {last === undefined && lacks.length === 0 && (
        <div className={classes.none}>
          <LooseChip
            tone="warn"
            icon={IconAlertTriangle}
            text={header.partial ? patients.partial : consents.notAsked}
          />
        </div>
      )}
      {former.length > 0 && (
        <>
          <Button
            className={classes.quiet}
            size="compact-sm"
            variant="subtle"
            onClick={() => setShowsFormer(!showsFormer)}
            aria-expanded={showsFormer}>
            {consents.former(String(former.length))}
          </Button>
          {showsFormer && <ul className={`${classes.list} ${classes.over}`}>{former.map(row)}</ul>}
        </>
      )}
      {adds && <NewConsentForm patientId={header.id} onClose={close} />}
      {header.mayEdit && !adds && (
        <Button
          ref={addButton}
          className={classes.quiet}
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setAdds(true)}>
          {last === undefined ? consents.add : consents.addNext}
        </Button>
      )}
    </Panel>
  );
}

function NewConsentForm({ patientId, onClose }: { patientId: string; onClose: () => void }) {
  const { consents } = useWords();
  const format = useFormat();
  const today = useToday();
  const documents = useClinicQuery(queries.documents("office", patientId));
  const forms = [
    { value: "", label: consents.noForm },
    ...(documents.value ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ];
  const methods = Object.entries(consents.methods).map(([value, label]) => ({ value, label }));
  const fields: EditField<NewForm>[] = [
    {
      key: "version",
      label: consents.version,
      span: 3,
      lengthMax: fieldLengths.consent.version,
      example: consents.versionExample,
    },
    { key: "signedOn", label: consents.signedOn, span: 3, lengthMax: 20, takes: consents.badDay },
    { key: "method", label: consents.method, span: 3, words: methods },
    { key: "note", label: consents.note, span: 3, lengthMax: fieldLengths.consent.note },
    { key: "documentId", label: consents.chooseForm, span: 6, words: forms },
  ];
  return (
    <EntryForm<NewForm>
      name={consents.add}
      fields={fields}
      form={{ version: "", signedOn: format.day(today), method: "paper", note: "", documentId: "" }}
      of={entryOf("consents", patientId)}
      save={(clinic, form) =>
        clinic.addConsent({
          ...form,
          patientId,
          signedOn: readDay(form.signedOn) ?? form.signedOn,
          documentId: form.documentId || null,
        })
      }
      onSaved={onClose}
      onClose={onClose}
    />
  );
}
