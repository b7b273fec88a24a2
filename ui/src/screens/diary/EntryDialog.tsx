import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { groupQueries } from "../../ipc/group-queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { AppointmentStatus, AppointmentView, DiaryView, Move, Problem, StatusWhy } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { Chip } from "../../parts/Chip";
import { GROUP_WIDTH } from "../../parts/group/GroupDialog";
import { GroupPanel } from "../../parts/group/GroupPanel";
import { Loaded } from "../../parts/Loaded";
import { PrintButton } from "../../parts/PrintButton";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { StatusWhyForm } from "../../parts/StatusWhyForm";
import { useBirth } from "../../parts/use-birth";
import { useEntryName } from "../../parts/use-entry-name";
import { useTypeName } from "../../parts/use-type-name";
import { useFormat, useToday, useWords } from "../../words/speech";
import { EntryCancel } from "./EntryCancel";
import { EntryHistory } from "./EntryHistory";
import { EntryMove } from "./EntryMove";
import type { Scope } from "../../parts/ScopeChoice";
import { SeriesNumber } from "./series/SeriesNumber";

interface Props {
  diary: DiaryView;
  entry: AppointmentView;
  mayWrite: boolean;
  /** Nothing but a move to another time is asked for. */
  startsMoving?: boolean;
  /** Where an appointment of a series was dragged: which dates move is asked. */
  target?: Move | null;
  busy: boolean;
  problem: Problem | null;
  onClose: () => void;
  /** Returns whether it was changed. */
  onStatus: (entry: AppointmentView, status: AppointmentStatus, why?: StatusWhy) => Promise<boolean>;
  /** Returns whether it was moved. */
  onMove: (change: Move) => Promise<boolean>;
  /** Several dates of a series were changed. */
  onChanged?: () => void;
}

type NextStatus = "confirmed" | "arrived" | "inRoom" | "completed" | "noShow";
/** The statuses that may follow each status. */
const NEXT: Record<AppointmentStatus, NextStatus[]> = {
  scheduled: ["confirmed", "arrived", "noShow"],
  confirmed: ["arrived", "noShow"],
  arrived: ["inRoom"],
  inRoom: ["completed"],
  completed: ["inRoom"],
  noShow: ["arrived"],
  cancelled: [],
};

/** One appointment: what it is, its next step, and moving or cancelling it without a mouse drag. */
export function EntryDialog({
  diary,
  entry: opened,
  mayWrite,
  startsMoving = false,
  target = null,
  busy,
  problem,
  onClose,
  onStatus,
  onMove,
  onChanged,
}: Props) {
  const { diary: words, frame } = useWords();
  const typeName = useTypeName();
  const format = useFormat();
  const birth = useBirth();
  const { go } = useNavigation();
  const [mode, setMode] = useState<"show" | "move" | "cancel" | "missed" | "back">(
    startsMoving || target !== null ? "move" : "show",
  );
  const [scope, setScope] = useState<Scope>("one");
  const [asked, setAsked] = useState<NextStatus | null>(null);
  const today = useToday();
  // a session changes while it is open: each seat is given by itself
  const session = useClinicQuery(groupQueries.session(opened.group === null || startsMoving ? null : opened.id));
  const entry = session.value?.appointment ?? opened;
  const isGroup = entry.group !== null;
  const patient = entry.patients[0];
  const name = useEntryName()(entry);
  const time = format.time(entry.startsAt);
  const span = `${time}–${format.time(entry.endsAt)}`;

  const setStatus = async (status: AppointmentStatus, why?: StatusWhy) => {
    if (await onStatus(entry, status, why)) onClose();
  };
  // a patient can confirm on any day, but can arrive only on the day itself
  const isAsked = diary.day !== today;
  const isReopened = (status: NextStatus) => entry.status === "completed" && status === "inRoom";
  const step = (status: NextStatus) => {
    if (status === "noShow") setMode("missed");
    else if (isReopened(status)) setMode("back");
    else if (isAsked && status !== "confirmed") setAsked(status);
    else void setStatus(status);
  };
  const wordOf = (status: NextStatus) => words.status[isReopened(status) ? "reopened" : status];
  const move = async (change: Move) => {
    if (await onMove(change)) onClose();
  };
  // a clash is decided about one date
  const { series } = entry;
  const asksScope = series !== null && series.number < series.of && !startsMoving;
  const changed = () => (onChanged?.(), onClose());
  const number = series !== null && <SeriesNumber entry={entry} series={series} timeZone={diary.timeZone} />;
  // a session has its own while it is shown
  const showsHead = !isGroup || mode !== "show";
  const changes = mayWrite && entry.status !== "completed" && entry.status !== "cancelled" && (
    <>
      <Button variant="subtle" onClick={() => setMode("move")}>
        {words.moveTo}
      </Button>
      <Button variant="subtle" onClick={() => setMode("cancel")}>
        {words.cancel}
      </Button>
    </>
  );
  return (
    <Modal
      opened
      onClose={onClose}
      size={scope === "later" && mode === "move" ? 720 : isGroup && mode === "show" ? GROUP_WIDTH : undefined}
      title={
        mode === "cancel"
          ? words.cancelAsk(name, time)
          : mode === "move"
            ? words.moveAsk(name)
            : words.appointment(name, time)
      }
      closeButtonProps={{ "aria-label": frame.close }}>
      <Stack gap="md">
        {!isGroup && (
          <Text size="sm" component="div">
            {entry.patients.map((one) => (
              <div key={one.id}>
                <bdi>{one.name}</bdi> · {birth.facts(one)}
              </div>
            ))}
          </Text>
        )}
        {showsHead && (
          <Group gap="sm">
            <Chip word={entry.status} />
            <Text size="sm" c="dimmed">
              {[
                format.weekday(diary.day),
                span,
                typeName(entry.typeId, entry.type),
                entry.provider,
                entry.room,
                entry.facility,
              ]
                .filter(Boolean)
                .join(" · ")}
            </Text>
          </Group>
        )}
        {showsHead && mode === "show" && number}
        {entry.reason !== null && (
          <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
            {entry.reason}
          </Text>
        )}
        {problem !== null && <ProblemAlert problem={problem} />}
        {asked !== null && (
          <>
            <Text size="sm">{words.otherDay(name, format.weekday(diary.day))}</Text>
            <Group gap="sm">
              <Button variant="default" data-autofocus onClick={() => setAsked(null)}>
                {words.leaveStatus}
              </Button>
              <Button loading={busy} onClick={() => void setStatus(asked)}>
                {wordOf(asked)}
              </Button>
            </Group>
          </>
        )}
        {mode === "show" && isGroup && (
          <Loaded of={session} rows={4}>
            {(view) =>
              view !== null && (
                <GroupPanel
                  session={view}
                  series={number}
                  actions={changes}
                  onChanged={(now) => {
                    if (now === null) session.reload();
                    else session.set(now);
                    onChanged?.();
                  }}
                  onLeave={onClose}
                />
              )
            }
          </Loaded>
        )}
        {mode === "show" && !isGroup && asked === null && (
          <Group gap="sm">
            {patient && (
              <Button variant="default" onClick={() => (onClose(), go({ page: "patient", id: patient.id }))}>
                {words.openPatient}
              </Button>
            )}
            {patient && entry.patients.length === 1 && (
              <PrintButton
                of={{ print: "appointmentCard", appointmentId: entry.id, patientId: patient.id }}
                patient={patient}
                label={words.printCard}
              />
            )}
            {mayWrite &&
              NEXT[entry.status].map((status) => (
                <Button key={status} variant="default" loading={busy} onClick={() => step(status)}>
                  {wordOf(status)}
                </Button>
              ))}
            {changes}
          </Group>
        )}
        {mode === "show" && !startsMoving && <EntryHistory entry={entry} />}
        {mode === "move" && (
          <EntryMove
            diary={diary}
            entry={entry}
            target={target}
            asksScope={asksScope}
            mustDiffer={startsMoving}
            busy={busy}
            onMove={(change) => void move(change)}
            onScope={setScope}
            onMoved={changed}
          />
        )}
        {(mode === "missed" || mode === "back") && isAsked && (
          <Text size="sm">{words.otherDay(name, format.weekday(diary.day))}</Text>
        )}
        {mode === "missed" && (
          <StatusWhyForm
            action={words.status.noShow}
            busy={busy}
            onWhy={(why) => void setStatus("noShow", why)}
            onBack={() => setMode("show")}
          />
        )}
        {mode === "back" && (
          <StatusWhyForm
            action={words.status.reopened}
            usual="correction"
            busy={busy}
            onWhy={(why) => void setStatus("inRoom", why)}
            onBack={() => setMode("show")}
          />
        )}
        {mode === "cancel" && (
          <EntryCancel
            entry={entry}
            asksScope={asksScope}
            busy={busy}
            onCancel={(why) => void setStatus("cancelled", why)}
            onCancelled={changed}
            onBack={() => setMode("show")}
          />
        )}
      </Stack>
    </Modal>
  );
}
