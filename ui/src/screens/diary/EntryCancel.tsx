import { Button, Group, Stack } from "@mantine/core";
import { useState } from "react";
import { seriesQueries } from "../../ipc/series-queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { AppointmentStatus, AppointmentView } from "../../ipc/views";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { offerUndo } from "../../parts/undo";
import { useEntryName } from "../../parts/use-entry-name";
import { useWords } from "../../words/speech";
import { type Scope, ScopeChoice } from "../../parts/ScopeChoice";
import { StatusReason } from "./StatusReason";

const CANCELLABLE: AppointmentStatus[] = ["scheduled", "confirmed", "arrived"];

interface Props {
  entry: AppointmentView;
  /** Those after it may be cancelled, too. */
  asksScope: boolean;
  busy: boolean;
  onCancel: (reason: string) => void;
  /** Several were cancelled, or are again as they were. */
  onCancelled: () => void;
  onBack: () => void;
}

/** Cancels an appointment, of a series also those after it, with the reason; keeping it has the focus. */
export function EntryCancel({ entry, asksScope, busy, onCancel, onCancelled, onBack }: Props) {
  const { diary: words, series: seriesWords, frame } = useWords();
  const nameOf = useEntryName();
  const [scope, setScope] = useState<Scope>("one");
  const [reason, setReason] = useState("");
  const dates = useClinicQuery(seriesQueries.dates(asksScope ? entry.id : null)).value?.appointments ?? [];
  const from = entry.series?.number ?? 1;
  const later = dates.filter(({ series, status }) => (series?.number ?? 0) >= from && CANCELLABLE.includes(status));
  const command = useCommand();
  const cancelLater = async () => {
    const { id, seen } = entry;
    const cancelled = await command.run((clinic) => clinic.cancelLater({ id, seen, reason }));
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
  return (
    <form onSubmit={(event) => (event.preventDefault(), isLater ? void cancelLater() : onCancel(reason))}>
      <Stack gap="md">
        {asksScope && <ScopeChoice value={scope} onChange={setScope} />}
        <StatusReason value={reason} choices={words.cancelReasons} onChange={setReason} />
        {command.problem !== null && <ProblemAlert problem={command.problem} />}
        <Group gap="sm">
          <Button variant="default" autoFocus onClick={onBack}>
            {words.doNotCancel}
          </Button>
          <Button type="submit" color="red" loading={busy || command.busy} disabled={isLater && later.length === 0}>
            {isLater ? seriesWords.cancelLater(later.length) : words.cancel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
