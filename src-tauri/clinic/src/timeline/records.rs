//! The medical record of a patient: what is written about them, by type and by version.

use std::collections::BTreeMap;
use std::fmt::Display;

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use sync_contract::ids::{NoteId, PatientId};
use uuid::Uuid;

use crate::Clinic;
use crate::chart_row;
use crate::error::{Error, Reason, Result};
use crate::names::StaffNames;
use crate::notes::NoteKind;
use crate::timeline::list::{page_after, row};
use crate::timeline::{Entry, RowKey, TimelineEvent, TimelineRow, collect};
use crate::view::{At, Id, count};

/// What a record is: a note of one of its kinds, or something else that is written about a patient.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "camelCase")]
pub enum RecordType {
    Adime,
    Soap,
    Consultation,
    Diagnosis,
    Treatment,
    Progress,
    Letter,
    Free,
    Prescription,
    /// A sheet of a laboratory that has results.
    Lab,
    /// A file of the chart.
    Document,
    Screening,
    Estimate,
    Recall,
    MealPlan,
    DietOrder,
    Handout,
}

impl From<NoteKind> for RecordType {
    fn from(kind: NoteKind) -> Self {
        match kind {
            NoteKind::Adime => Self::Adime,
            NoteKind::Soap => Self::Soap,
            NoteKind::Consultation => Self::Consultation,
            NoteKind::Diagnosis => Self::Diagnosis,
            NoteKind::Treatment => Self::Treatment,
            NoteKind::Progress => Self::Progress,
            NoteKind::Letter => Self::Letter,
            NoteKind::Free => Self::Free,
        }
    }
}

/// `all_versions`: also the versions that a later one replaced. `after` is the `next` of the previous page; `limit` is
/// 100 at the most.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecordQuery {
    pub patient_id: Id,
    pub r#type: Option<RecordType>,
    pub all_versions: bool,
    pub after: Option<String>,
    pub limit: u32,
}

/// `on` is a day, or a month or a year where no more is known, and `at` is none where there is no time of day. `by` is
/// empty where it is not known. `version` is one of `versions`; a note that was signed as it was begun has one. Of an
/// earlier version of a note `id` is that version, and `note_id` the note; `text` is how a note begins. `key` names the
/// row in this list.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecordRow {
    pub key: String,
    pub id: Id,
    pub r#type: RecordType,
    pub on: String,
    pub at: Option<At>,
    pub by: String,
    pub visit_id: Option<Id>,
    pub note_id: Option<Id>,
    pub text: String,
    pub event: TimelineEvent,
    pub version: u32,
    pub versions: u32,
    pub is_current: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecordCount {
    pub r#type: RecordType,
    pub count: u32,
}

/// `counts` are of all types of which there is a record, whichever is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecordPage {
    pub rows: Vec<RecordRow>,
    pub counts: Vec<RecordCount>,
    pub total: u32,
    pub next: Option<String>,
}

/// A record before it is put in its order.
pub(super) struct Record {
    pub(super) kind: RecordType,
    pub(super) entry: Entry,
    pub(super) note: Option<NoteId>,
    pub(super) text: String,
    pub(super) of: VersionOf,
    /// The position of its current version: earlier ones follow it, whenever they were written.
    pub(super) current: RowKey,
}

impl Record {
    fn key(&self) -> RecordKey {
        RecordKey {
            current: self.current,
            version: self.of.version,
            id: self.entry.key.id,
        }
    }
}

/// The position of a record, on every computer the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct RecordKey {
    current: RowKey,
    version: usize,
    id: Uuid,
}

impl Display for RecordKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.current, self.version, self.id)
    }
}

impl RecordKey {
    /// Reads what came as the `next` of a page.
    ///
    /// # Errors
    /// `Invalid` for what is no key of a row.
    fn parse(text: &str) -> Result<Self> {
        let read = || {
            let (rest, id) = text.rsplit_once('.')?;
            let (current, version) = rest.rsplit_once('.')?;
            let key = Self {
                current: RowKey::parse(current)?,
                version: version.parse().ok()?,
                id: id.parse().ok()?,
            };
            // exactly as it is written
            (key.to_string() == text).then_some(key)
        };
        read().ok_or(Error::invalid("after", Reason::Malformed))
    }
}

/// Which version of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct VersionOf {
    pub(super) version: usize,
    pub(super) versions: usize,
    pub(super) is_current: bool,
}

impl VersionOf {
    pub(super) const ONLY: Self = Self {
        version: 1,
        versions: 1,
        is_current: true,
    };
}

/// Returns a page of what is written about a patient, the newest first; earlier versions follow the current one. What
/// was removed is not of it. A user who may not read notes sees the rest. A read of the patient.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`, `Invalid` for an `after` that is no key of a row.
pub fn list(clinic: &Clinic, query: &RecordQuery) -> Result<RecordPage> {
    clinic.may(Right::ChartRead)?;
    let patient: PatientId = query.patient_id.to()?;
    let after = query.after.as_deref().map(RecordKey::parse).transpose()?;
    let (mut records, staff) = chart_row::open_page(clinic, patient, |patient| {
        let staff = StaffNames::read(&clinic.read())?;
        Ok((collect::records(clinic, &patient, &staff)?, staff))
    })?;
    records.retain(|record| query.all_versions || record.of.is_current);
    let counts = counts(&records);
    records.retain(|record| query.r#type.is_none_or(|kind| kind == record.kind));
    let (page, total, is_last) = page_after(records, Record::key, after, query.limit);
    let rows: Vec<RecordRow> = page
        .into_iter()
        .map(|record| view(record, &staff))
        .collect();
    Ok(RecordPage {
        next: rows
            .last()
            .filter(|_| !is_last)
            .map(|last| last.key.clone()),
        rows,
        counts,
        total,
    })
}

/// Returns all that [`list`] has, page after page: what is printed is not cut.
///
/// # Errors
/// As [`list`].
pub(crate) fn all(
    clinic: &Clinic,
    patient: &Id,
    kind: Option<RecordType>,
    all_versions: bool,
) -> Result<Vec<RecordRow>> {
    let mut query = RecordQuery {
        patient_id: patient.clone(),
        r#type: kind,
        all_versions,
        after: None,
        limit: 100,
    };
    let mut rows = Vec::new();
    loop {
        let page = list(clinic, &query)?;
        rows.extend(page.rows);
        match page.next {
            Some(next) => query.after = Some(next),
            None => return Ok(rows),
        }
    }
}

fn counts(records: &[Record]) -> Vec<RecordCount> {
    let mut counts: BTreeMap<RecordType, usize> = BTreeMap::new();
    for record in records {
        *counts.entry(record.kind).or_default() += 1;
    }
    let view = |(r#type, records)| RecordCount {
        r#type,
        count: count(records),
    };
    counts.into_iter().map(view).collect()
}

fn view(record: Record, staff: &StaffNames) -> RecordRow {
    let key = record.key().to_string();
    let TimelineRow {
        id,
        on,
        at,
        by,
        visit_id,
        event,
        ..
    } = row(record.entry, staff);
    RecordRow {
        key,
        id,
        r#type: record.kind,
        on,
        at,
        by,
        visit_id,
        note_id: record.note.map(Id::of),
        text: record.text,
        event,
        version: count(record.of.version),
        versions: count(record.of.versions),
        is_current: record.of.is_current,
    }
}
