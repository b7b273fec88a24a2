//! Rows with everything that belongs to them, for whoever merges: cells of any version and pinned sides.
//!
//! Set-wise: one statement an entity, whatever the number of rows. The caller holds the tenant's head, so what
//! was read does not change before it is written; a row is inserted whole or updated whole.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use futures_util::future::try_join_all;
use sync_contract::pull::RowState;
use sync_contract::{Catalog, CellState, Descriptor};
use uuid::Uuid;

use super::{
    Line, Place, Source, StoreError, Stored, beside, insert, load, of, read, update, update_cell,
};
use crate::database::Transaction;
use crate::merge::unwritten;
use crate::problem::{Problem, Result};

/// Which row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowKey {
    pub entity: u16,
    pub row: Uuid,
}

/// A row as it was found, or as it is to be kept.
#[derive(Debug, Clone)]
pub struct Held {
    pub state: RowState,
    /// The number under which it is handed out.
    pub seq: i64,
    pub origin: Origin,
    pub changed: Changed,
}

/// Which cells of a row are other than the database has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Changed {
    #[default]
    Nothing,
    /// One cell of those that are declared.
    Cell(u8),
    Much,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Insert,
    Update,
    UpdateCell(u8),
}

/// What the database has of a row, so that only what is there is taken away before it is written anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Origin {
    pub in_table: bool,
    /// Where, as long as nobody has written it.
    pub place: Option<Place>,
    pub has_siblings: bool,
    pub has_unknown: bool,
}

impl Held {
    pub(super) fn absent(key: RowKey) -> Held {
        Held {
            state: unwritten(key.entity, key.row),
            seq: 0,
            origin: Origin::default(),
            changed: Changed::Nothing,
        }
    }

    /// Notes what a write has made of it, compared with what it was before.
    pub fn note_changes(&mut self, before: &RowState) {
        let known = Catalog::by_number(self.state.entity);
        let stands = |cell: &CellState, other: &RowState| {
            other.cells.iter().any(|held| {
                (held.cell, held.clock, held.generation) == (cell.cell, cell.clock, cell.generation)
            })
        };
        let left = before
            .cells
            .iter()
            .filter(|cell| !stands(cell, &self.state));
        let come = self.state.cells.iter().filter(|cell| !stands(cell, before));
        for cell in left.chain(come).map(|cell| cell.cell) {
            let is_known = known.is_some_and(|known| known.cell(cell).is_some());
            self.changed = match self.changed {
                Changed::Nothing if is_known => Changed::Cell(cell),
                Changed::Cell(one) if one == cell => Changed::Cell(cell),
                _ => Changed::Much,
            };
        }
    }

    pub fn key(&self) -> RowKey {
        RowKey {
            entity: self.state.entity,
            row: self.state.row,
        }
    }

    /// By which statement it is written, and where the database has it when that matters.
    fn way(&self) -> (Way, Option<Place>) {
        match (self.origin, self.changed) {
            (
                Origin {
                    in_table: false, ..
                },
                _,
            ) => (Way::Insert, None),
            (Origin { place, .. }, Changed::Cell(cell)) if place.is_some() => {
                (Way::UpdateCell(cell), place)
            }
            _ => (Way::Update, None),
        }
    }

    pub fn exists(&self) -> bool {
        !self.state.cells.is_empty()
    }

    /// What the database has of it once it is stored.
    pub fn origin_after(&self) -> Origin {
        let known = Catalog::by_number(self.state.entity);
        let is_known = |cell: u8| known.is_some_and(|known| known.cell(cell).is_some());
        Origin {
            in_table: known.is_some(),
            place: None,
            has_siblings: !self.state.siblings.is_empty(),
            has_unknown: self.state.cells.iter().any(|cell| !is_known(cell.cell)),
        }
    }
}

/// Reads rows with their sides and with the cells that this version does not know. One that nobody has written
/// is there too, without cells.
pub async fn load_whole(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    keys: &BTreeSet<RowKey>,
) -> Result<HashMap<RowKey, Held>> {
    let mut held = load_declared(transaction, tenant, keys).await?;
    beside::load(transaction, tenant, keys, &mut held).await?;
    Ok(held)
}

/// The same without what lies beside the rows: most clinics have nothing there, which is asked with something else.
pub async fn load_declared(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    keys: &BTreeSet<RowKey>,
) -> Result<HashMap<RowKey, Held>> {
    let mut held: HashMap<RowKey, Held> =
        keys.iter().map(|key| (*key, Held::absent(*key))).collect();
    let ids = by_entity(keys);
    let reads = ids
        .iter()
        .map(|(descriptor, ids)| load(transaction, tenant, descriptor, ids));
    for (stored, place) in try_join_all(reads).await?.into_iter().flatten() {
        let key = RowKey {
            entity: stored.state.entity,
            row: stored.state.row,
        };
        let origin = Origin {
            in_table: true,
            place: Some(place),
            ..Origin::default()
        };
        let Stored { state, seq } = stored;
        let row = Held {
            state,
            seq,
            origin,
            changed: Changed::Nothing,
        };
        held.insert(key, row);
    }
    Ok(held)
}

/// Adds to rows that were read from their tables what lies beside them.
pub async fn add_beside(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    rows: Vec<RowState>,
) -> Result<Vec<RowState>> {
    let key = |state: &RowState| RowKey {
        entity: state.entity,
        row: state.row,
    };
    let order: Vec<RowKey> = rows.iter().map(key).collect();
    let held = rows.into_iter().map(|state| Held {
        state,
        seq: 0,
        origin: Origin::default(),
        changed: Changed::Nothing,
    });
    let mut held: HashMap<RowKey, Held> = held.map(|held| (held.key(), held)).collect();
    let keys: BTreeSet<RowKey> = order.iter().copied().collect();
    beside::load(transaction, tenant, &keys, &mut held).await?;
    let whole = order.iter().filter_map(|key| held.remove(key));
    Ok(whole.map(|held| held.state).collect())
}

/// Every row of an entity without its sealed bytes, its sides and what this version does not know.
pub async fn load_clear(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    descriptor: &'static Descriptor,
) -> Result<Vec<RowState>> {
    let columns = of(descriptor);
    let list: Vec<String> = columns
        .all
        .iter()
        .map(|column| match column.source {
            Source::Sealed { .. } => format!("null::bytea as \"{}\"", column.name),
            _ => format!("\"{}\"", column.name),
        })
        .collect();
    let text = format!(
        "select {} from {} where tenant_id = $1",
        list.join(", "),
        descriptor.table
    );
    let statement = transaction.prepare_cached(&text).await?;
    let rows = transaction.query(&statement, &[&tenant]).await?;
    rows.iter()
        .map(|row| read(columns, row).map(|stored| stored.state))
        .collect()
}

/// Which of the rows exist.
pub async fn present(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    keys: &BTreeSet<RowKey>,
) -> Result<BTreeSet<RowKey>> {
    let reads = by_entity(keys)
        .into_iter()
        .map(|(descriptor, ids)| async move {
            let text = format!(
                "select row.id from unnest($2::uuid[]) as wanted (id)
                cross join lateral (
                    select found.id from {} as found
                    where found.tenant_id = $1 and found.id between wanted.id and wanted.id
                    order by found.id limit 1
                ) as row",
                descriptor.table
            );
            let statement = transaction.prepare_cached(&text).await?;
            let rows = transaction.query(&statement, &[&tenant, &ids]).await?;
            Ok::<_, Problem>((descriptor.number, rows))
        });
    let mut present = BTreeSet::new();
    for (entity, rows) in try_join_all(reads).await? {
        for row in rows {
            let row = row.try_get(0)?;
            present.insert(RowKey { entity, row });
        }
    }
    Ok(present)
}

/// Writes rows with their sides and with the cells that this version does not know.
pub async fn store_whole(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    rows: &[&Held],
) -> Result<(), StoreError> {
    let mut by_table: BTreeMap<(u16, Way), (Vec<Line<'_>>, Vec<Place>)> = BTreeMap::new();
    for held in rows {
        let (way, place) = held.way();
        let (lines, places) = by_table.entry((held.state.entity, way)).or_default();
        lines.push(Line {
            state: &held.state,
            seq: held.seq,
        });
        places.extend(place);
    }
    for ((entity, way), (lines, places)) in &by_table {
        let Some(descriptor) = Catalog::by_number(*entity) else {
            continue;
        };
        match way {
            Way::Insert => insert(transaction, tenant, descriptor, lines).await?,
            Way::Update => update(transaction, tenant, descriptor, lines).await?,
            Way::UpdateCell(cell) => {
                update_cell(transaction, tenant, descriptor, *cell, lines, places).await?;
            }
        }
    }
    beside::store(transaction, tenant, rows).await
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
