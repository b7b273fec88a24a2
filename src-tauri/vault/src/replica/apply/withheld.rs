//! Cells without which the server sends a row, though every row of its kind has them.

use sync_contract::Descriptor;
use sync_contract::entity::PURGE;
use sync_contract::pull::RowState;

use crate::store::quarantine::{QuarantineReason, QuarantinedCell};
use crate::store::rows;

/// Returns those of which nothing is here either: no user could read the row. `row` is the verified part of what was
/// sent, `refused` the rest.
pub(super) fn cells(
    descriptor: Option<&'static Descriptor>,
    row: &RowState,
    refused: &[QuarantinedCell],
    local: Option<&RowState>,
    now_us: i64,
) -> Vec<QuarantinedCell> {
    // what admins sign counts where it is complete
    let known = descriptor.filter(|known| !known.authority.is_admin_signed());
    let Some(known) = known.filter(|_| row.cell(PURGE).is_none()) else {
        return Vec::new();
    };
    let is_here = |number: u8| {
        let of_local = local.is_some_and(|local| local.cell(number).is_some());
        of_local || row.cell(number).is_some()
    };
    let is_refused = |number: u8| refused.iter().any(|refused| refused.state.cell == number);
    let withheld = known
        .needed_cells()
        .filter(|spec| !is_here(spec.number) && !is_refused(spec.number));
    withheld
        .map(|spec| cell(row, spec.number, now_us))
        .collect()
}

/// Stands for a cell that the server did not send.
pub(super) fn cell(row: &RowState, number: u8, now_us: i64) -> QuarantinedCell {
    QuarantinedCell {
        entity: row.entity,
        row: row.row,
        patient: row.patient,
        is_sibling: false,
        reason: QuarantineReason::Incomplete,
        state: rows::lost_cell(number),
        quarantined_at_us: now_us,
    }
}
