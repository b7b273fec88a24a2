//! A page of a timeline.

use std::cmp::Reverse;

use sync_contract::Right;
use sync_contract::ids::PatientId;

use crate::Clinic;
use crate::chart_row;
use crate::error::{Error, Reason, Result};
use crate::names::StaffNames;
use crate::timeline::{
    Entry, Exactness, RowKey, TimelinePage, TimelineQuery, TimelineRow, collect,
};
use crate::view::{At, Day, Id, count};

/// Returns a page of what happened to a patient, the newest first; what is only planned is not of it. A user who may
/// not read notes, the diary or the patient's status sees the rest.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`, `Invalid` for an `after` that is no key of a row.
pub fn list(clinic: &Clinic, query: &TimelineQuery) -> Result<TimelinePage> {
    clinic.may(Right::ChartRead)?;
    let patient: PatientId = query.patient_id.to()?;
    let malformed = Error::invalid("after", Reason::Malformed);
    let after = query.after.as_deref().map(RowKey::parse);
    let after = after.map(|key| key.ok_or(malformed)).transpose()?;
    let (mut entries, staff) = chart_row::open_page(clinic, patient, |patient| {
        let staff = StaffNames::read(&clinic.read())?;
        Ok((collect::all(clinic, &patient, &staff)?, staff))
    })?;
    entries.retain(|entry| query.group.is_none_or(|group| entry.event.group() == group));
    let (page, total, is_last) = page_after(entries, |entry| entry.key, after, query.limit);
    let rows: Vec<TimelineRow> = page.into_iter().map(|entry| row(entry, &staff)).collect();
    Ok(TimelinePage {
        next: rows
            .last()
            .filter(|_| !is_last)
            .map(|last| last.key.clone()),
        rows,
        total,
    })
}

/// Returns what stands behind a key, the newest first, how many there are on all pages, and whether this is the last.
pub(super) fn page_after<T, K: Ord>(
    mut all: Vec<T>,
    key: impl Fn(&T) -> K,
    after: Option<K>,
    limit: u32,
) -> (Vec<T>, u32, bool) {
    all.sort_by_key(|one| Reverse(key(one)));
    let total = count(all.len());
    let start = after.map_or(0, |after| all.partition_point(|one| key(one) >= after));
    let limit = limit.clamp(1, 100) as usize;
    let is_last = start + limit >= all.len();
    let page = all.into_iter().skip(start).take(limit).collect();
    (page, total, is_last)
}

pub(super) fn row(entry: Entry, staff: &StaffNames) -> TimelineRow {
    let (key, on) = (entry.key, entry.on);
    let is_moment = key.exactness == Exactness::Moment;
    let entered = Day::of(entry.entered);
    let is_later = entered.0 > on && !entered.0.starts_with(&on);
    TimelineRow {
        key: key.to_string(),
        id: Id::of(key.id),
        at: is_moment.then(|| At::of(key.at)),
        entered_on: is_later.then_some(entered),
        on,
        by: entry.by.map_or(String::new(), |by| staff.name(by)),
        visit_id: entry.visit.map(Id::of),
        event: entry.event,
    }
}
