import { bilingual } from "./bilingual";

export const drafts = bilingual(
  { resumed: (at: string) => `Restored what you typed until ${at}.`, afresh: "Start over" },
  { resumed: (at: string) => `Votre saisie jusqu’au ${at} est restaurée.`, afresh: "Recommencer" },
);
