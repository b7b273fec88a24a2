import { bilingual } from "./bilingual";

/** The words for kinds of notes, for what a field of notes takes, and for what a merge does to a file. */
export const noteChoices = bilingual<Record<string, string>>(
  {
    merged_into: "Goes into the other file",
    parted: "Undone",
    took_in: "Takes the other file in",
    adime: "Care process (ADIME)",
    choice: "A choice",
    consultation: "Consultation",
    date: "A date",
    free: "Free text",
    letter: "Letter",
    number: "A number",
    progress: "Progress",
    soap: "SOAP",
    text: "Text",
    treatment: "Treatment",
    yes_no: "Yes or no",
  },
  {
    merged_into: "Va dans l’autre dossier",
    parted: "Annulée",
    took_in: "Reçoit l’autre dossier",
    adime: "Démarche de soin (ADIME)",
    choice: "Un choix",
    consultation: "Consultation",
    date: "Une date",
    free: "Texte libre",
    letter: "Courrier",
    number: "Un nombre",
    progress: "Évolution",
    soap: "SOAP",
    text: "Texte",
    treatment: "Traitement",
    yes_no: "Oui ou non",
  },
);
