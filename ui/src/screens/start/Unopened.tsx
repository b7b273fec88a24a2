import type { Problem } from "../../ipc/views";
import { ProblemAlert } from "../../parts/ProblemAlert";
import classes from "./FirstRun.module.css";

/** The clinic could not be opened at all: say why and what to do, on a page of its own. */
export function Unopened({ problem, onRetry }: { problem: Problem | null; onRetry: () => void }) {
  if (problem === null) return null;
  return (
    <main className={classes.run}>
      <h1 className={classes.title}>NutriVault</h1>
      <div className={classes.content}>
        <ProblemAlert problem={problem} onRetry={onRetry} />
      </div>
    </main>
  );
}
