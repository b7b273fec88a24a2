import type { Bilingual, Language } from "./bilingual";
import { absences } from "./absences";
import { alerts } from "./alerts";
import { arrivals } from "./arrivals";
import { audit } from "./audit";
import { background } from "./background";
import { backups } from "./backups";
import { billing } from "./billing";
import { cash } from "./cash";
import { customFields } from "./custom-fields";
import { careTeam } from "./care-team";
import { chips } from "./chips";
import { claims } from "./claims";
import { clashes } from "./clashes";
import { rights } from "./rights";
import { reports } from "./reports";
import { roleDescriptions } from "./role-descriptions";
import { roleNames } from "./role-names";
import { roles } from "./roles";
import { consents } from "./consents";
import { clinicFoods } from "./clinic-foods";
import { foodImports } from "./food-imports";
import { foodProfiles } from "./food-profiles";
import { clinics } from "./clinics";
import { recipes } from "./recipes";
import { recordNames } from "./record-names";
import { rejected } from "./rejected";
import { cells, choices, fields, operations } from "./records";
import { conflicts, review } from "./conflicts";
import { deletion } from "./deletion";
import { diary, today } from "./diary";
import { dietOrders } from "./diet-orders";
import { documents } from "./documents";
import { emailCodes } from "./email-codes";
import { exchanges } from "./exchanges";
import { expenses } from "./expenses";
import { filing } from "./filing";
import { handouts } from "./handouts";
import { days } from "./days";
import { drafts } from "./drafts";
import { prescriptions } from "./prescriptions";
import { problems } from "./problems";
import { frame } from "./frame";
import { goals } from "./goals";
import { groups } from "./groups";
import { foods } from "./foods";
import { growth } from "./growth";
import { imports } from "./imports";
import { insurance } from "./insurance";
import { labOrders } from "./lab-orders";
import { labTests } from "./lab-tests";
import { labs } from "./labs";
import { locations } from "./locations";
import { erasure } from "./erasure";
import { merge } from "./merge";
import { mealPlans } from "./meal-plans";
import { medicalRecords } from "./medical-records";
import { appointmentTypes } from "./appointment-types";
import { preferences } from "./preferences";
import { measurementKinds } from "./measurement-kinds";
import { needs } from "./needs";
import { needsEquations } from "./needs-equations";
import { nutrients } from "./nutrients";
import { notes } from "./notes";
import { packages } from "./packages";
import { patients } from "./patients";
import { photos } from "./photos";
import { portal } from "./portal";
import { pregnancies } from "./pregnancies";
import { prints } from "./prints";
import { quarantine } from "./quarantine";
import { quotes } from "./quotes";
import { recalls } from "./recalls";
import { recordRequests } from "./record-requests";
import { referrals } from "./referrals";
import { followUps } from "./follow-ups";
import { screening } from "./screening";
import { screeningQuestions } from "./screening-questions";
import { refusals } from "./server-problems";
import { reminders } from "./reminders";
import { series } from "./series";
import { statusReasons } from "./status-reasons";
import { services } from "./services";
import { settings } from "./settings";
import { start } from "./start";
import { stays } from "./stays";
import { sync } from "./sync";
import { tags } from "./tags";
import { targets } from "./targets";
import { templates } from "./templates";
import { timeline } from "./timeline";
import { userCodes } from "./user-codes";
import { users } from "./users";
import { visits } from "./visits";
import { waiting } from "./waiting";
import { lengths, wrongFields } from "./wrong-fields";

/** Every sentence of the screens, by area. */
export const areas = {
  absences,
  alerts,
  arrivals,
  audit,
  background,
  billing,
  backups,
  cash,
  reports,
  roleDescriptions,
  roleNames,
  roles,
  chips,
  claims,
  clashes,
  careTeam,
  cells,
  customFields,
  choices,
  fields,
  operations,
  rights,
  clinicFoods,
  foodImports,
  foodProfiles,
  clinics,
  recipes,
  conflicts,
  consents,
  review,
  deletion,
  diary,
  dietOrders,
  documents,
  emailCodes,
  exchanges,
  expenses,
  filing,
  handouts,
  days,
  drafts,
  prescriptions,
  problems,
  frame,
  foods,
  goals,
  groups,
  growth,
  imports,
  insurance,
  labOrders,
  labTests,
  labs,
  erasure,
  merge,
  recordNames,
  appointmentTypes,
  preferences,
  measurementKinds,
  medicalRecords,
  needs,
  needsEquations,
  nutrients,
  tags,
  targets,
  notes,
  packages,
  patients,
  photos,
  portal,
  pregnancies,
  prints,
  quarantine,
  quotes,
  recalls,
  recordRequests,
  referrals,
  mealPlans,
  refusals,
  rejected,
  followUps,
  screening,
  screeningQuestions,
  reminders,
  series,
  statusReasons,
  services,
  settings,
  start,
  stays,
  sync,
  today,
  templates,
  timeline,
  locations,
  userCodes,
  users,
  visits,
  waiting,
  wrongFields,
  lengths,
};
type Areas = typeof areas;
export type Words = { [Area in keyof Areas]: Areas[Area] extends Bilingual<infer Text> ? Text : never };

export function wordsIn(language: Language): Words {
  return Object.fromEntries(Object.entries(areas).map(([area, text]) => [area, text[language]])) as Words;
}
export type { Language } from "./bilingual";
