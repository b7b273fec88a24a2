import { Button } from "@mantine/core";
import { useCommand } from "../../ipc/use-clinic";
import type { LeftForm } from "../../ipc/use-left-form";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useWords } from "../../words/speech";
import { bookingFor, type TypedBooking } from "./booking";
import classes from "./Diary.module.css";

interface Props {
  left: LeftForm<TypedBooking>;
  /** Who is booked, where that is chosen already. */
  patientId: string | null;
  onContinue: (typed: TypedBooking) => void;
}

/** Offers what was typed into the dialog that was left with Escape. */
export function UnfinishedBooking({ left, patientId, onContinue }: Props) {
  const { drafts } = useWords();
  const { busy, problem, run } = useCommand();
  const { typed } = left;
  if (typed === null || !typed.isLeft) return null;
  const discard = async () => {
    if (await run(async (clinic) => (await clinic.discardFormDraft(bookingFor(patientId)), true))) left.clear();
  };
  return (
    <>
      <div className={classes.unfinished} role="status">
        <span>{drafts.booking}</span>
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
