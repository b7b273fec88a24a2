//! The words of what is ordered from a laboratory.

pub struct LabOrderWords {
    pub title: &'static str,
    pub test: &'static str,
    pub short: &'static str,
    pub specimen: &'static str,
    pub wished_on: &'static str,
    pub soon: &'static str,
    pub ordered: &'static str,
    pub collected: &'static str,
    pub laboratory: &'static str,
    pub note: &'static str,
    pub ordered_by: fn(by: &str) -> String,
    pub cancelled: &'static str,
    pub resulted: &'static str,
}

pub static EN: LabOrderWords = LabOrderWords {
    title: "Laboratory request",
    test: "Test",
    short: "Short name",
    specimen: "Specimen",
    wished_on: "Wished for",
    soon: "as soon as possible",
    ordered: "Ordered",
    collected: "Collected",
    laboratory: "Laboratory",
    note: "Note",
    ordered_by: |by| format!("Ordered by {by}"),
    cancelled: "Cancelled. Do not collect.",
    resulted: "Resulted. Do not collect again.",
};

pub static FR: LabOrderWords = LabOrderWords {
    title: "Demande d’analyses",
    test: "Analyse",
    short: "Abréviation",
    specimen: "Prélèvement",
    wished_on: "Souhaité pour",
    soon: "dès que possible",
    ordered: "Demandé",
    collected: "Prélevé",
    laboratory: "Laboratoire",
    note: "Remarque",
    ordered_by: |by| format!("Demandé par {by}"),
    cancelled: "Annulée. Ne pas prélever.",
    resulted: "Résultats reçus. Ne pas prélever à nouveau.",
};
