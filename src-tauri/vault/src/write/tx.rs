use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use sync_contract::change::VersionBytes;
use sync_contract::field::Time;
use sync_contract::ids::{PatientId, TenantId, UserId, new_id};
use sync_contract::pull::Cursor;
use sync_contract::statement;
use sync_contract::{CellWrite, Clock, Entity};
use uuid::Uuid;

use crate::audit::record::Renewal;
use crate::audit_chain::event::{Detail, Event};
use crate::crypto::keys::clinic::{ClinicSecret, TagKey};
use crate::crypto::keys::private::DeviceKeys;
use crate::crypto::keys::{ActivationToken, VerificationToken};
use crate::crypto::random::Random;
use crate::crypto::sign::{Purpose, SigningPair};
use crate::environment::WallClock;
use crate::error::Result;
use crate::outbox::enqueue::RowChanges;
use crate::outbox::queue::WriteKind;
use crate::read::reader::Reader;
use crate::read::stored::Stored;
use crate::session::{LastAction, Session};
use crate::store::damage::NewRows;
use crate::store::device::{DeviceRow, us};
use crate::store::drafts::UnstoredDrafts;
use crate::store::facts::Facts;
use crate::store::opened::OpenedFile;
use crate::vault::{Vault, prover};
use crate::verify::chain::Prover;

/// One action on its way, or several one after another. They become real at the end and not before.
pub struct WriteTx<'v> {
    pub(crate) sql: Transaction<'v>,
    pub(crate) session: &'v Session,
    pub(super) secret: &'v ClinicSecret,
    pub(crate) device_keys: &'v DeviceKeys,
    pub(crate) facts: &'v Facts,
    pub(super) tag_key: &'v TagKey,
    pub(super) clock: &'v dyn WallClock,
    pub(crate) random: &'v mut Random,
    pub(crate) prover: Prover<'v>,
    pub(super) tenant: Uuid,
    pub(crate) device: DeviceRow,
    pub(super) opened: &'v OpenedFile,
    pub(super) last_action: &'v RefCell<Option<LastAction>>,
    pub(super) now_ms: u64,
    pub(crate) now_us: i64,
    pub(super) kind: WriteKind,
    /// Of the view on which a patient's deletion was decided.
    pub(super) cursor: Option<Cursor>,
    pub(super) setup: bool,
    /// Signs the groups in the author's stead: the recovery key, where it gives them new keys.
    pub(crate) group_pair: Option<SigningPair>,
    pub(super) action: Uuid,
    pub(super) writes: Vec<CellWrite>,
    /// What the next cell replaces by its bytes.
    pub(crate) replaced_bytes: Vec<VersionBytes>,
    /// In which order rows were first touched.
    pub(super) touched: HashMap<(u16, Uuid), usize>,
    pub(super) last_id: Option<Uuid>,
    /// Rows that were touched again after others.
    pub(super) rewritten: HashSet<(u16, Uuid)>,
    pub(super) changes: RowChanges,
    pub(super) new_rows: NewRows,
    pub(super) event: Event,
    pub(super) detail: Detail,
    /// Whether the action is audited even without a write.
    pub(super) is_audited: bool,
    pub(super) unstored: &'v mut UnstoredDrafts,
    /// Drafts that go when this is on the disk, those that wait in memory, too.
    pub(super) dropped_drafts: Vec<(u16, Uuid)>,
}

impl std::fmt::Debug for WriteTx<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tx({}, {} cells)", self.action, self.writes.len())
    }
}

impl WriteTx<'_> {
    /// Begins an action, after the one before it has ended. Ids go on in their order.
    pub(super) fn begin_action(&mut self, name: &str) {
        self.action = Uuid::from_bytes(self.random.bytes());
        self.cursor = None;
        self.writes.clear();
        self.replaced_bytes.clear();
        self.touched.clear();
        self.rewritten.clear();
        self.changes = RowChanges::default();
        self.new_rows = NewRows::default();
        self.event = Event::new(name, "");
        self.detail = Detail::default();
        self.is_audited = false;
    }

    /// Checked under the write lock, since another program may have written meanwhile.
    ///
    /// # Errors
    /// `AdminSignedPending`.
    pub(crate) fn check_may_begin(&self) -> Result<()> {
        crate::outbox::admin_signed::check_may_begin(&self.sql, self.kind)
    }

    /// The id that the groups of this action share.
    pub fn action(&self) -> Uuid {
        self.action
    }

    /// The moment of this action, by the server's clock as far as it is known.
    pub fn now(&self) -> Time {
        Time(self.now_us)
    }

    pub fn user(&self) -> UserId {
        self.session.user()
    }

    pub fn tenant(&self) -> TenantId {
        TenantId(self.tenant)
    }

    pub fn device_number(&self) -> u32 {
        self.device.number()
    }

    pub fn session(&self) -> &Session {
        self.session
    }

    /// Time-ordered, and within an action in the order of their making: its rows come last in every index of ids.
    pub fn new_id<I: From<Uuid>>(&mut self) -> I {
        let step = u32::from_be_bytes(self.random.bytes());
        let next = self.last_id.and_then(|last| after(last, step));
        let id = next.unwrap_or_else(|| new_id(self.now_ms, self.random.bytes()));
        self.last_id = Some(id);
        id.into()
    }

    /// Returns the two new tokens of an invitation to a portal.
    pub fn invitation_tokens(&mut self) -> (ActivationToken, VerificationToken) {
        (
            ActivationToken::generate(self.random),
            VerificationToken::generate(self.random),
        )
    }

    /// Reads what this action has written so far, too.
    pub fn read(&self) -> Reader<'_> {
        Reader {
            conn: &self.sql,
            session: self.session,
            tenant: self.tenant,
            prover: self.prover,
            clock: self.clock,
        }
    }

    pub fn get<E: Entity>(&self, id: E::Id) -> Result<Option<Stored<E>>> {
        self.read().get(id)
    }

    /// Changes the audit entry of this action; by default it names the first row that was written.
    pub fn audit(&mut self, event: impl FnOnce(Event) -> Event) {
        self.event = event(std::mem::replace(&mut self.event, Event::new("", "")));
        self.is_audited = true;
    }

    /// Names the patient of this action in its audit entry, where no row that it writes does.
    pub fn is_about(&mut self, patient: PatientId) {
        self.event.patient.get_or_insert(patient.0);
    }

    /// Leaves all values that were written so far out of the audit entry: which cells they are in stays.
    pub fn leave_out_values(&mut self) {
        for change in &mut self.detail.changes {
            (change.before, change.after) = (None, None);
        }
    }

    /// Adds words to the sealed part of the audit entry.
    pub fn remark(&mut self, words: &str) {
        if !self.detail.remark.is_empty() {
            self.detail.remark.push('\n');
        }
        self.detail.remark.push_str(words);
    }

    /// Signs with this user's own key. The input begins with the label of its purpose.
    pub fn sign(&self, purpose: Purpose, input: &[u8]) -> [u8; 64] {
        self.session.keys.sign(purpose, input)
    }

    pub(crate) fn delete_draft(&mut self, entity: u16, row: Uuid) -> Result<()> {
        self.sql.execute(
            statement!("drafts", "delete"),
            rusqlite::params![self.session.user.as_bytes(), entity, row.as_bytes()],
        )?;
        self.dropped_drafts.push((entity, row));
        Ok(())
    }

    pub(super) fn issue(&mut self, overwritten: Option<Clock>) -> Clock {
        self.device.clock.issue(self.now_ms, overwritten)
    }
}

/// What a transaction is opened with.
pub(crate) struct Begin<'v> {
    pub vault: &'v mut Vault,
    pub session: &'v Session,
    pub kind: WriteKind,
    /// The rows with which a clinic begins are signed by the root key.
    pub setup: bool,
}

impl<'v> Begin<'v> {
    /// Takes the write lock of the file, so that clock and audit number are ours until the end.
    ///
    /// # Errors
    /// `Revoked`, `KeysReplaced`, `Inactive`, `Altered`.
    pub fn open(self, name: &str) -> Result<WriteTx<'v>> {
        let vault = self.vault;
        // see `Vault::admin_signed_tag_key`
        let tag_secret = match self.kind {
            WriteKind::Plain => vault.keys.current(),
            WriteKind::AdminSigned | WriteKind::AdminSignedPending => vault.keys.first(),
        };
        let prover = prover(&vault.facts, &vault.keys, &vault.tags, &vault.proofs);
        vault.env.random.stir()?;
        vault.anchor_is_due.set(true);
        let (mut sql, (mut device, mut is_active)) =
            begin(&vault.conn, &vault.last_action, self.session)?;
        if !self.setup {
            if self.session.audit.borrow().device() != device.number() {
                // the sync, or another program, has asked for another number since
                drop(sql);
                let mut random = vault.env.random.split();
                Renewal::new(vault, self.session)?.carry_out(&mut random)?;
                (sql, (device, is_active)) = begin(&vault.conn, &vault.last_action, self.session)?;
            }
            if !is_active {
                self.session.require_active(&sql, prover)?;
            }
        }
        if self.kind == WriteKind::AdminSignedPending {
            sql.execute_batch("savepoint admin_signed")?;
        }
        let now_ms = device.adjusted_ms(vault.env.clock.now_ms());
        let tag_key = vault
            .tags
            .get(&tag_secret.version())
            .expect("every version of the secret has its tag key");
        let mut tx = WriteTx {
            sql,
            session: self.session,
            secret: vault.keys.current(),
            device_keys: &vault.keys.device,
            facts: &vault.facts,
            tag_key,
            clock: vault.env.clock.as_ref(),
            random: &mut vault.env.random,
            prover,
            tenant: vault.facts.tenant,
            device,
            opened: &vault.opened,
            last_action: &vault.last_action,
            now_ms,
            now_us: us(now_ms),
            kind: self.kind,
            cursor: None,
            setup: self.setup,
            group_pair: None,
            action: Uuid::nil(),
            writes: Vec::new(),
            replaced_bytes: Vec::new(),
            touched: HashMap::new(),
            last_id: None,
            rewritten: HashSet::new(),
            changes: RowChanges::default(),
            new_rows: NewRows::default(),
            event: Event::new("", ""),
            detail: Detail::default(),
            is_audited: false,
            unstored: &mut vault.unstored,
            dropped_drafts: Vec::new(),
        };
        tx.begin_action(name);
        Ok(tx)
    }
}

/// Returns a transaction with this device's row, and whether the session's user is known to be active.
fn begin<'v>(
    conn: &'v Connection,
    last_action: &RefCell<Option<LastAction>>,
    session: &Session,
) -> Result<(Transaction<'v>, (DeviceRow, bool))> {
    let sql = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
    let known = match &*last_action.borrow() {
        Some(last) => last.device(&sql, session.author())?,
        None => None,
    };
    let begun = match known {
        Some(known) => known,
        None => (DeviceRow::load_for_use(&sql)?, false),
    };
    Ok((sql, begun))
}

/// The id so many steps and one after another of the same millisecond; none where its random bits come to their end.
fn after(last: Uuid, step: u32) -> Option<Uuid> {
    const RANDOM: u128 = (1 << 62) - 1;
    let step = u128::from(step) + 1;
    let has_room = (last.as_u128() & RANDOM) + step <= RANDOM;
    has_room.then(|| Uuid::from_u128(last.as_u128() + step))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_ids_of_an_action_follow_each_other_and_stay_ids_of_their_moment() {
        let first = new_id(1_795_132_800_000, [0xa5; 10]);
        let next = after(first, u32::MAX).unwrap();
        assert!(next > first);
        assert_eq!(next.get_version_num(), 7);
        assert_eq!(next.get_variant(), first.get_variant());
        assert_eq!(next.as_bytes()[..8], first.as_bytes()[..8]);
        assert_eq!(after(new_id(1, [0xff; 10]), 0), None);
    }
}
