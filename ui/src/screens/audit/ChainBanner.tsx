import { Alert, Button, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Audit.module.css";

/** Whether the chain of this computer is whole, and how much of it rests on this computer's word alone. */
export function ChainBanner() {
  const { audit } = useWords();
  const format = useFormat();
  const walked = useClinicQuery(queries.auditChain());
  if (walked.problem !== null) return <ProblemAlert problem={walked.problem} onRetry={walked.reload} />;
  if (walked.value === null)
    return (
      <Text size="sm" c="dimmed" role="status">
        {audit.checking}
      </Text>
    );
  const { entries, deviceOnly, fault, at } = walked.value.chain;
  const alone = audit.aloneCount(deviceOnly, format.number(deviceOnly, 0));
  const isWhole = fault === null;
  const verdict = isWhole
    ? audit.whole(format.number(entries, 0), format.exactTime(walked.value.at))
    : audit.broken(at === null ? format.dash : format.number(at, 0), audit.faults[fault]);
  const more = isWhole ? alone : `${audit.brokenHelp} ${alone}`.trim();
  return (
    <Alert
      className={classes.banner}
      data-tone={isWhole ? "ok" : "bad"}
      role="status"
      icon={isWhole ? <IconCheck size={18} aria-hidden /> : <IconAlertTriangle size={18} aria-hidden />}>
      <div className={classes.told}>
        <div>
          <p className={classes.verdict}>{verdict}</p>
          {more !== "" && <p>{more}</p>}
        </div>
        <Button className={classes.again} size="xs" variant="default" onClick={walked.reload}>
          {audit.checkAgain}
        </Button>
      </div>
    </Alert>
  );
}
