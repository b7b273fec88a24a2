//! Draws a person of the casebook: who they are, what they have and take, and when they come.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use sync_contract::catalog::PatientStatus;

use crate::demo::casebook::book::{Archetype, BOOK, BookBody, Class, PersonSex, Words};
use crate::demo::casebook::chance::{happens, normal, one_of, weighed, within};
use crate::demo::casebook::person::{
    ADULT_YEARS, DAYS_A_YEAR, DemoPerson, PersonBody, contradicts, days,
};
use crate::demo::casebook::{health, schedule};
use crate::demo::plan::Dice;

/// Beginnings of backgrounds that say at which age something began, what that is, and the age in days.
const BEGAN: [(&str, &str, i64); 3] = [
    ("Eczema since the age of four months", "L20", 122),
    ("First reaction at 14 months", "Z91.0", 426),
    ("Ileum and right colon since the age of 19", "K50", 7_000),
];
/// Referrals that say since when a medicine is injected once a week, and how many days ago that is.
const INJECTED: [(&str, i64); 2] = [
    ("start of a weekly injection", 7),
    ("On tirzepatide for four months", 122),
];

/// Draws a person and the days of their visits; what was measured comes once the days are fixed.
pub fn person(archetype: &'static Archetype, key: u64, now: NaiveDateTime) -> DemoPerson {
    let mut dice = Dice::new(key);
    let shares = archetype.sex.iter().map(|(sex, share)| (*sex, *share));
    let sex = weighed(&mut dice, shares).unwrap_or(PersonSex::Female);
    let gestation_days = None;
    let [low, high] = archetype.age_years;
    // more in the middle than at the ends
    let age = low + (high - low) * (dice.unit() + dice.unit()) / 2.0;
    let first = schedule::first_day(archetype, now.date(), &mut dice);
    let mut person = DemoPerson {
        key,
        archetype,
        sex,
        language: String::new(),
        birth: first - days(age * DAYS_A_YEAR),
        referral: "",
        conditions: Vec::new(),
        medicines: Vec::new(),
        allergies: Vec::new(),
        social: None,
        background: None,
        preference: None,
        dislike: None,
        body: body(archetype, sex, age, first, gestation_days, &mut dice),
        carer: "",
        class: class(archetype, &mut dice),
        status: PatientStatus::Active,
        visits: Vec::new(),
        sheets: Vec::new(),
        targets: None,
        screening: None,
    };
    person.conditions = health::conditions(&person, first, &mut dice);
    born_early(&mut person, first, &mut dice);
    person.allergies = health::allergies(&person, first, &mut dice);
    person.medicines = health::medicines(&person, first, &mut dice);
    let age = person.age_on(first);
    let words = |of: &'static [Words], person: &DemoPerson, dice: &mut Dice| {
        let fitting: Vec<&Words> = of
            .iter()
            .filter(|words| person.fits(&words.limits, age))
            .collect();
        // what is written for few is said of those few
        let special: Vec<&Words> = fitting
            .iter()
            .copied()
            .filter(|words| !words.limits.needs.is_empty())
            .collect();
        let from = match special.is_empty() || happens(dice, 0.3) {
            true => &fitting,
            false => &special,
        };
        one_of(dice, from).map(|words| words.text.as_str())
    };
    person.referral = words(&archetype.referral, &person, &mut dice).unwrap_or("");
    person.social = words(&archetype.social, &person, &mut dice)
        .filter(|social| !contradicts(social, person.referral));
    let social = person.social.unwrap_or("");
    let agrees = |text: &&str| {
        ![person.referral, social]
            .iter()
            .any(|of| contradicts(text, of))
    };
    let background = words(&archetype.background, &person, &mut dice).filter(agrees);
    let preference = words(&archetype.preferences, &person, &mut dice).filter(agrees);
    (person.background, person.preference) = (background, preference);
    let mut since = INJECTED.iter();
    if let Some((_, days)) = since.find(|(words, _)| person.referral.contains(words)) {
        let mut injected = person.medicines.iter_mut();
        let injected = injected.find(|of| of.form.frequency.contains("once weekly"));
        if let Some(of) = injected {
            of.start = first - TimeDelta::days(*days);
        }
    }
    let began = BEGAN.iter();
    for (_, code, days) in began.filter(|of| background.is_some_and(|text| text.starts_with(of.0)))
    {
        let day = person.birth + TimeDelta::days(*days);
        let conditions = person.conditions.iter_mut();
        for of in conditions.filter(|of| day < first && of.form.icd10.starts_with(code)) {
            of.onset = day;
        }
    }
    person.dislike =
        words(&archetype.dislikes, &person, &mut dice).filter(|of| *of != "None named");
    person.carer = carer(age >= ADULT_YEARS, sex, &mut dice);
    schedule::plan(&mut person, first, now);
    person
}

fn class(archetype: &'static Archetype, dice: &mut Dice) -> &'static Class {
    let classes = archetype.trajectory.classes.iter();
    weighed(dice, classes.map(|class| (class, class.p)))
        .expect("a test reads every archetype, and each has classes")
}

fn body(
    archetype: &'static Archetype,
    sex: PersonSex,
    age: f64,
    first: NaiveDate,
    gestation_days: Option<i64>,
    dice: &mut Dice,
) -> PersonBody {
    let is_adult = age >= ADULT_YEARS;
    let bmi = archetype.baseline.bmi.as_ref().filter(|_| is_adult);
    let tall = &BOOK.defaults.height_cm[&sex];
    let lost_cm = (age - 60.0).max(0.0) * BOOK.defaults.height_loss_cm_per_year_after_60;
    let z = archetype.baseline.z.as_ref().filter(|_| !is_adult);
    let text: Vec<&str> = archetype
        .notes
        .iter()
        .flat_map(|note| note.sections.values().map(String::as_str))
        .collect();
    let has_loss = text.iter().any(|text| text.contains("{loss_pct}"));
    let is_pregnant = archetype.body == BookBody::Pregnant;
    PersonBody {
        bmi: bmi.map(|spread| within(dice, spread)),
        height_cm: within(dice, tall) - lost_cm,
        z: z.map_or(Vec::new(), |z| {
            z.iter()
                .map(|(name, spread)| (name.as_str(), within(dice, spread)))
                .collect()
        }),
        waist_shift_cm: normal(dice, 0.0, BOOK.defaults.waist_cm[&sex].sd, 2.0),
        systolic: dice.unit(),
        diastolic: dice.unit(),
        loss_percent: has_loss.then(|| dice.between(5, 15)),
        loss_since: one_of(
            dice,
            &["two months", "three months", "four months", "six months"],
        )
        .unwrap_or(&"four months"),
        gestation_days,
        pregnancy: is_pregnant.then(|| {
            // gestational diabetes is found late, other advice is sought early
            let weeks = match archetype.id.as_str() {
                "gdm" => dice.between(25, 29),
                _ => dice.between(9, 14),
            };
            let period = first - TimeDelta::days(weeks * 7 + dice.between(0, 7));
            (
                period,
                period + TimeDelta::days(dice.between(38 * 7 + 3, 41 * 7)),
            )
        }),
    }
}

/// Sets how early a preterm child was born, and lets it be old enough for the tables, which begin at term.
fn born_early(person: &mut DemoPerson, first: NaiveDate, dice: &mut Dice) {
    let weeks = match () {
        () if person.has("P07.2") => dice.between(25, 28),
        () if person.has("P07.3") => dice.between(28, 33),
        () => return,
    };
    let gestation = weeks * 7 + dice.between(0, 7);
    person.body.gestation_days = Some(gestation);
    let least = 280 - gestation + 10;
    let age = (first - person.birth).num_days().max(least);
    let born = first - TimeDelta::days(age);
    for condition in &mut person.conditions {
        if condition.onset == person.birth || condition.onset < born {
            condition.onset = born;
        }
    }
    person.birth = born;
}

fn carer(is_adult: bool, sex: PersonSex, dice: &mut Dice) -> &'static str {
    let of = match (is_adult, sex) {
        (false, _) => vec![("mother", 0.65), ("father", 0.25), ("grandmother", 0.1)],
        (true, PersonSex::Female) => vec![("husband", 0.4), ("daughter", 0.4), ("nurse", 0.2)],
        (true, PersonSex::Male) => vec![("wife", 0.5), ("daughter", 0.3), ("nurse", 0.2)],
    };
    weighed(dice, of).unwrap_or("mother")
}
