import { bilingual } from "../bilingual";

/** Cells of absences. */
export const absencesCells = bilingual<Record<string, string>>(
  {
    "absence.cause": "Reason of an absence",
    "absence.deleted": "Removal of an absence",
    "absence.ending": "End of an absence",
    "absence.span": "Time of an absence",
  },
  {
    "absence.cause": "Motif d’une absence",
    "absence.deleted": "Suppression d’une absence",
    "absence.ending": "Fin d’une absence",
    "absence.span": "Durée d’une absence",
  },
);

/** Operations on absences. */
export const absencesOperations = bilingual<Record<string, string>>(
  { "add absence": "Recorded an absence", "edit absence": "Changed an absence", "end absence": "Ended an absence" },
  {
    "add absence": "A noté une absence",
    "edit absence": "A modifié une absence",
    "end absence": "A terminé une absence",
  },
);
