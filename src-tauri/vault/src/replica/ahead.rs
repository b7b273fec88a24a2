//! Checks the tags of a page's rows on another thread, ahead of the one that writes them.
//!
//! A row is told only together with its verdict, so nothing is written that was not checked.

use std::sync::mpsc;
use std::thread;

use sync_contract::pull::RowState;
use sync_contract::{Catalog, CellState};

use crate::error::Result;
use crate::verify::cells::Verifier;

/// Fewer rows are checked before another thread has begun.
const ROWS_MIN: usize = 256;
/// Rows that are handed over together.
const ROWS_TOGETHER: usize = 64;

/// Tells each row in its order, and whether it is plain: all of it declared and believed, and nothing beside it.
pub(super) fn check(
    verifier: Verifier<'_>,
    rows: &[RowState],
    mut tell: impl FnMut(&RowState, bool) -> Result<()>,
) -> Result<()> {
    if rows.len() < ROWS_MIN {
        return rows
            .iter()
            .try_for_each(|row| tell(row, is_plain(&verifier, row)));
    }
    thread::scope(|scope| {
        let (verdicts, checked) = mpsc::channel();
        scope.spawn(move || {
            for some in rows.chunks(ROWS_TOGETHER) {
                let plain: Vec<bool> = some.iter().map(|row| is_plain(&verifier, row)).collect();
                if verdicts.send(plain).is_err() {
                    // whoever writes has failed and wants no more of them
                    return;
                }
            }
        });
        for some in rows.chunks(ROWS_TOGETHER) {
            // none comes from a thread that panicked: what is not called plain is checked cell by cell
            let plain = checked.recv().unwrap_or_default();
            for (place, row) in some.iter().enumerate() {
                tell(row, plain.get(place).is_some_and(|plain| *plain))?;
            }
        }
        Ok(())
    })
}

fn is_plain(verifier: &Verifier<'_>, row: &RowState) -> bool {
    let Some(descriptor) = Catalog::by_number(row.entity) else {
        return false;
    };
    let is_good = |cell: &CellState| {
        descriptor.cell(cell.cell).is_some() && verifier.check(row, cell).is_ok()
    };
    let is_whole = !row.cells.is_empty() && row.siblings.is_empty();
    is_whole && !descriptor.authority.is_admin_signed() && row.cells.iter().all(is_good)
}
