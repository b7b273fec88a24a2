import { useRef } from "react";
import { useCommand } from "../../ipc/use-clinic";
import type { Attendance, GroupSessionView, Id, PatientName, Problem, Seat } from "../../ipc/views";
import { useWords } from "../../words/speech";
import { wrongField } from "../use-field-errors";
import { offerUndo } from "../undo";

const UNDO = "seat";

/** Gives seats, takes them back with Undo, and records who came. `onChanged` has the session, where it is known. */
export function useSeats(
  session: GroupSessionView,
  nameOf: (patient: PatientName) => string,
  onChanged: (now: GroupSessionView | null) => void,
) {
  const { groups: words, frame } = useWords();
  const { busy, problem, run } = useCommand();
  const underWay = useRef(new Set<Id>());
  const { id } = session.appointment;

  const give = async (patient: PatientName, later: boolean): Promise<boolean> => {
    const changed = await run((clinic) => clinic.giveSeat({ id, patientId: patient.id, reason: "", later }));
    onChanged(changed?.session ?? null);
    if (changed === undefined) return false;
    const { sessions, full } = changed;
    const message = [words.added(nameOf(patient), sessions), full > 0 && words.fullLater(full)];
    offerUndo(UNDO, message.filter(Boolean).join(". "), frame, async () => {
      const undone = await run((clinic) => clinic.undoGiveSeat(changed.seats));
      onChanged(null);
      return undone;
    });
    return true;
  };

  const take = async (seat: Seat, later: boolean): Promise<boolean> => {
    const changed = await run((clinic) => clinic.takeSeat({ id: seat.id, seen: seat.seen, later }));
    onChanged(changed?.session ?? null);
    if (changed === undefined) return false;
    offerUndo(UNDO, words.removed(nameOf(seat.patient), changed.sessions), frame, async () => {
      const back = await run((clinic) => clinic.undoTakeSeat(changed.seats));
      onChanged(null);
      return back;
    });
    return true;
  };

  /** The same once more takes it back. */
  const record = async (seat: Seat, attendance: Attendance) => {
    // a key that repeats would send a version that is no longer the current one
    if (underWay.current.has(seat.id)) return;
    underWay.current.add(seat.id);
    const next = seat.attendance === attendance ? "expected" : attendance;
    const changed = await run((clinic) => clinic.recordAttendance(seat.id, seat.seen, next));
    underWay.current.delete(seat.id);
    onChanged(changed ?? null);
  };
  return { busy, problem, give, take, record };
}

/** Why seats stay as they are, in a sentence; null where the problem is another one. */
export function useSeatRefusal(problem: Problem | null): string | null {
  const { refused } = useWords().groups;
  const is = (field: string, reason: Problem["reason"]) => wrongField(problem, field)?.reason === reason;
  if (is("seats", "taken")) return refused.full;
  if (is("seat", "taken")) return refused.hasSeat;
  if (is("attendance", "inTheFuture")) return refused.laterDay;
  if (is("attendance", "outOfOrder")) return refused.came;
  return is("appointment", "outOfOrder") ? refused.over : null;
}
