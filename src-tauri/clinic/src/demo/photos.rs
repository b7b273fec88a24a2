//! Photos of two demo patients, by their index in the list: drawn for the demo, of no real person.

use sync_contract::ids::PatientId;

use crate::Clinic;
use crate::error::Result;
use crate::photos::{self, NewPhoto};
use crate::view::Id;

/// Whose, and which.
const PORTRAITS: [(usize, &[u8]); 2] = [
    (
        0,
        include_bytes!("../../../../seeds/demo/portraits/one.png"),
    ),
    (
        2,
        include_bytes!("../../../../seeds/demo/portraits/two.png"),
    ),
];

/// # Errors
/// Those of a write.
pub(super) fn add(clinic: &mut Clinic, patients: &[PatientId]) -> Result<()> {
    for (index, portrait) in PORTRAITS {
        let Some(patient) = patients.get(index) else {
            continue;
        };
        let new = NewPhoto {
            patient_id: Id::of(*patient),
            seen: None,
        };
        photos::set(clinic, &new, portrait)?;
    }
    Ok(())
}
