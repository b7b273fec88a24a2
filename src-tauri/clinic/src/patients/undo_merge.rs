//! Undoing a merge: the files are read apart, unless other merges join them, and what was taken over goes back.
//!
//! A value that a merge wrote counts as taken over as long as that merge stands, and each earlier one that had brought
//! the value into the file that it was taken from. So a phone that went from X into Y and from there into Z leaves Y
//! and Z when the first merge is undone, and what it had replaced comes back in both.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use sync_contract::catalog::{LinkKind, Patient, PatientLink, parted_id};
use sync_contract::field::Document;
use sync_contract::ids::{PatientId, PatientLinkId};
use sync_contract::{Clock, Compartment, Entity, Right};
use vault::WriteTx;
use vault::read::{Files, Stored};

use crate::Clinic;
use crate::clinic::{or_not_found, require_not_deleted};
use crate::error::{Error, Result};
use crate::names::PatientName;
use crate::patients::header::header;
use crate::patients::identity;
use crate::patients::merge::{PatientField, Taken};
use crate::patients::view::{MergeUndone, PartedFile, PatientForm};
use crate::view::Id;

/// Undoes a merge. A value that was taken over is replaced by the former one where it was not edited since: in the file
/// that stayed, and in each into which a later merge took it on. A merge that was undone already stays so.
///
/// # Errors
/// `Forbidden` (needs `patients.merge`, and `patients.update` where something was taken over), `NotFound`,
/// `PatientDeleted`, `KeyMissing`, `ConflictOpen` while a value that was taken over is in conflict, `NotAllHere` where
/// the file does not have what stood there.
pub fn undo(clinic: &mut Clinic, merge: &Id) -> Result<MergeUndone> {
    clinic.may(Right::PatientsMerge)?;
    let merge: PatientLinkId = merge.to()?;
    let first = clinic.require_row::<PatientLink>(merge, "merge")?.value;
    let is_first = first.merge == first.id && first.kind == LinkKind::MergedInto;
    or_not_found(is_first.then_some(()), "merge")?;
    let (from, into) = (first.patient, first.other);
    let reader = clinic.read();
    let files = reader.files_of(into)?;
    let mut links = Vec::new();
    for file in BTreeSet::from_iter(files.patients.iter().copied().chain([from, into])) {
        links.extend(reader.patient_links(file)?);
    }
    let is_undone =
        |row: &Stored<PatientLink>| (row.value.merge, row.value.kind) == (merge, LinkKind::Parted);
    if links.iter().any(is_undone) {
        return undone(clinic, from, into);
    }
    let taken_over = TakenOver::read(&links, &files, merge)?;
    let changing = taken_over.files_changed_without(merge);
    if !changing.is_empty() {
        clinic.may(Right::PatientsUpdate)?;
    }
    let (tenant, today) = (clinic.tenant(), clinic.today()?);
    clinic.write("undo merge of patients", |tx| {
        for file in changing.iter().chain([&from, &into]) {
            require_not_deleted(tx, *file)?;
        }
        for file in &changing {
            put_back(tx, *file, &taken_over, merge, today)?;
        }
        for (patient, other) in [(from, into), (into, from)] {
            tx.insert(&PatientLink {
                id: parted_id(tenant, merge, patient, tx.user()),
                patient,
                merge,
                kind: LinkKind::Parted,
                other,
                reason: None.into(),
                taken: None.into(),
            })?;
        }
        tx.leave_out_values();
        Ok(())
    })?;
    undone(clinic, from, into)
}

/// Returns what still joins two files, or each of them with others.
fn undone(clinic: &Clinic, from: PatientId, into: PatientId) -> Result<MergeUndone> {
    let reader = clinic.read();
    let others = [reader.files_of(from)?, reader.files_of(into)?];
    let still_one = others[0].patients.contains(&into);
    let all = others.iter().flat_map(|files| files.patients.iter());
    let ids: BTreeSet<_> = all
        .copied()
        .chain([from, into])
        .map(|file| file.0)
        .collect();
    let names: BTreeMap<PatientId, PatientName> = reader
        .by_ids::<Patient>(&Vec::from_iter(ids))?
        .iter()
        .map(|row| (row.value.id, PatientName::of(&row.value)))
        .collect();
    let name = |file: &PatientId| {
        let unknown = || PatientName::of(&identity::blank(*file));
        names.get(file).cloned().unwrap_or_else(unknown)
    };
    let [with_from, with_into] = others.map(|files| files.patients);
    let parted = |file: PatientId, with: BTreeSet<PatientId>| PartedFile {
        file: name(&file),
        read_with: with
            .iter()
            .filter(|with| **with != file)
            .map(name)
            .collect(),
    };
    Ok(MergeUndone {
        from: parted(from, with_from),
        into: parted(into, with_into),
        still_one,
        patient: header(clinic, from)?,
    })
}

/// Writes what stood in the fields that still have what a merge wrote.
fn put_back(
    tx: &mut WriteTx<'_>,
    file: PatientId,
    taken_over: &TakenOver,
    merge: PatientLinkId,
    today: NaiveDate,
) -> Result<()> {
    let row = or_not_found(tx.get::<Patient>(file)?, "patient")?;
    // the merge is over by then: what it wrote would stay among the versions to choose from
    for cell in Patient::DESCRIPTOR.cells {
        let waiting = tx
            .read()
            .conflict(Patient::DESCRIPTOR, file.0, cell.number)?;
        if let Some(conflict) = waiting.filter(|waiting| !waiting.is_equal()) {
            return Err(Error::ConflictOpen(conflict.id));
        }
    }
    let (mut patient, seen) = (row.value, row.seen);
    let now = identity::form_of(&patient);
    let form = taken_over.without(merge, file, &now);
    if form != now {
        identity::apply_form(&mut patient, &form, today)?;
        tx.update(&patient, &seen)?;
    }
    Ok(())
}

/// What one merge wrote into the file that stayed.
struct Take {
    merge: PatientLinkId,
    at: Clock,
    from: PatientId,
    into: PatientId,
    taken: Taken,
}

impl Take {
    fn wrote(&self, field: PatientField) -> bool {
        self.taken.fields.contains(&field)
    }
}

/// What merges wrote into files that are read as one, those included that were undone.
struct TakenOver {
    takes: Vec<Take>,
    /// Which merges were undone, and when.
    undone: BTreeMap<PatientLinkId, Clock>,
}

impl TakenOver {
    /// Reads it from the links of all of these files.
    fn read(links: &[Stored<PatientLink>], files: &Files, merge: PatientLinkId) -> Result<Self> {
        let of_kind = |kind| {
            let links = links.iter();
            links.filter(move |link| link.value.kind == kind)
        };
        // what could not be read would silently not go back
        let merges = files.merges.iter().map(|merge| merge.id);
        for merge in merges.chain([merge]) {
            if !of_kind(LinkKind::TookIn).any(|link| link.value.merge == merge) {
                return Err(Error::NotAllHere);
            }
        }
        let mut takes = Vec::new();
        for link in of_kind(LinkKind::TookIn) {
            let taken = link.value.taken.open();
            let taken: &Option<Document> = taken.ok_or(Error::KeyMissing(Compartment::Contact))?;
            let Some(taken) = taken else {
                continue;
            };
            takes.push(Take {
                merge: link.value.merge,
                at: link.created,
                from: link.value.other,
                into: link.value.patient,
                taken: serde_json::from_str(taken.as_str()).map_err(|_| Error::NotAllHere)?,
            });
        }
        let undone = of_kind(LinkKind::Parted).map(|link| (link.value.merge, link.created));
        Ok(Self {
            takes,
            undone: undone.collect(),
        })
    }

    /// Returns the files in which something was taken over that is so no more without this merge.
    fn files_changed_without(&self, merge: PatientLinkId) -> BTreeSet<PatientId> {
        let ends = |take: &&Take| {
            let mut fields = take.taken.fields.iter();
            fields.any(|field| self.ends(take, *field, merge))
        };
        let ending = self.takes.iter().filter(ends);
        ending.map(|take| take.into).collect()
    }

    /// Returns a file's form without what this merge brought into it.
    fn without(&self, merge: PatientLinkId, file: PatientId, now: &PatientForm) -> PatientForm {
        let mut form = now.clone();
        for field in PatientField::ALL {
            let written = self.takes.iter().filter(|take| {
                take.into == file && take.wrote(field) && self.counts(take, field, None)
            });
            let written: Vec<&Take> = written.collect();
            let is_replaced = |take: &Take| {
                let mut later = written.iter().filter(|later| later.at > take.at);
                later.any(|later| field.is_equal(&later.taken.before, &take.taken.after))
            };
            // of two that were made apart a person may have chosen the value of the earlier one
            let current = written
                .iter()
                .filter(|take| field.is_equal(&take.taken.after, now) && !is_replaced(take));
            let newest = current.max_by_key(|take| take.at);
            if let Some(take) = newest.filter(|take| self.ends(take, field, merge)) {
                field.copy(self.before(take, field, merge), &mut form);
            }
        }
        form
    }

    /// Returns whether a value counts as taken over until this merge is undone.
    fn ends(&self, take: &Take, field: PatientField, merge: PatientLinkId) -> bool {
        self.counts(take, field, None) && !self.counts(take, field, Some(merge))
    }

    /// Returns whether a value counts as taken over, be it without a merge: neither the one that wrote it is undone,
    /// nor the one that had brought it into the file that it was taken from.
    fn counts(&self, take: &Take, field: PatientField, without: Option<PatientLinkId>) -> bool {
        let is_over = self.undone.contains_key(&take.merge) || without == Some(take.merge);
        let origin = self.writer(take.from, field, &take.taken.after, take.at);
        !is_over && origin.is_none_or(|origin| self.counts(origin, field, without))
    }

    /// Returns what stood in a field before a merge wrote to it, and before those whose value it replaced and which are
    /// over as well.
    fn before<'a>(
        &'a self,
        take: &'a Take,
        field: PatientField,
        merge: PatientLinkId,
    ) -> &'a PatientForm {
        let before = &take.taken.before;
        let replaced = self.writer(take.into, field, before, take.at);
        match replaced.filter(|earlier| !self.counts(earlier, field, Some(merge))) {
            Some(earlier) => self.before(earlier, field, merge),
            None => before,
        }
    }

    /// Returns the merge that had written the value which a file had in a field at a time. None where a user wrote it
    /// by hand, or where the merge was undone by then.
    fn writer(
        &self,
        file: PatientId,
        field: PatientField,
        value: &PatientForm,
        at: Clock,
    ) -> Option<&Take> {
        let was_in_force = |take: &&Take| {
            let until = self.undone.get(&take.merge);
            take.into == file
                && take.at < at
                && take.wrote(field)
                && until.is_none_or(|until| at < *until)
        };
        let newest = self.takes.iter().filter(was_in_force);
        let newest = newest.max_by_key(|take| take.at);
        newest.filter(|take| field.is_equal(&take.taken.after, value))
    }
}
