//! Lists on paper: what is written about a patient, and who waits for a time.

use serde::Serialize;
use sync_contract::Right;

use crate::Clinic;
use crate::error::Result;
use crate::names::PatientName;
use crate::timeline::records::{self, RecordRow, RecordType};
use crate::view::{Day, Id, count};
use crate::waiting_list::list::list;
use crate::waiting_list::{WaitingEntry, WaitingPart, WaitingQuery, WishedDay};

/// What is written about a patient, of one type or of all, the newest first.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PrintedRecords {
    pub r#type: Option<RecordType>,
    pub all_versions: bool,
    pub rows: Vec<RecordRow>,
}

/// One who waits. What was noted and the type of the appointment are not on paper, which lies about; `phone` and
/// `provider` are empty where none is recorded or wished for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WaitingListRow {
    pub patient: PatientName,
    pub phone: String,
    pub provider: String,
    pub weekdays: Vec<WishedDay>,
    pub from_time: String,
    pub until_time: String,
    pub from_day: Option<Day>,
    pub until_day: Option<Day>,
    pub since: Day,
}

/// Those who wait on a day, the longest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PrintedWaitingList {
    pub day: Day,
    pub rows: Vec<WaitingListRow>,
}

/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub(super) fn records(
    clinic: &Clinic,
    patient: &Id,
    kind: Option<RecordType>,
    all_versions: bool,
) -> Result<PrintedRecords> {
    clinic.may(Right::ChartRead)?;
    Ok(PrintedRecords {
        r#type: kind,
        all_versions,
        rows: records::all(clinic, patient, kind, all_versions)?,
    })
}

/// # Errors
/// `Forbidden` (needs `appointments.read`).
pub(super) fn waiting_list(clinic: &Clinic) -> Result<PrintedWaitingList> {
    clinic.may(Right::AppointmentsRead)?;
    let mut rows: Vec<WaitingListRow> = Vec::new();
    loop {
        let query = WaitingQuery {
            part: WaitingPart::Current,
            offset: count(rows.len()),
            limit: 100,
        };
        let page = list(clinic, &query)?;
        if page.rows.is_empty() {
            break;
        }
        rows.extend(page.rows.into_iter().map(row));
    }
    Ok(PrintedWaitingList {
        day: Day::of(clinic.today()?),
        rows,
    })
}

fn row(entry: WaitingEntry) -> WaitingListRow {
    let wishes = entry.wishes;
    WaitingListRow {
        patient: entry.patient,
        phone: entry.phone.unwrap_or(String::new()),
        provider: entry.provider.unwrap_or(String::new()),
        weekdays: wishes.weekdays,
        from_time: wishes.from_time,
        until_time: wishes.until_time,
        from_day: wishes.from_day,
        until_day: wishes.until_day,
        since: entry.since,
    }
}
