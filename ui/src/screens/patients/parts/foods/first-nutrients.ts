import type { Nutrient } from "../../../../ipc/views";

/** What is looked at first; the rest follows on request. */
export const FIRST_NUTRIENTS: Nutrient[] = [
  "energy",
  "protein",
  "carbohydrate",
  "fibre",
  "sugars",
  "fat",
  "saturatedFat",
  "sodium",
  "potassium",
  "calcium",
  "iron",
];
