import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import { refusal } from "./records";

const number = (of: V.Preference, usual: string, least: number, most: number): V.PreferenceView => ({
  of,
  seen: "",
  value: usual,
  usual,
  least,
  most,
  choices: [],
  letters: null,
});
const word = (of: V.Preference, choices: string[]): V.PreferenceView => ({
  of,
  seen: "",
  value: choices[0]!,
  usual: choices[0]!,
  least: null,
  most: null,
  choices,
  letters: null,
});

/** What the clinic chooses, in memory. */
export function preferenceCommands(): Pick<Clinic, "preferences" | "choosePreference"> {
  let rows = [
    number("lockMinutes", "10", 1, 240),
    number("lateHours", "24", 1, 720),
    number("dueDays", "30", 0, 365),
    word("paper", ["A4", "LETTER"]),
    word("letterhead", ["YES", "NO"]),
    word("language", ["COMPUTER", "EN", "FR"]),
    word("units", ["METRIC", "US"]),
    { ...word("fileNumberLetters", [""]), choices: [], letters: 4 },
    { ...word("invoiceLetters", [""]), choices: [], letters: 4 },
    number("retentionYears", "6", 6, 100),
  ];
  return {
    preferences: async () => rows,
    choosePreference: async ({ of, value }) => {
      const row = rows.find((one) => one.of === of)!;
      if (row.least !== null && !/^\d+$/.test(value.trim())) {
        throw refusal("invalid", { field: "value", reason: "malformed" });
      }
      if (row.letters !== null && !/^[A-Za-z]*$/.test(value.trim())) {
        throw refusal("invalid", { field: "value", reason: "malformed" });
      }
      const chosen = { ...row, value: value.trim().toUpperCase(), seen: `${rows.indexOf(row) + 1}` };
      rows = rows.map((one) => (one.of === of ? chosen : one));
      return chosen;
    },
  };
}
