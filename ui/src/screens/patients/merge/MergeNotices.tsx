import { Alert, Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useCommand } from "../../../ipc/use-clinic";
import type { MergeUndone, MergeView, PatientHeader } from "../../../ipc/views";
import { useNavigation } from "../../../nav/navigation";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useFormat, useWords } from "../../../words/speech";
import classes from "./Merge.module.css";

/** Under the header of a patient's page: the files that are merged with this one, each with Undo. */
export function MergeNotices({ header }: { header: PatientHeader }) {
  const { merge: words } = useWords();
  const format = useFormat();
  const { go } = useNavigation();
  const { busy, problem, run } = useCommand();
  const undo = async (merge: MergeView) => {
    const undone = await run((clinic) => clinic.undoMerge(merge.id));
    if (undone !== undefined) notifications.show({ message: undoneSentence(undone, words) });
  };
  const sentence = ({ from, into, at, by }: MergeView) => {
    const date = format.day(at.slice(0, 10));
    if (from.id === header.id) return words.went(into.fileNumber, date, by);
    if (into.id === header.id) return words.cameIn(from.fileNumber, date, by);
    return words.between(from.fileNumber, into.fileNumber, date, by);
  };
  const { shownUnder } = header;
  return (
    <>
      {header.merges.map((merge) => (
        <Alert key={merge.id} color={shownUnder === null ? "gray" : "yellow"} p="md" mt={8} role="status">
          <div className={classes.notice}>
            <span>{[sentence(merge), merge.reason].filter(Boolean).join(" ")}</span>
            {shownUnder !== null && merge.from.id === header.id && (
              <Button size="compact-sm" variant="default" onClick={() => go({ page: "patient", id: shownUnder.id })}>
                {words.open(shownUnder.fileNumber)}
              </Button>
            )}
            {header.mayMerge && (
              <Button size="compact-sm" variant="subtle" loading={busy} onClick={() => void undo(merge)}>
                {words.undo}
              </Button>
            )}
          </div>
        </Alert>
      ))}
      {problem !== null && <ProblemAlert problem={problem} />}
    </>
  );
}

/** The result of an undone merge: whether each file is shown on its own, or still with others. */
function undoneSentence({ from, into, stillOne }: MergeUndone, words: ReturnType<typeof useWords>["merge"]): string {
  if (stillOne) return words.stillOne(from.file.fileNumber, into.file.fileNumber);
  const joined = [from, into].filter(({ readWith }) => readWith.length > 0);
  const still = joined.map(({ file, readWith }) => {
    return words.stillWith(file.fileNumber, readWith.map(({ fileNumber }) => fileNumber).join(words.and));
  });
  return [words.undone, ...still].join(" ");
}
