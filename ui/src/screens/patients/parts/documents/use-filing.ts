import { useCommand } from "../../../../ipc/use-clinic";
import type { DocumentsOf, DocumentView } from "../../../../ipc/views";
import { useMay } from "../../../../nav/session";
import { offerUndo } from "../../../../parts/undo";
import { useWords } from "../../../../words/speech";

/** Whether the user sees which documents are to file: it takes what either kind of document takes. */
export function useMayListToFile(): boolean {
  const may = useMay();
  return may("chart.read") && may("documents.write") && may("patients.update");
}

/** Files documents: a filing can be taken back for as long as Undo is offered. */
export function useFiling(onChanged?: () => void) {
  const { filing: words, frame } = useWords();
  const { busy, problem, run } = useCommand();
  const unfile = async (of: DocumentsOf, { id, seen }: Pick<DocumentView, "id" | "seen">) => {
    const back = await run((clinic) => clinic.unfileDocument(of, id, seen));
    onChanged?.();
    return back;
  };
  const file = async (of: DocumentsOf, { id, seen, name }: Pick<DocumentView, "id" | "seen" | "name">) => {
    const done = await run((clinic) => clinic.fileDocument(of, id, seen));
    if (done === undefined) return;
    onChanged?.();
    offerUndo("filing", words.wasFiled(name), frame, () => unfile(of, done));
  };
  return { busy, problem, file, unfile };
}
