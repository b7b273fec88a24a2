use std::collections::{BTreeMap, BTreeSet};

use sync_contract::catalog::{
    ClinicalDocument, DocumentChunk, OfficeDocument, OfficeDocumentChunk,
};
use sync_contract::ids::PatientId;
use sync_contract::{Descriptor, Entity, statement};
use uuid::Uuid;

use crate::error::Result;
use crate::read::reader::Reader;
use crate::read::rows::Listed;
use crate::read::stored::Stored;
use crate::store::columns;

/// Which parts of which document are here, by its id.
pub type PartsHere = BTreeMap<Uuid, BTreeSet<u64>>;

impl Reader<'_> {
    /// The files of a patient's chart, newest first. Nothing of what they have in them is read.
    pub fn documents_of(&self, patient: PatientId) -> Result<Vec<Stored<ClinicalDocument>>> {
        self.of_patient(statement!("documents", "of_patient"), patient)
    }

    /// The files of a patient at the front desk, newest first.
    pub fn office_documents_of(&self, patient: PatientId) -> Result<Vec<Stored<OfficeDocument>>> {
        self.of_patient(statement!("documents", "office_of_patient"), patient)
    }

    /// Which parts of the documents of a patient are here. No content is read, and none is checked: that is done where
    /// a document is opened. Parts that are gone from the file are told.
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
        let mut all = PartsHere::new();
        for file in files {
            let parts = self.complete(descriptor, Some(file.0), || self.count_parts(sql, file))?;
            for (document, parts) in parts {
                all.entry(document).or_default().extend(parts);
            }
        }
        Ok(all)
    }

    fn count_parts(&self, sql: &str, patient: PatientId) -> Result<(PartsHere, Listed)> {
        let (mut parts, mut listed) = (PartsHere::new(), Listed::default());
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([patient.0.as_bytes()])?;
        while let Some(row) = rows.next()? {
            listed.rows += 1;
            // what another program put there is part of no document
            let part = columns::integer(row, 1)?.and_then(|part| u64::try_from(part).ok());
            if let (Some(document), Some(part)) = (columns::id(row, 0)?, part) {
                parts.entry(document).or_default().insert(part);
            }
        }
        Ok((parts, listed))
    }
}
