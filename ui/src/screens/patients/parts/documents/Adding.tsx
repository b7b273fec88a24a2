import { Button, Progress, Text } from "@mantine/core";
import type { Problem } from "../../../../ipc/views";
import { ProblemAlert } from "../../../../parts/ProblemAlert";
import { useFormat, useWords } from "../../../../words/speech";
import classes from "./Documents.module.css";
import type { useAdding } from "./use-adding";
import { useFileSize } from "./use-file-size";

/** Why a file was not added. */
export function AddingProblem({
  problem,
  isUnreadable,
  refused = null,
}: {
  problem: Problem | null;
  isUnreadable: boolean;
  refused?: string | null;
}) {
  const { documents } = useWords();
  const isOfFile = problem?.code === "invalid" && problem.field === "file";
  const known = { taken: documents.taken, tooLarge: documents.tooLarge, required: documents.empty };
  const ofFile = isOfFile ? known[problem.reason as keyof typeof known] : undefined;
  const sentence = refused ?? (isUnreadable ? documents.unreadable : (ofFile ?? null));
  if (sentence !== null)
    return (
      <Text size="sm" role="alert" className={classes.refused}>
        {sentence}
      </Text>
    );
  return problem !== null && <ProblemAlert problem={problem} />;
}

/** The progress of adding a file, with a button to pause it. */
export function AddingProgress({
  progress,
  isPaused,
  pause,
}: {
  progress: NonNullable<ReturnType<typeof useAdding>["progress"]>;
  isPaused: boolean;
  pause: (pauses: boolean) => void;
}) {
  const { documents } = useWords();
  const format = useFormat();
  const size = useFileSize();
  const { stored, left } = progress;
  const words =
    stored === null
      ? documents.reading
      : [
          documents.progress(size(stored), size(progress.size)),
          left !== null && !isPaused && documents.left(format.number(left, 0)),
        ]
          .filter(Boolean)
          .join(", ");
  return (
    <div className={classes.progress}>
      <Text size="sm" fw={500} truncate>
        {documents.adding(progress.name)}
      </Text>
      <Progress
        value={stored === null ? 0 : (100 * stored) / progress.size}
        aria-label={documents.adding(progress.name)}
      />
      <div className={classes.bar}>
        <Text size="xs" c="dimmed" role="status" className="tabular">
          {words}
        </Text>
        <Button size="compact-sm" variant="subtle" onClick={() => pause(!isPaused)}>
          {isPaused ? documents.goOn : documents.pause}
        </Button>
      </div>
    </div>
  );
}
