import { Alert, Button, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Audit.module.css";

/** Whether the hash chain of this computer is complete, and in how many entries the named user is unverified. */
export function ChainBanner() {
  const { audit, frame } = useWords();
  const format = useFormat();
  const checked = useClinicQuery(queries.auditChain());
  if (checked.problem !== null) return <ProblemAlert problem={checked.problem} onRetry={checked.reload} />;
  if (checked.value === null)
    return (
      <Text size="sm" c="dimmed" role="status">
        {audit.checking}
      </Text>
    );
  const { entries, deviceOnly, fault, at, isClean, file, number } = checked.value.chain;
  const alone = audit.aloneCount(deviceOnly, format.number(deviceOnly, 0));
  const isComplete = isClean;
  const other = checked.value.chain.others.find((chain) => chain.fault !== null);
  const verdict = isClean
    ? audit.complete(format.number(entries, 0), format.exactTime(checked.value.at))
    : fault !== null
      ? audit.broken(at === null ? format.dash : format.number(at, 0), audit.faults[fault])
      : other !== undefined
        ? audit.otherBroken(format.number(other.deviceNumber, 0))
        : number === "other"
          ? audit.otherNumber
          : file.alarm !== null
            ? frame.fileAlarms[file.alarm]
            : audit.brokenHelp;
  const more = isClean ? alone : `${audit.brokenHelp} ${alone}`.trim();
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
