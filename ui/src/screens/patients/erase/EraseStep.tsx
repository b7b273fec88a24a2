import { Button, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useWords } from "../../../words/speech";
import classes from "./Erase.module.css";

interface Props {
  title: string;
  /** The label of the button; "Next" by default. */
  next?: string;
  isDangerous?: boolean;
  busy?: boolean;
  /** Why the button is disabled; shown next to it. */
  missing?: string | null;
  onBack: () => void;
  onNext: () => void;
  children: ReactNode;
}

/** One step of an erasure: Back always works, and a disabled button has its reason next to it. */
export function EraseStep({ title, next, isDangerous, busy, missing = null, onBack, onNext, children }: Props) {
  const { erasure, frame } = useWords();
  return (
    <form
      className={classes.step}
      aria-label={title}
      onSubmit={(event) => (event.preventDefault(), missing === null && onNext())}>
      {children}
      <div className={classes.ends}>
        <Button variant="default" onClick={onBack}>
          {frame.back}
        </Button>
        <Text size="xs" c="dimmed" id="erase-missing">
          {missing}
        </Text>
        <Button
          type="submit"
          data-primary
          color={isDangerous ? "red" : undefined}
          loading={busy}
          disabled={missing !== null}
          aria-describedby="erase-missing">
          {next ?? erasure.next}
        </Button>
      </div>
    </form>
  );
}
