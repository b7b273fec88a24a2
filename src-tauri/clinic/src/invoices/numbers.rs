//! The numbers of invoices and quotes: a series of each device, which never repeats.

use sync_contract::field::Text;
use uuid::Uuid;
use vault::WriteTx;
use vault::read::{Reader, Stored};

use crate::error::Result;
use crate::number_letters::{INVOICE_LETTERS, chosen_letters};

/// As Crockford has them: none is mistaken for another.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const RANDOM_COUNT: usize = 4;

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

/// Returns the letters of a new number: those that the clinic has chosen now, then four of the id, which is random at
/// its end. They are stored with it, so that a number that was given out stays when the clinic chooses others.
///
/// # Errors
/// Those of the vault.
pub(super) fn letters(reader: &Reader<'_>, id: Uuid) -> Result<Text<8>> {
    let letters = chosen_letters(reader, INVOICE_LETTERS)? + &random(id);
    Ok(Text::new(&letters).map_err(vault::Error::from)?)
}

fn random(id: Uuid) -> String {
    let mut bits = id.as_u128();
    let mut letters = String::new();
    for _ in 0..RANDOM_COUNT {
        letters.push(char::from(LETTERS[(bits % 32) as usize]));
        bits /= 32;
    }
    letters
}

/// Returns a number as it is printed: `2-00017-K7QX`, the 17th of the second computer, and `AC-2-00017-K7QX` in a
/// clinic that has chosen letters. `kind` stands before the number of the computer.
pub(super) fn printed(kind: &str, series: i64, serial: i64, letters: &str) -> String {
    let chosen = letters.len().saturating_sub(RANDOM_COUNT);
    // letters of another program may be cut nowhere
    let (chosen, random) = letters.split_at_checked(chosen).unwrap_or(("", letters));
    let chosen = match chosen {
        "" => String::new(),
        chosen => format!("{chosen}-"),
    };
    format!("{chosen}{kind}{series}-{serial:05}-{random}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letters_of_a_clinic_are_in_front_of_its_numbers() {
        assert_eq!(printed("", 2, 17, "K7QX"), "2-00017-K7QX");
        assert_eq!(printed("", 2, 17, "ACK7QX"), "AC-2-00017-K7QX");
        assert_eq!(printed("Q", 1, 123_456, "ACMEK7QX"), "ACME-Q1-123456-K7QX");
        // as another program may write them
        assert_eq!(printed("", 1, 1, "K7"), "1-00001-K7");
        assert_eq!(printed("", 1, 1, "\u{e9}ABC"), "1-00001-\u{e9}ABC");
    }

    #[test]
    fn letters_of_an_id_are_its_last_twenty_bits() {
        assert_eq!(random(Uuid::from_u128(0)), "0000");
        assert_eq!(random(Uuid::from_u128(1 + (31 << 15))), "100Z");
    }
}
