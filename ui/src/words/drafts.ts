import { bilingual } from "./bilingual";

export const drafts = bilingual(
  {
    resumed: (at: string) => `Restored what you typed until ${at}.`,
    afresh: "Start over",
    booking: "An unfinished booking",
    goOn: "Continue",
    discard: "Discard",
  },
  {
    resumed: (at: string) => `Votre saisie jusqu’au ${at} est restaurée.`,
    afresh: "Recommencer",
    booking: "Un rendez-vous inachevé",
    goOn: "Continuer",
    discard: "Abandonner",
  },
);
