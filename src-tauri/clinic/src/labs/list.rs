//! Sheets with their results, and each test over time.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;
use rust_decimal::Decimal;
use sync_contract::Right;
use sync_contract::catalog::{LabResult, LabTest, Patient};
use sync_contract::ids::{LabTestId, PatientId};
use uuid::Uuid;
use vault::read::{Reader, Stored};

use crate::clinic::or_not_found;
use crate::clock::day_of;
use crate::error::Result;
use crate::labs::judge::{Line, Person, judge};
use crate::labs::line::{key, limits, opened};
use crate::labs::orders::Shown as ShownOrders;
use crate::labs::test_list::{LabTestEntry, find};
use crate::labs::{
    LabBound, LabCorrection, LabInformed, LabOrderView, LabPoint, LabResultView, LabSeries,
    LabSheetView, LabValue, Labs, day_of_sheet, unit,
};
use crate::names::StaffNames;
use crate::view::{At, Day, Figure, Id, ReadVersionToken, text};
use crate::{Clinic, chart_row, chart_row::ChartRow};

/// Returns the sheets of a patient that have results, the one collected last first, each test over time, and the orders
/// without a result.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: &Id) -> Result<Labs> {
    clinic.may(Right::ChartRead)?;
    let patient: PatientId = patient.to()?;
    chart_row::log_list(clinic, patient)?;
    let (sheets, orders) = of_patient(clinic, patient)?;
    let series = series(&sheets);
    Ok(Labs {
        orders,
        sheets,
        series,
    })
}

/// Returns one sheet that has results.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<LabSheetView> {
    clinic.may(Right::ChartRead)?;
    let row = clinic.require_row::<LabTest>(id.to::<LabTestId>()?, LabTest::WHAT)?;
    crate::reads::log_read(clinic, row.value.patient)?;
    let (all, _) = of_patient(clinic, row.value.patient)?;
    or_not_found(all.into_iter().find(|sheet| sheet.id == *id), LabTest::WHAT)
}

/// Returns one result that is not removed.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show_result(clinic: &Clinic, id: &Id) -> Result<LabResultView> {
    clinic.may(Right::ChartRead)?;
    let row = chart_row::shown::<LabResult>(clinic, id)?;
    let (sheets, _) = of_patient(clinic, row.value.patient)?;
    let mut results = sheets.into_iter().flat_map(|sheet| sheet.results);
    or_not_found(results.find(|result| result.id == *id), LabResult::WHAT)
}

/// What it takes to show a line, read once.
struct Shown<'a> {
    patient: &'a Patient,
    staff: &'a StaffNames,
    zone: &'a Tz,
    orders: &'a ShownOrders,
}

/// Returns the sheets with results, and the orders without any.
fn of_patient(
    clinic: &Clinic,
    patient: PatientId,
) -> Result<(Vec<LabSheetView>, Vec<LabOrderView>)> {
    let reader = clinic.read();
    let staff = StaffNames::read(&reader)?;
    let person = or_not_found(reader.get::<Patient>(patient)?, "patient")?.value;
    let zone = clinic.zone()?;
    let all = all(&reader, patient)?;
    let ids: Vec<LabTestId> = all.iter().map(|(sheet, _)| sheet.value.id).collect();
    let shown = Shown {
        patient: &person,
        staff: &staff,
        zone: &zone,
        orders: &ShownOrders::read(clinic, &reader, &ids, &[patient])?,
    };
    let (sheets, ordered): (Vec<Sheet>, Vec<Sheet>) =
        all.into_iter().partition(|(_, lines)| !lines.is_empty());
    let views = sheets
        .iter()
        .map(|(sheet, lines)| shown.sheet(sheet, lines));
    let mut orders: Vec<LabOrderView> = ordered
        .iter()
        .filter(|(sheet, _)| sheet.deleted.is_none())
        .filter_map(|(sheet, _)| shown.orders.order(sheet, &[]))
        .collect();
    orders.sort_by(|a, b| b.ordered.at.cmp(&a.ordered.at));
    Ok((views.collect(), orders))
}

type Sheet = (Stored<LabTest>, Vec<Stored<LabResult>>);

/// Returns each sheet that has results, with those that are not removed, in the order of their writing. A removed sheet
/// is among them while it has any: they were written concurrently and are not hidden.
pub(crate) fn with_results(reader: &Reader<'_>, patient: PatientId) -> Result<Vec<Sheet>> {
    let mut sheets = all(reader, patient)?;
    sheets.retain(|(_, lines)| !lines.is_empty());
    Ok(sheets)
}

fn all(reader: &Reader<'_>, patient: PatientId) -> Result<Vec<Sheet>> {
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
    let with_lines = sheets.into_iter().map(|sheet| {
        let mut lines = lines.remove(&sheet.value.id).unwrap_or_default();
        lines.sort_by_key(|line| (line.created, line.value.id));
        (sheet, lines)
    });
    Ok(with_lines.collect())
}

impl Shown<'_> {
    fn sheet(&self, row: &Stored<LabTest>, lines: &[Stored<LabResult>]) -> LabSheetView {
        let sheet = &row.value;
        let day = day_of_sheet(row, self.zone);
        let person = Person::on(self.patient, day);
        let result = |line: &Stored<LabResult>| self.result(line, person);
        LabSheetView {
            id: Id::of(sheet.id),
            seen: ReadVersionToken::of(&row.seen),
            visit_id: sheet.visit.map(Id::of),
            collected_on: Day::of(day),
            laboratory: text(&sheet.laboratory),
            note: text(&sheet.note),
            status: sheet.status,
            is_removed: row.deleted.is_some(),
            by: self.staff.name(row.created_by),
            order: self.orders.order(row, lines),
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
            informed: informed(result),
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

/// Returns who was told of a critical value.
fn informed(result: &LabResult) -> Option<LabInformed> {
    let who = text(&result.informed);
    (!who.is_empty()).then(|| LabInformed {
        who,
        at: result.informed_at.open().copied().flatten().map(At::of),
    })
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
    let entry = newest.test.as_deref().and_then(find);
    let unit = drawn_unit(entry, &rows).unwrap_or(&newest.unit).to_owned();
    let mut points = Vec::new();
    let mut not_drawn: Vec<String> = Vec::new();
    for (on, result) in &rows {
        let value = result.reading.value.as_ref();
        let Some(value) = value.filter(|value| value.bound == LabBound::Exactly) else {
            continue;
        };
        match number_in(entry, &unit, value) {
            Some(number) => points.push(LabPoint {
                on: (*on).clone(),
                value: number,
                result_id: result.id.clone(),
            }),
            None if not_drawn.contains(&value.unit) => {}
            None => not_drawn.push(value.unit.clone()),
        }
    }
    points.reverse();
    LabSeries {
        test: newest.test.clone(),
        name: newest.name.clone(),
        unit,
        results: rows.iter().map(|(_, result)| result.id.clone()).collect(),
        points,
        not_drawn,
    }
}

/// Returns the unit of the newest value that the list has, as others can be converted into that one alone, else of the
/// newest one; none where all results are words.
fn drawn_unit<'a>(
    test: Option<&LabTestEntry>,
    newest_first: &[(&Day, &'a LabResultView)],
) -> Option<&'a str> {
    let numbers = newest_first.iter().map(|(_, result)| *result);
    let numbers = numbers.filter(|result| result.reading.value.is_some());
    let units: Vec<&str> = numbers.map(|result| result.unit.as_str()).collect();
    let is_of_list = |unit: &&&str| test.is_some_and(|test| test.unit(unit).is_some());
    units.iter().find(is_of_list).or(units.first()).copied()
}

/// Returns a value in another unit of its test; none where nothing leads there.
fn number_in(test: Option<&LabTestEntry>, unit: &str, value: &LabValue) -> Option<Figure> {
    if value.unit == unit {
        return Some(value.number);
    }
    let test = test?;
    let (from, to) = (test.unit(&value.unit)?, test.unit(unit)?);
    let number = Decimal::try_from(value.number.0).ok()?;
    test.number_in(to, number, from).map(Figure::from)
}
