//! The letters that a clinic has chosen for the numbers that it gives out from now on.

use vault::read::Reader;

use crate::error::Result;

/// The setting with the letters of new file numbers.
pub const FILE_NUMBER_LETTERS: &str = "patients.file_number_letters";
/// The setting with the letters of the numbers of new invoices and quotes.
pub const INVOICE_LETTERS: &str = "invoices.letters";
pub const LETTERS_MAX: u32 = 4;

/// Returns letters as they are stored, in capitals; `None` for too many and for what is no letter from A to Z.
pub(crate) fn checked_letters(text: &str) -> Option<String> {
    let letters = text.trim().to_ascii_uppercase();
    let fits = letters.len() <= LETTERS_MAX as usize;
    (fits && letters.bytes().all(|byte| byte.is_ascii_uppercase())).then_some(letters)
}

/// Returns the letters of the next numbers by the name of their setting; none where the clinic has chosen none or
/// another program edited the choice.
///
/// # Errors
/// Those of the vault.
pub(crate) fn chosen_letters(reader: &Reader<'_>, setting: &str) -> Result<String> {
    let stored = match reader.setting(setting) {
        Err(vault::Error::Altered) => None,
        stored => stored?,
    };
    let letters = stored.and_then(|stored| checked_letters(&stored.value.value));
    Ok(letters.unwrap_or(String::new()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_few_and_latin() {
        assert_eq!(checked_letters(" ac "), Some("AC".to_owned()));
        assert_eq!(checked_letters(""), Some(String::new()));
        for wrong in ["ABCDE", "A2", "A-", "É", "A B"] {
            assert_eq!(checked_letters(wrong), None, "{wrong}");
        }
    }
}
