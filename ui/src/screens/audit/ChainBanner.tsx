import { Alert, Button, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Audit.module.css";

/** Whether the hash chain of this computer is complete, and in how many entries the named user is unverified. */
export function ChainBanner() {
  const { audit } = useWords();
  const format = useFormat();
  const checked = useClinicQuery(queries.auditChain());
  if (checked.problem !== null) return <ProblemAlert problem={checked.problem} onRetry={checked.reload} />;
  if (checked.value === null)
    return (
      <Text size="sm" c="dimmed" role="status">
        {audit.checking}
      </Text>
    );
  const { entries, deviceOnly, fault, at } = checked.value.chain;
  const alone = audit.aloneCount(deviceOnly, format.number(deviceOnly, 0));
  const isComplete = fault === null;
  const verdict = isComplete
    ? audit.complete(format.number(entries, 0), format.exactTime(checked.value.at))
    : audit.broken(at === null ? format.dash : format.number(at, 0), audit.faults[fault]);
  const more = isComplete ? alone : `${audit.brokenHelp} ${alone}`.trim();
  return (
    <Alert
      className={classes.banner}
      data-tone={isComplete ? "ok" : "bad"}
      role="status"
      icon={isComplete ? <IconCheck size={18} aria-hidden /> : <IconAlertTriangle size={18} aria-hidden />}>
      <div className={classes.result}>
        <div>
          <p className={classes.verdict}>{verdict}</p>
          {more !== "" && <p>{more}</p>}
        </div>
        <Button className={classes.again} size="xs" variant="default" onClick={checked.reload}>
          {audit.checkAgain}
        </Button>
      </div>
    </Alert>
  );
}
