import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import { refusal } from "./records";

/** The print that is looked at, in memory: its bytes are the words of what was asked for. */
export function printCommands() {
  let made: V.PrintForm | null = null;
  const commands = {
    makePrint: async (form) => {
      made = form;
      const language = form.language ?? "fr";
      return { language, ofPatient: "fr", pages: 2, missing: [], title: "Note" };
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
