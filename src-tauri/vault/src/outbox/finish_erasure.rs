//! Ends what an erasure began: overwrites what is left of the patients in the file, and says so in the audit log.

use sync_contract::fail_point;
use sync_contract::statement;

use crate::audit_chain::event::Event;
use crate::error::Result;
use crate::outbox::erasure;
use crate::store::erase;
use crate::vault::Vault;
use crate::verify::erasures::erased_patients;

impl Vault {
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
        self.files.remove_copies()?;
        // its statements and cached pages are of the file as it was
        self.apply_conn = None;
        if !erase::overwrite_deleted(&mut self.conn)? {
            return Ok(());
        }
        fail_point::reach("vault.erasure.before_confirming");
        let proved = erased_patients(&self.conn, self.prover())?;
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
