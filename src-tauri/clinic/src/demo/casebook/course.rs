//! What is measured at each visit, along the course that a person takes.

use chrono::NaiveDate;

use crate::demo::casebook::book::{
    BOOK, BookBody, BookCondition, Mode, Pressure, RULES, VisitKind,
};
use crate::demo::casebook::chance::{happens, normal, rounded, standard};
use crate::demo::casebook::child::{self, body_mass_index};
use crate::demo::casebook::person::{
    ADULT_YEARS, DemoPerson, Outcome, PersonCondition, PersonMeasures, days, interpolated,
};
use crate::demo::plan::Dice;
use crate::growth_references::DAYS_A_MONTH;

/// An adult's height is measured again after a year.
const HEIGHT_AGAIN_DAYS: i64 = 330;
/// Share of patients on the telephone who report what their scale showed.
const REPORTED: f64 = 0.6;
/// Children have their blood pressure taken from three years on.
const PRESSURE_YEARS: f64 = 3.0;
/// Below, a patient would be sent to the doctor.
const ADULT_SYSTOLIC_MIN: f64 = 92.0;
/// The weight of water that an illness keeps.
pub const ASCITES_KG: f64 = 4.0;

/// Returns by how many kilograms a pregnancy has changed the weight since the first visit: while it lasts, nothing of
/// what follows the birth counts.
fn pregnant_kg(person: &DemoPerson, months: f64) -> f64 {
    let Some(values) = person.class.change.get("weight_kg") else {
        return 0.0;
    };
    let at = &person.archetype.trajectory.months;
    let falls = values.windows(2).position(|pair| pair[1] < pair[0]);
    let last = falls.and_then(|index| at.get(index)).copied();
    interpolated(at, values, last.map_or(months, |last| months.min(last)))
}

/// Returns what a woman has gained by a week of pregnancy: more of it the lighter she was before.
fn gained_kg(bmi: f64, weeks: f64) -> f64 {
    let full_kg = match bmi {
        ..18.5 => 15.0,
        ..25.0 => 13.0,
        ..30.0 => 9.0,
        _ => 7.0,
    };
    match weeks {
        ..13.0 => weeks / 13.0,
        _ => 1.0 + (full_kg - 1.0) * (weeks - 13.0) / 27.0,
    }
}

/// Returns the weeks of a pregnancy on a day before the birth.
pub fn pregnancy_weeks(person: &DemoPerson, day: NaiveDate) -> Option<i64> {
    let (period, birth) = person.body.pregnancy?;
    (day < birth).then(|| (day - period).num_days() / 7)
}

pub fn months_since(first: NaiveDate, day: NaiveDate) -> f64 {
    (day - first).num_days() as f64 / DAYS_A_MONTH
}

/// Fills in what was measured at each visit that was kept, and the diagnosis that follows from it.
pub fn measure(person: &mut DemoPerson) {
    let first = person.first_day();
    let (mut tall, mut tall_on, mut last_kg) = (None, first, None);
    for at in 0..person.visits.len() {
        let visit = &person.visits[at];
        if !matches!(visit.outcome, Outcome::Attended | Outcome::Running) {
            continue;
        }
        let mut dice = person.dice(2000 + at as u64);
        let is_adult = person.is_adult();
        let is_due =
            tall.is_none() || !is_adult || (visit.day - tall_on).num_days() >= HEIGHT_AGAIN_DAYS;
        let mut measured = match visit.mode {
            Mode::InPerson | Mode::Home => {
                face_to_face(person, at, is_due, tall, last_kg, &mut dice)
            }
            Mode::Phone | Mode::Video => reported(person, at, last_kg, &mut dice),
        };
        if let Some(height_cm) = measured.height_cm {
            (tall, tall_on) = (Some(height_cm), visit.day);
        }
        measured.known_height_cm = tall;
        last_kg = measured.weight_kg.or(last_kg);
        person.visits[at].measured = measured;
    }
    obesity(person);
}

/// Returns the weight on the day of a visit, without what a scale adds.
fn weight_kg(person: &DemoPerson, day: NaiveDate) -> f64 {
    let months = months_since(person.first_day(), day);
    let Some(bmi) = person.body.bmi else {
        return child::size(person, day, months).weight_kg;
    };
    let kg = bmi * (person.body.height_cm / 100.0).powi(2);
    if let Some((period, _)) = person.body.pregnancy {
        let weeks = (person.first_day() - period).num_days() as f64 / 7.0;
        return kg + gained_kg(bmi, weeks) + pregnant_kg(person, months);
    }
    let percent = person.changed("weight_percent", months);
    kg * (1.0 + percent / 100.0) + person.changed("weight_kg", months)
}

fn face_to_face(
    person: &DemoPerson,
    at: usize,
    measures_height: bool,
    tall: Option<f64>,
    last_kg: Option<f64>,
    dice: &mut Dice,
) -> PersonMeasures {
    let visit = &person.visits[at];
    let (day, is_first) = (visit.day, visit.kind == VisitKind::Initial);
    let archetype = person.archetype;
    let is_adult = person.is_adult();
    let noise = archetype.trajectory.noise_sd.get("weight_kg").copied();
    let noise = if is_first { 0.0 } else { noise.unwrap_or(0.5) };
    let is_infant = !is_adult && child::is_lying(person, day);
    let kg = weight_kg(person, day) + normal(dice, 0.0, noise, 2.0);
    let mut measured = PersonMeasures {
        weight_kg: Some(rounded(kg, if is_infant { 2 } else { 1 })),
        ..PersonMeasures::default()
    };
    let months = months_since(person.first_day(), day);
    let is_private = person.is_private();
    let wants_height = measures_height && (is_first || !is_private || happens(dice, 0.4));
    let size = (!is_adult).then(|| child::size(person, day, months));
    if wants_height {
        let cm = size.map_or(person.body.height_cm, |size| size.height_cm);
        // a child's height does not fall, but for half a centimetre when it is measured standing
        let least = tall
            .filter(|_| !is_adult)
            .map_or(0.0, |tall| match is_infant {
                true => tall,
                false => tall - 0.5,
            });
        let cm = cm + normal(dice, 0.0, 0.15, 1.5) * f64::from(u8::from(!is_first));
        measured.height_cm = Some(rounded(cm.max(least), 1));
    }
    measured.head_cm = size
        .and_then(|size| size.head_cm)
        .filter(|_| archetype.body == BookBody::Infant)
        .map(|cm| rounded(cm, 1));
    let is_adult_body = is_adult && archetype.body != BookBody::Pregnant;
    if let (true, Some(bmi)) = (
        is_adult_body && (is_first || happens(dice, 0.5)),
        body_mass_index(kg, person.body.height_cm),
    ) {
        let rule = &BOOK.defaults.waist_cm[&person.sex];
        let cm = rule.base + rule.per_bmi * bmi + person.body.waist_shift_cm;
        measured.waist_cm = Some(rounded(cm + normal(dice, 0.0, 0.7, 2.0), 0));
    }
    let share = match archetype.body {
        BookBody::Pregnant => 0.9,
        BookBody::Private => 0.8,
        _ if is_adult => 0.65,
        _ => 0.3,
    };
    if is_first && is_adult || happens(dice, share) {
        measured.pressure = pressure(person, day, months, is_first, dice);
    }
    if is_private && happens(dice, 0.8) {
        let rise = (months * 2.0).min(16.0);
        measured.pulse = Some(normal(dice, 52.0 + rise, 4.0, 2.0).round() as i64);
    }
    // what a scale shows does not jump between two visits
    if let (Some(last), Some(now), true) = (last_kg, measured.weight_kg, is_infant) {
        measured.weight_kg = Some(now.max(last));
    }
    scored(person, day, &mut measured);
    measured
}

fn scored(person: &DemoPerson, day: NaiveDate, measured: &mut PersonMeasures) {
    if person.age_on(day) < 19.0 && !person.is_adult() {
        let (kg, cm) = (measured.weight_kg, measured.height_cm);
        measured.scores = Some(child::scores_of(person, day, kg, cm, measured.head_cm));
    }
}

/// Returns the weight that a patient or a parent read from the scale at home.
fn reported(
    person: &DemoPerson,
    at: usize,
    last_kg: Option<f64>,
    dice: &mut Dice,
) -> PersonMeasures {
    let day = person.visits[at].day;
    let is_child = person.age_on(day) < ADULT_YEARS;
    let reports = happens(dice, REPORTED) && !is_child && !person.is_private();
    let kg = weight_kg(person, day) + 0.4 * standard(dice).clamp(-2.0, 2.0);
    PersonMeasures {
        is_reported: true,
        // to half a kilogram, as people say it
        weight_kg: (reports && last_kg.is_some()).then(|| (kg * 2.0).round() / 2.0),
        ..PersonMeasures::default()
    }
}

fn pressure(
    person: &DemoPerson,
    day: NaiveDate,
    months: f64,
    is_first: bool,
    dice: &mut Dice,
) -> Option<(i64, i64)> {
    let age = person.age_on(day);
    let own = |share: f64| (share - 0.5) * 3.0;
    let noise = person.archetype.trajectory.noise_sd.get("blood_pressure");
    let noise = if is_first {
        0.0
    } else {
        noise.copied().unwrap_or(5.0)
    };
    let (systolic, diastolic) = match person.archetype.baseline.blood_pressure.as_ref()? {
        Pressure::Adult {
            systolic,
            diastolic,
        } => (
            systolic.mean + own(person.body.systolic) * systolic.sd,
            diastolic.mean + own(person.body.diastolic) * diastolic.sd,
        ),
        Pressure::Child { shift_systolic } if age >= PRESSURE_YEARS => (
            90.0 + 1.3 * age + shift_systolic + own(person.body.systolic) * 8.0,
            50.0 + 1.1 * age + own(person.body.diastolic) * 7.0,
        ),
        Pressure::Child { .. } => return None,
    };
    let fall = person.changed("systolic", months);
    let fall_below = match person.class.change.contains_key("diastolic") {
        true => person.changed("diastolic", months),
        false => fall / 2.0,
    };
    let upper = systolic + fall + normal(dice, 0.0, noise, 2.0);
    let lower = diastolic + fall_below + normal(dice, 0.0, noise / 1.6, 2.0);
    let least = if person.is_adult() {
        ADULT_SYSTOLIC_MIN
    } else {
        78.0
    };
    let upper = upper.clamp(least, 196.0).round() as i64;
    Some((
        upper,
        (lower.clamp(42.0, 112.0).round() as i64).min(upper - 25),
    ))
}

/// Lists obesity exactly when the first measurement says so; after an operation it stays listed.
fn obesity(person: &mut DemoPerson) {
    let Some(visit) = person
        .visits
        .iter()
        .find(|visit| visit.measured.height_cm.is_some())
    else {
        return;
    };
    if person.archetype.id == "bariatric-post" || person.has("F50") {
        return;
    }
    let measured = &visit.measured;
    let is_obese = match (person.is_adult(), person.body.pregnancy) {
        (true, Some(_)) => person
            .body
            .bmi
            .is_some_and(|bmi| bmi >= RULES.obesity.adult_min_bmi),
        (true, None) => measured
            .weight_kg
            .zip(measured.height_cm)
            .and_then(|(kg, cm)| body_mass_index(kg, cm))
            .is_some_and(|bmi| bmi >= RULES.obesity.adult_min_bmi),
        (false, _) => {
            let bmi_z = measured
                .scores
                .and_then(|scores| child::score(&scores, "baz"));
            person.age_on(visit.day) >= 5.0
                && bmi_z.is_some_and(|z| z >= RULES.obesity.child_min_baz)
        }
    };
    if !is_obese {
        return person
            .conditions
            .retain(|of| !of.form.icd10.starts_with("E66"));
    }
    if person.has("E66") {
        return;
    }
    let mut own = person.archetype.conditions.iter();
    let mut of_others = BOOK.archetypes.iter().flat_map(|of| &of.conditions);
    let is_obesity = |form: &&'static BookCondition| form.icd10.starts_with("E66");
    let form = own.rfind(is_obesity).or_else(|| of_others.find(is_obesity));
    let Some(form) = form else {
        return;
    };
    let age = person.age_on(visit.day);
    let mut dice = person.dice(3);
    let [low, high] = form.onset.years_before.unwrap_or([2.0, 10.0]);
    let back = low + (high - low) * dice.unit();
    // not as an infant
    let onset = visit.day - days(back.min((age - 3.0).max(0.2)) * 365.25);
    person.conditions.push(PersonCondition { form, onset });
}
