//! The numbers of invoices and quotes: a series of each device, which never repeats.

use sync_contract::field::Text;
use uuid::Uuid;
use vault::WriteTx;
use vault::read::{Reader, Stored};

use crate::error::Result;

/// As Crockford has them: none is mistaken for another.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LETTERS_COUNT: usize = 4;

/// What is counted apart on each device.
#[derive(Debug, Clone, Copy)]
pub(super) enum Numbered {
    Invoices,
    Quotes,
}

impl Numbered {
    fn series(self, device: u32) -> String {
        match self {
            Self::Invoices => format!("invoices {device}"),
            Self::Quotes => format!("quotes {device}"),
        }
    }

    fn last_stored(self, reader: &Reader<'_>, device: u32) -> Result<u32> {
        Ok(match self {
            Self::Invoices => newest(reader.last_of_invoices(device)?, |row| row.serial),
            Self::Quotes => newest(reader.last_of_quotes(device)?, |row| row.serial),
        })
    }
}

/// Returns the largest number of rows whose tags are right: one that another program wrote does not count.
fn newest<E>(rows: Vec<Stored<E>>, serial: impl Fn(&E) -> i64) -> u32 {
    let serials = rows.iter().map(|row| serial(&row.value));
    let last = serials.max().unwrap_or(0);
    u32::try_from(last).unwrap_or(0)
}

/// Returns this device's number and the next count of its series. The count is kept in the file, and so is each row
/// that has come back from the server: the larger one counts, since a file that was restored has lost its count.
pub(super) fn next(tx: &WriteTx<'_>, of: Numbered) -> Result<(u32, u32)> {
    let device = tx.device_number();
    let series = of.series(device);
    let stored = of.last_stored(&tx.read(), device)?;
    let serial = tx.last_of_series(&series)?.max(stored).saturating_add(1);
    tx.count_series_to(&series, serial)?;
    Ok((device, serial))
}

/// Returns letters of an id, which is random at its end.
pub(super) fn letters(id: Uuid) -> Text<4> {
    let mut bits = id.as_u128();
    let mut letters = String::new();
    for _ in 0..LETTERS_COUNT {
        letters.push(char::from(LETTERS[(bits % 32) as usize]));
        bits /= 32;
    }
    Text::new(&letters).expect("four letters fit")
}

/// Returns a number as it is printed: `2-00017-K7QX`, the 17th of the second computer.
pub(super) fn printed(series: i64, serial: i64, letters: &str) -> String {
    format!("{series}-{serial:05}-{letters}")
}
