//! Ends what an erasure began: overwrites what is left of the patients in the file, and says so in the audit log; and
//! begins it again where another program put rows of theirs back.

use std::collections::BTreeSet;

use sync_contract::fail_point;
use sync_contract::statement;
use uuid::Uuid;

use crate::audit_chain::event::Event;
use crate::error::Result;
use crate::outbox::erasure;
use crate::store::device::DeviceRow;
use crate::store::erase;
use crate::store::file::immediate;
use crate::vault::{Vault, prover};
use crate::verify::erasures::erased_patients;

impl Vault {
    /// Returns the patients with data that may be left in this computer's file.
    pub fn unfinished_erasures(&self) -> Result<BTreeSet<Uuid>> {
        erasure::unfinished(&self.conn)
    }

    /// Erases again what another program put back of patients whose erasure was ordered. Where nothing is, which is
    /// nearly always, that costs one look-up an entity.
    pub(crate) fn erase_again(&mut self) -> Result<()> {
        let back = erasure::rows_are_back(&self.conn)?;
        if back.is_empty() {
            return Ok(());
        }
        if !self.erase_ordered(&back)?.is_empty() {
            tracing::warn!("another program put rows of erased patients back");
        }
        Ok(())
    }

    /// Erases those of the patients whose order is proved, since another program may have added ids, and returns them.
    fn erase_ordered(&mut self, patients: &BTreeSet<Uuid>) -> Result<BTreeSet<Uuid>> {
        let prover = prover(&self.facts, &self.keys, &self.tags, &self.proofs);
        let tx = immediate(&mut self.conn)?;
        let erased = &erased_patients(&tx, prover)? & patients;
        if !erased.is_empty() {
            let mut device = DeviceRow::load(&tx)?;
            erasure::erase(&tx, prover.verifier, &mut device.queue, &erased)?;
            device.save(&tx)?;
            tx.commit()?;
        }
        Ok(erased)
    }

    /// Overwrites what is left of erased patients, where anything may be, and confirms it in the audit log, which goes
    /// to the server. What cannot be done yet, because a page is being sent or another program reads the file, is done
    /// by the next sync or when the file is opened again.
    pub(crate) fn finish_erasures(&mut self) -> Result<()> {
        let patients = erasure::unfinished(&self.conn)?;
        if patients.is_empty() || erasure::is_sending(&self.conn)? {
            return Ok(());
        }
        fail_point::reach("vault.erasure.before_overwriting");
        let ids: Vec<_> = patients.iter().copied().collect();
        self.unstored.forget_patients(&ids);
        // a page that was being sent may have kept groups of theirs, and may have come to an end without an answer
        let proved = self.erase_ordered(&patients)?;
        self.files.remove_copies()?;
        // its statements and cached pages are of the file as it was
        self.apply_conn = None;
        if !erase::overwrite_deleted(&mut self.conn)? {
            return Ok(());
        }
        fail_point::reach("vault.erasure.before_confirming");
        for patient in patients {
            if proved.contains(&patient) {
                self.record(Event::new("confirm erasure", "erasure").of(patient))?;
            }
            self.conn
                .execute(statement!("erasures", "end"), [patient.as_bytes()])?;
        }
        Ok(())
    }
}
