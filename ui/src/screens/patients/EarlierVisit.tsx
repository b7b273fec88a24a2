import type { PatientView } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { useSession } from "../../nav/session";
import { VisitTimes } from "../../parts/VisitTimes";
import { visitTypeOf } from "../../parts/visit-type";
import { useTimeZone, useWords } from "../../words/speech";
import { earlierAppointment } from "./todays-appointment";

/** Records a visit that was earlier, as one at the patient's home; it is written up as one that begins now. */
export function EarlierVisit({ patient, onClose }: { patient: PatientView; onClose: () => void }) {
  const { visits } = useWords();
  const { go } = useNavigation();
  const { userId } = useSession().session;
  const timeZone = useTimeZone();
  const { header } = patient;
  return (
    <VisitTimes
      title={visits.earlier}
      answer={visits.record}
      patient={header}
      asks={["startedAt"]}
      act={(clinic, { startedAt }) => {
        const appointment =
          startedAt === null ? null : earlierAppointment(patient.appointments, userId, startedAt, timeZone);
        const usual = patient.lastNote === null ? "initial" : "followUp";
        return clinic.recordPastVisit({
          patientId: header.id,
          appointmentId: appointment?.id ?? null,
          type: appointment === null ? usual : visitTypeOf(appointment),
          startedAt: startedAt ?? "",
          endedAt: null,
        });
      }}
      onDone={(visit) => go({ page: "visit", id: visit.id })}
      onClose={onClose}
    />
  );
}
