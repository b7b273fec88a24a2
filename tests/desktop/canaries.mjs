// Words that no other text of a demo clinic has, one in each clinical text of a patient who comes today.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { dayAfter, nutrivault } from "./clinic.mjs";

/** By what it is planted in. None begins as another, so that the word in an error says what was shown. */
export const CANARIES = {
  appointmentReason: "Zanthoxylum",
  topic: "Quillaja",
  condition: "Borvexia",
  medication: "Calunoprel",
  dose: "Dwimmerml",
  substance: "Eglantrin",
  reaction: "Fulgurose",
  history: "Gymnolith",
  preferences: "Hesperose",
  dislikes: "Ixorbean",
  remarks: "Jacarandon",
  complaint: "Kniphofia",
  draft: "Lunulaxis",
  signed: "Mistflower",
  addendumReason: "Nigellose",
  addendum: "Oxlipmark",
  goal: "Pterocarp",
  task: "Rhodanthe",
  problem: "Sarcococca",
  aetiology: "Tolmiea",
  signs: "Umbellisk",
  target: "Vriesean",
  mealPlan: "Wisteral",
  recall: "Xerophyt",
  dietOrder: "Yarrowing",
  handout: "Zephyrant",
  document: "Aubrietal",
  labOrder: "Bergenium",
  labTest: "Codonopsin",
  prescription: "Deutziate",
  dosage: "Erinacea",
  kind: "Fothergill",
};
export const GIVEN = "Zubeda";
export const NAME = `${GIVEN} Quist`;
const MINUTE_MS = 60_000;

/**
 * Registers a patient who comes now, with an appointment, a visit and something clinical in every list; the front desk
 * has bookings, an invoice, a quote and a package of the same patient. Returns their ids.
 */
export function plant(data) {
  const as =
    (user) =>
    (...words) =>
      nutrivault(data, user, ...words);
  const [claire, david, admin] = ["claire", "david", "admin"].map(as);
  const born = ["--given-name", GIVEN, "--family-name", "Quist", "--birth-date", "1992-05-04", "--sex", "FEMALE"];
  const registered = [...born, "--phone", "+33 1 55 50 01 77", "--dietitian", "claire"];
  const patient = ["--patient", claire("patients", "add", ...registered).patient.id];
  chart(claire, patient);
  plan(claire, patient);
  ordered(data, { claire, david, admin }, patient);
  visit(data, claire, patient);
  office(data, patient);
  return { id: patient[1] };
}

function chart(claire, patient) {
  const { condition, medication, dose, substance, reaction, history, preferences, dislikes, remarks } = CANARIES;
  claire("conditions", "add", ...patient, "--name", condition);
  claire("medications", "add", ...patient, "--name", medication, "--dose", dose);
  claire("allergies", "add", ...patient, "--substance", substance, "--kind", "FOOD", "--reaction", reaction);
  const texts = ["--history", history, "--preferences", preferences, "--dislikes", dislikes, "--remarks", remarks];
  claire("profile", "edit", ...patient, ...texts);
  claire("pregnancies", "add", ...patient, "--due-date", dayAfter(120), "--weight-before", "61.7 kg");
}

function plan(claire, patient) {
  const { goal, task, problem, aetiology, signs, target, mealPlan, recall, dietOrder } = CANARIES;
  claire("diagnoses", "add", ...patient, "--problem", problem, "--aetiology", aetiology, "--signs", signs);
  claire("goals", "add", ...patient, "--text", goal);
  claire("tasks", "add", ...patient, "--text", task, "--owner", "claire", "--due", dayAfter(0));
  claire("targets", "add", ...patient, "--nutrient", "PROTEIN", "--low", "75", "--reason", target);
  claire("meal-plans", "add", ...patient, "--title", mealPlan);
  const taken = claire("recalls", "add", ...patient).recall.id;
  claire("recalls", "edit", taken, "--remark", recall);
  claire("diet-orders", "start", ...patient, "--food", "7", "--fluid", "0", "--remark", dietOrder, "--confirmed");
}

function ordered(data, { claire, david, admin }, patient) {
  const { handout, document, labOrder, labTest, prescription, dosage, kind } = CANARIES;
  admin("handouts", "add", "--language", "en", "--title", handout, "--text", `- ${handout}`);
  claire("given-handouts", "give", ...patient, "--handout", handout);
  const file = path.join(data, `${document}.txt`);
  writeFileSync(file, `${document}\n`);
  claire("documents", "add", ...patient, "--file", file, "--name", document, "--type", "LETTER");
  david("labs", "order", ...patient, "--name", labTest, "--note", labOrder);
  const medicine = ["--medication", prescription, "--dosage", dosage, "--frequency", "daily", "--quantity", "30"];
  david("prescriptions", "add", ...patient, ...medicine, "--valid-until", dayAfter(30));
  admin(
    "measurement-kinds",
    "add",
    "--name",
    kind,
    "--unit",
    "u",
    "--decimals",
    "0",
    "--lowest",
    "1",
    "--highest",
    "99",
  );
  claire("measurements", "add", ...patient, "--kind", kind, "--value", "42");
  claire("measurements", "add", ...patient, "--kind", "WEIGHT", "--value", "67.3 kg");
}

/** The appointment of now with its visit, a draft of a note, and a signed one with an addendum. */
function visit(data, claire, patient) {
  const { appointmentReason, complaint, draft, signed, addendum, addendumReason } = CANARIES;
  const starts = new Date(Date.now() - 5 * MINUTE_MS).toISOString();
  const why = ["--reason", appointmentReason];
  const { appointment } = claire("appointments", "book", "--anyway", ...patient, "--starts", starts, ...why);
  const note = claire("notes", "write", ...patient, "--kind", "FREE", "--section", `text=${signed}`).note.id;
  claire("notes", "sign", note);
  claire("notes", "addendum", "--note", note, "--reason", addendumReason, "--text", addendum);
  claire("notes", "write", ...patient, "--kind", "FREE", "--section", `text=${draft}`);
  const begun = claire("visits", "start", ...patient, "--appointment", appointment.id).visit;
  claire("visits", "edit", begun.id, "--complaint", complaint, "--follow-up-on", dayAfter(1));
}

function office(data, patient) {
  const lea = (...words) => nutrivault(data, "lea", ...words);
  const omar = (...words) => nutrivault(data, "omar", ...words);
  const at = (days, time) => `${dayAfter(days)}T${time}:00Z`;
  const to = ["--provider", "claire", "--anyway"];
  lea("appointments", "book", ...patient, ...to, "--starts", at(1, "10:00"));
  lea("appointments", "book", ...patient, ...to, "--starts", at(2, "10:00"));
  lea("series", "book", ...patient, "--provider", "claire", "--starts", at(9, "11:00"), "--count", "3");
  lea("waiting", "add", ...patient, "--note", "mornings");
  lea("consents", "add", ...patient, "--version", "2");
  lea("contacts", "add", ...patient, "--name", "Omid Quist", "--phone", "+33 1 55 50 01 78");
  lea("insurance", "add", ...patient, "--insurer", "Mutual", "--member-id", "77");
  const service = omar("services", "list").services[0].code;
  const draft = omar("invoices", "new", ...patient, "--line", service).draft;
  omar("invoices", "issue", draft.id);
  omar("invoices", "new", ...patient, "--line", service);
  omar("quotes", "new", ...patient, "--line", service);
  omar("packages", "sell", ...patient, "--service", service, "--sessions", "5");
  const group = ["--starts", at(3, "09:00"), "--kind", "GROUP", "--seats", "4", "--topic", CANARIES.topic];
  const session = nutrivault(data, "claire", "appointments", "book", "--anyway", ...group).appointment.id;
  lea("groups", "give", session, ...patient);
}

/** Two computers change the history and the phone of the patient at once. */
export function disagree({ data, other }, { id }) {
  const edit = (folder, texts, phone) => {
    nutrivault(folder, "claire", "profile", "edit", "--patient", id, "--history", texts);
    nutrivault(folder, "claire", "patients", "edit", id, "--phone", phone);
  };
  nutrivault(data, "claire", "sync");
  nutrivault(other, "claire", "sync");
  edit(other, `${CANARIES.history} there`, "+33 1 55 50 01 80");
  edit(data, `${CANARIES.history} here`, "+33 1 55 50 01 79");
  nutrivault(other, "claire", "sync");
  nutrivault(data, "claire", "sync");
}
