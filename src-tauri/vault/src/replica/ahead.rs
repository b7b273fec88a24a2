//! Checks the tags of a page's rows on another thread, ahead of the one that writes them.
//!
//! A row is reported only together with its result, so nothing unchecked is written.

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

/// Reports each row in its order, and whether it is plain: all cells declared and verified, without siblings.
pub(super) fn check(
    verifier: Verifier<'_>,
    rows: &[RowState],
    mut report: impl FnMut(&RowState, bool) -> Result<()>,
) -> Result<()> {
    if rows.len() < ROWS_MIN {
        return rows
            .iter()
            .try_for_each(|row| report(row, is_plain(&verifier, row)));
    }
    thread::scope(|scope| {
        let (verdicts, checked) = mpsc::channel();
        scope.spawn(move || {
            for some in rows.chunks(ROWS_TOGETHER) {
                let plain: Vec<bool> = some.iter().map(|row| is_plain(&verifier, row)).collect();
                if verdicts.send(plain).is_err() {
                    // the writing thread has failed
                    return;
                }
            }
        });
        for some in rows.chunks(ROWS_TOGETHER) {
            // none comes from a thread that panicked: what is not called plain is checked cell by cell
            let plain = checked.recv().unwrap_or_default();
            for (index, row) in some.iter().enumerate() {
                report(row, plain.get(index).is_some_and(|plain| *plain))?;
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
    let is_complete = !row.cells.is_empty() && row.siblings.is_empty();
    let mut needed = descriptor.needed_cells();
    is_complete
        && needed.all(|spec| row.cell(spec.number).is_some())
        && !descriptor.authority.is_admin_signed()
        && row.cells.iter().all(is_good)
}
