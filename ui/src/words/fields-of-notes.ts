import { bilingual } from "./bilingual";

/** The words for each field of what a clinic adds to its notes. */
export const noteFields = bilingual<Record<string, string>>(
  {
    custom_fields: "Further fields",
    label: "Label",
    note_kind: "Kind of note",
    options: "Options",
    question: "Question",
    section: "Section",
    treatment_plan: "Treatment plan",
  },
  {
    custom_fields: "Autres champs",
    label: "Libellé",
    note_kind: "Type de note",
    options: "Choix possibles",
    question: "Question",
    section: "Section",
    treatment_plan: "Plan de traitement",
  },
);
