//! One-use codes for empty clinics, each of 130 bits.

use sha2::{Digest, Sha256};
use sync_contract::statement;
use tokio_postgres::Client;
use uuid::Uuid;

use crate::db::statements;
use crate::db::transaction::Transaction;
use crate::problem::Problem;

/// Crockford's alphabet: no I, L, O or U to be misread.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 26;

/// A code as it is printed, once: 26 letters of five bits in groups of five.
pub struct ClinicCode(String);

impl ClinicCode {
    /// `letters`: one random byte a letter; the low five bits count.
    fn from_random(letters: [u8; LENGTH]) -> ClinicCode {
        let text: Vec<char> = letters
            .iter()
            .map(|byte| char::from(LETTERS[usize::from(byte & 31)]))
            .collect();
        let groups: Vec<String> = text.chunks(5).map(|group| group.iter().collect()).collect();
        ClinicCode(groups.join("-"))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Returns what the server stores of a code. Case, spaces and dashes do not matter; O, I and L are read as 0, 1 and 1.
pub fn code_hash(code: &str) -> [u8; 32] {
    let letters: String = code
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric())
        .map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            letter => letter,
        })
        .collect();
    let mut hash = Sha256::new();
    hash.update(b"nutrivault tenant place\0");
    hash.update(letters.as_bytes());
    hash.finalize().into()
}

/// Makes room for a clinic, which may push `first_push_bytes` when it connects, whatever its budget of an hour.
///
/// The code is in the answer and nowhere else.
///
/// # Errors
/// A failure of the database.
pub async fn create(
    client: &Client,
    name: &str,
    valid_hours: i32,
    first_push_bytes: i64,
) -> Result<ClinicCode, tokio_postgres::Error> {
    let code = ClinicCode::from_random(rand::random());
    let hash = code_hash(code.as_str());
    client
        .execute(
            statement!("enrolment", "insert_clinic_code"),
            &[&hash.as_slice(), &name, &valid_hours, &first_push_bytes],
        )
        .await?;
    Ok(code)
}

/// Returns the clinics that have used their code, with the name that it was made for.
///
/// # Errors
/// A failure of the database.
pub async fn connected(client: &Client) -> Result<Vec<(Uuid, String)>, tokio_postgres::Error> {
    let rows = client
        .query(statement!("enrolment", "connected_clinics"), &[])
        .await?;
    rows.iter()
        .map(|row| Ok((row.try_get("tenant_id")?, row.try_get("name")?)))
        .collect()
}

/// Returns the ids of the clinics that have used their code.
///
/// # Errors
/// A failure of the database.
pub async fn connected_ids(transaction: &Transaction<'_>) -> Result<Vec<Uuid>, Problem> {
    let rows = statements::all(
        transaction,
        statement!("enrolment", "connected_clinics"),
        &[],
    )
    .await?;
    rows.iter()
        .map(|row| Ok(row.try_get("tenant_id")?))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_one_hash_however_it_is_typed() {
        let code = ClinicCode::from_random(std::array::from_fn(|at| at as u8));
        assert_eq!(code.as_str(), "01234-56789-ABCDE-FGHJK-MNPQR-S");
        assert_eq!(
            code_hash(code.as_str()),
            code_hash("ol234 56789abcdefghjkmnpqrs")
        );
        assert_ne!(
            code_hash(code.as_str()),
            code_hash("01234-56789-ABCDE-FGHJK-MNPQR-T")
        );
    }
}
