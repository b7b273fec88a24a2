//! What the program itself prints, in each language.

mod cash;
mod consent;
mod diary;
mod diet_order;
mod expenses;
mod foods;
mod growth;
mod handout;
mod invoice;
mod lab_order;
mod letter;
mod note;
mod numbers;
mod nutrients;
mod plan;
mod prescription;
mod quote;
mod recall;
mod recipe;
mod records;
mod recovery;
mod report;
mod visit;
mod waiting;

use clinic::view::ScreenLanguage;

pub use cash::CashWords;
pub use consent::ConsentWords;
pub use diary::DiaryWords;
pub use diet_order::DietOrderWords;
pub use expenses::ExpenseWords;
pub use foods::FoodWords;
pub use growth::GrowthWords;
pub use handout::HandoutWords;
pub use invoice::InvoiceWords;
pub use lab_order::LabOrderWords;
pub use letter::LetterWords;
pub use note::NoteWords;
pub use numbers::Numbers;
pub use plan::{PlanWords, is_usual_title};
pub use prescription::PrescriptionWords;
pub use quote::QuoteWords;
pub use recall::RecallWords;
pub use recipe::RecipeWords;
pub use records::RecordWords;
pub use recovery::RecoveryWords;
pub use report::ReportWords;
pub use visit::VisitWords;
pub use waiting::WaitingWords;

/// The sentences of one language. A name, a time or a number comes into a sentence isolated (`sheet::text`).
pub struct Words {
    pub code: &'static str,
    pub months: [&'static str; 12],
    /// From Monday on.
    pub weekdays: [&'static str; 7],
    pub numbers: Numbers,
    pub born: &'static str,
    pub address: &'static str,
    pub estimated: &'static str,
    pub no_birth_date: &'static str,
    pub file: &'static str,
    pub phone: &'static str,
    pub licence: &'static str,
    /// Before the number of a page, and between it and that of the last.
    pub page: [&'static str; 2],
    pub printed: fn(by: &str, at: &str) -> String,
    pub draft: &'static str,
    /// Where records of the patient are damaged or gone.
    pub incomplete: &'static str,
    /// Of a record that was taken out while another computer wrote into it.
    pub removed: &'static str,
    pub note: &'static NoteWords,
    pub foods: &'static FoodWords,
    pub plan: &'static PlanWords,
    pub recall: &'static RecallWords,
    pub growth: &'static GrowthWords,
    pub visit: &'static VisitWords,
    pub consent: &'static ConsentWords,
    pub diary: &'static DiaryWords,
    pub waiting: &'static WaitingWords,
    pub records: &'static RecordWords,
    pub diet_order: &'static DietOrderWords,
    pub recipe: &'static RecipeWords,
    pub handout: &'static HandoutWords,
    pub invoice: &'static InvoiceWords,
    pub quote: &'static QuoteWords,
    pub cash: &'static CashWords,
    pub expenses: &'static ExpenseWords,
    pub report: &'static ReportWords,
    pub letter: &'static LetterWords,
    pub prescription: &'static PrescriptionWords,
    pub lab_order: &'static LabOrderWords,
    pub recovery: &'static RecoveryWords,
}

pub fn of(language: ScreenLanguage) -> &'static Words {
    match language {
        ScreenLanguage::En => &EN,
        ScreenLanguage::Fr => &FR,
    }
}

static EN: Words = Words {
    code: "en",
    months: [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ],
    weekdays: [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ],
    numbers: Numbers {
        thousands: ",",
        decimal: ".",
        units: &[],
    },
    born: "Born",
    address: "Address",
    estimated: "(estimated)",
    no_birth_date: "not recorded",
    file: "File",
    phone: "Phone",
    licence: "Licence",
    page: ["Page ", " of "],
    printed: |by, at| format!("Printed by {by}, {at}"),
    draft: "Draft, not signed",
    incomplete: "Some of this patient's records cannot be read on this computer: something may be missing here.",
    removed: "Removed",
    note: &note::EN,
    foods: &foods::EN,
    plan: &plan::EN,
    recall: &recall::EN,
    growth: &growth::EN,
    visit: &visit::EN,
    consent: &consent::EN,
    diary: &diary::EN,
    waiting: &waiting::EN,
    records: &records::EN,
    diet_order: &diet_order::EN,
    recipe: &recipe::EN,
    handout: &handout::EN,
    invoice: &invoice::EN,
    quote: &quote::EN,
    cash: &cash::EN,
    expenses: &expenses::EN,
    report: &report::EN,
    letter: &letter::EN,
    prescription: &prescription::EN,
    lab_order: &lab_order::EN,
    recovery: &recovery::EN,
};

static FR: Words = Words {
    code: "fr",
    months: [
        "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
        "déc.",
    ],
    weekdays: [
        "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
    ],
    numbers: Numbers {
        thousands: "\u{202f}",
        decimal: ",",
        units: numbers::FRENCH_UNITS,
    },
    born: "Naissance",
    address: "Adresse",
    estimated: "(estimée)",
    no_birth_date: "non indiquée",
    file: "Dossier",
    phone: "Tél.",
    licence: "Agrément",
    page: ["Page ", " sur "],
    printed: |by, at| format!("Imprimé par {by}, le {at}"),
    draft: "Brouillon, non signé",
    incomplete: "Une partie du dossier n’est pas lisible sur cet ordinateur : il peut manquer quelque chose ici.",
    removed: "Supprimé",
    note: &note::FR,
    foods: &foods::FR,
    plan: &plan::FR,
    recall: &recall::FR,
    growth: &growth::FR,
    visit: &visit::FR,
    consent: &consent::FR,
    diary: &diary::FR,
    waiting: &waiting::FR,
    records: &records::FR,
    diet_order: &diet_order::FR,
    recipe: &recipe::FR,
    handout: &handout::FR,
    invoice: &invoice::FR,
    quote: &quote::FR,
    cash: &cash::FR,
    expenses: &expenses::FR,
    report: &report::FR,
    letter: &letter::FR,
    prescription: &prescription::FR,
    lab_order: &lab_order::FR,
    recovery: &recovery::FR,
};
