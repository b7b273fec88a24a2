//! Cells of other admins that an admin sends again: a restored server has lost them, and the signer's computer may be
//! gone.

use sync_contract::Group;
use sync_contract::entity::CREATED;
use sync_contract::pull::RowState;

use crate::db::loaded_row::RowKey;
use crate::push::received::is_admin_signed;

/// Returns whether a group has cells that other admins or other devices signed.
pub fn is_carried(group: &Group) -> bool {
    let mut writes = group.writes.iter();
    let is_of_other = writes.any(|write| {
        write.state.author != group.author || write.state.clock.device != group.device
    });
    is_of_other && group.writes.iter().all(is_admin_signed)
}

/// Returns a carried group with only those cells that are later than the `stored` ones, based on these: a lost change
/// never undoes one from after the restoration.
pub fn lacking_of<'a>(group: &Group, stored: impl Fn(RowKey) -> Option<&'a RowState>) -> Group {
    let mut lacking = group.clone();
    lacking.writes.retain_mut(|write| {
        let key = RowKey {
            entity: write.entity,
            row: write.row,
        };
        let Some(row) = stored(key) else {
            return true;
        };
        let cell = write.state.cell;
        let known = row.cell(cell);
        write.base = row.cells.iter().map(|version| version.clock).collect();
        known.is_none_or(|known| cell != CREATED && known.clock < write.state.clock)
    });
    lacking
}
