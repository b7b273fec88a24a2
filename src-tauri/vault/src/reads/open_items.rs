use sync_contract::change::Address;
use sync_contract::{Catalog, CellContent, CellState, Clock, Descriptor, Value};
use uuid::Uuid;

use super::Reader;
use crate::error::Result;
use crate::parked::{self, Parked};
use crate::session::{RowKeys, values};
use crate::stored;

/// A cell of which two or more versions stand beside each other until a person decides.
#[derive(Debug, Clone)]
pub struct Conflict {
    /// Equal on every device.
    pub id: Uuid,
    pub descriptor: &'static Descriptor,
    pub row: Uuid,
    pub patient: Option<Uuid>,
    pub cell: u8,
    /// The one that is shown first, then the others by their clocks.
    pub sides: Vec<ConflictSide>,
}

#[derive(Debug, Clone)]
pub struct ConflictSide {
    pub clock: Clock,
    pub author: Uuid,
    /// Closed values where this user lacks the key: then they decide nothing here.
    pub content: CellContent,
}

impl Conflict {
    /// Every clock that a decision must name.
    pub fn clocks(&self) -> Vec<Clock> {
        self.sides.iter().map(|side| side.clock).collect()
    }

    /// Whether this user can see what they would decide.
    pub fn is_open(&self) -> bool {
        self.sides.iter().all(|side| !side.content.has_closed())
    }
}

impl Reader<'_> {
    /// Everything that waits for a decision, oldest row first.
    pub fn conflicts(&self) -> Result<Vec<Conflict>> {
        let sql = include_str!("../../queries/conflicts/cells.sql");
        let mut statement = self.conn.prepare_cached(sql)?;
        let cells = statement.query_map([], |row| {
            Ok((
                row.get::<_, u16>(0)?,
                Uuid::from_bytes(row.get(1)?),
                row.get::<_, u8>(2)?,
            ))
        })?;
        let cells: Vec<_> = cells.collect::<rusqlite::Result<_>>()?;
        let mut conflicts = Vec::with_capacity(cells.len());
        for (entity, row, cell) in cells {
            if let Some(descriptor) = Catalog::by_number(entity) {
                conflicts.extend(self.conflict(descriptor, row, cell)?);
            }
        }
        Ok(conflicts)
    }

    /// None when nothing waits at this cell.
    pub fn conflict(
        &self,
        descriptor: &'static Descriptor,
        row: Uuid,
        cell: u8,
    ) -> Result<Option<Conflict>> {
        let (Some(state), Some(spec)) = (
            stored::load(self.conn, descriptor, row)?,
            descriptor.cell(cell),
        ) else {
            return Ok(None);
        };
        let mut sides = stored::sides(self.conn, descriptor.number, row)?;
        sides.retain(|side| side.cell == cell);
        if sides.is_empty() {
            return Ok(None);
        }
        let winner = state.cells.iter().find(|stored| stored.cell == cell);
        let address = Address {
            tenant: self.tenant,
            entity: descriptor.number,
            row,
            cell,
        };
        let mut keys = RowKeys::default();
        let side = |side: &CellState| ConflictSide {
            clock: side.clock,
            author: side.author,
            content: CellContent {
                number: cell,
                values: values(spec, side, self.session.open(&mut keys, address, side)),
            },
        };
        Ok(Some(Conflict {
            id: conflict_id(self.tenant, descriptor, row, cell),
            descriptor,
            row,
            patient: state.patient,
            cell,
            sides: winner.into_iter().chain(&sides).map(side).collect(),
        }))
    }

    /// What was pulled and not believed, or did not open.
    pub fn parked(&self) -> Result<Vec<Parked>> {
        parked::list(self.conn)
    }
}

/// Derived from the cell, so that two devices speak of one conflict.
fn conflict_id(tenant: Uuid, descriptor: &Descriptor, row: Uuid, cell: u8) -> Uuid {
    let name = format!("conflict/{}/{row}/{cell}", descriptor.number);
    sync_contract::ids::derived_id(sync_contract::ids::TenantId(tenant), &name)
}

/// Values that say the same: then a conflict is released without a decision.
pub fn are_equal(sides: &[ConflictSide]) -> bool {
    let open = |values: &[Value]| !values.contains(&Value::Closed);
    sides.windows(2).all(|pair| {
        open(&pair[0].content.values) && pair[0].content.values == pair[1].content.values
    })
}
