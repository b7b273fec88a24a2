import { Button, FileButton, Text } from "@mantine/core";
import { IconFile } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { Clinic } from "../../../../ipc/clinic";
import { asProblem } from "../../../../ipc/clinic";
import { useClinic } from "../../../../ipc/use-clinic";
import type { DocumentsOf, DocumentView, Problem } from "../../../../ipc/views";
import { Empty } from "../../../../parts/Empty";
import { Pages } from "../../../../parts/Pages";
import { Panel } from "../../../../parts/Panel";
import { ProblemAlert } from "../../../../parts/ProblemAlert";
import { useWords } from "../../../../words/speech";
import { AddingProblem, AddingProgress } from "./Adding";
import classes from "./Documents.module.css";
import { SaveDocument } from "./SaveDocument";
import { useAdding } from "./use-adding";
import { useFileSize } from "./use-file-size";

interface Props {
  of: DocumentsOf;
  document: DocumentView | null;
  mayAdd: boolean;
}

/** The content of a document, once all of it was verified; or why it is not shown. */
export function Preview({ of, document, mayAdd }: Props) {
  const { documents } = useWords();
  if (document === null)
    return (
      <Panel title={documents.preview}>
        <Empty icon={IconFile} title={documents.pick} />
      </Panel>
    );
  if (document.here < document.size) return <Incomplete of={of} document={document} mayAdd={mayAdd} />;
  return <Complete of={of} document={document} />;
}

const DAMAGED = { code: "documentDamaged", triesLeft: null, until: null } as const;

function Incomplete({ of, document, mayAdd }: Props & { document: DocumentView }) {
  const { documents } = useWords();
  const size = useFileSize();
  const adding = useAdding(of);
  const amounts = [size(document.here), size(document.size)] as const;
  const { begunHere, damaged } = document;
  const resume = (file: File | null) => {
    if (file !== null) void adding.add(file, (clinic, token) => clinic.resumeDocument(of, token, document.id));
  };
  return (
    <Panel title={document.name}>
      {adding.progress !== null ? (
        <AddingProgress {...adding} progress={adding.progress} />
      ) : (
        <div className={classes.incomplete}>
          <Text fw={500}>{begunHere ? documents.saved(...amounts) : documents.here(...amounts)}</Text>
          {damaged ? (
            <ProblemAlert problem={DAMAGED} />
          ) : (
            <Text size="sm">{begunHere ? documents.savedHelp : documents.hereHelp}</Text>
          )}
          {mayAdd && begunHere && !damaged && (
            <FileButton onChange={resume} inputProps={{ "aria-label": documents.chooseAgain, tabIndex: -1 }}>
              {(props) => (
                <Button {...props} variant="default">
                  {documents.chooseAgain}
                </Button>
              )}
            </FileButton>
          )}
          <AddingProblem problem={adding.problem} isUnreadable={adding.isUnreadable} />
        </div>
      )}
    </Panel>
  );
}

/** All bytes of a document, after the clinic has verified them. */
async function content(clinic: Clinic, of: DocumentsOf, id: string, size: number) {
  const parts = await clinic.checkDocument(of, id);
  const bytes = new Uint8Array(size);
  let length = 0;
  for (let part = 0; part < parts; part += 1) {
    const next = await clinic.documentPart(of, id, part);
    bytes.set(next, length);
    length += next.length;
  }
  return bytes;
}

function Complete({ of, document }: { of: DocumentsOf; document: DocumentView }) {
  const { documents } = useWords();
  const [saves, setSaves] = useState(false);
  const { bytes, problem } = useContent(of, document);
  const save = (
    <Button size="compact-sm" variant="subtle" className={classes.quiet} onClick={() => setSaves(true)}>
      {documents.saveCopy}
    </Button>
  );
  return (
    <Panel title={document.name} action={save}>
      {problem !== null ? (
        <ProblemAlert problem={problem} />
      ) : document.preview === "none" ? (
        <Empty icon={IconFile} title={documents.noPreview} />
      ) : bytes === null ? (
        <Text size="sm" c="dimmed" role="status">
          {documents.opening}
        </Text>
      ) : (
        <Pages bytes={bytes} name={document.name} mediaType={document.mediaType} />
      )}
      {saves && <SaveDocument of={of} document={document} onClose={() => setSaves(false)} />}
    </Panel>
  );
}

/** The bytes are overwritten when they are no longer shown: at the next document, on another page, at lock. */
function useContent(of: DocumentsOf, document: DocumentView) {
  const clinic = useClinic();
  const [bytes, setBytes] = useState<Uint8Array<ArrayBuffer> | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { id, size, preview } = document;
  useEffect(() => {
    let isShown = true;
    let own: Uint8Array<ArrayBuffer> | null = null;
    const read = async () => {
      // a type without a preview is not read
      if (preview === "none") return;
      try {
        own = await content(clinic, of, id, size);
        if (isShown) setBytes(own);
        else own.fill(0);
      } catch (thrown) {
        if (isShown) setProblem(asProblem(thrown));
      }
    };
    void read();
    return () => {
      isShown = false;
      own?.fill(0);
    };
  }, [clinic, of, id, size, preview]);
  return { bytes, problem };
}
