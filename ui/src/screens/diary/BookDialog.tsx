import { Button, Modal, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useEffect, useMemo, useRef, useState } from "react";
import { fieldLengths, firstType, usualType } from "../../ipc/bindings";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import { useLeave } from "../../ipc/use-leave";
import { type LeftForm, useTypedForm } from "../../ipc/use-left-form";
import type { BookingDoubts, DiaryView, PatientName, WaitingEntry } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { PatientSearch } from "../../parts/PatientSearch";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { ResumedNote } from "../../parts/ResumedNote";
import { Select } from "../../parts/Select";
import { useFieldErrors, wrongField } from "../../parts/use-field-errors";
import { useTypeName } from "../../parts/use-type-name";
import { useFormat, useWords } from "../../words/speech";
import { dayOf } from "../../words/time";
import { appointmentOf, bookingFor, FIELDS, NO_BOOKING, type TypedBooking } from "./booking";
import classes from "./Diary.module.css";
import { BookedPatient } from "./BookedPatient";
import { BookingAsk } from "./BookingAsk";
import { GroupFields } from "./GroupFields";
import { RoomFields } from "./RoomFields";
import { AS_PLANNED, type TypedRepeat, weeklyFrom } from "./series/repeat";
import seriesClasses from "./series/Series.module.css";
import { SeriesPanel } from "./SeriesPanel";
import { useSeriesBooking } from "./series/use-series";
import type { Slot } from "./slot";
import { useDoubts } from "./use-doubts";
import { useProposal } from "./use-proposal";
import { DayField, SlotNotes, TimeField } from "./TimeFields";

interface Props {
  diary: DiaryView;
  slot: Slot;
  patientId: string | null;
  /** A series is asked for. */
  repeats: boolean;
  /** The entry of the waiting list that the patient is booked from: booking ends their wait. */
  waiting: WaitingEntry | null;
  left: LeftForm<TypedBooking>;
  onClose: () => void;
  onBooked: () => void;
}

const isDoubtful = ({ isOver, overlaps }: BookingDoubts) => isOver || overlaps.length > 0;

/** Books in two clicks, a time and a patient; the rest is filled in, or restored from a draft. */
export function BookDialog({ diary, slot, patientId, repeats, waiting, left, onClose, onBooked }: Props) {
  const { diary: words, absences, frame, groups, series: seriesWords, waiting: waitingWords } = useWords();
  const typeName = useTypeName();
  const format = useFormat();
  const { go } = useNavigation();
  const { timeZone } = diary;
  const { types, providers } = diary.choices;
  const [chosen, setChosen] = useState<PatientName | null>(null);
  const [entered, setTyped] = useState(() => {
    const first = { ...NO_BOOKING, ...slot, patientId, ...left.typed, isLeft: false };
    return { ...first, repeat: first.repeat ?? (repeats ? weeklyFrom(first.startsAt, timeZone) : null) };
  });
  const known = useClinicQuery(queries.patientToBook(entered.patientId)).value;
  const usual = waiting?.wishes.typeId ?? (known !== null && !known.hasCome ? firstType : usualType);
  const typeId = entered.typeId ?? types.find(({ id }) => id === usual)?.id ?? types[0]?.id ?? "";
  const type = types.find(({ id }) => id === typeId);
  const minutes = type?.minutes ?? 30;
  // who waits is booked once
  const repeat = waiting === null ? entered.repeat : null;
  const proposed = useProposal(diary, entered.providerId, entered.isProposed && repeat === null ? minutes : null);
  const typed = proposed === null ? entered : { ...entered, ...proposed };
  const { roomId, providerId, startsAt, reason } = typed;
  const set = (changed: Partial<TypedBooking>) => setTyped({ ...entered, ...changed });
  /** What is chosen of the time makes all of it chosen. */
  const setTime = (changed: Partial<TypedBooking>) => setTyped({ ...typed, ...changed, isProposed: false });
  // a draft is sealed as bookings are, which the front desk opens: a topic is not for it
  const draftForm = useMemo(() => ({ ...entered, topic: "" }), [entered]);
  const draft = useTypedForm(bookingFor(patientId), draftForm, entered.patientId);
  const { busy, problem, run, submit: record } = useCommand();
  const reasonOf = (field: string) => wrongField(problem, field)?.reason;
  const errors = useFieldErrors(problem, FIELDS, typed, {
    startsAt: reasonOf("startsAt") === "absent" ? absences.takesPresent : words.takesDay,
    providerId: words.takesProvider,
    roomId: reasonOf("roomId") === "absent" ? absences.takesOpenRoom : words.takesRoom,
    seats: groups.takesSeats,
  });
  const patient = chosen ?? known?.header ?? null;
  const submit = useRef<HTMLButtonElement>(null);
  const isChosen = chosen !== null;
  // the search field is gone: move the focus to the next step
  useEffect(() => {
    if (isChosen) submit.current?.focus();
  }, [isChosen]);
  const isSeries = repeat !== null;
  const fields = useRef<HTMLFormElement>(null);
  const wasSeries = useRef(isSeries);
  // the button that was pressed for it, or for one date only, is gone
  useEffect(() => {
    if (wasSeries.current === isSeries) return;
    wasSeries.current = isSeries;
    const first = fields.current?.querySelector<HTMLElement>("[data-autofocus], [data-every]");
    (first ?? submit.current)?.focus();
  }, [isSeries]);
  const usualSeats = type?.seats ?? null;
  const isRead = typed.patientId === null || patient !== null;
  const form = isRead ? appointmentOf(typed, type, patient?.id ?? null) : null;
  const series = useSeriesBooking(form, repeat);
  const doubts = useDoubts(form, (clinic) => clinic.bookingDoubts(form!), isDoubtful);
  const accepted = doubts.result?.overlaps.flatMap(({ id }) => id ?? []) ?? [];
  const bookedName = patient?.name ?? (form?.topic || groups.group);
  const wrongSeats = wrongField(series.preview.problem, "seats") === null ? undefined : groups.takesSeats;

  const bookSeries = async () => {
    const booked = await series.book((command) => record(command, draft.saveNow), patientId);
    if (booked === null) return;
    draft.recorded();
    left.clear();
    notifications.show({ message: seriesWords.booked(bookedName, booked.length) });
    onBooked();
    onClose();
  };
  const book = async () => {
    if (form === null) return;
    if (repeat !== null) return bookSeries();
    if (!(await doubts.confirm(run))) return;
    const isWaiting = waiting !== null && waiting.patient.id === form.patientId;
    const booked = await record(
      (clinic) =>
        isWaiting
          ? clinic.bookWaiting({ id: waiting.id, seen: waiting.seen, appointment: form })
          : clinic.bookAppointment(form, patientId, accepted),
      draft.saveNow,
    );
    if (!booked) return doubts.forget();
    if (isWaiting) await draft.discard();
    else draft.recorded();
    left.clear();
    const time = format.time(booked.startsAt);
    const bookedOn = dayOf(booked.startsAt, timeZone);
    const when = bookedOn === diary.day ? time : `${format.weekday(bookedOn)}, ${time}`;
    notifications.show({ message: words.booked(bookedName, when) });
    onBooked();
    onClose();
  };
  const choose = (next: PatientName | null) => {
    setChosen(next);
    set({ patientId: next?.id ?? null, search: "" });
  };
  const putOnList = async () => {
    await draft.discard();
    left.clear();
    if (patient !== null) go({ page: "waiting", addId: patient.id });
  };
  // dates that were left out or moved are of the first date as it was
  const setStartsAt = (at: string) => setTime({ startsAt: at, repeat: repeat && { ...repeat, ...AS_PLANNED } });
  const setRepeat = (changed: TypedRepeat | null) => (series.forget(), setTime({ repeat: changed }));
  const startRepeat = () => setRepeat(weeklyFrom(startsAt, timeZone));
  const leaveForm = useLeave(left, [entered, setTyped], draft);
  const leave = () => (leaveForm(), onClose());
  return (
    <Modal
      opened
      onClose={leave}
      closeOnClickOutside={false}
      size={repeat === null ? 320 : 1000}
      title={repeat === null ? words.bookTitle : seriesWords.title}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form ref={fields} onSubmit={(event) => (event.preventDefault(), void book())}>
        <Stack gap="md">
          <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
          <div className={repeat === null ? undefined : seriesClasses.halves}>
            <Stack gap="md">
              {typed.patientId === null ? (
                <PatientSearch registers first={typed.search} onText={(search) => set({ search })} onChoose={choose} />
              ) : (
                patient !== null && <BookedPatient patient={patient} onClear={() => choose(null)} />
              )}
              <div className={classes.when}>
                <DayField timeZone={timeZone} at={startsAt} error={errors.of("startsAt")} onChange={setStartsAt} />
                <TimeField timeZone={timeZone} at={startsAt} onChange={setStartsAt} />
              </div>
              <Select
                label={words.provider}
                allowDeselect={false}
                data={providers.map(({ id, name }) => ({ value: id, label: name }))}
                value={providerId}
                error={errors.of("providerId")}
                onChange={(value) => value && setTime({ providerId: value })}
              />
              <Select
                label={words.type}
                allowDeselect={false}
                data={types.map((type) => ({
                  value: type.id,
                  label: `${typeName(type.id, type.name)}, ${type.minutes} min`,
                }))}
                value={typeId}
                error={errors.of("typeId")}
                onChange={(value) => value && set({ typeId: value })}
              />
              <RoomFields
                choices={diary.choices}
                facilityId={typed.facilityId ?? null}
                roomId={roomId}
                errorOf={errors.of}
                onChange={set}
              />
              {usualSeats !== null && (
                <GroupFields
                  typed={typed}
                  usual={usualSeats}
                  errorOf={(field) => errors.of(field) ?? (field === "seats" ? wrongSeats : undefined)}
                  onChange={set}
                />
              )}
              {(usualSeats === null || patient !== null) && (
                <TextInput
                  label={words.reason}
                  value={reason}
                  error={errors.of("reason")}
                  maxLength={fieldLengths.appointmentPatient.reason}
                  onChange={(event) => set({ reason: event.currentTarget.value })}
                />
              )}
              {repeat === null && (
                <SlotNotes
                  diary={diary}
                  {...{ providerId, roomId, startsAt, minutes }}
                  patientIds={patient === null ? [] : [patient.id]}
                />
              )}
            </Stack>
            {repeat !== null && (
              <SeriesPanel
                timeZone={timeZone}
                repeat={repeat}
                preview={series.preview}
                shownFields={FIELDS}
                taken={series.taken}
                onChange={setRepeat}
                onOnce={() => setRepeat(null)}
              />
            )}
          </div>
          {wrongField(problem, "slot") !== null ? (
            <Text c="var(--nv-warn-text)">{waitingWords.taken}</Text>
          ) : (
            errors.rest !== null && <ProblemAlert problem={errors.rest} />
          )}
          {doubts.result !== null && form !== null && (
            <BookingAsk doubts={doubts.result} form={form} patient={patient} choices={diary.choices} />
          )}
          {patient === null && (
            <Text size="xs" c="dimmed">
              {form === null ? words.missing : groups.noneYet}
            </Text>
          )}
          <Button
            ref={submit}
            type="submit"
            loading={busy}
            disabled={form === null || (repeat !== null && !series.canBook)}>
            {repeat !== null
              ? seriesWords.book(series.ready, series.all)
              : words[doubts.result === null ? "book" : "bookAnyway"]}
          </Button>
          {repeat === null && waiting === null && (
            <Button variant="subtle" size="xs" onClick={startRepeat}>
              {seriesWords.repeat}
            </Button>
          )}
          {patient !== null && waiting === null && (
            <Button variant="subtle" size="xs" onClick={() => void putOnList()}>
              {waitingWords.noFit}
            </Button>
          )}
        </Stack>
      </form>
    </Modal>
  );
}
