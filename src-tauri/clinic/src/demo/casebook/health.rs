//! What a person of the casebook has and takes: diagnoses, allergies, medicines.

use chrono::{NaiveDate, TimeDelta};

use crate::demo::casebook::book::{BookAllergy, BookCondition, BookMedicine, RULES, names};
use crate::demo::casebook::chance::{happens, uniform, weighed};
use crate::demo::casebook::doses;
use crate::demo::casebook::person::{
    DAYS_A_YEAR, DemoPerson, PersonCondition, PersonMedicine, days, is_event, lasts_days, suits,
};
use crate::demo::plan::Dice;

/// Draws the diagnoses that a person of this age and sex can have, with the day on which each began.
pub fn conditions(person: &DemoPerson, first: NaiveDate, dice: &mut Dice) -> Vec<PersonCondition> {
    let (age, sex) = (person.age_on(first), person.sex);
    let is_possible = |form: &BookCondition| {
        let back_most = form.onset.years_before.map_or(199.0, |[_, most]| most);
        let rules = RULES.condition.iter();
        let mut rules = rules.filter(|rule| form.icd10.starts_with(&rule.code));
        suits(&form.limits, age, sex)
            && rules.all(|rule| {
                rule.sex.is_none_or(|of| of == sex)
                    && rule.min_onset.is_none_or(|least| age >= least + 0.05)
                    && rule.max_age.is_none_or(|most| age <= most)
                    && rule.max_onset.is_none_or(|most| age - back_most <= most)
            })
    };
    // obesity follows from the body, not from a random number; what is measured corrects it
    let is_heavy = person.archetype.id == "bariatric-post" || is_heavy(person);
    let is_obesity = |form: &BookCondition| form.icd10.starts_with("E66");
    let forms = person.archetype.conditions.iter();
    let forms: Vec<&BookCondition> = forms
        .filter(|form| is_possible(form) && (is_heavy || !is_obesity(form)))
        .collect();
    let chance = |form: &BookCondition| match is_obesity(form) {
        true => (false, 1.0),
        false => (form.one_of, form.p),
    };
    let mut drawn = alternatives(&forms, chance, dice);
    for [first, second] in &RULES.exclusive {
        if drawn.iter().any(|form| form.icd10.starts_with(first)) {
            drawn.retain(|form| !form.icd10.starts_with(second));
        }
    }
    for rule in &RULES.needs_other {
        let mut others = drawn.iter().map(|form| &form.icd10);
        let has_other = others.any(|code| rule.any.iter().any(|of| code.starts_with(of)));
        drawn.retain(|form| has_other || !form.icd10.starts_with(&rule.code));
    }
    // a complication is not older than what it comes from
    let mut known: Vec<PersonCondition> = Vec::new();
    for form in drawn {
        let mut onset = onset(form, person, first, dice);
        let needs = RULES.needs_other.iter();
        for rule in needs.filter(|rule| form.icd10.starts_with(&rule.code)) {
            let causes = known.iter();
            let cause = causes
                .filter(|of| rule.any.iter().any(|code| of.form.icd10.starts_with(code)))
                .map(|of| of.onset);
            onset = cause.fold(onset, NaiveDate::max);
        }
        known.push(PersonCondition { form, onset });
    }
    // what swallowing lost, it lost in the stroke
    let mut strokes = known.iter().filter(|of| of.form.icd10.starts_with("I69"));
    if let Some(stroke) = strokes.next().map(|of| of.onset) {
        let swallowing = known.iter_mut().filter(|of| of.form.icd10 == "R13");
        swallowing.for_each(|of| of.onset = stroke);
    }
    known
}

fn is_heavy(person: &DemoPerson) -> bool {
    let mut z = person.body.z.iter();
    let bmi_z = z.find(|(name, _)| *name == "baz").map(|(_, z)| *z);
    person
        .body
        .bmi
        .is_some_and(|bmi| bmi >= RULES.obesity.adult_min_bmi)
        || bmi_z.is_some_and(|z| z >= RULES.obesity.child_min_baz)
}

fn onset(
    form: &BookCondition,
    person: &DemoPerson,
    first: NaiveDate,
    dice: &mut Dice,
) -> NaiveDate {
    let Some([low, high]) = form.onset.years_before.filter(|_| !form.onset.birth) else {
        return person.birth;
    };
    if let (Some((period, _)), true) = (person.body.pregnancy, high == 0.0) {
        // a pregnancy is followed from its first visit, and sugar is tested a little before advice is sought
        let before = match form.icd10.starts_with('O') {
            true => first - TimeDelta::days(dice.between(5, 15)),
            false => period + TimeDelta::weeks(6),
        };
        return before.min(first);
    }
    if is_event(form) {
        // notes begin four weeks after the operation or the stroke
        return first - TimeDelta::days(dice.between(27, 32));
    }
    let age = person.age_on(first);
    let mut back = uniform(dice, low, high);
    if back > 0.8 * age {
        // small children were well at first
        back = age * uniform(dice, 0.15, 0.8);
    }
    for rule in &RULES.condition {
        if form.icd10.starts_with(&rule.code) {
            if rule.birth {
                return person.birth;
            }
            back = rule
                .min_onset
                .map_or(back, |least| back.min(age - least - 0.02));
            back = rule.max_onset.map_or(back, |most| back.max(age - most));
        }
    }
    first - days(back.min(age - 0.02).max(0.0) * DAYS_A_YEAR)
}

/// Draws at most one of the alternatives by their chances, and each of the others by its own.
fn alternatives<T>(
    forms: &[&'static T],
    chance: impl Fn(&T) -> (bool, f64),
    dice: &mut Dice,
) -> Vec<&'static T> {
    let of = |form: &&'static T| chance(form).0;
    let group: Vec<&'static T> = forms.iter().copied().filter(of).collect();
    let sum: f64 = group.iter().map(|form| chance(form).1).sum();
    let none = (None, (1.0 - sum).max(0.0));
    let some = group.into_iter().map(|form| (Some(form), chance(form).1));
    let mut drawn: Vec<&'static T> = Vec::new();
    drawn.extend(weighed(dice, some.chain([none])).flatten());
    for form in forms.iter().copied().filter(|form| !of(form)) {
        if happens(dice, chance(form).1) {
            drawn.push(form);
        }
    }
    drawn
}

/// Draws allergies and intolerances.
pub fn allergies(
    person: &DemoPerson,
    first: NaiveDate,
    dice: &mut Dice,
) -> Vec<&'static BookAllergy> {
    let age = person.age_on(first);
    let forms = person.archetype.allergies.iter();
    let forms: Vec<&BookAllergy> = forms
        .filter(|form| person.fits(&form.limits, age))
        .collect();
    alternatives(&forms, |form| (form.one_of, form.p), dice)
}

/// Medicines that are not taken with an allergy or an intolerance.
const NOT_WITH: [(&str, &str); 7] = [
    ("Allopurinol", "allopurinol"),
    ("ACE inhibitors", "ramipril"),
    ("Statins", "vastatin"),
    ("Aspirin", "aspirin|naproxen"),
    ("Sulfonamide", "co-trimoxazole"),
    ("Co-trimoxazole", "co-trimoxazole"),
    ("Penicillin", "amoxicillin"),
];

/// Draws the medicines that the diagnoses, the age and the allergies allow.
pub fn medicines(person: &DemoPerson, first: NaiveDate, dice: &mut Dice) -> Vec<PersonMedicine> {
    let age = person.age_on(first);
    let may_take = |form: &&'static BookMedicine| {
        let name = form.generic.as_str();
        let full_name = format!("{name} {}", form.dose);
        let mut conditions = RULES.needs_condition.iter();
        let mut ages = RULES.medicine_age.iter();
        let mut allergies = NOT_WITH.iter();
        let is_excepted = |unless: &String| full_name.contains(unless);
        person.fits(&form.limits, age)
            && conditions.all(|rule| {
                !names(&rule.medicine, name) || rule.any.iter().any(|code| person.has(code))
            })
            && ages.all(|rule| {
                !names(&rule.medicine, &full_name)
                    || rule.unless.as_ref().is_some_and(is_excepted)
                    || (rule.min.is_none_or(|least| age >= least)
                        && rule.max.is_none_or(|most| age <= most))
            })
            && !(person.body.pregnancy.is_some() && names(&RULES.not_in_pregnancy, name))
            && allergies.all(|(substance, medicine)| {
                let mut known = person.allergies.iter();
                !names(medicine, name) || !known.any(|of| of.substance.starts_with(substance))
            })
    };
    let forms: Vec<&BookMedicine> = person.archetype.medicines.iter().filter(may_take).collect();
    let mut drawn = alternatives(&forms, |form| (form.one_of, form.p), dice);
    let is_two_of = |pair: [&str; 2], drawn: &[&BookMedicine]| {
        pair.iter()
            .all(|name| drawn.iter().any(|form| form.generic.contains(name)))
    };
    // never both
    for pair in [
        ["ramipril", "losartan"],
        ["clopidogrel", "apixaban"],
        ["alendronic", "zoledronic"],
    ] {
        if is_two_of(pair, &drawn) {
            drawn.retain(|form| !form.generic.contains(pair[1]));
        }
    }
    // anaemia that comes from a lack of iron is treated with it
    let is_iron = |form: &&BookMedicine| names(IRON, &form.generic);
    if person.has("D50") && !drawn.iter().any(is_iron) {
        drawn.extend(forms.iter().copied().find(|form| is_iron(form)));
    }
    let started = drawn.into_iter().map(|form| PersonMedicine {
        form,
        dose: doses::of(form, age, doses::weight_kg(person, first)),
        start: start(form, person, first, dice),
    });
    started.collect()
}

/// Medicines with iron in them.
pub const IRON: &str = "^(ferr|iron)";

/// What medicines are for that the rules let others take, too.
const FOR: [(&str, &[&str]); 3] = [
    ("ferrous|iron sucrose", &["D50", "E61.1", "O99.0", "D63"]),
    ("cobalamin", &["E53.8"]),
    ("colecalciferol", &["E55"]),
];

/// Returns a day after the onset of what the medicine is for.
fn start(form: &BookMedicine, person: &DemoPerson, first: NaiveDate, dice: &mut Dice) -> NaiveDate {
    let rules = RULES.needs_condition.iter();
    let of = rules.filter(|rule| names(&rule.medicine, &form.generic));
    let codes = of.flat_map(|rule| &rule.any).map(String::as_str);
    let others = FOR
        .iter()
        .filter(|(medicine, _)| names(medicine, &form.generic));
    let codes: Vec<&str> = codes
        .chain(others.flat_map(|(_, codes)| codes.iter().copied()))
        .collect();
    let causes = person.conditions.iter();
    let since = causes
        .filter(|of| codes.iter().any(|code| of.form.icd10.starts_with(code)))
        .map(|of| of.onset)
        .min();
    let main = person.conditions.first().map(|of| of.onset);
    let earliest = since.or(main).unwrap_or(person.birth).max(person.birth);
    // what is taken for a time is taken at the first visit still
    let most = lasts_days(form).map_or(400, |days| days.min(400));
    let back = first - TimeDelta::days(dice.between(0, most));
    back.max(earliest).min(first)
}
