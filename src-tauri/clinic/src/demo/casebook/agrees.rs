//! Rules for what a dietitian sees who reads the people of the casebook: values, medicines and aims that fit each
//! other.

use chrono::{Datelike, NaiveDate, TimeDelta};
use sync_contract::catalog::PatientStatus;

use crate::demo::casebook::book::{EnergyWay, VisitKind, names};
use crate::demo::casebook::health::IRON;
use crate::demo::casebook::laboratory::hb_low;
use crate::demo::casebook::person::{DemoPerson, Outcome, PersonCondition, Sheet, lasts_days};
use crate::demo::casebook::sentences::{Earlier, parts};
use crate::demo::casebook::{aims, claims, menus};
use crate::demo::recalls::Eats;
use crate::demo::{data, prescriptions};
use crate::goals::GoalStatus;

/// Limits of fluid are for these conditions alone: heart failure, dialysis, and a short bowel.
const WITH_LIMIT: [&str; 3] = ["I50", "Z99.2", "K91.2"];
/// Who had oxygen has one of these: a disease of the lungs.
const LUNGS: [&str; 3] = ["J44", "P27", "E84"];
/// From here on, tablets of iron are for children.
const TABLET_YEARS: f64 = 14.0;
/// A first visit goes to a later day where there was no time.
const SHIFT_DAYS: i64 = 14;
/// An infant is so old at most.
const EARLY_DAYS: i64 = 180;
/// What the adjusted weight of a person with obesity is at most, as a share of the weight.
const ADJUSTED_MOST: f64 = 0.87;

/// Adds what is wrong with a person.
pub fn wrong(person: &DemoPerson, today: NaiveDate, bad: &mut Vec<String>) {
    is_seen(person, today, bad);
    medicines(person, today, bad);
    aims(person, bad);
    profile(person, bad);
    for sheet in person.sheets.iter().filter(|_| person.is_adult()) {
        kidneys(person, sheet, bad);
        fats(person, sheet, bad);
    }
    fats_over_time(person, bad);
    for sheet in &person.sheets {
        iron(person, sheet, bad);
    }
    sentences(person, bad);
    goals(person, today, bad);
}

/// Every sentence is so, and none is written again and again.
fn sentences(person: &DemoPerson, bad: &mut Vec<String>) {
    let mut all = Earlier::default();
    for (at, visit) in person.visits.iter().enumerate() {
        let Some(note) = &visit.note else {
            continue;
        };
        let texts = note.sections.iter().map(|(_, text)| text);
        for sentence in texts.flat_map(|text| text.split('\n')).flat_map(parts) {
            if !claims::are_true(person, at, sentence) {
                bad.push(format!("is not so on {}: {sentence}", visit.day));
            }
            if sentence.contains(" 1 weeks") || sentence.contains(" 1 years") {
                bad.push(format!("one of many: {sentence}"));
            }
        }
        let dates = dates(visit.day, &note.sections);
        for day in dates {
            let mut on_day = person.visits.iter().filter(|of| of.day == day);
            if !on_day.any(|of| of.measured.weight_kg.is_some()) {
                bad.push(format!("no weight on {day}, named on {}", visit.day));
            }
        }
        all.add(note);
    }
    bad.extend(all.too_often().map(|text| format!("too often: {text}")));
}

/// Returns the days since which a note of a day names a change of weight.
fn dates(seen_on: NaiveDate, sections: &[(&str, String)]) -> Vec<NaiveDate> {
    let texts = sections.iter().flat_map(|(_, text)| text.split(" since "));
    let words = texts.map(|text| text.split([';', ',', '.', ':']).next().unwrap_or(""));
    let days = words.filter_map(|words| {
        let same_year = format!("{words} {}", seen_on.year());
        [words, &same_year]
            .iter()
            .find_map(|day| NaiveDate::parse_from_str(day, "%d %B %Y").ok())
    });
    days.collect()
}

/// A goal is met by the last result, none is overdue, and none is active of a person who left.
fn goals(person: &DemoPerson, today: NaiveDate, bad: &mut Vec<String>) {
    for goal in person.goals() {
        let due = person.first_day() + TimeDelta::weeks(goal.weeks);
        let (status, due) = aims::state(person, goal, due, today);
        let is_met = aims::is_met(person, goal, today);
        let is_wrong = match status {
            GoalStatus::Met => is_met == Some(false),
            GoalStatus::Active => due < today || person.status != PatientStatus::Active,
            GoalStatus::Dropped => false,
        };
        if is_wrong {
            bad.push(format!("{status:?} until {due}: {}", goal.text));
        }
    }
}

fn is_seen(person: &DemoPerson, today: NaiveDate, bad: &mut Vec<String>) {
    let Some(first) = person.visits.first() else {
        return bad.push("has neither a visit nor an appointment".to_owned());
    };
    if first.kind != VisitKind::Initial {
        bad.push(format!("comes first for {:?}", first.kind));
    }
    let is_to_come = first.outcome == Outcome::Booked && first.day >= today;
    if first.note.is_none() && !is_to_come {
        bad.push(format!("was not seen on {}", first.day));
    }
}

fn medicines(person: &DemoPerson, today: NaiveDate, bad: &mut Vec<String>) {
    let first = person.first_day();
    let listed = data::prescriptions();
    for medicine in &person.medicines {
        let name = medicine.form.generic.as_str();
        if let Some(days) = lasts_days(medicine.form) {
            let ran_days = (first - medicine.start).num_days();
            if ran_days > days + SHIFT_DAYS {
                bad.push(format!("{name} ended before the first visit"));
            }
            if (today - medicine.start).num_days() > days && !medicine.is_over(person, today) {
                bad.push(format!("{name} goes on: {}", medicine.listed()));
            }
        }
        let line = prescriptions::listed_as(name, &medicine.listed(), &listed);
        if line.is_some_and(|line| line.dosage.contains("per kg")) {
            bad.push(format!("{name} is prescribed by weight"));
        }
        if medicine.listed().contains("per kg") && line.is_some() {
            bad.push(format!("{name} is prescribed, and counted by weight"));
        }
    }
    let takes = |pattern: &str| {
        let mut all = person.medicines.iter();
        all.any(|medicine| names(pattern, &medicine.form.generic))
    };
    let is_old_enough = person.age_on(first) >= TABLET_YEARS;
    if person.has("D50") && is_old_enough && !takes(IRON) {
        bad.push("iron deficiency anaemia without iron".to_owned());
    }
    let least = sheet_values(person, "egfr").fold(f64::MAX, f64::min);
    if takes("metformin") && least < 30.0 {
        bad.push(format!("metformin at an eGFR of {least}"));
    }
    if takes("naproxen") && person.has("N18") {
        bad.push("naproxen with kidney disease".to_owned());
    }
}

fn sheet_values(person: &DemoPerson, code: &str) -> impl Iterator<Item = f64> {
    person
        .sheets
        .iter()
        .filter_map(move |sheet| of(sheet, code))
}

fn of(sheet: &Sheet, code: &str) -> Option<f64> {
    let mut lines = sheet.lines.iter();
    lines.find(|line| line.code == code).map(|line| line.value)
}

fn aims(person: &DemoPerson, bad: &mut Vec<String>) {
    let fluid = &person.archetype.targets.fluid;
    let may_have_limit = WITH_LIMIT.iter().any(|code| person.has(code));
    if fluid.is_limit && !may_have_limit {
        bad.push("a limit of fluid".to_owned());
    }
    if ["I50", "Z99.2"].iter().any(|code| person.has(code)) && !fluid.is_limit {
        bad.push("fluid without a limit".to_owned());
    }
    if person.has("Z99.2") && fluid.plus.is_none() {
        bad.push("dialysis without what is passed as urine".to_owned());
    }
    let energy = &person.archetype.targets.energy;
    if person.is_lean() && energy.adjust_kcal.is_some_and(|kcal| kcal < 0.0) {
        let mut texts = person.goals().map(|goal| goal.text.as_str());
        let is_loss = |text: &str| text.contains("Lose ") || text.contains("smaller");
        if texts.any(is_loss) {
            bad.push(format!("loses weight at a BMI of {:?}", person.body.bmi));
        }
    }
    let weights = person.visits.iter().map(|visit| visit.measured.weight_kg);
    let (Some(targets), Some(kg)) = (person.targets, weights.flatten().next()) else {
        return;
    };
    let is_heavy = person.is_adult() && person.has("E66") && person.body.pregnancy.is_none();
    if let (true, EnergyWay::KcalPerKg, Some(low), Some(high)) =
        (is_heavy, energy.method, energy.low, energy.high)
        && targets.kcal > (low + high) / 2.0 * ADJUSTED_MOST * kg + 25.0
    {
        bad.push(format!("{} kcal at {kg} kg with obesity", targets.kcal));
    }
}

fn profile(person: &DemoPerson, bad: &mut Vec<String>) {
    let texts = [person.background, person.social].map(|text| text.unwrap_or(""));
    for text in texts {
        // one of two is the other one
        let is_other = text.starts_with("Twins");
        let has_oxygen = text.to_lowercase().contains("oxygen") && !is_other;
        if has_oxygen && !LUNGS.iter().any(|code| person.has(code)) {
            bad.push(format!("without a disease of the lungs: {text}"));
        }
        if text.contains("ives alone") && !person.lives_alone() {
            bad.push(format!("has a spouse: {text}"));
        }
    }
    let early = person.birth + TimeDelta::days(EARLY_DAYS);
    let mut dermatitis = person.conditions.iter();
    let is_early = |of: &PersonCondition| of.form.icd10.starts_with("L20") && of.onset <= early;
    if texts[0].starts_with("Eczema since") && !dermatitis.any(is_early) {
        bad.push("eczema before its dermatitis".to_owned());
    }
    let preference = person.preference.unwrap_or("").to_lowercase();
    let Eats { meat, fish, .. } = menus::eats(person, "fr");
    if (preference.contains("vegetarian") || preference.contains("plant-based")) && (meat || fish) {
        bad.push(format!("eats meat: {preference}"));
    }
    if matches!(
        person.dislike,
        Some("Fish" | "Fish smell" | "Fish with bones")
    ) && fish
    {
        bad.push("eats fish".to_owned());
    }
}

fn kidneys(person: &DemoPerson, sheet: &Sheet, bad: &mut Vec<String>) {
    let Some(egfr) = of(sheet, "egfr") else {
        return;
    };
    let stage = match egfr {
        60.0.. => None,
        30.0.. => Some("N18.3"),
        15.0.. => Some("N18.4"),
        _ => Some("N18.5"),
    };
    if stage.is_some_and(|code| !person.has(code)) || stage.is_none() && person.has("N18") {
        bad.push(format!("eGFR {egfr} without {stage:?}"));
    }
    let Some(urea) = of(sheet, "urea").filter(|_| !person.has("Z99.2")) else {
        return;
    };
    let (low, high) = match egfr {
        60.0.. => (4.0, 9.0),
        30.0.. => (5.5, 14.5),
        15.0.. => (9.0, 25.0),
        _ => (16.0, 70.0),
    };
    if !(low..=high).contains(&urea) {
        bad.push(format!("urea {urea} at an eGFR of {egfr}"));
    }
}

fn fats(person: &DemoPerson, sheet: &Sheet, bad: &mut Vec<String>) {
    let is_first = person
        .sheets
        .first()
        .is_some_and(|of| of.collected == sheet.collected);
    if let (true, true, Some(trig)) = (is_first, person.has("E78.2"), of(sheet, "trig"))
        && trig < 1.7
    {
        bad.push(format!("mixed hyperlipidaemia with triglycerides {trig}"));
    }
    let treated = person.takes_lipid_medicine();
    if let (false, Some(chol)) = (treated, of(sheet, "chol"))
        && chol < 3.2
    {
        bad.push(format!("cholesterol {chol} without medicine"));
    }
    if let (Some(chol), Some(ldl), Some(hdl)) =
        (of(sheet, "chol"), of(sheet, "ldl"), of(sheet, "hdl"))
        && chol < ldl + hdl
    {
        bad.push(format!("cholesterol {chol} below its parts"));
    }
}

fn fats_over_time(person: &DemoPerson, bad: &mut Vec<String>) {
    if person.takes_lipid_medicine() {
        return;
    }
    let mut values = sheet_values(person, "ldl");
    let Some(first) = values.next() else {
        return;
    };
    for value in values.filter(|value| *value < 0.7 * first) {
        bad.push(format!(
            "LDL falls from {first} to {value} without medicine"
        ));
    }
}

fn iron(person: &DemoPerson, sheet: &Sheet, bad: &mut Vec<String>) {
    if !person.has("D50") {
        return;
    }
    let is_empty = of(sheet, "ferritin").is_some_and(|ferritin| ferritin <= 15.0);
    if let (true, Some(tsat)) = (is_empty, of(sheet, "tsat"))
        && tsat >= 20.0
    {
        bad.push(format!("iron deficiency with a saturation of {tsat} %"));
    }
    let is_anaemic = of(sheet, "hb").is_some_and(|hb| hb < hb_low(person) - 1.0);
    if let (true, Some(mcv)) = (is_anaemic, of(sheet, "mcv"))
        && mcv >= 82.0
    {
        bad.push(format!("iron deficiency anaemia with cells of {mcv} fL"));
    }
}
