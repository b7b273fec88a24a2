import { Button } from "@mantine/core";
import { useCommand } from "../ipc/use-clinic";
import type { Leavable } from "../ipc/use-leave";
import type { LeftForm } from "../ipc/use-left-form";
import type { FormOf } from "../ipc/views";
import { useWords } from "../words/speech";
import { ProblemAlert } from "./ProblemAlert";
import classes from "./UnfinishedForm.module.css";

interface Props<T> {
  what: "booking" | "sale" | "reading" | "addendum";
  of: FormOf;
  left: LeftForm<T>;
  onContinue: (typed: T) => void;
}

/** Offers what was typed into a form that was left with Escape. */
export function UnfinishedForm<T extends Leavable>({ what, of, left, onContinue }: Props<T>) {
  const { drafts } = useWords();
  const { busy, problem, run } = useCommand();
  const { typed } = left;
  if (typed === null || !typed.isLeft) return null;
  const discard = async () => {
    if (await run(async (clinic) => (await clinic.discardFormDraft(of), true))) left.clear();
  };
  return (
    <>
      <div className={classes.unfinished} role="status">
        <span>{drafts.unfinished[what]}</span>
        <Button size="xs" variant="default" onClick={() => onContinue(typed)}>
          {drafts.goOn}
        </Button>
        <Button size="xs" variant="subtle" disabled={busy} onClick={() => void discard()}>
          {drafts.discard}
        </Button>
      </div>
      {problem !== null && <ProblemAlert problem={problem} />}
    </>
  );
}
