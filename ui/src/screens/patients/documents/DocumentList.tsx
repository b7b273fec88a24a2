import { ActionIcon, Menu, UnstyledButton } from "@mantine/core";
import { type Icon, IconDots, IconFile, IconFileTypePdf, IconPhoto } from "@tabler/icons-react";
import { useState } from "react";
import { fieldLengths } from "../../../ipc/bindings";
import { useCommand } from "../../../ipc/use-clinic";
import { entryOf } from "../../../ipc/use-left-form";
import type { DocumentForm, DocumentPreview, DocumentsOf, DocumentView } from "../../../ipc/views";
import { EntryForm } from "../../../parts/EditRow";
import { Empty } from "../../../parts/Empty";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { offerUndo } from "../../../parts/undo";
import { useFormat, useWords } from "../../../words/speech";
import classes from "./Documents.module.css";
import { SaveDocument } from "../parts/documents/SaveDocument";
import { useFileSize } from "../parts/documents/use-file-size";
import { useFiling } from "../parts/documents/use-filing";
import { useTypes } from "./use-types";

const ICONS: Record<DocumentPreview, Icon> = { none: IconFile, picture: IconPhoto, pdf: IconFileTypePdf };

interface Props {
  of: DocumentsOf;
  patientId: string;
  documents: DocumentView[];
  chosen: string | null;
  mayEdit: boolean;
  mayRemove: boolean;
  isPartial: boolean;
  onChoose: (id: string) => void;
}

/** The documents of a patient, newest first: by the day that they bear, else by when they were added. */
export function DocumentList({ of, documents: rows, isPartial, ...props }: Props) {
  const { documents, patients } = useWords();
  const none = of === "chart" ? documents.none : documents.noneOffice;
  if (rows.length === 0)
    return (
      <Empty icon={IconFile} title={isPartial ? patients.partial : none}>
        {of === "chart" ? documents.noneHelp : null}
      </Empty>
    );
  return (
    <ul className={classes.list} aria-label={of === "chart" ? documents.title : documents.office}>
      {rows.map((document) => (
        <li key={document.id}>
          <Row of={of} document={document} {...props} />
        </li>
      ))}
    </ul>
  );
}

function Row({
  of,
  patientId,
  document,
  chosen,
  mayEdit,
  mayRemove,
  onChoose,
}: Omit<Props, "documents" | "isPartial"> & { document: DocumentView }) {
  const { documents, filing: words, frame } = useWords();
  const format = useFormat();
  const size = useFileSize();
  const types = useTypes(of);
  const { problem, run } = useCommand();
  const filing = useFiling();
  const [edits, setEdits] = useState(false);
  const [saves, setSaves] = useState(false);
  const { id, seen, name, filedAt, filedBy } = document;
  const isComplete = document.here === document.size;
  const amounts = [size(document.here), size(document.size)] as const;
  const facts = [
    documents.types[document.type],
    ...(document.dated === null
      ? [format.date(document.addedAt)]
      : [format.day(document.dated), documents.addedOn(format.date(document.addedAt))]),
    isComplete ? size(document.size) : document.begunHere ? documents.saved(...amounts) : documents.here(...amounts),
    ...(document.damaged ? [documents.damaged] : []),
    filedAt === null ? words.toFile : [words.filed(format.date(filedAt)), filedBy].filter(Boolean).join(", "),
  ];
  const Sign = ICONS[document.preview];
  const remove = async () => {
    const removal = await run((clinic) => clinic.removeDocument(of, id, seen, documents.removeReason));
    if (removal === undefined) return;
    offerUndo(`document-${id}`, documents.removed(name), frame, () =>
      run((clinic) => clinic.restoreDocument(of, id, removal)),
    );
  };
  if (edits)
    return (
      <EntryForm<DocumentForm>
        name={documents.rename}
        fields={[
          { key: "name", label: documents.name, span: 4, lengthMax: fieldLengths.clinicalDocument.name },
          { key: "type", label: documents.type, span: 2, words: types },
          { key: "dated", label: documents.dated, span: 2, isDay: true, takes: documents.datedTakes },
        ]}
        form={{ name, type: document.type, dated: document.dated ?? "" }}
        of={entryOf(of === "chart" ? "documents" : "officeDocuments", patientId, id)}
        save={(clinic, form) => clinic.editDocument(of, { id, seen, form })}
        onSaved={() => setEdits(false)}
        onClose={() => setEdits(false)}
      />
    );
  return (
    <>
      <div className={classes.row} data-chosen={chosen === id || undefined}>
        <UnstyledButton className={classes.open} aria-current={chosen === id || undefined} onClick={() => onChoose(id)}>
          <Sign size={18} stroke={1.75} aria-hidden />
          <span className={classes.texts}>
            <span className={classes.name}>{name}</span>
            <span className={classes.facts}>{facts.join(" · ")}</span>
          </span>
        </UnstyledButton>
        <Menu>
          <Menu.Target>
            <ActionIcon size="sm" aria-label={frame.labelled(frame.more, name)}>
              <IconDots size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item disabled={!isComplete} onClick={() => setSaves(true)}>
              {documents.saveCopy}
            </Menu.Item>
            {mayEdit && <Menu.Item onClick={() => setEdits(true)}>{documents.rename}</Menu.Item>}
            {mayEdit &&
              (filedAt === null ? (
                <Menu.Item disabled={!isComplete} onClick={() => void filing.file(of, document)}>
                  {words.file}
                </Menu.Item>
              ) : (
                <Menu.Item onClick={() => void filing.unfile(of, document)}>{words.unfile}</Menu.Item>
              ))}
            {mayRemove && <Menu.Item onClick={() => void remove()}>{documents.remove}</Menu.Item>}
          </Menu.Dropdown>
        </Menu>
      </div>
      {problem !== null && <ProblemAlert problem={problem} />}
      {filing.problem !== null && <ProblemAlert problem={filing.problem} />}
      {saves && <SaveDocument of={of} document={document} onClose={() => setSaves(false)} />}
    </>
  );
}
