//! A user who has signed in: their keys, what was granted to them, their rights. Dropped at lock, wiped with it.

pub(crate) mod cells;
pub(crate) mod grants;
pub(crate) mod snapshot;
mod validity;
pub(crate) mod workplace;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::Connection;
use sync_contract::ids::{FacilityId, UserId};
use sync_contract::roles_given::RolesGiven;
use sync_contract::trust::Entitlement;
use sync_contract::{Compartment, Right, statement};
use uuid::Uuid;

use crate::audit_chain::session::AuditSession;
use crate::crypto::keys::epoch::{AuditKeys, BlindKey, EpochKey};
use crate::crypto::keys::private::{RootKey, UserKeys};
use crate::crypto::password::{OpenedWrap, SignInSecret};
use crate::crypto::sign::VerifyKey;
use crate::error::Result;
use crate::session::snapshot::SnapshotSlot;
use crate::store::damage_log::DamageLog;
use crate::store::device::DeviceRow;
use crate::store::file_version::FileVersion;

pub struct Session {
    pub(crate) user: Uuid,
    pub(crate) keys: UserKeys,
    /// By the number of their key id.
    pub(crate) epochs: BTreeMap<u32, EpochKey>,
    pub(crate) audit_keys: Vec<AuditKeys>,
    /// Admins alone have it.
    pub(crate) root: Option<RootKey>,
    pub(crate) blind: HashMap<(u16, u16), BlindKey>,
    /// Of all roles, wherever they count.
    pub(crate) rights: BTreeSet<Right>,
    /// What the user's roles entitle them to, whether or not the keys have come.
    pub(crate) entitled: BTreeSet<Compartment>,
    /// What the user's roles give at which facility.
    pub(crate) given: RolesGiven,
    pub(crate) sign_in_secret: SignInSecret,
    /// What the password of the sign-in opened; none where no password did.
    pub(crate) opened_wrap: Option<OpenedWrap>,
    /// The keys under the code of the sign-in: until their user has chosen a password, the session may do nothing else.
    pub(crate) by_code: Option<Vec<u8>>,
    pub(crate) audit: RefCell<AuditSession>,
    /// Where it works, as its entries of the audit log say; none of all facilities.
    pub(crate) facility: Cell<Option<Uuid>>,
    /// Damage that reads have found, until the caller takes it.
    pub(crate) damage: DamageLog,
    /// While a page is read of one state of the file.
    pub(crate) snapshot: SnapshotSlot,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Session({})", self.user)
    }
}

impl Session {
    pub fn user(&self) -> UserId {
        UserId(self.user)
    }

    /// Returns who writes, and with which key.
    pub(crate) fn author(&self) -> (Uuid, VerifyKey) {
        (self.user, self.keys.public().verify)
    }

    /// From now on entries of the audit log say that the session works at this facility.
    pub fn note_facility(&self, facility: Option<FacilityId>) {
        self.facility.set(facility.map(|facility| facility.0));
    }

    /// Returns the facility at which the session was last known to work; none of all of them.
    pub fn facility(&self) -> Option<FacilityId> {
        self.facility.get().map(FacilityId)
    }

    /// Returns what the roles of this user give at which facility.
    pub fn roles_given(&self) -> &RolesGiven {
        &self.given
    }

    /// Returns the rights of a session that works at a facility, or at all of them. None in a session whose user has to
    /// choose a password.
    pub fn rights_at(&self, facility: Option<FacilityId>) -> BTreeSet<Right> {
        match self.must_choose_password() {
            true => BTreeSet::new(),
            false => self.given.rights_at(facility.map(|facility| facility.0)),
        }
    }

    /// Takes over what the user's roles give now.
    pub(crate) fn take_roles(&mut self, given: RolesGiven) {
        let Entitlement {
            rights,
            compartments,
        } = given.anywhere();
        (self.rights, self.entitled) = (rights, compartments);
        self.given = given;
    }

    /// Returns the rights of all roles, wherever they count. None in a session whose user has to choose a password.
    pub fn rights(&self) -> &BTreeSet<Right> {
        static NONE: BTreeSet<Right> = BTreeSet::new();
        match self.must_choose_password() {
            true => &NONE,
            false => &self.rights,
        }
    }

    /// Returns whether a role of this user has a right, wherever it counts.
    pub fn may(&self, right: Right) -> bool {
        self.rights().contains(&right)
    }

    /// Returns whether this user signed in with a code, and has to choose a password before anything else.
    pub fn must_choose_password(&self) -> bool {
        self.by_code.is_some()
    }

    /// Returns whether this user can open what lies in a compartment.
    pub fn has_key_of(&self, compartment: Compartment) -> bool {
        match compartment {
            Compartment::Audit => !self.audit_keys.is_empty(),
            other => self.newest(other).is_some(),
        }
    }

    /// Returns whether a role of this user has a compartment, be its key here or still to come. A key outlives the role
    /// that it came with.
    pub fn is_entitled_to(&self, compartment: Compartment) -> bool {
        self.entitled.contains(&compartment)
    }

    /// Compartments of the user's roles whose key has not arrived: the screen shows that it waits.
    pub fn waiting_for_keys(&self) -> Vec<Compartment> {
        let entitled = self.entitled.iter().copied();
        entitled
            .filter(|compartment| !self.has_key_of(*compartment))
            .collect()
    }

    /// Notes that a value was read whose key this user lacks, if their roles entitle them to it: what is shown in its
    /// place is not what was written. A value of a compartment that is not theirs is simply not theirs to see.
    pub(crate) fn note_lacking(&self, compartment: Compartment) {
        if self.entitled.contains(&compartment) {
            self.damage.note_lacking(compartment);
        }
    }

    /// Returns whether the private root key was granted to this user.
    pub fn is_admin(&self) -> bool {
        self.root.is_some()
    }

    /// Drops the keys of compartments that the user's roles do not entitle to.
    pub(crate) fn retain_entitled(&mut self) {
        let entitled = &self.entitled;
        self.epochs
            .retain(|_, key| entitled.contains(&key.key_id().compartment()));
        if !entitled.contains(&Compartment::Audit) {
            self.audit_keys.clear();
        }
        if !self.rights.contains(&Right::KeysGrant) {
            self.root = None;
        }
    }

    /// What the server asks for at sign-in; `Unlocked::sign_in_call` gives it out.
    pub(crate) fn sign_in_secret(&self) -> &[u8; 32] {
        self.sign_in_secret.as_bytes()
    }

    /// Returns the newest epoch key of this user: new values are sealed under it.
    pub(crate) fn newest(&self, compartment: Compartment) -> Option<&EpochKey> {
        let first = u32::from(compartment.number()) << 24;
        let last = first | crate::crypto::keys::epoch::EPOCH_MAX;
        self.epochs
            .range(first..=last)
            .next_back()
            .map(|(_, key)| key)
    }
}

/// What an action left: for as long as nothing else was written to the file, the next one need not read this device's
/// row and its author's again.
#[derive(Debug)]
pub(crate) struct LastAction {
    version: FileVersion,
    device: DeviceRow,
    author: (Uuid, VerifyKey),
}

impl LastAction {
    /// For what is left of an action whose device row was stored last. None where that row had to be repaired.
    pub fn of(
        conn: &Connection,
        device: &DeviceRow,
        author: (Uuid, VerifyKey),
    ) -> Result<Option<Self>> {
        if device.repair.is_some() {
            return Ok(None);
        }
        let mut device = device.clone();
        // storing it has counted, and so has each change of the sum
        let stored = statement!("device", "generation");
        device.generation = conn
            .prepare_cached(stored)?
            .query_row([], |row| row.get(0))?;
        Ok(Some(Self {
            version: FileVersion::of(conn)?,
            device,
            author,
        }))
    }

    /// Returns this device's row where it is as it was left, and whether its author then was this one.
    pub fn device(
        &self,
        conn: &Connection,
        author: (Uuid, VerifyKey),
    ) -> Result<Option<(DeviceRow, bool)>> {
        let is_same = self.version == FileVersion::of(conn)?;
        Ok(is_same.then(|| (self.device.clone(), self.author == author)))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::audit_chain::event::{Detail, Event};
    use crate::error::Error;
    use crate::testing::*;
    use crate::unlocked::Unlocked;

    fn is_as_left(unlocked: &Unlocked) -> bool {
        let last = unlocked.vault.last_action.borrow();
        let (conn, author) = (&unlocked.vault.conn, unlocked.session.author());
        let known = last
            .as_ref()
            .and_then(|last| last.device(conn, author).unwrap());
        known.is_some_and(|(_, is_same_author)| is_same_author)
    }

    #[test]
    fn what_an_action_left_is_known_until_anything_is_written() {
        let (machine, mut unlocked) = clinic();
        let id = register(&mut unlocked, "Okafor");
        assert!(is_as_left(&unlocked));
        let read = Event::new("export", "clinic");
        unlocked.record(read, &Detail::default()).unwrap();
        assert!(!is_as_left(&unlocked));

        register(&mut unlocked, "Tal");
        assert!(is_as_left(&unlocked));
        let failed: Result<(), Error> = unlocked.write("fail", |tx| {
            let id = tx.new_id();
            tx.insert(&patient(id, "Nobody"))?;
            Err(Error::NotFound)
        });
        failed.unwrap_err();
        assert!(!is_as_left(&unlocked));

        register(&mut unlocked, "Lind");
        assert!(is_as_left(&unlocked));
        let other = rusqlite::Connection::open(machine.database()).unwrap();
        let sql = "update patients set created_at = created_at + 1 where id = ?1";
        other.execute(sql, [id.0.as_bytes()]).unwrap();
        assert!(!is_as_left(&unlocked));
    }

    #[test]
    fn an_action_that_changes_the_sum_leaves_what_is_stored() {
        let (_machine, mut unlocked) = clinic();
        let counted = unlocked.write("register patient", |tx| -> Result<(), Error> {
            let id = tx.new_id();
            tx.insert(&patient(id, "Okafor"))?;
            tx.count_series_to("numbers", 1)
        });
        counted.unwrap();
        let last = unlocked.vault.last_action.borrow();
        let known = last.as_ref().unwrap().device.generation;
        let stored = DeviceRow::load(&unlocked.vault.conn).unwrap().generation;
        assert_eq!(known, stored);
    }
}
