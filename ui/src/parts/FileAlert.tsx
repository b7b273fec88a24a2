import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../ipc/queries";
import { useClinicEvents, useClinicQuery, useCommand } from "../ipc/use-clinic";
import type { DamageKind, DamageView, FileAlarmView, FileStateView } from "../ipc/views";
import { useMay } from "../nav/session";
import { useWords } from "../words/speech";
import { ReasonInput } from "./AskDialog";
import { ProblemAlert } from "./ProblemAlert";
import { useFetchAgain } from "./use-fetch-again";

interface Props {
  file: FileStateView | null;
  /** The number of notes that wait in memory because the disk is full. */
  unstored?: number;
  className?: string;
  /** Present for a user who may end the alarm. */
  onAccepted?: () => void;
}

/**
 * Says that the disk is full, that the clinic's file is not the one that this computer wrote last, or that such a
 * change could not be detected.
 */
export function FileAlert(props: Props) {
  const { frame, notes } = useWords();
  const { file, unstored = 0, className } = props;
  return (
    <>
      {(file?.isDiskFull || unstored > 0) && (
        <Alert className={className} color="red" p="sm" role="alert" icon={<IconAlertTriangle size={18} aria-hidden />}>
          {file?.isDiskFull && <div>{frame.diskFull}</div>}
          {unstored > 0 && <div>{notes.unstored(unstored)}</div>}
        </Alert>
      )}
      <AlarmAlert {...props} />
    </>
  );
}

function AlarmAlert({ file, className, onAccepted }: Props) {
  const { frame, operations, sync } = useWords();
  const [asks, setAsks] = useState(false);
  if (file === null || (file.alarm === null && file.anchor === "stored")) return null;
  const { alarm, anchor, lostActions, missing } = file;
  const lost = lostActions.map((name) => operations[name] ?? sync.lostAction);
  return (
    <Alert
      className={className}
      color={alarm === null ? "gray" : "red"}
      p="sm"
      role="alert"
      icon={<IconAlertTriangle size={18} aria-hidden />}>
      {alarm === null ? (
        frame.anchors[anchor]
      ) : (
        <Group gap="sm" justify="space-between" wrap="nowrap">
          <span>
            {`${frame.fileAlarms[alarm]} ${frame.fileAlarmHelp}`}
            {missing.map((damage) => (
              <div key={damage.what}>{damageText(sync, damage)}</div>
            ))}
            {onAccepted !== undefined && lost.length > 0 && <div>{sync.lostActions(lost.join(" · "))}</div>}
          </span>
          {onAccepted !== undefined && (
            <Button size="xs" variant="default" flex="none" onClick={() => setAsks(true)}>
              {frame.acceptFile.ask}
            </Button>
          )}
        </Group>
      )}
      {asks && alarm !== null && onAccepted !== undefined && (
        <AcceptDialog alarm={alarm} onClose={() => setAsks(false)} onAccepted={onAccepted} />
      )}
    </Alert>
  );
}

/** Says which records could not be shown since this user has signed in: a list that lacks some never looks complete. */
export function DamageAlert({ className }: { className?: string }) {
  const { sync, quarantine } = useWords();
  const may = useMay();
  const status = useClinicQuery(queries.syncStatus()).value;
  const { busy, problem, fetchAgain } = useFetchAgain();
  const [known, setKnown] = useState<Record<string, DamageView>>({});
  const [lacksKey, setLacksKey] = useState(false);
  useClinicEvents((event) => {
    // with the new key, later reads succeed
    if (event.kind === "rightsChanged") setLacksKey(false);
    if (event.kind !== "damaged") return;
    if (event.keyMissing.length > 0) setLacksKey(true);
    const news: Record<string, DamageView> = {};
    for (const damage of event.damage) news[`${damage.patient?.id} ${damage.what}`] = damage;
    setKnown((before) => ({ ...before, ...news }));
  });
  const all = Object.entries(known);
  if (all.length === 0 && !lacksKey) return null;
  // what is damaged still is found again by the next list
  const fetch = async () => {
    if ((await fetchAgain()) === null) return;
    setKnown({});
    notifications.show({ message: quarantine.fetched });
  };
  const hasServer = status !== null && status.state !== "noServer";
  return (
    <Alert className={className} color="red" p="sm" role="alert" icon={<IconAlertTriangle size={18} aria-hidden />}>
      {lacksKey && <div>{sync.keyMissing}</div>}
      {all.map(([key, damage]) => (
        <div key={key}>{[damage.patient?.name, damageText(sync, damage)].filter(Boolean).join(" · ")}</div>
      ))}
      {all.length > 0 && <div>{quarantine.damageHelp}</div>}
      {problem !== null && <ProblemAlert problem={problem} />}
      {all.length > 0 && hasServer && may("sync.run") && (
        <Button size="xs" variant="default" mt="xs" loading={busy} onClick={() => void fetch()}>
          {quarantine.fetchAgain}
        </Button>
      )}
    </Alert>
  );
}

/** Says that records are still to come: no list is known to be complete, or empty, before. */
export function ToComeAlert({ className }: { className?: string }) {
  const { sync } = useWords();
  const status = useClinicQuery(queries.syncStatus()).value;
  if (!status?.toCome) return null;
  return (
    <Alert
      className={className}
      color="warn"
      variant="light"
      p="sm"
      role="status"
      icon={<IconAlertTriangle size={18} aria-hidden />}>
      {sync.toCome}
    </Alert>
  );
}

/** How many records of a kind are damaged or missing. */
export function damageText(words: ReturnType<typeof useWords>["sync"], { what, damaged, missing }: DamageView): string {
  const parts = [damaged > 0 ? words.damaged(damaged) : "", missing > 0 ? words.missing(missing) : ""];
  return words.damageOf(words.damageKinds[what as DamageKind], parts.filter((part) => part !== "").join(", "));
}

/** Asks before a lock by hand while the disk is full: the last input is not saved. Staying has the focus. */
export function LeaveDialog({ onLeave, onClose }: { onLeave: () => void; onClose: () => void }) {
  const { frame, notes } = useWords();
  const words = notes.leaveUnsaved;
  return (
    <Modal opened onClose={onClose} title={words.title} closeButtonProps={{ "aria-label": frame.close }}>
      <Stack gap="md">
        <Text size="sm">{`${words.what} ${words.safe}`}</Text>
        <Text size="sm">{words.next}</Text>
        <Group gap="sm">
          <Button variant="default" data-autofocus onClick={onClose}>
            {words.stay}
          </Button>
          <Button color="red" onClick={onLeave}>
            {words.leave}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function AcceptDialog({
  alarm,
  onClose,
  onAccepted,
}: {
  alarm: FileAlarmView;
  onClose: () => void;
  onAccepted: () => void;
}) {
  const { frame } = useWords();
  const words = frame.acceptFile;
  const [reason, setReason] = useState("");
  const { busy, problem, run } = useCommand();
  const accept = async () => {
    if (!(await run(async (clinic) => (await clinic.acceptFile(reason.trim()), true)))) return;
    notifications.show({ message: words.done });
    onClose();
    onAccepted();
  };
  return (
    <Modal opened onClose={onClose} title={words.title} closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), reason.trim() !== "" && void accept())}>
        <Stack gap="md">
          <Text size="sm">{`${frame.fileAlarms[alarm]} ${words.safe}`}</Text>
          <Text size="sm">{words.next}</Text>
          <ReasonInput label={words.reason} help={words.reasonHelp} value={reason} onChange={setReason} />
          {problem !== null && <ProblemAlert problem={problem} />}
          <Group gap="sm">
            <Button variant="default" onClick={onClose}>
              {frame.cancel}
            </Button>
            <Button type="submit" color="red" loading={busy} disabled={reason.trim() === ""}>
              {words.run}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
