import { Channel, invoke } from "@tauri-apps/api/core";
import type { Clinic } from "./clinic";
import type { Happening } from "./views";

type Call = Exclude<keyof Clinic, "watch">;

/** Names under which each command takes its arguments, in the order of the function. */
const ARGUMENTS: Record<Call, readonly string[]> = {
  start: [], signIn: ["username", "password"], lock: [], signOut: [],
  foundClinic: ["clinic"], saveRecoverySheet: ["folder"], checkRecoveryGroup: ["index", "text"], testRecoveryKey: ["groups"], finishFirstRun: [], joinClinic: ["place"],
  today: ["day"], diary: ["day"], bookAppointment: ["form"], moveAppointment: ["change"], setAppointmentStatus: ["id", "seen", "status", "reason"],
  searchPatients: ["text", "limit"], listPatients: ["query"], likelyDuplicates: ["form"], registerPatient: ["form"], patient: ["id"], editPatient: ["edit"],
  addAllergy: ["patientId", "substance", "severity"], removeAllergy: ["id", "seen", "reason"], addContact: ["patientId", "name", "relation", "phone"],
  patientVisits: ["patientId"], measurements: ["patientId"], trend: ["patientId", "kind"],
  startVisit: ["start"], visit: ["id"], editVisit: ["edit"], endVisit: ["edit"], readMeasurement: ["visitId", "kind", "text"], recordMeasurement: ["form"],
  note: ["id"], saveDraft: ["draft"], commitDraft: ["id"], signNote: ["draft", "password"], addAddendum: ["noteId", "text", "reason"], noteTemplates: ["kind"],
  syncStatus: [], syncPage: [], syncNow: [], stopSync: [], sendAgain: ["groupId"], connectServer: ["place"], createEnrolmentCode: [], revokeDevice: ["id", "seen", "reason"],
  conflicts: [], conflict: ["id"], resolveConflict: ["resolution"],
  settings: [], saveSettings: ["edit"], addUser: ["user"], setUserActive: ["id", "seen", "isActive"],
};

const commandOf = (call: string) => call.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const caller = (call: Call) => (...given: unknown[]) => invoke(commandOf(call), Object.fromEntries(ARGUMENTS[call].map((name, index) => [name, given[index]])));

function watch(tell: (happening: Happening) => void): () => void {
  const channel = new Channel<Happening>();
  let open = true;
  channel.onmessage = (happening) => {
    if (open) tell(happening);
  };
  // a refusal here shows itself as a refusal of every other command, too
  invoke("watch", { channel }).catch(() => undefined);
  return () => {
    open = false;
  };
}

/** The clinic of this program, over the window's own typed door. */
export const windowClinic = { ...Object.fromEntries((Object.keys(ARGUMENTS) as Call[]).map((call) => [call, caller(call)])), watch } as Clinic;
