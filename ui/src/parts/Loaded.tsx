import { Skeleton, Stack, VisuallyHidden } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { useWayFromGone } from "../nav/navigation";
import { useWords } from "../words/speech";
import { ProblemAlert } from "./ProblemAlert";

type ShownProblem = Parameters<typeof ProblemAlert>[0]["problem"];
interface Result<T> {
  value: T | null;
  problem: ShownProblem | null;
  reload: () => void;
}

/** The result of a query, or its problem; a skeleton only when it takes over 200 ms. */
export function Loaded<T>({
  of,
  rows = 6,
  children,
}: {
  of: Result<T>;
  rows?: number;
  children: (value: T) => ReactNode;
}) {
  useWayFromGone(of.problem?.code === "notFound");
  if (of.problem !== null) return <ProblemAlert problem={of.problem} onRetry={of.reload} />;
  if (of.value === null) return <Late rows={rows} />;
  return children(of.value);
}

function Late({ rows }: { rows: number }) {
  const [late, setLate] = useState(false);
  const { frame } = useWords();
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 200);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return null;
  return (
    <Stack gap="sm" aria-busy role="status">
      <VisuallyHidden>{frame.loading}</VisuallyHidden>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={28} animate={false} />
      ))}
    </Stack>
  );
}
