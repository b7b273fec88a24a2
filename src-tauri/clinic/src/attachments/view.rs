//! What travels of a document.

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{DocumentKind, OfficeDocumentKind};

use crate::error::{Error, Reason, Result};
use crate::view::{At, Day, Id, ReadVersionToken};

/// Whose documents: those of a chart, or those of the front desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum DocumentsOf {
    Chart,
    Office,
}

/// What a document is. Those of a chart are a letter, a report, a result, an image; those of the front desk an identity
/// card, an insurance card, a consent, a referral. Either may be something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum DocumentType {
    Letter,
    Report,
    Result,
    Image,
    Identity,
    InsuranceCard,
    Consent,
    Referral,
    Other,
}

/// What this program can show of a document by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum DocumentPreview {
    None,
    Picture,
    Pdf,
}

/// `size` and `here` are bytes: as long as `here` is less, not all of it is on this computer, and it cannot be opened.
/// `begun_here` says that this user began to add it at this computer. `damaged` says that it lacks parts which were
/// here, or that what it is was edited: nothing that is still to come completes it. A document whose label this user
/// cannot read has no name. `dated` is the day that it bears. `filed_at` and `filed_by` are none and empty while it is
/// to file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DocumentView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub name: String,
    #[serde(rename = "type")]
    pub kind: DocumentType,
    pub dated: Option<Day>,
    pub media_type: String,
    pub preview: DocumentPreview,
    pub size: u32,
    pub here: u32,
    pub damaged: bool,
    pub begun_here: bool,
    pub added_at: At,
    pub by: String,
    pub filed_at: Option<At>,
    pub filed_by: String,
}

/// `dated`: the day that the document bears, or empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DocumentForm {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: DocumentType,
    pub dated: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewDocument {
    pub patient_id: Id,
    pub form: DocumentForm,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DocumentEdit {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub form: DocumentForm,
}

/// A document that is being added: `missing` are its parts that are still to come, counted from 0, each of
/// `chunk_bytes` but the last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Adding {
    pub document: DocumentView,
    pub missing: Vec<u32>,
    pub chunk_bytes: u32,
}

impl DocumentType {
    /// # Errors
    /// `Invalid` for a kind that a chart has no documents of.
    pub(crate) fn of_chart(self) -> Result<DocumentKind> {
        Ok(match self {
            Self::Letter => DocumentKind::Letter,
            Self::Report => DocumentKind::Report,
            Self::Result => DocumentKind::Result,
            Self::Image => DocumentKind::Image,
            Self::Other => DocumentKind::Other,
            _ => return Err(Error::invalid("type", Reason::Unknown)),
        })
    }

    /// # Errors
    /// `Invalid` for a kind that a front desk has no documents of.
    pub(crate) fn of_office(self) -> Result<OfficeDocumentKind> {
        Ok(match self {
            Self::Identity => OfficeDocumentKind::Identity,
            Self::InsuranceCard => OfficeDocumentKind::InsuranceCard,
            Self::Consent => OfficeDocumentKind::Consent,
            Self::Referral => OfficeDocumentKind::Referral,
            Self::Other => OfficeDocumentKind::Other,
            _ => return Err(Error::invalid("type", Reason::Unknown)),
        })
    }
}

impl From<DocumentKind> for DocumentType {
    fn from(kind: DocumentKind) -> Self {
        match kind {
            DocumentKind::Letter => Self::Letter,
            DocumentKind::Report => Self::Report,
            DocumentKind::Result => Self::Result,
            DocumentKind::Image => Self::Image,
            DocumentKind::Other => Self::Other,
        }
    }
}

impl From<OfficeDocumentKind> for DocumentType {
    fn from(kind: OfficeDocumentKind) -> Self {
        match kind {
            OfficeDocumentKind::Identity => Self::Identity,
            OfficeDocumentKind::InsuranceCard => Self::InsuranceCard,
            OfficeDocumentKind::Consent => Self::Consent,
            OfficeDocumentKind::Referral => Self::Referral,
            OfficeDocumentKind::Other => Self::Other,
        }
    }
}

const PDF: &str = "application/pdf";
const UNKNOWN: &str = "application/octet-stream";

/// Returns the media type of what begins with these bytes. What may have a program in it, such as SVG or HTML, is
/// never told apart: nothing shows it.
pub(crate) fn media_type_of(head: &[u8]) -> &'static str {
    match head {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => "image/gif",
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => "image/webp",
        [b'%', b'P', b'D', b'F', b'-', ..] => PDF,
        _ => UNKNOWN,
    }
}

pub(crate) fn preview_of(media_type: &str) -> DocumentPreview {
    match media_type {
        PDF => DocumentPreview::Pdf,
        "image/png" | "image/jpeg" | "image/gif" | "image/webp" => DocumentPreview::Picture,
        _ => DocumentPreview::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_and_pdf_are_distinguished_by_their_beginning() {
        let expected: [(&[u8], &str, DocumentPreview); 8] = [
            (
                b"\x89PNG\r\n\x1a\n....",
                "image/png",
                DocumentPreview::Picture,
            ),
            (
                b"\xff\xd8\xff\xe0..",
                "image/jpeg",
                DocumentPreview::Picture,
            ),
            (b"GIF89a..", "image/gif", DocumentPreview::Picture),
            (b"RIFF1234WEBP", "image/webp", DocumentPreview::Picture),
            (b"%PDF-1.7", "application/pdf", DocumentPreview::Pdf),
            (b"<svg xmlns=", UNKNOWN, DocumentPreview::None),
            (b"<!doctype html>", UNKNOWN, DocumentPreview::None),
            (b"", UNKNOWN, DocumentPreview::None),
        ];
        for (head, media_type, preview) in expected {
            assert_eq!(media_type_of(head), media_type);
            assert_eq!(preview_of(media_type), preview);
        }
    }
}
