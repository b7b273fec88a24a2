//! Whom a print is about.

use clinic::names::PatientName;
use clinic::prints::PrintHead;

use super::text::{Clocks, isolated, lines};
use crate::words::Words;

/// Returns name, birth date and file number, a label and its value each; nothing of a print that is about no patient.
pub fn identity(head: &PrintHead, clocks: &Clocks, words: &Words) -> Vec<[String; 2]> {
    let Some(PatientName {
        name,
        birth_date,
        birth_date_estimated,
        file_number,
        ..
    }) = &head.patient
    else {
        return Vec::new();
    };
    let born = match birth_date {
        Some(day) if *birth_date_estimated => {
            format!("{} {}", clocks.day(day), words.estimated)
        }
        Some(day) => clocks.day(day),
        None => words.no_birth_date.to_owned(),
    };
    vec![
        [String::new(), isolated(name)],
        [words.born.to_owned(), born],
        [words.file.to_owned(), isolated(file_number)],
    ]
}

/// Where the patient lives, with its label, on what is sent.
pub fn address(head: &PrintHead, words: &Words) -> Option<[String; 2]> {
    let address = lines(head.address.as_deref()?).into_iter();
    let address: Vec<String> = address.map(|line| isolated(&line)).collect();
    Some([words.address.to_owned(), address.join(", ")])
}
