import { ActionIcon, Button, Menu, Text } from "@mantine/core";
import { IconCheck, IconDots, IconPaperclip, IconX } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { queries } from "../../../ipc/queries";
import { entryOf } from "../../../ipc/use-left-form";
import { useClinicQuery, useCommand } from "../../../ipc/use-clinic";
import type { ConsentScan, ConsentView, PatientName } from "../../../ipc/views";
import { LooseChip } from "../../../parts/Chip";
import { type EditField, EntryForm } from "../../../parts/EditRow";
import { PrintDialog } from "../../../parts/PrintDialog";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { offerUndo } from "../../../parts/undo";
import { unbroken } from "../../../words/format";
import { useFormat, useToday, useWords } from "../../../words/speech";
import { readDay } from "../../../words/time";
import { ErrorDialog } from "../parts/ErrorDialog";
import { undoIdOf } from "../parts/EntryRow";
import { DocumentDialog } from "../parts/documents/DocumentDialog";
import entryClasses from "../parts/Entries.module.css";
import classes from "./Consents.module.css";

type Asked = "withdrawal" | "error" | "form" | "print";

/** One consent; it can be withdrawn on a day or removed as entered in error, both with Undo. */
export function ConsentRow({
  consent,
  isLast,
  patient,
  mayEdit,
}: {
  consent: ConsentView;
  /** It is the consent in force. */
  isLast: boolean;
  patient: PatientName;
  mayEdit: boolean;
}) {
  const { consents, background, frame, prints } = useWords();
  const { problem, run } = useCommand();
  const [asks, setAsks] = useState<Asked | null>(null);
  const menu = useRef<HTMLButtonElement>(null);
  const { id, seen, version, withdrawnOn } = consent;
  const name = consents.name(version);
  const close = () => {
    setAsks(null);
    requestAnimationFrame(() => menu.current?.focus());
  };
  /** Undo restores the withdrawal as it was before. */
  const offerBack = (changed: ConsentView) => {
    const message = changed.withdrawnOn === null ? consents.isNotWithdrawn(version) : consents.isWithdrawn(version);
    const back = { id, seen: changed.seen, withdrawnOn };
    offerUndo(undoIdOf(consent), message, frame, () => run((clinic) => clinic.withdrawConsent(back)));
  };
  const takeBack = async () => {
    const changed = await run((clinic) => clinic.withdrawConsent({ id, seen, withdrawnOn: null }));
    if (changed) offerBack(changed);
  };
  return (
    <>
      <div className={entryClasses.row}>
        <Shown consent={consent} isLast={isLast} />
        {mayEdit ? (
          <Menu returnFocus={asks === null || asks === "error"}>
            <Menu.Target>
              <ActionIcon ref={menu} size="sm" aria-label={frame.labelled(frame.more, name)}>
                <IconDots size={16} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => setAsks("print")}>{prints.print}</Menu.Item>
              {withdrawnOn === null ? (
                <Menu.Item onClick={() => setAsks("withdrawal")}>{consents.withdraw}</Menu.Item>
              ) : (
                <Menu.Item onClick={() => void takeBack()}>{consents.notWithdrawn}</Menu.Item>
              )}
              <Menu.Item onClick={() => setAsks("form")}>{consents.chooseForm}</Menu.Item>
              <Menu.Item onClick={() => setAsks("error")}>{background.enteredInError}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        ) : (
          <Button size="compact-sm" variant="subtle" onClick={() => setAsks("print")}>
            {prints.print}
          </Button>
        )}
      </div>
      {consent.document !== null &&
        (consent.document.name === "" ? (
          <Text size="xs" c="dimmed">
            {consents.formGone}
          </Text>
        ) : (
          <ScanButton
            scan={consent.document}
            text={consents.form(consent.document.name)}
            patient={patient}
            mayAdd={mayEdit}
          />
        ))}
      {consent.scans.map((scan) => (
        <ScanButton key={scan.id} scan={scan} text={consents.sameDay(scan.name)} patient={patient} mayAdd={mayEdit} />
      ))}
      {problem !== null && <ProblemAlert problem={problem} />}
      {asks === "print" && <PrintDialog of={{ print: "consent", consentId: id }} patient={patient} onClose={close} />}
      {asks === "form" && <SignedForm consent={consent} patientId={patient.id} onClose={close} />}
      {asks === "withdrawal" && (
        <WithdrawalForm consent={consent} patientId={patient.id} onWithdrawn={offerBack} onClose={close} />
      )}
      {asks === "error" && (
        <ErrorDialog
          name={name}
          patient={patient}
          remove={(clinic, reason) => clinic.removeConsent(id, seen, reason)}
          onRemoved={(removal) =>
            offerUndo(undoIdOf(consent), background.removed(name), frame, () =>
              run((clinic) => clinic.restoreConsent(id, removal)),
            )
          }
          onClose={() => setAsks(null)}
        />
      )}
    </>
  );
}

/** Opens the form that was signed, which is a document of the front desk. */
function ScanButton({
  scan,
  text,
  patient,
  mayAdd,
}: {
  scan: ConsentScan;
  text: string;
  patient: PatientName;
  mayAdd: boolean;
}) {
  const [opens, setOpens] = useState(false);
  const documents = useClinicQuery(queries.documents("office", patient.id));
  const shown = documents.value?.find(({ id }) => id === scan.id);
  return (
    <>
      <Button
        className={classes.scan}
        size="compact-sm"
        variant="subtle"
        disabled={shown === undefined}
        leftSection={<IconPaperclip size={16} aria-hidden />}
        onClick={() => setOpens(true)}>
        {text}
      </Button>
      {opens && shown !== undefined && (
        <DocumentDialog of="office" document={shown} mayAdd={mayAdd} onClose={() => setOpens(false)} />
      )}
    </>
  );
}

function Shown({ consent, isLast }: { consent: ConsentView; isLast: boolean }) {
  const { consents } = useWords();
  const format = useFormat();
  const { version, signedOn, method, withdrawnOn, note, by } = consent;
  const given = method === "verbal" ? consents.agreed : consents.signed;
  return (
    <div className={entryClasses.shown}>
      {withdrawnOn !== null && <LooseChip tone="bad" icon={IconX} text={consents.withdrawn(format.day(withdrawnOn))} />}
      <span className={entryClasses.head}>
        {isLast && withdrawnOn === null && <IconCheck size={16} aria-hidden className={classes.sign} />}
        {given(version, unbroken(format.day(signedOn)), unbroken(consents.methods[method]))}
      </span>
      <Text size="xs" c="dimmed">
        {[note, by && consents.by(by)].filter(Boolean).join(" · ")}
      </Text>
    </div>
  );
}

/** Chooses the document of the front desk that was signed; none if it was linked in error. */
function SignedForm({ consent, patientId, onClose }: { consent: ConsentView; patientId: string; onClose: () => void }) {
  const { consents, frame } = useWords();
  const { run } = useCommand();
  const documents = useClinicQuery(queries.documents("office", patientId));
  const [first] = consent.scans;
  const names = new Map((documents.value ?? []).map(({ id, name }) => [id, name]));
  const words = [{ value: "none", label: consents.noForm }, ...[...names].map(([value, label]) => ({ value, label }))];
  const save = async (document: string) => {
    const documentId = document === "none" ? null : document;
    const { id, seen } = consent;
    const named = await run((clinic) => clinic.nameSignedForm({ id, seen, documentId }));
    if (!named) return undefined;
    const message = documentId === null ? consents.isNoForm : consents.isForm(names.get(documentId) ?? "");
    const back = { id, seen: named.seen, documentId: consent.document?.id ?? null };
    offerUndo(undoIdOf(consent), message, frame, () => run((clinic) => clinic.nameSignedForm(back)));
    return named;
  };
  return (
    <EntryForm<{ document: string }>
      key={names.size}
      name={consents.chooseForm}
      fields={[{ key: "document", label: consents.chooseForm, span: 6, words }]}
      form={{ document: consent.document?.id ?? first?.id ?? "none" }}
      save={(_, form) => save(form.document)}
      onSaved={onClose}
      onClose={onClose}
    />
  );
}

interface Withdrawn {
  withdrawnOn: string;
}

function WithdrawalForm({
  consent,
  patientId,
  onWithdrawn,
  onClose,
}: {
  consent: ConsentView;
  patientId: string;
  onWithdrawn: (changed: ConsentView) => void;
  onClose: () => void;
}) {
  const { consents } = useWords();
  const format = useFormat();
  const today = useToday();
  const fields: EditField<Withdrawn>[] = [
    { key: "withdrawnOn", label: consents.withdrawnOn, span: 3, lengthMax: 20, takes: consents.badWithdrawal },
  ];
  return (
    <EntryForm<Withdrawn>
      name={consents.withdraw}
      fields={fields}
      form={{ withdrawnOn: format.day(today) }}
      of={entryOf("consents", patientId, consent.id)}
      save={async (clinic, form) => {
        const withdrawnOn = readDay(form.withdrawnOn) ?? form.withdrawnOn;
        const changed = await clinic.withdrawConsent({ id: consent.id, seen: consent.seen, withdrawnOn });
        onWithdrawn(changed);
        return changed;
      }}
      onSaved={onClose}
      onClose={onClose}
    />
  );
}
