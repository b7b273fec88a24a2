//! Which versions the server lacks by what it sends.

use sync_contract::entity::{CREATED, DELETION};
use sync_contract::merge::{ReplacedBytes, is_signed};
use sync_contract::pull::RowState;
use sync_contract::{CellState, Descriptor};

use super::Intake;
use crate::error::Result;
use crate::outbox::shadow::Shadow;
use crate::store::lacking;
use crate::store::lacking::VersionId;
use crate::store::quarantine::QuarantinedCell;

/// Returns whether any cell is later than what the server sends of it.
fn has_later(row: &RowState, sent: &RowState) -> bool {
    row.cells.iter().any(|cell| is_later(cell, sent))
}

/// Returns whether the server sends an earlier version in the place of one that it has sent before or taken from this
/// device: an older state of the row was put back there. No write does that, as each is later than what it replaces.
fn is_later(cell: &CellState, sent: &RowState) -> bool {
    let Some(shown) = sent.cell(cell.cell) else {
        return false;
    };
    let mut siblings = sent.siblings.iter();
    let is_sibling = |of: &CellState| (of.cell, of.clock) == (cell.cell, cell.clock);
    !matches!(cell.cell, CREATED | DELETION)
        && shown.order() < cell.order()
        && !siblings.any(is_sibling)
}

/// Returns whether the server sends a row that it had sent as deleted before, or taken so from this device, as one that
/// never was: an older state of the row was put back there. A decision about the deletion is a version of its own.
fn lacks_deletion(row: &RowState, sent: &RowState, refused: &[QuarantinedCell]) -> bool {
    let mut versions = sent.cells.iter().chain(&sent.siblings);
    let mut refused = refused.iter().map(|refused| &refused.state);
    let is_of_deletion = |state: &CellState| state.cell == DELETION;
    row.is_deleted()
        && sent.cell(CREATED).is_some()
        && !versions.any(is_of_deletion)
        && !refused.any(is_of_deletion)
}

/// How long what heals this by itself may be on its way to a device that syncs: a newer version of the clinic's secret,
/// or a later page.
const HEALING_US: i64 = 60 * 60 * 1_000_000;

impl Intake<'_> {
    /// Notes which versions the server has by now, and which it replaced by an unproved one: it cannot verify clinic
    /// tags, so a client that may write a cell can store there what every device quarantines. `sent` is the verified
    /// part of the row.
    pub(super) fn note_lacking(
        &mut self,
        descriptor: Option<&'static Descriptor>,
        sent: &RowState,
        refused: &[QuarantinedCell],
        local: Option<&RowState>,
    ) -> Result<()> {
        let key = (sent.entity, sent.row);
        if !self.lacking.is_empty() {
            for version in sent.cells.iter().chain(&sent.siblings) {
                let version = VersionId::of(key.0, key.1, version);
                if self.lacking.remove(&version) {
                    lacking::forget(self.conn, version)?;
                }
            }
        }
        // only an admin replaces an admin-signed cell, and an append-only one is never replaced
        let descriptor = descriptor.filter(|known| {
            !known.authority.is_admin_signed() && !known.authority.is_append_only()
        });
        let mut unproved = refused
            .iter()
            .filter(|refused| refused.is_unproved())
            .peekable();
        let by_bytes = ReplacedBytes::of(sent);
        let is_older = |row: &RowState| has_later(row, sent) || lacks_deletion(row, sent, refused);
        let may_be_older = self.notes_older && local.is_some_and(is_older);
        let concerns = unproved.peek().is_some() || !by_bytes.is_empty() || may_be_older;
        let Some(descriptor) = descriptor.filter(|_| concerns) else {
            return Ok(());
        };
        let before = match self.queued(sent)?.is_empty() {
            true => local.cloned(),
            false => Shadow::load(self.conn, key)?.map(|shadow| shadow.row),
        };
        let Some(mut before) = before else {
            return Ok(());
        };
        self.verifier.retain_tagged(&mut before);
        self.note_replaced(descriptor, sent, &before, &by_bytes)?;
        if may_be_older {
            let lacks_deletion = lacks_deletion(&before, sent, refused);
            let is_later =
                |cell: &&CellState| is_later(cell, sent) || cell.cell == DELETION && lacks_deletion;
            for version in before.cells.iter().filter(is_later) {
                let from_us = self.now_us.saturating_add(HEALING_US);
                let version = VersionId::of(key.0, key.1, version);
                lacking::note(self.conn, version, from_us)?;
                self.lacking.insert(version);
            }
        }
        for refused in unproved {
            let cell = refused.state.cell;
            // the secret of its tag may still come: it may be a valid write by a user who had seen the other version
            let wait_us = if refused.is_forged() { 0 } else { HEALING_US };
            let is_sent = |state: &CellState| {
                let mut all = sent.cells.iter().chain(&sent.siblings);
                all.any(|sent| (sent.cell, sent.clock) == (cell, state.clock))
            };
            let versions = before.cells.iter().chain(&before.siblings);
            for version in versions.filter(|version| version.cell == cell) {
                if !is_sent(version) {
                    let version = VersionId::of(key.0, key.1, version);
                    let from_us = self.now_us.saturating_add(wait_us);
                    lacking::note(self.conn, version, from_us)?;
                    self.lacking.insert(version);
                }
            }
        }
        Ok(())
    }

    /// Notes versions that other devices replaced because they had altered bytes of them and could not verify those. A
    /// version that was offered again since is no longer lacking, whatever was decided about it.
    fn note_replaced(
        &mut self,
        descriptor: &Descriptor,
        sent: &RowState,
        before: &RowState,
        by_bytes: &ReplacedBytes,
    ) -> Result<()> {
        let is_sent = |of: &CellState| {
            let mut all = sent.cells.iter().chain(&sent.siblings);
            all.any(|sent| (sent.cell, sent.clock) == (of.cell, of.clock))
        };
        for version in before.cells.iter().chain(&before.siblings) {
            let id = VersionId::of(sent.entity, sent.row, version);
            let is_lost = by_bytes.are_others(version) && !is_sent(version);
            if by_bytes.are_own(version) && self.lacking.remove(&id) {
                lacking::forget(self.conn, id)?;
            } else if is_lost && version.cell != CREATED && !is_signed(descriptor, version) {
                lacking::note(self.conn, id, self.now_us)?;
                self.lacking.insert(id);
            }
        }
        Ok(())
    }

    /// Notes that no version is lacking which one replaced that is valid by now. The version that is shown may be its
    /// sibling.
    pub(super) fn note_healed(
        &mut self,
        descriptor: Option<&'static Descriptor>,
        row: &RowState,
        local: Option<&RowState>,
    ) -> Result<()> {
        let is_healed = |version: &VersionId| {
            let is_of_row = (version.entity, version.row) == (row.entity, row.row);
            is_of_row && row.cells.iter().any(|cell| cell.cell == version.cell)
        };
        for version in self.lacking.extract_if(is_healed) {
            lacking::forget(self.conn, version)?;
        }
        let has_siblings = descriptor.is_none_or(|known| !known.authority.is_admin_signed());
        let is_replaced = |cell: &CellState| {
            let shown = local.and_then(|local| local.cell(cell.cell));
            shown.is_some_and(|shown| shown.clock != cell.clock)
        };
        self.asks_again |= has_siblings && row.cells.iter().any(is_replaced);
        Ok(())
    }
}
