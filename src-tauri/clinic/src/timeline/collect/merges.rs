use std::collections::{BTreeMap, BTreeSet};

use sync_contract::catalog::{LinkKind, Patient, PatientLink};
use sync_contract::ids::{PatientId, PatientLinkId};
use uuid::Uuid;
use vault::read::Stored;

use super::{Collected, Happened};
use crate::error::Result;
use crate::merged_files;
use crate::timeline::TimelineEvent;
use crate::view::text;

impl Collected<'_> {
    /// When two files of the patient were merged, and when they were parted again: each once, though both files tell
    /// it.
    pub(super) fn merges(&mut self) -> Result<()> {
        let mut links = Vec::new();
        for file in merged_files::of(&self.reader, self.patient)? {
            links.extend(self.reader.patient_links(file)?);
        }
        let joined: BTreeMap<PatientLinkId, (PatientId, PatientId)> = links
            .iter()
            .filter_map(|row| Some((row.value.merge, from_into(&row.value)?)))
            .collect();
        if joined.is_empty() {
            return Ok(());
        }
        let files = joined.values().flat_map(|(from, into)| [from.0, into.0]);
        let files: BTreeSet<Uuid> = files.collect();
        let files: Vec<Uuid> = files.into_iter().collect();
        let numbers: BTreeMap<PatientId, String> = self
            .reader
            .by_ids::<Patient>(&files)?
            .iter()
            .map(|row| (row.value.id, text(&row.value.file_number)))
            .collect();
        let number = |file| numbers.get(file).cloned().unwrap_or(String::new());
        for ((merge, is_parted), row) in first_of_each(&links) {
            let Some((from, into)) = joined.get(&merge) else {
                continue;
            };
            let (from, into) = (number(from), number(into));
            let event = match is_parted {
                true => TimelineEvent::Parted { from, into },
                false => TimelineEvent::Merged { from, into },
            };
            self.put(Happened::of(row, merge), is_parted, event);
        }
        Ok(())
    }
}

/// Returns the file that went and the one that stays, in that order; none for an undoing.
fn from_into(link: &PatientLink) -> Option<(PatientId, PatientId)> {
    match link.kind {
        LinkKind::MergedInto => Some((link.patient, link.other)),
        LinkKind::TookIn => Some((link.other, link.patient)),
        LinkKind::Parted => None,
    }
}

/// Returns of what both files say of a merge, and of its undoing, the row that was written first.
fn first_of_each(
    links: &[Stored<PatientLink>],
) -> BTreeMap<(PatientLinkId, bool), &Stored<PatientLink>> {
    let mut first: BTreeMap<_, &Stored<PatientLink>> = BTreeMap::new();
    for row in links {
        let of = (row.value.merge, row.value.kind == LinkKind::Parted);
        let known = first.entry(of).or_insert(row);
        if (row.created, row.value.id) < (known.created, known.value.id) {
            *known = row;
        }
    }
    first
}
