import { createContext, useContext } from "react";
import type { Id } from "../../../../ipc/views";

/** The patient whose foods are searched; null for foods of no patient. What the patient ate before is found first. */
export const FoodPatient = createContext<Id | null>(null);

export const useFoodPatient = (): Id | null => useContext(FoodPatient);
