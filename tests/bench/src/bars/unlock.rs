//! Opening what search needs of every patient, and building the index.

use std::hint::black_box;

use sync_contract::catalog::Patient;
use sync_contract::change::{Address, associated_data};
use sync_contract::inner::{Inner, each_inner};
use sync_contract::pull::RowState;
use sync_contract::{Compartment, Entity};
use vault::password::Password;
use vault::seal::{RowKey, open_cell_into};
use vault::wiped::Wiped;

use crate::figures::Figures;
use crate::sealed::Sealer;
use crate::table::{Bar, Line};
use crate::{Bench, Outcome, ours};

const ROUNDS: usize = 9;
/// Name, birth, contact and identifiers: the cells that search reads.
const SEARCHED: [u8; 4] = [1, 2, 5, 7];

pub fn run(bench: &mut Bench) -> Outcome<()> {
    let mut sealer = Sealer::new()?;
    let mut rows = Vec::with_capacity(bench.people.patients.len());
    for patient in &bench.people.patients {
        rows.push(sealer.row(patient, 1_767_600_000_000)?);
    }
    let unlocked = bench.our_clinic("unlock")?;
    let (mut ours, mut floor) = (Figures::default(), Figures::default());
    for _ in 0..bench.rounds(ROUNDS) {
        black_box(ours.time(|| unlocked.search_index())?);
        black_box(floor.time(|| open_and_fold(&sealer, &rows))?);
    }
    let mut argon2 = Figures::default();
    let mut vault = unlocked.lock();
    for _ in 0..bench.rounds(ROUNDS) {
        let unlocked = argon2.time(|| vault.unlock(ours::USER, &Password::new(ours::PASSWORD)));
        vault = unlocked.map_err(|refused| refused.error)?.lock();
    }
    bench.line(Line::times(
        "unlock: Argon2id, keys and session",
        argon2,
        Bar::None,
    ));
    let line = Line::times("unlock: the index of every patient", ours, Bar::AtMost(1.5));
    bench.line(line.against("open and fold from memory", floor));
    Ok(())
}

/// Opens each searched cell under its row's key and folds its texts into one string.
fn open_and_fold(sealer: &Sealer, rows: &[RowState]) -> Outcome<String> {
    let entity = Patient::DESCRIPTOR.number;
    let mut folded = String::new();
    let mut buffer = Wiped::default();
    for row in rows {
        let key = RowKey::derive(sealer.key(Compartment::Contact), entity, row.row);
        for cell in row
            .cells
            .iter()
            .filter(|cell| SEARCHED.contains(&cell.cell))
        {
            let address = Address {
                tenant: sealer.tenant,
                entity,
                row: row.row,
                cell: cell.cell,
            };
            let sealed = cell
                .sealed
                .as_deref()
                .ok_or("a searched cell holds nothing sealed")?;
            let aad = associated_data(address, cell.clock, cell.generation);
            fold(
                open_cell_into(&key, &aad, sealed, &mut buffer)?,
                &mut folded,
            )?;
        }
    }
    Ok(folded)
}

fn fold(inner: &[u8], folded: &mut String) -> Outcome<()> {
    each_inner(inner, |_, value| {
        let Inner::Text(text) = value else { return };
        match text.is_ascii() {
            true => folded.extend(
                text.bytes()
                    .map(|byte| char::from(byte.to_ascii_lowercase())),
            ),
            false => folded.extend(text.chars().flat_map(char::to_lowercase)),
        }
        folded.push(' ');
    })?;
    Ok(())
}
