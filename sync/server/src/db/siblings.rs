//! Sibling versions of cells, and cells that only a later version knows: each in a table of its own, as sent.

use std::collections::{BTreeSet, HashMap};

use futures_util::future::try_join;
use sync_contract::merge::sort_siblings;
use sync_contract::statement;
use sync_contract::{Catalog, CellState, Malformed, Wire};
use uuid::Uuid;

use crate::db::loaded_row::RowKey;
use crate::db::loaded_row::{Changes, LoadedRow};
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
        let (loaded, state) = read(row, rows)?;
        loaded.stored.has_siblings = true;
        loaded.state.siblings.push(state);
    }
    for row in &unknown {
        let patient: Option<Uuid> = row.try_get("patient")?;
        let seq: i64 = row.try_get("seq")?;
        let (loaded, state) = read(row, rows)?;
        if is_known(loaded.state.entity, state.cell) {
            // stored by an earlier version, and without effect until this one has judged it
            continue;
        }
        loaded.stored.has_unknown_cells = true;
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

fn read<'a>(
    row: &tokio_postgres::Row,
    rows: &'a mut HashMap<RowKey, LoadedRow>,
) -> Result<(&'a mut LoadedRow, CellState)> {
    let entity: i32 = row.try_get("entity")?;
    let key = RowKey {
        entity: u16::try_from(entity)
            .map_err(|_| damaged(Malformed("entity number of more than 16 bits")))?,
        row: row.try_get("row_id")?,
    };
    let bytes: &[u8] = row.try_get("state")?;
    let state = CellState::from_bytes(bytes).map_err(damaged)?;
    Ok((
        rows.entry(key).or_insert_with(|| LoadedRow::absent(key)),
        state,
    ))
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

/// Replaces the siblings and unknown cells of changed rows.
pub async fn write(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    rows: &[&LoadedRow],
) -> Result<(), WriteError> {
    let had_siblings = rows.iter().filter(|row| row.stored.has_siblings);
    let drop_siblings = statement!("rows", "delete_siblings");
    let (entities, ids) = keys_of(had_siblings);
    if !ids.is_empty() {
        let statement = transaction.prepare_cached(drop_siblings).await?;
        transaction
            .execute(&statement, &[&tenant, &entities, &ids])
            .await?;
    }
    let rewritten = rows.iter().filter(|row| !retains_unknown_cells(row));
    let had_unknown_cells = rewritten.filter(|row| row.stored.has_unknown_cells);
    let drop_unknown_cells = statement!("rows", "delete_unknown_cells");
    let (entities, ids) = keys_of(had_unknown_cells);
    if !ids.is_empty() {
        let (known, cells) = known_cells();
        let statement = transaction.prepare_cached(drop_unknown_cells).await?;
        transaction
            .execute(&statement, &[&tenant, &entities, &ids, &known, &cells])
            .await?;
    }

    let (mut siblings, mut unknown) = (Arrays::default(), Arrays::default());
    for row in rows {
        for sibling in &row.state.siblings {
            siblings.push(row, sibling);
        }
        let added = unknown_cells(row).filter(|_| !retains_unknown_cells(row));
        for cell in added {
            unknown.push(row, cell);
        }
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

/// Returns whether the cells of a later version stay as they are stored: one known cell changed alone.
fn retains_unknown_cells(row: &LoadedRow) -> bool {
    row.stored.has_unknown_cells && matches!(row.changes, Changes::OneCell(_))
}

fn unknown_cells(row: &LoadedRow) -> impl Iterator<Item = &CellState> {
    let entity = row.state.entity;
    let cells = row.state.cells.iter();
    cells.filter(move |cell| !is_known(entity, cell.cell))
}

fn is_known(entity: u16, cell: u8) -> bool {
    Catalog::by_number(entity).is_some_and(|known| known.cell(cell).is_some())
}

fn keys_of<'a>(rows: impl Iterator<Item = &'a &'a LoadedRow>) -> (Vec<i32>, Vec<Uuid>) {
    rows.map(|row| (i32::from(row.state.entity), row.state.row))
        .unzip()
}

/// Returns every cell that this version knows: entities and cell numbers, as arrays.
pub fn known_cells() -> (Vec<i32>, Vec<i16>) {
    let cells = Catalog::ALL.iter().flat_map(|known| {
        let numbers = (0..=u8::MAX).filter(|number| known.cell(*number).is_some());
        numbers.map(|number| (i32::from(known.number), i16::from(number)))
    });
    cells.unzip()
}
