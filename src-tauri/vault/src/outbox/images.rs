//! What the server last had in the cells that waiting groups overwrote, so that a refused write can be put back.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, params};
use sync_contract::pull::RowState;
use sync_contract::statement;
use sync_contract::{CellState, Group, Malformed, Reader, Wire, Writer};
use uuid::Uuid;

use crate::error::Result;
use crate::outbox::queue::row_ids;

/// The overwritten cells of one row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Image {
    pub cells: Vec<ImageCell>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ImageCell {
    pub cell: u8,
    /// None for a cell that the server does not have.
    pub state: Option<CellState>,
    pub siblings: Vec<CellState>,
}

impl Image {
    pub fn cell(&self, number: u8) -> Option<&ImageCell> {
        self.cells.iter().find(|cell| cell.cell == number)
    }
}

impl Wire for Image {
    fn write(&self, writer: &mut Writer) {
        writer.list(&self.cells, |w, cell| {
            w.u8(cell.cell);
            w.option(cell.state.as_ref(), |w, state| state.write(w));
            w.list(&cell.siblings, |w, sibling| sibling.write(w));
        });
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let cells = reader.list(|r| {
            Ok(ImageCell {
                cell: r.u8()?,
                state: r.option(CellState::read)?,
                siblings: r.list(CellState::read)?,
            })
        })?;
        Ok(Self { cells })
    }
}

/// What waits for one row.
#[derive(Debug)]
pub(crate) struct PendingRow {
    pub seq: i64,
    /// None when the group made the row.
    pub image: Option<Image>,
}

/// The groups that wait with this row, oldest first; refused ones are not among them.
pub(crate) fn pending(conn: &Connection, entity: u16, row: Uuid) -> Result<Vec<PendingRow>> {
    lines(conn, entity, row, false)
}

fn lines(conn: &Connection, entity: u16, row: Uuid, with_refused: bool) -> Result<Vec<PendingRow>> {
    let mut statement = conn.prepare_cached(statement!("outbox", "images"))?;
    let mut rows = statement.query(params![entity, row.as_bytes(), with_refused])?;
    let mut result = Vec::new();
    while let Some(row) = rows.next()? {
        let image: Option<Vec<u8>> = row.get(1)?;
        result.push(PendingRow {
            seq: row.get(0)?,
            image: image.as_deref().map(Image::from_bytes).transpose()?,
        });
    }
    Ok(result)
}

/// Notes the server's own state of a row: updates the images of groups that wait for it, and of those that it refused,
/// which it may have received from elsewhere.
pub(crate) fn note_server_row(conn: &Connection, server: &RowState) -> Result<()> {
    for line in lines(conn, server.entity, server.row, true)? {
        let image = match line.image {
            Some(mut image) => {
                for cell in &mut image.cells {
                    cell.state = server
                        .cells
                        .iter()
                        .find(|state| state.cell == cell.cell)
                        .cloned();
                    cell.siblings = siblings_of(server, cell.cell);
                }
                image
            }
            // the server has the row that our group made: by that group, or by another device under the same id
            None => full_image(server),
        };
        store(conn, server.entity, server.row, line.seq, &image)?;
    }
    Ok(())
}

/// What a group overwrote, by row; of rows that it made there is nothing.
pub(super) fn images_of(
    conn: &Connection,
    group: &Group,
    seq: i64,
) -> Result<HashMap<(u16, Uuid), Image>> {
    let mut statement = conn.prepare_cached(statement!("outbox", "images_of_group"))?;
    let mut rows = statement.query(params![seq, row_ids(group)])?;
    let mut images = HashMap::new();
    while let Some(row) = rows.next()? {
        let image: Vec<u8> = row.get(2)?;
        images.insert(
            (row.get(0)?, Uuid::from_bytes(row.get(1)?)),
            Image::from_bytes(&image)?,
        );
    }
    Ok(images)
}

/// The rows that a group made, of which the server had nothing.
pub(super) fn made_by(conn: &Connection, group: &Group, seq: i64) -> Result<HashSet<Uuid>> {
    let images = images_of(conn, group, seq)?;
    let writes = group.writes.iter();
    let made = writes.filter(|write| !images.contains_key(&(write.entity, write.row)));
    Ok(made.map(|write| write.row).collect())
}

/// A group was accepted: for later groups, what it wrote is what the server has now.
pub(super) fn note_accepted(conn: &Connection, group: &Group, seq: i64) -> Result<()> {
    for (entity, row, later, mut image) in later_images(conn, group, seq)? {
        let writes = group.writes.iter();
        for write in writes.filter(|write| (write.entity, write.row) == (entity, row)) {
            let Some(cell) = image
                .cells
                .iter_mut()
                .find(|cell| cell.cell == write.state.cell)
            else {
                continue;
            };
            let newer = cell
                .state
                .as_ref()
                .is_none_or(|had| had.order() < write.state.order());
            if newer {
                cell.state = Some(write.state.clone());
            }
            cell.siblings
                .retain(|sibling| !write.base.contains(&sibling.clock));
        }
        store(conn, entity, row, later, &image)?;
    }
    Ok(())
}

/// What groups overwrote that wait behind this one with one of its rows.
fn later_images(
    conn: &Connection,
    group: &Group,
    seq: i64,
) -> Result<Vec<(u16, Uuid, i64, Image)>> {
    let mut result = Vec::new();
    let mut is_last = conn.prepare_cached(statement!("outbox", "is_last"))?;
    if is_last.query_row([seq], |row| row.get(0))? {
        return Ok(result);
    }
    let mut statement = conn.prepare_cached(statement!("outbox", "later_images"))?;
    let mut rows = statement.query(params![seq, row_ids(group)])?;
    while let Some(row) = rows.next()? {
        let image: Vec<u8> = row.get(3)?;
        result.push((
            row.get(0)?,
            Uuid::from_bytes(row.get(1)?),
            row.get(2)?,
            Image::from_bytes(&image)?,
        ));
    }
    Ok(result)
}

pub(super) fn store(
    conn: &Connection,
    entity: u16,
    row: Uuid,
    seq: i64,
    image: &Image,
) -> Result<()> {
    let mut statement = conn.prepare_cached(statement!("outbox", "set_image"))?;
    statement.execute(params![entity, row.as_bytes(), seq, image.to_bytes()])?;
    Ok(())
}

fn full_image(server: &RowState) -> Image {
    let cells = server.cells.iter().map(|state| ImageCell {
        cell: state.cell,
        state: Some(state.clone()),
        siblings: siblings_of(server, state.cell),
    });
    Image {
        cells: cells.collect(),
    }
}

fn siblings_of(server: &RowState, cell: u8) -> Vec<CellState> {
    server
        .siblings
        .iter()
        .filter(|sibling| sibling.cell == cell)
        .cloned()
        .collect()
}
