//! What the notes of a casebook clinic name is in the rows of its charts.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use sync_contract::catalog::{
    ConditionStatus, GoalStatus, MeasurementMethod, MedicationStatus, NoteStatus, Patient,
    PatientStatus, PrescriptionStatus,
};

use crate::Clinic;
use crate::clock::day_of;
use crate::notes::content::sections;
use crate::prescriptions::content::line;
use crate::tests::demo_casebook::{charts, of_two_hundred};
use crate::timeline::list::list;
use crate::timeline::{TimelineEvent, TimelineQuery};
use crate::view::{Id, text};

/// How often a patient's notes may have a sentence.
const MOST: usize = 2;
/// How a sentence begins that names a leaflet.
const GIVEN: [&str; 3] = ["Handout: ", "Given in writing: ", "Handout "];
/// A potassium above this is not normal.
const POTASSIUM_HIGH: f64 = 5.0;

/// How a sentence begins that says what became of a problem.
const COURSES: [&str; 7] = [
    "Active again",
    "Continues, some progress",
    "Improving",
    "Largely met",
    "Not improved",
    "Resolving",
    "Unchanged since",
];

/// Words of a sentence in small letters, and the sign of the change of weight that they name.
const CHANGES: [(&str, f64); 8] = [
    ("has gained", 1.0),
    ("gained well", 1.0),
    ("weight is up", 1.0),
    ("weight up", 1.0),
    ("weight down", -1.0),
    ("weight slowly down", -1.0),
    ("weight a little lower", -1.0),
    ("lost weight slowly", -1.0),
];

/// The rows of one patient that notes speak of.
struct Chart {
    patient: Patient,
    weights: BTreeMap<NaiveDate, Vec<Decimal>>,
    reported: usize,
    potassium: BTreeMap<NaiveDate, f64>,
    haemoglobin_a1c: BTreeMap<NaiveDate, f64>,
    leaflets: Vec<(NaiveDate, String)>,
    /// The text of each section of each signed note of a visit.
    notes: Vec<(NaiveDate, String)>,
}

impl Chart {
    fn read(clinic: &Clinic, patient: Patient) -> Self {
        let (reader, zone, id) = (clinic.read(), clinic.zone().unwrap(), patient.id);
        let mut weights: BTreeMap<NaiveDate, Vec<Decimal>> = BTreeMap::new();
        let readings = reader.measurements_of(id, Some("WEIGHT")).unwrap();
        for row in &readings {
            let day = day_of(row.value.measured_at, &zone);
            weights
                .entry(day)
                .or_default()
                .extend(row.value.value.open());
        }
        let is_reported =
            |method: Option<MeasurementMethod>| method == Some(MeasurementMethod::Reported);
        let reported = readings.iter().filter(|row| is_reported(row.value.method));
        let given = reader.given_handouts_of(id).unwrap().into_iter();
        let leaflets = given.map(|row| {
            let day = day_of(row.value.given_at, &zone);
            (day, line(&row.value.title))
        });
        let mut notes = Vec::new();
        for row in reader.notes_of(id).unwrap() {
            let note = row.value;
            if note.status != NoteStatus::Signed || note.visit.is_none() {
                continue;
            }
            let day = day_of(note.signed_at.unwrap(), &zone);
            let stored = note.sections.open().unwrap();
            let read = sections(note.kind, stored.as_str()).unwrap().into_iter();
            notes.extend(read.map(|section| (day, section.text)));
        }
        Self {
            weights,
            reported: reported.count(),
            potassium: results(clinic, &patient, "potassium"),
            haemoglobin_a1c: results(clinic, &patient, "hba1c"),
            leaflets: leaflets.collect(),
            notes,
            patient,
        }
    }

    fn sentences(&self) -> impl Iterator<Item = (NaiveDate, &str)> {
        self.notes.iter().flat_map(|(day, text)| {
            let lines = text.split('\n').flat_map(|line| line.split(". "));
            let sentences = lines.flat_map(|line| line.split("; "));
            sentences.map(move |sentence| (*day, sentence.trim_end_matches(['.', ';'])))
        })
    }
}

/// Returns the values of a test by the day of their sheets.
fn results(clinic: &Clinic, patient: &Patient, test: &str) -> BTreeMap<NaiveDate, f64> {
    let labs = crate::labs::list::list(clinic, &Id::of(patient.id)).unwrap();
    let mut values = BTreeMap::new();
    // what is ordered comes after the visits
    for sheet in labs.sheets.iter().filter(|sheet| sheet.order.is_none()) {
        let mut results = sheet.results.iter();
        let result = results.find(|result| result.test.as_deref() == Some(test));
        if let Some(value) = result.and_then(|result| number(&result.entered)) {
            values.insert(sheet.collected_on.to_date("collectedOn").unwrap(), value);
        }
    }
    values
}

/// Returns the number with which a text begins.
fn number(text: &str) -> Option<f64> {
    text.split(' ').next()?.parse().ok()
}

#[test]
fn notes_of_a_casebook_clinic_agree_with_the_rows_of_its_charts() {
    let (_machine, clinic) = of_two_hundred();
    let mut reported = 0;
    for (patient, _) in charts(&clinic) {
        let chart = Chart::read(&clinic, patient);
        weights_have_a_reading(&chart);
        weights_change_as_named(&chart);
        results_are_as_named(&chart);
        leaflets_were_given(&chart);
        no_sentence_is_written_again_and_again(&chart);
        medicines_and_orders_agree(&clinic, &chart);
        goals_are_reviewed(&clinic, &chart);
        nothing_began_on_the_day_of_the_seed(&clinic, &chart);
        a_course_is_of_a_problem_of_before(&chart);
        reported += chart.reported;
    }
    assert!(reported > 10, "{reported}");
}

fn weights_have_a_reading(chart: &Chart) {
    for (day, sentence) in chart.sentences() {
        let named = sentence.strip_prefix("Weight ");
        let named = named.filter(|rest| rest.contains(" kg")).and_then(number);
        if let Some(kg) = named {
            let mut on_day = chart.weights.get(&day).into_iter().flatten();
            let is_near = |of: &Decimal| (of.to_f64().unwrap() - kg).abs() < 0.06;
            assert!(on_day.any(is_near), "{day} {sentence}");
        }
        for words in sentence.split(" since ").skip(1) {
            let words = words.split([',', ':']).next().unwrap();
            let with_year = format!("{words} {}", day.year());
            let days = [words, &with_year];
            let read = |text: &&str| NaiveDate::parse_from_str(text, "%d %B %Y").ok();
            if let Some(since) = days.iter().find_map(read) {
                assert!(chart.weights.contains_key(&since), "{day} {sentence}");
            }
        }
    }
}

fn weights_change_as_named(chart: &Chart) {
    for (day, sentence) in chart.sentences() {
        let text = sentence.to_lowercase();
        let change = CHANGES.iter().find(|(words, _)| text.contains(words));
        let earlier = chart.weights.range(..day).next_back();
        // what was before the first reading is history
        let (Some((_, sign)), Some((_, before))) = (change, earlier) else {
            continue;
        };
        let kg = chart.weights[&day][0] - before[0];
        assert!(kg.to_f64().unwrap() * sign > 0.0, "{day} {sentence} {kg}");
    }
}

fn results_are_as_named(chart: &Chart) {
    for (day, sentence) in chart.sentences() {
        let last = chart.potassium.range(..=day).next_back();
        let last = last.map(|(_, value)| *value);
        if sentence.starts_with("Potassium is normal") {
            assert!(last.unwrap() <= POTASSIUM_HIGH, "{day} {sentence} {last:?}");
        }
        let named = sentence.strip_prefix("Potassium ").and_then(number);
        assert!(named.is_none() || named == last, "{day} {sentence}");
    }
}

fn leaflets_were_given(chart: &Chart) {
    for (day, sentence) in chart.sentences() {
        let mut titles = GIVEN
            .iter()
            .filter_map(|words| sentence.strip_prefix(words));
        if let Some(title) = titles.next() {
            let given = (day, title.to_owned());
            assert!(chart.leaflets.contains(&given), "{day} {sentence}");
        }
    }
}

fn no_sentence_is_written_again_and_again(chart: &Chart) {
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for (_, sentence) in chart.sentences().filter(|(_, text)| !text.is_empty()) {
        *times.entry(sentence.to_lowercase()).or_default() += 1;
    }
    let often = times.iter().find(|(_, times)| **times > MOST);
    assert!(often.is_none(), "{often:?}");
}

fn medicines_and_orders_agree(clinic: &Clinic, chart: &Chart) {
    let (reader, id) = (clinic.read(), chart.patient.id);
    let medicines = reader.medications(id).unwrap();
    for row in reader.prescriptions_of(id).unwrap() {
        let name = line(&row.value.medication);
        let mut same = medicines.iter().filter(|of| line(&of.value.name) == name);
        let is_active = same.any(|of| of.value.status == MedicationStatus::Active);
        let is_stopped = row.value.status == PrescriptionStatus::Stopped;
        assert!(!(is_stopped && is_active), "{name}");
    }
    let conditions = reader.conditions(id).unwrap();
    let has_tube = conditions.iter().any(|row| {
        let is_it = text(&row.value.code).starts_with("Z93.1");
        is_it && row.value.status == ConditionStatus::Active
    });
    let is_seen = !chart.notes.is_empty();
    let orders = reader.diet_orders_of(id).unwrap();
    assert!(!has_tube || !is_seen || !orders.is_empty(), "{id:?}");
}

fn goals_are_reviewed(clinic: &Clinic, chart: &Chart) {
    let goals = crate::goals::list(clinic, chart.patient.id).unwrap();
    let is_here = chart.patient.status == PatientStatus::Active;
    for goal in goals {
        let is_active = goal.form.status == GoalStatus::Active;
        assert!(!goal.is_overdue && (is_here || !is_active), "{goal:?}");
        let last = chart.haemoglobin_a1c.values().next_back();
        if goal.form.status == GoalStatus::Met && goal.form.text.starts_with("HbA1c at or below") {
            assert!(
                last.is_some_and(|value| *value <= 53.0),
                "{goal:?} {last:?}"
            );
        }
    }
}

fn a_course_is_of_a_problem_of_before(chart: &Chart) {
    for (day, sentence) in chart.sentences() {
        let course = sentence.split_once(": ");
        let course = course.filter(|(words, _)| COURSES.iter().any(|of| words.starts_with(of)));
        let name = course.and_then(|(_, problem)| problem.split_once(" related to "));
        if let Some((name, _)) = name {
            let mut before = chart.notes.iter().filter(|(of, _)| *of < day);
            let has_it = |text: &str| text.to_lowercase().contains(&name.to_lowercase());
            assert!(before.any(|(_, text)| has_it(text)), "{day} {sentence}");
        }
    }
}

/// What has a field for the day when it began has a day in it, and a note of no visit is dated by its signature.
fn nothing_began_on_the_day_of_the_seed(clinic: &Clinic, chart: &Chart) {
    let today = clinic.today().unwrap();
    let visits = clinic.read().visits_of(chart.patient.id).unwrap();
    let zone = clinic.zone().unwrap();
    let days = visits.iter().map(|row| day_of(row.value.started_at, &zone));
    if days.min().is_none_or(|first| first == today) {
        return;
    }
    let query = TimelineQuery {
        patient_id: Id::of(chart.patient.id),
        group: None,
        after: None,
        limit: 100,
    };
    let rows = list(clinic, &query).unwrap().rows;
    let born = chart.patient.birth_date.open().copied().flatten();
    let is_adult = born.is_none_or(|born| today.years_since(born).is_some_and(|age| age >= 18));
    for row in rows.iter().filter(|row| row.on == today.to_string()) {
        let is_of_seed = match &row.event {
            // the history of a child says when it reacted
            TimelineEvent::Allergy { status, .. } => status.is_none() && is_adult,
            TimelineEvent::Condition { status, .. } => status.is_none(),
            TimelineEvent::Medicine { status, .. } => status.is_none(),
            TimelineEvent::Note { .. } => row.visit_id.is_none(),
            _ => false,
        };
        assert!(!is_of_seed, "{row:?}");
    }
}
