import { Button, Group, Stack, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useCommand } from "../../ipc/use-clinic";
import type { GroupSessionView, Id, Seat } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { useMay } from "../../nav/session";
import { useTypeName } from "../use-type-name";
import { useFormat, useTimeZone, useToday, useWords } from "../../words/speech";
import { dayOf } from "../../words/time";
import { Chip } from "../Chip";
import { ProblemAlert } from "../ProblemAlert";
import { useEntryName } from "../use-entry-name";
import { wrongField } from "../use-field-errors";
import { useStatusChange } from "../use-status-change";
import { AddPatient } from "./AddPatient";
import { type Hides, useHides, visible } from "./hides";
import { RemoveSeat } from "./RemoveSeat";
import { SeatList } from "./SeatList";
import { SeatRow } from "./SeatRow";
import { SessionFacts } from "./SessionFacts";
import { SessionSteps } from "./SessionSteps";
import { useSeatRefusal, useSeats } from "./use-seats";

interface Props {
  session: GroupSessionView;
  hides?: Hides;
  /** Which of a series it is, as the screen shows that. */
  series?: ReactNode;
  /** What the screen offers besides. */
  actions?: ReactNode;
  /** The session, or null where it has to be read again. */
  onChanged: (now: GroupSessionView | null) => void;
  /** The dialog is left for another page. */
  onLeave: () => void;
}

/** A group session: who has a seat and who came, its next step, its seats and topic. */
export function GroupPanel({ session: given, hides = null, series, actions, onChanged, onLeave }: Props) {
  const { patients } = useWords();
  const format = useFormat();
  const timeZone = useTimeZone();
  const today = useToday();
  const may = useMay();
  const { go } = useNavigation();
  const entryName = useEntryName();
  const typeName = useTypeName();
  const { nameOf, showsTopic } = useHides(hides);
  const session = visible(given, hides);
  const { appointment: entry, seats } = session;
  const { group } = entry;
  const mayWrite = may("appointments.write");
  const [removedId, setRemovedId] = useState<Id | null>(null);
  // as it is now: what was written about it since the menu was opened has another version
  const removed = seats.find(({ id }) => id === removedId) ?? null;
  const own = useSeats(session, nameOf, onChanged);
  const visit = useCommand();
  const status = useStatusChange(
    () => onChanged(null),
    (changed) => entryName(visible({ ...session, appointment: changed }, hides).appointment),
  );
  const problem = own.problem ?? visit.problem ?? status.problem;
  const refusal = useSeatRefusal(problem);
  const openVisit = visit.problem?.visit ?? null;

  const day = dayOf(entry.startsAt, timeZone);
  const isLaterDay = day > today;
  const isAhead = entry.status !== "completed" && entry.status !== "cancelled" && entry.status !== "noShow";
  const asksScope = entry.series !== null && entry.series.number < entry.series.of;
  const name = entryName(entry);
  const span = `${format.time(entry.startsAt)}–${format.time(entry.endsAt)}`;
  const leaveFor = (route: Parameters<typeof go>[0]) => (onLeave(), go(route));
  const begin = async ({ patient }: Seat) => {
    const started = await visit.run((clinic) =>
      clinic.startVisit({ patientId: patient.id, appointmentId: entry.id, type: "group" }),
    );
    if (started) leaveFor({ page: "visit", id: started.id });
  };
  const remove = (seat: Seat) => (asksScope ? setRemovedId(seat.id) : void own.take(seat, false));
  if (group === null) return null;
  const mayRecord = mayWrite && entry.status !== "cancelled";
  return (
    <Stack gap="md">
      <Group gap="sm">
        <Chip word={entry.status} />
        <Text size="sm" c="dimmed">
          {[format.weekday(day), span, typeName(entry.typeId, entry.type), entry.provider, entry.room, entry.facility]
            .filter(Boolean)
            .join(" · ")}
        </Text>
      </Group>
      {series}
      <SessionFacts
        session={session}
        mayEdit={mayWrite && entry.status !== "cancelled"}
        showsTopic={showsTopic}
        onChanged={onChanged}
      />
      {refusal !== null && (
        <Text size="sm" role="alert" c="var(--nv-warn-text)">
          {refusal}
        </Text>
      )}
      {problem !== null && refusal === null && (
        <ProblemAlert problem={problem}>
          {openVisit !== null && (
            <Button mt="sm" size="xs" variant="default" onClick={() => leaveFor({ page: "visit", id: openVisit })}>
              {patients.openVisit}
            </Button>
          )}
        </ProblemAlert>
      )}
      <Count {...group} />
      <SeatList
        seats={seats}
        mayRecord={mayRecord}
        onRecord={(seat, attendance) => void own.record(seat, attendance)}
        row={(seat) => (
          <SeatRow
            key={seat.id}
            seat={seat}
            name={nameOf(seat.patient)}
            isHidden={hides === "names"}
            mayRecord={mayRecord}
            isLaterDay={isLaterDay}
            onRecord={(attendance) => void own.record(seat, attendance)}
            onOpen={() => leaveFor({ page: "patient", id: seat.patient.id })}
            onVisit={isAhead && !isLaterDay && may("visits.write") ? () => void begin(seat) : null}
            onRemove={mayWrite && isAhead ? () => remove(seat) : null}
          />
        )}
      />
      {removed !== null && (
        <RemoveSeat
          id={removed.id}
          name={nameOf(removed.patient)}
          busy={own.busy}
          onRemove={(later) => (setRemovedId(null), void own.take(removed, later))}
          onClose={() => setRemovedId(null)}
        />
      )}
      {mayWrite && isAhead && hides !== "names" && removed === null && (
        <AddPatient
          isFull={group.booked >= group.seats}
          isRefused={wrongField(own.problem, "seats")?.reason === "taken"}
          asksScope={asksScope}
          onAdd={own.give}
          onLeave={onLeave}
        />
      )}
      {removed === null && (
        <SessionSteps
          entry={entry}
          name={name}
          mayWrite={mayWrite}
          busy={status.busy}
          onStep={(to) => void status.set(entry, to)}>
          {actions}
        </SessionSteps>
      )}
    </Stack>
  );
}

/** "7 of 10 here", said again with each change; two computers that were apart may have given the last seat each. */
function Count({ present, booked, seats }: { present: number; booked: number; seats: number }) {
  const { groups: words } = useWords();
  return (
    <Text size="sm" role="status">
      {booked > 0 && words.here(present, booked)}
      {booked > seats && (
        <Text span inherit c="var(--nv-warn-text)">
          {` ${words.tooMany(booked, seats)}`}
        </Text>
      )}
    </Text>
  );
}
