//! Files that belong to a patient: those of the chart, and those of the front desk.

use chrono::NaiveDate;

use crate::change::CellWrite;
use crate::entity::{Entity, FieldRef};
use crate::field::{Bytes, Line, Text, Time};
use crate::ids::{DocumentId, OfficeDocumentId, UserId};
use crate::phi::{Clinical, Contact, Phi};
use crate::value::Value;

crate::choices! {
    DocumentKind { Letter = "LETTER", Report = "REPORT", Result = "RESULT", Image = "IMAGE", Other = "OTHER" }
    OfficeDocumentKind {
        Identity = "IDENTITY", InsuranceCard = "INSURANCE_CARD", Consent = "CONSENT", Referral = "REFERRAL",
        Other = "OTHER",
    }
    DocumentFiling { ToFile = "TO_FILE", Filed = "FILED" }
}

/// Bytes of a file that one chunk has; the last chunk may have fewer. With its frame a full chunk fills the class of
/// 256 KiB of sealed content: one byte more would cost an eighth more.
pub const CHUNK_BYTES: usize = 256 * 1024 - 128;
/// The longest content that a chunk may have.
const CHUNK_BYTES_MAX: u32 = 256 * 1024;
/// The largest file, in the megabytes in which sizes are shown everywhere: 50 MB.
pub const DOCUMENT_BYTES_MAX: u64 = 50_000_000;

/// SHA-256 of a file. It is sealed wherever it is stored: in the clear it would reveal which patients have the same
/// file.
pub type FileHash = Bytes<32>;
/// A part of a file.
pub type ChunkContent = Bytes<CHUNK_BYTES_MAX>;

crate::entity! {
    /// A file of a patient's chart. Its content is in its chunks, and what the file is does not change: its label is
    /// edited, and it is noted once that it is complete, and when it is filed. Nothing but its filing is clear, by
    /// which the files of all patients are listed: the server needs none of it, and a kind or a size says something of
    /// a person.
    ClinicalDocument(DocumentId) of patient = 70 in "documents", scope Patient,
    authority PerCell, bootstrap Rest, write [create DocumentsWrite, update DocumentsWrite, delete DocumentsDelete] {
        cell 1 label {
            1 name: Phi<Clinical, Line>;
            2 kind: Phi<Clinical, DocumentKind>;
            /// The day that it bears, such as that of a letter.
            7 dated: Phi<Clinical, Option<NaiveDate>>;
        }
        cell 2 file {
            /// By what the content begins with, never by its name.
            3 media_type: Phi<Clinical, Text<100>>;
            /// Bytes.
            4 size: Phi<Clinical, i64>;
            5 sha256: Phi<Clinical, FileHash>;
            /// How many there are.
            6 chunks: Phi<Clinical, i64>;
            /// Whether all of them were stored: one that lacks some has lost them then, and is not being added.
            8 complete: Phi<Clinical, bool>;
        }
        /// Whether somebody has looked that it is in the right file, under its name, kind and day.
        cell 3 filing {
            9 filing: DocumentFiling;
            10 filed_at: Option<Time>;
            11 filed_by: Option<UserId>;
        }
    }
}

crate::entity! {
    /// A part of a file of the chart. Its id follows from the document's and its index, so that two computers that
    /// add the same part write one row; it comes last in a bootstrap.
    DocumentChunk(DocumentChunkId) of patient = 71 in "document_chunks", scope Patient,
    authority AppendOnly, bootstrap Contents, write DocumentsWrite {
        cell 1 chunk {
            1 document: DocumentId;
            /// From 0.
            2 part: i64;
            3 content: Phi<Clinical, ChunkContent>;
        }
    }
}

crate::entity! {
    /// A file of the front desk: an identity card, an insurance card, a signed consent. No part of the chart.
    OfficeDocument(OfficeDocumentId) of patient = 72 in "office_documents", scope Clinic,
    authority PerCell, bootstrap Rest, write PatientsUpdate {
        cell 1 label {
            1 name: Phi<Contact, Line>;
            2 kind: Phi<Contact, OfficeDocumentKind>;
            /// The day that it bears.
            7 dated: Phi<Contact, Option<NaiveDate>>;
        }
        cell 2 file {
            /// By what the content begins with, never by its name.
            3 media_type: Phi<Contact, Text<100>>;
            /// Bytes.
            4 size: Phi<Contact, i64>;
            5 sha256: Phi<Contact, FileHash>;
            /// How many there are.
            6 chunks: Phi<Contact, i64>;
            /// Whether all of them were stored.
            8 complete: Phi<Contact, bool>;
        }
        /// Whether somebody has looked that it is in the right file, under its name, kind and day.
        cell 3 filing {
            9 filing: DocumentFiling;
            10 filed_at: Option<Time>;
            11 filed_by: Option<UserId>;
        }
    }
}

crate::entity! {
    /// A part of a file of the front desk.
    OfficeDocumentChunk(OfficeDocumentChunkId) of patient = 73 in "office_document_chunks", scope Clinic,
    authority AppendOnly, bootstrap Contents, write PatientsUpdate {
        cell 1 chunk {
            1 document: OfficeDocumentId;
            /// From 0.
            2 part: i64;
            3 content: Phi<Contact, ChunkContent>;
        }
    }
}

/// Returns how many chunks a file of so many bytes has.
pub fn chunks_of(size: u64) -> u64 {
    size.div_ceil(CHUNK_BYTES as u64)
}

/// Where the part of a document says what it is a part of.
pub struct ChunkFields {
    pub document: FieldRef,
    pub part: FieldRef,
}

impl ChunkFields {
    /// Returns whether a write says of which document and which part its row is, and the row has the id of both.
    pub fn is_under_its_id(&self, write: &CellWrite) -> bool {
        let value = |field: FieldRef| field.in_write(write);
        let document = value(self.document).and_then(Value::as_uuid);
        let part = value(self.part).and_then(Value::as_int);
        let part = part.and_then(|part| u64::try_from(part).ok());
        document.zip(part).is_some_and(|(document, part)| {
            part < chunks_of(DOCUMENT_BYTES_MAX) && write.row == chunk_id(document, part)
        })
    }
}

/// Returns the fields of an entity whose rows are parts of documents.
pub fn chunk_of(entity: u16) -> Option<ChunkFields> {
    match entity {
        number if number == DocumentChunk::DESCRIPTOR.number => Some(ChunkFields {
            document: DocumentChunk::FIELD.document,
            part: DocumentChunk::FIELD.part,
        }),
        number if number == OfficeDocumentChunk::DESCRIPTOR.number => Some(ChunkFields {
            document: OfficeDocumentChunk::FIELD.document,
            part: OfficeDocumentChunk::FIELD.part,
        }),
        _ => None,
    }
}

/// Returns the id of a chunk, which follows from its document and its index: which part a row is cannot be changed
/// without its seal, and no other document, whatever its id, has a part under the same one.
pub fn chunk_id(document: uuid::Uuid, part: u64) -> uuid::Uuid {
    uuid::Uuid::new_v5(&document, &part.to_be_bytes())
}
