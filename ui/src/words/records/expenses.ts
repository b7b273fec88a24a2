import { bilingual } from "../bilingual";

/** Cells of expenses. */
export const expensesCells = bilingual<Record<string, string>>(
  { "expense.deleted": "Removal of an expense", "expense.spending": "Expense", "expense.remark": "Note of an expense" },
  {
    "expense.deleted": "Suppression d’une dépense",
    "expense.spending": "Dépense",
    "expense.remark": "Note d’une dépense",
  },
);

/** Fields of expenses. */
export const expensesFields = bilingual<Record<string, string>>(
  { expense: "Expense", spent_on: "Paid on", category: "Category", amount: "Amount" },
  { expense: "Dépense", spent_on: "Payée le", category: "Catégorie", amount: "Montant" },
);

/** Operations on expenses. */
export const expensesOperations = bilingual<Record<string, string>>(
  {
    "record expense": "Recorded an expense",
    "edit expense": "Changed an expense",
    "remove expense": "Removed an expense",
    "restore expense": "Brought an expense back",
  },
  {
    "record expense": "A noté une dépense",
    "edit expense": "A modifié une dépense",
    "remove expense": "A retiré une dépense",
    "restore expense": "A rétabli une dépense",
  },
);

/** Choices of expenses. */
export const expensesChoices = bilingual<Record<string, string>>(
  {
    rent: "Rent",
    wages: "Wages",
    supplies: "Supplies",
    equipment: "Equipment",
    utilities: "Power, water, phone",
    insurance: "Insurance",
    travel: "Travel",
    training: "Training",
    taxes: "Taxes",
  },
  {
    rent: "Loyer",
    wages: "Salaires",
    supplies: "Fournitures",
    equipment: "Matériel",
    utilities: "Électricité, eau, téléphone",
    insurance: "Assurance",
    travel: "Déplacements",
    training: "Formation",
    taxes: "Impôts et taxes",
  },
);
