//! Yesterday's calls of a dietitian to patients who should have come again.

use chrono::{Duration, NaiveTime};

use crate::Clinic;
use crate::calls::{self, CallPurpose, CallResult, NewCall};
use crate::clock::at_wall;
use crate::error::Result;
use crate::follow_ups::{self, FollowUpPart, FollowUpQuery};
use crate::view::{At, Day, Id};

/// What came of each call, in how many days from today the next one is, and the note.
const CALLS: [(CallResult, Option<i64>, &str); 3] = [
    (CallResult::NoAnswer, Some(1), ""),
    (
        CallResult::Reached,
        None,
        "Will look for a day and call back",
    ),
    (CallResult::Declined, None, "Has moved to another town"),
];

/// # Errors
/// Those of the list and of a call.
pub(super) fn record(clinic: &mut Clinic) -> Result<()> {
    let query = FollowUpQuery {
        part: FollowUpPart::Overdue,
        dietitian_id: Some(Id::of(clinic.user())),
        offset: 0,
        limit: 100,
    };
    let (today, zone) = (clinic.today()?, clinic.zone()?);
    let half_past_four = NaiveTime::from_hms_opt(16, 30, 0).unwrap_or_default();
    let at = at_wall(today - Duration::days(1), half_past_four, &zone);
    for (row, (result, days, note)) in follow_ups::list(clinic, &query)?.rows.iter().zip(CALLS) {
        calls::record(
            clinic,
            &NewCall {
                patient_id: row.patient.id.clone(),
                purpose: CallPurpose::FollowUp,
                result,
                at: Some(At::of(at)),
                retry_on: days.map(|days| Day::of(today + Duration::days(days))),
                note: note.to_owned(),
            },
        )?;
    }
    Ok(())
}
