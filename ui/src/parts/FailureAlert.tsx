import { Alert, Button, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useFormat, useWords } from "../words/speech";
import classes from "./FailureAlert.module.css";

interface Refusal {
  code: keyof ReturnType<typeof useWords>["failures"];
  field?: string | null;
  triesLeft: number | null;
  until: string | null;
}

/** A refusal as cause, effect and next step, in the place where it happened. */
export function FailureAlert({
  failure,
  onRetry,
  children,
}: {
  failure: Refusal;
  onRetry?: () => void;
  children?: ReactNode;
}) {
  const { failures, frame, start } = useWords();
  const format = useFormat();
  const isUntrusted = failure.code === "notOurServer" && failure.field === "ca";
  const sentence = failures[isUntrusted ? "untrusted" : failure.code] ?? failures.internal;
  const more = [
    failure.triesLeft === null ? "" : start.triesLeft(failure.triesLeft),
    failure.until === null ? "" : start.until(format.time(failure.until)),
  ]
    .filter(Boolean)
    .join(" ");
  return (
    <Alert
      className={classes.alert}
      icon={<IconAlertTriangle size={18} aria-hidden />}
      title={`${sentence.what} ${more}`.trim()}
      role="alert">
      <Text size="sm">{`${sentence.safe} ${sentence.next}`}</Text>
      {onRetry && (
        <Button mt="sm" size="xs" variant="default" onClick={onRetry}>
          {frame.tryAgain}
        </Button>
      )}
      {children}
    </Alert>
  );
}
