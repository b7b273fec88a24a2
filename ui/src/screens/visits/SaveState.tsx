import { Button } from "@mantine/core";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Note.module.css";
import type { SaveState } from "./use-draft";

/** Whether the text is saved, in words: there is no button to save it. */
export function SaveStateText({ state, onRetry }: { state: SaveState; onRetry: () => void }) {
  const { notes } = useWords();
  const format = useFormat();
  return (
    <span className={classes.saved} role="status" data-failed={state.kind === "failed" || undefined}>
      {state.kind === "saving" && notes.saving}
      {state.kind === "clean" && state.at !== null && notes.savedAt(format.time(state.at))}
      {state.kind === "failed" && (
        <>
          {notes.notSaved}{" "}
          <Button size="xs" variant="default" onClick={onRetry}>
            {notes.tryAgain}
          </Button>
        </>
      )}
    </span>
  );
}
