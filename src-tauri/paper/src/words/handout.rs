//! The words around a leaflet.

pub struct HandoutWords {
    /// Of one that cannot be read.
    pub title: &'static str,
    pub given: fn(by: &str, on: &str) -> String,
    pub unreadable: &'static str,
}

pub static EN: HandoutWords = HandoutWords {
    title: "Handout",
    given: |by, on| format!("Given by {by}, {on}"),
    unreadable: "This handout cannot be read on this computer.",
};

pub static FR: HandoutWords = HandoutWords {
    title: "Fiche",
    given: |by, on| format!("Remis par {by}, le {on}"),
    unreadable: "Cette fiche est illisible sur cet ordinateur.",
};
