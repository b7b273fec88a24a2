//! The one door for writes. What passes it is sealed, tagged, signed, queued and audited, or it does not pass.

mod change;
mod commit;
mod keys;
mod remove;
mod tx;
mod write;

pub use tx::Tx;

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use crate::audit::{Detail, Event};
use crate::device::DeviceRow;
use crate::error::Result;
use crate::queue::Gate;
use crate::queue::push::immediate;
use crate::session::Session;
use crate::vault::{Vault, prover, us};

/// What a transaction is opened with.
pub(crate) struct Door<'v> {
    pub vault: &'v mut Vault,
    pub session: &'v Session,
    pub gate: Gate,
    /// The rows with which a clinic begins are signed by the root key.
    pub setup: bool,
}

impl<'v> Door<'v> {
    /// Takes the write lock of the file, so that clock and audit number are ours until the end.
    ///
    /// Errors: `Revoked`, `KeysReplaced`, `Inactive`, `Altered`.
    pub fn open(self, name: &str) -> Result<Tx<'v>> {
        let vault = self.vault;
        // see `Vault::admin_signed_tag_key`
        let tag_secret = match self.gate {
            Gate::Open => vault.keys.current(),
            Gate::Applied | Gate::Pending => vault.keys.first(),
        };
        let prover = prover(&vault.facts, &vault.keys, &vault.tags, &vault.proofs);
        let sql = immediate(&mut vault.conn)?;
        let device = DeviceRow::load_for_use(&sql)?;
        if !self.setup {
            self.session.require_active(&sql, prover)?;
        }
        if self.gate == Gate::Pending {
            sql.execute_batch("savepoint admin_signed")?;
        }
        let now_ms = device.adjusted_ms(vault.env.clock.now_ms());
        let tag_key = vault
            .tags
            .get(&tag_secret.version())
            .expect("every version of the secret has its tag key");
        Ok(Tx {
            sql,
            session: self.session,
            secret: vault.keys.current(),
            device_keys: &vault.keys.device,
            recovery: &vault.facts.recovery,
            tag_key,
            clock: vault.env.clock.as_ref(),
            random: &mut vault.env.random,
            prover,
            tenant: vault.facts.tenant,
            device,
            now_ms,
            now_us: us(now_ms),
            gate: self.gate,
            setup: self.setup,
            action: Uuid::nil(),
            writes: Vec::new(),
            touched: HashMap::new(),
            last_id: None,
            rewritten: HashSet::new(),
            images: HashMap::new(),
            event: Event::new(name, ""),
            detail: Detail::default(),
            told: false,
        }
        .begun())
    }
}

#[cfg(test)]
mod tests;
