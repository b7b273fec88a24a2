//! Cells that were stored while this server did not know their entity, judged anew by the version that does.
//!
//! An unknown entity asks its author for little, so what it left takes effect only here: as if it were pushed now, with
//! the rights that its author has now. What is refused stays where it is, is sent to no device, and is judged again by
//! the next start.

use std::collections::BTreeMap;

use sync_contract::statement;
use sync_contract::{CellState, CellWrite, Code, Group, Wire};
use uuid::Uuid;

use crate::auth::token::Caller;
use crate::db::clinic_codes;
use crate::db::feed_head::{self, FeedHead};
use crate::db::loaded_row::RowKey;
use crate::db::pool::Database;
use crate::db::transaction::Transaction;
use crate::db::values::damaged;
use crate::db::{rows, siblings, statements};
use crate::ops::clock::unix_ms;
use crate::problem::Result;
use crate::push::admission::check_stored;
use crate::push::budget::Spent;
use crate::push::push_log;
use crate::push::received::ReceivedGroup;
use crate::push::references::references;
use crate::push::roster::{self, Named};
use crate::push::row_set::{RowSet, touched};
use crate::push::verdicts::{GroupStatus, PageVerdicts};

/// Cells that are judged in one transaction.
const CELLS_MAX: i64 = 1_000;
/// What was written on no device: a group that only this server made.
const NO_DEVICE: u32 = 0;

/// How many cells were judged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Readmitted {
    pub accepted: usize,
    pub refused: usize,
}

/// A stored cell that this version knows.
struct WaitingCell {
    key: RowKey,
    seq: i64,
    patient: Option<Uuid>,
    state: CellState,
}

/// Judges what waits in every clinic that has connected.
///
/// # Errors
/// A failure of the database.
pub async fn of_all(database: &Database) -> Result<()> {
    let mut connection = database.connection().await?;
    let transaction = connection.without_tenant().await?;
    let clinics = clinic_codes::connected_ids(&transaction).await?;
    transaction.commit().await?;
    drop(connection);
    for tenant in clinics {
        let Readmitted { accepted, refused } = of_clinic(database, tenant).await?;
        if accepted + refused > 0 {
            tracing::info!(accepted, refused, "judged cells of a later version");
        }
    }
    Ok(())
}

/// Judges what waits in one clinic.
///
/// # Errors
/// A failure of the database.
pub async fn of_clinic(database: &Database, tenant: Uuid) -> Result<Readmitted> {
    let mut total = Readmitted::default();
    let mut after = None;
    loop {
        let mut connection = database.connection_for(tenant).await?;
        let transaction = connection.of_tenant(tenant).await?;
        let waiting = read(&transaction, tenant, after).await?;
        let Some(last) = waiting.last() else {
            return Ok(total);
        };
        after = Some((last.seq, last.key, last.state.cell));
        let judged = judge(&transaction, tenant, waiting).await?;
        transaction.commit().await?;
        total.accepted += judged.accepted;
        total.refused += judged.refused;
    }
}

async fn read(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    after: Option<(i64, RowKey, u8)>,
) -> Result<Vec<WaitingCell>> {
    let (entities, cells) = siblings::known_cells();
    let (seq, entity, row, cell) = match after {
        Some((seq, key, cell)) => (seq, i32::from(key.entity), key.row, i16::from(cell)),
        None => (-1, 0, Uuid::nil(), 0),
    };
    let rows = statements::all(
        transaction,
        statement!("rows", "known_by_now"),
        &[
            &tenant, &entities, &cells, &seq, &entity, &row, &cell, &CELLS_MAX,
        ],
    )
    .await?;
    let waiting = rows.iter().map(|row| {
        let entity: i32 = row.try_get("entity")?;
        let bytes: &[u8] = row.try_get("state")?;
        Ok(WaitingCell {
            key: RowKey {
                entity: u16::try_from(entity).map_err(|_| Code::Internal)?,
                row: row.try_get("row_id")?,
            },
            seq: row.try_get("seq")?,
            patient: row.try_get("patient")?,
            state: CellState::from_bytes(bytes).map_err(damaged)?,
        })
    });
    waiting.collect()
}

/// Judges each row's cells, in the order in which they came.
async fn judge(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    waiting: Vec<WaitingCell>,
) -> Result<Readmitted> {
    let mut head = feed_head::lock(transaction, tenant).await?;
    let mut by_row: Vec<(RowKey, Vec<WaitingCell>)> = Vec::new();
    let mut indexes: BTreeMap<RowKey, usize> = BTreeMap::new();
    for cell in waiting {
        let index = *indexes.entry(cell.key).or_insert_with(|| {
            by_row.push((cell.key, Vec::new()));
            by_row.len() - 1
        });
        by_row[index].1.push(cell);
    }
    let mut judged = Readmitted::default();
    for (key, cells) in by_row {
        let all = cells.len();
        let accepted = judge_row(transaction, tenant, &mut head, key, cells).await?;
        judged.accepted += accepted;
        judged.refused += all - accepted;
    }
    Ok(judged)
}

/// Returns how many cells of a row were accepted.
async fn judge_row(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    head: &mut FeedHead,
    key: RowKey,
    cells: Vec<WaitingCell>,
) -> Result<usize> {
    let mut group = group_of(tenant, key, cells);
    let named = Named::in_groups(std::iter::once(&group));
    let staff = roster::read(transaction, tenant, named).await?.staff;
    let complete = group.clone();
    group
        .writes
        .retain(|write| check_stored(&staff, &complete, write).is_ok());
    let Some(first) = group.writes.first() else {
        return Ok(0);
    };
    group.author = first.state.author;
    let numbers: Vec<i16> = group
        .writes
        .iter()
        .map(|write| i16::from(write.state.cell))
        .collect();
    let touched = touched(&group);
    let mut set = RowSet {
        loaded: rows::load_rows(transaction, tenant, &touched).await?,
        existing: rows::existing(transaction, tenant, &references(&group)).await?,
        now_ms: unix_ms(),
        ..RowSet::default()
    };
    set.note_damaged();
    let received = [ReceivedGroup::read(&group.to_bytes())?];
    let mut verdicts = PageVerdicts::new(vec![GroupStatus::Admitted], None);
    let seq = head.position.seq + 1;
    verdicts
        .write_halves(transaction, tenant, &received, &mut set, seq)
        .await?;
    if verdicts.accepted() == 0 {
        return Ok(0);
    }
    let entity = i32::from(key.entity);
    let remove = statement!("rows", "delete_readmitted");
    statements::run(transaction, remove, &[&tenant, &entity, &key.row, &numbers]).await?;
    head.position.seq = seq;
    head.position.history_mark = Uuid::from_bytes(rand::random());
    head.staff_stamp = verdicts.staff_stamp(head.staff_stamp)?;
    feed_head::advance(transaction, tenant, *head).await?;
    let server = Caller {
        tenant,
        device: Uuid::nil(),
        device_number: NO_DEVICE,
    };
    let entries = verdicts.log_entries(&received);
    push_log::append(transaction, server, &entries, None, Spent::default()).await?;
    Ok(numbers.len())
}

/// The cells of one row as a group, which no author has signed as such.
fn group_of(tenant: Uuid, key: RowKey, cells: Vec<WaitingCell>) -> Group {
    let writes = cells.into_iter().map(|cell| CellWrite {
        entity: key.entity,
        row: key.row,
        patient: cell.patient,
        state: cell.state,
        base: Vec::new(),
    });
    Group {
        id: Uuid::from_bytes(rand::random()),
        action: Uuid::from_bytes(rand::random()),
        tenant,
        author: Uuid::nil(),
        device: NO_DEVICE,
        cursor: None,
        writes: writes.collect(),
        signature: [0; 64],
    }
}
