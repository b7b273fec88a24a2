//! Rows for merging: from their tables, with their sibling versions and the cells that this version does not know.
//!
//! Set-wise: one statement an entity, whatever the number of rows. The caller has locked the clinic's head, so what
//! was loaded does not change before it is written.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use futures_util::future::try_join_all;
use sync_contract::catalog::Patient;
use sync_contract::pull::RowState;
use sync_contract::{Catalog, Descriptor, Entity};
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::db::columns::{SEQ, Source, of};
use crate::db::loaded_row::{Changes, LoadedRow, RowKey, StoredParts, WriteKind};
use crate::db::siblings;
use crate::db::table::{
    StoredRow, TableRow, TableRowRef, WriteError, insert, load, load_deleted, read, update,
    update_cell,
};
use crate::db::transaction::Transaction;
use crate::db::values::Ctid;
use crate::problem::{Problem, Result};

/// Loads rows with their siblings and unknown cells. A row that was never written is there too, without cells.
pub async fn load_rows(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    keys: &BTreeSet<RowKey>,
) -> Result<HashMap<RowKey, LoadedRow>> {
    let mut rows = load_table_rows(transaction, tenant, keys).await?;
    siblings::load(transaction, tenant, keys, &mut rows).await?;
    Ok(rows)
}

/// Loads rows without siblings and unknown cells: most clinics have none, which another statement has checked.
pub async fn load_table_rows(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    keys: &BTreeSet<RowKey>,
) -> Result<HashMap<RowKey, LoadedRow>> {
    let mut rows: HashMap<RowKey, LoadedRow> = keys
        .iter()
        .map(|key| (*key, LoadedRow::absent(*key)))
        .collect();
    let ids = by_entity(keys);
    let reads = ids
        .iter()
        .map(|(descriptor, ids)| load(transaction, tenant, descriptor, ids));
    let read = try_join_all(reads).await?.into_iter().flatten();
    rows.extend(read.map(loaded));
    Ok(rows)
}

/// Loads the deleted ones of these patients, without siblings and unknown cells; the others are returned without cells.
/// A write to another row of a patient changes the patient's own row only by contesting its deletion.
pub async fn load_deleted_patients(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    keys: &BTreeSet<RowKey>,
) -> Result<HashMap<RowKey, LoadedRow>> {
    let absent = keys.iter().map(|key| (*key, LoadedRow::absent(*key)));
    let mut rows: HashMap<RowKey, LoadedRow> = absent.collect();
    let ids: Vec<Uuid> = keys.iter().map(|key| key.row).collect();
    if !ids.is_empty() {
        let read = load_deleted(transaction, tenant, Patient::DESCRIPTOR, &ids).await?;
        rows.extend(read.into_iter().map(loaded));
    }
    Ok(rows)
}

fn loaded(stored: StoredRow) -> (RowKey, LoadedRow) {
    let TableRow { state, seq } = stored.row;
    let stored = StoredParts {
        in_table: true,
        ctid: Some(stored.ctid),
        is_damaged: stored.is_damaged,
        ..StoredParts::default()
    };
    let row = LoadedRow {
        state,
        seq,
        stored,
        changes: Changes::Nothing,
    };
    (row.key(), row)
}

/// Adds their siblings and unknown cells to rows that were read from their tables. One of which something cannot be
/// read has no cells.
pub async fn with_siblings(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    rows: Vec<RowState>,
) -> Result<Vec<RowState>> {
    let order: Vec<RowKey> = rows.iter().map(RowKey::of).collect();
    let loaded = rows.into_iter().map(|state| LoadedRow::unstored(state, 0));
    let mut loaded: HashMap<RowKey, LoadedRow> = loaded.map(|row| (row.key(), row)).collect();
    let keys: BTreeSet<RowKey> = order.iter().copied().collect();
    siblings::load(transaction, tenant, &keys, &mut loaded).await?;
    let in_order = order.iter().filter_map(|key| loaded.remove(key));
    Ok(in_order.map(LoadedRow::into_sent).collect())
}

/// Loads the rows of an entity that a condition names, without sealed bytes, siblings and unknown cells. `$1` is the
/// tenant, `ids` are those that follow.
pub async fn load_clear_values(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    descriptor: &'static Descriptor,
    condition: &str,
    ids: &[&[Uuid]],
) -> Result<Vec<RowState>> {
    let columns = of(descriptor);
    let names = columns.all.iter().map(|column| match column.source {
        Source::Sealed { .. } => format!("null::bytea as \"{}\"", column.name),
        _ => format!("\"{}\"", column.name),
    });
    let list: Vec<String> = names.chain([SEQ.to_owned()]).collect();
    let text = format!(
        "select {} from {} where tenant_id = $1 and {condition}",
        list.join(", "),
        descriptor.table
    );
    let statement = transaction.prepare_cached(&text).await?;
    let mut parameters: Vec<&(dyn ToSql + Sync)> = vec![&tenant];
    parameters.extend(ids.iter().map(|ids| ids as &(dyn ToSql + Sync)));
    let rows = transaction.query(&statement, &parameters).await?;
    rows.iter()
        .map(|row| read(columns, row).map(|row| row.state))
        .collect()
}

/// Returns which of the rows exist, each with its patient where it belongs to one.
pub async fn existing(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    keys: &BTreeSet<RowKey>,
) -> Result<BTreeMap<RowKey, Option<Uuid>>> {
    let reads = by_entity(keys)
        .into_iter()
        .map(|(descriptor, ids)| async move {
            let patient = match descriptor.of_patient {
                true => "stored.patient",
                false => "null::uuid as patient",
            };
            let text = format!(
                "select row.id, row.patient from unnest($2::uuid[]) as wanted (id)
                cross join lateral (
                    select stored.id, {patient} from {} as stored
                    where stored.tenant_id = $1 and stored.id between wanted.id and wanted.id
                    order by stored.id limit 1
                ) as row",
                descriptor.table
            );
            let statement = transaction.prepare_cached(&text).await?;
            let rows = transaction.query(&statement, &[&tenant, &ids]).await?;
            Ok::<_, Problem>((descriptor.number, rows))
        });
    let mut existing = BTreeMap::new();
    for (entity, rows) in try_join_all(reads).await? {
        for row in rows {
            let (id, patient) = (row.try_get("id")?, row.try_get("patient")?);
            existing.insert(RowKey { entity, row: id }, patient);
        }
    }
    Ok(existing)
}

/// Writes rows with their siblings and unknown cells.
///
/// # Errors
/// A broken constraint, or a row to update that was not there.
pub async fn write_rows(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    rows: &[&LoadedRow],
) -> Result<(), WriteError> {
    let mut by_statement: BTreeMap<(u16, WriteKind), (Vec<TableRowRef<'_>>, Vec<Ctid>)> =
        BTreeMap::new();
    for row in rows {
        let (kind, ctid) = row.write_kind();
        let (refs, ctids) = by_statement.entry((row.state.entity, kind)).or_default();
        refs.push(TableRowRef {
            state: &row.state,
            seq: row.seq,
        });
        ctids.extend(ctid);
    }
    for ((entity, kind), (refs, ctids)) in &by_statement {
        let Some(descriptor) = Catalog::by_number(*entity) else {
            continue;
        };
        match kind {
            WriteKind::Insert => insert(transaction, tenant, descriptor, refs).await?,
            WriteKind::Update => update(transaction, tenant, descriptor, refs).await?,
            WriteKind::UpdateCell(cell) => {
                update_cell(transaction, tenant, descriptor, *cell, refs, ctids).await?;
            }
        }
    }
    siblings::write(transaction, tenant, rows).await
}

fn by_entity(keys: &BTreeSet<RowKey>) -> Vec<(&'static Descriptor, Vec<Uuid>)> {
    let mut ids: BTreeMap<u16, Vec<Uuid>> = BTreeMap::new();
    for key in keys {
        ids.entry(key.entity).or_default().push(key.row);
    }
    ids.into_iter()
        .filter_map(|(entity, ids)| Some((Catalog::by_number(entity)?, ids)))
        .collect()
}
