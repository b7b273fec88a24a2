//! A vault with a signed-in user: it reads by `&self` and writes by `&mut self` in write transactions.

use std::cell::RefCell;
use std::collections::BTreeSet;

use sync_contract::ids::{PatientId, UserId};
use sync_contract::{Compartment, Descriptor};

use crate::crypto::random::Random;
use crate::session::Session;
use crate::store::damage_log::Damage;
use crate::vault::Vault;

#[derive(Debug)]
pub struct Unlocked {
    pub(crate) vault: Vault,
    pub(crate) session: Session,
    /// For the audit entries of reads.
    pub(crate) aside: RefCell<Random>,
}

impl Unlocked {
    pub(crate) fn new(mut vault: Vault, session: Session) -> Self {
        let aside = vault.env.random.split();
        Self {
            vault,
            session,
            aside: RefCell::new(aside),
        }
    }

    /// Drops every key. Drafts were sealed when they were saved.
    pub fn lock(mut self) -> Vault {
        self.vault.store_drafts_at_last();
        self.vault.note_anchor();
        self.vault
    }

    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    pub fn vault_mut(&mut self) -> &mut Vault {
        &mut self.vault
    }

    /// Returns what was read since it was last asked and could not be shown, as it is not what was written.
    pub fn take_damage(&self) -> Vec<Damage> {
        self.session.damage.take()
    }

    /// Returns the compartments of what was read since it was last asked and could not be opened, since a key that this
    /// user's roles entitle them to has not come.
    pub fn take_lacking(&self) -> BTreeSet<Compartment> {
        self.session.damage.take_lacking()
    }

    /// Returns whether any row of an entity could not be read as it was written, and leaves it to be asked for again.
    pub fn is_damaged(&self, descriptor: &Descriptor) -> bool {
        let all = self.session.damage.all();
        all.iter().any(|damage| damage.entity == descriptor.number)
    }

    /// Returns what of one patient could not be read, and leaves it to be asked for again.
    pub fn damage_of(&self, patient: PatientId) -> Vec<Damage> {
        let mut all = self.session.damage.all();
        all.retain(|damage| damage.patient == Some(patient.0));
        all
    }

    pub fn session(&self) -> &Session {
        &self.session
    }

    pub fn user(&self) -> UserId {
        self.session.user()
    }
}
