import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useWords } from "../../words/speech";
import classes from "./FirstRun.module.css";

interface Props {
  title: string;
  next: string;
  onNext: () => void;
  onBack?: () => void;
  busy?: boolean;
  reason?: string | null;
  children: ReactNode;
}

/** One step: Back always works, and a disabled button has its reason next to it. */
export function Step({ title, next, onNext, onBack, busy = false, reason = null, children }: Props) {
  const { frame } = useWords();
  return (
    <form
      className={classes.step}
      aria-label={title}
      onSubmit={(event) => (event.preventDefault(), reason === null && onNext())}>
      <h2 className={classes.heading}>{title}</h2>
      {children}
      <div className={classes.actions}>
        {onBack && (
          <Button size="md" variant="default" onClick={onBack}>
            {frame.back}
          </Button>
        )}
        <span className={classes.reason} id="step-reason">
          {reason}
        </span>
        <Button
          size="md"
          type="submit"
          data-primary
          loading={busy}
          disabled={reason !== null}
          aria-describedby="step-reason">
          {next}
        </Button>
      </div>
    </form>
  );
}
