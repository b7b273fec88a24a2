//! File numbers: a series for each device, so that two offline devices never assign the same one.

use sync_contract::Right;
use sync_contract::field::Text;
use sync_contract::ids::PatientId;
use vault::WriteTx;
use vault::read::Reader;

use crate::Clinic;
use crate::error::Result;
use crate::number_letters::{FILE_NUMBER_LETTERS, chosen_letters};
use crate::patients::header::header;
use crate::patients::identity;
use crate::patients::view::{PatientForm, PatientHeader};

/// Returns the `counter`-th number of a device: `000482` of the first, `000482-2` of the second. The counter comes
/// first, so that typing it finds the patient.
pub fn file_number(device: u32, counter: u32) -> String {
    match device {
        1 => format!("{counter:06}"),
        other => format!("{counter:06}-{other}"),
    }
}

/// Returns a new number with the letters that the clinic has chosen: `000482-AC` of the first device, `000482-AC2` of
/// the second. A letter is no digit, so no two devices give out the same one.
fn lettered(letters: &str, device: u32, counter: u32) -> String {
    match (letters, device) {
        ("", _) => file_number(device, counter),
        (_, 1) => format!("{counter:06}-{letters}"),
        (_, other) => format!("{counter:06}-{letters}{other}"),
    }
}

/// Returns the letters of the next numbers; none where the clinic has chosen none or another program edited the choice.
pub(super) fn letters(reader: &Reader<'_>) -> Result<String> {
    chosen_letters(reader, FILE_NUMBER_LETTERS)
}

/// Registers a person under the next file number of this device's series.
///
/// # Errors
/// `Forbidden` (needs `patients.create`), `Invalid` for the first field at fault.
pub fn register(clinic: &mut Clinic, form: &PatientForm) -> Result<PatientHeader> {
    clinic.may(Right::PatientsCreate)?;
    let (today, facility) = (clinic.today()?, clinic.workplace()?.facility);
    let letters = letters(&clinic.read())?;
    let id = clinic.write("register patient", |tx| {
        let id: PatientId = tx.new_id();
        let mut patient = identity::blank(id);
        identity::apply_form(&mut patient, form, today)?;
        patient.file_number = Some(next_number(tx, &letters)?).into();
        patient.facility = facility;
        tx.insert(&patient)?;
        Ok(id)
    })?;
    header(clinic, id)
}

/// Returns the next number that no patient has or had: those of deleted and erased patients are not given out again.
/// A device counts on when the letters change. Write transactions of two processes on one file are serialised, so it
/// stays free until this one commits.
pub(super) fn next_number(tx: &WriteTx<'_>, letters: &str) -> Result<Text<50>> {
    let device = tx.device_number();
    let numbered = |counter: u32| lettered(letters, device, counter);
    let series = format!("file numbers {device}");
    let mut number = tx.last_of_series(&series)?.saturating_add(1);
    if number == 1 || tx.read().has_file_number(&numbered(number))? {
        // a series of which this file has no count, or a wrong one
        let reader = tx.read();
        number = number
            .max(first_free(&reader, device)?)
            .max(first_free_of(&reader, numbered)?);
        // a list that was imported may have left gaps
        while reader.has_file_number(&numbered(number))? {
            number = number.saturating_add(1);
        }
    }
    tx.count_series_to(&series, number)?;
    Ok(Text::new(&numbered(number)).map_err(vault::Error::from)?)
}

/// Returns the first free number without letters.
pub(crate) fn first_free(reader: &Reader<'_>, device: u32) -> Result<u32> {
    first_free_of(reader, |counter| file_number(device, counter))
}

/// Returns the first free number by binary search, as the numbers of a series are consecutive: about thirty look-ups in
/// the blind index for a hundred thousand patients, and nothing is decrypted.
fn first_free_of(reader: &Reader<'_>, numbered: impl Fn(u32) -> String) -> Result<u32> {
    let is_taken = |number: u32| -> Result<bool> { Ok(reader.has_file_number(&numbered(number))?) };
    let mut taken = 0;
    let mut free = 1;
    while is_taken(free)? {
        (taken, free) = (free, free.saturating_mul(2));
    }
    while free - taken > 1 {
        let middle = taken + (free - taken) / 2;
        if is_taken(middle)? {
            taken = middle;
        } else {
            free = middle;
        }
    }
    Ok(free)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_device_counts_for_itself() {
        assert_eq!(file_number(1, 482), "000482");
        assert_eq!(file_number(2, 482), "000482-2");
        assert_eq!(file_number(12, 1_234_567), "1234567-12");
        assert_eq!(lettered("", 2, 482), "000482-2");
        assert_eq!(lettered("AC", 1, 482), "000482-AC");
        assert_eq!(lettered("AC", 2, 482), "000482-AC2");
    }
}
