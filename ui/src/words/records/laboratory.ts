import { bilingual } from "../bilingual";

/** Cells of what is ordered from laboratories. */
export const laboratoryCells = bilingual<Record<string, string>>(
  {
    "lab_test.collection": "Collection of a laboratory order",
    "lab_test.order": "Laboratory order",
    "lab_test.reading": "Reading of laboratory results",
  },
  {
    "lab_test.collection": "Prélèvement d’une demande d’analyses",
    "lab_test.order": "Demande d’analyses",
    "lab_test.reading": "Lecture de résultats de laboratoire",
  },
);

/** Fields of what is ordered from laboratories. */
export const laboratoryFields = bilingual<Record<string, string>>(
  {
    collected_at: "Collected at",
    collected_by: "Collected by",
    former_order: "What was ordered before",
    informed: "Who was told",
    informed_at: "When they were told",
    order_note: "Note for the laboratory",
    ordered_at: "Ordered at",
    ordered_by: "Ordered by",
    read_at: "Read at",
    read_by: "Read by",
    read_sum: "What was read",
    tests: "Tests",
    wished_on: "Wanted by",
  },
  {
    collected_at: "Prélevé à",
    collected_by: "Prélevé par",
    former_order: "Ce qui était demandé avant",
    informed: "Qui a été prévenu",
    informed_at: "Prévenu à",
    order_note: "Remarque pour le laboratoire",
    ordered_at: "Demandé à",
    ordered_by: "Demandé par",
    read_at: "Lu à",
    read_by: "Lu par",
    read_sum: "Ce qui a été lu",
    tests: "Analyses",
    wished_on: "Souhaité pour",
  },
);

/** Operations on what is ordered from laboratories. */
export const laboratoryOperations = bilingual<Record<string, string>>(
  {
    "order lab tests": "Ordered laboratory tests",
    "correct lab order": "Corrected a laboratory order",
    "collect lab order": "Collected what was ordered from the laboratory",
    "cancel lab order": "Cancelled a laboratory order",
    "finish lab order": "Said that no more results of an order will come",
    "read lab results": "Marked laboratory results as read",
    "list lab orders": "Listed what the laboratory has to do",
  },
  {
    "order lab tests": "A demandé des analyses",
    "correct lab order": "A corrigé une demande d’analyses",
    "collect lab order": "A prélevé ce qui était demandé au laboratoire",
    "cancel lab order": "A annulé une demande d’analyses",
    "finish lab order": "A indiqué qu’aucun autre résultat ne viendra",
    "read lab results": "A marqué des résultats de laboratoire comme lus",
    "list lab orders": "A affiché ce que le laboratoire doit faire",
  },
);
