import type { Problem } from "../../ipc/views";
import { FailureAlert } from "../../parts/FailureAlert";
import classes from "./FirstRun.module.css";

/** The clinic could not be opened at all: say why and what to do, on a page of its own. */
export function Unopened({ failure, onRetry }: { failure: Problem | null; onRetry: () => void }) {
  if (failure === null) return null;
  return (
    <main className={classes.run}>
      <h1 className={classes.title}>NutriVault</h1>
      <div className={classes.content}>
        <FailureAlert failure={failure} onRetry={onRetry} />
      </div>
    </main>
  );
}
