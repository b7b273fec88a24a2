import { Button } from "@mantine/core";
import { useEffect, useRef, type ReactNode } from "react";
import { useWords } from "../../words/speech";
import classes from "./FirstRun.module.css";

interface Props {
  title: string;
  next: string;
  onNext: () => void;
  onBack?: () => void;
  busy?: boolean;
  reason?: string | null;
  /** All is done in this step: Enter goes on. */
  focusNext?: boolean;
  children: ReactNode;
}

/** One step: Back always works, and a disabled button has its reason next to it. */
export function Step({ title, next, onNext, onBack, busy = false, reason = null, focusNext = false, children }: Props) {
  const { frame } = useWords();
  const submit = useRef<HTMLButtonElement>(null);
  // a button that is busy takes no focus
  const isReady = focusNext && !busy;
  useEffect(() => {
    if (isReady) submit.current?.focus();
  }, [isReady]);
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
          ref={submit}
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
