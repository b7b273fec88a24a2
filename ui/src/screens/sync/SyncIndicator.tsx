import { Alert, Button, Group, Popover, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconClockExclamation } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { SyncStatus } from "../../ipc/views";
import { useMay } from "../../nav/session";
import { useNavigation } from "../../nav/navigation";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { SyncWord } from "../../parts/SyncWord";
import { useSyncText } from "../../parts/use-sync-text";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Sync.module.css";

/** The sync state of this computer, always in view; a click shows more and never blocks. */
export function SyncIndicator() {
  const { sync } = useWords();
  const { go } = useNavigation();
  const status = useClinicQuery(queries.syncStatus());
  const [opened, setOpened] = useState(false);
  const { busy, problem, run } = useCommand();
  const text = useSyncText();
  if (status.value === null) return null;
  const { look, tone, word, sentence } = text(status.value);

  const { cause, state } = status.value;
  // a wrong clock is shown only if no change is unsent and nothing waits for the user
  const hasWrongClock = (state === "synced" || state === "noServer") && isClockWrong(status.value);
  const shownWord = hasWrongClock ? sync.wrongClock : word;
  // the problem of a sync by hand goes before that of the last automatic one
  const shown = problem ?? (cause === null ? null : { code: cause, triesLeft: null, until: null });

  const syncNow = async () => {
    const after = await run((clinic) => clinic.syncNow());
    if (after) status.set(after);
  };
  const show = () => {
    setOpened(false);
    go({ page: "sync" });
  };
  return (
    <Popover opened={opened} onChange={setOpened} width={360} position="bottom-end">
      <Popover.Target>
        <UnstyledButton
          onClick={() => setOpened((was) => !was)}
          aria-label={shownWord}
          title={shownWord}
          aria-haspopup="dialog"
          aria-expanded={opened}>
          <SyncWord look={look} tone={hasWrongClock ? "warn" : tone} text={shownWord} folds />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="md">
          <Text size="sm">{sentence}</Text>
          <SyncNotice status={status.value} />
          <ClockWarning status={status.value} />
          {shown !== null && <ProblemAlert problem={shown} />}
          <div className={classes.actions}>
            {status.value.state !== "noServer" && cause !== "serverAltered" && (
              <Button variant="default" loading={busy} onClick={() => void syncNow()}>
                {sync.now}
              </Button>
            )}
            <Button variant="subtle" onClick={show}>
              {sync.open}
            </Button>
          </div>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Reports what the sync did automatically, and what a restored server may lack. */
export function SyncNotice({ status }: { status: SyncStatus }) {
  const { sync } = useWords();
  const format = useFormat();
  const { serverRestoredAt: restored } = status;
  const may = useMay();
  const { busy, problem, run } = useCommand();
  const notices = [
    status.serverRestored && sync.serverRestored,
    restored !== null && sync.serverLacks(format.date(restored)),
    status.renumbered && sync.renumbered,
  ];
  return (
    <>
      {notices.filter(Boolean).map((notice) => (
        <Text key={`${notice}`} size="sm">
          {notice}
        </Text>
      ))}
      {problem !== null && <ProblemAlert problem={problem} />}
      {restored !== null && may("devices.manage") && (
        <Group>
          <Button size="xs" variant="default" loading={busy} onClick={() => void run((clinic) => clinic.endRestored())}>
            {sync.endRestored}
          </Button>
        </Group>
      )}
    </>
  );
}

const isClockWrong = ({ clockAheadMinutes, serverJumpMinutes, changesAheadMinutes }: SyncStatus) =>
  [clockAheadMinutes, serverJumpMinutes, changesAheadMinutes].some((minutes) => minutes !== null);

/**
 * Warns that this computer's clock is far from the server's or, without a server, from earlier writes here; or asks
 * whether to accept a jump of the server's clock.
 */
export function ClockWarning({ status }: { status: SyncStatus }) {
  const { sync } = useWords();
  const may = useMay();
  const { busy, problem, run } = useCommand();
  const { clockAheadMinutes: ahead, serverJumpMinutes: jump, changesAheadMinutes: changes } = status;
  const span = (minutes: number) => sync.span(Math.abs(minutes));
  if (!isClockWrong(status)) return null;
  return (
    <Alert color="warn" variant="light" icon={<IconClockExclamation size={18} aria-hidden />}>
      <Stack gap="sm" align="start">
        {ahead !== null && <span>{ahead > 0 ? sync.clockAhead(span(ahead)) : sync.clockBehind(span(ahead))}</span>}
        {jump !== null && <span>{sync.serverJumped(span(jump), jump > 0)}</span>}
        {changes !== null && <span>{sync.changesAhead(span(changes))}</span>}
        {problem !== null && <ProblemAlert problem={problem} />}
        {jump !== null && may("devices.manage") && (
          <Button
            size="xs"
            variant="default"
            loading={busy}
            onClick={() => void run((clinic) => clinic.takeServerTime())}>
            {sync.takeServerTime}
          </Button>
        )}
        {changes !== null && may("devices.manage") && (
          <Button size="xs" variant="default" loading={busy} onClick={() => void run((clinic) => clinic.takeOwnTime())}>
            {sync.takeOwnTime}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
