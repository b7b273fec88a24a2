import { bilingual } from "./bilingual";
import { nutrients } from "./nutrients";
import { billingCells, billingChoices, billingFields, billingOperations } from "./records/billing";
import { absencesCells, absencesOperations } from "./records/absences";
import { alertsCells, alertsChoices, alertsFields, alertsOperations } from "./records/alerts";
import { clashesCells, clashesChoices, clashesFields, clashesOperations } from "./records/clashes";
import { careCells, careChoices, careFields, careOperations } from "./records/care";
import { chartCells, chartChoices, chartFields, chartOperations } from "./records/chart";
import { clinicCells, clinicFields, clinicOperations } from "./records/clinic";
import { computersCells, computersFields, computersOperations } from "./records/computers";
import { documentsCells, documentsChoices, documentsFields, documentsOperations } from "./records/documents";
import { everyAreaChoices, everyAreaFields } from "./records/every-area";
import { expensesCells, expensesChoices, expensesFields, expensesOperations } from "./records/expenses";
import { foodsCells, foodsChoices, foodsFields, foodsOperations } from "./records/foods";
import { frontDeskCells, frontDeskChoices, frontDeskFields, frontDeskOperations } from "./records/front-desk";
import { laboratoryCells, laboratoryFields, laboratoryOperations } from "./records/laboratory";
import { mealsCells, mealsChoices, mealsFields, mealsOperations } from "./records/meals";
import {
  measurementsCells,
  measurementsChoices,
  measurementsFields,
  measurementsOperations,
} from "./records/measurements";
import { notesCells, notesChoices, notesFields, notesOperations } from "./records/notes";
import { packagesCells, packagesFields, packagesOperations } from "./records/packages";
import { patientsCells, patientsChoices, patientsFields, patientsOperations } from "./records/patients";
import { quotesCells, quotesFields, quotesOperations } from "./records/quotes";
import { screeningCells, screeningChoices, screeningFields, screeningOperations } from "./records/screening";
import { visitsCells, visitsChoices, visitsFields, visitsOperations } from "./records/visits";
import { waitingListCells, waitingListChoices, waitingListFields, waitingListOperations } from "./records/waiting-list";

/** What can conflict or is named in the audit log: the words for each cell of the clinic’s records. */
export const cells = bilingual<Record<string, string>>(
  {
    ...clinicCells.en,
    ...computersCells.en,
    ...patientsCells.en,
    ...frontDeskCells.en,
    ...chartCells.en,
    ...visitsCells.en,
    ...measurementsCells.en,
    ...laboratoryCells.en,
    ...screeningCells.en,
    ...notesCells.en,
    ...documentsCells.en,
    ...careCells.en,
    ...foodsCells.en,
    ...mealsCells.en,
    ...billingCells.en,
    ...packagesCells.en,
    ...quotesCells.en,
    ...expensesCells.en,
    ...absencesCells.en,
    ...alertsCells.en,
    ...clashesCells.en,
    ...waitingListCells.en,
  },
  {
    ...clinicCells.fr,
    ...computersCells.fr,
    ...patientsCells.fr,
    ...frontDeskCells.fr,
    ...chartCells.fr,
    ...visitsCells.fr,
    ...measurementsCells.fr,
    ...laboratoryCells.fr,
    ...screeningCells.fr,
    ...notesCells.fr,
    ...documentsCells.fr,
    ...careCells.fr,
    ...foodsCells.fr,
    ...mealsCells.fr,
    ...billingCells.fr,
    ...packagesCells.fr,
    ...quotesCells.fr,
    ...expensesCells.fr,
    ...absencesCells.fr,
    ...alertsCells.fr,
    ...clashesCells.fr,
    ...waitingListCells.fr,
  },
);

/** The words for each field of the clinic’s records. */
export const fields = bilingual<Record<string, string>>(
  {
    ...clinicFields.en,
    ...computersFields.en,
    ...patientsFields.en,
    ...frontDeskFields.en,
    ...chartFields.en,
    ...visitsFields.en,
    ...measurementsFields.en,
    ...laboratoryFields.en,
    ...screeningFields.en,
    ...notesFields.en,
    ...documentsFields.en,
    ...careFields.en,
    ...foodsFields.en,
    ...mealsFields.en,
    ...billingFields.en,
    ...packagesFields.en,
    ...quotesFields.en,
    ...expensesFields.en,
    ...alertsFields.en,
    ...clashesFields.en,
    ...waitingListFields.en,
    ...everyAreaFields.en,
  },
  {
    ...clinicFields.fr,
    ...computersFields.fr,
    ...patientsFields.fr,
    ...frontDeskFields.fr,
    ...chartFields.fr,
    ...visitsFields.fr,
    ...measurementsFields.fr,
    ...laboratoryFields.fr,
    ...screeningFields.fr,
    ...notesFields.fr,
    ...documentsFields.fr,
    ...careFields.fr,
    ...foodsFields.fr,
    ...mealsFields.fr,
    ...billingFields.fr,
    ...packagesFields.fr,
    ...quotesFields.fr,
    ...expensesFields.fr,
    ...alertsFields.fr,
    ...clashesFields.fr,
    ...waitingListFields.fr,
    ...everyAreaFields.fr,
  },
);

/** What the audit log calls each operation. One of a later version is shown as it is. */
export const operations = bilingual<Record<string, string>>(
  {
    ...clinicOperations.en,
    ...computersOperations.en,
    ...patientsOperations.en,
    ...frontDeskOperations.en,
    ...chartOperations.en,
    ...visitsOperations.en,
    ...measurementsOperations.en,
    ...laboratoryOperations.en,
    ...screeningOperations.en,
    ...notesOperations.en,
    ...documentsOperations.en,
    ...careOperations.en,
    ...foodsOperations.en,
    ...mealsOperations.en,
    ...billingOperations.en,
    ...packagesOperations.en,
    ...quotesOperations.en,
    ...expensesOperations.en,
    ...absencesOperations.en,
    ...alertsOperations.en,
    ...clashesOperations.en,
    ...waitingListOperations.en,
  },
  {
    ...clinicOperations.fr,
    ...computersOperations.fr,
    ...patientsOperations.fr,
    ...frontDeskOperations.fr,
    ...chartOperations.fr,
    ...visitsOperations.fr,
    ...measurementsOperations.fr,
    ...laboratoryOperations.fr,
    ...screeningOperations.fr,
    ...notesOperations.fr,
    ...documentsOperations.fr,
    ...careOperations.fr,
    ...foodsOperations.fr,
    ...mealsOperations.fr,
    ...billingOperations.fr,
    ...packagesOperations.fr,
    ...quotesOperations.fr,
    ...expensesOperations.fr,
    ...absencesOperations.fr,
    ...alertsOperations.fr,
    ...clashesOperations.fr,
    ...waitingListOperations.fr,
  },
);

/** Names nutrients and stages of life as records spell them: `vitamin_b6`, `males_9_to_13`. */
function spelled({ names, stages }: (typeof nutrients)["en"]): Record<string, string> {
  const low = (key: string, part: RegExp) => key.replaceAll(part, "_$&").toLowerCase();
  return Object.fromEntries([
    ...Object.entries(names).map(([key, word]) => [low(key, /[A-Z]/g), word]),
    ...Object.entries(stages).map(([key, word]) => [low(key, /[A-Z]|\d+/g), word]),
  ]) as Record<string, string>;
}

/** The words for each value of a field that is one of a list. */
export const choices = bilingual<Record<string, string>>(
  {
    ...spelled(nutrients.en),
    ...patientsChoices.en,
    ...frontDeskChoices.en,
    ...chartChoices.en,
    ...visitsChoices.en,
    ...measurementsChoices.en,
    ...screeningChoices.en,
    ...notesChoices.en,
    ...documentsChoices.en,
    ...careChoices.en,
    ...foodsChoices.en,
    ...mealsChoices.en,
    ...billingChoices.en,
    ...expensesChoices.en,
    ...alertsChoices.en,
    ...clashesChoices.en,
    ...waitingListChoices.en,
    ...everyAreaChoices.en,
  },
  {
    ...spelled(nutrients.fr),
    ...patientsChoices.fr,
    ...frontDeskChoices.fr,
    ...chartChoices.fr,
    ...visitsChoices.fr,
    ...measurementsChoices.fr,
    ...screeningChoices.fr,
    ...notesChoices.fr,
    ...documentsChoices.fr,
    ...careChoices.fr,
    ...foodsChoices.fr,
    ...mealsChoices.fr,
    ...billingChoices.fr,
    ...expensesChoices.fr,
    ...alertsChoices.fr,
    ...clashesChoices.fr,
    ...waitingListChoices.fr,
    ...everyAreaChoices.fr,
  },
);
