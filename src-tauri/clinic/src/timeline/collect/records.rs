use std::collections::{BTreeMap, BTreeSet};

use sync_contract::catalog::{ClinicalDocument, Note, NoteVersion, Patient};
use sync_contract::field::Document;
use sync_contract::ids::NoteId;
use sync_contract::phi::Clinical;
use sync_contract::{Phi, Right};
use uuid::Uuid;
use vault::read::Stored;

use super::{Collected, Happened, starts, written};
use crate::Clinic;
use crate::error::Result;
use crate::names::StaffNames;
use crate::notes::appended::Appended;
use crate::notes::content::sections;
use crate::notes::{NoteKind, NoteState};
use crate::timeline::records::{Record, RecordType, VersionOf};
use crate::timeline::{Entry, RowKey, TimelineEvent};

/// How much of a note its row has, in characters.
const BEGINNING_MAX: usize = 120;

/// Returns what is written about a patient and what this user may read of it, every version, in no order.
pub(in crate::timeline) fn records(
    clinic: &Clinic,
    patient: &Stored<Patient>,
    staff: &StaffNames,
) -> Result<Vec<Record>> {
    let mut collected = Collected::of(clinic, patient.value.id, staff)?;
    collected.labs(&patient.value)?;
    collected.documents::<ClinicalDocument>()?;
    collected.recalls()?;
    collected.meal_plans()?;
    collected.diet_orders()?;
    collected.handouts()?;
    collected.prescriptions()?;
    let of_one_version = std::mem::take(&mut collected.entries).into_iter();
    let mut records: Vec<Record> = of_one_version.filter_map(only).collect();
    records.extend(collected.corrected()?);
    if clinic.actor().can(Right::NotesRead) {
        records.extend(collected.notes()?);
    }
    Ok(records)
}

/// Returns the record of what has one version, by what happened.
fn only(entry: Entry) -> Option<Record> {
    let kind = match &entry.event {
        TimelineEvent::Lab { .. } => RecordType::Lab,
        TimelineEvent::Document { .. } => RecordType::Document,
        TimelineEvent::Recalled { .. } => RecordType::Recall,
        TimelineEvent::MealPlanned { .. } => RecordType::MealPlan,
        TimelineEvent::DietOrdered { .. } => RecordType::DietOrder,
        TimelineEvent::HandoutGiven { .. } => RecordType::Handout,
        TimelineEvent::Prescribed { .. } => RecordType::Prescription,
        _ => return None,
    };
    Some(Record {
        kind,
        current: entry.key,
        entry,
        note: None,
        text: String::new(),
        of: VersionOf::ONLY,
    })
}

impl Collected<'_> {
    /// Screenings and estimates, of which a correction is a row of its own.
    fn corrected(&self) -> Result<Vec<Record>> {
        let screenings = self.reader.screenings_of(self.patient)?;
        let screened = screenings.iter().filter_map(|row| {
            let former = row.value.replaces.open().copied().flatten();
            Some((former.map(|former| former.0), self.screened(row)?))
        });
        let estimates = self.reader.energy_estimates_of(self.patient)?;
        let estimated = estimates.iter().filter_map(|row| {
            let former = row.value.replaces.open().copied().flatten();
            Some((former.map(|former| former.0), self.estimated(row)?))
        });
        let mut records = in_versions(RecordType::Screening, screened.collect());
        records.extend(in_versions(RecordType::Estimate, estimated.collect()));
        Ok(records)
    }

    /// Notes as they are, dated by what they describe, and their earlier versions, each when it was committed.
    fn notes(&self) -> Result<Vec<Record>> {
        let started = starts(&self.reader.visits_of(self.patient)?);
        let appended = Appended::of_patient(&self.reader, self.patient)?;
        let mut versions: BTreeMap<NoteId, Vec<Stored<NoteVersion>>> = BTreeMap::new();
        for row in self.reader.note_versions_of(self.patient)? {
            versions.entry(row.value.note).or_default().push(row);
        }
        let mut records = Vec::new();
        for row in &self.reader.notes_of(self.patient)? {
            let note = &row.value;
            if note.version == 0 {
                continue;
            }
            let mut versions = versions.remove(&note.id).unwrap_or_default();
            versions.sort_by_key(|row| row.created);
            let numbered = numbered(&versions);
            let last = numbered.last().map_or(1, |(number, _)| *number);
            let count = last.max(usize::try_from(note.version).unwrap_or(1));
            let is_here = last == count;
            let mut happened = written(row, &started);
            if let Some(version) = versions.last().filter(|_| is_here) {
                happened.by = Some(note.signed_by.unwrap_or(version.created_by));
            }
            let state = appended.state(note);
            let entry = self.entry(happened, false, TimelineEvent::Note { state });
            // the last one is what the note says
            for (number, row) in numbered.into_iter().filter(|(number, _)| *number < count) {
                records.push(self.earlier(note, row, (number, count), entry.key));
            }
            records.push(Record {
                kind: note.kind.into(),
                current: entry.key,
                entry,
                note: Some(note.id),
                text: beginning(note.kind, &note.sections),
                of: VersionOf {
                    version: count,
                    versions: count,
                    is_current: true,
                },
            });
        }
        Ok(records)
    }

    fn earlier(
        &self,
        note: &Note,
        row: &Stored<NoteVersion>,
        (version, versions): (usize, usize),
        current: RowKey,
    ) -> Record {
        let happened = Happened {
            visit: note.visit,
            ..Happened::of(row, row.value.id)
        };
        let state = NoteState::Draft;
        Record {
            kind: note.kind.into(),
            entry: self.entry(happened, false, TimelineEvent::Note { state }),
            note: Some(note.id),
            text: beginning(note.kind, &row.value.sections),
            of: VersionOf {
                version,
                versions,
                is_current: false,
            },
            current,
        }
    }
}

/// Returns how a note begins, in one line. One that is no note of ours stops no list: who opens it
/// is told.
fn beginning(kind: NoteKind, stored: &Phi<Clinical, Document>) -> String {
    let Some(Ok(sections)) = stored.open().map(|stored| sections(kind, stored)) else {
        return String::new();
    };
    let words = sections.iter().flat_map(|one| one.text.split_whitespace());
    let line = words.collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(BEGINNING_MAX) {
        None => line,
        Some((end, _)) => format!("{}\u{2026}", line[..end].trim_end()),
    }
}

/// Returns each version with its number, which no version that is missing here changes; of those that computers wrote
/// apart under one number, each later one gets the next.
fn numbered(versions: &[Stored<NoteVersion>]) -> Vec<(usize, &Stored<NoteVersion>)> {
    let mut last = 0;
    let number = |row| {
        let Stored { value, .. }: &Stored<NoteVersion> = row;
        last = usize::try_from(value.version).unwrap_or(0).max(last + 1);
        (last, row)
    };
    versions.iter().map(number).collect()
}

/// Returns records of which a correction is a row of its own, by what each of them corrects.
fn in_versions(kind: RecordType, rows: Vec<(Option<Uuid>, Entry)>) -> Vec<Record> {
    let former = rows.iter().map(|(former, entry)| (entry.key.id, *former));
    let chains = chains(&former.collect());
    let mut current: BTreeMap<Uuid, RowKey> = BTreeMap::new();
    for (_, entry) in &rows {
        let (first, of) = chains[&entry.key.id];
        let newest = current.entry(first).or_insert(entry.key);
        if of.is_current {
            *newest = entry.key.max(*newest);
        }
    }
    let record = |(_, entry): (_, Entry)| {
        let (first, of) = chains[&entry.key.id];
        Record {
            kind,
            entry,
            note: None,
            text: String::new(),
            of,
            current: current[&first],
        }
    };
    rows.into_iter().map(record).collect()
}

/// Returns which version each row is, by what it corrects, and the first one: two corrections of one row, made apart,
/// are both the second of two.
fn chains(former: &BTreeMap<Uuid, Option<Uuid>>) -> BTreeMap<Uuid, (Uuid, VersionOf)> {
    let corrected: BTreeSet<Uuid> = former.values().copied().flatten().collect();
    // the first version that is here, and how many lie between; rows that name each other in a circle end
    let first_of = |row: Uuid| {
        let mut at = (row, 1);
        while at.1 < former.len()
            && let Some(before) = former.get(&at.0).copied().flatten()
            && former.contains_key(&before)
        {
            at = (before, at.1 + 1);
        }
        at
    };
    let mut longest: BTreeMap<Uuid, usize> = BTreeMap::new();
    for row in former.keys() {
        let (first, version) = first_of(*row);
        let versions = longest.entry(first).or_default();
        *versions = version.max(*versions);
    }
    let of = |row: &Uuid| {
        let (first, version) = first_of(*row);
        let of = VersionOf {
            version,
            versions: longest[&first],
            is_current: !corrected.contains(row),
        };
        (*row, (first, of))
    };
    former.keys().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chains_of(links: &[(u128, Option<u128>)]) -> Vec<(usize, usize, bool)> {
        let id = Uuid::from_u128;
        let former = links.iter().map(|(row, before)| (id(*row), before.map(id)));
        let of = chains(&former.collect());
        let view = |(_, of): &(Uuid, VersionOf)| (of.version, of.versions, of.is_current);
        of.values().map(view).collect()
    }

    #[test]
    fn corrections_count_from_the_first_version_that_is_here() {
        let chain = [(1, None), (2, Some(1)), (3, Some(2)), (4, None)];
        let expected = [(1, 3, false), (2, 3, false), (3, 3, true), (1, 1, true)];
        assert_eq!(chains_of(&chain), expected);
        // the first one is not here
        let expected = [(1, 2, false), (2, 2, true)];
        assert_eq!(chains_of(&[(2, Some(1)), (3, Some(2))]), expected);
    }

    #[test]
    fn two_corrections_of_one_row_are_both_current() {
        let fork = [(1, None), (2, Some(1)), (3, Some(1)), (4, Some(3))];
        let expected = [(1, 3, false), (2, 3, true), (2, 3, false), (3, 3, true)];
        assert_eq!(chains_of(&fork), expected);
    }

    #[test]
    fn rows_that_correct_each_other_end() {
        assert_eq!(chains_of(&[(1, Some(2)), (2, Some(1))]).len(), 2);
        assert_eq!(chains_of(&[(1, Some(1))]), [(1, 1, false)]);
    }
}
