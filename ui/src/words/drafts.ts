import { bilingual } from "./bilingual";

export const drafts = bilingual(
  {
    resumed: (at: string) => `Restored what you typed until ${at}.`,
    afresh: "Start over",
    unfinished: {
      booking: "An unfinished booking",
      sale: "An unfinished sale of a package",
      reading: "An unfinished reading",
      addendum: "An unfinished addendum",
    },
    goOn: "Continue",
    discard: "Discard",
  },
  {
    resumed: (at: string) => `Votre saisie jusqu’au ${at} est restaurée.`,
    afresh: "Recommencer",
    unfinished: {
      booking: "Un rendez-vous inachevé",
      sale: "Une vente de forfait inachevée",
      reading: "Une mesure inachevée",
      addendum: "Un complément inachevé",
    },
    goOn: "Continuer",
    discard: "Abandonner",
  },
);
