//! How many versions of a cell one device may leave to be decided, so that the cost of a push does not depend on what
//! its rows hold.

use std::collections::HashMap;

use sync_contract::merge::is_signed;
use sync_contract::pull::RowState;
use sync_contract::{Catalog, CellState, CellWrite, Clock, Code, Descriptor, Rejection};

use crate::db::loaded_row::size_of_cell;

/// Open versions of a cell by one device, whichever of its numbers wrote them ...
pub const VERSIONS_MAX: usize = 4;
/// ... and their bytes, which a first version may exceed.
pub const BYTES_MAX: usize = 512 * 1024;

/// What a device has left open in a cell.
#[derive(Debug, Clone, Copy)]
struct Open {
    bytes: usize,
    /// No write drops it, not even one that names it.
    is_signed: bool,
}

impl Open {
    fn of(version: &CellState, descriptor: Option<&Descriptor>) -> Open {
        Open {
            bytes: size_of_cell(version),
            is_signed: descriptor.is_some_and(|known| is_signed(known, version)),
        }
    }
}

/// Checks what a device's writes to one row would leave open. Versions of other devices do not count, so no device is
/// blocked by another's versions. Only a write under a shared number, as when a restored computer sends those of its
/// original, is counted with all of `numbers`.
///
/// # Errors
/// `Undecided` for the first write that would be one too many.
pub fn check(
    row: &RowState,
    writes: &[&CellWrite],
    numbers: &[u32],
    own_numbers: &[u32],
) -> Result<(), Rejection> {
    let is_own = |write: &&CellWrite| own_numbers.contains(&write.state.clock.device);
    let numbers = match writes.iter().all(is_own) {
        true => own_numbers,
        false => numbers,
    };
    let descriptor = Catalog::by_number(row.entity);
    let mut open: HashMap<u8, HashMap<Clock, Open>> = HashMap::new();
    for write in writes {
        let number = write.state.cell;
        let open = open
            .entry(number)
            .or_insert_with(|| own_versions(row, number, numbers));
        for clock in &write.base {
            if open.get(clock).is_some_and(|version| !version.is_signed) {
                open.remove(clock);
            }
        }
        // the same again, or sealed again, is no further version
        if write.state.generation > 0 || open.contains_key(&write.state.clock) {
            continue;
        }
        let own = Open::of(&write.state, descriptor);
        let bytes: usize = open.values().map(|version| version.bytes).sum();
        let is_full = open.len() >= VERSIONS_MAX || bytes + own.bytes > BYTES_MAX;
        if is_full && !open.is_empty() {
            return Err(Rejection::from(Code::Undecided).in_write(write));
        }
        open.insert(write.state.clock, own);
    }
    Ok(())
}

fn own_versions(row: &RowState, cell: u8, numbers: &[u32]) -> HashMap<Clock, Open> {
    let descriptor = Catalog::by_number(row.entity);
    let is_own =
        |version: &&CellState| version.cell == cell && numbers.contains(&version.clock.device);
    let versions = row.cells.iter().chain(&row.siblings).filter(is_own);
    versions
        .map(|version| (version.clock, Open::of(version, descriptor)))
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use uuid::Uuid;

    const OWN: [u32; 2] = [1, 7];
    /// With that of its original.
    const NUMBERS: [u32; 3] = [1, 4, 7];

    fn write(at: u64, device: u32, bytes: usize, base: &[u64]) -> CellWrite {
        let clock = |unix_ms| Clock {
            unix_ms,
            counter: 0,
            device,
        };
        CellWrite {
            entity: 20,
            row: Uuid::from_u128(1),
            patient: None,
            state: CellState {
                cell: 3,
                clock: clock(at),
                generation: 0,
                author: Uuid::nil(),
                secret_version: 1,
                clear: Vec::new(),
                sealed: Some(vec![0; bytes]),
                tag: [0; 16],
                signature: None,
                replaces: Vec::new(),
            },
            base: base.iter().copied().map(clock).collect(),
        }
    }

    fn row(versions: &[CellWrite]) -> RowState {
        let mut row = RowState::empty(20, Uuid::from_u128(1), None);
        row.siblings = versions.iter().map(|write| write.state.clone()).collect();
        row
    }

    fn refused(row: &RowState, writes: &[CellWrite]) -> bool {
        let writes: Vec<&CellWrite> = writes.iter().collect();
        let checked = check(row, &writes, &NUMBERS, &OWN);
        checked.is_err_and(|rejection| rejection.code == Code::Undecided)
    }

    #[test]
    fn a_device_leaves_four_versions_open_and_no_fifth() {
        let row = row(&[1, 2, 3].map(|at| write(at, 1, 10, &[])));
        assert!(!refused(&row, &[write(9, 7, 10, &[])]));
        let two = [write(9, 7, 10, &[]), write(10, 1, 10, &[])];
        assert!(refused(&row, &two));
        // each that saw the one before leaves one
        let chain: Vec<CellWrite> = (10..90).map(|at| write(at, 1, 10, &[at - 1])).collect();
        assert!(!refused(&row, &chain));
        assert!(!refused(
            &row,
            &[write(3, 1, 10, &[]), write(9, 1, 10, &[])]
        ));
    }

    #[test]
    fn no_device_waits_for_the_decision_of_another() {
        let others: Vec<CellWrite> = (0..100).map(|at| write(at, 2, 9_000, &[])).collect();
        assert!(!refused(&row(&others), &[write(900, 1, 10, &[])]));
    }

    #[test]
    fn a_restored_device_is_not_bound_by_what_others_wrote() {
        let row = row(&[1, 2, 3, 4].map(|at| write(at, 4, 10, &[])));
        assert!(!refused(&row, &[write(9, 7, 10, &[])]));
        // but what its original wrote counts with all that it may send
        assert!(refused(&row, &[write(9, 4, 10, &[])]));
        let mixed = [write(9, 7, 10, &[]), write(10, 4, 10, &[])];
        assert!(refused(&row, &mixed));
    }

    #[test]
    fn large_versions_use_the_share_of_a_device_up_sooner() {
        let half = BYTES_MAX / 2;
        let row = row(&[write(1, 1, half, &[])]);
        assert!(refused(&row, &[write(9, 1, half, &[])]));
        assert!(!refused(&row, &[write(9, 1, half, &[1])]));
        assert!(!refused(&row, &[write(9, 1, half / 2, &[])]));
    }
}
