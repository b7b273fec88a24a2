import { bilingual } from "./bilingual";

/** The words for kinds of notes, and for what a field of notes takes. */
export const noteChoices = bilingual<Record<string, string>>(
  {
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
