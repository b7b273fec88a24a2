import { bilingual } from "./bilingual";

/** The preview of a print, and where it goes. */
export const prints = bilingual(
  {
    print: "Print",
    title: (what: string) => `Print: ${what}`,
    note: "Note",
    language: "Language",
    languages: { en: "English", fr: "French" },
    ofPatient: (language: string) => `${language}, the patient’s`,
    making: "Laying out the pages…",
    savePdf: "Save PDF",
    fileName: (what: string, fileNumber: string) => `${what} ${fileNumber}.pdf`,
    missing: (characters: string) =>
      `The program has no font for these characters, so they are printed as boxes: ${characters}`,
    draft: "This note is a draft. Each page says so.",
    sent: "Sent to the printer.",
    noPrinter: "No printer found. Save the PDF and print it elsewhere.",
    refused: "The printer did not take it. Nothing is lost: try again, or save the PDF.",
    logged: "Printing and saving are in the audit log.",
  },
  {
    print: "Imprimer",
    title: (what) => `Imprimer : ${what}`,
    note: "Note",
    language: "Langue",
    languages: { en: "Anglais", fr: "Français" },
    ofPatient: (language) => `${language}, celle du patient`,
    making: "Mise en page…",
    savePdf: "Enregistrer en PDF",
    fileName: (what, fileNumber) => `${what} ${fileNumber}.pdf`,
    missing: (characters) =>
      `Le programme n’a pas de police pour ces caractères, imprimés comme des carrés : ${characters}`,
    draft: "Cette note est un brouillon. Chaque page le dit.",
    sent: "Envoyé à l’imprimante.",
    noPrinter: "Aucune imprimante trouvée. Enregistrez le PDF et imprimez-le ailleurs.",
    refused: "L’imprimante ne l’a pas pris. Rien n’est perdu : réessayez, ou enregistrez le PDF.",
    logged: "Impressions et enregistrements sont dans le journal.",
  },
);
