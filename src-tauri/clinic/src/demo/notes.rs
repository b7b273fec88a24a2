//! Notes of the demo outside of any visit, of the kinds that visits have none of: what a doctor answers, a diagnosis, a
//! treatment, a letter. Each is of adults in care whose conditions or medicines ask for it; a patient has at most one,
//! but for the one whose note was signed twice: the second is void.

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;
use sync_contract::catalog::{Patient, PatientStatus};
use sync_contract::field::time;
use sync_contract::ids::PatientId;
use vault::read::Reader;

use crate::age::Age;
use crate::clock::{at_wall, day_of};
use crate::demo::data::{DemoNote, DemoStaff, notes};
use crate::demo::lab_orders::words;
use crate::demo::setup::become_user;
use crate::demo::written;
use crate::error::{Error, Reason, Result};
use crate::names::birth;
use crate::notes::content::SectionText;
use crate::notes::{NoteForm, NoteKind, void};
use crate::{Clinic, fields};

/// Of so many patients each note is written.
const EACH: usize = 2;
/// Why one note is void.
const TWICE: &str = "Signed twice: the other note of the same day counts";
/// What parts the sections of a note.
const BETWEEN: char = '|';

/// Writes the notes, those of each role in the session of its first user, who signs them.
///
/// # Errors
/// Those of a read and of a write.
pub(super) fn record(
    mut clinic: Clinic,
    staff: &[DemoStaff],
    patients: &[PatientId],
) -> Result<Clinic> {
    let (listed, mut adults, mut has_void) = (notes(), Vec::new(), false);
    for role in ["Doctor", "Head doctor", "Dietitian"] {
        // a clinic of an older seed may lack one
        let Some(writer) = staff.iter().find(|one| one.role == role) else {
            continue;
        };
        clinic = become_user(clinic, writer)?;
        if adults.is_empty() {
            adults = adults_of(&clinic, patients)?;
        }
        let by = clinic.user();
        let (today, zone) = (clinic.today()?, clinic.zone()?);
        clinic.write("sign note", |tx| {
            for note in listed.iter().filter(|note| note.role == role) {
                let (kind, sections) = content(note)?;
                for _ in 0..EACH {
                    let fits = |(patient, words): &(Patient, String)| {
                        let is_theirs = role != "Dietitian" || patient.dietitian == Some(by);
                        is_theirs && note.of.split(';').any(|of| words.contains(of))
                    };
                    let Some(at) = adults.iter().position(fits) else {
                        break;
                    };
                    let (patient, _) = adults.remove(at);
                    let day = last_seen(&tx.read(), patient.id, today, &zone)?;
                    let signed_at = Some(at_wall(day, time(16, 10), &zone));
                    let of = (patient.id, None);
                    written::note(tx, of, kind, &sections, signed_at)?;
                    if !has_void {
                        let again = written::note(tx, of, kind, &sections, signed_at)?;
                        void::insert(tx, &again, fields::required(TWICE, "reason")?)?;
                        has_void = true;
                    }
                }
            }
            Ok(())
        })?;
    }
    Ok(clinic)
}

/// Returns the day of the last visit before today; yesterday without one.
fn last_seen(
    reader: &Reader<'_>,
    patient: PatientId,
    today: NaiveDate,
    zone: &Tz,
) -> Result<NaiveDate> {
    let visits = reader.visits_of(patient)?.into_iter();
    let days = visits.map(|row| day_of(row.value.started_at, zone));
    let last = days.filter(|day| *day < today).max();
    Ok(last.unwrap_or(today - TimeDelta::days(1)))
}

/// Returns the adults in care, each with what they have and take.
fn adults_of(clinic: &Clinic, patients: &[PatientId]) -> Result<Vec<(Patient, String)>> {
    let today = clinic.today()?;
    let mut adults = Vec::new();
    for id in patients {
        let person = clinic.require_row::<Patient>(*id, "patient")?.value;
        let is_adult = birth(&person).is_some_and(|birth| Age::on(birth, today).years >= 18);
        if is_adult && person.status == PatientStatus::Active {
            adults.push((person, words(clinic, *id)?));
        }
    }
    Ok(adults)
}

/// Returns the kind of a note and its sections.
///
/// # Errors
/// `Invalid` for what is no kind, and where it has more sections or fewer.
fn content(note: &DemoNote) -> Result<(NoteKind, Vec<SectionText>)> {
    let kind: NoteKind = note
        .kind
        .parse()
        .map_err(|_| Error::invalid("kind", Reason::Unknown))?;
    let texts: Vec<&str> = note.texts.split(BETWEEN).collect();
    if texts.len() != kind.sections().len() {
        return Err(Error::invalid("texts", Reason::Malformed));
    }
    let sections = kind.sections().iter().zip(texts);
    let sections = sections.map(|(section, text)| SectionText {
        section: *section,
        text: text.to_owned(),
    });
    Ok((kind, sections.collect()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeSet;

    use super::*;
    use crate::demo::staff;

    #[test]
    fn each_note_has_the_sections_of_its_kind_and_a_writer() {
        let mut kinds = BTreeSet::new();
        for note in notes() {
            let (kind, sections) = content(&note).unwrap();
            assert!(sections.iter().all(|of| !of.text.trim().is_empty()));
            assert!(staff().iter().any(|one| one.role == note.role), "{note:?}");
            kinds.insert(kind);
        }
        assert!(kinds.len() >= 6, "{kinds:?}");
    }
}
