//! Documents listed, and opened: what is in one is shown or saved only once all of it is what was added.

use std::cmp::Reverse;
use std::io::{self, Write};

use sync_contract::catalog::{CHUNK_BYTES, chunk_id};
use sync_contract::hash::RunningHash;
use sync_contract::ids::{PatientId, UserId};
use uuid::Uuid;
use vault::read::{PartsHere, Reader, Stored};
use vault::{Detail, Event};

use crate::Clinic;
use crate::attachments::stored::{Attachment, FileFacts, facts};
use crate::attachments::view::{DocumentType, DocumentView, preview_of};
use crate::chart_row;
use crate::clock::day_of;
use crate::error::{Error, Result};
use crate::names::StaffNames;
use crate::view::{At, Day, Id, ReadVersionToken};

/// Returns the documents of a patient that are not removed, newest first: by the day that they bear, else by when they
/// were added.
pub(crate) fn list<A: Attachment>(clinic: &Clinic, patient: &Id) -> Result<Vec<DocumentView>> {
    let patient: PatientId = patient.to()?;
    chart_row::log_list(clinic, patient)?;
    let reader = clinic.read();
    let staff = StaffNames::read(&reader)?;
    let (mut rows, parts) = (
        A::of_patient(&reader, patient)?,
        A::parts_of(&reader, patient)?,
    );
    let zone = clinic.zone()?;
    let day = |row: &Stored<A>| {
        let dated = row.value.label().and_then(|label| label.dated);
        dated.unwrap_or_else(|| day_of(row.created_at, &zone))
    };
    // two of one millisecond, too
    rows.sort_by_key(|row| Reverse((day(row), row.created)));
    let own = (clinic.unlocked().vault().device_number()?, clinic.user());
    let rows = rows.iter().map(|row| view(row, &parts, &staff, own));
    Ok(rows.collect())
}

/// Returns one document that is not removed.
pub(crate) fn show<A: Attachment>(clinic: &Clinic, id: &Id) -> Result<DocumentView> {
    let row = chart_row::shown::<A>(clinic, id)?;
    let reader = clinic.read();
    let parts = A::parts_of(&reader, row.value.patient())?;
    let own = (clinic.unlocked().vault().device_number()?, clinic.user());
    Ok(view(&row, &parts, &StaffNames::read(&reader)?, own))
}

/// Returns one document that is not removed, and whether all of it that is here is what was added: where no part is
/// missing, every one of them is read.
pub(crate) fn inspect<A: Attachment>(clinic: &Clinic, id: &Id) -> Result<DocumentView> {
    let mut view = show::<A>(clinic, id)?;
    if view.damaged || view.here < view.size {
        return Ok(view);
    }
    match write_to::<A>(clinic, id, &mut io::sink()) {
        Err(Error::DocumentDamaged) => view.damaged = true,
        // the label is readable without the key of the parts
        Ok(()) | Err(Error::KeyMissing(_)) => {}
        Err(other) => return Err(other),
    }
    Ok(view)
}

/// `own` are the number of this computer and its user.
pub(crate) fn view<A: Attachment>(
    row: &Stored<A>,
    parts: &PartsHere,
    staff: &StaffNames,
    own: (u32, UserId),
) -> DocumentView {
    let (label, file) = (row.value.label(), facts(row).ok());
    let filed = row.value.filed();
    let id: Uuid = row.value.id().into();
    let media_type = file.as_ref().map_or("", |file| file.media_type.as_str());
    let here = file.as_ref().map_or(0, |file| bytes_here(id, file, parts));
    let is_part_damaged = |file: &FileFacts| parts.is_damaged(id, file.chunks, file.complete);
    let size = file.as_ref().map_or(0, |file| file.size);
    DocumentView {
        id: Id::of(row.value.id()),
        seen: ReadVersionToken::of(&row.seen),
        name: label
            .as_ref()
            .map_or(String::new(), |label| label.name.to_string()),
        dated: label.as_ref().and_then(|label| label.dated).map(Day::of),
        kind: label.map_or(DocumentType::Other, |label| label.kind),
        preview: preview_of(media_type),
        media_type: media_type.to_owned(),
        size: u32::try_from(size).unwrap_or(u32::MAX),
        here: u32::try_from(here).unwrap_or(u32::MAX),
        damaged: !row.damaged.is_empty() || file.as_ref().is_some_and(is_part_damaged),
        begun_here: (row.created.device, row.created_by) == own,
        added_at: At::of(row.created_at),
        by: staff.name(row.created_by),
        filed_at: filed.map(|(at, _)| At::of(at)),
        filed_by: filed.map_or(String::new(), |(_, user)| staff.name(user)),
    }
}

/// Returns how many bytes of a file are here.
fn bytes_here(document: Uuid, file: &FileFacts, parts: &PartsHere) -> u64 {
    let here = parts.of(document).filter(|part| *part < file.chunks);
    here.map(|part| part_bytes(file, part)).sum()
}

/// Returns how many bytes a part has.
fn part_bytes(file: &FileFacts, part: u64) -> u64 {
    let full = CHUNK_BYTES as u64;
    full.min(file.size.saturating_sub(part * full))
}

/// Reads all of a document and compares it with what was added.
///
/// # Errors
/// `DocumentIncomplete`, `DocumentDamaged`, `KeyMissing`.
pub(crate) fn check<A: Attachment>(clinic: &Clinic, id: &Id) -> Result<DocumentView> {
    let view = show::<A>(clinic, id)?;
    write_to::<A>(clinic, id, &mut io::sink())?;
    Ok(view)
}

/// Writes what is in a document, part by part, once it was compared with what was added. That is in the audit log.
///
/// # Errors
/// As [`check`], and `NotWritten`.
pub(crate) fn save<A: Attachment>(clinic: &Clinic, id: &Id, to: &mut dyn Write) -> Result<()> {
    write_to::<A>(clinic, id, &mut io::sink())?;
    let row = chart_row::shown::<A>(clinic, id)?.value;
    let document: Uuid = row.id().into();
    // a copy leaves the clinic: what cannot be audited is not written
    let event = Event::new("save document", A::DESCRIPTOR.name);
    let event = event.of(document).about(row.patient().0);
    clinic.record(event, &Detail::default())?;
    write_to::<A>(clinic, id, to)
}

fn write_to<A: Attachment>(clinic: &Clinic, id: &Id, to: &mut dyn Write) -> Result<()> {
    let (row, file) = complete::<A>(clinic, id)?;
    let reader = clinic.read();
    let mut digest = RunningHash::default();
    for part in 0..file.chunks {
        let content = content(&reader, &row, &file, part)?;
        digest.take(&content);
        to.write_all(&content).map_err(Error::NotWritten)?;
    }
    match digest.finish() == file.sha256 {
        true => Ok(()),
        false => Err(Error::DocumentDamaged),
    }
}

/// Returns one part of a document; [`check`] was asked before the first.
///
/// # Errors
/// As [`check`].
pub(crate) fn part<A: Attachment>(clinic: &Clinic, id: &Id, part: u32) -> Result<Vec<u8>> {
    let (row, file) = complete::<A>(clinic, id)?;
    if u64::from(part) >= file.chunks {
        return Err(Error::NotFound("part"));
    }
    content(&clinic.read(), &row, &file, part.into())
}

/// Returns a document of which all parts are here. One that lacks some which were here is damaged: nothing brings them.
pub(crate) fn complete<A: Attachment>(clinic: &Clinic, id: &Id) -> Result<(Stored<A>, FileFacts)> {
    let row = chart_row::shown::<A>(clinic, id)?;
    let file = facts(&row)?;
    let parts = A::parts_of(&clinic.read(), row.value.patient())?;
    let id: Uuid = row.value.id().into();
    let here = bytes_here(id, &file, &parts);
    match here == file.size {
        true => Ok((row, file)),
        false if parts.is_damaged(id, file.chunks, file.complete) => Err(Error::DocumentDamaged),
        false => Err(Error::DocumentIncomplete {
            here,
            size: file.size,
        }),
    }
}

/// Returns what a part has in it. Its row says which part of which document it is, and so does its id: a row that was
/// put in the place of another does not open, and one that says something else is damage.
fn content<A: Attachment>(
    reader: &Reader<'_>,
    row: &Stored<A>,
    file: &FileFacts,
    part: u64,
) -> Result<Vec<u8>> {
    let document: Uuid = row.value.id().into();
    let stored = match reader.get::<A::Chunk>(chunk_id(document, part).into()) {
        Err(vault::Error::Altered | vault::Error::Damaged) => return Err(Error::DocumentDamaged),
        stored => stored?,
    };
    let stored = stored.ok_or(Error::DocumentDamaged)?;
    let is_damaged = !stored.damaged.is_empty();
    let chunk = A::part(stored.value);
    let is_of_it = chunk.document == document
        && chunk.patient == row.value.patient()
        && u64::try_from(chunk.part) == Ok(part);
    let Some(content) = chunk.content.filter(|_| is_of_it && !is_damaged) else {
        return Err(Error::DocumentDamaged);
    };
    match content.len() as u64 == part_bytes(file, part) {
        true => Ok(content),
        false => Err(Error::DocumentDamaged),
    }
}
