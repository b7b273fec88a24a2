//! The words of a list of expenses.

use clinic::expenses::ExpenseCategory;

pub struct ExpenseWords {
    /// From a day until another one.
    pub title: fn(&str, &str) -> String,
    /// Day, category, what for, method, facility, by whom, amount.
    pub columns: [&'static str; 7],
    pub category: fn(ExpenseCategory) -> &'static str,
    pub total: &'static str,
    pub by_category: &'static str,
    pub none: &'static str,
    /// How many are printed of how many.
    pub first_of: fn(usize, u32) -> String,
    pub own: &'static str,
    pub unsure: &'static str,
}

pub static EN: ExpenseWords = ExpenseWords {
    title: |from, until| format!("Expenses, {from} to {until}"),
    columns: [
        "Day",
        "Category",
        "What for",
        "Method",
        "Facility",
        "Recorded by",
        "Amount",
    ],
    category: |category| match category {
        ExpenseCategory::Rent => "Rent",
        ExpenseCategory::Wages => "Wages",
        ExpenseCategory::Supplies => "Supplies",
        ExpenseCategory::Equipment => "Equipment",
        ExpenseCategory::Utilities => "Power, water, phone",
        ExpenseCategory::Insurance => "Insurance",
        ExpenseCategory::Travel => "Travel",
        ExpenseCategory::Training => "Training",
        ExpenseCategory::Taxes => "Taxes",
        ExpenseCategory::Other => "Other",
    },
    total: "Total",
    by_category: "By category",
    none: "Nothing was spent in this period.",
    first_of: |shown, all| format!("The latest {shown} of {all} expenses. The sums are of all."),
    own: "These are the expenses that the user who printed this recorded.",
    unsure: "Some expenses were not on the computer that printed this, or could not be read.",
};

pub static FR: ExpenseWords = ExpenseWords {
    title: |from, until| format!("Dépenses, du {from} au {until}"),
    columns: [
        "Jour",
        "Catégorie",
        "Objet",
        "Mode",
        "Site",
        "Saisi par",
        "Montant",
    ],
    category: |category| match category {
        ExpenseCategory::Rent => "Loyer",
        ExpenseCategory::Wages => "Salaires",
        ExpenseCategory::Supplies => "Fournitures",
        ExpenseCategory::Equipment => "Matériel",
        ExpenseCategory::Utilities => "Électricité, eau, téléphone",
        ExpenseCategory::Insurance => "Assurance",
        ExpenseCategory::Travel => "Déplacements",
        ExpenseCategory::Training => "Formation",
        ExpenseCategory::Taxes => "Impôts et taxes",
        ExpenseCategory::Other => "Autre",
    },
    total: "Total",
    by_category: "Par catégorie",
    none: "Rien n’a été dépensé sur cette période.",
    first_of: |shown, all| {
        format!("Les {shown} dernières dépenses sur {all}. Les sommes sont celles de toutes.")
    },
    own: "Ce sont les dépenses saisies par la personne qui a imprimé ceci.",
    unsure: "Une partie des dépenses manquait sur l’ordinateur qui a imprimé ceci, ou n’était pas lisible.",
};
