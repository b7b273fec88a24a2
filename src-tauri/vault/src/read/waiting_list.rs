//! The waiting list, the calls about it, and times that appointments left.

use sync_contract::catalog::{FreedSlot, PhoneCall, WaitingListEntry};
use sync_contract::field::Time;
use sync_contract::ids::PatientId;
use sync_contract::statement;

use crate::error::Result;
use crate::read::reader::Reader;
use crate::read::stored::Stored;
use crate::store::rows::json;

impl Reader<'_> {
    /// Returns the entries that have not ended, those that wait longest first.
    pub fn waiting(&self) -> Result<Vec<Stored<WaitingListEntry>>> {
        self.list(statement!("waiting_list", "current"), [])
    }

    /// Returns the entries that have not ended of these patients, by one statement.
    pub fn waits_of(&self, patients: &[PatientId]) -> Result<Vec<Stored<WaitingListEntry>>> {
        let wanted = json(patients.iter().map(|patient| patient.0));
        self.list(statement!("waiting_list", "current_of_patients"), [wanted])
    }

    /// Returns the entries that ended since a time, the latest first.
    pub fn waits_ended_since(&self, from: Time) -> Result<Vec<Stored<WaitingListEntry>>> {
        self.list(statement!("waiting_list", "ended_since"), [from.0])
    }

    /// Returns the calls to these patients about the waiting list, the latest first, by one statement.
    pub fn waiting_calls(&self, patients: &[PatientId]) -> Result<Vec<Stored<PhoneCall>>> {
        let wanted = json(patients.iter().map(|patient| patient.0));
        self.list(statement!("waiting_list", "calls"), [wanted])
    }

    /// Returns the times that appointments left and that begin later than a time, in the order of their starts.
    pub fn freed_slots_after(&self, from: Time) -> Result<Vec<Stored<FreedSlot>>> {
        self.list(statement!("waiting_list", "freed_after"), [from.0])
    }
}
