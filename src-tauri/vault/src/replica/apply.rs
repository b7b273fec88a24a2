//! Takes pulled rows in: each cell is checked before it replaces anything.

use rusqlite::Connection;
use sync_contract::pull::RowState;
use sync_contract::{Catalog, CellState, Descriptor};
use uuid::Uuid;

use super::{merge, waiting};
use crate::error::Result;
use crate::parked::{self, Parked, Reason};
use crate::queue::images;
use crate::sign::VerifyKey;
use crate::stored;
use crate::verify::{Trust, Verifier, concerns_trust};

/// What one transaction takes in.
pub(super) struct Intake<'a> {
    conn: &'a Connection,
    verifier: Verifier<'a>,
    root: VerifyKey,
    now_us: i64,
    /// Read when the first gated row comes and again when one has changed it.
    trust: Option<Trust>,
    trust_changed: bool,
    holds: Holdings,
}

/// Which of the side tables hold anything at all: most rows need none of them.
struct Holdings {
    foreign: bool,
    sides: bool,
    parked: bool,
    queue: bool,
}

impl Holdings {
    fn load(conn: &Connection) -> Result<Self> {
        let any = |sql: &str| conn.query_row(sql, [], |row| row.get(0));
        Ok(Self {
            foreign: any(include_str!("../../queries/replica/any_foreign.sql"))?,
            sides: any(include_str!("../../queries/replica/any_sides.sql"))?,
            parked: any(include_str!("../../queries/parked/any.sql"))?,
            queue: any(include_str!("../../queries/replica/any_waiting.sql"))?,
        })
    }
}

impl<'a> Intake<'a> {
    pub fn new(
        conn: &'a Connection,
        verifier: Verifier<'a>,
        root: VerifyKey,
        now_us: i64,
    ) -> Result<Self> {
        Ok(Self {
            conn,
            verifier,
            root,
            now_us,
            trust: None,
            trust_changed: false,
            holds: Holdings::load(conn)?,
        })
    }

    /// One row as the server holds it. Answers how many of its cells were parked.
    pub fn take(&mut self, row: RowState) -> Result<usize> {
        self.take_part(row, true)
    }

    /// Tries what was parked for want of a key or an appointment once more, as long as that brings anything in.
    pub fn heal(&mut self) -> Result<()> {
        while std::mem::take(&mut self.trust_changed) && self.holds.parked {
            for row in parked::that_may_heal(self.conn)? {
                self.take_part(row, false)?;
            }
        }
        Ok(())
    }

    /// For the first page after a new version of the clinic secret: what is parked may be believed now.
    pub fn heal_anyway(&mut self) -> Result<()> {
        self.trust_changed = true;
        self.heal()
    }

    fn take_part(&mut self, mut row: RowState, whole: bool) -> Result<usize> {
        let (entity, id) = (row.entity, row.row);
        let descriptor = Catalog::by_number(entity);
        let local = self.load(descriptor, entity, id)?;
        if self.holds.parked {
            parked::forget_row(self.conn, entity, id)?;
        }
        let refused = self.check(descriptor, &mut row, local.as_ref())?;
        for parked in &refused {
            parked::park(self.conn, parked)?;
            self.holds.parked = true;
        }
        if row.cells.is_empty() && row.sides.is_empty() && !whole {
            return Ok(refused.len());
        }
        let waiting = match self.holds.queue {
            true => waiting::writes(self.conn, entity, id)?,
            false => Vec::new(),
        };
        if self.holds.queue {
            images::note_server_row(self.conn, &row)?;
        }
        let before = local
            .as_ref()
            .map(|local| (local.cells.clone(), local.sides.clone()));
        let shown = merge::merge(descriptor, local, row, &waiting, whole);
        if before
            .as_ref()
            .is_none_or(|(cells, sides)| (cells, sides) != (&shown.cells, &shown.sides))
        {
            self.trust_changed |= concerns_trust(entity);
            self.store(descriptor, shown, before.is_some())?;
        }
        Ok(refused.len())
    }

    fn load(
        &self,
        descriptor: Option<&'static Descriptor>,
        entity: u16,
        id: Uuid,
    ) -> Result<Option<RowState>> {
        if self.holds.foreign || descriptor.is_none() {
            return stored::load_whole(self.conn, entity, id);
        }
        let mut local = match descriptor {
            Some(descriptor) => stored::load(self.conn, descriptor, id)?,
            None => None,
        };
        if let Some(local) = &mut local
            && self.holds.sides
        {
            local.sides = stored::sides(self.conn, entity, id)?;
        }
        Ok(local)
    }

    /// Takes out what is not believed.
    fn check(
        &mut self,
        descriptor: Option<&'static Descriptor>,
        row: &mut RowState,
        local: Option<&RowState>,
    ) -> Result<Vec<Parked>> {
        let moved = local.is_some_and(|local| local.patient != row.patient);
        let cells = std::mem::take(&mut row.cells);
        let sides = std::mem::take(&mut row.sides);
        // a signature may be by a key that stands in another cell of the row
        let shown = RowState {
            cells: cells.clone(),
            ..stored::empty(row.entity, row.row, row.patient)
        };
        let mut refused = Vec::new();
        let states = cells.into_iter().map(|cell| (cell, false));
        for (state, is_side) in states.chain(sides.into_iter().map(|side| (side, true))) {
            let verdict = match moved {
                true => Err(Reason::Patient),
                false => self.believe(descriptor, &shown, local, &state)?,
            };
            match verdict {
                Ok(()) if is_side => row.sides.push(state),
                Ok(()) => row.cells.push(state),
                Err(reason) => refused.push(Parked {
                    entity: row.entity,
                    row: row.row,
                    patient: row.patient,
                    is_side,
                    reason,
                    state,
                    parked_at_us: self.now_us,
                }),
            }
        }
        Ok(refused)
    }

    fn believe(
        &mut self,
        descriptor: Option<&'static Descriptor>,
        row: &RowState,
        local: Option<&RowState>,
        state: &CellState,
    ) -> Result<std::result::Result<(), Reason>> {
        let input = match self.verifier.check(row, state) {
            Ok(input) => input,
            Err(reason) => return Ok(Err(reason)),
        };
        if !descriptor.is_some_and(|descriptor| descriptor.authority.is_gated()) {
            return Ok(Ok(()));
        }
        if self.trust.is_none() || self.trust_changed {
            self.trust = Some(Trust::load(self.conn, self.verifier.tenant, self.root)?);
        }
        let trust = self.trust.as_ref().expect("it was read just now");
        Ok(trust.check(row, local, state, &input))
    }

    fn store(
        &mut self,
        descriptor: Option<&'static Descriptor>,
        shown: RowState,
        was_there: bool,
    ) -> Result<()> {
        let (entity, id, patient) = (shown.entity, shown.row, shown.patient);
        let is_declared =
            |cell: &CellState| descriptor.is_some_and(|d| d.cell(cell.cell).is_some());
        let (cells, foreign_cells): (Vec<_>, Vec<_>) =
            shown.cells.into_iter().partition(is_declared);
        let (sides, foreign_sides): (Vec<_>, Vec<_>) =
            shown.sides.into_iter().partition(is_declared);
        if self.holds.foreign || !foreign_cells.is_empty() || !foreign_sides.is_empty() {
            let foreign = RowState {
                cells: foreign_cells,
                sides: foreign_sides,
                ..stored::empty(entity, id, patient)
            };
            stored::store_foreign(self.conn, &foreign)?;
            self.holds.foreign = true;
        }
        if self.holds.sides || !sides.is_empty() {
            stored::store_sides(self.conn, entity, id, &sides)?;
            self.holds.sides = true;
        }
        let Some(descriptor) = descriptor else {
            return Ok(());
        };
        let typed = RowState {
            cells,
            ..stored::empty(entity, id, patient)
        };
        let tenant = self.verifier.tenant;
        match was_there {
            // a row whose cells were all foreign or parked has no place in its table yet
            true => stored::store(self.conn, descriptor, tenant, &typed),
            false if typed.cells.is_empty() => Ok(()),
            false => stored::insert(self.conn, descriptor, tenant, &typed),
        }
    }
}

#[cfg(test)]
#[path = "apply_tests.rs"]
mod tests;
