import { bilingual } from "./bilingual";

/** What a clinic chooses for all of its computers. */
export const preferences = bilingual(
  {
    title: "Settings of the clinic",
    names: {
      lockMinutes: "Lock after",
      lateHours: "Warn when not synced for",
      dueDays: "Invoices are due after",
      paper: "Paper",
      letterhead: "Letterhead",
    },
    units: { lockMinutes: "minutes", lateHours: "hours", dueDays: "days", paper: "", letterhead: "" },
    choices: { A4: "A4", LETTER: "US Letter", YES: "Printed", NO: "On the paper already" },
    usual: (value: string) => `Default: ${value}`,
    between: (least: number, most: number) => `A whole number from ${least} to ${most}.`,
    saved: (name: string) => `“${name}” saved`,
  },
  {
    title: "Réglages du cabinet",
    names: {
      lockMinutes: "Verrouiller après",
      lateHours: "Avertir sans synchronisation depuis",
      dueDays: "Factures à payer sous",
      paper: "Papier",
      letterhead: "En-tête",
    },
    units: { lockMinutes: "minutes", lateHours: "heures", dueDays: "jours", paper: "", letterhead: "" },
    choices: { A4: "A4", LETTER: "US Letter", YES: "Imprimé", NO: "Déjà sur le papier" },
    usual: (value: string) => `Par défaut : ${value}`,
    between: (least: number, most: number) => `Un nombre entier de ${least} à ${most}.`,
    saved: (name: string) => `« ${name} » enregistré`,
  },
);
