import { ActionIcon, Indicator, Tooltip } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import { useNavigation } from "../../nav/navigation";
import { useMay } from "../../nav/session";
import { useFormat, useWords } from "../../words/speech";

/** Leads to the alerts, and says how many are open. */
export function AlertBell({ open }: { open: number }) {
  const { alerts: words } = useWords();
  const format = useFormat();
  const { go } = useNavigation();
  if (!useMay()("alerts.read")) return null;
  const label = open === 0 ? words.bellNone : words.bell(format.number(open, 0));
  return (
    <Tooltip label={`${words.title}  G L`} openDelay={400}>
      <Indicator
        disabled={open === 0}
        label={format.number(open, 0)}
        size={16}
        offset={4}
        color="var(--nv-none-text)"
        autoContrast>
        <ActionIcon aria-label={label} onClick={() => go({ page: "alerts" })}>
          <IconBell size={18} stroke={1.75} aria-hidden />
        </ActionIcon>
      </Indicator>
    </Tooltip>
  );
}
