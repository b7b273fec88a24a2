//! Signers of rows, by the verified trust chain.

use sync_contract::Purpose;
use sync_contract::field::Time;
use sync_contract::ids::UserId;

use crate::error::Result;
use crate::read::reader::Reader;
use crate::verify::chain::Chain;
use crate::verify::proofs::Proofs;

/// The signing keys of every user, as the chain from the root key proves them; never those of a plain `users` row,
/// which an attacker with the file can change. No other way leads from a user to a key outside of this crate.
pub struct Signers<'a> {
    chain: Chain<'a>,
    proofs: &'a Proofs,
}

impl std::fmt::Debug for Signers<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signers(..)")
    }
}

impl<'a> Reader<'a> {
    /// Reads the chain once, for any number of signatures.
    pub fn signers(&self) -> Result<Signers<'a>> {
        Ok(Signers {
            chain: self.prover.over(self.conn)?,
            proofs: self.prover.proofs,
        })
    }
}

impl Signers<'_> {
    /// Returns whether a key that was this user's at that time made the signature.
    pub fn has_signed(
        &self,
        user: UserId,
        at: Time,
        purpose: Purpose,
        input: &[u8],
        signature: &[u8],
    ) -> bool {
        let Ok(signature) = <[u8; 64]>::try_from(signature) else {
            return false;
        };
        let keys = self.chain.keys_at(user.0, at.0);
        keys.iter()
            .any(|key| self.proofs.confirm(key, purpose, input, &signature))
    }
}
