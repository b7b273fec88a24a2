//! The pieces that a print is made of.

use serde::Serialize;

use super::chart::Chart;
use super::key::Key;
use super::text::{Paragraph, isolated, paragraphs};
use crate::words::Words;

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
    /// Rows under groups, with the heads repeated where a page ends.
    Table(Table),
    Chart(Chart),
    /// One below the other, each with a dot.
    List {
        items: Vec<String>,
    },
    /// What is read from some steps away.
    Large {
        lines: Vec<String>,
    },
    Key(Key),
    /// The head of a letter: recipient, place and date, and patient.
    Letter {
        to: Vec<String>,
        dated: String,
        about: String,
    },
    /// What is in another language than the print.
    In {
        lang: String,
        blocks: Vec<Block>,
    },
    /// What follows begins on a new page.
    Page,
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

    pub fn warning(text: impl Into<String>) -> Self {
        Self::Warning { text: text.into() }
    }

    /// What a user wrote.
    pub fn text(written: &str) -> Self {
        Self::Text {
            paragraphs: paragraphs(written),
        }
    }

    /// Who wrote it, with what they are specialized in and the number of their licence where these are known.
    pub fn signature(by: String, specialization: &str, licence: &str, words: &Words) -> Self {
        let licence = match licence {
            "" => String::new(),
            number => format!("{} {}", words.licence, isolated(number)),
        };
        let parts = [by, specialization.to_owned(), licence];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        Self::Signature {
            text: parts.join(", "),
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
            Self::Table(table) => table.texts().collect(),
            Self::Chart(chart) => chart.texts().collect(),
            Self::Key(key) => key.texts().collect(),
            Self::Large { lines } => lines.iter().map(String::as_str).collect(),
            Self::List { items } => items.iter().map(String::as_str).collect(),
            Self::Letter { to, dated, about } => {
                let lines = to.iter().chain([dated, about]);
                lines.map(String::as_str).collect()
            }
            Self::In { blocks, .. } => blocks.iter().flat_map(Block::texts).collect(),
            Self::Page => Vec::new(),
        }
    }
}

#[derive(Debug, Serialize)]
pub struct Table {
    pub columns: Vec<Column>,
    pub groups: Vec<Group>,
    /// Below all of them; empty for none.
    pub foot: Vec<String>,
    /// Whether it stays on one page. So may only one that is shorter than a page.
    pub together: bool,
}

/// A page that begins with a heading has room for so many rows.
const ROWS_TOGETHER: usize = 30;

/// `share` is how much of the width it takes that others leave; none for as much as its widest cell.
#[derive(Debug, Serialize)]
pub struct Column {
    pub label: String,
    pub share: Option<u8>,
    pub kind: ColumnKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnKind {
    Text,
    /// Digits below digits.
    Number,
    /// A box to tick; its cells have no text.
    Tick,
}

/// A head for its rows, with a cell for each column; empty for none.
#[derive(Debug, Serialize)]
pub struct Group {
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Keeps a short table on one page.
    pub fn on_one_page(self) -> Self {
        let rows = self.groups.iter().map(|group| group.rows.len() + 1);
        Self {
            together: rows.sum::<usize>() <= ROWS_TOGETHER,
            ..self
        }
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        let labels = self.columns.iter().map(|column| &column.label);
        let groups = self.groups.iter();
        let cells = groups.flat_map(|group| group.head.iter().chain(group.rows.iter().flatten()));
        let texts = labels.chain(cells).chain(&self.foot);
        texts.map(String::as_str)
    }
}

impl Column {
    pub fn text(label: &str, share: u8) -> Self {
        Self::new(label, Some(share), ColumnKind::Text)
    }

    pub fn number(label: &str) -> Self {
        Self::new(label, None, ColumnKind::Number)
    }

    pub fn tick() -> Self {
        Self::new("", None, ColumnKind::Tick)
    }

    fn new(label: &str, share: Option<u8>, kind: ColumnKind) -> Self {
        Self {
            label: label.to_owned(),
            share,
            kind,
        }
    }
}

/// What is printed of one record.
pub struct Body {
    pub title: String,
    pub banner: Option<String>,
    pub is_landscape: bool,
    pub blocks: Vec<Block>,
    /// The record's own id and version, for `Sheet::ident`.
    pub of: String,
}
