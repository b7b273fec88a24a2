//! The words of the waiting list.

pub struct WaitingWords {
    /// As of a day.
    pub title: fn(day: &str) -> String,
    /// Name, born, file, phone, with whom, when, since.
    pub columns: [&'static str; 7],
    pub none: &'static str,
    pub any: &'static str,
    /// From a day on, and until one.
    pub from: fn(day: &str) -> String,
    pub until: fn(day: &str) -> String,
}

pub static EN: WaitingWords = WaitingWords {
    title: |day| format!("Waiting list, {day}"),
    columns: ["Name", "Born", "File", "Phone", "With", "When", "Since"],
    none: "Nobody is waiting.",
    any: "any time",
    from: |day| format!("from {day}"),
    until: |day| format!("until {day}"),
};

pub static FR: WaitingWords = WaitingWords {
    title: |day| format!("Liste d’attente, {day}"),
    columns: [
        "Nom",
        "Naissance",
        "Dossier",
        "Tél.",
        "Avec",
        "Quand",
        "Depuis",
    ],
    none: "Personne n’attend.",
    any: "à toute heure",
    from: |day| format!("à partir du {day}"),
    until: |day| format!("jusqu’au {day}"),
};
