//! The pieces that a print is made of.

use serde::Serialize;

use super::text::{Paragraph, paragraphs};

/// A piece of a print.
#[derive(Debug, Serialize)]
#[serde(tag = "block", rename_all = "lowercase")]
pub enum Block {
    Heading {
        text: String,
    },
    Text {
        paragraphs: Vec<Paragraph>,
    },
    /// Of less weight: what was not written, or who did.
    Muted {
        text: String,
    },
    /// A label and its value each.
    Facts {
        rows: Vec<[String; 2]>,
    },
    /// What a reader must not overlook.
    Warning {
        text: String,
    },
    /// Closed by a line above it.
    Signature {
        text: String,
    },
}

impl Block {
    pub fn heading(text: impl Into<String>) -> Self {
        Self::Heading { text: text.into() }
    }

    /// What a user wrote.
    pub fn text(written: &str) -> Self {
        Self::Text {
            paragraphs: paragraphs(written),
        }
    }

    pub fn texts(&self) -> Vec<&str> {
        match self {
            Self::Heading { text }
            | Self::Muted { text }
            | Self::Warning { text }
            | Self::Signature { text } => vec![text],
            Self::Text { paragraphs } => paragraphs.iter().map(|one| one.text.as_str()).collect(),
            Self::Facts { rows } => rows.iter().flatten().map(String::as_str).collect(),
        }
    }
}

/// What is printed of one record.
pub struct Body {
    pub title: String,
    pub banner: Option<String>,
    pub blocks: Vec<Block>,
    /// The record's own id and version, for `Sheet::ident`.
    pub of: String,
}
