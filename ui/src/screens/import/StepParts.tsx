import { Button, Text } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import { useWords } from "../../words/speech";
import classes from "./Import.module.css";

/** The heading of a step, which has the focus when the step comes. */
export function StepTitle({ children }: { children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <h2 ref={heading} tabIndex={-1} className={classes.title}>
      {children}
    </h2>
  );
}

interface Props {
  /** The label of the filled button; "Next" by default. */
  next?: string;
  busy?: boolean;
  /** Why the filled button is disabled; shown next to it. */
  missing?: string | null;
  onBack: () => void;
  onNext: () => void;
  /** More buttons, between both. */
  children?: ReactNode;
}

/** The last line of a step: Back, and its one filled button. */
export function StepEnds({ next, busy = false, missing = null, onBack, onNext, children }: Props) {
  const { frame } = useWords();
  return (
    <div className={classes.ends}>
      <Button variant="default" onClick={onBack}>
        {frame.back}
      </Button>
      {children}
      <Text size="xs" c="dimmed" id="import-missing" className={classes.missing}>
        {missing}
      </Text>
      <Button
        data-primary
        loading={busy}
        disabled={missing !== null}
        aria-describedby="import-missing"
        onClick={onNext}>
        {next ?? frame.next}
      </Button>
    </div>
  );
}
