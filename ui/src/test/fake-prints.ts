import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import { refusal } from "./records";

/** The current print, in memory: its bytes are the request as text. */
export function printCommands() {
  let made: V.PrintForm | null = null;
  /** The parts of a print that can be left out, with whether they are usually printed. */
  const usual: Partial<Record<V.PrintOf["print"], Partial<Record<V.PrintSection, boolean>>>> = {
    mealPlan: { shoppingList: true, nutrients: false },
    recall: { nutrients: true },
    visit: { note: true },
  };
  const commands = {
    makePrint: async (form) => {
      made = form;
      const language = form.language ?? "fr";
      const sections = Object.entries(usual[form.of.print] ?? {}).map(([name, usually]) => {
        const section = name as V.PrintSection;
        return { section, isPrinted: form.sections?.includes(section) ?? usually };
      });
      return { sections, language, ofPatient: "fr", pages: 2, missing: [], title: "Note" };
    },
    printContent: async () => {
      if (made === null) throw refusal("notFound");
      return new TextEncoder().encode(JSON.stringify(made));
    },
    savePrint: async (path) => (made === null ? Promise.reject(refusal("notFound")) : `/home/abena/${path}`),
    sendPrint: async () => "noPrinter",
    endPrint: async () => {
      made = null;
      return null;
    },
  } satisfies Partial<Clinic>;
  return commands;
}
