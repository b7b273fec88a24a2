//! Display names: of patients with enough to distinguish namesakes, of staff in full.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate};
use serde::Serialize;
use specta::Type;
use sync_contract::catalog::{Patient, Sex, User};
use sync_contract::ids::{PatientId, UserId};
use uuid::Uuid;
use vault::read::{Reader, Stored};

use crate::error::Result;
use crate::view::{Day, Id, text};

/// Enough to identify a patient anywhere: every list, dialog and print shows all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PatientName {
    pub id: Id,
    pub name: String,
    pub initials: String,
    pub birth_date: Option<Day>,
    /// The day was reckoned from an age or a year.
    pub birth_date_estimated: bool,
    pub sex: Sex,
    pub file_number: String,
}

impl PatientName {
    pub fn of(patient: &Patient) -> Self {
        let (given, family) = (text(&patient.given_name), text(&patient.family_name));
        named(
            patient.id.0,
            (&given, &family),
            (birth(patient).map(Day::of), is_birth_estimated(patient)),
            patient.sex,
            text(&patient.file_number),
        )
    }
}

/// Returns the name of a patient from their given and family name and the rest; the birth date with whether it is
/// estimated.
pub(crate) fn named(
    id: Uuid,
    (given, family): (&str, &str),
    (birth_date, is_estimated): (Option<Day>, bool),
    sex: Sex,
    file_number: String,
) -> PatientName {
    PatientName {
        id: Id::of(id),
        initials: initials(given, family),
        name: full_name(given, family),
        birth_date,
        birth_date_estimated: is_estimated,
        sex,
        file_number,
    }
}

/// Returns the names of patients by one statement; none for a patient whose row has not reached this device.
///
/// # Errors
/// Those of the disk.
pub(crate) fn patient_names(
    reader: &Reader<'_>,
    patients: impl IntoIterator<Item = PatientId>,
) -> Result<BTreeMap<PatientId, PatientName>> {
    let mut ids: Vec<Uuid> = patients.into_iter().map(|patient| patient.0).collect();
    ids.sort_unstable();
    ids.dedup();
    let rows = reader.by_ids::<Patient>(&ids)?;
    let named = rows
        .iter()
        .map(|row| (row.value.id, PatientName::of(&row.value)));
    Ok(named.collect())
}

/// Returns those of these patients who are deleted.
pub(crate) fn deleted_among(
    reader: &Reader<'_>,
    patients: impl IntoIterator<Item = PatientId>,
) -> Result<BTreeSet<PatientId>> {
    let ids: BTreeSet<Uuid> = patients.into_iter().map(|patient| patient.0).collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let rows = reader.by_ids::<Patient>(&ids)?.into_iter();
    let gone = rows.filter(|row| row.deleted.is_some());
    Ok(gone.map(|row| row.value.id).collect())
}

/// Returns none where no birth date is recorded or this user cannot decrypt it.
pub(crate) fn birth(patient: &Patient) -> Option<NaiveDate> {
    patient.birth_date.open().copied().flatten()
}

/// Returns whether a birth date is recorded that was reckoned from an age.
pub(crate) fn is_birth_estimated(patient: &Patient) -> bool {
    birth(patient).is_some() && patient.birth_date_estimated.open() == Some(&true)
}

/// How much older a patient may be than an estimate says: an age is rounded down to its unit, and a row does not tell
/// whether that was a month or a year.
const ESTIMATE_MONTHS: Months = Months::new(12);

/// Returns the first day on which a patient may have been born: nothing is recorded of them before it. Without slack
/// an estimate would refuse what is true: a child of "7 months" may be 7 and a half, of "1 year" nearly 2.
pub(crate) fn born_from(patient: &Patient) -> Option<NaiveDate> {
    match is_birth_estimated(patient) {
        true => birth(patient).map(|birth| birth - ESTIMATE_MONTHS),
        false => birth(patient),
    }
}

#[derive(Default)]
pub(crate) struct StaffNames(BTreeMap<UserId, String>);

impl StaffNames {
    /// Reads the names of all staff by one statement.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn read(reader: &Reader<'_>) -> Result<Self> {
        Ok(Self::of(&reader.users()?))
    }

    pub fn of(users: &[Stored<User>]) -> Self {
        let named = users
            .iter()
            .map(|user| (user.value.id, staff_name(&user.value)));
        Self(named.collect())
    }

    /// Returns an empty name for a user whose row has not reached this device.
    pub fn name(&self, user: UserId) -> String {
        self.0.get(&user).cloned().unwrap_or(String::new())
    }
}

pub(crate) fn staff_name(user: &User) -> String {
    format!("{} {}", user.first_name.as_str(), user.last_name.as_str())
        .trim()
        .to_owned()
}

/// Returns given before family name; where both are written in Han, Kana or Hangul, family first and without a blank.
pub(crate) fn full_name(given: &str, family: &str) -> String {
    let east = |name: &str| !name.is_empty() && name.chars().all(is_east_asian);
    if east(given) && east(family) {
        return format!("{family}{given}");
    }
    format!("{given} {family}").trim().to_owned()
}

/// Returns at most two letters.
pub(crate) fn initials(given: &str, family: &str) -> String {
    let first = |name: &str| name.chars().find(|c| c.is_alphanumeric());
    [first(given), first(family)]
        .into_iter()
        .flatten()
        .flat_map(upper_case)
        .take(2)
        .collect()
}

/// Returns upper case, but not for Georgian: its capitals are for headlines only, and few fonts have them.
fn upper_case(c: char) -> impl Iterator<Item = char> {
    let is_georgian = matches!(c, '\u{10D0}'..='\u{10FF}');
    let upper = c.to_uppercase().filter(move |_| !is_georgian);
    is_georgian.then_some(c).into_iter().chain(upper)
}

fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{20000}'..='\u{2FA1F}')
}

/// Returns the first phone number of a patient.
pub fn phone(patient: &Patient) -> Option<String> {
    let all = text(&patient.phones);
    all.split(';')
        .map(str::trim)
        .find(|phone| !phone.is_empty())
        .map(str::to_owned)
}

/// Returns the code of the language that a patient prefers.
pub fn language(patient: &Patient) -> Option<String> {
    let language = patient.preferred_language.as_ref()?;
    Some(language.to_string()).filter(|code| !code.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shown_in_the_order_of_their_script() {
        assert_eq!(full_name("さくら", "佐藤"), "佐藤さくら");
        assert_eq!(full_name("민준", "김"), "김민준");
        assert_eq!(full_name("", "Waller"), "Waller");
        assert_eq!(full_name("Анна", "Григорян"), "Анна Григорян");
        assert_eq!(initials("élodie", "ß"), "ÉS");
        assert_eq!(initials("ნუცა", "კვარაცხელია"), "ნკ");
    }
}
