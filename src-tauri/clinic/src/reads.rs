//! Audited reads: logged before anything of them is shown.

use sync_contract::ids::PatientId;
use uuid::Uuid;
use vault::Event;

use crate::Clinic;
use crate::error::Result;

/// A kind of read of many patients: logged once for each kind and user within ten minutes, however many patients there
/// were and however often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListRead {
    Search = 1,
    List,
    Diary,
    Conflicts,
    Waiting,
    AuditLog,
    Reviews,
    FollowUps,
    Deleted,
    Prescriptions,
    Alerts,
    Billing,
    Labs,
    Reports,
    Stays,
}

impl ListRead {
    fn event(self) -> Event {
        match self {
            Self::Search => Event::new("search patients", "Patient"),
            Self::List => Event::new("list patients", "Patient"),
            Self::Diary => Event::new("see diary", "Appointment"),
            Self::Conflicts => Event::new("list conflicts", "conflict"),
            Self::Waiting => Event::new("see sync", "vault"),
            Self::AuditLog => Event::new("read audit", "audit"),
            Self::Prescriptions => Event::new("list prescriptions", "Prescription"),
            Self::Alerts => Event::new("list alerts", "Alert"),
            Self::Billing => Event::new("list invoices", "Invoice"),
            Self::Labs => Event::new("list lab orders", "LabTest"),
            Self::Reports => Event::new("see report", "Appointment"),
            Self::Stays => Event::new("list stays", "Stay"),
            Self::FollowUps => Event::new("list follow-ups", "Patient"),
            Self::Deleted => Event::new("list deleted patients", "Patient"),
            Self::Reviews => Event::new("list held changes", "group"),
        }
    }
}

/// Logs that many patients are shown; what cannot be audited is not shown.
///
/// # Errors
/// Those of the disk.
pub(crate) fn log_list(clinic: &Clinic, read: ListRead) -> Result<()> {
    // no row has so small an id
    let what = Uuid::from_u128(read as u128);
    clinic.log_once(what, || read.event())
}

/// Logs that a patient is opened, in each of their files: once within ten minutes.
///
/// # Errors
/// Those of the disk.
pub(crate) fn log_read(clinic: &Clinic, patient: PatientId) -> Result<()> {
    // also of a patient whom a held change names and who is not here
    let mut files = clinic.read().files_of_all(&[patient])?;
    let files = files.remove(&patient).unwrap_or_default().patients;
    for file in files.into_iter().chain([patient]) {
        clinic.log_once(file.0, || {
            Event::new("open patient", "Patient")
                .of(file.0)
                .about(file.0)
        })?;
    }
    Ok(())
}
