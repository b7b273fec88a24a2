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
  isSeveral: false,
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
  isSeveral: false,
});
const several = (of: V.Preference, choices: string[]): V.PreferenceView => ({
  ...word(of, choices),
  value: choices.join(","),
  usual: choices.join(","),
  isSeveral: true,
});

/** What the clinic chooses, in memory. */
export function preferenceCommands(): Pick<Clinic, "preferences" | "choosePreference"> {
  let rows = [
    number("lockMinutes", "10", 1, 240),
    number("lateHours", "24", 1, 720),
    number("leaseDays", "0", 0, 365),
    number("dueDays", "30", 0, 365),
    word("paper", ["A4", "LETTER"]),
    word("letterhead", ["YES", "NO"]),
    word("language", ["COMPUTER", "EN", "FR"]),
    word("units", ["METRIC", "US"]),
    { ...word("fileNumberLetters", [""]), choices: [], letters: 4 },
    { ...word("invoiceLetters", [""]), choices: [], letters: 4 },
    number("retentionYears", "6", 6, 100),
    several("screeningTools", ["MUST", "MST", "NRS_2002", "MNA_SF", "GLIM", "PHYSICAL_EXAMINATION"]),
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
      const wanted = value.trim().toUpperCase();
      const several = row.choices.filter((one) => wanted.split(",").includes(one)).join(",");
      const chosen = { ...row, value: row.isSeveral ? several : wanted, seen: `${rows.indexOf(row) + 1}` };
      rows = rows.map((one) => (one.of === of ? chosen : one));
      return chosen;
    },
  };
}
