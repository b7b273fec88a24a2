//! Readings that a full disk does not take: drafts, sealed like those of notes, that are recorded once there is room.

use sync_contract::Right;
use sync_contract::catalog::Measurement;
use sync_contract::ids::{MeasurementId, VisitId};
use sync_contract::read_version::ReadVersion;
use uuid::Uuid;

use crate::Clinic;
use crate::clinic::{or_not_found, require_not_deleted};
use crate::error::{Error, Result};
use crate::measurements::known::KnownKind;

/// Names the draft of a line of a visit that has no reading yet: what is typed into the line next takes its place.
pub(super) fn draft_of(visit: VisitId, kind: &KnownKind) -> Result<MeasurementId> {
    let code = kind.code()?;
    let own = kind.own_id().map_or(Uuid::nil(), |own| own.0);
    let name = [code.as_str().as_bytes(), own.as_bytes()].concat();
    Ok(MeasurementId(Uuid::new_v5(&visit.0, &name)))
}

/// Seals a reading that the disk did not take, where that is why it was refused. It waits in memory, over a lock, too,
/// and the error stays: the user sees that it is not saved.
pub(super) fn seal_refused(
    clinic: &mut Clinic,
    refused: Error,
    measurement: &Measurement,
    seen: &ReadVersion,
) -> Error {
    if !is_full(&refused) {
        return refused;
    }
    match clinic.unlocked_mut().save_draft(measurement, seen) {
        // a draft is small: it may find the room that the reading with its entries did not
        Ok(()) | Err(vault::Error::DiskFull) => refused,
        Err(error) => error.into(),
    }
}

fn is_full(error: &Error) -> bool {
    matches!(error, Error::Vault(vault::Error::DiskFull))
}

/// Records what this user typed while the disk was full: at sign-in, at lock and at sign-out. Returns how many readings
/// are stored now. One whose patient was deleted, or that was replaced meanwhile, stays a draft.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`); `DiskFull` while there is no room.
pub fn record_unsaved(clinic: &mut Clinic) -> Result<u32> {
    clinic.may(Right::MeasurementsWrite)?;
    let mut recorded = 0;
    for line in clinic.unlocked().drafts::<Measurement>(None)? {
        let Some(draft) = clinic.unlocked().draft::<Measurement>(line.id)? else {
            continue;
        };
        match record(clinic, &draft.value, &draft.seen) {
            Ok(()) => recorded += 1,
            Err(Error::PatientDeleted | Error::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(recorded)
}

fn record(clinic: &mut Clinic, draft: &Measurement, seen: &ReadVersion) -> Result<()> {
    let is_new = *seen == ReadVersion::default();
    let action = match is_new {
        true => "add measurement",
        false => "correct measurement",
    };
    clinic.write(action, |tx| {
        require_not_deleted(tx, draft.patient)?;
        if is_new {
            let id: MeasurementId = tx.new_id();
            tx.insert(&Measurement {
                id,
                ..draft.clone()
            })?;
        } else {
            or_not_found(tx.get::<Measurement>(draft.id)?, "measurement")?;
            tx.update(draft, seen)?;
        }
        Ok(tx.drop_draft::<Measurement>(draft.id)?)
    })
}
