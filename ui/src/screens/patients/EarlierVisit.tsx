import type { PatientView } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { VisitTimes } from "../../parts/VisitTimes";
import { useWords } from "../../words/speech";

/** Records a visit that was earlier, as one at the patient's home; it is written up as one that begins now. */
export function EarlierVisit({ patient, onClose }: { patient: PatientView; onClose: () => void }) {
  const { visits } = useWords();
  const { go } = useNavigation();
  const { header } = patient;
  return (
    <VisitTimes
      title={visits.earlier}
      answer={visits.record}
      patient={header}
      asks={["startedAt"]}
      act={(clinic, { startedAt }) =>
        clinic.recordPastVisit({
          patientId: header.id,
          appointmentId: null,
          type: patient.lastNote === null ? "initial" : "followUp",
          startedAt: startedAt ?? "",
          endedAt: null,
        })
      }
      onDone={(visit) => go({ page: "visit", id: visit.id })}
      onClose={onClose}
    />
  );
}
