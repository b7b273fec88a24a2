import { Modal } from "@mantine/core";
import type { DocumentsOf, DocumentView } from "../../../../ipc/views";
import { useWords } from "../../../../words/speech";
import { Preview } from "./Preview";

interface Props {
  of: DocumentsOf;
  document: DocumentView;
  mayAdd: boolean;
  onClose: () => void;
}

/** One document over the page. */
export function DocumentDialog({ of, document, mayAdd, onClose }: Props) {
  const { frame } = useWords();
  return (
    <Modal opened size="xl" onClose={onClose} title={document.name} closeButtonProps={{ "aria-label": frame.close }}>
      <Preview key={document.id} of={of} document={document} mayAdd={mayAdd} />
    </Modal>
  );
}
