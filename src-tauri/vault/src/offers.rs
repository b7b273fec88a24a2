//! Offers again what the server lacks and this device has: a version that an unverified one replaced, and the
//! versions of conflicts that a restored server has lost. So it does where a restored server got again, after a version
//! of this device, one that this had seen: the server does not know that, and holds both for a conflict. And so it does
//! with the creation of a row that several devices may create: one that nothing proves would shut the row.
//!
//! Each is written anew by the user who offers it, on the base of the version that it replaces, so that every device
//! gets it by the rule for all writes.

use std::collections::HashSet;

use sync_contract::catalog::{DeletionReason, Patient};
use sync_contract::change::{Address, VersionBytes};
use sync_contract::entity::{CREATED, DELETION, Entity};
use sync_contract::every_entity::{DELETED_REASON, DELETED_REASON_TEXT};
use sync_contract::merge::{ReplacedBytes, is_equal_in_clear, is_signed};
use sync_contract::pull::RowState;
use sync_contract::read_version::{ReadVersion, RowReadVersion};
use sync_contract::{
    Catalog, CellContent, CellSpec, CellState, CellValues, Clock, Descriptor, Value,
};
use uuid::Uuid;

use crate::audit_chain::event::{Outcome, Severity};
use crate::error::{Error, Result};
use crate::outbox::read_versions;
use crate::outbox::read_versions::ReadVersions;
use crate::outbox::shadow::of_row;
use crate::session::cells::{Opened, RowKeys, values};
use crate::store::device::followed_to;
use crate::store::file::immediate;
use crate::store::lacking::{self, CellKey, VersionId};
use crate::store::quarantine::{self, QuarantinedCell};
use crate::store::{columns, row_tag, rows, siblings};
use crate::unlocked::Unlocked;
use crate::write::tx::WriteTx;

/// A version of a cell that the server lacks.
#[derive(Debug, Clone)]
pub struct Offer {
    pub descriptor: &'static Descriptor,
    pub row: Uuid,
    pub cell: u8,
    /// What it says.
    content: CellContent,
    /// Of the version itself.
    clock: Clock,
    is_signed: bool,
    /// What is in its place at the server and was forged. What is tagged under a secret that is not here stays, but for
    /// what says the same in the clear: nothing of that goes.
    unproved: Vec<Unproved>,
    /// What the new version replaces; of a deletion, what its author saw.
    seen: ReadVersion,
    /// What it replaces by its bytes: those of the unproved ones that came here, and its own where others replaced a
    /// version of its clock that they could not verify.
    replaces: Vec<VersionBytes>,
}

impl Offer {
    /// Returns whether it is what a person signed, which is theirs alone to offer.
    pub fn is_signed(&self) -> bool {
        self.is_signed
    }

    /// Returns whether one of these offers says the same in its signer's name: of several copies of what was signed
    /// that were altered, one is enough.
    fn is_among(&self, offers: &[Self]) -> bool {
        let address = |of: &Self| (of.descriptor.number, of.row, of.cell);
        let mut signed = offers.iter().filter(|of| of.is_signed && self.is_signed);
        signed.any(|of| address(of) == address(self) && of.content == self.content)
    }
}

/// A version without a valid clinic tag, and its author, who is its sender: the server takes a cell from its author
/// alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Unproved {
    bytes: VersionBytes,
    author: Uuid,
}

impl Unlocked {
    /// Returns what this user can offer: whether they may write it, the caller asks. Nothing is offered of a row that
    /// waits to be sent, nor before everything has come that the server has.
    ///
    /// # Errors
    /// Those of the file.
    pub fn offers(&mut self) -> Result<Vec<Offer>> {
        if followed_to(&self.vault.conn)?.is_none() {
            return Ok(Vec::new());
        }
        let mut offers = self.overtaken()?;
        let quarantined = quarantine::list(&self.vault.conn)?;
        for refused in quarantined.iter().filter(|of| of.is_false_creation()) {
            offers.extend(self.creation_over(refused)?);
        }
        let noted = lacking::list(&self.vault.conn)?;
        if noted.is_empty() {
            return Ok(offers);
        }
        let key_of = |offer: &Offer| (offer.descriptor.number, offer.row, offer.cell);
        let overtaken: HashSet<CellKey> = offers.iter().map(key_of).collect();
        let now_us = self.vault.now_us()?;
        let mut ended = Vec::new();
        for (version, offer_from_us) in &noted {
            // the row waits to be sent once one of its versions is written anew
            if overtaken.contains(&(version.entity, version.row, version.cell)) {
                continue;
            }
            match self.offer_of(*version, &noted, &quarantined)? {
                Lacking::Gone => ended.push((*version, false)),
                Lacking::Equal => ended.push((*version, true)),
                Lacking::Waits => {}
                Lacking::Ready(offer) if *offer_from_us > now_us || offer.is_among(&offers) => {}
                Lacking::Ready(offer) => offers.push(*offer),
            }
        }
        self.end_lacking(ended)?;
        Ok(offers)
    }

    fn offer_of(
        &self,
        version: VersionId,
        noted: &[(VersionId, i64)],
        quarantined: &[QuarantinedCell],
    ) -> Result<Lacking> {
        let VersionId {
            entity,
            row: id,
            cell,
            clock,
        } = version;
        let Some((descriptor, spec, row)) = self.row_of((entity, id, cell))? else {
            return Ok(Lacking::Gone);
        };
        let all = || row.cells.iter().chain(&row.siblings);
        let Some(state) = all().find(|state| (state.cell, state.clock) == (cell, clock)) else {
            return Ok(Lacking::Gone);
        };
        let is_signed = is_signed(descriptor, state);
        let stays = match is_signed {
            // only its author can sign it
            true => state.author != self.user().0 || self.waits(&row)?,
            false => self.stays(descriptor, &row, cell)?,
        };
        if stays {
            return Ok(Lacking::Waits);
        }
        let mut keys = RowKeys::default();
        let mut open = |state: &CellState| self.content(&mut keys, (entity, id), spec, state);
        let content = open(state);
        if content.has_undecryptable() {
            return Ok(Lacking::Waits);
        }
        // another device may have offered it before
        let is_at_server = |other: &&CellState| {
            let other = VersionId::of(entity, id, other);
            other.cell == cell && !noted.iter().any(|(noted, _)| *noted == other)
        };
        let mut at_server = all().filter(is_at_server).peekable();
        // no signed version goes, neither from the server nor from here
        if is_signed && at_server.any(|other| open(other) == content) {
            return Ok(Lacking::Gone);
        }
        let is_sibling = row.cell(cell).is_none_or(|shown| shown.clock != clock);
        if cell != DELETION && is_sibling && at_server.any(|other| open(other) == content) {
            return Ok(Lacking::Equal);
        }
        let of_cell = |refused: &&QuarantinedCell| {
            (refused.entity, refused.row, refused.state.cell) == (entity, id, cell)
        };
        let unproved = quarantined.iter().filter(of_cell).filter(|of| {
            of.is_unproved() && (of.is_forged() || is_equal_in_clear(&of.state, state))
        });
        let unproved: Vec<Unproved> = unproved
            .map(|refused| Unproved {
                bytes: VersionBytes::of(&refused.state),
                author: refused.state.author,
            })
            .collect();
        let seen = self.seen_by(&row, state)?;
        let bytes = unproved.iter().map(|of| of.bytes);
        let own = ReplacedBytes::of(&row).are_others(state);
        let own = own.then(|| VersionBytes::of(state));
        // nothing takes the place of what says that it is signed
        let replaces = bytes.chain(own).filter(|_| !is_signed).collect();
        Ok(Lacking::Ready(Box::new(Offer {
            descriptor,
            row: id,
            cell,
            content,
            clock,
            is_signed,
            unproved,
            seen,
            replaces,
        })))
    }

    /// Returns the verified row of a cell with its siblings.
    fn row_of(
        &self,
        (entity, id, cell): CellKey,
    ) -> Result<Option<(&'static Descriptor, &'static CellSpec, RowState)>> {
        let conn = &self.vault.conn;
        let known = Catalog::by_number(entity);
        let Some((descriptor, spec)) = known.and_then(|known| Some((known, known.cell(cell)?)))
        else {
            return Ok(None);
        };
        let Some(mut row) = rows::load_known(conn, descriptor, id)? else {
            return Ok(None);
        };
        row.siblings = siblings::siblings(conn, entity, id)?;
        self.vault.prover().verifier.retain_tagged(&mut row);
        Ok(Some((descriptor, spec, row)))
    }

    /// Returns whether nothing is offered of a cell now: its row waits to be sent, or it is frozen by a signature. What
    /// an admin signs proves itself, and goes as it is.
    fn stays(&self, descriptor: &Descriptor, row: &RowState, cell: u8) -> Result<bool> {
        if descriptor.authority.is_admin_signed() {
            return Ok(true);
        }
        let shown = row.cell(cell);
        Ok(self.waits(row)? || shown.is_some_and(|shown| is_signed(descriptor, shown)))
    }

    /// Returns whether a row waits to be sent.
    fn waits(&self, row: &RowState) -> Result<bool> {
        let queued = of_row(&self.vault.conn, (row.entity, row.row))?;
        Ok(queued.iter().any(|queued| !queued.is_rejected))
    }

    fn content(
        &self,
        keys: &mut RowKeys,
        (entity, row): (u16, Uuid),
        spec: &'static CellSpec,
        state: &CellState,
    ) -> CellContent {
        let cell = spec.number;
        let address = Address {
            tenant: self.vault.facts.tenant,
            entity,
            row,
            cell,
        };
        CellContent {
            number: cell,
            values: values(spec, state, self.session.open(keys, spec, address, state)),
        }
    }

    /// Returns the versions of this device that a restored server shows as siblings of one that they had seen: their
    /// authors sent that again after them. Each is written anew over all that it had seen.
    fn overtaken(&self) -> Result<Vec<Offer>> {
        let server = self.vault.server()?;
        if server.is_none_or(|server| server.restored_at_us.is_none()) {
            return Ok(Vec::new());
        }
        let (conn, prover) = (&self.vault.conn, self.vault.prover());
        let mut cells = lacking::undecided(conn)?;
        // what a deletion had seen is more than versions of its cell
        cells.retain(|(_, _, cell)| *cell != DELETION);
        if cells.is_empty() {
            return Ok(Vec::new());
        }
        let mut offers = Vec::new();
        for (cell, read) in read_versions::by_sent_writes(conn, prover, &cells)? {
            offers.extend(self.overtaken_of(cell, &read)?);
        }
        Ok(offers)
    }

    fn overtaken_of(&self, of: CellKey, read: &ReadVersions) -> Result<Option<Offer>> {
        let (entity, id, cell) = of;
        let Some((descriptor, spec, row)) = self.row_of(of)? else {
            return Ok(None);
        };
        if self.stays(descriptor, &row, cell)? {
            return Ok(None);
        }
        let all = row.cells.iter().chain(&row.siblings);
        let versions: Vec<&CellState> = all.filter(|version| version.cell == cell).collect();
        let read_by = |clock: &Clock| {
            let base = read.get(clock).map_or(&[][..], Vec::as_slice);
            let others = versions.iter().map(|version| version.clock);
            let others = others.filter(|other| other != clock && base.contains(other));
            others.collect::<Vec<Clock>>()
        };
        // the latest of this device: its earlier ones are among what that had seen, or are in conflict with it
        let own = versions
            .iter()
            .filter(|version| !read_by(&version.clock).is_empty());
        let Some(state) = own.max_by_key(|version| version.order()) else {
            return Ok(None);
        };
        let content = self.content(&mut RowKeys::default(), (entity, id), spec, state);
        if content.has_undecryptable() {
            return Ok(None);
        }
        let mut base = self.seen_by(&row, state)?;
        let others = read_by(&state.clock).into_iter();
        base.rows[0].cells.extend(others.map(|clock| (cell, clock)));
        Ok(Some(Offer {
            descriptor,
            row: id,
            cell,
            content,
            clock: state.clock,
            is_signed: false,
            unproved: Vec::new(),
            seen: base,
            replaces: Vec::new(),
        }))
    }

    /// Returns a creation in the place of one that nothing proves, where this device has anything of the row.
    fn creation_over(&self, refused: &QuarantinedCell) -> Result<Option<Offer>> {
        let (conn, id) = (&self.vault.conn, refused.row);
        let known = Catalog::by_number(refused.entity).filter(|known| {
            !known.authority.is_append_only() && !known.authority.is_admin_signed()
        });
        let Some(descriptor) = known else {
            return Ok(None);
        };
        let Some(mut row) = rows::load_known(conn, descriptor, id)? else {
            return Ok(None);
        };
        self.vault.prover().verifier.retain_tagged(&mut row);
        let has_offered = row
            .cell(CREATED)
            .is_some_and(|created| created.replaces(&refused.state));
        if row.cells.is_empty() || has_offered || self.waits(&row)? {
            return Ok(None);
        }
        let mut content = CellContent {
            number: CREATED,
            values: CellValues::new(),
        };
        let (mut clock, mut seen) = (refused.state.clock, ReadVersion::default());
        // the server takes no creation under an id that it cannot derive
        if let Some(field) = Catalog::proof_of_id(refused.entity) {
            let cell = field.cell;
            let Some(state) = row.cell(cell.number) else {
                return Ok(None);
            };
            let opened = Opened::Fields(Vec::new());
            content.number = cell.number;
            content.values = values(cell, state, opened);
            (clock, seen) = (state.clock, self.seen_by(&row, state)?);
        }
        let bytes = VersionBytes::of(&refused.state);
        Ok(Some(Offer {
            descriptor,
            row: id,
            cell: CREATED,
            content,
            clock,
            is_signed: false,
            unproved: vec![Unproved {
                bytes,
                author: refused.state.author,
            }],
            seen,
            replaces: vec![bytes],
        }))
    }

    /// Returns what a new version replaces: the version. What is in its place it names by its bytes alone: another
    /// device may have verified what it has under that clock. It says nothing against a deletion of the row or of its
    /// patient, and a deletion that hides the row names all that is in it.
    fn seen_by(&self, row: &RowState, state: &CellState) -> Result<ReadVersion> {
        let conn = &self.vault.conn;
        let is_shown = row
            .cell(state.cell)
            .is_some_and(|shown| shown.clock == state.clock);
        let is_of_all = state.cell == DELETION && is_shown;
        let all = row.cells.iter().chain(&row.siblings);
        let named = all.filter(|other| {
            is_of_all
                || other.cell == DELETION && state.cell != DELETION
                || other.clock == state.clock && other.cell == state.cell
        });
        let cells: Vec<(u8, Clock)> = named.map(|other| (other.cell, other.clock)).collect();
        let mut seen = ReadVersion {
            cursor: followed_to(conn)?.filter(|_| is_of_all),
            rows: vec![RowReadVersion {
                entity: row.entity,
                row: row.row,
                cells,
            }],
        };
        if let Some(patient) = row.patient
            && let Some(file) = rows::load_known(conn, Patient::DESCRIPTOR, patient)?
            && let Some(deletion) = file.cell(DELETION)
        {
            seen.rows.push(RowReadVersion {
                entity: file.entity,
                row: patient,
                cells: vec![(DELETION, deletion.clock)],
            });
        }
        Ok(seen)
    }

    /// Forgets what the server does not lack any more, and takes away the versions that say what it has.
    fn end_lacking(&mut self, ended: Vec<(VersionId, bool)>) -> Result<()> {
        if ended.is_empty() {
            return Ok(());
        }
        let (tenant, tags) = (self.vault.facts.tenant, &self.vault.tags);
        let tx = immediate(&mut self.vault.conn)?;
        for (version, is_equal) in ended {
            lacking::forget(&tx, version)?;
            let VersionId { entity, row, .. } = version;
            let (true, Some(descriptor)) = (is_equal, Catalog::by_number(entity)) else {
                continue;
            };
            // what another program edited gets no tag of ours with it
            let is_intact = row_tag::is_intact(&tx, tags, columns::of(descriptor), row)?;
            let stored = siblings::load_full(&tx, entity, row)?.filter(|_| is_intact);
            if let Some(before) = stored {
                let mut without = before.clone();
                let is_other = |sibling: &CellState| VersionId::of(entity, row, sibling) != version;
                without.siblings.retain(is_other);
                siblings::store_full(&tx, tenant, without, Some(&before), true)?;
            }
        }
        Ok(tx.commit()?)
    }
}

/// What becomes of a noted version.
enum Lacking {
    /// This device has it no more.
    Gone,
    /// The server has another one that says the same.
    Equal,
    /// Not now, or not by this user.
    Waits,
    Ready(Box<Offer>),
}

impl WriteTx<'_> {
    /// Writes a version anew. The audit log names the sender of the version in its place.
    ///
    /// # Errors
    /// `NotFound`, `NoKey`, `Signed`, `WrongTransactionKind`, `Value`.
    pub fn offer(&mut self, offer: &Offer) -> Result<()> {
        let Offer {
            descriptor,
            row,
            cell,
            content,
            clock,
            unproved,
            seen,
            replaces,
            is_signed: _,
        } = offer;
        self.replaced_bytes.clone_from(replaces);
        match *cell {
            DELETION => self.offer_deletion(offer)?,
            CREATED => self.create_again(descriptor, *row)?,
            _ => self.write_again(descriptor, *row, content, *clock, seen)?,
        }
        if *cell == CREATED && content.number != CREATED {
            self.write_again(descriptor, *row, content, *clock, seen)?;
        }
        if !unproved.is_empty() {
            self.audit(|event| event.ended(Outcome::Done, Severity::Warning));
        }
        for Unproved { author, bytes } in unproved {
            self.remark(&format!(
                "in the place of a version by {author} at device number {}, which has no tag of the clinic",
                bytes.clock.device
            ));
        }
        Ok(())
    }

    fn offer_deletion(&mut self, offer: &Offer) -> Result<()> {
        let Offer {
            descriptor,
            row,
            content,
            seen,
            ..
        } = offer;
        let spec = descriptor.cell(DELETION).ok_or(Error::NotFound)?;
        let value = |number: u16| {
            let index = spec
                .fields
                .iter()
                .position(|field| field.number == number)?;
            content.values.get(index).and_then(Value::as_text)
        };
        match value(DELETED_REASON) {
            Some(reason) => {
                let reason: DeletionReason = reason.parse().map_err(|_| Error::Damaged)?;
                self.delete_row(descriptor, *row, reason, value(DELETED_REASON_TEXT), seen)
            }
            None => self.undelete_row(descriptor, *row, seen),
        }
    }
}
