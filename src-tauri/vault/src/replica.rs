//! The vault as a replica: what a sync drives without a user and without opening anything.
//!
//! A page and the position after it are one transaction, over a connection without foreign keys, because a page
//! may bring a child before its parent. At the head the references are checked.

mod ahead;
mod apply;
mod control;
mod durability;
mod fetched;
mod references;
mod restored;
mod server_clock;

use rusqlite::TransactionBehavior;
use sync_contract::messages::{
    AuditAnswer, AuditPush, DeviceReturn, FetchRows, FetchedRows, GivenNumber, InfoAnswer, Pull,
    PullPage, Push, PushAnswer, RowName, Token,
};
use sync_contract::protocol::{
    Applied, PullPosition, PushOutcome, Replica, ReplicaIdentity, Waiting,
};
use sync_contract::pull::Cursor;
use sync_contract::{Code, fail_point, statement};
use uuid::Uuid;

use crate::audit_chain::event::Event;
use crate::crypto::keystore::anchor::Anchor;
use crate::crypto::sign::Purpose;
use crate::error::{Error, Result};
use crate::outbox::page::PushChain;
use crate::outbox::{erasure, sent, waiting};
use crate::store::device::{DeviceRow, TAKE_NUMBER};
use crate::store::scope::Scope;
use crate::store::{columns, damage, quarantine};
use crate::vault::{Vault, erase_left, is_shut_out};

/// The years 2020 to 2119. A server that shows another time is wrong, and clocks that follow it never come back.
const SERVER_MS: std::ops::Range<u64> = 1_577_836_800_000..4_733_510_400_000;

impl Replica for Vault {
    type Error = Error;

    fn identity(&self) -> Result<ReplicaIdentity> {
        let device = DeviceRow::load(&self.conn)?;
        Ok(ReplicaIdentity {
            tenant: self.facts.tenant,
            device: device.id,
            device_number: device.number(),
        })
    }

    fn server_nonce(&mut self) -> Result<[u8; 32]> {
        Ok(self.env.random.bytes())
    }

    fn trust_server(&mut self, nonce: &[u8; 32], answer: &InfoAnswer) -> Result<bool> {
        self.prove_server(nonce, answer)
    }

    fn sign_token(&self, token: &Token) -> Result<[u8; 64]> {
        Ok(self
            .keys
            .device
            .sign(Purpose::Token, &token.signing_input()))
    }

    fn waiting(&self) -> Result<Waiting> {
        waiting::counts(&self.conn)
    }

    fn local_unix_ms(&self) -> u64 {
        self.env.clock.now_ms()
    }

    fn note_server_time(&mut self, server_unix_ms: u64, local_unix_ms: u64) -> Result<()> {
        if !SERVER_MS.contains(&server_unix_ms) {
            tracing::warn!(server_unix_ms, "the server's time is not believed");
            return Ok(());
        }
        self.server_ahead_ms = Some(
            server_unix_ms
                .cast_signed()
                .saturating_sub(local_unix_ms.cast_signed()),
        );
        self.note_server_clock(server_unix_ms, local_unix_ms)?;
        sent::forget_old(self)
    }

    fn next_push(&mut self) -> Result<Option<Push>> {
        crate::outbox::page::next_push(self)
    }

    fn apply_verdicts(&mut self, push: &Push, answer: &PushAnswer) -> Result<PushOutcome> {
        crate::outbox::verdicts::apply_answer(self, push, answer)
    }

    fn withdrawn(&self) -> Result<Vec<Uuid>> {
        let mut statement = self
            .conn
            .prepare_cached(statement!("outbox", "withdrawn"))?;
        let mut rows = statement.query([])?;
        let mut groups = Vec::new();
        while let Some(row) = rows.next()? {
            groups.extend(columns::id(row, 0)?);
        }
        Ok(groups)
    }

    fn note_withdrawn(&mut self, groups: &[Uuid]) -> Result<()> {
        let mut statement = self
            .conn
            .prepare_cached(statement!("outbox", "forget_withdrawn"))?;
        for group in groups {
            statement.execute([group.as_bytes()])?;
        }
        Ok(())
    }

    fn next_pull(&self) -> Result<PullPosition> {
        control::position(&self.conn)
    }

    fn pushed_to(&self) -> Result<Option<Cursor>> {
        Ok(PushChain::load(&self.conn)?.pushed_to)
    }

    fn note_pushed_to_known(&mut self, head: Cursor) -> Result<()> {
        control::forget_pushed_to(&self.conn, head)
    }

    fn apply(&mut self, pull: &Pull, page: &PullPage) -> Result<Applied> {
        self.require_room()?;
        self.opened.require()?;
        let now_us = self.now_us()?;
        let restored = self.server()?.and_then(|server| server.restored_at_us);
        let is_head = page.cursor == page.head;
        let is_first = is_head && self.is_new_program.get();
        let (conn, prover) = self.apply_connection()?;
        durability::of_page(conn, page)?;
        let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let revocation_received = control::run(&transaction, &page.control)?;
        let mut applied = Applied::default();
        let is_bootstrap = pull.bootstrap.is_some();
        let head = page.head.seq;
        let mut intake = apply::Intake::new(&transaction, prover, head, now_us, is_bootstrap)?;
        intake.notes_older = restored.is_none();
        applied.quarantined = intake.take(&page.rows)?;
        applied.rows = page.rows.len();
        if is_first {
            intake.take_declared()?;
        }
        intake.heal(is_head)?;
        let erased = std::mem::take(&mut intake.newly_erased);
        let asks_again = intake.asks_again;
        drop(intake);
        if !erased.is_empty() {
            let mut device = DeviceRow::load(&transaction)?;
            let lines = &mut device.queue;
            let went = erasure::erase(&transaction, prover.verifier, lines, &erased)?;
            applied.purged = went.values().filter(|code| **code == Code::Purged).count();
            device.save(&transaction)?;
        }
        references::look(&transaction, pull, page)?;
        // the server's word alone destroys nothing: an admin must have signed the revocation
        if revocation_received {
            let is_known = DeviceRow::load(&transaction)?.revoked;
            applied.revoked = control::revoke(&transaction, prover, now_us)?;
            if applied.revoked && !is_known {
                // a restored server may lack groups that it had accepted, and this device may have the last copy
                let mut device = DeviceRow::load(&transaction)?;
                sent::resend(&transaction, &mut device.queue, now_us)?;
                // no user can decide here about rejected groups: they go to the review at the server
                transaction.execute(statement!("outbox", "send_refused"), [])?;
                device.save(&transaction)?;
            }
        }
        control::advance(&transaction, pull, page)?;
        if asks_again {
            transaction.execute(statement!("backup", "forget_position"), [])?;
        }
        if is_first {
            control::ask_for_declared(&transaction)?;
        }
        if is_bootstrap && page.bootstrap.is_none() {
            let withheld = quarantine::withheld(&transaction)?;
            damage::count_all(&transaction, prover.verifier.tags, &withheld)?;
        }
        fail_point::reach("vault.pull.before_commit");
        transaction.commit()?;
        fail_point::reach("vault.pull.after_commit");
        if pull.bootstrap.is_some() && page.bootstrap.is_none() {
            durability::after_bootstrap(conn)?;
        }
        if is_first {
            self.is_new_program.set(false);
        }
        self.finish_erasures()?;
        Ok(applied)
    }

    fn rows_to_fetch(&self) -> Result<Vec<RowName>> {
        self.wanted_rows()
    }

    fn apply_fetched(&mut self, call: &FetchRows, fetched: &FetchedRows) -> Result<Applied> {
        self.take_fetched(call, fetched)
    }

    fn sync_to_disk(&mut self) -> Result<()> {
        let log = self.files.wal();
        let (conn, _) = self.apply_connection()?;
        durability::sync_log(conn, &log)
    }

    fn leave_clinic(&mut self, is_audit_refused: bool) -> Result<bool> {
        let waiting = self.waiting()?;
        // nothing is erased because of what the file says of this device: an admin must have signed it
        let device = DeviceRow::load(&self.conn)?;
        let is_revoked = device.revoked && is_shut_out(&self.conn, &self.chain()?, device.id)?;
        let is_audit_refused = is_audit_refused || !self.audit_put_off.is_empty();
        let audit_waits = waiting.audit_entries > 0 && !is_audit_refused;
        if !is_revoked || waiting.groups > 0 || audit_waits {
            return Ok(false);
        }
        self.erase_clinic()?;
        Ok(true)
    }

    fn needs_number(&self) -> Result<bool> {
        let device = DeviceRow::load(&self.conn)?;
        let accepted = device.accepted_anchor.as_deref();
        // the replaced file may have issued clocks under this number that are unknown here
        let was_replaced = accepted.and_then(Anchor::accepted_number) == Some(device.number());
        let now_ms = self.now_ms(&device);
        Ok(was_replaced || device.clocks_ahead_ms(now_ms).is_some())
    }

    fn name_number(&mut self, device_number: u32) -> Result<()> {
        let number = Uuid::from_u128(device_number.into());
        self.record(Event::new(TAKE_NUMBER, "device number").of(number))
    }

    fn highest_number(&self) -> Result<u32> {
        let next: u32 = self
            .conn
            .query_row(statement!("backup", "next_number"), [], |row| row.get(0))?;
        Ok(next.saturating_sub(1))
    }

    fn note_number(&mut self, given: &GivenNumber) -> Result<()> {
        self.note_given(given)
    }

    fn return_call(&self) -> Result<Option<DeviceReturn>> {
        Vault::return_call(self)
    }

    fn note_server_restored(&mut self) -> Result<()> {
        Vault::note_server_restored(self)
    }

    fn renumber(&mut self, device_number: u32) -> Result<()> {
        self.take_number(device_number)
    }

    fn retry(&mut self) -> Result<()> {
        self.finish_erasures()?;
        sent::retry(self)
    }

    fn next_audit_push(&mut self) -> Result<Option<AuditPush>> {
        crate::audit::push::next(self)
    }

    fn apply_audit_answer(&mut self, page: &AuditPush, answer: &AuditAnswer) -> Result<()> {
        crate::audit::push::apply_answer(self, page, answer)
    }

    fn refuse_audit(&mut self, page: &AuditPush) -> Result<bool> {
        crate::audit::push::refuse(self, page)
    }

    fn put_off_audit(&mut self, page: &AuditPush) -> Result<bool> {
        crate::audit::push::put_off(self, page)
    }
}

impl Vault {
    /// The users that have joined this device at the server, and the numbers of the compartments that they bring.
    pub fn scope(&self) -> Result<(Vec<Uuid>, Vec<u8>)> {
        let scope = Scope::of(&self.conn)?;
        // without a scope every user joins once more, which changes nothing
        Ok(scope.map_or_else(Default::default, |scope| (scope.users, scope.compartments)))
    }

    /// The keys are destroyed and the data erased: this device is the clinic's no more. The key store remembers that,
    /// so that a program that opens the file later erases what a kill left of it.
    fn erase_clinic(&mut self) -> Result<()> {
        Anchor::note_left(self.env.key_store.as_ref(), self.facts.vault)?;
        fail_point::reach("vault.leave.before_keys");
        self.unstored.clear();
        let (key_store, vault) = (self.env.key_store.as_ref(), self.facts.vault);
        erase_left(&self.files, &mut self.conn, key_store, vault)
    }
}

#[cfg(test)]
mod tests;
