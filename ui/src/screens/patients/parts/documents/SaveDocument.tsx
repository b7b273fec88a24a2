import type { DocumentsOf, DocumentView } from "../../../../ipc/views";
import { SaveFileDialog } from "../../../../parts/SaveFileDialog";

/** Writes a copy of a document outside of the clinic. */
export function SaveDocument({
  of,
  document,
  onClose,
}: {
  of: DocumentsOf;
  document: DocumentView;
  onClose: () => void;
}) {
  return (
    <SaveFileDialog
      name={document.name}
      save={(clinic, path) => clinic.saveDocument(of, document.id, path)}
      onClose={onClose}
    />
  );
}
