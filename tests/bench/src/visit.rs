//! Six rows of one visit in clear, one transaction: what plain SQLite and SQLCipher write where we write an action.
//!
//! All three begin with the same clinic, and each visit is another patient's.

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

pub const SECTIONS: &str = concat!(
    r#"{"assessment":"Weight 72.4 kg, down 2.1 kg since August. Eats three meals, skips the afternoon s"#,
    r#"nack, drinks a litre of water. Sleeps better.","diagnosis":"Excessive energy intake related to e"#,
    r#"vening snacking as evidenced by a food record of 2,900 kcal a day.","intervention":"Plan of 2,00"#,
    r#"0 kcal with a protein-rich breakfast; a fruit in the afternoon; walking thirty minutes on five d"#,
    r#"ays.","monitoring":"Weight in four weeks, food record of three days before the visit."}"#,
);
pub const READINGS: [(&str, &str, &str); 3] = [
    ("WEIGHT", "72.4", "kg"),
    ("HEIGHT", "1.70", "m"),
    ("BLOOD_PRESSURE", "120", "mm[Hg]"),
];
pub const COMPLAINT: &str = "tired in the afternoon";
const TENANT: [u8; 16] = [0x11; 16];
const USER: [u8; 16] = [0x22; 16];

/// Microseconds of the first visit: after everything that the clinic has.
pub const FIRST_AT_US: i64 = 1_795_132_800_000_000;
/// Ids in the order of time, as ours are.
fn id(number: u64, row: u64) -> [u8; 16] {
    let mut id = [0x5a; 16];
    let at_ms = FIRST_AT_US as u64 / 1000 + number;
    id[..8].copy_from_slice(&(at_ms << 16 | row).to_be_bytes());
    id
}

pub fn write(connection: &mut Connection, number: u64, patient: [u8; 16]) -> rusqlite::Result<()> {
    let at = FIRST_AT_US + number as i64 * 1000;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    write_visit(&transaction, id(number, 0), patient, at)?;
    for (row, (kind, value, unit)) in READINGS.into_iter().enumerate() {
        let second = (kind == "BLOOD_PRESSURE").then_some("80");
        transaction
            .prepare_cached(
                "insert into measurements values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute(params![
                id(number, 1 + row as u64),
                TENANT,
                at,
                USER,
                patient,
                id(number, 0),
                kind,
                unit,
                at,
                "MEASURED",
                value,
                second,
                value,
                None::<String>,
                None::<i64>,
                None::<Vec<u8>>,
                None::<String>,
                None::<String>,
                at,
                USER,
            ])?;
    }
    write_note(&transaction, number, patient, at)?;
    transaction.commit()
}

fn write_visit(
    transaction: &Transaction<'_>,
    visit: [u8; 16],
    patient: [u8; 16],
    at: i64,
) -> rusqlite::Result<usize> {
    transaction
        .prepare_cached("insert into visits values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")?
        .execute(params![
            visit,
            TENANT,
            at,
            USER,
            patient,
            USER,
            None::<Vec<u8>>,
            "FOLLOW_UP",
            at,
            None::<i64>,
            COMPLAINT,
            false,
            None::<i64>,
            None::<String>,
            None::<i64>,
            None::<Vec<u8>>,
            None::<String>,
            None::<String>,
            at,
            USER,
        ])
}

fn write_note(
    transaction: &Transaction<'_>,
    number: u64,
    patient: [u8; 16],
    at: i64,
) -> rusqlite::Result<usize> {
    transaction
        .prepare_cached(
            "insert into notes values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            id(number, 4),
            TENANT,
            at,
            USER,
            patient,
            id(number, 0),
            "ADIME",
            "DRAFT",
            1,
            None::<i64>,
            None::<Vec<u8>>,
            None::<String>,
            SECTIONS,
            None::<String>,
            None::<String>,
            None::<String>,
            None::<Vec<u8>>,
            None::<i64>,
            None::<Vec<u8>>,
            None::<String>,
            None::<String>,
            at,
            USER,
        ])?;
    transaction
        .prepare_cached("insert into note_versions values (?, ?, ?, ?, ?, ?, ?, ?, ?)")?
        .execute(params![
            id(number, 5),
            TENANT,
            at,
            USER,
            patient,
            id(number, 4),
            1,
            SECTIONS,
            None::<String>,
        ])
}
