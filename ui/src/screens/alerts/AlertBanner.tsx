import { Button, UnstyledButton } from "@mantine/core";
import { IconAlertOctagon } from "@tabler/icons-react";
import { useCommand } from "../../ipc/use-clinic";
import type { AlertRow, ClinicChoice } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { useClinicSwitch, useMay } from "../../nav/session";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Alerts.module.css";
import { useAlertWords } from "./use-alert-words";
import { useAcknowledgeKey } from "./use-alert-watch";

interface Props {
  alerts: AlertRow[];
  /** Other clinics in which one waits. */
  clinics: ClinicChoice[];
  onMute: () => void;
}

/** The newest critical alert under the header of every page, then those of other clinics. It never takes the focus. */
export function AlertBanner({ alerts, clinics, onMute }: Props) {
  const { alerts: words } = useWords();
  const { switchTo } = useClinicSwitch();
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
  const mute = (
    <Button size="compact-sm" variant="subtle" className={classes.mute} onClick={onMute}>
      {words.mute}
    </Button>
  );
  const clinic = clinics[0];
  if (newest === undefined && clinic === undefined) return null;
  if (newest === undefined)
    return (
      <div className={classes.banner} role="alert">
        <IconAlertOctagon size={18} stroke={1.75} aria-hidden />
        {clinics.map(({ folder, name }) => (
          <UnstyledButton key={folder} className={classes.bannerText} onClick={() => switchTo(folder)}>
            {words.inClinic(name ?? folder)}
          </UnstyledButton>
        ))}
        {mute}
      </div>
    );
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
      {clinic !== undefined && (
        <UnstyledButton className={classes.others} onClick={() => switchTo(clinic.folder)}>
          {words.alsoIn(clinic.name ?? clinic.folder)}
        </UnstyledButton>
      )}
      {may("alerts.write") && (
        <Button size="compact-sm" variant="default" title="Ctrl+Shift+A" onClick={acknowledge}>
          {words.acknowledge}
        </Button>
      )}
      {mute}
    </div>
  );
}
