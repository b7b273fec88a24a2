//! The rows of documents and of their parts, of a chart or of the front desk.

use chrono::NaiveDate;
use sync_contract::catalog::{
    ChunkContent, ClinicalDocument, DocumentChunk, DocumentFiling, OfficeDocument,
    OfficeDocumentChunk, chunk_id,
};
use sync_contract::field::{Bytes, Line, Text, Time};
use sync_contract::ids::{PatientId, UserId};
use sync_contract::{Entity, Phi};
use uuid::Uuid;
use vault::read::{PartsHere, Reader, Stored};

use crate::attachments::measure::MeasuredFile;
use crate::attachments::view::DocumentType;
use crate::chart_row::ChartRow;
use crate::error::{Error, Result};

/// What the label of a document says.
#[derive(Debug, Clone)]
pub(crate) struct Label {
    pub name: Line,
    pub kind: DocumentType,
    /// The day that it bears.
    pub dated: Option<NaiveDate>,
}

/// What was added: its media type, size in bytes, digest and number of parts, and whether all of them were stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileFacts {
    pub media_type: String,
    pub size: u64,
    pub sha256: [u8; 32],
    pub chunks: u64,
    pub complete: bool,
}

/// A part as it is stored.
pub(crate) struct StoredPart {
    pub patient: PatientId,
    pub document: Uuid,
    pub part: i64,
    pub content: Option<Vec<u8>>,
}

/// A document of a chart or of the front desk.
pub(crate) trait Attachment: ChartRow {
    type Chunk: Entity;

    /// # Errors
    /// `Invalid` for a kind that there is none of.
    fn new(id: Uuid, patient: PatientId, label: Label, file: &MeasuredFile) -> Result<Self>;
    /// Returns none where this user cannot read it, or it is damaged.
    fn label(&self) -> Option<Label>;
    /// # Errors
    /// `Invalid` for a kind that there is none of.
    fn set_label(&mut self, label: Label) -> Result<()>;
    fn set_complete(&mut self);
    /// Returns when and by whom it was filed; none while it is to file.
    fn filed(&self) -> Option<(Time, UserId)>;
    fn set_filed(&mut self, filed: Option<(Time, UserId)>);
    /// Returns none where this user cannot read it, or it is damaged.
    fn file(&self) -> Option<FileFacts>;
    fn chunk(&self, part: u64, content: Vec<u8>) -> Self::Chunk;
    fn part(chunk: Self::Chunk) -> StoredPart;
    fn of_patient(reader: &Reader<'_>, patient: PatientId) -> vault::Result<Vec<Stored<Self>>>;
    fn parts_of(reader: &Reader<'_>, patient: PatientId) -> vault::Result<PartsHere>;
    /// Returns those of all patients that are to file, the one that was added first at the top.
    fn to_file(reader: &Reader<'_>) -> vault::Result<Vec<Stored<Self>>>;
}

macro_rules! attachment {
    ($document:ident, $chunk:ident, $what:literal, $kind:ident, $of:ident, $parts:ident, $to_file:ident) => {
        impl ChartRow for $document {
            const WHAT: &'static str = $what;

            fn patient(&self) -> PatientId {
                self.patient
            }
        }

        impl Attachment for $document {
            type Chunk = $chunk;

            fn new(
                id: Uuid,
                patient: PatientId,
                label: Label,
                file: &MeasuredFile,
            ) -> Result<Self> {
                Ok(Self {
                    id: id.into(),
                    patient,
                    name: label.name.into(),
                    kind: label.kind.$kind()?.into(),
                    dated: label.dated.into(),
                    media_type: media_type(file).into(),
                    size: number(file.size).into(),
                    sha256: Bytes(file.sha256.to_vec()).into(),
                    chunks: number(file.chunks.len() as u64).into(),
                    complete: false.into(),
                    filing: DocumentFiling::ToFile,
                    filed_at: None,
                    filed_by: None,
                })
            }

            fn label(&self) -> Option<Label> {
                Some(Label {
                    name: self.name.open()?.clone(),
                    kind: (*self.kind.open()?).into(),
                    dated: *self.dated.open()?,
                })
            }

            fn set_label(&mut self, label: Label) -> Result<()> {
                self.kind = label.kind.$kind()?.into();
                self.name = label.name.into();
                self.dated = label.dated.into();
                Ok(())
            }

            fn set_complete(&mut self) {
                self.complete = true.into();
            }

            fn filed(&self) -> Option<(Time, UserId)> {
                let filed = self.filing == DocumentFiling::Filed;
                self.filed_at.zip(self.filed_by).filter(|_| filed)
            }

            fn set_filed(&mut self, filed: Option<(Time, UserId)>) {
                self.filing = match filed {
                    Some(_) => DocumentFiling::Filed,
                    None => DocumentFiling::ToFile,
                };
                (self.filed_at, self.filed_by) = filed.unzip();
            }

            fn file(&self) -> Option<FileFacts> {
                Some(FileFacts {
                    media_type: self.media_type.open()?.to_string(),
                    size: u64::try_from(*self.size.open()?).ok()?,
                    sha256: self.sha256.open()?.0.as_slice().try_into().ok()?,
                    chunks: u64::try_from(*self.chunks.open()?).ok()?,
                    complete: *self.complete.open()?,
                })
            }

            fn chunk(&self, part: u64, content: Vec<u8>) -> $chunk {
                $chunk {
                    id: chunk_id(self.id.into(), part).into(),
                    patient: self.patient,
                    document: self.id,
                    part: number(part),
                    content: Phi::new(Bytes(content)),
                }
            }

            fn part(chunk: $chunk) -> StoredPart {
                let content: Option<ChunkContent> = chunk.content.into_open();
                StoredPart {
                    patient: chunk.patient,
                    document: chunk.document.into(),
                    part: chunk.part,
                    content: content.map(|content| content.0),
                }
            }

            fn of_patient(
                reader: &Reader<'_>,
                patient: PatientId,
            ) -> vault::Result<Vec<Stored<Self>>> {
                reader.$of(patient)
            }

            fn parts_of(reader: &Reader<'_>, patient: PatientId) -> vault::Result<PartsHere> {
                reader.$parts(patient)
            }

            fn to_file(reader: &Reader<'_>) -> vault::Result<Vec<Stored<Self>>> {
                reader.$to_file()
            }
        }
    };
}

attachment!(
    ClinicalDocument,
    DocumentChunk,
    "document",
    of_chart,
    documents_of,
    document_parts_of,
    documents_to_file
);
attachment!(
    OfficeDocument,
    OfficeDocumentChunk,
    "office document",
    of_office,
    office_documents_of,
    office_document_parts_of,
    office_documents_to_file
);

/// None has more bytes than a document may have, so that a size and a count fit.
fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn media_type(file: &MeasuredFile) -> Text<100> {
    Text::new(file.media_type).expect("it is a short word of this program")
}

/// Returns what was added.
///
/// # Errors
/// `KeyMissing` where this user cannot read it, `DocumentDamaged` where it is not what was written, or says what no
/// document is.
pub(crate) fn facts<A: Attachment>(row: &Stored<A>) -> Result<FileFacts> {
    let unread = || match (row.damaged.is_empty(), A::DESCRIPTOR.compartment()) {
        (true, Some(compartment)) => Error::KeyMissing(compartment),
        _ => Error::DocumentDamaged,
    };
    let facts = row.value.file().ok_or_else(unread)?;
    let is_sound = facts.size > 0
        && facts.size <= sync_contract::catalog::DOCUMENT_BYTES_MAX
        && facts.chunks == sync_contract::catalog::chunks_of(facts.size);
    match is_sound {
        true => Ok(facts),
        false => Err(Error::DocumentDamaged),
    }
}
