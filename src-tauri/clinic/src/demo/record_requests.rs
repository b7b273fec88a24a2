//! Who asked for records of the patients of the demo: by their index in the list.

use chrono::Days;
use sync_contract::catalog::{RecordRequest, RecordRequestStatus};
use sync_contract::ids::{PatientId, RecordRequestId};

use crate::Clinic;
use crate::error::Result;
use crate::fields;

struct DemoRequest {
    asked_by: &'static str,
    asked_for: &'static str,
    /// How many days ago it was made, and after how many it is due.
    days: (u64, u64),
    status: RecordRequestStatus,
    reason: &'static str,
}

const REQUESTS: [DemoRequest; 4] = [
    DemoRequest {
        asked_by: "Union Insurance",
        asked_for: "Visits and measurements of the last year",
        days: (21, 14),
        status: RecordRequestStatus::Open,
        reason: "",
    },
    DemoRequest {
        asked_by: "The patient",
        asked_for: "All of it",
        days: (3, 30),
        status: RecordRequestStatus::Open,
        reason: "",
    },
    DemoRequest {
        asked_by: "Northside Family Practice",
        asked_for: "Laboratory results",
        days: (10, 14),
        status: RecordRequestStatus::Done,
        reason: "",
    },
    DemoRequest {
        asked_by: "A former employer",
        asked_for: "Reason of the visits",
        days: (8, 14),
        status: RecordRequestStatus::Refused,
        reason: "No consent of the patient",
    },
];

/// Of so many patients one was asked about.
const EVERY: usize = 5;

/// The records of a few patients were asked for: one copy is late, one is to be made, one was sent and one refused.
///
/// # Errors
/// Those of a write.
pub(super) fn ask(clinic: &mut Clinic, patients: &[PatientId]) -> Result<()> {
    let (today, user) = (clinic.today()?, clinic.user());
    clinic.write("add record requests", |tx| {
        let patients = patients.iter().step_by(EVERY);
        for (demo, patient) in REQUESTS.iter().zip(patients) {
            let (ago, after) = demo.days;
            let asked_on = today - Days::new(ago);
            let is_closed = demo.status != RecordRequestStatus::Open;
            let (id, now): (RecordRequestId, _) = (tx.new_id(), tx.now());
            tx.insert(&RecordRequest {
                id,
                patient: *patient,
                asked_by: fields::required(demo.asked_by, "askedBy")?.into(),
                asked_on,
                due_on: asked_on + Days::new(after),
                asked_for: fields::required(demo.asked_for, "askedFor")?.into(),
                status: demo.status,
                answered_at: is_closed.then_some(now),
                answered_by: is_closed.then_some(user),
                reason: fields::optional(demo.reason, "reason")?.into(),
            })?;
        }
        Ok(())
    })
}
