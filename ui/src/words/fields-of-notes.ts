import { bilingual } from "./bilingual";

/** The words for each field of what a clinic adds to its notes and its measures. */
export const noteFields = bilingual<Record<string, string>>(
  {
    custom_fields: "Further fields",
    decimals: "Decimals",
    highest: "Highest possible",
    label: "Label",
    lowest: "Lowest possible",
    note_kind: "Kind of note",
    odd_above: "Asked about above",
    odd_below: "Asked about below",
    options: "Options",
    own: "Own measure",
    question: "Question",
    addressee: "To",
    section: "Section",
    treatment_plan: "Treatment plan",
  },
  {
    custom_fields: "Autres champs",
    decimals: "Décimales",
    highest: "Maximum possible",
    label: "Libellé",
    lowest: "Minimum possible",
    note_kind: "Type de note",
    odd_above: "Question au-dessus de",
    odd_below: "Question au-dessous de",
    options: "Choix possibles",
    own: "Mesure propre",
    question: "Question",
    addressee: "Destinataire",
    section: "Section",
    treatment_plan: "Plan de traitement",
  },
);
