use std::collections::{BTreeMap, BTreeSet};

use sync_contract::catalog::{
    ClinicalDocument, DocumentChunk, OfficeDocument, OfficeDocumentChunk, chunk_id,
};
use sync_contract::ids::PatientId;
use sync_contract::{Descriptor, Entity, statement};
use uuid::Uuid;

use crate::error::Result;
use crate::read::reader::Reader;
use crate::read::rows::Listed;
use crate::read::stored::Stored;
use crate::store::columns;

/// Which parts of the documents of a patient are here.
#[derive(Debug, Default)]
pub struct PartsHere {
    of: BTreeMap<Uuid, BTreeSet<u64>>,
    /// The ids of rows that say they are another part than their id does: another program edited them.
    altered: BTreeSet<Uuid>,
    /// Whether parts were taken out of the file. Which ones is not known.
    is_any_missing: bool,
}

impl PartsHere {
    /// Returns the indexes of the parts of a document that are here.
    pub fn of(&self, document: Uuid) -> impl Iterator<Item = u64> {
        self.of.get(&document).into_iter().flatten().copied()
    }

    /// Returns whether parts of a document that has so many are absent because another program edited them or took them
    /// out of the file. Those of one that never was complete are still to be added.
    pub fn is_damaged(&self, document: Uuid, parts: u64, was_complete: bool) -> bool {
        let here = self.of.get(&document);
        let is_here = |part: &u64| here.is_some_and(|here| here.contains(part));
        let mut absent = (0..parts).filter(|part| !is_here(part)).peekable();
        (absent.peek().is_some() && self.is_any_missing && was_complete)
            || absent.any(|part| self.altered.contains(&chunk_id(document, part)))
    }

    fn extend(&mut self, more: Self) {
        for (document, parts) in more.of {
            self.of.entry(document).or_default().extend(parts);
        }
        self.altered.extend(more.altered);
        self.is_any_missing |= more.is_any_missing;
    }
}

impl Reader<'_> {
    /// The files of a patient's chart, newest first. Nothing of what they have in them is read.
    pub fn documents_of(&self, patient: PatientId) -> Result<Vec<Stored<ClinicalDocument>>> {
        self.of_patient(statement!("documents", "of_patient"), patient)
    }

    /// The files of a patient at the front desk, newest first.
    pub fn office_documents_of(&self, patient: PatientId) -> Result<Vec<Stored<OfficeDocument>>> {
        self.of_patient(statement!("documents", "office_of_patient"), patient)
    }

    /// The files of all charts that nobody has filed yet, the one that was added first at the top.
    pub fn documents_to_file(&self) -> Result<Vec<Stored<ClinicalDocument>>> {
        self.list(statement!("documents", "to_file"), [])
    }

    /// The files of the front desk that nobody has filed yet.
    pub fn office_documents_to_file(&self) -> Result<Vec<Stored<OfficeDocument>>> {
        self.list(statement!("documents", "office_to_file"), [])
    }

    /// Which parts of the documents of a patient are here. No content is read, and none is checked: that is done where
    /// a document is opened. Parts that are gone from the file, or that say they are others, are noted as damage.
    pub fn document_parts_of(&self, patient: PatientId) -> Result<PartsHere> {
        let chunks = statement!("documents", "chunks");
        self.parts_of(DocumentChunk::DESCRIPTOR, chunks, patient)
    }

    /// [`Reader::document_parts_of`] for the front desk.
    pub fn office_document_parts_of(&self, patient: PatientId) -> Result<PartsHere> {
        let chunks = statement!("documents", "office_chunks");
        self.parts_of(OfficeDocumentChunk::DESCRIPTOR, chunks, patient)
    }

    fn parts_of(
        &self,
        descriptor: &'static Descriptor,
        sql: &str,
        patient: PatientId,
    ) -> Result<PartsHere> {
        let mut files = self.files_of(patient)?.patients;
        files.insert(patient);
        let (mut all, log) = (PartsHere::default(), &self.session.damage);
        for file in files {
            let mut parts =
                self.complete(descriptor, Some(file.0), || self.count_parts(sql, file))?;
            for row in &parts.altered {
                log.note(descriptor.number, Some(file.0), *row);
            }
            parts.is_any_missing = log.is_any_missing(descriptor.number, file.0);
            all.extend(parts);
        }
        Ok(all)
    }

    fn count_parts(&self, sql: &str, patient: PatientId) -> Result<(PartsHere, Listed)> {
        let (mut parts, mut listed) = (PartsHere::default(), Listed::default());
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([patient.0.as_bytes()])?;
        while let Some(row) = rows.next()? {
            listed.rows += 1;
            let id = columns::id(row, 0)?;
            let part = columns::integer(row, 2)?.and_then(|part| u64::try_from(part).ok());
            match (columns::id(row, 1)?, part) {
                (Some(document), Some(part)) if id == Some(chunk_id(document, part)) => {
                    parts.of.entry(document).or_default().insert(part);
                }
                // what another program put there is part of no document
                _ => parts.altered.extend(id),
            }
        }
        Ok((parts, listed))
    }
}
