//! Sheets of the laboratory: what was tested before a visit, along the course that a person takes.

use chrono::{Datelike, NaiveDate, TimeDelta};

use crate::demo::casebook::book::{BOOK, BookCondition, LABS, Lab, PersonSex};
use crate::demo::casebook::chance::{normal, rounded};
use crate::demo::casebook::course::months_since;
use crate::demo::casebook::person::{
    ADULT_YEARS, DAYS_A_YEAR, DemoPerson, Outcome, PersonCondition, PersonMedicine, Sheet,
    SheetLine, days,
};
use crate::demo::plan::Dice;

/// A test is repeated up to so many days early, when the patient comes anyway.
const EARLY_DAYS: i64 = 21;
/// A value counts so long in a note.
pub const COUNTS_DAYS: i64 = 182;
/// How a change of haemoglobin A1c shows in fasting glucose.
const FPG_PER_HBA1C: f64 = 0.12;
/// Below, vitamin D would be what a visit is about.
const VITD_MIN: f64 = 18.0;
/// From here on, a filtration rate is of no stage of a disease of the kidneys.
const EGFR_OF_NO_STAGE: f64 = 60.0;
/// How urea follows the filtration rate.
const UREA_LEAST: f64 = 2.6;
const UREA_BY_EGFR: f64 = 270.0;
/// Cholesterol of adults without medicine, and the share of it by which diet alone lowers it.
const LDL_MIN: f64 = 2.3;
const LDL_HIGH: f64 = 4.0;
const LDL_BY_DIET: f64 = 0.12;
/// Triglycerides in mixed hyperlipidaemia before treatment, and where only cholesterol is high.
const TRIG_HIGH: f64 = 2.3;
const TRIG_USUAL: f64 = 1.5;
/// The highest filtration rate of an age falls on this line.
const EGFR_AT_BIRTH: f64 = 135.0;
const EGFR_LOSS_PER_YEAR: f64 = 0.7;

/// Adds the sheets of what was due before each visit that was kept.
pub fn add_sheets(person: &mut DemoPerson, today: NaiveDate) {
    find_kidney_disease(person);
    let mut last: Vec<Option<NaiveDate>> = vec![None; person.archetype.orders.len()];
    let mut sheets = Vec::new();
    for (at, visit) in person.visits.iter().enumerate() {
        if !matches!(visit.outcome, Outcome::Attended | Outcome::Running) {
            continue;
        }
        let mut dice = person.dice(3000 + at as u64);
        let before = match at {
            0 => dice.between(4, 15),
            _ => dice.between(2, 8),
        };
        let least = person.birth + TimeDelta::days(3);
        let collected = (visit.day - TimeDelta::days(before)).max(least);
        if collected > visit.day || visit.day > today {
            continue;
        }
        let mut panels = Vec::new();
        for (order, last) in person.archetype.orders.iter().zip(&mut last) {
            let is_due = last.is_none_or(|last| {
                let days = order.every_weeks * 7 - EARLY_DAYS;
                order.every_weeks > 0 && (collected - last).num_days() >= days.max(6)
            });
            if is_due {
                *last = Some(collected);
                panels.push(order.panel.as_str());
            }
        }
        let lines = lines(person, &panels, collected, &mut dice);
        if !lines.is_empty() {
            sheets.push(Sheet {
                collected,
                #[cfg(test)]
                panels,
                lines,
            });
        }
    }
    person.sheets = sheets;
}

fn lines(
    person: &DemoPerson,
    panels: &[&'static str],
    day: NaiveDate,
    dice: &mut Dice,
) -> Vec<SheetLine> {
    let mut lines: Vec<SheetLine> = Vec::new();
    for panel in panels {
        let Some(panel) = LABS.panels.get(*panel) else {
            continue;
        };
        for code in &panel.codes {
            if lines.iter().any(|line| line.code == code) {
                continue;
            }
            if let Some(value) = value(person, code, day, dice) {
                lines.push(SheetLine { code, value });
            }
        }
    }
    agree(person, day, &mut lines);
    for line in &mut lines {
        let decimals = LABS.labs.get(line.code).map_or(0, |lab| lab.decimals);
        line.value = rounded(line.value, decimals).max(0.1_f64.powi(decimals as i32));
    }
    lines
}

fn value(person: &DemoPerson, code: &str, day: NaiveDate, dice: &mut Dice) -> Option<f64> {
    let (own, mean, sd) = first_value(person, code)?;
    let months = months_since(person.first_day(), day).max(0.0);
    let has_own = person.class.change.contains_key(code);
    let change = match code {
        "fpg" if !has_own => FPG_PER_HBA1C * person.changed("hba1c", months),
        "ldl" if !person.takes_lipid_medicine() => {
            person.changed(code, months).max(-LDL_BY_DIET * own)
        }
        _ => person.changed(code, months),
    };
    let noise = person.archetype.trajectory.noise_sd.get(code);
    let noise = noise.copied().unwrap_or(sd * 0.12);
    let value = own + change + normal(dice, 0.0, noise, 2.0);
    let season = match (code, day.month()) {
        ("vitd", 2..=4) => 0.85,
        ("vitd", 8..=10) => 1.15,
        _ => 1.0,
    };
    // far below what was drawn, nothing is believable
    Some(limited(person, code, (value * season).max(mean * 0.2)))
}

/// Returns what a person has of something at first, with the mean and the deviation of such patients.
fn first_value(person: &DemoPerson, code: &str) -> Option<(f64, f64, f64)> {
    let lab = LABS.labs.get(code)?;
    let baselines = person.archetype.baseline.labs.iter();
    let baseline = baselines.clone().find(|of| of.code == code);
    let (mean, sd) = match baseline {
        Some(of) => (of.mean, of.sd),
        None => usual(lab).filter(|_| person.is_adult())?,
    };
    // what goes up together is drawn together
    let drawn_as = match code {
        "fpg" => "hba1c",
        "ast" => "alt",
        _ => code,
    };
    let number = drawn_as
        .bytes()
        .fold(0_u64, |sum, byte| sum * 31 + u64::from(byte));
    let own = normal(&mut person.dice(4000 + number % 100_000), mean, sd, 2.5);
    Some((diagnosed(person, code, own), mean, sd))
}

/// Returns the haemoglobin below which a person is anaemic.
pub fn hb_low(person: &DemoPerson) -> f64 {
    match (person.is_adult(), person.sex) {
        (false, _) => 112.0,
        (true, PersonSex::Female) => 120.0,
        (true, PersonSex::Male) => 130.0,
    }
}

/// Returns a first value that agrees with what was found out by it.
fn diagnosed(person: &DemoPerson, code: &str, own: f64) -> f64 {
    let hb_low = hb_low(person);
    let is_anaemic = person.has("D50") || person.has("O99.0") || person.has("D63");
    match code {
        "hb" if is_anaemic => own.min(hb_low - 6.0),
        "hb" if person.has("E61.1") => own.max(hb_low + 3.0),
        "ferritin" if person.has("D50") || person.has("E61.1") => own.min(14.0),
        "vitd" if person.has("E55") => own.clamp(VITD_MIN, 38.0),
        "vitd" => own.max(VITD_MIN),
        // what the test must show for the diagnosis
        "ogtt2h" if person.has("O24") => own.max(8.6),
        "b12" if person.has("E53.8") => own.min(140.0),
        "hba1c" if !person.has("R73") => own.max(31.0),
        "hba1c" => own.clamp(42.0, 47.0),
        "mg" if person.has("E83.4") => own.min(0.66),
        "trig" if person.has("E78.2") => own.max(TRIG_HIGH),
        "trig" if person.has("E78.0") => own.min(TRIG_USUAL),
        "ldl" if person.has("E78.0") && !person.takes_lipid_medicine() => own.max(LDL_HIGH),
        _ => own,
    }
}

/// Returns a filtration rate of the stage that is diagnosed, and fats of the blood as they are without and with
/// medicine.
fn limited(person: &DemoPerson, code: &str, value: f64) -> f64 {
    match code {
        "egfr" if person.has("Z99.2") => value.clamp(4.0, 9.0),
        "egfr" if person.has("N18.5") => value.clamp(5.0, 14.0),
        "egfr" if person.has("N18.4") => value.clamp(15.0, 29.0),
        "egfr" if person.has("N18.3") => value.clamp(30.0, 59.0),
        "egfr" => value.max(EGFR_OF_NO_STAGE),
        "ldl" if !person.is_adult() || person.takes_lipid_medicine() => value.max(1.0),
        "ldl" => value.max(LDL_MIN),
        "hdl" => value.max(0.7),
        "trig" if person.has("E78.2") => value.max(1.0),
        "trig" => value.max(0.5),
        _ => value,
    }
}

/// Lists the disease of the kidneys of which an adult's filtration rate speaks, where that is tested. Medicines that
/// harm the kidneys end with it.
fn find_kidney_disease(person: &mut DemoPerson) {
    let mut orders = person.archetype.orders.iter();
    let is_tested = orders.any(|order| order.panel == "renal");
    if !person.is_adult() || !is_tested || person.has("N18") {
        return;
    }
    let falls = person.class.change.get("egfr").into_iter().flatten();
    let most = falls.copied().fold(0.0, f64::min);
    let (Some((own, ..)), Some(form)) = (first_value(person, "egfr"), stage_3()) else {
        return;
    };
    if own + most >= EGFR_OF_NO_STAGE {
        return;
    }
    let first = person.first_day();
    let known_for = TimeDelta::days(person.dice(8).between(120, 1400));
    let grown_up = person.birth + days(DAYS_A_YEAR * (ADULT_YEARS + 0.1));
    let onset = (first - known_for).max(grown_up).min(first);
    person.conditions.push(PersonCondition { form, onset });
    let harms = |medicine: &PersonMedicine| medicine.form.generic == "naproxen";
    person.medicines.retain(|medicine| !harms(medicine));
}

fn stage_3() -> Option<&'static BookCondition> {
    let mut all = BOOK.archetypes.iter().flat_map(|of| &of.conditions);
    all.find(|form| form.icd10 == "N18.3")
}

/// Returns what is usual in adults of a value of which a kind of patient says nothing.
fn usual(lab: &Lab) -> Option<(f64, f64)> {
    match (lab.low, lab.high) {
        (Some(low), Some(high)) => Some(((low + high) / 2.0, (high - low) / 8.0)),
        (None, Some(high)) => Some((high * 0.6, high * 0.12)),
        (Some(low), None) => Some((low * 1.4, low * 0.08)),
        (None, None) => None,
    }
}

/// Lets values that hang together agree.
fn agree(person: &DemoPerson, day: NaiveDate, lines: &mut [SheetLine]) {
    let known = lines.to_vec();
    let of = |code: &str| {
        let mut matching = known.iter().filter(|line| line.code == code);
        matching.next().map(|line| line.value)
    };
    let mut agreed: Vec<(&str, f64)> = Vec::new();
    if let (Some(ldl), Some(hdl), Some(trig)) = (of("ldl"), of("hdl"), of("trig")) {
        // Friedewald, Levy, Fredrickson, Clin Chem 1972;18:499-502
        agreed.push(("chol", ldl + hdl + trig / 2.2));
    }
    if let (Some(egfr), true) = (of("egfr"), person.is_adult()) {
        let age = person.age_on(day);
        let egfr = egfr.clamp(4.0, EGFR_AT_BIRTH - EGFR_LOSS_PER_YEAR * age);
        agreed.push(("egfr", egfr));
        agreed.push(("creat", creatinine(egfr, age, person.sex)));
        if !person.has("Z99.2") {
            let own = normal(&mut person.dice(4700), 1.0, 0.08, 2.0);
            agreed.push(("urea", own * (UREA_LEAST + UREA_BY_EGFR / egfr)));
        }
    }
    let hb = of("hb").filter(|hb| person.has("D50") && *hb < hb_low(person));
    if let Some(hb) = hb {
        // small cells are made of little iron
        agreed.push(("mcv", (66.0 + (hb - 85.0) * 0.35).clamp(66.0, 79.0)));
    }
    let lacks_iron = ["D50", "E61.1", "O99.0"]
        .iter()
        .any(|code| person.has(code));
    let ferritin = of("ferritin").filter(|ferritin| lacks_iron && *ferritin < 30.0);
    if let Some(ferritin) = ferritin {
        agreed.push(("tsat", 6.0 + ferritin * 0.35));
    }
    for line in lines {
        if let Some((_, value)) = agreed.iter().find(|(code, _)| *code == line.code) {
            line.value = *value;
        }
    }
}

/// Returns the creatinine in µmol/L that gives a filtration rate of adults.
///
/// Source: the equation CKD-EPI 2021, solved for creatinine: Inker et al., *N Engl J Med* 2021;385:1737-49.
fn creatinine(egfr: f64, age: f64, sex: PersonSex) -> f64 {
    const UMOL_A_MG_DL: f64 = 88.42;
    let (kappa, alpha, factor) = match sex {
        PersonSex::Female => (0.7, -0.241, 1.012),
        PersonSex::Male => (0.9, -0.302, 1.0),
    };
    let share = egfr / (142.0 * 0.9938_f64.powf(age) * factor);
    let ratio = match share < 1.0 {
        true => share.powf(-1.0 / 1.2),
        false => share.powf(1.0 / alpha),
    };
    ratio.max(0.4) * kappa * UMOL_A_MG_DL
}

/// Returns the values of a code until a day, the newest first.
pub fn values_until(person: &DemoPerson, code: &str, day: NaiveDate) -> Vec<f64> {
    let sheets = person.sheets.iter().rev();
    let past = sheets.filter(|sheet| sheet.collected <= day);
    let of_code = past.filter_map(|sheet| sheet.lines.iter().find(|line| line.code == code));
    of_code.map(|line| line.value).collect()
}

/// Returns the newest value of a code before a visit, with its decimals; none that is old.
pub fn newest(person: &DemoPerson, code: &str, day: NaiveDate) -> Option<String> {
    let decimals = LABS.labs.get(code)?.decimals;
    let sheets = person.sheets.iter().rev();
    let mut recent = sheets.filter(|sheet| {
        sheet.collected <= day && (day - sheet.collected).num_days() <= COUNTS_DAYS
    });
    let line = recent.find_map(|sheet| sheet.lines.iter().find(|line| line.code == code))?;
    Some(format!("{:.*}", decimals, line.value))
}
