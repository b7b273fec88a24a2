//! Targets as they stand today.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use sync_contract::catalog::NutrientTarget;
use sync_contract::ids::{NutrientTargetId, PatientId};
use sync_contract::{Phi, Right};
use vault::read::{Reader, Stored};

use crate::chart_row;
use crate::clinic::or_not_found;
use crate::error::Result;
use crate::names::StaffNames;
use crate::nutrient_targets::{DayTarget, Nutrient, TargetState, TargetView};
use crate::nutrition::intakes::unit;
use crate::view::{Day, Figure, Id, ReadVersionToken, text};
use crate::{Clinic, chart_row::ChartRow};

/// Returns the targets that are not removed: what is in force, then what is planned, then what is over, the newest
/// first; of each the nutrients in one order.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: PatientId) -> Result<Vec<TargetView>> {
    clinic.may(Right::ChartRead)?;
    chart_row::log_list(clinic, patient)?;
    of_patient(clinic, patient)
}

/// Returns one target that is not removed and that this user can decrypt.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<TargetView> {
    clinic.may(Right::ChartRead)?;
    let row = chart_row::shown::<NutrientTarget>(clinic, id)?;
    let mut all = of_patient(clinic, row.value.patient)?.into_iter();
    or_not_found(all.find(|view| view.id == *id), NutrientTarget::WHAT)
}

pub(super) fn of_patient(clinic: &Clinic, patient: PatientId) -> Result<Vec<TargetView>> {
    let (reader, today) = (clinic.read(), clinic.today()?);
    let staff = StaffNames::read(&reader)?;
    let rows = reader.nutrient_targets_of(patient)?;
    let newest = newest(&rows, today);
    let mut views: Vec<TargetView> = rows
        .iter()
        .filter(|row| row.deleted.is_none())
        .filter_map(|row| view(row, &newest, &staff, today))
        .collect();
    views.sort_by_key(|view| {
        let day = Reverse(view.start_day.0.clone());
        match view.state {
            TargetState::Over => (view.state, 0, day, view.nutrient as u8),
            state => (state, view.nutrient as u8, day, 0),
        }
    });
    Ok(views)
}

/// Returns the row of each nutrient that began last, of two of one day the later one; those that begin after `day` are
/// not of them.
pub(super) fn newest(
    rows: &[Stored<NutrientTarget>],
    day: NaiveDate,
) -> BTreeMap<Nutrient, &Stored<NutrientTarget>> {
    let mut newest: BTreeMap<Nutrient, &Stored<NutrientTarget>> = BTreeMap::new();
    let of_day = |row: &Stored<NutrientTarget>| (row.value.start_day, row.created, row.value.id);
    let begun = |row: &&Stored<NutrientTarget>| row.deleted.is_none() && row.value.start_day <= day;
    for row in rows.iter().filter(begun) {
        let Some(nutrient) = row.value.nutrient.open().copied() else {
            continue;
        };
        let known = newest.entry(nutrient).or_insert(row);
        if of_day(row) > of_day(known) {
            *known = row;
        }
    }
    newest
}

/// Returns what is in force on a day.
///
/// # Errors
/// Those of a read.
pub(crate) fn in_force_on(
    reader: &Reader<'_>,
    patient: PatientId,
    day: NaiveDate,
) -> Result<BTreeMap<Nutrient, DayTarget>> {
    let rows = reader.nutrient_targets_of(patient)?;
    let newest = newest(&rows, day).into_iter();
    let counting = newest.filter(|(_, row)| counts(&row.value, day));
    let targets = counting.map(|(nutrient, row)| {
        let bound = |bound: &Phi<_, Option<Decimal>>| bound.open().copied().flatten();
        let (low, high) = (bound(&row.value.low), bound(&row.value.high));
        (nutrient, DayTarget { low, high })
    });
    Ok(targets.collect())
}

/// Returns whether a row that began last still counts on a day.
pub(super) fn counts(target: &NutrientTarget, day: NaiveDate) -> bool {
    target.end_day.is_none_or(|end| day < end)
}

fn view(
    row: &Stored<NutrientTarget>,
    newest: &BTreeMap<Nutrient, &Stored<NutrientTarget>>,
    staff: &StaffNames,
    today: NaiveDate,
) -> Option<TargetView> {
    let target = &row.value;
    let nutrient = *target.nutrient.open()?;
    let is_newest =
        |id: NutrientTargetId| newest.get(&nutrient).is_some_and(|row| row.value.id == id);
    let state = match target.start_day > today {
        true => TargetState::Planned,
        false if is_newest(target.id) && counts(target, today) => TargetState::InForce,
        false => TargetState::Over,
    };
    let figure =
        |bound: &Phi<_, Option<Decimal>>| bound.open().copied().flatten().map(Figure::from);
    Some(TargetView {
        id: Id::of(target.id),
        seen: ReadVersionToken::of(&row.seen),
        nutrient,
        unit: unit(nutrient),
        low: figure(&target.low),
        high: figure(&target.high),
        source: target.source,
        estimate: target.estimate.open().copied().flatten().map(Id::of),
        life_stage: target.life_stage.open().copied().flatten(),
        reason: text(&target.reason),
        start_day: Day::of(target.start_day),
        end_day: target.end_day.map(Day::of),
        state,
        by: staff.name(row.created_by),
    })
}
