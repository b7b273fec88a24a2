//! Read versions: the token of an editable view, with the clocks that its reader saw, which a write sends back.

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use uuid::Uuid;

use crate::clock::Clock;
use crate::codec::{Malformed, Reader, Wire, Writer};
use crate::cursor::Cursor;

/// The clocks of a row's cells and siblings at the time when they were read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadVersion {
    /// How far the device had followed the feed, where the view shows a patient; none during a bootstrap.
    pub cursor: Option<Cursor>,
    pub rows: Vec<RowReadVersion>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowReadVersion {
    pub entity: u16,
    pub row: Uuid,
    /// A cell appears once for its shown version and once for each of its siblings.
    pub cells: Vec<(u8, Clock)>,
}

impl ReadVersion {
    /// Returns the base of a write to one cell: the clocks that its reader saw of it.
    pub fn base(&self, entity: u16, row: Uuid, cell: u8) -> Vec<Clock> {
        self.rows
            .iter()
            .filter(|seen| seen.entity == entity && seen.row == row)
            .flat_map(|seen| seen.cells.iter())
            .filter(|(number, _)| *number == cell)
            .map(|(_, clock)| *clock)
            .collect()
    }

    /// Returns the printable form: lower-case hexadecimal of the canonical bytes.
    pub fn to_token(&self) -> String {
        HEXLOWER.encode(&self.to_bytes())
    }

    pub fn from_token(token: &str) -> Result<Self, Malformed> {
        if token.is_empty() {
            return Ok(Self::default());
        }
        let bytes = HEXLOWER_PERMISSIVE.decode(token.as_bytes());
        Self::from_bytes(&bytes.map_err(|_| Malformed("not a seen token"))?)
    }
}

impl Wire for ReadVersion {
    fn write(&self, writer: &mut Writer) {
        writer.option(self.cursor, |w, cursor| cursor.write(w));
        writer.list(&self.rows, |w, seen| {
            w.u16(seen.entity);
            w.uuid(seen.row);
            w.list(&seen.cells, |w, (cell, clock)| {
                w.u8(*cell);
                clock.write(w);
            });
        });
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let cursor = reader.option(Cursor::read)?;
        let rows = reader.list(|r| {
            Ok(RowReadVersion {
                entity: r.u16()?,
                row: r.uuid()?,
                cells: r.list(|r| Ok((r.u8()?, Clock::read(r)?)))?,
            })
        })?;
        Ok(Self { cursor, rows })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_token_comes_back_as_it_was_and_a_broken_one_is_refused() {
        let clock = Clock {
            unix_ms: 5,
            counter: 1,
            device: 2,
        };
        let seen = ReadVersion {
            cursor: Some(Cursor::start(Uuid::from_u128(3))),
            rows: vec![RowReadVersion {
                entity: 20,
                row: Uuid::from_u128(1),
                cells: vec![(1, clock)],
            }],
        };
        let token = seen.to_token();
        let hex: String = seen
            .to_bytes()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(token, hex);
        assert_eq!(ReadVersion::from_token(&token).unwrap(), seen);
        assert_eq!(seen.base(20, Uuid::from_u128(1), 1), vec![clock]);
        assert!(seen.base(20, Uuid::from_u128(1), 2).is_empty());
        assert!(ReadVersion::from_token(&token[1..]).is_err());
        assert!(ReadVersion::from_token("é").is_err());
    }
}
