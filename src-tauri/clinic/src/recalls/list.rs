//! Recalls with what was eaten.

use std::cmp::Reverse;

use chrono::NaiveDate;
use sync_contract::catalog::{Recall, RecallItem};
use sync_contract::ids::{PatientId, RecallId};
use sync_contract::{Phi, Right};
use vault::read::{Reader, Stored};

use crate::chart_row::{self, ChartRow};
use crate::clinic::or_not_found;
use crate::error::Result;
use crate::exchange_tables::{ChosenTable, TableChoice};
use crate::foods::FoodTable;
use crate::foods::exchanges::Exchanges;
use crate::foods::flags::PatientFlags;
use crate::foods::grid::{StoredFood, grid, summed};
use crate::foods::lines::{FoodLine, WithLines, with_lines};
use crate::names::StaffNames;
use crate::nutrient_targets::list::in_force_on;
use crate::recalls::{
    DAYS_MAX, RecallChecklist, RecallForm, RecallKind, RecallSummary, RecallView,
};
use crate::view::{At, Day, Id, ReadVersionToken, ScreenLanguage, text};
use crate::{Clinic, reads};

/// Returns the recalls of a patient, the one taken last first.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: &Id) -> Result<Vec<RecallSummary>> {
    clinic.may(Right::ChartRead)?;
    let patient: PatientId = patient.to()?;
    chart_row::log_list(clinic, patient)?;
    let reader = clinic.read();
    let staff = StaffNames::read(&reader)?;
    let table = FoodTable::read(&reader)?;
    let rows = with_items(&reader, patient)?;
    Ok(rows
        .iter()
        .filter_map(|(row, items)| summary(&table, row, items, &staff))
        .collect())
}

/// Returns a recall with what was eaten by day and meal, and what that gives against what is aimed at on the day on
/// which it was taken.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id, language: ScreenLanguage) -> Result<RecallView> {
    clinic.may(Right::ChartRead)?;
    let row = clinic.require_row::<Recall>(id.to::<RecallId>()?, Recall::WHAT)?;
    let patient = row.value.patient;
    reads::log_read(clinic, patient)?;
    let reader = clinic.read();
    let rows = with_items(&reader, patient)?;
    let mut of_id = rows
        .into_iter()
        .filter(|(row, _)| Id::of(row.value.id) == *id);
    let (row, items) = or_not_found(of_id.next(), Recall::WHAT)?;
    let recall = &row.value;
    let form = or_not_found(form_of(recall), Recall::WHAT)?;
    let targets = in_force_on(&reader, patient, recall.taken_on)?;
    let flags = PatientFlags::of_patient(clinic, &reader, patient)?;
    let table = FoodTable::read(&reader)?;
    Ok(RecallView {
        id: Id::of(recall.id),
        seen: ReadVersionToken::of(&row.seen),
        patient_id: Id::of(patient),
        visit_id: recall.visit.map(Id::of),
        grid: {
            let foods: Vec<StoredFood> = items.iter().filter_map(RecallItem::stored).collect();
            let dates = dates(&form, &foods);
            let exchanges = ChosenTable::stored(&recall.exchange_table)
                .map_or_else(Exchanges::default, |table| table.exchanges(language));
            grid(
                &table, foods, &dates, &targets, &exchanges, &flags, language,
            )
        },
        form,
        finished_at: recall.finished_at.map(At::of),
        is_removed: row.deleted.is_some(),
        by: StaffNames::read(&reader)?.name(row.created_by),
        has_targets: !targets.is_empty(),
    })
}

/// Returns each recall with its foods that are not removed, the one taken last first.
///
/// # Errors
/// Those of a read.
pub(crate) fn with_items(
    reader: &Reader<'_>,
    patient: PatientId,
) -> Result<Vec<WithLines<RecallItem>>> {
    let mut rows = with_lines::<RecallItem>(reader, patient, reader.recalls_of(patient)?)?;
    rows.sort_by_key(|(recall, _)| Reverse((recall.value.taken_on, recall.value.id)));
    Ok(rows)
}

/// Returns none for a recall that this user cannot decrypt; that is told with the answer.
pub(crate) fn summary(
    table: &FoodTable,
    row: &Stored<Recall>,
    items: &[Stored<RecallItem>],
    staff: &StaffNames,
) -> Option<RecallSummary> {
    let recall = &row.value;
    let form = form_of(recall)?;
    let foods: Vec<StoredFood> = items.iter().filter_map(RecallItem::stored).collect();
    let days = dates(&form, &foods);
    let summed = summed(table, foods, &days)?;
    Some(RecallSummary {
        id: Id::of(recall.id),
        seen: ReadVersionToken::of(&row.seen),
        taken_on: form.taken_on,
        kind: form.kind,
        foods: summed.foods,
        kcal: summed.kcal,
        protein: summed.protein,
        unknown: summed.unknown,
        not_counted: summed.not_counted,
        is_finished: recall.finished_at.is_some(),
        is_removed: row.deleted.is_some(),
        by: staff.name(row.created_by),
    })
}

/// Returns what a recall says of itself, where this user can decrypt it.
pub(super) fn form_of(recall: &Recall) -> Option<RecallForm> {
    let asked = |sealed: &Phi<_, bool>| sealed.open().copied().unwrap_or(false);
    Some(RecallForm {
        taken_on: Day::of(recall.taken_on),
        kind: *recall.kind.open()?,
        days: days_of(recall).into_iter().map(Day::of).collect(),
        is_typical: recall.is_typical.open().copied().flatten(),
        remark: text(&recall.remark),
        checklist: RecallChecklist {
            drinks: asked(&recall.drinks),
            fats: asked(&recall.fats),
            sugar: asked(&recall.sugar),
            sauces: asked(&recall.sauces),
            snacks: asked(&recall.snacks),
            supplements: asked(&recall.supplements),
        },
        exchanges: ChosenTable::stored(&recall.exchange_table).map(|table| TableChoice {
            table: table.id,
            is_anew: false,
        }),
    })
}

pub(super) fn days_of(recall: &Recall) -> Vec<NaiveDate> {
    let days = [&recall.first_day, &recall.second_day, &recall.third_day].into_iter();
    days.filter_map(|day| day.open().copied().flatten())
        .collect()
}

pub(super) const fn day_count(kind: RecallKind) -> usize {
    match kind {
        RecallKind::TwentyFourHours | RecallKind::UsualDay => 1,
        RecallKind::ThreeDays => DAYS_MAX,
    }
}

/// Returns a place for each day of a recall, with its date where that is known. A day that the kind no longer has is
/// there while it has a food.
fn dates(form: &RecallForm, foods: &[StoredFood]) -> Vec<Option<Day>> {
    let last = foods.iter().map(|food| food.slot.day).max().unwrap_or(1);
    let last = usize::try_from(last).unwrap_or(1).min(DAYS_MAX);
    let days = 0..day_count(form.kind).max(last);
    days.map(|index| form.days.get(index).cloned()).collect()
}
