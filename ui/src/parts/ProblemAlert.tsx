import { Alert, Button, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useFormat, useLabelled, useWords } from "../words/speech";
import classes from "./Chip.module.css";

interface ShownProblem {
  code: keyof ReturnType<typeof useWords>["problems"];
  field?: string | null;
  reason?: string | null;
  reference?: string | null;
  triesLeft: number | null;
  until: string | null;
  fields?: { limit: number | null }[];
}

const OF_REASON: Record<string, "absent" | "cancelled" | "commonPassword" | "unseenCharacter" | undefined> = {
  absent: "absent",
  cancelled: "cancelled",
  tooCommon: "commonPassword",
  controlCharacter: "unseenCharacter",
};

/** Why a quote is not changed, or no invoice is made of it. */
const OF_QUOTE: Record<string, "quoteInvoiced" | "quoteDeclined" | "quoteEmpty" | undefined> = {
  outOfOrder: "quoteInvoiced",
  cancelled: "quoteDeclined",
  required: "quoteEmpty",
};

/** Why a clash is not decided about. */
const OF_CLASH: Record<string, "cancelled" | "overlapOver" | undefined> = {
  cancelled: "cancelled",
  outOfOrder: "overlapOver",
};

/** Why a deleted patient does not come back. */
const OF_FILE_NUMBER: Record<string, "numberTaken" | undefined> = { taken: "numberTaken" };

const reasonsOf = (field: string | null | undefined) => {
  if (field === "fileNumber") return OF_FILE_NUMBER;
  if (field === "quote") return OF_QUOTE;
  return field === "clash" ? OF_CLASH : OF_REASON;
};

/** A problem as cause, effect and next step, shown where it happened. */
export function ProblemAlert({
  problem,
  onRetry,
  children,
}: {
  problem: ShownProblem;
  onRetry?: () => void;
  children?: ReactNode;
}) {
  const { problems, fields, frame, lengths, start } = useWords();
  const format = useFormat();
  const labelled = useLabelled();
  const isUntrusted = problem.code === "notOurServer" && problem.field === "ca";
  const special = isUntrusted ? "untrusted" : (reasonsOf(problem.field)[problem.reason ?? ""] ?? problem.code);
  const sentence = problems[special] ?? problems.internal;
  const inputs: Record<string, string | undefined> = fields;
  const input = (problem.field ?? "").replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const limit = problem.fields?.[0]?.limit ?? null;
  const more = [
    limit === null ? "" : lengths.atMost(format.number(limit)),
    problem.code === "fileAltered" && problem.reference ? start.foreign(problem.reference) : "",
    problem.reason === "controlCharacter" ? labelled(inputs[input], problem.reference) : "",
    problem.triesLeft === null ? "" : start.triesLeft(problem.triesLeft),
    problem.until === null ? "" : start.until(format.time(problem.until)),
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
