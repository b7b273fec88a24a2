import { bilingual } from "./bilingual";

/** Where a day is typed. */
export const days = bilingual(
  {
    none: "No such day. For example: 22 12, 22 dec 2026 or +2w",
    notBefore: (day: string) => `Not before ${day}`,
    notAfter: (day: string) => `Not after ${day}`,
  },
  {
    none: "Ce jour n’existe pas. Par exemple : 22 12, 22 déc 2026 ou +2s",
    notBefore: (day) => `Pas avant le ${day}`,
    notAfter: (day) => `Pas après le ${day}`,
  },
);
