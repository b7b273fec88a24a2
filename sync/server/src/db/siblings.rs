//! Sibling versions of cells, and cells that only a later version knows: each in a table of its own, as sent.

use std::collections::{BTreeSet, HashMap};

use futures_util::future::try_join;
use sync_contract::merge::sort_siblings;
use sync_contract::statement;
use sync_contract::{Catalog, CellState, Malformed, Wire};
use uuid::Uuid;

use crate::db::loaded_row::{LoadedRow, RowKey, VersionKey};
use crate::db::table::WriteError;
use crate::db::transaction::Transaction;
use crate::db::values::damaged;
use crate::problem::Result;

/// Adds siblings and unknown cells to rows that were read from their tables.
pub async fn load(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    keys: &BTreeSet<RowKey>,
    rows: &mut HashMap<RowKey, LoadedRow>,
) -> Result<()> {
    let entities: Vec<i32> = keys.iter().map(|key| i32::from(key.entity)).collect();
    let ids: Vec<Uuid> = keys.iter().map(|key| key.row).collect();
    let siblings = transaction
        .prepare_cached(statement!("rows", "siblings"))
        .await?;
    let unknown = transaction
        .prepare_cached(statement!("rows", "unknown_cells"))
        .await?;
    let parameters: [&(dyn tokio_postgres::types::ToSql + Sync); 3] = [&tenant, &entities, &ids];
    let (siblings, unknown) = try_join(
        transaction.query(&siblings, &parameters),
        transaction.query(&unknown, &parameters),
    )
    .await?;
    for row in &siblings {
        let Some((loaded, state)) = read(row, rows)? else {
            continue;
        };
        loaded.stored.siblings.push(VersionKey::of(&state));
        loaded.state.siblings.push(state);
    }
    for row in &unknown {
        let patient: Option<Uuid> = row.try_get("patient")?;
        let seq: i64 = row.try_get("seq")?;
        let Some((loaded, state)) = read(row, rows)? else {
            continue;
        };
        if is_known(loaded.state.entity, state.cell) {
            // stored by an earlier version, and without effect until this one has judged it
            continue;
        }
        loaded.stored.unknown_cells.push(VersionKey::of(&state));
        loaded.state.patient = loaded.state.patient.or(patient);
        loaded.seq = loaded.seq.max(seq);
        loaded.state.cells.push(state);
        loaded.state.cells.sort_by_key(|cell| cell.cell);
    }
    for row in rows.values_mut() {
        sort_siblings(&mut row.state.siblings);
    }
    Ok(())
}

/// None for a version that cannot be read: its row is damaged then.
fn read<'a>(
    row: &tokio_postgres::Row,
    rows: &'a mut HashMap<RowKey, LoadedRow>,
) -> Result<Option<(&'a mut LoadedRow, CellState)>> {
    let entity: i32 = row.try_get("entity")?;
    let key = RowKey {
        entity: u16::try_from(entity)
            .map_err(|_| damaged(Malformed("entity number of more than 16 bits")))?,
        row: row.try_get("row_id")?,
    };
    let loaded = rows.entry(key).or_insert_with(|| LoadedRow::absent(key));
    let bytes: &[u8] = row.try_get("state")?;
    match CellState::from_bytes(bytes) {
        Ok(state) => Ok(Some((loaded, state))),
        Err(Malformed(reason)) => {
            tracing::error!(entity, row = %key.row, reason, "a stored version cannot be read");
            loaded.stored.is_damaged = true;
            Ok(None)
        }
    }
}

/// Cells for one of the two tables, as arrays.
#[derive(Default)]
struct Arrays {
    entities: Vec<i32>,
    ids: Vec<Uuid>,
    cells: Vec<i16>,
    clocks: Vec<Vec<u8>>,
    generations: Vec<i32>,
    patients: Vec<Option<Uuid>>,
    states: Vec<Vec<u8>>,
    seqs: Vec<i64>,
}

impl Arrays {
    fn push(&mut self, row: &LoadedRow, cell: &CellState) {
        self.entities.push(i32::from(row.state.entity));
        self.ids.push(row.state.row);
        self.cells.push(i16::from(cell.cell));
        self.clocks.push(cell.clock.to_array().to_vec());
        self.generations.push(i32::from(cell.generation));
        self.patients.push(row.state.patient);
        self.states.push(cell.to_bytes());
        self.seqs.push(row.seq);
    }

    async fn insert(
        &self,
        transaction: &Transaction<'_>,
        tenant: Uuid,
        text: &str,
    ) -> Result<(), WriteError> {
        if self.ids.is_empty() {
            return Ok(());
        }
        let statement = transaction.prepare_cached(text).await?;
        transaction
            .execute(
                &statement,
                &[
                    &tenant,
                    &self.entities,
                    &self.ids,
                    &self.cells,
                    &self.clocks,
                    &self.generations,
                    &self.patients,
                    &self.states,
                    &self.seqs,
                ],
            )
            .await?;
        Ok(())
    }
}

/// Versions to delete, as arrays.
#[derive(Default)]
struct Dropped {
    entities: Vec<i32>,
    ids: Vec<Uuid>,
    cells: Vec<i16>,
    clocks: Vec<Vec<u8>>,
}

impl Dropped {
    fn extend(&mut self, row: &LoadedRow, versions: Vec<VersionKey>) {
        for version in versions {
            self.entities.push(i32::from(row.state.entity));
            self.ids.push(row.state.row);
            self.cells.push(i16::from(version.cell));
            self.clocks.push(version.clock.to_array().to_vec());
        }
    }

    async fn delete(
        &self,
        transaction: &Transaction<'_>,
        tenant: Uuid,
        text: &str,
    ) -> Result<(), WriteError> {
        if self.ids.is_empty() {
            return Ok(());
        }
        let statement = transaction.prepare_cached(text).await?;
        transaction
            .execute(
                &statement,
                &[
                    &tenant,
                    &self.entities,
                    &self.ids,
                    &self.cells,
                    &self.clocks,
                ],
            )
            .await?;
        Ok(())
    }
}

/// Writes what differs of the siblings and unknown cells of changed rows: what stays is not written again, however
/// much it is.
pub async fn write(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    rows: &[&LoadedRow],
) -> Result<(), WriteError> {
    let (mut siblings, mut unknown) = (Dropped::default(), Dropped::default());
    for row in rows {
        let (dropped_siblings, dropped_unknown) = row.dropped_versions();
        siblings.extend(row, dropped_siblings);
        unknown.extend(row, dropped_unknown);
    }
    siblings
        .delete(transaction, tenant, statement!("rows", "delete_siblings"))
        .await?;
    let drop_unknown_cells = statement!("rows", "delete_unknown_cells");
    unknown
        .delete(transaction, tenant, drop_unknown_cells)
        .await?;

    let (mut siblings, mut unknown) = (Arrays::default(), Arrays::default());
    for row in rows {
        let (added_siblings, added_unknown) = row.added_versions();
        added_siblings
            .iter()
            .for_each(|version| siblings.push(row, version));
        added_unknown
            .iter()
            .for_each(|version| unknown.push(row, version));
    }
    let insert_siblings = statement!("rows", "insert_siblings");
    siblings
        .insert(transaction, tenant, insert_siblings)
        .await?;
    let insert_unknown_cells = statement!("rows", "insert_unknown_cells");
    unknown
        .insert(transaction, tenant, insert_unknown_cells)
        .await
}

fn is_known(entity: u16, cell: u8) -> bool {
    Catalog::by_number(entity).is_some_and(|known| known.cell(cell).is_some())
}

/// Returns every cell that this version knows: entities and cell numbers, as arrays.
pub fn known_cells() -> (Vec<i32>, Vec<i16>) {
    let cells = Catalog::ALL.iter().flat_map(|known| {
        let numbers = (0..=u8::MAX).filter(|number| known.cell(*number).is_some());
        numbers.map(|number| (i32::from(known.number), i16::from(number)))
    });
    cells.unzip()
}
