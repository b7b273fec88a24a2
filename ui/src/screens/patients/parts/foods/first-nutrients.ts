import type { Nutrient } from "../../../../ipc/views";

/** The nutrients that are shown first; the rest is shown on request. */
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
