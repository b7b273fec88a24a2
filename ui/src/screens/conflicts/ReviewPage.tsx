import { ActionIcon, Alert, Button, Checkbox, Group, Menu, Paper, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconClipboardCheck, IconCloudOff, IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { ReviewChangeView, ReviewRowView } from "../../ipc/views";
import { Empty } from "../../parts/Empty";
import { ReviewFields } from "../../parts/FieldList";
import { Detail, DetailHead, ListDetail } from "../../parts/ListDetail";
import { Loaded } from "../../parts/Loaded";
import { Page } from "../../parts/Page";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useBirth } from "../../parts/use-birth";
import { useNames } from "../../parts/use-names";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Conflict.module.css";
import { RejectDialog } from "./RejectDialog";

/** The changes of one user to one patient on one computer, in the order in which they were made. */
interface Bundle {
  key: string;
  entries: ReviewRowView[];
  first: ReviewRowView;
}

function bundlesOf(rows: ReviewRowView[]): Bundle[] {
  const bundles = new Map<string, Bundle>();
  for (const row of rows) {
    const key = [row.device, row.by, row.patient?.id].join("|");
    const bundle = bundles.get(key);
    if (bundle === undefined) bundles.set(key, { key, entries: [row], first: row });
    else bundle.entries.push(row);
  }
  return [...bundles.values()];
}

/** Changes from removed computers and deactivated users: none is a record before a reviewer admits it. */
export function ReviewPage({ patientId }: { patientId: string | null }) {
  const { review } = useWords();
  const format = useFormat();
  const rows = useClinicQuery(queries.reviewRows());
  const [picked, setPicked] = useState<string | null>(null);
  const code = rows.problem?.code;
  const isAway = code === "offline" || code === "needsConnection";
  return (
    <Page title={review.title}>
      {isAway ? (
        <Away onRetry={rows.reload} />
      ) : (
        <Loaded of={rows}>
          {(list) => {
            const bundles = bundlesOf(list);
            const current =
              bundles.find(({ key }) => key === picked) ??
              bundles.find(({ first }) => patientId !== null && first.patient?.id === patientId) ??
              bundles[0];
            return current === undefined ? (
              <Paper>
                <Empty icon={IconClipboardCheck} title={review.none}>
                  {review.noneHelp}
                </Empty>
              </Paper>
            ) : (
              <ListDetail
                isPage
                label={review.title}
                rows={bundles}
                rowKey={({ key }) => key}
                current={current}
                lines={({ entries, first }) => [
                  first.patient?.name ?? review.noPatient,
                  review.from(first.by, first.device),
                  [review.entries(entries.length), format.dateTime(first.writtenAt ?? first.receivedAt)].join(" · "),
                ]}
                onPick={setPicked}>
                <Opened key={`${current.key} ${current.entries.length}`} bundle={current} onDecided={rows.reload} />
              </ListDetail>
            );
          }}
        </Loaded>
      )}
    </Page>
  );
}

/** The entries are only at the server: offline they are counted, not shown. */
function Away({ onRetry }: { onRetry: () => void }) {
  const { review, frame } = useWords();
  const known = useClinicQuery(queries.syncStatus()).value?.inReview ?? 0;
  return (
    <Alert color="gray" icon={<IconCloudOff size={18} aria-hidden />} title={review.offline} role="alert">
      <Text size="sm">{review.offlineHelp(known)}</Text>
      <Button mt="sm" size="xs" variant="default" onClick={onRetry}>
        {frame.tryAgain}
      </Button>
    </Alert>
  );
}

function Opened({ bundle, onDecided }: { bundle: Bundle; onDecided: () => void }) {
  const changes = useClinicQuery(queries.reviewChanges(bundle.entries.map(({ id }) => id)));
  return <Loaded of={changes}>{(list) => <Deciding bundle={bundle} changes={list} onDecided={onDecided} />}</Loaded>;
}

interface DecidingProps {
  bundle: Bundle;
  changes: ReviewChangeView[];
  onDecided: () => void;
}

/** Every entry field by field; the selected ones are admitted or rejected together. */
function Deciding({ bundle: { first }, changes, onDecided }: DecidingProps) {
  const { review, frame } = useWords();
  const birth = useBirth();
  const [picked, setPicked] = useState(() => new Set(changes.map(({ row }) => row.id)));
  const [rejects, setRejects] = useState(false);
  const { busy, problem, run } = useCommand();
  const chosen = changes.map(({ row }) => row).filter(({ id }) => picked.has(id));
  const admissible = chosen.filter(({ inadmissible }) => inadmissible === null).map(({ id }) => id);
  const pick = (id: string) => {
    const next = new Set(picked);
    if (!next.delete(id)) next.add(id);
    setPicked(next);
  };
  const admit = async () => {
    const done = await run(async (clinic) => (await clinic.admitChanges(admissible), true));
    if (done) notifications.show({ message: review.admitted });
    if (done) onDecided();
  };
  const { patient } = first;
  const whose = patient?.name ?? first.by;
  return (
    <Detail
      label={whose}
      pane="review"
      footer={
        <>
          <Text size="xs" c="dimmed">
            {chosen.length === 0 ? review.chooseOne : review.after}
          </Text>
          <Group gap="xs" wrap="nowrap">
            <Menu>
              <Menu.Target>
                <ActionIcon aria-label={frame.more} disabled={chosen.length === 0}>
                  <IconDots size={18} aria-hidden />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => setRejects(true)}>{review.reject(chosen.length)}</Menu.Item>
              </Menu.Dropdown>
            </Menu>
            <Button data-primary loading={busy} disabled={admissible.length === 0} onClick={() => void admit()}>
              {review.admit(admissible.length)}
            </Button>
          </Group>
        </>
      }>
      <DetailHead
        title={patient?.name ?? review.noPatient}
        line={[...(patient === null ? [] : [birth.facts(patient)]), first.by].join(" · ")}
      />
      <Text>{review.help}</Text>
      {changes.map((change) => (
        <Entry
          key={change.row.id}
          change={change}
          isPicked={picked.has(change.row.id)}
          onPick={() => pick(change.row.id)}
        />
      ))}
      {problem !== null && <ProblemAlert problem={problem} />}
      {rejects && (
        <RejectDialog
          ids={chosen.map(({ id }) => id)}
          whose={whose}
          patient={patient}
          onClose={() => setRejects(false)}
          onRejected={onDecided}
        />
      )}
    </Detail>
  );
}

/** Why an entry waits, as far as it is known here. */
function useCauses() {
  const { review } = useWords();
  const format = useFormat();
  const computers = useClinicQuery(queries.syncPage()).value?.devices;
  return ({ by, device, isByReplacedKey }: ReviewRowView): string => {
    if (isByReplacedKey) return review.replacedKey;
    const computer = computers?.find(({ number }) => device.split(" ")[0] === String(number));
    if (computer === undefined) return review.causes.unknown(by, device);
    const { revokedAt } = computer;
    return revokedAt === null ? review.causes.other(by) : review.causes.removed(device, format.dateTime(revokedAt));
  };
}

interface EntryProps {
  change: ReviewChangeView;
  isPicked: boolean;
  onPick: () => void;
}

/** What one entry would change. */
function Entry({ change: { row, fields }, isPicked, onPick }: EntryProps) {
  const { review } = useWords();
  const name = useNames();
  const format = useFormat();
  const causeOf = useCauses();
  const what = name.whatOf(fields);
  return (
    <div className={classes.field}>
      <Checkbox
        size="xs"
        checked={isPicked}
        onChange={onPick}
        label={review.entry(what === "" ? review.unread : what, format.dateTime(row.writtenAt ?? row.receivedAt))}
      />
      <Text>{causeOf(row)}</Text>
      {row.inadmissible !== null && <Text>{review.inadmissible[row.inadmissible]}</Text>}
      <ReviewFields fields={fields} />
    </div>
  );
}
