import { Text } from "@mantine/core";
import type { Problem } from "../../ipc/views";
import { ProblemAlert } from "../ProblemAlert";
import { usePackageRefusal } from "./use-package-words";

/** Why no session of a package was used or given back; nothing without a problem. */
export function PackageProblem({ problem }: { problem: Problem | null }) {
  const refusal = usePackageRefusal(problem);
  if (refusal !== null)
    return (
      <Text size="sm" role="alert" p="sm" c="var(--nv-warn-text)">
        {refusal}
      </Text>
    );
  return problem !== null && <ProblemAlert problem={problem} />;
}
