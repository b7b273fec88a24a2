//! A person of the casebook, and what is asked of one.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use sync_contract::catalog::PatientStatus;

use crate::demo::casebook::book::{
    Archetype, BookAllergy, BookBody, BookCondition, BookMedicine, BookNoteForm, Class, GoalText,
    Limits, Mode, PersonSex, VisitKind, When, leaflet,
};
use crate::demo::casebook::chance::mixed;
use crate::demo::plan::Dice;
use crate::growth_references::Scores;

pub const DAYS_A_YEAR: f64 = 365.25;
/// Grown up.
pub const ADULT_YEARS: f64 = 18.0;
const OVERWEIGHT_BMI: f64 = 25.0;

#[derive(Debug, Clone)]
pub struct DemoPerson {
    /// The seed of all random numbers of this person.
    pub key: u64,
    pub archetype: &'static Archetype,
    pub sex: PersonSex,
    /// In which the clinic writes to them.
    pub language: String,
    pub birth: NaiveDate,
    pub referral: &'static str,
    pub conditions: Vec<PersonCondition>,
    pub medicines: Vec<PersonMedicine>,
    pub allergies: Vec<&'static BookAllergy>,
    pub social: Option<&'static str>,
    pub background: Option<&'static str>,
    pub preference: Option<&'static str>,
    pub dislike: Option<&'static str>,
    pub body: PersonBody,
    /// The carer who comes with a child, or with a person who forgets.
    pub carer: &'static str,
    pub class: &'static Class,
    pub status: PatientStatus,
    /// In the order of time.
    pub visits: Vec<PersonVisit>,
    pub sheets: Vec<Sheet>,
    pub targets: Option<PersonTargets>,
    pub screening: Option<PersonScreening>,
}

/// What stays the same of a body.
#[derive(Debug, Clone)]
pub struct PersonBody {
    /// Of an adult, at the first visit; that of a pregnancy is the one before it.
    pub bmi: Option<f64>,
    pub height_cm: f64,
    /// Of a child, by the names of the casebook.
    pub z: Vec<(&'static str, f64)>,
    pub waist_shift_cm: f64,
    pub systolic: f64,
    pub diastolic: f64,
    /// Percent of the weight that was lost before the first visit.
    pub loss_percent: Option<i64>,
    pub loss_since: &'static str,
    /// Weeks and days at birth, of a child who was born too early.
    pub gestation_days: Option<i64>,
    /// The day of the last period before a pregnancy, and that of the birth.
    pub pregnancy: Option<(NaiveDate, NaiveDate)>,
}

#[derive(Debug, Clone)]
pub struct PersonCondition {
    pub form: &'static BookCondition,
    pub onset: NaiveDate,
}

#[derive(Debug, Clone)]
pub struct PersonMedicine {
    pub form: &'static BookMedicine,
    pub dose: String,
    pub start: NaiveDate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Attended,
    NoShow,
    Cancelled,
    /// Still to come.
    Booked,
    /// The patient is here now.
    Running,
}

#[derive(Debug, Clone)]
pub struct PersonVisit {
    pub day: NaiveDate,
    pub at: NaiveTime,
    pub minutes: i64,
    pub kind: VisitKind,
    pub mode: Mode,
    pub outcome: Outcome,
    /// Weeks until the next one by the schedule; none at the last.
    pub next_weeks: Option<i64>,
    pub measured: PersonMeasures,
    pub note: Option<PersonNote>,
}

#[derive(Debug, Clone, Default)]
pub struct PersonMeasures {
    /// The patient said it on the telephone.
    pub is_reported: bool,
    pub weight_kg: Option<f64>,
    pub height_cm: Option<f64>,
    /// The last height that was measured.
    pub known_height_cm: Option<f64>,
    pub waist_cm: Option<f64>,
    pub head_cm: Option<f64>,
    pub pressure: Option<(i64, i64)>,
    pub pulse: Option<i64>,
    /// Of a child, by the WHO's references.
    pub scores: Option<Scores>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonNote {
    pub form: BookNoteForm,
    /// In the order of the form.
    pub sections: Vec<(&'static str, String)>,
}

#[derive(Debug, Clone)]
pub struct Sheet {
    pub collected: NaiveDate,
    /// What was ordered; the lines have it too.
    #[cfg(test)]
    pub panels: Vec<&'static str>,
    pub lines: Vec<SheetLine>,
}

#[derive(Debug, Clone)]
pub struct SheetLine {
    pub code: &'static str,
    pub value: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PersonTargets {
    pub kcal: f64,
    pub protein_g: f64,
    pub fluid_ml: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct PersonScreening {
    /// The name of the tool; none where there is none for such a patient.
    pub tool: Option<&'static str>,
    pub score: Option<i64>,
    pub text: String,
    pub bmi: f64,
    pub loss_percent: i64,
}

/// For how many days what a dose says of its end lets a medicine be taken.
const LASTS_DAYS: [(&str, i64); 10] = [
    ("single dose", 1),
    ("single infusion", 1),
    ("at most five days", 5),
    ("for a week", 7),
    ("for two weeks", 14),
    ("for four weeks", 28),
    ("for eight weeks", 56),
    ("falling by 5 mg a week", 56),
    ("for three to six months", 180),
    ("for six months", 180),
];
/// What is taken in the first weeks of a pregnancy alone.
const UNTIL_WEEK_12: &str = "until week 12";

impl PersonMedicine {
    /// Returns how the chart names what is taken, and how often.
    pub fn listed(&self) -> String {
        let (dose, often) = (self.dose.as_str(), self.form.frequency.as_str());
        match often.is_empty() || dose.contains(often) || dose.contains("daily") {
            true => dose.to_owned(),
            false => format!("{dose} {often}"),
        }
    }

    /// Returns whether it was taken for a time that is over.
    pub fn is_over(&self, person: &DemoPerson, today: NaiveDate) -> bool {
        let week_12 = person.body.pregnancy.map(|(period, _)| period);
        let week_12 = week_12.map(|period| period + TimeDelta::weeks(12));
        let until = match self.form.frequency.contains(UNTIL_WEEK_12) {
            true => week_12,
            false => lasts_days(self.form).map(|days| self.start + TimeDelta::days(days)),
        };
        until.is_some_and(|until| until < today)
    }
}

/// Returns for how many days a medicine is taken; none of what has no end.
pub fn lasts_days(form: &BookMedicine) -> Option<i64> {
    let text = format!("{} {}", form.dose, form.frequency);
    let mut known = LASTS_DAYS.iter().filter(|(words, _)| text.contains(words));
    known.next().map(|(_, days)| *days)
}

impl DemoPerson {
    pub fn first_day(&self) -> NaiveDate {
        self.visits.first().map_or(self.birth, |visit| visit.day)
    }

    /// Returns the key of what is given to read at a visit: each leaflet that the clinic has once, in turn.
    pub fn handout(&self, visit: usize) -> Option<&'static str> {
        let is_seen =
            |of: &&PersonVisit| matches!(of.outcome, Outcome::Attended | Outcome::Running);
        self.visits.get(visit).filter(is_seen)?;
        let before = self.visits.iter().take(visit).filter(is_seen).count();
        let handouts = self.archetype.handouts.iter();
        let mut known = handouts.filter(|key| leaflet(key, &self.language).is_some());
        known.nth(before).map(String::as_str)
    }

    pub fn age_on(&self, day: NaiveDate) -> f64 {
        years(self.birth, day)
    }

    pub fn is_adult(&self) -> bool {
        self.age_on(self.first_day()) >= ADULT_YEARS
    }

    /// Whether no weight may be in a text.
    pub fn is_private(&self) -> bool {
        self.archetype.body == BookBody::Private
    }

    pub fn has(&self, code: &str) -> bool {
        let mut codes = self.conditions.iter().map(|of| of.form.icd10.as_str());
        codes.any(|of| of.starts_with(code))
    }

    /// Returns the day of the operation or the stroke that brought a person here.
    pub fn event_day(&self) -> Option<NaiveDate> {
        let mut events = self.conditions.iter().filter(|of| is_event(of.form));
        events.next().map(|of| of.onset)
    }

    /// Whether an adult is not overweight, and so is not asked to lose weight.
    pub fn is_lean(&self) -> bool {
        self.is_adult() && self.body.bmi.is_some_and(|bmi| bmi < OVERWEIGHT_BMI)
    }

    /// Returns the goals of such patients without a loss of weight for whom that is none.
    pub fn goals(&self) -> impl Iterator<Item = &'static GoalText> {
        let archetype: &'static Archetype = self.archetype;
        let has_deficit = archetype
            .targets
            .energy
            .adjust_kcal
            .is_some_and(|kcal| kcal < 0.0);
        let is_lean = self.is_lean() && has_deficit;
        let is_loss = |goal: &GoalText| {
            matches!(goal.measure.as_str(), "weight" | "waist") && goal.target.starts_with('-')
        };
        let goals = archetype.goals.iter();
        goals.filter(move |goal| !(is_lean && is_loss(goal)))
    }

    /// Whether a medicine lowers cholesterol.
    pub fn takes_lipid_medicine(&self) -> bool {
        let mut names = self.medicines.iter().map(|of| &of.form.generic);
        names.any(|name| name.contains("vastatin") || name == "ezetimibe")
    }

    /// Whether they were visited at home, or are fed by a tube there.
    pub fn is_housebound(&self) -> bool {
        let mut seen = self.visits.iter().filter(|visit| visit.note.is_some());
        self.archetype.id == "home-enteral-adult" || seen.any(|visit| visit.mode == Mode::Home)
    }

    /// Whether no spouse lives with them, as their profile has it.
    pub fn lives_alone(&self) -> bool {
        let texts = [self.social, self.background].map(|text| text.unwrap_or(""));
        let words = [
            "ives alone",
            "idow",
            "divorce",
            "Single parent",
            "Care home",
        ];
        let mut texts = texts.iter();
        texts.any(|text| words.iter().any(|words| text.contains(words)))
    }

    /// Returns by how much something has changed so many months after the first visit.
    pub fn changed(&self, name: &str, months: f64) -> f64 {
        let Some(values) = self.class.change.get(name) else {
            return 0.0;
        };
        interpolated(&self.archetype.trajectory.months, values, months)
    }

    /// Returns the random numbers for one purpose, which are the same whatever else is drawn.
    pub fn dice(&self, purpose: u64) -> Dice {
        Dice::new(mixed(self.key, purpose))
    }

    /// Whether a text or an entry is for this person at an age.
    pub fn fits(&self, limits: &Limits, age: f64) -> bool {
        let known = |need: &String| {
            let lower = need.to_lowercase();
            let mut medicines = self.medicines.iter().map(|of| &of.form.generic);
            let mut allergens = self.allergies.iter().map(|of| &of.substance);
            self.has(need)
                || medicines.any(|name| name.to_lowercase().contains(&lower))
                || allergens.any(|name| name.to_lowercase().contains(&lower))
        };
        suits(limits, age, self.sex) && limits.needs.iter().all(known)
    }
}

/// Whether notes count the weeks since something began.
pub fn is_event(form: &BookCondition) -> bool {
    let mut codes = ["Z98", "I69"].iter();
    codes.any(|code| form.icd10.starts_with(code))
}

pub fn years(from: NaiveDate, to: NaiveDate) -> f64 {
    (to - from).num_days() as f64 / DAYS_A_YEAR
}

pub fn days(number: f64) -> TimeDelta {
    TimeDelta::days(number.round() as i64)
}

pub fn suits(limits: &Limits, age: f64, sex: PersonSex) -> bool {
    limits.min_age.is_none_or(|least| age >= least)
        && limits.max_age.is_none_or(|most| age < most + 1.0)
        && limits.sex.is_none_or(|of| of == sex)
}

/// Returns the value at a month, on straight lines between those that are given.
pub fn interpolated(months: &[f64], values: &[f64], at: f64) -> f64 {
    let pairs = months.windows(2).zip(values.windows(2));
    for (span, change) in pairs {
        if at <= span[1] {
            let share = ((at - span[0]) / (span[1] - span[0])).max(0.0);
            return change[0] + (change[1] - change[0]) * share;
        }
    }
    values.last().copied().unwrap_or(0.0)
}

/// What one text says, and what no other may say then.
const CONTRADICTIONS: [(&str, &[&str]); 6] = [
    ("appetite living alone", &["Lives with", "Care home"]),
    (
        "Care home",
        &[
            "living alone",
            "lives alone",
            "lunch club",
            "delivered meal",
            "fridge",
            "Cooks",
            "cooks",
            "shop",
        ],
    ),
    (
        "ives alone",
        &[
            "wife",
            "husband",
            "care home",
            "the family at",
            "with the family",
            "the family eats",
            "the family cooks",
            "please the family",
            "extended family",
            "family duties",
            "in-laws",
        ],
    ),
    ("Widow", &["wife", "husband", "pouse"]),
    ("before chemotherapy", &["cycle"]),
    ("alcohol since the diagnosis", &["sober"]),
];

/// Whether a text says what cannot be so with another.
pub fn contradicts(one: &str, other: &str) -> bool {
    let is_wrong = |first: &str, second: &str| {
        let mut known = CONTRADICTIONS
            .iter()
            .filter(|(words, _)| first.contains(words));
        known.any(|(_, words)| words.iter().any(|word| second.contains(word)))
    };
    is_wrong(one, other) || is_wrong(other, one)
}

/// Whether a note of a course is for a visit of such a course.
pub fn is_of(when: When, course: When) -> bool {
    when == When::Any || when == course
}
