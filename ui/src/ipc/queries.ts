import type { Clinic } from "./clinic";
import type * as V from "./views";

/** One thing that the screens read: its key, the command, and the topics whose events make it out of date. */
export interface ClinicQuery<T> {
  key: readonly unknown[];
  fetch: (clinic: Clinic) => Promise<T>;
  topics: V.Topic[];
}

const query = <T>(
  key: readonly unknown[],
  fetch: (clinic: Clinic) => Promise<T>,
  topics: V.Topic[] = [],
): ClinicQuery<T> => ({ key, fetch, topics });

/** As many as the list under a search shows. */
export const FOODS_SHOWN = 8;
const NAMED_IN_DIARY: V.Topic[] = ["diary", "users", "patients"];
const HAS_COME: V.AppointmentStatus[] = ["arrived", "inRoom", "completed"];

/**
 * Everything that is read from the clinic.
 *
 * Queries for forms have no topics: a form must not change while it is edited.
 */
export const queries = {
  start: () => query(["start"], (clinic) => clinic.start()),
  /** The clinics of this computer. */
  clinics: () => query(["clinics"], (clinic) => clinic.clinics()),
  /** The same, asked again with each minute: what waits there may be over without an event. */
  clinicsAt: (minute: string) => query(["clinics", minute], (clinic) => clinic.clinics()),

  today: (day: V.Day) =>
    query(["today", day], (clinic) => clinic.today(day), ["alerts", "diary", "visits", "notes", "conflicts"]),
  diary: (day: V.Day) => query(["diary", day], (clinic) => clinic.diary(day), ["diary"]),

  week: (of: V.WeekQuery | null) =>
    query(["week", of], async (clinic) => (of === null ? null : await clinic.week(of)), ["diary"]),
  month: (of: V.WeekQuery | null) =>
    query(["month", of], async (clinic) => (of === null ? null : await clinic.month(of)), ["diary"]),
  /** `seen` is the version that is shown: its details are read anew with another. */
  appointmentDetails: (id: V.Id, seen: V.ReadVersionToken) =>
    query(["appointment", id, "details", seen], (clinic) => clinic.appointmentDetails(id), ["diary", "patients"]),
  /** Without a day those of the next one that has any. */
  reminders: (day: V.Day | null) => query(["reminders", day], (clinic) => clinic.reminders(day), NAMED_IN_DIARY),
  arrivals: (day: V.Day) =>
    query(["arrivals", day], (clinic) => clinic.arrivals(day), ["diary", "patients", "billing"]),

  patients: (list: V.PatientQuery) => query(["patients", list], (clinic) => clinic.listPatients(list), ["patients"]),
  deletedPatients: () => query(["deletedPatients"], (clinic) => clinic.deletedPatients(), ["patients"]),
  /** What an import of the file, by a number of its own, would do. */
  importCheck: (file: number, plan: V.ImportPlan) =>
    query(["importCheck", file, plan], (clinic) => clinic.checkImport(plan)),
  patientImports: () => query(["patientImports"], (clinic) => clinic.patientImports(), ["patients"]),
  followUps: (list: V.FollowUpQuery) =>
    query(["followUps", list], (clinic) => clinic.followUps(list), ["patients", "diary", "visits"]),
  calls: (id: V.Id) => query(["patient", id, "calls"], (clinic) => clinic.patientCalls(id), ["diary"]),
  search: (text: string, limit: number) =>
    query(["search", text, limit], async (clinic) =>
      text.trim() === "" ? null : await clinic.searchPatients(text, limit),
    ),
  duplicates: (form: V.PatientForm) =>
    query(["duplicates", form], async (clinic) =>
      `${form.givenName}${form.familyName}`.trim() === "" ? [] : await clinic.likelyDuplicates(form),
    ),
  patient: (id: V.Id) =>
    query(["patient", id], (clinic) => clinic.patient(id), ["patients", "visits", "notes", "diary"]),
  photo: (id: V.Id) => query(["patient", id, "photo"], (clinic) => clinic.photo(id), ["patients"]),
  photoToEdit: (id: V.Id) =>
    query(["patient", id, "photo", "edit"], async (clinic) => ({ photo: await clinic.photo(id) })),
  patientToEdit: (id: V.Id) => query(["patient", id, "edit"], (clinic) => clinic.patient(id)),
  duplicatePairs: (of: V.DuplicateQuery) => query(["pairs", of], (clinic) => clinic.duplicatePairs(of), ["patients"]),
  mergePreview: (from: V.Id, into: V.Id) => query(["merge", from, into], (clinic) => clinic.mergePreview(from, into)),
  erasures: () => query(["erasures"], (clinic) => clinic.erasures(), ["patients"]),
  erasurePreview: (id: V.Id) => query(["erasurePreview", id], (clinic) => clinic.erasurePreview(id)),
  dietitians: () => query(["dietitians"], (clinic) => clinic.dietitians(), ["users"]),
  patientToBook: (id: V.Id | null) =>
    query(["patient", id, "book"], async (clinic) => {
      if (id === null) return null;
      const { header, lastNote, appointments } = await clinic.patient(id);
      return { header, hasCome: lastNote !== null || appointments.some(({ status }) => HAS_COME.includes(status)) };
    }),
  patientVisits: (id: V.Id) =>
    query(["patient", id, "visits"], (clinic) => clinic.patientVisits(id), ["visits", "notes"]),
  measurements: (id: V.Id) => query(["patient", id, "measurements"], (clinic) => clinic.measurements(id), ["visits"]),
  trend: (id: V.Id, kind: V.Measure) =>
    query(["patient", id, "trend", typeof kind === "string" ? kind : kind.own], (clinic) => clinic.trend(id, kind), [
      "visits",
    ]),
  growth: (id: V.Id, of: V.GrowthQuery) =>
    query(["patient", id, "growth", of], (clinic) => clinic.growth(id, of), ["visits", "patients"]),
  carePlan: (id: V.Id) => query(["patient", id, "carePlan"], (clinic) => clinic.carePlan(id), ["patients", "visits"]),
  screenings: (id: V.Id) => query(["patient", id, "screenings"], (clinic) => clinic.screenings(id), ["visits"]),
  screeningStart: (id: V.Id, corrects: V.Id | null) =>
    query(["patient", id, "screeningStart", corrects], (clinic) => clinic.screeningStart(id, corrects)),
  energyEstimates: (id: V.Id) =>
    query(["patient", id, "estimates"], (clinic) => clinic.energyEstimates(id), ["visits"]),
  nutrientTargets: (id: V.Id) => query(["patient", id, "targets"], (clinic) => clinic.nutrientTargets(id), ["visits"]),
  /** Built into the program, so no event makes them out of date. */
  labTests: () => query(["labTests"], (clinic) => clinic.labTests()),
  documents: (of: V.DocumentsOf, id: V.Id) =>
    query(["patient", id, "documents", of], (clinic) => clinic.documents(of, id), ["patients"]),
  labWork: (list: V.LabWorkQuery) => query(["labWork", list], (clinic) => clinic.labWork(list), ["visits", "patients"]),
  labs: (id: V.Id) => query(["patient", id, "labs"], (clinic) => clinic.labs(id), ["visits", "patients"]),
  recalls: (id: V.Id) => query(["patient", id, "recalls"], (clinic) => clinic.recalls(id), ["visits", "patients"]),
  recall: (id: V.Id, language: V.ScreenLanguage) =>
    query(["recall", id, language], (clinic) => clinic.recall(id, language)),
  mealPlans: (id: V.Id) =>
    query(["patient", id, "mealPlans"], (clinic) => clinic.mealPlans(id), ["visits", "patients"]),
  dietOrders: (id: V.Id) =>
    query(["patient", id, "dietOrders"], (clinic) => clinic.dietOrders(id), ["visits", "patients"]),
  consideredOrder: (id: V.Id, form: V.DietOrderForm) =>
    query(["patient", id, "consideredOrder", form], (clinic) => clinic.considerDietOrder(id, form), ["visits"]),
  givenHandouts: (id: V.Id) =>
    query(["patient", id, "givenHandouts"], (clinic) => clinic.givenHandouts(id), ["visits", "patients"]),
  offeredHandouts: () => query(["offeredHandouts"], (clinic) => clinic.offeredHandouts(), ["settings"]),
  handouts: () => query(["handouts"], (clinic) => clinic.handouts(), ["settings"]),
  prescriptions: (id: V.Id) =>
    query(["patient", id, "prescriptions"], (clinic) => clinic.prescriptions(id), ["visits", "patients"]),
  toDispense: (list: V.DispensingQuery) =>
    query(["toDispense", list], (clinic) => clinic.toDispense(list), ["visits", "patients"]),
  offeredProducts: () => query(["offeredProducts"], (clinic) => clinic.offeredProducts(), ["settings"]),
  nutritionProducts: () => query(["nutritionProducts"], (clinic) => clinic.nutritionProducts(), ["settings"]),
  services: () => query(["services"], (clinic) => clinic.services(), ["settings"]),
  invoices: (id: V.Id) => query(["patient", id, "invoices"], (clinic) => clinic.invoices(id), ["billing", "patients"]),
  invoice: (id: V.Id) => query(["invoice", id], (clinic) => clinic.invoice(id), ["billing"]),
  invoiceDraft: (id: V.Id) => query(["invoiceDraft", id], (clinic) => clinic.invoiceDraft(id), ["billing"]),
  overdueInvoices: () => query(["overdueInvoices"], (clinic) => clinic.overdueInvoices(), ["billing", "patients"]),
  cashReport: (day: V.Day, facilityId: V.Id | null) =>
    query(["cashReport", day, facilityId], (clinic) => clinic.cashReport(day, facilityId), ["billing", "users"]),
  roles: () => query(["roles"], (clinic) => clinic.roles(), ["users"]),
  backups: () => query(["backups"], (clinic) => clinic.backups(), ["settings", "users"]),
  report: (of: V.ReportQuery) => query(["report", of], (clinic) => clinic.report(of), ["billing", "diary", "patients"]),
  billingWork: () => query(["billingWork"], (clinic) => clinic.billingWork(), ["billing", "diary", "patients"]),
  currencies: () => query(["currencies"], (clinic) => clinic.currencies(), ["settings"]),
  exchangeTables: (language: V.ScreenLanguage) =>
    query(["exchangeTables", language], (clinic) => clinic.exchangeTables(language), ["settings"]),
  offeredExchangeTables: (language: V.ScreenLanguage) =>
    query(["offeredExchangeTables", language], (clinic) => clinic.offeredExchangeTables(language), ["settings"]),
  mealPlan: (id: V.Id, language: V.ScreenLanguage) =>
    query(["mealPlan", id, language], (clinic) => clinic.mealPlan(id, language)),
  consideredScaling: (id: V.Id, form: V.PlanScale | null) =>
    query(["mealPlan", id, "scaling", form], async (clinic) =>
      form === null ? null : await clinic.considerScaling(id, form),
    ),
  /** What the selected foods of a recall or a plan give together, in the versions that are shown. */
  foodSum: (of: V.FormOf, foods: V.GridFood[]) =>
    query(["foodSum", of, foods.map(({ id, seen }) => [id, seen])], async (clinic): Promise<V.GridNutrient[]> => {
      const ids = foods.map(({ id }) => id);
      if (of.form !== "foods" || ids.length === 0) return [];
      return of.list === "recall" ? await clinic.sumRecallFoods(of.id, ids) : await clinic.sumPlanFoods(of.id, ids);
    }),
  similarFoods: (id: V.Id, same: V.SameNutrient, language: V.ScreenLanguage) =>
    query(["planFood", id, same, language], (clinic) => clinic.similarFoods(id, same, language)),
  foodCount: () => query(["foodCount"], (clinic) => clinic.foodCount(), ["settings"]),
  clinicFoods: () => query(["clinicFoods"], (clinic) => clinic.clinicFoods(), ["settings", "visits"]),
  foodImports: () => query(["foodImports"], (clinic) => clinic.foodImports(), ["settings", "visits", "patients"]),
  foodImportUndo: (id: V.Id) =>
    query(["foodImports", id], (clinic) => clinic.considerUndoingFoodImport(id), ["settings", "visits", "patients"]),
  recipes: (language: V.ScreenLanguage) =>
    query(["recipes", language], (clinic) => clinic.recipes(language), ["settings", "visits"]),
  /** `recipe` is null for a new recipe. */
  recipe: (id: V.Id | null, language: V.ScreenLanguage) =>
    query(["recipe", id, language], async (clinic) => ({
      recipe: id === null ? null : await clinic.recipe(id, language),
    })),
  recipeUse: (id: V.Id) => query(["recipe", id, "use"], (clinic) => clinic.recipeUse(id), ["settings", "visits"]),
  consideredRecipe: (replaced: V.Id | null, form: V.RecipeForm, language: V.ScreenLanguage) =>
    query(["consideredRecipe", replaced, form, language], (clinic) => clinic.considerRecipe(replaced, form, language)),
  correctedFoods: (language: V.ScreenLanguage) =>
    query(["correctedFoods", language], (clinic) => clinic.correctedFoods(language), ["settings", "visits"]),
  foodProfiles: (language: V.ScreenLanguage) =>
    query(["foodProfiles", language], (clinic) => clinic.foodProfiles(language), ["settings", "visits"]),
  foodProfile: (food: string, language: V.ScreenLanguage) =>
    query(["foodProfile", food, language], (clinic) => clinic.foodProfile(food, language)),
  foodAllergens: (food: string, language: V.ScreenLanguage) =>
    query(["foodAllergens", food, language], (clinic) => clinic.foodAllergens(food, language)),
  foods: (text: string, language: V.ScreenLanguage, patient: V.Id | null) =>
    query(["foods", text, language, patient], async (clinic) => ({
      text,
      hits: text.trim() === "" ? [] : await clinic.searchFoods(text, language, FOODS_SHOWN, patient),
    })),
  foodMeasures: (id: string | null, language: V.ScreenLanguage) =>
    query(["food", id, "measures", language], async (clinic) =>
      id === null ? [] : await clinic.foodMeasures(id, language),
    ),
  foodPortion: (id: string | null, amount: string, measure: string) =>
    query(["food", id, "portion", amount, measure], async (clinic) =>
      id === null || amount.trim() === "" ? null : await clinic.foodPortion(id, amount, measure),
    ),
  consideredLabResult: (question: V.LabQuestion | null) =>
    query(["labResult", question], async (clinic) =>
      question === null ? null : await clinic.considerLabResult(question),
    ),
  referenceIntakes: (id: V.Id, stage: V.LifeStage | null) =>
    query(["patient", id, "reference", stage], (clinic) => clinic.referenceIntakes(id, stage), ["visits"]),
  estimateStart: (id: V.Id, corrects: V.Id | null) =>
    query(["patient", id, "estimateStart", corrects], (clinic) => clinic.estimateStart(id, corrects)),
  considered: (form: V.NewEnergyEstimate) => query(["considered", form], (clinic) => clinic.considerEstimate(form)),
  scoring: (form: V.NewScreening) => query(["scoring", form], (clinic) => clinic.scoreScreening(form)),

  /** This user's unfinished draft of a form; the form starts from it. */
  formDraft: (of: V.FormOf | null) =>
    query(["formDraft", of], async (clinic) => ({ draft: of === null ? null : await clinic.formDraft(of) })),

  visit: (id: V.Id) => query(["visit", id], (clinic) => clinic.visit(id)),
  patientNotes: (id: V.Id) => query(["patient", id, "notes"], (clinic) => clinic.patientNotes(id), ["notes"]),
  nextSteps: () => query(["nextSteps"], (clinic) => clinic.nextSteps(), ["settings"]),
  note: (id: V.Id) => query(["note", id], (clinic) => clinic.note(id)),
  noteTemplates: (kind: V.NoteKind, language: V.ScreenLanguage) =>
    query(["noteTemplates", kind, language], (clinic) => clinic.noteTemplates(kind, language), ["settings"]),
  allNoteTemplates: (language: V.ScreenLanguage) =>
    query(["allNoteTemplates", language], (clinic) => clinic.allNoteTemplates(language), ["settings"]),
  offeredKinds: () => query(["offeredKinds"], (clinic) => clinic.offeredKinds(), ["settings"]),
  preferences: () => query(["preferences"], (clinic) => clinic.preferences(), ["settings"]),
  appointmentTypes: () => query(["appointmentTypes"], (clinic) => clinic.appointmentTypes(), ["settings", "diary"]),
  measurementKinds: () => query(["measurementKinds"], (clinic) => clinic.measurementKinds(), ["settings", "visits"]),
  customFields: () => query(["customFields"], (clinic) => clinic.customFields(), ["settings"]),
  noteVersions: (id: V.Id) => query(["note", id, "versions"], (clinic) => clinic.noteVersions(id), ["notes"]),
  comparedVersions: (id: V.Id, earlier: V.Id, later: V.Id) =>
    query(["note", id, "compared", earlier, later], (clinic) => clinic.compareNoteVersions(id, earlier, later)),

  /** What is due follows from the clock, too: the minute is part of the question. */
  absences: (part: V.AbsencePart) =>
    query(["absences", part], (clinic) => clinic.absences({ part, offset: 0, limit: 100 }), NAMED_IN_DIARY),
  clashes: (part: V.ClashPart) =>
    query(["clashes", part], (clinic) => clinic.clashes({ part, offset: 0, limit: 100 }), NAMED_IN_DIARY),
  clashHistory: () =>
    query(["clashHistory"], (clinic) => clinic.clashHistory({ offset: 0, limit: 100 }), NAMED_IN_DIARY),
  absence: (id: V.Id) => query(["absence", id], (clinic) => clinic.absence(id), ["diary", "patients"]),
  /** What would lie in an absence; nothing of a form that has neither of the two yet. */
  absencePreview: (form: V.AbsenceForm) =>
    query(
      ["absencePreview", form],
      async (clinic) =>
        (form.providerId === null && form.roomId === null) || Date.parse(form.startsAt) >= Date.parse(form.endsAt)
          ? []
          : await clinic.previewAbsence(form),
      ["diary", "patients"],
    ),
  alerts: (of: V.AlertQuery, minute: string) =>
    query(["alerts", of, minute], (clinic) => clinic.alerts(of), ["alerts", "settings", "users"]),
  alert: (id: V.Id, minute: string) => query(["alert", id, minute], (clinic) => clinic.alert(id), ["alerts"]),
  alertSites: () => query(["alertSites"], (clinic) => clinic.alertSites()),
  /** The roles that each level calls; `sees` is whether the user may ask. */
  alertLevels: (sees: boolean) =>
    query(["alertLevels", sees], async (clinic) => (sees ? clinic.alertLevels() : null), ["settings", "users"]),
  alertTimers: () => query(["alertTimers"], (clinic) => clinic.alertTimers(), ["settings"]),
  /** What waits for a user who sees alerts. */
  alertWatch: (minute: string | null) =>
    query(
      ["alertWatch", minute],
      async (clinic): Promise<V.AlertWatch> =>
        minute === null ? { open: 0, critical: [] } : await clinic.alertWatch(),
      ["alerts", "settings", "users"],
    ),
  criticalAlertWaiting: (minute: string) =>
    query(["criticalAlertWaiting", minute], (clinic) => clinic.isCriticalAlertWaiting(), ["alerts"]),

  conflicts: () => query(["conflicts"], (clinic) => clinic.conflicts(), ["conflicts"]),
  conflict: (id: V.Id) => query(["conflict", id], (clinic) => clinic.conflict(id)),

  /** The server lists them, without events: read on arrival and after a decision. */
  reviewRows: () => query(["reviewRows"], (clinic) => clinic.reviewRows()),
  reviewChanges: (ids: V.Id[]) => query(["reviewChanges", ids], (clinic) => clinic.reviewChanges(ids)),

  auditEntry: (deviceNumber: number, number: number) =>
    query(["auditEntry", deviceNumber, number], (clinic) => clinic.auditEntry(deviceNumber, number)),
  auditPeople: () => query(["auditPeople"], (clinic) => clinic.auditPeople()),
  auditChain: () =>
    query(["auditChain"], async (clinic) => ({ chain: await clinic.verifyAudit(), at: new Date().toISOString() })),

  syncStatus: () => query(["syncStatus"], (clinic) => clinic.syncStatus(), ["conflicts"]),
  /** What it would write never changes, and there is nothing to read once it is decided: no event reads it again. */
  rejectedChange: (groupId: V.Id) => query(["rejectedChange", groupId], (clinic) => clinic.rejectedChange(groupId)),
  syncPage: () => query(["syncPage"], (clinic) => clinic.syncPage(), ["conflicts"]),
  tags: () => query(["tags"], (clinic) => clinic.tags(), ["settings", "patients"]),
  tagChoices: () => query(["tagChoices"], (clinic) => clinic.tagChoices(), ["settings"]),
  userDetails: (id: V.Id) => query(["userDetails", id], (clinic) => clinic.userDetails(id), ["users", "settings"]),
  facilities: () => query(["facilities"], (clinic) => clinic.facilities(), ["settings"]),
  workplaces: () => query(["workplaces"], (clinic) => clinic.workplaces(), ["settings", "users"]),
  locations: (kind: V.LocationKind) =>
    query(["locations", kind], (clinic) => clinic.locations(kind), ["settings", "diary", "users"]),
  settings: () => query(["settings"], (clinic) => clinic.settings(), ["users", "settings"]),
};
