import { Button, FileButton, Modal, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { documentBytesMax, fieldLengths } from "../../../ipc/bindings";
import type { DocumentForm, DocumentsOf, DocumentType, PatientHeader } from "../../../ipc/views";
import { DialogActions, PatientLine } from "../../../parts/AskDialog";
import { DayInput } from "../../../parts/DayInput";
import { useDroppedFile } from "../../../parts/use-dropped-file";
import { useToday, useWords } from "../../../words/speech";
import { AddingProblem, AddingProgress } from "../parts/documents/Adding";
import { useAdding } from "../parts/documents/use-adding";
import { useFileSize } from "../parts/documents/use-file-size";
import classes from "./Documents.module.css";
import { useTypes } from "./use-types";

/** Chooses a file, or takes one that is dropped, asks for its name, type and date, and adds it. */
export function AddDocument({
  of,
  patient,
  onAdded,
}: {
  of: DocumentsOf;
  patient: PatientHeader;
  onAdded: (id: string) => void;
}) {
  const { documents } = useWords();
  const adding = useAdding(of);
  const [file, setFile] = useState<File | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const reset = useRef<() => void>(null);
  const choose = (chosen: File | null) => {
    reset.current?.();
    setRefused(null);
    if (chosen === null) return;
    if (chosen.size > documentBytesMax) return setRefused(documents.tooLarge);
    if (chosen.size === 0) return setRefused(documents.empty);
    setFile(chosen);
  };
  const add = async (form: DocumentForm) => {
    if (file === null) return;
    setFile(null);
    const added = await adding.add(file, (clinic, token) =>
      clinic.beginDocument(of, token, { patientId: patient.id, form }),
    );
    if (added) onAdded(added.id);
  };
  // a file can be dropped anywhere on the page, but not while the dialog is open
  const isOver = useDroppedFile((dropped) => {
    if (adding.progress === null && file === null) choose(dropped);
  });
  if (adding.progress !== null) return <AddingProgress {...adding} progress={adding.progress} />;
  return (
    <div className={classes.add} data-over={isOver || undefined}>
      <FileButton resetRef={reset} onChange={choose} inputProps={{ "aria-label": documents.add, tabIndex: -1 }}>
        {(props) => (
          <Button {...props} variant="default" leftSection={<IconPlus size={16} aria-hidden />}>
            {of === "chart" ? documents.add : documents.addOffice}
          </Button>
        )}
      </FileButton>
      <Text size="xs" c="dimmed">
        {documents.drop}
      </Text>
      <AddingProblem problem={adding.problem} isUnreadable={adding.isUnreadable} refused={refused} />
      {file !== null && (
        <NameDialog
          of={of}
          patient={patient}
          file={file}
          onAdd={(form) => void add(form)}
          onClose={() => setFile(null)}
        />
      )}
    </div>
  );
}

function NameDialog({
  of,
  patient,
  file,
  onAdd,
  onClose,
}: {
  of: DocumentsOf;
  patient: PatientHeader;
  file: File;
  onAdd: (form: DocumentForm) => void;
  onClose: () => void;
}) {
  const { documents, frame } = useWords();
  const today = useToday();
  const size = useFileSize();
  const types = useTypes(of);
  const [name, setName] = useState(file.name);
  const [type, setType] = useState<DocumentType>(file.type.startsWith("image/") && of === "chart" ? "image" : "other");
  const [dated, setDated] = useState<string | null>(null);
  const isComplete = name.trim() !== "";
  return (
    <Modal
      opened
      onClose={onClose}
      title={of === "chart" ? documents.add : documents.addOffice}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), isComplete && onAdd({ name, type, dated: dated ?? "" }))}>
        <Stack gap="md">
          <PatientLine patient={patient} />
          <Text size="sm" c="dimmed">
            {file.name} · {size(file.size)}
          </Text>
          <TextInput
            data-autofocus
            label={documents.name}
            value={name}
            maxLength={fieldLengths.clinicalDocument.name}
            autoComplete="off"
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <NativeSelect
            label={documents.type}
            data={types}
            value={type}
            onChange={(event) => setType(event.currentTarget.value as DocumentType)}
          />
          <DayInput
            label={documents.dated}
            description={documents.datedHelp}
            aim="last"
            clearLabel={documents.noDate}
            maxDate={today}
            value={dated}
            onChange={setDated}
          />
          <DialogActions onClose={onClose}>
            <Button type="submit" disabled={!isComplete}>
              {documents.save}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
