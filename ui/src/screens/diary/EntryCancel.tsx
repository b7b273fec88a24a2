import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { seriesQueries } from "../../ipc/series-queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { AppointmentStatus, AppointmentView, StatusWhy } from "../../ipc/views";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { NO_WHY, StatusWhyFields, useWhyKeys, useWhyMissing } from "../../parts/StatusWhyFields";
import { offerUndo } from "../../parts/undo";
import { useEntryName } from "../../parts/use-entry-name";
import { useWords } from "../../words/speech";
import { type Scope, ScopeChoice } from "../../parts/ScopeChoice";

const CANCELLABLE: AppointmentStatus[] = ["scheduled", "confirmed", "arrived"];

interface Props {
  entry: AppointmentView;
  /** Those after it may be cancelled, too. */
  asksScope: boolean;
  busy: boolean;
  onCancel: (why: StatusWhy) => void;
  /** Several were cancelled, or are again as they were. */
  onCancelled: () => void;
  onBack: () => void;
}

/** Cancels an appointment, of a series also those after it, with the reason; keeping it has the focus. */
export function EntryCancel({ entry, asksScope, busy, onCancel, onCancelled, onBack }: Props) {
  const { diary: words, series: seriesWords, frame } = useWords();
  const nameOf = useEntryName();
  const [scope, setScope] = useState<Scope>("one");
  const [why, setWhy] = useState(NO_WHY);
  const missing = useWhyMissing(why);
  const keys = useWhyKeys((code) => setWhy((before) => ({ ...before, code })));
  const dates = useClinicQuery(seriesQueries.dates(asksScope ? entry.id : null)).value?.appointments ?? [];
  const from = entry.series?.number ?? 1;
  const later = dates.filter(({ series, status }) => (series?.number ?? 0) >= from && CANCELLABLE.includes(status));
  const command = useCommand();
  const cancelLater = async () => {
    const { id, seen } = entry;
    const cancelled = await command.run((clinic) => clinic.cancelLater({ id, seen, why }));
    if (!cancelled) return;
    onCancelled();
    const name = nameOf(entry);
    offerUndo("status", seriesWords.cancelled(name, cancelled.appointments.length), frame, async () => {
      const back = await command.run((clinic) => clinic.restoreSeries(cancelled.back));
      onCancelled();
      return back;
    });
  };
  const isLater = scope === "later";
  const submit = () => {
    if (missing !== null) return;
    if (isLater) void cancelLater();
    else onCancel(why);
  };
  return (
    <form onSubmit={(event) => (event.preventDefault(), submit())}>
      <Stack gap="md" onKeyDown={keys.onKeyDown}>
        {asksScope && <ScopeChoice value={scope} onChange={setScope} />}
        <StatusWhyFields value={why} list={keys.list} onChange={setWhy} />
        {command.problem !== null && <ProblemAlert problem={command.problem} />}
        <Group gap="sm">
          <Button variant="default" autoFocus onClick={onBack}>
            {words.doNotCancel}
          </Button>
          <Button
            type="submit"
            color="red"
            loading={busy || command.busy}
            disabled={missing !== null || (isLater && later.length === 0)}>
            {isLater ? seriesWords.cancelLater(later.length) : words.cancel}
          </Button>
          {missing !== null && (
            <Text size="xs" c="dimmed">
              {missing}
            </Text>
          )}
        </Group>
      </Stack>
    </form>
  );
}
