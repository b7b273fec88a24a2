//! What became of a goal: it is met when the last result meets it, and ends when the patient leaves.

use chrono::{NaiveDate, TimeDelta};
use sync_contract::catalog::PatientStatus;

use crate::demo::casebook::book::{GoalText, When};
use crate::demo::casebook::child;
use crate::demo::casebook::laboratory::values_until;
use crate::demo::casebook::person::{DemoPerson, PersonMeasures};
use crate::goals::GoalStatus;

/// A goal that was not reached in time is reviewed, and aimed at for so long again.
const REVIEW_WEEKS: i64 = 13;
/// What stays within this share of the first weight is stable, and within so much of a score of growth.
const STABLE_SHARE: f64 = 0.02;
const STABLE_SCORE: f64 = 0.3;

/// The tests of the laboratory by which goals are measured, by the words of the casebook.
const TESTS: [(&str, &str); 11] = [
    ("HbA1c", "hba1c"),
    ("LDL", "ldl"),
    ("urate", "urate"),
    ("ferritin", "ferritin"),
    ("potassium", "k"),
    ("phosphate", "phos"),
    ("tTG-IgA", "ttg"),
    ("urine sodium", "una"),
    ("vitamin D", "vitd"),
    ("haemoglobin", "hb"),
    ("ketones", "bhb"),
];
/// Scores of a child's growth by the words of the casebook.
const SCORES: [(&str, &str); 5] = [
    ("BMI z", "baz"),
    ("weight z", "waz"),
    ("height z", "haz"),
    ("head z", "hcz"),
    ("z", "wlz"),
];

/// Returns what became of a goal by a day, and until when it is aimed at.
pub fn state(
    person: &DemoPerson,
    goal: &GoalText,
    due: NaiveDate,
    today: NaiveDate,
) -> (GoalStatus, NaiveDate) {
    let has_left = person.status != PatientStatus::Active;
    let is_over = due < today;
    let is_met = is_met(person, goal, today).unwrap_or(person.class.name == When::Responder);
    match () {
        () if is_met && (is_over || has_left) => (GoalStatus::Met, due),
        () if has_left => (GoalStatus::Dropped, due),
        () if is_over && person.class.name == When::Setback => (GoalStatus::Dropped, due),
        () if is_over => (GoalStatus::Active, reviewed(due, today)),
        () => (GoalStatus::Active, due),
    }
}

/// Returns the first day of a later review that is still to come.
fn reviewed(due: NaiveDate, today: NaiveDate) -> NaiveDate {
    let mut due = due;
    while due <= today {
        due += TimeDelta::weeks(REVIEW_WEEKS);
    }
    due
}

/// Whether the last result meets a goal; none where nothing is measured of it.
pub fn is_met(person: &DemoPerson, goal: &GoalText, today: NaiveDate) -> Option<bool> {
    let measure = goal.measure.as_str();
    let code = TESTS.iter().find(|(words, _)| *words == measure);
    if let Some((_, code)) = code {
        let values = values_until(person, code, today);
        return Some(is_reached(goal, &values));
    }
    let score = SCORES.iter().find(|(words, _)| *words == measure);
    if let Some((_, name)) = score {
        let values = of_visits(person, |of| child::score(of.scores.as_ref()?, name));
        return Some(is_reached(goal, &values));
    }
    let values = match measure {
        "weight" | "dry weight" => of_visits(person, |of| of.weight_kg),
        "waist" => of_visits(person, |of| of.waist_cm),
        _ => return None,
    };
    Some(is_reached(goal, &values))
}

/// Returns what was measured at the visits, the newest first.
fn of_visits(person: &DemoPerson, of: impl Fn(&PersonMeasures) -> Option<f64>) -> Vec<f64> {
    let visits = person.visits.iter().rev();
    let noted = visits.filter(|visit| visit.note.is_some());
    noted.filter_map(|visit| of(&visit.measured)).collect()
}

/// Whether the newest of two values or more meets a goal.
fn is_reached(goal: &GoalText, values: &[f64]) -> bool {
    let ([last, .., first], target) = (values, goal.target.as_str()) else {
        return false;
    };
    let (change, number) = (last - first, target.split(' ').next().unwrap_or(target));
    let is_weight = goal.measure.ends_with("weight");
    let same = match is_weight {
        true => STABLE_SHARE * first,
        false => STABLE_SCORE,
    };
    if let Some((low, high)) = number.split_once('-').and_then(both) {
        return (low..=high).contains(last);
    }
    let Ok(value) = number.parse::<f64>() else {
        // stable, or along the own curve
        return change.abs() <= same;
    };
    let is_change = number.starts_with(['+', '-']);
    if is_weight && !is_change {
        return change.abs() <= value;
    }
    let aim = match (is_change, target.ends_with('%')) {
        (true, true) => first * (1.0 + value / 100.0),
        (true, false) => first + value,
        _ => value,
    };
    // a loss that stays small, or a value that rises
    let mut limits = ["Loss below", "along the curve"].iter();
    let is_limit = limits.any(|words| goal.text.contains(words));
    let rises = number.starts_with('+') || !is_change && goal.text.contains("above");
    match rises || is_limit {
        true => *last >= aim,
        false => *last <= aim,
    }
}

/// Returns two numbers; none where the first of them is the sign of one.
fn both((low, high): (&str, &str)) -> Option<(f64, f64)> {
    Some((low.parse().ok()?, high.parse().ok()?))
}
