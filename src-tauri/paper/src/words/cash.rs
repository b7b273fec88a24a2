//! The words of a day's cash report.

pub struct CashWords {
    /// Of the day.
    pub title: fn(&str) -> String,
    /// Person, method, payments, expected, counted, difference.
    pub columns: [&'static str; 6],
    pub total: &'static str,
    pub none: &'static str,
    pub not_counted: &'static str,
    /// Who counted a row, of whose payments by which method, and when.
    pub counted_by: fn(&str, &str, &str, &str) -> String,
    /// What came after a row was counted.
    pub added: fn(&str) -> String,
    /// How much was paid out of whose cash for expenses.
    pub spent: fn(&str, &str) -> String,
    pub is_open: &'static str,
    pub unsure: &'static str,
}

pub static EN: CashWords = CashWords {
    title: |day| format!("Cash report, {day}"),
    columns: [
        "Taken by",
        "Method",
        "Payments",
        "Expected",
        "Counted",
        "Difference",
    ],
    total: "Total",
    none: "Nothing was paid on this day.",
    not_counted: "not counted",
    counted_by: |of, method, by, at| format!("{of}, {method}: counted by {by}, {at}"),
    added: |amount| format!("added after closing: {amount}"),
    spent: |of, amount| {
        format!("{of}: {amount} paid out of the cash for expenses, which is subtracted")
    },
    is_open: "This day is not closed.",
    unsure: "Some of what was paid was not on the computer that printed this, or could not be read.",
};

pub static FR: CashWords = CashWords {
    title: |day| format!("Rapport de caisse, {day}"),
    columns: [
        "Encaissé par",
        "Mode",
        "Paiements",
        "Attendu",
        "Compté",
        "Écart",
    ],
    total: "Total",
    none: "Rien n’a été payé ce jour-là.",
    not_counted: "non compté",
    counted_by: |of, method, by, at| format!("{of}, {method} : compté par {by}, {at}"),
    added: |amount| format!("ajouté après la clôture : {amount}"),
    spent: |of, amount| format!("{of} : {amount} sortis de la caisse pour des dépenses, déduits"),
    is_open: "Cette journée n’est pas clôturée.",
    unsure: "Une partie des paiements manquait sur l’ordinateur qui a imprimé ceci, ou n’était pas lisible.",
};
