//! Sheets with their results, and each test over time.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use chrono_tz::Tz;
use rust_decimal::Decimal;
use sync_contract::catalog::{LabResult, LabTest, Patient};
use sync_contract::ids::{LabTestId, PatientId};
use sync_contract::{Phi, Right};
use uuid::Uuid;
use vault::read::{Reader, Stored};

use crate::clinic::or_not_found;
use crate::clock::day_of;
use crate::error::Result;
use crate::labs::judge::{Line, Person, judge};
use crate::labs::test_list::{Limits, find};
use crate::labs::{
    LabBound, LabCorrection, LabPoint, LabResultView, LabSeries, LabSheetView, LabSummary, Labs,
    unit,
};
use crate::names::StaffNames;
use crate::view::{Day, Figure, Id, ReadVersionToken, text};
use crate::{Clinic, chart_row, chart_row::ChartRow};

/// Returns the sheets of a patient that have results, the one collected last first, and each test over time.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: &Id) -> Result<Labs> {
    clinic.may(Right::ChartRead)?;
    let patient: PatientId = patient.to()?;
    chart_row::log_list(clinic, patient)?;
    let sheets = of_patient(clinic, patient)?;
    let series = series(&sheets);
    Ok(Labs { sheets, series })
}

/// Returns one sheet that has results.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<LabSheetView> {
    clinic.may(Right::ChartRead)?;
    let row = clinic.require_row::<LabTest>(id.to::<LabTestId>()?, LabTest::WHAT)?;
    crate::reads::log_read(clinic, row.value.patient)?;
    let all = of_patient(clinic, row.value.patient)?;
    or_not_found(all.into_iter().find(|sheet| sheet.id == *id), LabTest::WHAT)
}

/// Returns one result that is not removed.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show_result(clinic: &Clinic, id: &Id) -> Result<LabResultView> {
    clinic.may(Right::ChartRead)?;
    let row = chart_row::shown::<LabResult>(clinic, id)?;
    let sheets = of_patient(clinic, row.value.patient)?;
    let mut results = sheets.into_iter().flat_map(|sheet| sheet.results);
    or_not_found(results.find(|result| result.id == *id), LabResult::WHAT)
}

/// What it takes to show a line, read once.
struct Shown<'a> {
    patient: &'a Patient,
    staff: &'a StaffNames,
    zone: &'a Tz,
}

pub(super) fn of_patient(clinic: &Clinic, patient: PatientId) -> Result<Vec<LabSheetView>> {
    let reader = clinic.read();
    let staff = StaffNames::read(&reader)?;
    let person = or_not_found(reader.get::<Patient>(patient)?, "patient")?.value;
    let zone = clinic.zone()?;
    let shown = Shown {
        patient: &person,
        staff: &staff,
        zone: &zone,
    };
    let sheets = with_results(&reader, patient)?;
    let views = sheets
        .iter()
        .map(|(sheet, lines)| shown.sheet(sheet, lines));
    Ok(views.collect())
}

type Sheet = (Stored<LabTest>, Vec<Stored<LabResult>>);

/// Returns each sheet that has results, with those that are not removed, in the order of their writing. A removed sheet
/// is among them while it has any: they were written concurrently and are not hidden.
pub(crate) fn with_results(reader: &Reader<'_>, patient: PatientId) -> Result<Vec<Sheet>> {
    let mut sheets = reader.lab_tests_of(patient)?;
    let mut lines: BTreeMap<LabTestId, Vec<Stored<LabResult>>> = BTreeMap::new();
    for row in reader.lab_results_of(patient)? {
        lines.entry(row.value.lab_test).or_default().push(row);
    }
    let shown: BTreeSet<LabTestId> = sheets.iter().map(|sheet| sheet.value.id).collect();
    let others = lines.keys().filter(|sheet| !shown.contains(sheet));
    let others: Vec<Uuid> = others.map(|sheet| sheet.0).collect();
    if !others.is_empty() {
        sheets.extend(reader.by_ids::<LabTest>(&others)?);
        sheets.sort_by_key(|sheet| Reverse((sheet.value.collected_on, sheet.value.id)));
    }
    let with_lines = sheets.into_iter().filter_map(|sheet| {
        let mut lines = lines.remove(&sheet.value.id)?;
        lines.sort_by_key(|line| (line.created, line.value.id));
        Some((sheet, lines))
    });
    Ok(with_lines.collect())
}

impl Shown<'_> {
    fn sheet(&self, row: &Stored<LabTest>, lines: &[Stored<LabResult>]) -> LabSheetView {
        let sheet = &row.value;
        let person = Person::on(self.patient, sheet.collected_on);
        let result = |line: &Stored<LabResult>| self.result(line, person);
        LabSheetView {
            id: Id::of(sheet.id),
            seen: ReadVersionToken::of(&row.seen),
            visit_id: sheet.visit.map(Id::of),
            collected_on: Day::of(sheet.collected_on),
            laboratory: text(&sheet.laboratory),
            note: text(&sheet.note),
            status: sheet.status,
            is_removed: row.deleted.is_some(),
            by: self.staff.name(row.created_by),
            results: lines.iter().filter_map(result).collect(),
        }
    }

    /// Returns none for a line that this user cannot decrypt; that is told with the answer.
    fn result(&self, row: &Stored<LabResult>, person: Person) -> Option<LabResultView> {
        let result = &row.value;
        let (entered, unit) = (result.entered.open()?.to_string(), text(&result.unit));
        let test = key(result);
        let laboratory = limits(result);
        let line = Line {
            test: test.as_deref(),
            entered: &entered,
            unit: &unit,
            laboratory,
        };
        let reading = judge(line, person);
        let is_confirmed = result.flag.open().copied().flatten().is_some();
        Some(LabResultView {
            id: Id::of(result.id),
            seen: ReadVersionToken::of(&row.seen),
            name: opened(&result.name),
            unit: unit::shown(&unit),
            low: laboratory.low.map(Figure::from),
            high: laboratory.high.map(Figure::from),
            questioned: reading.doubt.is_some() && !is_confirmed,
            confirmed: reading.doubt.is_some() && is_confirmed,
            corrected: self.correction(row),
            reading,
            entered,
            test,
        })
    }

    fn correction(&self, row: &Stored<LabResult>) -> Option<LabCorrection> {
        let was = text(&row.value.former);
        if was.is_empty() {
            return None;
        }
        let written = row.rewritten(LabResult::CELL.result.number);
        let (at, by) = written.unwrap_or((row.created_at, row.created_by));
        Some(LabCorrection {
            was,
            on: Day::of(day_of(at, self.zone)),
            by: self.staff.name(by),
        })
    }
}

pub(super) fn opened<C, T: std::ops::Deref<Target = str>>(sealed: &Phi<C, T>) -> String {
    sealed.open().map_or(String::new(), |text| text.to_string())
}

/// Returns the key of the test; none for one that is not in the list, and of a later version's list.
pub(super) fn key(result: &LabResult) -> Option<String> {
    let key = text(&result.test);
    find(&key).map(|test| test.key.clone())
}

pub(super) fn limits(result: &LabResult) -> Limits {
    let limit = |sealed: &Phi<_, Option<Decimal>>| sealed.open().copied().flatten();
    Limits {
        low: limit(&result.low),
        high: limit(&result.high),
    }
}

/// Returns each test over time, in the order in which they were collected last.
fn series(sheets: &[LabSheetView]) -> Vec<LabSeries> {
    let mut series = Vec::new();
    let mut known = BTreeSet::new();
    for result in sheets.iter().flat_map(|sheet| &sheet.results) {
        if known.insert(identity(result)) {
            series.push(of_test(sheets, result));
        }
    }
    series
}

/// Returns what two results of one test have in common: of what the list does not know name and unit.
fn identity(result: &LabResultView) -> (Option<String>, String, String) {
    match &result.test {
        Some(test) => (Some(test.clone()), String::new(), String::new()),
        None => (None, result.name.to_lowercase(), result.unit.clone()),
    }
}

fn of_test(sheets: &[LabSheetView], newest: &LabResultView) -> LabSeries {
    let dated = sheets.iter().flat_map(|sheet| {
        let on = &sheet.collected_on;
        sheet.results.iter().map(move |result| (on, result))
    });
    let identity_of_test = identity(newest);
    let rows: Vec<(&Day, &LabResultView)> = dated
        .filter(|(_, result)| identity(result) == identity_of_test)
        .collect();
    let numbers = rows.iter().map(|(_, result)| result);
    let unit = numbers
        .filter_map(|result| result.reading.value.as_ref())
        .map(|value| value.unit.clone())
        .next();
    let unit = unit.unwrap_or(newest.unit.clone());
    let mut points: Vec<LabPoint> = rows
        .iter()
        .filter_map(|(on, result)| {
            let reading = &result.reading;
            let mut values = [&reading.value, &reading.other].into_iter().flatten();
            let value = values.find(|value| value.unit == unit)?;
            (value.bound == LabBound::Exactly).then(|| LabPoint {
                on: (*on).clone(),
                value: value.number,
                result_id: result.id.clone(),
            })
        })
        .collect();
    points.reverse();
    LabSeries {
        test: newest.test.clone(),
        name: newest.name.clone(),
        unit,
        results: rows.iter().map(|(_, result)| result.id.clone()).collect(),
        points,
    }
}

/// Returns the lines of a sheet in short, those beyond a limit first.
pub(crate) fn summaries(
    patient: &Patient,
    collected_on: NaiveDate,
    lines: &[Stored<LabResult>],
) -> Vec<LabSummary> {
    let person = Person::on(patient, collected_on);
    let summary = |row: &Stored<LabResult>| {
        let result = &row.value;
        let (test, unit) = (key(result), text(&result.unit));
        let entered = result.entered.open()?.to_string();
        let line = Line {
            test: test.as_deref(),
            entered: &entered,
            unit: &unit,
            laboratory: limits(result),
        };
        Some(LabSummary {
            flag: judge(line, person).flag,
            name: opened(&result.name),
            unit: unit::shown(&unit),
            test,
            entered,
        })
    };
    let mut summaries: Vec<LabSummary> = lines.iter().filter_map(summary).collect();
    summaries.sort_by_key(|summary| summary.flag.is_none());
    summaries
}
