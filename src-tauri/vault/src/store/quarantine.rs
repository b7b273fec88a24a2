//! Pulled values that failed a check: stored as they came, shown with the reason, never used instead of a valid cell.

use rusqlite::{Connection, Row, Rows, params};
use sync_contract::entity::CREATED;
use sync_contract::messages::RowName;
use sync_contract::pull::RowState;
use sync_contract::statement;
use sync_contract::{Catalog, CellState, Code, Descriptor, Wire};
use uuid::Uuid;

use crate::error::Result;
use crate::store::columns;
use crate::store::rows;
use crate::store::rows::lost_cell;

/// How long the server is not asked again for a row that it has just sent.
const FETCH_AFTER_US: i64 = 24 * 60 * 60 * 1_000_000;

/// Why a cell did not replace anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuarantineReason {
    /// The clinic tag does not match: forged, moved or re-timed.
    Tag,
    /// Tagged under a version of the clinic secret that has not reached this device.
    UnknownSecret,
    /// A clear value or a seal that the declaration does not allow.
    Shape,
    TooLarge,
    /// The row names another patient than before, or none, or one that it may not have.
    Patient,
    /// An admin-signed cell without a signature, or with one that does not match.
    Signature,
    /// Signed by a user whose key has not reached this device.
    UnknownSigner,
    /// Signed by a user who was no admin then.
    NotAdmin,
    /// It did not open when it was first read.
    Damaged,
    /// The server sent the row without this cell, which every row of its kind has.
    Incomplete,
}

sync_contract::spelled! {
    QuarantineReason {
        Tag = "TAG",
        UnknownSecret = "UNKNOWN_SECRET",
        Shape = "SHAPE",
        TooLarge = "TOO_LARGE",
        Patient = "PATIENT",
        Signature = "SIGNATURE",
        UnknownSigner = "UNKNOWN_SIGNER",
        NotAdmin = "NOT_ADMIN",
        Damaged = "DAMAGED",
        Incomplete = "INCOMPLETE",
    }
}

impl QuarantineReason {
    /// Returns whether more rows or keys can make the cell valid.
    pub(crate) fn may_heal(self) -> bool {
        matches!(
            self,
            Self::UnknownSecret | Self::UnknownSigner | Self::NotAdmin
        )
    }

    /// Returns whether a later version of this program may take the cell.
    fn may_be_declared(self) -> bool {
        matches!(self, Self::Shape | Self::TooLarge)
    }
}

impl From<Code> for QuarantineReason {
    fn from(code: Code) -> Self {
        match code {
            Code::TooLarge => Self::TooLarge,
            _ => Self::Shape,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarantinedCell {
    pub entity: u16,
    pub row: Uuid,
    pub patient: Option<Uuid>,
    pub is_sibling: bool,
    pub reason: QuarantineReason,
    pub state: CellState,
    pub quarantined_at_us: i64,
}

impl QuarantinedCell {
    /// Returns whether the server shows this version, which has no tag that this device could check: it stands where a
    /// good one may have stood.
    pub(crate) fn is_unproved(&self) -> bool {
        let is_untagged = self.is_forged() || self.reason == QuarantineReason::UnknownSecret;
        is_untagged && !self.is_sibling && self.state.cell != CREATED
    }

    /// Returns whether it is a forged `CREATED` cell of a row with a derived id, which several devices may create: its
    /// sender would block the row for all others.
    pub(crate) fn is_false_creation(&self) -> bool {
        let is_derived = self.row.get_version_num() == 5;
        is_derived && self.is_forged() && !self.is_sibling && self.state.cell == CREATED
    }

    /// Returns whether its clinic tag is wrong, so that its writer lacked the clinic's secret.
    pub(crate) fn is_forged(&self) -> bool {
        self.reason == QuarantineReason::Tag
    }
}

/// Everything quarantined, oldest first.
pub fn list(conn: &Connection) -> Result<Vec<QuarantinedCell>> {
    let mut statement = conn.prepare_cached(statement!("quarantine", "list"))?;
    let mut rows = statement.query([])?;
    let mut quarantined = Vec::new();
    while let Some(row) = rows.next()? {
        quarantined.push(read(row)?);
    }
    Ok(quarantined)
}

/// Returns what may be valid by now, a row at a time: its cells and its siblings.
pub(crate) fn that_may_heal(conn: &Connection) -> Result<Vec<RowState>> {
    of_reasons(conn, QuarantineReason::may_heal)
}

/// Takes out what an earlier version of this program did not know, a row at a time.
pub(crate) fn take_declared(conn: &Connection) -> Result<Vec<RowState>> {
    let rows = of_reasons(conn, QuarantineReason::may_be_declared)?;
    let mut forget = conn.prepare_cached(statement!("quarantine", "forget_shape"))?;
    for row in &rows {
        forget.execute(params![row.entity, row.row.as_bytes()])?;
    }
    Ok(rows)
}

fn of_reasons(conn: &Connection, is_of: fn(QuarantineReason) -> bool) -> Result<Vec<RowState>> {
    let mut statement = conn.prepare_cached(statement!("quarantine", "of_reason"))?;
    let mut states: Vec<RowState> = Vec::new();
    for reason in QuarantineReason::ALL
        .iter()
        .copied()
        .filter(|reason| is_of(*reason))
    {
        let mut rows = statement.query([reason.as_str()])?;
        while let Some(row) = rows.next()? {
            let quarantined = read(row)?;
            let known = |state: &&mut RowState| {
                (state.entity, state.row) == (quarantined.entity, quarantined.row)
            };
            let row_state = match states.iter_mut().find(known) {
                Some(state) => state,
                None => {
                    let (entity, row, patient) =
                        (quarantined.entity, quarantined.row, quarantined.patient);
                    states.push(crate::store::rows::empty(entity, row, patient));
                    states.last_mut().expect("one was pushed just now")
                }
            };
            match quarantined.is_sibling {
                true => row_state.siblings.push(quarantined.state),
                false => row_state.cells.push(quarantined.state),
            }
        }
    }
    Ok(states)
}

fn read(row: &Row<'_>) -> Result<QuarantinedCell> {
    // what another program edited here is listed as damaged
    let reason = columns::text(row, 5)?.map(str::parse::<QuarantineReason>);
    let state = columns::bytes(row, 6)?.map(CellState::from_bytes);
    let (reason, state) = match (reason, state) {
        (Some(Ok(reason)), Some(Ok(state))) => (reason, state),
        _ => {
            let cell = columns::integer(row, 2)?.and_then(|cell| u8::try_from(cell).ok());
            (
                QuarantineReason::Damaged,
                lost_cell(cell.unwrap_or(CREATED)),
            )
        }
    };
    let entity = columns::integer(row, 0)?.and_then(|entity| u16::try_from(entity).ok());
    Ok(QuarantinedCell {
        entity: entity.unwrap_or(0),
        row: columns::id(row, 1)?.unwrap_or_default(),
        patient: columns::id(row, 3)?,
        is_sibling: columns::integer(row, 4)? == Some(1),
        reason,
        state,
        quarantined_at_us: columns::integer(row, 7)?.unwrap_or(0),
    })
}

/// The same cell twice is quarantined once.
pub(crate) fn quarantine(conn: &Connection, quarantined: &QuarantinedCell) -> Result<()> {
    conn.prepare_cached(statement!("quarantine", "insert"))?
        .execute(params![
            quarantined.entity,
            quarantined.row.as_bytes(),
            quarantined.state.cell,
            quarantined.patient.map(Uuid::into_bytes),
            quarantined.is_sibling,
            quarantined.reason.as_str(),
            quarantined.state.to_bytes(),
            quarantined.quarantined_at_us,
            fetch_at(quarantined),
        ])?;
    Ok(())
}

/// What is the matter with a row that was just sent is most likely still so; one of which this file has lost something
/// is in order at the server.
fn fetch_at(quarantined: &QuarantinedCell) -> i64 {
    match quarantined.reason {
        QuarantineReason::Damaged => 0,
        _ => quarantined.quarantined_at_us.saturating_add(FETCH_AFTER_US),
    }
}

/// Returns the rows that the server is to be asked for again, the longest quarantined first: at most so many.
pub(crate) fn to_fetch(conn: &Connection, now_us: i64, rows_max: usize) -> Result<Vec<RowName>> {
    let mut statement = conn.prepare_cached(statement!("quarantine", "to_fetch"))?;
    let mut rows = statement.query([now_us])?;
    let mut names = Vec::new();
    while names.len() < rows_max
        && let Some(row) = rows.next()?
    {
        let entity = columns::integer(row, 0)?.and_then(|entity| u16::try_from(entity).ok());
        // what another program edited names no row
        if let (Some(entity), Some(row)) = (entity, columns::id(row, 1)?) {
            names.push(RowName { entity, row });
        }
    }
    Ok(names)
}

/// Has the server asked for all that is quarantined with the next sync. Returns how many rows that are.
pub(crate) fn fetch_all(conn: &Connection) -> Result<usize> {
    conn.prepare_cached(statement!("quarantine", "fetch_all"))?
        .execute([])?;
    Ok(to_fetch(conn, 0, usize::MAX)?.len())
}

/// What is quarantined of a row says of what this file had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Known {
    /// It was here, and is not what was written.
    pub is_damaged: bool,
    /// The server has it and could not read it.
    pub is_withheld: bool,
}

/// Returns what is known of a row by what is quarantined of it.
pub(crate) fn known_of(conn: &Connection, entity: u16, row: Uuid) -> Result<Known> {
    let cells = of_rows(conn, &[RowName { entity, row }])?;
    let is_of = |cell: &QuarantinedCell, reason| cell.reason == reason;
    Ok(Known {
        is_damaged: cells
            .iter()
            .any(|cell| is_of(cell, QuarantineReason::Damaged)),
        is_withheld: cells
            .iter()
            .any(|cell| is_of(cell, QuarantineReason::Incomplete) && cell.state.cell == CREATED),
    })
}

/// Returns the rows that the server has and could not read and that are not here, each with its patient.
pub(crate) fn withheld(conn: &Connection) -> Result<Vec<(u16, Uuid, Option<Uuid>)>> {
    let mut withheld = Vec::new();
    for cell in list(conn)? {
        let is_row = cell.reason == QuarantineReason::Incomplete && cell.state.cell == CREATED;
        if let Some(known) = Catalog::by_number(cell.entity).filter(|_| is_row)
            && !rows::exists(conn, known, cell.row)?
        {
            withheld.push((cell.entity, cell.row, cell.patient));
        }
    }
    Ok(withheld)
}

/// Returns the rows of an entity that were refused and are not here, each with its patient: a list of them has nothing
/// in their place. What was here, and what the server did not send completely, is counted as missing.
pub(crate) fn refused_rows(
    conn: &Connection,
    descriptor: &'static Descriptor,
) -> Result<Vec<(Uuid, Option<Uuid>)>> {
    let sql = refused_sql(descriptor, "");
    let mut statement = conn.prepare_cached(&sql)?;
    read_refused(statement.query([descriptor.number])?)
}

/// As [`refused_rows`], of one patient or else of the clinic.
pub(crate) fn refused_rows_of(
    conn: &Connection,
    descriptor: &'static Descriptor,
    patient: Option<Uuid>,
) -> Result<Vec<(Uuid, Option<Uuid>)>> {
    let sql = refused_sql(descriptor, "and patient is ?2");
    let mut statement = conn.prepare_cached(&sql)?;
    read_refused(statement.query((descriptor.number, patient.map(Uuid::into_bytes)))?)
}

fn refused_sql(descriptor: &Descriptor, and_of: &str) -> String {
    format!(
        "select distinct row_id, patient from quarantined where entity = ?1 {and_of} \
         and reason not in ('INCOMPLETE', 'DAMAGED') \
         and not exists (select 1 from {} as t where t.id = row_id)",
        descriptor.table
    )
}

fn read_refused(mut rows: Rows<'_>) -> Result<Vec<(Uuid, Option<Uuid>)>> {
    let mut refused = Vec::new();
    while let Some(line) = rows.next()? {
        if let Some(row) = columns::id(line, 0)? {
            refused.push((row, columns::id(line, 1)?));
        }
    }
    Ok(refused)
}

/// Everything that is quarantined of these rows.
pub(crate) fn of_rows(conn: &Connection, names: &[RowName]) -> Result<Vec<QuarantinedCell>> {
    let mut statement = conn.prepare_cached(statement!("quarantine", "of_row"))?;
    let mut quarantined = Vec::new();
    for name in names {
        let mut rows = statement.query(params![name.entity, name.row.as_bytes()])?;
        while let Some(row) = rows.next()? {
            quarantined.push(read(row)?);
        }
    }
    Ok(quarantined)
}

/// Notes that the server was asked for these rows, of which this was quarantined before: what still is has been so
/// since then.
pub(crate) fn note_fetched(
    conn: &Connection,
    names: &[RowName],
    before: &[QuarantinedCell],
    now_us: i64,
) -> Result<()> {
    let mut later = conn.prepare_cached(statement!("quarantine", "fetch_later"))?;
    for name in names {
        let from_us = now_us.saturating_add(FETCH_AFTER_US);
        later.execute(params![name.entity, name.row.as_bytes(), from_us])?;
    }
    let mut set = conn.prepare_cached(statement!("quarantine", "set_since"))?;
    for cell in before {
        set.execute(params![
            cell.entity,
            cell.row.as_bytes(),
            cell.state.cell,
            cell.is_sibling,
            cell.state.to_bytes(),
            cell.quarantined_at_us,
        ])?;
    }
    Ok(())
}

/// Removes what was quarantined of a row, since the server sent a newer version.
pub(crate) fn forget_row(conn: &Connection, entity: u16, row: Uuid) -> Result<()> {
    conn.prepare_cached(statement!("quarantine", "forget_row"))?
        .execute(params![entity, row.as_bytes()])?;
    Ok(())
}

/// Removes what [`that_may_heal`] returned of the row, before it is tried again.
pub(crate) fn forget_healing(conn: &Connection, entity: u16, row: Uuid) -> Result<()> {
    conn.prepare_cached(statement!("quarantine", "forget_healing"))?
        .execute(params![entity, row.as_bytes()])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use sync_contract::Clock;

    use super::*;

    fn quarantined(row: u128, reason: QuarantineReason, is_sibling: bool) -> QuarantinedCell {
        QuarantinedCell {
            entity: 4,
            row: Uuid::from_u128(row),
            patient: None,
            is_sibling,
            reason,
            state: CellState {
                cell: 1,
                clock: Clock::default(),
                generation: 0,
                author: Uuid::nil(),
                secret_version: 1,
                clear: vec![],
                sealed: None,
                tag: [0; 16],
                signature: None,
                replaces: Vec::new(),
            },
            quarantined_at_us: 7,
        }
    }

    #[test]
    fn what_is_quarantined_is_listed_as_it_came_and_the_same_cell_once() {
        let mut conn = Connection::open_in_memory().unwrap();
        crate::store::schema::up(&mut conn).unwrap();
        let all: Vec<_> = (1..)
            .zip(QuarantineReason::ALL.iter().copied())
            .map(|(row, reason)| quarantined(row, reason, row % 2 == 0))
            .collect();
        for cell in all.iter().chain(&all) {
            quarantine(&conn, cell).unwrap();
        }
        assert_eq!(list(&conn).unwrap(), all);
        forget_row(&conn, 4, Uuid::from_u128(1)).unwrap();
        assert_eq!(list(&conn).unwrap(), all[1..]);
    }

    #[test]
    fn only_what_a_key_or_an_appointment_may_heal_is_tried_again() {
        let mut conn = Connection::open_in_memory().unwrap();
        crate::store::schema::up(&mut conn).unwrap();
        for &reason in QuarantineReason::ALL {
            quarantine(&conn, &quarantined(reason as u128, reason, false)).unwrap();
        }
        let healing: Vec<_> = QuarantineReason::ALL
            .iter()
            .copied()
            .filter(|reason| reason.may_heal())
            .collect();
        let states = that_may_heal(&conn).unwrap();
        let mut rows: Vec<u128> = states.iter().map(|row| row.row.as_u128()).collect();
        rows.sort_unstable();
        assert_eq!(
            rows,
            healing
                .iter()
                .map(|reason| *reason as u128)
                .collect::<Vec<_>>()
        );
        for row in states {
            forget_healing(&conn, row.entity, row.row).unwrap();
        }
        assert_eq!(
            list(&conn).unwrap().len(),
            QuarantineReason::ALL.len() - healing.len()
        );
    }
}
