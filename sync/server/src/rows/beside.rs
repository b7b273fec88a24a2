//! What lies beside a row's table: pinned versions, and cells that only a later version knows. Both as sent.

use std::collections::{BTreeSet, HashMap};

use futures_util::future::try_join;
use sync_contract::messages::sort_siblings;
use sync_contract::{Catalog, CellState, Descriptor, Malformed, Wire};
use uuid::Uuid;

use super::{Held, RowKey, StoreError};
use crate::database::Transaction;
use crate::problem::{Problem, Result};

/// Adds them to rows that have been read from their tables.
pub async fn load(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    keys: &BTreeSet<RowKey>,
    held: &mut HashMap<RowKey, Held>,
) -> Result<()> {
    let entities: Vec<i32> = keys.iter().map(|key| i32::from(key.entity)).collect();
    let ids: Vec<Uuid> = keys.iter().map(|key| key.row).collect();
    let siblings = transaction
        .prepare_cached(include_str!("../../queries/rows/siblings.sql"))
        .await?;
    let foreign = transaction
        .prepare_cached(include_str!("../../queries/rows/unknown_cells.sql"))
        .await?;
    let parameters: [&(dyn tokio_postgres::types::ToSql + Sync); 3] = [&tenant, &entities, &ids];
    let (siblings, foreign) = try_join(
        transaction.query(&siblings, &parameters),
        transaction.query(&foreign, &parameters),
    )
    .await?;
    for row in &siblings {
        let (held, state) = find(row, held)?;
        held.origin.has_siblings = true;
        held.state.siblings.push(state);
    }
    for row in &foreign {
        let patient: Option<Uuid> = row.try_get("patient")?;
        let seq: i64 = row.try_get("seq")?;
        let (held, state) = find(row, held)?;
        held.origin.has_unknown = true;
        held.state.patient = held.state.patient.or(patient);
        held.seq = held.seq.max(seq);
        held.state.cells.push(state);
        held.state.cells.sort_by_key(|cell| cell.cell);
    }
    for held in held.values_mut() {
        sort_siblings(&mut held.state.siblings);
    }
    Ok(())
}

fn find<'a>(
    row: &tokio_postgres::Row,
    held: &'a mut HashMap<RowKey, Held>,
) -> Result<(&'a mut Held, CellState)> {
    let entity: i32 = row.try_get("entity")?;
    let key = RowKey {
        entity: u16::try_from(entity).map_err(|_| damaged(Malformed("number of no entity")))?,
        row: row.try_get("row_id")?,
    };
    let bytes: &[u8] = row.try_get("state")?;
    let state = CellState::from_bytes(bytes).map_err(damaged)?;
    Ok((held.entry(key).or_insert_with(|| Held::absent(key)), state))
}

fn damaged(error: Malformed) -> Problem {
    tracing::error!(cause = error.0, "a stored cell cannot be read");
    Problem::Internal
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
    fn push(&mut self, held: &Held, cell: &CellState) {
        self.entities.push(i32::from(held.state.entity));
        self.ids.push(held.state.row);
        self.cells.push(i16::from(cell.cell));
        self.clocks.push(cell.clock.to_array().to_vec());
        self.generations.push(i32::from(cell.generation));
        self.patients.push(held.state.patient);
        self.states.push(cell.to_bytes());
        self.seqs.push(held.seq);
    }

    async fn insert(
        &self,
        transaction: &Transaction<'_>,
        tenant: Uuid,
        text: &str,
    ) -> Result<(), StoreError> {
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

/// Writes them anew for rows that change.
pub(super) async fn store(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    rows: &[&Held],
) -> Result<(), StoreError> {
    let had_siblings = rows.iter().filter(|held| held.origin.has_siblings);
    let drop_siblings = include_str!("../../queries/rows/drop_siblings.sql");
    remove(transaction, tenant, had_siblings, drop_siblings).await?;
    let had_unknown = rows.iter().filter(|held| held.origin.has_unknown);
    let drop_unknown = include_str!("../../queries/rows/drop_unknown_cells.sql");
    remove(transaction, tenant, had_unknown, drop_unknown).await?;

    let (mut siblings, mut foreign) = (Arrays::default(), Arrays::default());
    for held in rows {
        for sibling in &held.state.siblings {
            siblings.push(held, sibling);
        }
        for cell in unknown_cells(held) {
            foreign.push(held, cell);
        }
    }
    let keep_siblings = include_str!("../../queries/rows/keep_siblings.sql");
    siblings.insert(transaction, tenant, keep_siblings).await?;
    let keep_unknown = include_str!("../../queries/rows/keep_unknown_cells.sql");
    foreign.insert(transaction, tenant, keep_unknown).await
}

fn unknown_cells(held: &Held) -> impl Iterator<Item = &CellState> {
    let known: Option<&'static Descriptor> = Catalog::by_number(held.state.entity);
    held.state
        .cells
        .iter()
        .filter(move |cell| known.is_none_or(|known| known.cell(cell.cell).is_none()))
}

async fn remove<'a>(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    rows: impl Iterator<Item = &'a &'a Held>,
    text: &str,
) -> Result<(), StoreError> {
    let (entities, ids): (Vec<i32>, Vec<Uuid>) = rows
        .map(|held| (i32::from(held.state.entity), held.state.row))
        .unzip();
    if ids.is_empty() {
        return Ok(());
    }
    let statement = transaction.prepare_cached(text).await?;
    transaction
        .execute(&statement, &[&tenant, &entities, &ids])
        .await?;
    Ok(())
}
