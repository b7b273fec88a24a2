//! Applies pulled rows: each cell is verified before it replaces anything.

use std::collections::{BTreeSet, HashSet};

use rusqlite::Connection;
use sync_contract::catalog::{Erasure, Patient, User};
use sync_contract::entity::CREATED;
use sync_contract::merge::{sort_siblings, take_pulled_but};
use sync_contract::pull::RowState;
use sync_contract::statement;
use sync_contract::trust::{concerns_trust, replaces_recovery_key};
use sync_contract::{Catalog, CellState, Descriptor, Entity};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::outbox::shadow;
use crate::outbox::shadow::{QueuedOfRow, Shadow};
use crate::outbox::show::Groups;
use crate::replica::ahead;
use crate::replica::apply::additions::Additions;
use crate::store::lacking::VersionId;
use crate::store::quarantine::{QuarantineReason, QuarantinedCell};
use crate::store::{damage, lacking, quarantine, rows, siblings};
use crate::verify::admin_signed::{Trust, weakens_password};
use crate::verify::cells::Verifier;
use crate::verify::chain::{Prover, note_overtaken};
use crate::verify::erasures::{erased_patients, is_of, patient_of};

mod additions;
mod lacking_versions;
mod withheld;

/// Applies the rows that one transaction stores.
pub(super) struct Intake<'a> {
    conn: &'a Connection,
    verifier: Verifier<'a>,
    prover: Prover<'a>,
    now_us: i64,
    /// Read at the first admin-signed row, and again after one that changes it.
    trust: Option<Trust>,
    /// Set since quarantined cells were last tried again.
    trust_changed: bool,
    non_empty: Holdings,
    additions: Additions<'a>,
    /// The newest sequence number when the server read the page.
    head: u64,
    /// Waiting groups that were decoded.
    groups: Groups<'a>,
    /// Patients with rows in groups of the queue, once they were read.
    patients: Option<HashSet<Uuid>>,
    /// Versions that the server lacked before it sent these rows.
    lacking: HashSet<VersionId>,
    /// Erased patients: none of their rows is applied, from any device.
    erased: BTreeSet<Uuid>,
    /// Whether an earlier version in the place of a later one is noted. A server that was restored sends many of them,
    /// and says that it was restored.
    pub notes_older: bool,
    /// A version became valid in the place of one that came as its sibling: the server is asked again for what it has.
    pub asks_again: bool,
    /// Those of them whose order this transaction brings.
    pub newly_erased: BTreeSet<Uuid>,
}

/// Which of the additional tables have any rows: most pulled rows need none of them.
struct Holdings {
    foreign: bool,
    siblings: bool,
    quarantined: bool,
    queue: bool,
}

impl Holdings {
    fn load(conn: &Connection) -> Result<Self> {
        let any = |sql: &str| conn.prepare_cached(sql)?.query_row([], |row| row.get(0));
        Ok(Self {
            foreign: any(statement!("replica", "any_unknown"))?,
            siblings: any(statement!("replica", "any_siblings"))?,
            quarantined: any(statement!("quarantine", "any"))?,
            queue: any(statement!("replica", "any_waiting"))?,
        })
    }
}

impl<'a> Intake<'a> {
    /// `is_bootstrap`: the rows are counted page by page, and those of new patients at the end of the first download.
    pub fn new(
        conn: &'a Connection,
        prover: Prover<'a>,
        head: u64,
        now_us: i64,
        is_bootstrap: bool,
    ) -> Result<Self> {
        Ok(Self {
            conn,
            verifier: prover.verifier,
            prover,
            now_us,
            trust: None,
            trust_changed: false,
            non_empty: Holdings::load(conn)?,
            additions: Additions::new(conn, is_bootstrap)?,
            head,
            groups: Groups::new(prover.verifier),
            patients: None,
            lacking: lacking::ids(conn)?,
            erased: erased_patients(conn, prover)?,
            notes_older: false,
            asks_again: false,
            newly_erased: BTreeSet::new(),
        })
    }

    /// Applies rows of the server. Returns how many of their cells were quarantined.
    pub fn take(&mut self, rows: &[RowState]) -> Result<usize> {
        let mut quarantined = 0;
        ahead::check(self.verifier, rows, |row, is_plain| {
            quarantined += self.take_row(row, is_plain)?;
            Ok(())
        })?;
        self.additions.count()?;
        if std::mem::take(&mut self.additions.has_changes) {
            rows::forget_changes(self.conn)?;
        }
        Ok(quarantined)
    }

    /// `is_plain`: all cells are declared and verified, without siblings.
    fn take_row(&mut self, row: &RowState, is_plain: bool) -> Result<usize> {
        if !self.erased.is_empty() && is_of(&self.erased, row) {
            tracing::warn!(entity = row.entity, row = %row.row, "the server sends a row of an erased patient");
            return Ok(0);
        }
        if !is_in_order(row) {
            return self.refuse(row);
        }
        // nearly every row of a bootstrap: there is nothing to merge then
        let has_extra_rows = self.non_empty.foreign || self.non_empty.quarantined;
        let may_wait = self.non_empty.queue
            && (is_deleted_patient(row) || shadow::is_queued(self.conn, row.row)?);
        if is_plain
            && !has_extra_rows
            && !may_wait
            && self.additions.add(self.verifier.tenant, row)?
        {
            return Ok(0);
        }
        if !self.additions.is_bootstrap {
            self.additions.count()?;
        }
        self.take_part(row.clone(), true)
    }

    /// Nothing of a malformed row is used, not even the list of its siblings.
    fn refuse(&mut self, row: &RowState) -> Result<usize> {
        if self.non_empty.quarantined {
            quarantine::forget_row(self.conn, row.entity, row.row)?;
        }
        let cells = row.cells.iter().map(|cell| (cell, false));
        for (state, is_sibling) in cells.chain(row.siblings.iter().map(|sibling| (sibling, true))) {
            let quarantined = QuarantinedCell {
                entity: row.entity,
                row: row.row,
                patient: row.patient,
                is_sibling,
                reason: QuarantineReason::Shape,
                state: state.clone(),
                quarantined_at_us: self.now_us,
            };
            quarantine::quarantine(self.conn, &quarantined)?;
            self.non_empty.quarantined = true;
        }
        Ok(row.cells.len() + row.siblings.len())
    }

    /// Tries what was quarantined for want of a key or an appointment once more, as long as that brings anything in.
    ///
    /// Without a change of those it is tried at the head alone, where a new clinic secret may have come meanwhile.
    pub fn heal(&mut self, at_head: bool) -> Result<()> {
        let mut again = at_head;
        while (std::mem::take(&mut self.trust_changed) || again) && self.non_empty.quarantined {
            again = false;
            for row in quarantine::that_may_heal(self.conn)? {
                self.take_part(row, false)?;
            }
        }
        Ok(())
    }

    /// Applies what an earlier version of this program did not know: cells that it stored as they came, and those whose
    /// values or seals it did not allow. What this one does not allow either is quarantined again.
    pub fn take_declared(&mut self) -> Result<()> {
        let mut rows = Vec::new();
        if self.non_empty.foreign {
            rows.extend(siblings::take_declared(self.conn)?);
        }
        if self.non_empty.quarantined {
            rows.extend(quarantine::take_declared(self.conn)?);
        }
        for row in rows {
            match is_in_order(&row) {
                true => self.take_part(row, false)?,
                false => self.refuse(&row)?,
            };
        }
        Ok(())
    }

    fn take_part(&mut self, mut row: RowState, is_full: bool) -> Result<usize> {
        let (entity, id) = (row.entity, row.row);
        let descriptor = Catalog::by_number(entity);
        let known = match self.non_empty.quarantined && is_full {
            true => quarantine::known_of(self.conn, entity, id)?,
            false => quarantine::Known::default(),
        };
        if is_full && row.cells.is_empty() && row.siblings.is_empty() {
            let is_counted = known.is_withheld || known.is_damaged;
            return self.note_unreadable(descriptor, &row, is_counted);
        }
        let mut local = self.load_readable(descriptor, &row)?;
        let was_here = known.is_damaged || known.is_withheld || self.additions.is_again;
        // what another program edited heals by what the server has; it must get no tag of ours with it
        let is_tagged = local
            .as_mut()
            .is_none_or(|local| self.verifier.retain_tagged(local));
        if let Some(local) = &mut local
            && local.cells.is_empty()
            && local.siblings.is_empty()
        {
            // of a row that another program moved to another patient nothing is left
            local.patient = row.patient;
        }
        if self.non_empty.quarantined {
            match is_full {
                true => quarantine::forget_row(self.conn, entity, id)?,
                false => quarantine::forget_healing(self.conn, entity, id)?,
            }
        }
        let mut refused = self.check(descriptor, &mut row, local.as_ref())?;
        if is_full {
            let withheld = withheld::cells(descriptor, &row, &refused, local.as_ref(), self.now_us);
            refused.extend(withheld);
        }
        for quarantined in &refused {
            quarantine::quarantine(self.conn, quarantined)?;
            self.non_empty.quarantined = true;
        }
        if local.is_none() && row.cells.is_empty() && row.siblings.is_empty() {
            return Ok(refused.len());
        }
        match is_full {
            true => self.note_lacking(descriptor, &row, &refused, local.as_ref())?,
            false => self.note_healed(descriptor, &row, local.as_ref())?,
        }
        let shown = self.merge(descriptor, local.clone(), row, is_full)?;
        if !is_tagged || known.is_damaged || local.as_ref() != Some(&shown) {
            if let Some(local) = local.as_ref().filter(|_| entity == User::DESCRIPTOR.number) {
                note_overtaken(self.conn, local, &shown)?;
            }
            let ordered = patient_of(&shown).filter(|_| entity == Erasure::DESCRIPTOR.number);
            // what a waiting change is of was here
            let was_queued = local.is_none() && shadow::is_queued(self.conn, id)?;
            let is_counted = was_here || was_queued || !is_tagged;
            self.store(shown, local.as_ref(), is_counted)?;
            // there is no way back: the row is proved as it stands in the file, what lay there before included
            if let Some(patient) = ordered
                && erased_patients(self.conn, self.prover)?.contains(&patient)
            {
                self.newly_erased.insert(patient);
                self.erased.insert(patient);
            }
            if concerns_trust(entity) {
                self.trust = None;
                self.trust_changed = true;
            }
        }
        Ok(refused.len())
    }

    /// Notes a row that the server has and cannot read: it sends it without cells, and is asked again. One that is not
    /// here counts as missing until it comes.
    fn note_unreadable(
        &mut self,
        descriptor: Option<&'static Descriptor>,
        row: &RowState,
        is_counted: bool,
    ) -> Result<usize> {
        let is_here = self.load_readable(descriptor, row)?.is_some();
        if let Some(known) = descriptor.filter(|_| !is_counted && !is_here)
            && !self.additions.is_bootstrap
        {
            damage::count_row(self.conn, known, row.row, row.patient, (1, 0))?;
        }
        let withheld = withheld::cell(row, CREATED, self.now_us);
        quarantine::forget_row(self.conn, row.entity, row.row)?;
        quarantine::quarantine(self.conn, &withheld)?;
        self.non_empty.quarantined = true;
        Ok(1)
    }

    /// Applies the verified part of a row, and returns what is shown of it: the server's version with what waits.
    fn merge(
        &mut self,
        descriptor: Option<&'static Descriptor>,
        local: Option<RowState>,
        row: RowState,
        is_full: bool,
    ) -> Result<RowState> {
        let key = (row.entity, row.row);
        let queued = self.queued(&row)?;
        if queued.is_empty() {
            return Ok(self.take_over(local, row, descriptor, is_full));
        }
        let (seq, before) = match Shadow::load(self.conn, key)? {
            Some(mut shadow) if shadow.is_readable => {
                self.verifier.retain_tagged(&mut shadow.row);
                (shadow.seq, Some(shadow.row))
            }
            _ => (0, None),
        };
        if before.is_none() && row.cells.is_empty() && row.siblings.is_empty() {
            // all of it was quarantined: the row that a waiting group made is shown as it was
            return Ok(local.unwrap_or(row));
        }
        let row = self.take_over(before, row, descriptor, is_full);
        let seq = if is_full { seq.max(self.head) } else { seq };
        let shadow = Shadow {
            seq,
            ..Shadow::new(row)
        };
        shadow.store(self.conn)?;
        let server = Some(shadow.row.clone());
        let shown = self.groups.fold(self.conn, key, server, &queued)?;
        Ok(shown.unwrap_or(shadow.row))
    }

    fn take_over(
        &self,
        before: Option<RowState>,
        row: RowState,
        descriptor: Option<&'static Descriptor>,
        is_full: bool,
    ) -> RowState {
        let (entity, id) = (row.entity, row.row);
        let has_siblings = !is_admin_signed(descriptor);
        let may_be_lost = |state: &CellState| {
            has_siblings
                && !self.lacking.is_empty()
                && self.lacking.contains(&VersionId::of(entity, id, state))
        };
        take_pulled_but(before, row, descriptor, is_full, may_be_lost)
    }

    /// Returns the groups of the queue that concern a pulled row: also those that contest the deletion of a patient.
    fn queued(&mut self, row: &RowState) -> Result<Vec<QueuedOfRow>> {
        if !self.non_empty.queue {
            return Ok(Vec::new());
        }
        let key = (row.entity, row.row);
        if is_deleted_patient(row) {
            // read once for a page: no index is kept for what is needed so seldom
            let patients = match self.patients.take() {
                Some(patients) => patients,
                None => shadow::patients(self.conn)?,
            };
            if patients.contains(&row.row) {
                shadow::link_patient(self.conn, key)?;
            }
            self.patients = Some(patients);
        }
        shadow::of_row(self.conn, key)
    }

    /// Returns the row as it is stored here. Of one that another program made unreadable nothing counts: it is there,
    /// and what the server has takes its place.
    fn load_readable(
        &self,
        descriptor: Option<&'static Descriptor>,
        sent: &RowState,
    ) -> Result<Option<RowState>> {
        match self.load(descriptor, sent.entity, sent.row) {
            Err(Error::Malformed(_) | Error::Damaged) => {
                Ok(Some(rows::empty(sent.entity, sent.row, sent.patient)))
            }
            loaded => loaded,
        }
    }

    fn load(
        &self,
        descriptor: Option<&'static Descriptor>,
        entity: u16,
        id: Uuid,
    ) -> Result<Option<RowState>> {
        if self.non_empty.foreign || descriptor.is_none() {
            return siblings::load_full(self.conn, entity, id);
        }
        let mut local = match descriptor {
            Some(descriptor) => rows::load(self.conn, descriptor, id)?,
            None => None,
        };
        if let Some(local) = &mut local
            && self.non_empty.siblings
        {
            local.siblings = siblings::siblings(self.conn, entity, id)?;
        }
        Ok(local)
    }

    /// Takes out the cells that fail a check.
    fn check(
        &mut self,
        descriptor: Option<&'static Descriptor>,
        row: &mut RowState,
        local: Option<&RowState>,
    ) -> Result<Vec<QuarantinedCell>> {
        let moved = local.is_some_and(|local| local.patient != row.patient);
        let cells = std::mem::take(&mut row.cells);
        let siblings = std::mem::take(&mut row.siblings);
        let mut shown = rows::empty(row.entity, row.row, row.patient);
        if is_admin_signed(descriptor) {
            // a signature may be by a key in another cell of the row
            shown.cells.clone_from(&cells);
        }
        let mut refused = Vec::new();
        let states = cells.into_iter().map(|cell| (cell, false));
        for (state, is_sibling) in states.chain(siblings.into_iter().map(|sibling| (sibling, true)))
        {
            let seen_before = if is_sibling {
                &row.siblings
            } else {
                &row.cells
            };
            let is_same =
                |other: &CellState| (other.cell, other.order()) == (state.cell, state.order());
            let twice = match is_sibling {
                // a version is either shown or a sibling
                true => seen_before.iter().chain(&row.cells).any(is_same),
                false => seen_before.iter().any(|other| other.cell == state.cell),
            };
            let verdict = match moved {
                true => Err(QuarantineReason::Patient),
                false if twice => Err(QuarantineReason::Shape),
                // it was verified when it came, maybe under a key that was replaced since
                false if non_empty(local, &state, is_sibling) => Ok(()),
                false => self.verify(descriptor, &shown, local, &state)?,
            };
            let verdict = match verdict {
                Ok(())
                    if weakens_password(local, &row.cells, &state)
                        || replaces_recovery_key(row.entity, local, &state) =>
                {
                    Err(QuarantineReason::Shape)
                }
                verdict => verdict,
            };
            match verdict {
                Ok(()) if is_sibling => row.siblings.push(state),
                Ok(()) => row.cells.push(state),
                Err(reason) => refused.push(QuarantinedCell {
                    entity: row.entity,
                    row: row.row,
                    patient: row.patient,
                    is_sibling,
                    reason,
                    state,
                    quarantined_at_us: self.now_us,
                }),
            }
        }
        row.cells.sort_by_key(|cell| cell.cell);
        sort_siblings(&mut row.siblings);
        Ok(refused)
    }

    fn verify(
        &mut self,
        descriptor: Option<&'static Descriptor>,
        row: &RowState,
        local: Option<&RowState>,
        state: &CellState,
    ) -> Result<std::result::Result<(), QuarantineReason>> {
        let input = match self.verifier.check(row, state) {
            Ok(input) => input,
            Err(reason) => return Ok(Err(reason)),
        };
        if !is_admin_signed(descriptor) {
            return Ok(Ok(()));
        }
        let trust = match self.trust.take() {
            Some(trust) => trust,
            None => Trust::load(
                self.conn,
                self.verifier,
                self.prover.root,
                self.prover.proofs,
            )?,
        };
        let verdict = trust.check(row, local, state, &input);
        self.trust = Some(trust);
        Ok(verdict)
    }

    /// `is_counted`: the row is counted already with all that it has at the server, whatever this file has of it.
    fn store(&mut self, shown: RowState, local: Option<&RowState>, is_counted: bool) -> Result<()> {
        let tenant = self.verifier.tenant;
        let owners = match Catalog::by_number(shown.entity).filter(|_| is_counted) {
            Some(known) => {
                let owner = damage::owner(known, shown.row, shown.patient);
                vec![owner, Uuid::nil()]
            }
            None => Vec::new(),
        };
        let tags = self.verifier.tags;
        let counted = damage::counts_of(self.conn, tags, &owners)?;
        let stored = siblings::store_full(self.conn, tenant, shown, local, self.non_empty.foreign)?;
        damage::lower_counts(self.conn, tags, counted)?;
        self.non_empty.foreign |= stored.unknown_cells;
        self.non_empty.siblings |= stored.siblings;
        Ok(())
    }
}

/// No cell and no sibling twice, and each in order: an honest server encodes equal rows as equal bytes.
fn is_in_order(row: &RowState) -> bool {
    let cells = row.cells.iter().map(|cell| cell.cell);
    let siblings = row
        .siblings
        .iter()
        .map(|sibling| (sibling.cell, sibling.order()));
    cells.is_sorted_by(|one, next| one < next) && siblings.is_sorted_by(|one, next| one < next)
}

fn non_empty(local: Option<&RowState>, state: &CellState, is_sibling: bool) -> bool {
    local.is_some_and(|local| {
        let stored = if is_sibling {
            &local.siblings
        } else {
            &local.cells
        };
        stored.contains(state)
    })
}

fn is_deleted_patient(row: &RowState) -> bool {
    row.entity == Patient::DESCRIPTOR.number && row.cells.iter().any(CellState::is_deleting)
}

fn is_admin_signed(descriptor: Option<&Descriptor>) -> bool {
    descriptor.is_some_and(|descriptor| descriptor.authority.is_admin_signed())
}

#[cfg(test)]
mod tests;
