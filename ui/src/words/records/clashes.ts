import { bilingual } from "../bilingual";

/** Cells of decisions about clashes. */
export const clashesCells = bilingual<Record<string, string>>(
  { "clash_decision.decision": "Decision about a clash" },
  { "clash_decision.decision": "Décision sur un chevauchement" },
);

/** Fields of decisions about clashes. */
export const clashesFields = bilingual<Record<string, string>>(
  {
    other: "Other appointment",
    other_version: "Version of the other time",
    shares_provider: "Same provider",
    shares_room: "Same room",
    shares_patient: "Same patient",
    choice: "Decision",
    was_provider: "Provider before",
    was_room: "Room before",
    was_starts: "Start before",
    was_ends: "End before",
  },
  {
    other: "Autre rendez-vous",
    other_version: "Version de l’autre heure",
    shares_provider: "Même praticien",
    shares_room: "Même salle",
    shares_patient: "Même patient",
    choice: "Décision",
    was_provider: "Praticien avant",
    was_room: "Salle avant",
    was_starts: "Début avant",
    was_ends: "Fin avant",
  },
);

/** Operations on clashes. */
export const clashesOperations = bilingual<Record<string, string>>(
  { "decide clash": "Decided about a clash", "move clashing appointment": "Moved one of two that clashed" },
  {
    "decide clash": "A décidé d’un chevauchement",
    "move clashing appointment": "A déplacé l’un de deux rendez-vous en chevauchement",
  },
);

/** Choices of decisions about clashes. */
export const clashesChoices = bilingual<Record<string, string>>(
  { keep: "keep both", move: "move one", call: "call", reopen: "decide again" },
  { keep: "garder les deux", move: "en déplacer un", call: "appeler", reopen: "décider à nouveau" },
);
