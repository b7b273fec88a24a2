import { Alert, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useAnswer } from "../../ipc/use-clinic";
import { FailureAlert } from "../../parts/FailureAlert";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Audit.module.css";

/** Whether the chain of this computer is whole, and how much of it rests on this computer's word alone. */
export function ChainBanner() {
  const { audit } = useWords();
  const format = useFormat();
  const chain = useAnswer("audit-chain", (clinic) => clinic.verifyAudit());
  const [checkedAt] = useState(() => new Date().toISOString());
  if (chain.failure !== null) return <FailureAlert failure={chain.failure} onRetry={chain.reload} />;
  if (chain.value === null) return <Text size="sm" c="dimmed" role="status">{audit.checking}</Text>;
  const { entries, deviceOnly, fault, at } = chain.value;
  const alone = audit.aloneCount(deviceOnly, format.number(deviceOnly, 0));
  const isWhole = fault === null;
  return (
    <Alert className={classes.banner} data-tone={isWhole ? "ok" : "bad"} role="status" icon={isWhole ? <IconCheck size={18} aria-hidden /> : <IconAlertTriangle size={18} aria-hidden />} title={isWhole ? audit.whole(format.number(entries, 0), format.time(checkedAt)) : audit.broken(at === null ? format.dash : format.number(at, 0), audit.faults[fault])}>
      {(isWhole ? alone : `${audit.brokenHelp} ${alone}`.trim()) || null}
    </Alert>
  );
}
