//! What waits in the queue, by patient.

use rusqlite::TransactionState;
use sync_contract::statement;
use uuid::Uuid;

use crate::error::Result;
use crate::store::file_version::FileVersion;
use crate::store::waiting::PatientWaiting;
use crate::vault::Vault;

impl Vault {
    /// Patients with anything in the queue; all others are on the server.
    pub fn waiting_by_patient(&self) -> Result<Vec<PatientWaiting>> {
        self.waiting_of(|_| true)
    }

    /// Returns the same of some patients. All of the queue is read once, and again after something was written to the
    /// file: it has no index by patient, which would cost each action one more page.
    pub fn waiting_of(&self, is_wanted: impl Fn(Uuid) -> bool) -> Result<Vec<PatientWaiting>> {
        if self.conn.transaction_state(Some("main"))? == TransactionState::Write {
            // what is written may be taken back
            let mut all = self.read_waiting()?;
            all.retain(|waiting| is_wanted(waiting.patient));
            return Ok(all);
        }
        // asked for first: what is written meanwhile is read the next time
        let version = FileVersion::of(&self.conn)?;
        let mut known = self.waiting.borrow_mut();
        let all = match known.take().filter(|(of, _)| *of == version) {
            Some((_, all)) => all,
            None => self.read_waiting()?,
        };
        let wanted = all.iter().filter(|waiting| is_wanted(waiting.patient));
        let wanted = wanted.copied().collect();
        *known = Some((version, all));
        Ok(wanted)
    }

    fn read_waiting(&self) -> Result<Vec<PatientWaiting>> {
        let mut statement = self
            .conn
            .prepare_cached(statement!("outbox", "by_patient"))?;
        let mut rows = statement.query([])?;
        let mut waiting = Vec::new();
        while let Some(row) = rows.next()? {
            // another program may have put anything there
            let Some(Ok(patient)) = row.get_ref(0)?.as_blob().ok().map(Uuid::from_slice) else {
                continue;
            };
            waiting.push(PatientWaiting {
                patient,
                groups: row.get(1)?,
                refused: row.get(2)?,
                since_us: row.get_ref(3)?.as_i64().unwrap_or(0),
                is_sending: row.get(4)?,
            });
        }
        Ok(waiting)
    }
}
