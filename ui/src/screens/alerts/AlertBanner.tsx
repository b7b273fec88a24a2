import { Button, UnstyledButton } from "@mantine/core";
import { IconAlertOctagon } from "@tabler/icons-react";
import { useCommand } from "../../ipc/use-clinic";
import type { AlertRow } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { useMay } from "../../nav/session";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Alerts.module.css";
import { useAlertWords } from "./use-alert-words";
import { useAcknowledgeKey } from "./use-alert-watch";

/** The newest critical alert under the header of every page. It never takes the focus. */
export function AlertBanner({ alerts, onMute }: { alerts: AlertRow[]; onMute: () => void }) {
  const { alerts: words } = useWords();
  const format = useFormat();
  const say = useAlertWords();
  const may = useMay();
  const { go } = useNavigation();
  const { busy, run } = useCommand();
  const newest = alerts[0];
  const acknowledge = () => {
    if (newest !== undefined && !busy && may("alerts.write")) void run((clinic) => clinic.acknowledgeAlert(newest.id));
  };
  useAcknowledgeKey(acknowledge);
  if (newest === undefined) return null;
  const others = alerts.length - 1;
  return (
    <div className={classes.banner} role="alert">
      <IconAlertOctagon size={18} stroke={1.75} aria-hidden />
      <UnstyledButton className={classes.bannerText} onClick={() => go({ page: "alerts", id: newest.id })}>
        {words.banner(say.title(newest), say.location(newest), format.time(newest.raised.at))}
      </UnstyledButton>
      {others > 0 && (
        <UnstyledButton className={classes.others} onClick={() => go({ page: "alerts" })}>
          {words.others(others, format.number(others, 0))}
        </UnstyledButton>
      )}
      {may("alerts.write") && (
        <Button size="compact-sm" variant="default" title="Ctrl+Shift+A" onClick={acknowledge}>
          {words.acknowledge}
        </Button>
      )}
      <Button size="compact-sm" variant="subtle" className={classes.mute} onClick={onMute}>
        {words.mute}
      </Button>
    </div>
  );
}
