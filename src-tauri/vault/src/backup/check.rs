use std::collections::{HashMap, HashSet};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use sync_contract::entity::CREATED;
use sync_contract::pull::RowState;
use sync_contract::{Catalog, CellState, Descriptor};

use crate::error::{Error, Result};
use crate::store::columns::Source;
use crate::store::quarantine::{QuarantineReason, QuarantinedCell};
use crate::store::row_tag::{RowTagCheck, siblings_digest};
use crate::store::rows::RowReader;
use crate::store::{columns, damage, row_tag, siblings, stored_sum};
use crate::verify::cells::Verifier;
use crate::verify::chain::Chain;

/// Receives how many rows were checked, and of how many.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);

/// How many rows there are between two progress reports.
const REPORT_EVERY: u64 = 500;

/// The rows of a copy that are not what the clinic's devices wrote.
#[derive(Debug, Default)]
pub(super) struct Altered {
    pub rows: u64,
    /// Rows whose cell headers cannot be read.
    pub unreadable: u64,
    /// Cells that failed a check.
    pub cells: Vec<QuarantinedCell>,
}

/// Checks that no row was taken out, and every cell and sibling of each: by the clinic tag, admin-signed ones along the
/// trust chain. The signatures of a backup prove which file it was made of, not who wrote each value.
pub(super) fn check(
    copy: &Connection,
    verifier: &Verifier<'_>,
    chain: &Chain<'_>,
    progress: Progress<'_>,
) -> Result<Altered> {
    let (mut altered, mut done, mut total) = (Altered::default(), 0, 0);
    for descriptor in Catalog::ALL {
        let sql = format!("select count(*) from {}", descriptor.table);
        total += copy.query_row::<u64, _, _>(&sql, [], |row| row.get(0))?;
    }
    row_tag::register(copy, verifier.tags)?;
    let missing = damage::missing_rows(copy, verifier.tags)?;
    for descriptor in Catalog::ALL {
        let before = altered.rows;
        let mut siblings = match siblings::siblings_of_entity(copy, descriptor.number) {
            Err(Error::Malformed(_) | Error::Damaged) => {
                altered.rows += 1;
                altered.unreadable += 1;
                HashMap::new()
            }
            siblings => siblings?,
        };
        let sql = format!("select t.* from {} as t", descriptor.table);
        let mut statement = copy.prepare(&sql)?;
        let reader = RowReader::new(descriptor, &statement)?;
        let declared = columns::of(descriptor);
        let indices = declared.indices(&statement)?;
        let mut row_tags = RowTagCheck::new(verifier.tags);
        let mut ids = HashSet::new();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            match reader.read(row) {
                // one that is there twice has the place of another
                Ok(state) if !ids.insert(state.row) => altered.rows += 1,
                Ok(mut state) => {
                    state.siblings = siblings.remove(&state.row).unwrap_or_default();
                    let at = |column: usize| Ok(row.get_ref(indices[column])?);
                    let is_complete = row_tags.fits(declared, at)?
                        && row_tags.siblings == siblings_digest(&state.siblings)
                        && has_no_more(descriptor, row, &state)?;
                    altered.look_at(descriptor, &state, is_complete, verifier, chain);
                }
                Err(Error::Malformed(_) | Error::Damaged) => {
                    altered.rows += 1;
                    altered.unreadable += 1;
                }
                Err(error) => return Err(error),
            }
            done += 1;
            if done % REPORT_EVERY == 0 {
                progress(done, total);
            }
        }
        // a row that was moved to another patient is missing and altered, and counts once
        let missing = damage::missing_of_kind(&missing, descriptor);
        altered.rows += missing.saturating_sub(altered.rows - before);
    }
    progress(done, total);
    if altered.rows == 0 && !stored_sum::is_file_intact(copy)? {
        // each row is what was written, and not what was written last: an older one is in its place, or a count is
        altered.rows = 1;
    }
    Ok(altered)
}

/// The columns of a cell that the row does not have must be null: lists read them, such as a deletion.
fn has_no_more(descriptor: &'static Descriptor, row: &Row<'_>, state: &RowState) -> Result<bool> {
    for column in &columns::of(descriptor).all {
        let cell = match column.source {
            Source::Clear { cell, .. } | Source::Sealed { cell } | Source::Blind { cell, .. } => {
                cell
            }
            _ => continue,
        };
        let is_written = state.cells.iter().any(|written| written.cell == cell);
        if !is_written && row.get_ref(column.name.as_str())? != ValueRef::Null {
            return Ok(false);
        }
    }
    Ok(true)
}

impl Altered {
    fn look_at(
        &mut self,
        descriptor: &Descriptor,
        row: &RowState,
        is_complete: bool,
        verifier: &Verifier<'_>,
        chain: &Chain<'_>,
    ) {
        let is_bad = |state: &&CellState| verifier.check(row, state).is_err();
        let cells = row.cells.iter().filter(is_bad).map(|cell| (false, cell));
        let siblings = row
            .siblings
            .iter()
            .filter(is_bad)
            .map(|sibling| (true, sibling));
        let before = self.cells.len();
        self.cells.extend(
            cells
                .chain(siblings)
                .map(|(is_sibling, state)| QuarantinedCell {
                    entity: row.entity,
                    row: row.row,
                    patient: row.patient,
                    is_sibling,
                    reason: QuarantineReason::Tag,
                    state: state.clone(),
                    quarantined_at_us: 0,
                }),
        );
        let is_verified = match descriptor.authority.is_admin_signed() {
            true => chain.is_proved(row),
            false => row.cells.iter().any(|cell| cell.cell == CREATED),
        };
        if self.cells.len() > before || !is_verified || !is_complete {
            self.rows += 1;
        }
    }
}

#[cfg(test)]
mod tests;
