use std::collections::BTreeMap;

use sync_contract::Right;
use sync_contract::catalog::Patient;
use sync_contract::ids::PatientId;
use uuid::Uuid;

use crate::Clinic;
use crate::error::Result;
use crate::fields::folded_words;
use crate::fields::phone_digits;
use crate::merged_files;
use crate::names::{PatientName, phone};
use crate::patients::duplicates::person::ComparedPerson;
use crate::patients::view::{Matched, PatientHit, SearchView};
use crate::reads::{ListRead, log_list};
use crate::view::count;

/// Returns patients by any part of a name, tolerating accents, order and typos, by phone, birth date or file number.
///
/// # Errors
/// `Forbidden` (needs `patients.read`).
pub fn search(clinic: &Clinic, text: &str, limit: u32) -> Result<SearchView> {
    clinic.may(Right::PatientsRead)?;
    log_list(clinic, ListRead::Search)?;
    let limit = limit.clamp(1, 100);
    let ids: Vec<Uuid> = find(clinic, text, LOOKED_AT_MAX)?
        .into_iter()
        .map(|id| id.0)
        .collect();
    let shown = &ids[..ids.len().min(limit as usize)];
    let mut rows: BTreeMap<Uuid, Patient> = clinic
        .read()
        .by_ids::<Patient>(shown)?
        .into_iter()
        .map(|row| (row.value.id.0, row.value))
        .collect();
    let hits = shown
        .iter()
        .filter_map(|id| rows.remove(id))
        .map(|patient| hit(&patient, text));
    Ok(SearchView {
        hits: hits.collect(),
        total: count(ids.len()),
        searched: count(clinic.searched()?),
    })
}

/// The most matches that are ranked: users do not read a longer list.
const LOOKED_AT_MAX: usize = 1000;

/// Does the same without checking a right, for an operation that has checked one.
///
/// A file that was merged answers by the one under which it is shown.
pub(crate) fn find(clinic: &Clinic, text: &str, limit: usize) -> Result<Vec<PatientId>> {
    merged_files::shown_once(&clinic.read(), clinic.find(text, limit)?)
}

fn hit(patient: &Patient, text: &str) -> PatientHit {
    PatientHit {
        patient: PatientName::of(patient),
        phone: phone(patient),
        matched: matched(patient, text),
    }
}

/// Returns the field that matched, for the screen to mark.
fn matched(patient: &Patient, text: &str) -> Matched {
    let person = ComparedPerson::from(patient);
    let names = person.names();
    let words = folded_words(text);
    let digits = phone_digits(text);
    let is_number = !digits.is_empty() && !text.chars().any(char::is_alphabetic);
    let compact = |text: &str| folded_words(text).concat();
    if words
        .iter()
        .any(|word| names.iter().any(|name| name.starts_with(word.as_str())))
    {
        return Matched::Name;
    }
    if !words.is_empty()
        && compact(&crate::view::text(&patient.file_number)).contains(&words.concat())
    {
        return Matched::FileNumber;
    }
    if is_number
        && phone_digits(&crate::view::text(&patient.phones))
            .contains(digits.trim_start_matches('0'))
    {
        return Matched::Phone;
    }
    if is_number {
        Matched::BirthDate
    } else {
        Matched::Name
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::patients::identity;
    use sync_contract::field::Text;

    #[test]
    fn a_hit_names_what_matched() {
        let mut patient = identity::blank(PatientId(Uuid::nil()));
        patient.given_name = Some(Text::new("María").unwrap()).into();
        patient.family_name = Some(Text::new("Okafor").unwrap()).into();
        patient.file_number = Some(Text::new("1-000482").unwrap()).into();
        patient.phones = Some(Text::new("+233 24 555 0182").unwrap()).into();
        for (text, expected) in [
            ("maria oka", Matched::Name),
            ("okafro", Matched::Name),
            ("000482", Matched::FileNumber),
            ("1-000482", Matched::FileNumber),
            ("024 555", Matched::Phone),
            ("12.03.1992", Matched::BirthDate),
        ] {
            assert_eq!(matched(&patient, text), expected, "{text}");
        }
    }
}
