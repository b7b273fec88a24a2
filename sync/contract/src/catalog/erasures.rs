//! Patients whose records were erased for good.

use uuid::Uuid;

use crate::codec::Writer;
use crate::entity::Entity;
use crate::field::{Bytes, Time};
use crate::ids::{ErasureId, PatientId, TenantId, derived_id};
use crate::purpose::Purpose;
use crate::value::Value;
use crate::{CellState, CellWrite};

use super::patient_links::PatientLink;
use super::patients::Patient;

crate::choices! {
    ErasureReason {
        PatientRequest = "PATIENT_REQUEST", RetentionEnded = "RETENTION_ENDED", CourtOrder = "COURT_ORDER",
    }
}

crate::entity! {
    /// The order to erase a patient: for ever, everywhere, and with all that names them. Nothing of it is sealed, and
    /// it names no user but its signers. Two sign: the author of the cell, an admin, and the second signer.
    Erasure(ErasureId) = 19 in "erasures", scope Clinic,
    authority AdminSignedAppendOnly, bootstrap StaffAndSettings, write PatientsErase {
        cell 1 order {
            /// A plain id: the patient's row is gone.
            1 erased: Uuid;
            2 reason: ErasureReason;
            3 ordered_at: Time;
            /// Another admin; none where the recovery key has signed.
            4 second_signer: Option<Uuid>;
            /// Over [`ErasureOrder::signing_input`].
            5 second_signature: Bytes<64>;
        }
    }
}

/// Returns the id of the order that erases a patient: there is one, and a look-up by it answers whether they are
/// erased.
pub fn erasure_id(tenant: TenantId, patient: PatientId) -> ErasureId {
    ErasureId(derived_id(tenant, &format!("erasure/{patient}")))
}

/// What both signers of an erasure agree on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErasureOrder {
    pub patient: Uuid,
    pub reason: ErasureReason,
    pub ordered_at: Time,
    /// The first signer, an admin.
    pub ordered_by: Uuid,
    /// None for the recovery key.
    pub second_signer: Option<Uuid>,
}

impl ErasureOrder {
    /// Reads the order in a cell, with the second signature; none of any other cell.
    pub fn in_cell(state: &CellState) -> Option<(Self, [u8; 64])> {
        let value = |field: crate::FieldRef| field.in_cell(state);
        let field = Erasure::FIELD;
        let Some(Value::Time(ordered_at)) = value(field.ordered_at) else {
            return None;
        };
        let order = Self {
            patient: value(field.erased)?.as_uuid()?,
            reason: value(field.reason)?.as_text()?.parse().ok()?,
            ordered_at: Time(*ordered_at),
            ordered_by: state.author,
            second_signer: match value(field.second_signer)? {
                Value::Null => None,
                signer => Some(signer.as_uuid()?),
            },
        };
        let signature = value(field.second_signature)?.as_bytes()?;
        Some((order, signature.try_into().ok()?))
    }

    /// Returns what the second signer signs.
    pub fn signing_input(&self, tenant: Uuid) -> Vec<u8> {
        let mut writer = Writer::with_capacity(128);
        writer.raw(Purpose::Erase.label().as_bytes());
        writer.uuid(tenant);
        writer.uuid(self.patient);
        writer.text(self.reason.as_str());
        writer.i64(self.ordered_at.0);
        writer.uuid(self.ordered_by);
        writer.option(self.second_signer, Writer::uuid);
        writer.finish()
    }
}

/// Returns the patient whom a write erases.
pub fn erased_by(write: &CellWrite) -> Option<Uuid> {
    if write.entity != Erasure::DESCRIPTOR.number {
        return None;
    }
    Erasure::FIELD.erased.in_write(write)?.as_uuid()
}

/// Returns the patients that a write names: the patient of its row, the patient that the row is, and the one that it
/// links to. Once one of them is erased, the write is refused.
pub fn named_patients(write: &CellWrite) -> impl Iterator<Item = Uuid> + use<> {
    let own = (write.entity == Patient::DESCRIPTOR.number).then_some(write.row);
    let linked = (write.entity == PatientLink::DESCRIPTOR.number)
        .then(|| PatientLink::FIELD.other.in_write(write)?.as_uuid())
        .flatten();
    write.patient.into_iter().chain(own).chain(linked)
}
