import { useState } from "react";
import type { Clinic } from "../../../ipc/clinic";
import { seriesQueries } from "../../../ipc/series-queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type {
  AppointmentView,
  Id,
  LaterPlan,
  Move,
  NewAppointment,
  SeriesDate,
  SeriesOutcome,
  SeriesPlan,
} from "../../../ipc/views";
import { byNumber, isReady, nameOf, ruleOf, type TypedRepeat } from "./repeat";

type Run = <T>(command: (clinic: Clinic) => Promise<T>) => Promise<T | undefined>;

/** What names the dates that are free no more though they were previewed so. */
function useTaken() {
  const [taken, setTaken] = useState<string[]>([]);
  const applied = (outcome: SeriesOutcome | undefined, reload: () => void) => {
    if (outcome?.outcome === "notFree") {
      setTaken(outcome.dates.filter(({ state }) => state !== "free").map(nameOf));
      reload();
    } else setTaken([]);
    return outcome?.outcome === "done" ? outcome : null;
  };
  return { taken, applied, forget: () => setTaken([]) };
}

const counted = (dates: SeriesDate[]) => ({ ready: dates.filter(isReady), all: dates.length });

/** The dates of a series that is not booked yet, and how they are booked; nothing without a patient or a rule. */
export function useSeriesBooking(appointment: NewAppointment | null, repeat: TypedRepeat | null) {
  const rule = repeat === null ? null : ruleOf(repeat);
  const plan: SeriesPlan | null =
    appointment === null || repeat === null || rule === null ? null : { appointment, rule, ...byNumber(repeat) };
  const preview = useClinicQuery(seriesQueries.preview(plan), { showsPrevious: true });
  const { taken, applied, forget } = useTaken();
  const { ready, all } = counted(preview.value?.dates ?? []);
  const book = async (run: Run, openedFor: Id | null): Promise<AppointmentView[] | null> => {
    if (plan === null) return null;
    const dates = ready.map(({ number, startsAt }) => ({ number, startsAt }));
    const outcome = await run((clinic) => clinic.bookSeries({ appointment: plan.appointment, dates }, openedFor));
    return applied(outcome, preview.reload)?.appointments ?? null;
  };
  return { preview, taken, forget, ready: ready.length, all, canBook: ready.length > 0 && !preview.isPending, book };
}

/** Where an appointment of a series and those after it would be, and how they are moved; null is not asked. */
export function useLaterMove(plan: LaterPlan | null) {
  const preview = useClinicQuery(seriesQueries.later(plan), { showsPrevious: true });
  const { taken, applied } = useTaken();
  const { ready, all } = counted(preview.value?.dates ?? []);
  const move = async (run: Run): Promise<{ appointments: AppointmentView[]; back: Move[] } | null> => {
    if (plan === null) return null;
    const dates = ready.flatMap(({ id, seen, startsAt }) =>
      id === null || seen === null ? [] : [{ id, seen, startsAt }],
    );
    return applied(await run((clinic) => clinic.moveLater({ to: plan.to, dates })), preview.reload);
  };
  return { preview, taken, ready: ready.length, all, canMove: ready.length > 0 && !preview.isPending, move };
}
