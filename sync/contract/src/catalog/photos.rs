//! How a patient looks.

use crate::catalog::CHUNK_BYTES;
use crate::field::Bytes;
use crate::ids::{PatientId, PatientPhotoId, TenantId, derived_id};
use crate::phi::{Contact, Phi};

/// The longest picture: as a part of a document, with its frame it fills the class of 256 KiB of sealed content.
pub const PHOTO_BYTES_MAX: usize = CHUNK_BYTES;
/// The same, as the length of a field.
const PHOTO_LENGTH_MAX: u32 = PHOTO_BYTES_MAX as u32;

/// A picture as it was given: which kind it is, its first bytes say.
pub type PhotoContent = Bytes<PHOTO_LENGTH_MAX>;

crate::entity! {
    /// The photo of a patient; one row each, its id derived from the patient's, so that two computers that set one at
    /// once meet in one cell and a person decides. It belongs to the identity, and comes last in a bootstrap, with
    /// what is in files: no list waits for a picture.
    PatientPhoto(PatientPhotoId) of patient = 29 in "patient_photos", scope Clinic,
    authority PerCell, bootstrap Contents, write PatientsUpdate {
        cell 1 photo { 1 picture: Phi<Contact, PhotoContent> }
    }
}

/// Returns the id of a patient's photo: there is one, whichever device sets it first.
pub fn photo_id(tenant: TenantId, patient: PatientId) -> PatientPhotoId {
    PatientPhotoId(derived_id(tenant, &format!("photo/{patient}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inner::write_inner;
    use crate::seal::{PREFIX_LENGTH, padded_length};
    use crate::value::Value;

    #[test]
    fn the_longest_picture_is_of_the_class_of_256_kib() {
        let number = PatientPhoto::FIELD.picture.number;
        let picture = Value::Bytes(vec![0; PHOTO_BYTES_MAX]);
        let plain = write_inner(&[(number, picture)]).len() + PREFIX_LENGTH;
        assert_eq!(padded_length(plain), 256 * 1024);
    }
}
