use rusqlite::Connection;
use sync_contract::pull::RowState;
use sync_contract::{Clock, Descriptor};
use uuid::Uuid;

use crate::crypto::sign::VerifyKey;
use crate::error::{Error, Result};
use crate::store::rows;
use crate::verify::admin_signed::Trust;
use crate::verify::cells::Verifier;
use crate::verify::proofs::Proofs;

/// What the proof of an admin-signed row of this file needs, none of which is read from the file.
#[derive(Clone, Copy)]
pub(crate) struct Prover<'a> {
    pub verifier: Verifier<'a>,
    pub root: VerifyKey,
    pub proofs: &'a Proofs,
}

impl<'a> Prover<'a> {
    /// The chain as the file has it now.
    pub fn over(self, conn: &Connection) -> Result<Chain<'a>> {
        Ok(Chain {
            verifier: self.verifier,
            trust: Trust::load(conn, self.verifier, self.root, self.proofs)?,
        })
    }
}

/// Proves an admin-signed row before it is used: keys are sealed to it, rights or a device follow from it.
pub(crate) struct Chain<'a> {
    verifier: Verifier<'a>,
    trust: Trust,
}

impl Chain<'_> {
    /// # Errors
    /// `Altered` for a row that is not what its signers wrote.
    pub fn prove(&self, row: &RowState) -> Result<()> {
        match self.is_proved(row) {
            true => Ok(()),
            false => Err(Error::Altered),
        }
    }

    pub fn is_proved(&self, row: &RowState) -> bool {
        self.trust.is_proved(&self.verifier, row)
    }

    /// A stored row that is proved, none where there is none.
    ///
    /// # Errors
    /// `Altered`.
    pub fn row(
        &self,
        conn: &Connection,
        descriptor: &'static Descriptor,
        id: Uuid,
    ) -> Result<Option<RowState>> {
        let row = match rows::load(conn, descriptor, id) {
            Err(Error::Malformed(_) | Error::Damaged) => return Err(Error::Altered),
            row => row?,
        };
        row.map(|row| self.prove(&row).map(|()| row)).transpose()
    }

    /// The admins whose appointments all lie after a clock.
    pub fn appointed_after(&self, at: Clock) -> Vec<Uuid> {
        self.trust.appointed_after(at)
    }

    /// The public keys under which this user may have signed at that time.
    pub fn keys_at(&self, user: Uuid, at_us: i64) -> Vec<VerifyKey> {
        self.trust.keys_at(user, at_us)
    }
}
