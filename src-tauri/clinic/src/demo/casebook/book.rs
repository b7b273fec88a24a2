//! The files of the casebook, compiled into the program.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::demo::data::{self, DemoHandout};
use crate::sex::EquationSex;

pub static BOOK: LazyLock<Book> = LazyLock::new(|| {
    read(include_str!(
        "../../../../../seeds/demo/casebook/archetypes.json"
    ))
});
pub static RULES: LazyLock<Rules> = LazyLock::new(|| {
    read(include_str!(
        "../../../../../seeds/demo/casebook/rules.json"
    ))
});
pub static LABS: LazyLock<BookLabs> =
    LazyLock::new(|| read(include_str!("../../../../../seeds/demo/casebook/labs.json")));
/// The leaflets that the clinic has.
static LEAFLETS: LazyLock<Vec<DemoHandout>> = LazyLock::new(data::handouts);
static DIARY: LazyLock<Diary> = LazyLock::new(|| {
    read(include_str!(
        "../../../../../seeds/demo/casebook/diary.json"
    ))
});

fn read<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).expect("a test reads every file of the casebook")
}

/// Returns the title of one of the clinic's leaflets in a language, or in English; none where the clinic has no such.
pub fn leaflet(key: &str, language: &str) -> Option<&'static str> {
    let leaflets: &'static [DemoHandout] = &LEAFLETS;
    let in_language = |language: &str| {
        let mut of = leaflets.iter();
        of.find(|of| of.key == key && of.language == language)
    };
    let leaflet = in_language(language).or_else(|| in_language("en"));
    leaflet.map(|of| of.title.as_str())
}

/// Returns the user name of the dietitian who sees such patients.
pub fn dietitian_of(archetype: &str) -> Option<&'static str> {
    let of = |one: &&Staff| one.focus.iter().any(|focus| focus == archetype);
    DIARY.staff.iter().find(of).map(|one| one.username.as_str())
}

/// Returns the first days of the months of fasting, in the order of time.
pub fn ramadan() -> [chrono::NaiveDate; 4] {
    [(2025, 3, 1), (2026, 2, 18), (2027, 2, 8), (2028, 1, 28)]
        .map(|(year, month, day)| sync_contract::field::date(year, month, day))
}

#[derive(Debug, Deserialize)]
struct Diary {
    staff: Vec<Staff>,
}

#[derive(Debug, Deserialize)]
struct Staff {
    username: String,
    focus: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct Book {
    pub defaults: Defaults,
    pub archetypes: Vec<Archetype>,
}

#[derive(Debug, Deserialize)]
pub struct Defaults {
    pub height_cm: BTreeMap<PersonSex, Spread>,
    pub height_loss_cm_per_year_after_60: f64,
    pub waist_cm: BTreeMap<PersonSex, Waist>,
}

#[derive(Debug, Deserialize)]
pub struct Waist {
    pub base: f64,
    pub per_bmi: f64,
    pub sd: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum PersonSex {
    Female,
    Male,
}

impl PersonSex {
    pub fn of_equation(self) -> EquationSex {
        match self {
            Self::Female => EquationSex::Female,
            Self::Male => EquationSex::Male,
        }
    }
}

/// A kind of patient.
#[derive(Debug, Deserialize)]
pub struct Archetype {
    pub id: String,
    pub of_500: usize,
    pub age_years: [f64; 2],
    pub sex: BTreeMap<PersonSex, f64>,
    pub body: BookBody,
    pub referral: Vec<Words>,
    pub conditions: Vec<BookCondition>,
    pub medicines: Vec<BookMedicine>,
    pub allergies: Vec<BookAllergy>,
    pub social: Vec<Words>,
    pub preferences: Vec<Words>,
    pub dislikes: Vec<Words>,
    pub background: Vec<Words>,
    pub baseline: Baseline,
    pub screening: Screening,
    pub targets: Targets,
    pub problems: Vec<BookProblem>,
    pub goals: Vec<GoalText>,
    pub course: BookCourse,
    pub schedule: Schedule,
    pub trajectory: Trajectory,
    pub orders: Vec<Order>,
    pub handouts: Vec<String>,
    pub notes: Vec<NoteText>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BookBody {
    Adult,
    Child,
    Infant,
    Pregnant,
    /// Weight is never in a text.
    Private,
    /// Adult or child by age.
    Any,
}

/// Whom a text or an entry is for.
#[derive(Debug, Default, Deserialize)]
pub struct Limits {
    pub min_age: Option<f64>,
    pub max_age: Option<f64>,
    pub sex: Option<PersonSex>,
    /// Beginnings of codes, or parts of the name of a medicine or an allergen.
    #[serde(default)]
    pub needs: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(from = "WordsForm")]
pub struct Words {
    pub text: String,
    pub limits: Limits,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum WordsForm {
    Plain(String),
    Limited {
        text: String,
        #[serde(flatten)]
        limits: Limits,
    },
}

impl From<WordsForm> for Words {
    fn from(form: WordsForm) -> Self {
        match form {
            WordsForm::Plain(text) => Self {
                text,
                limits: Limits::default(),
            },
            WordsForm::Limited { text, limits } => Self { text, limits },
        }
    }
}

#[derive(Debug, Deserialize)]
pub struct BookCondition {
    pub name: String,
    pub icd10: String,
    pub onset: Onset,
    pub p: f64,
    #[serde(default)]
    pub one_of: bool,
    #[serde(flatten)]
    pub limits: Limits,
}

#[derive(Debug, Deserialize)]
pub struct Onset {
    #[serde(default)]
    pub birth: bool,
    pub years_before: Option<[f64; 2]>,
}

#[derive(Debug, Deserialize)]
pub struct BookMedicine {
    pub generic: String,
    pub dose: String,
    pub frequency: String,
    pub p: f64,
    #[serde(default)]
    pub one_of: bool,
    #[serde(flatten)]
    pub limits: Limits,
}

#[derive(Debug, Deserialize)]
pub struct BookAllergy {
    pub substance: String,
    pub kind: String,
    pub reaction: String,
    pub severity: String,
    pub p: f64,
    #[serde(default)]
    pub one_of: bool,
    #[serde(flatten)]
    pub limits: Limits,
}

#[derive(Debug, Deserialize)]
pub struct Baseline {
    pub bmi: Option<Spread>,
    pub z: Option<BTreeMap<String, Spread>>,
    pub blood_pressure: Option<Pressure>,
    pub labs: Vec<LabBaseline>,
}

/// A normal distribution that is cut.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Spread {
    pub mean: f64,
    pub sd: f64,
    pub min: f64,
    pub max: f64,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Pressure {
    Adult { systolic: Bell, diastolic: Bell },
    Child { shift_systolic: f64 },
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Bell {
    pub mean: f64,
    pub sd: f64,
}

#[derive(Debug, Deserialize)]
pub struct LabBaseline {
    pub code: String,
    pub mean: f64,
    pub sd: f64,
}

#[derive(Debug, Deserialize)]
pub struct Screening {
    pub tool: String,
    pub expected: String,
}

#[derive(Debug, Deserialize)]
pub struct Targets {
    pub energy: EnergyRule,
    pub energy_child: Option<EnergyRule>,
    pub protein: ProteinRule,
    pub fluid: FluidRule,
    pub fluid_child: Option<FluidRule>,
}

#[derive(Debug, Deserialize)]
pub struct EnergyRule {
    pub method: EnergyWay,
    pub activity: Option<f64>,
    pub stress: Option<f64>,
    pub adjust_kcal: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub weight: Option<Basis>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EnergyWay {
    MifflinStJeor,
    Schofield,
    KcalPerKg,
}

#[derive(Debug, Deserialize)]
pub struct ProteinRule {
    pub g_per_kg: [f64; 2],
    pub weight: Basis,
}

#[derive(Debug, Deserialize)]
pub struct FluidRule {
    pub method: FluidWay,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub ml: Option<f64>,
    pub weight: Option<Basis>,
    /// No more than that; else an aim.
    #[serde(default, rename = "limit")]
    pub is_limit: bool,
    /// What may be drunk besides.
    pub plus: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FluidWay {
    MlPerKg,
    Fixed,
    HollidaySegar,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Basis {
    Actual,
    Adjusted,
    Ideal,
    Dry,
    Prepregnancy,
}

#[derive(Debug, Deserialize)]
pub struct BookProblem {
    pub problem: String,
    pub aetiology: String,
    pub signs: String,
    #[serde(flatten)]
    pub limits: Limits,
}

#[derive(Debug, Deserialize)]
pub struct GoalText {
    pub text: String,
    pub measure: String,
    pub target: String,
    pub weeks: i64,
}

#[derive(Debug, Deserialize)]
pub struct BookCourse {
    /// How long an episode lasts; none for what stays.
    pub months: Option<[f64; 2]>,
    pub season: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Schedule {
    pub steps: Vec<Step>,
    pub then_every: Option<Then>,
    pub minutes: BTreeMap<VisitKind, i64>,
    pub modes: BTreeMap<VisitKind, BTreeMap<Mode, f64>>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Step {
    pub week: i64,
    pub kind: VisitKind,
}

#[derive(Debug, Deserialize)]
pub struct Then {
    pub weeks: i64,
    pub kind: VisitKind,
    pub until_week: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum VisitKind {
    Initial,
    FollowUp,
    Phone,
    Group,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Mode {
    InPerson,
    Phone,
    Video,
    Home,
}

#[derive(Debug, Deserialize)]
pub struct Trajectory {
    pub months: Vec<f64>,
    pub classes: Vec<Class>,
    pub noise_sd: BTreeMap<String, f64>,
    pub drop_out_by_24_months: f64,
    pub no_show: f64,
    pub cancelled: f64,
}

#[derive(Debug, Deserialize)]
pub struct Class {
    pub name: When,
    pub p: f64,
    pub change: BTreeMap<String, Vec<f64>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum When {
    Any,
    Responder,
    Partial,
    Setback,
}

#[derive(Debug, Deserialize)]
pub struct Order {
    pub panel: String,
    /// None: once.
    pub every_weeks: i64,
}

#[derive(Debug, Deserialize)]
pub struct NoteText {
    pub visit: VisitKind,
    pub form: BookNoteForm,
    pub when: When,
    pub sections: BTreeMap<String, String>,
    #[serde(flatten)]
    pub limits: Limits,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum BookNoteForm {
    Adime,
    Soap,
}

#[derive(Debug, Deserialize)]
pub struct BookLabs {
    pub labs: BTreeMap<String, Lab>,
    pub panels: BTreeMap<String, Panel>,
}

#[derive(Debug, Deserialize)]
pub struct Lab {
    pub name: String,
    pub unit: String,
    pub low: Option<f64>,
    pub high: Option<f64>,
    #[serde(rename = "places")]
    pub decimals: usize,
}

#[derive(Debug, Deserialize)]
pub struct Panel {
    pub codes: Vec<String>,
}

/// What people must satisfy.
#[derive(Debug, Deserialize)]
pub struct Rules {
    pub condition: Vec<ConditionRule>,
    pub needs_other: Vec<NeedsOther>,
    pub exclusive: Vec<[String; 2]>,
    pub needs_condition: Vec<NeedsCondition>,
    pub medicine_age: Vec<MedicineAge>,
    pub not_in_pregnancy: String,
    pub words_not_for_under_18: Vec<String>,
    pub obesity: Obesity,
}

#[derive(Debug, Deserialize)]
pub struct ConditionRule {
    pub code: String,
    pub sex: Option<PersonSex>,
    pub min_onset: Option<f64>,
    pub max_onset: Option<f64>,
    pub max_age: Option<f64>,
    #[serde(default)]
    pub birth: bool,
}

#[derive(Debug, Deserialize)]
pub struct NeedsOther {
    pub code: String,
    pub any: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct NeedsCondition {
    pub medicine: String,
    pub any: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct MedicineAge {
    pub medicine: String,
    pub min: Option<f64>,
    pub max: Option<f64>,
    pub unless: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Obesity {
    pub adult_min_bmi: f64,
    pub child_min_baz: f64,
}

/// Whether a name has one of the alternatives of a rule in it. They are plain words, but for `^` at the beginning
/// with alternatives in brackets, and `.*` between two words.
pub fn names(pattern: &str, name: &str) -> bool {
    if let Some(rest) = pattern.strip_prefix("^(") {
        let begins = |word: &str| name.starts_with(word);
        return rest.trim_end_matches(')').split('|').any(begins);
    }
    pattern.split('|').any(|word| match word.split_once(".*") {
        Some((first, second)) => name
            .split_once(first)
            .is_some_and(|(_, rest)| rest.contains(second)),
        None => name.contains(word),
    })
}
