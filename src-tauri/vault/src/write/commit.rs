use std::collections::HashSet;

use sync_contract::catalog::{Patient, erased_by};
use sync_contract::merge::{apply_consequences, changed_rows};
use sync_contract::{Catalog, CellWrite, Entity, RowKey, fail_point, statement};
use uuid::Uuid;

use crate::audit_chain;
use crate::audit_chain::event::Event;
use crate::audit_chain::retention::retention_us;
use crate::crypto::sign::Purpose;
use crate::error::{Error, Result};
use crate::outbox::enqueue::{Outgoing, RowChange};
use crate::outbox::queue::WriteKind;
use crate::outbox::{admin_signed, erasure};
use crate::session::LastAction;
use crate::store::{columns, row_tag, siblings};
use crate::write::tx::WriteTx;

impl WriteTx<'_> {
    /// Queue, audit entry, clock, and then the disk. Returns whether anything was written.
    pub(crate) fn commit(mut self) -> Result<bool> {
        let wrote = !self.writes.is_empty();
        if self.end_action()? {
            self.commit_actions()?;
        }
        Ok(wrote)
    }

    /// Queue and audit entry of the action. Returns whether there is anything to commit.
    pub(super) fn end_action(&mut self) -> Result<bool> {
        let is_any = !self.writes.is_empty() || self.is_audited;
        if is_any {
            self.enqueue_and_audit()?;
        }
        Ok(is_any)
    }

    /// Clock and audit chain of the actions that have ended, and then the disk.
    pub(super) fn commit_actions(self) -> Result<()> {
        self.device.save(&self.sql)?;
        // what an admin signs may be about the author
        let is_plain = self.kind == WriteKind::Plain && !self.setup;
        let left = match is_plain {
            true => LastAction::of(&self.sql, &self.device, self.session.author())?,
            false => None,
        };
        let last_action = self.last_action;
        self.commit_stored()?;
        last_action.replace(left);
        Ok(())
    }

    /// Puts the writes into the queue and the action into the audit log; what is left is this device's own row.
    pub(crate) fn enqueue_and_audit(&mut self) -> Result<()> {
        let wrote = !self.writes.is_empty();
        if self.kind == WriteKind::AdminSignedPending {
            // the rows were written so that the action could read them back; they take effect when the server accepts
            // them
            self.sql
                .execute_batch("rollback to admin_signed; release admin_signed")?;
        } else {
            self.new_rows.count(&self.sql)?;
        }
        if self.kind == WriteKind::Plain {
            self.apply_consequences()?;
        }
        self.order_by_row();
        let (session, pair) = (self.session, self.group_pair.as_ref());
        let outgoing = Outgoing {
            name: &self.event.action,
            tenant: self.tenant,
            action: self.action,
            author: session.user,
            device: self.device.number(),
            kind: self.kind,
            cursor: self.cursor,
            now_us: self.now_us,
            sign: &|input| match pair {
                Some(pair) => pair.sign(Purpose::Group, input),
                None => session.keys.sign(Purpose::Group, input),
            },
        };
        let lines = &mut self.device.queue;
        let first_line = lines.last() + 1;
        outgoing.enqueue(&self.sql, lines, self.random, &self.writes, &self.changes)?;
        let lines = first_line..=lines.last();
        if self.kind == WriteKind::AdminSigned {
            // with a server, when it has accepted the order
            let erased = self.writes.iter().filter_map(erased_by).collect();
            let verifier = self.prover.verifier;
            erasure::erase(&self.sql, verifier, &mut self.device.queue, &erased)?;
        }
        self.leave_out_other_patients();
        if self.event.resource.is_empty() {
            "clinic".clone_into(&mut self.event.resource);
        }
        self.event.facility = session.facility.get();
        self.event.retention_us = retention_us(&self.sql, self.prover.verifier)?;
        let sealed = session
            .audit
            .borrow()
            .seal(&self.event, &self.detail, self.random)?;
        let number = session.audit.borrow().key.number();
        let event = std::mem::replace(&mut self.event, Event::new("", ""));
        let entry = event.entry(self.now_us, Some(session.user), number, sealed);
        if self.kind == WriteKind::AdminSignedPending && wrote {
            admin_signed::remember(&self.sql, self.action, lines, &entry)?;
        } else {
            audit_chain::append(&self.sql, &mut self.device, self.device_keys, entry)?;
        }
        Ok(())
    }

    /// An audit entry has the values of one patient, whom it names: it is with them that its body is erased.
    fn leave_out_other_patients(&mut self) {
        let patient = |write: &CellWrite| {
            let own = write.entity == Patient::DESCRIPTOR.number;
            write.patient.or(own.then_some(write.row))
        };
        let about = self.event.patient;
        let of_others = self.writes.iter().filter(|write| {
            let patient = patient(write);
            patient.is_some() && patient != about
        });
        let others: HashSet<RowKey> = of_others.map(|write| write.row_key()).collect();
        for change in &mut self.detail.changes {
            if others.contains(&(change.entity, change.row)) {
                (change.before, change.after) = (None, None);
            }
        }
    }

    /// Clock and audit chain of this device, and then the disk.
    pub(crate) fn commit_device(self) -> Result<()> {
        self.device.save(&self.sql)?;
        self.commit_stored()
    }

    fn commit_stored(self) -> Result<()> {
        fail_point::reach("vault.write.before_commit");
        let Self {
            sql,
            session,
            unstored,
            dropped_drafts,
            opened,
            ..
        } = self;
        opened.require()?;
        sql.commit()?;
        for (entity, row) in dropped_drafts {
            unstored.forget(session.user, entity, row);
        }
        fail_point::reach("vault.write.after_commit");
        Ok(())
    }

    /// Returns the writes, for a group that is sent by itself; nothing is stored.
    pub(crate) fn into_writes(self) -> Vec<CellWrite> {
        self.writes
    }

    /// Shows what the writes mean for rows that they do not write: siblings that are released, a deleted patient who is
    /// charted on.
    fn apply_consequences(&mut self) -> Result<()> {
        let mut keys: Vec<RowKey> = self.writes.iter().flat_map(changed_rows).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            if key.0 == Patient::DESCRIPTOR.number && !self.is_deleted(key.1)? {
                continue;
            }
            let Some(mut before) = siblings::load_full(&self.sql, key.0, key.1)? else {
                continue;
            };
            self.prover.verifier.retain_tagged_siblings(&mut before);
            let mut shown = before.clone();
            let descriptor = Catalog::by_number(key.0);
            if apply_consequences(&mut shown, descriptor, &self.writes) {
                let tags = self.prover.verifier.tags;
                let columns = descriptor.map(columns::of);
                let is_intact = |columns| row_tag::is_intact(&self.sql, tags, columns, key.1);
                let edited = columns.map(|columns| Ok::<_, Error>((columns, is_intact(columns)?)));
                siblings::store_full(&self.sql, self.tenant, shown, Some(&before), true)?;
                if let Some((columns, false)) = edited.transpose()? {
                    row_tag::leave_untagged(&self.sql, columns, key.1)?;
                }
                let change = self.changes.rows.entry(key).or_insert(RowChange {
                    before: Some(before),
                    ..RowChange::default()
                });
                change.is_consequence = true;
            }
        }
        Ok(())
    }

    fn is_deleted(&self, patient: Uuid) -> Result<bool> {
        let sql = statement!("patients", "is_deleted");
        let mut statement = self.sql.prepare_cached(sql)?;
        Ok(statement.query_row([patient.as_bytes()], |row| row.get(0))?)
    }

    /// A row that was touched again after others goes with its first writes, so that a group has it once.
    fn order_by_row(&mut self) {
        if self.rewritten.is_empty() {
            return;
        }
        let touched = &self.touched;
        self.writes.sort_by_key(|write| {
            let order = touched.get(&write.row_key()).copied().unwrap_or(usize::MAX);
            (order, write.state.cell)
        });
    }
}
