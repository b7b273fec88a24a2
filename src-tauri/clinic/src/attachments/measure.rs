//! A file that is to be added, read once from its beginning to its end before anything of it is stored.
//!
//! So a file that is too large, empty or here already is refused before anything is written, and what changes while it
//! is read a second time is not mistaken for the file.

use sync_contract::catalog::{CHUNK_BYTES, DOCUMENT_BYTES_MAX, chunks_of};
use sync_contract::hash::{RunningHash, sha256};

use crate::attachments::view::media_type_of;
use crate::error::{Error, Reason, Result};

/// Bytes by which a media type is told.
const HEAD_BYTES: usize = 16;

/// Measures a file as it is read, in pieces of any length.
#[derive(Debug, Default)]
pub struct Measuring {
    size: u64,
    all: RunningHash,
    chunk: RunningHash,
    chunks: Vec<[u8; 32]>,
    head: Vec<u8>,
}

/// What is known of a file: its size in bytes, its digest, those of its parts, its media type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasuredFile {
    pub(crate) size: u64,
    pub(crate) sha256: [u8; 32],
    pub(crate) chunks: Vec<[u8; 32]>,
    pub(crate) media_type: &'static str,
}

impl Measuring {
    /// Takes the next bytes of the file.
    ///
    /// # Errors
    /// `Invalid` once there are more than a document may have.
    pub fn take(&mut self, mut bytes: &[u8]) -> Result<()> {
        let room = HEAD_BYTES.saturating_sub(self.head.len());
        self.head.extend(bytes.iter().take(room));
        self.all.take(bytes);
        while !bytes.is_empty() {
            let full = CHUNK_BYTES as u64;
            let room = usize::try_from(full - self.size % full).unwrap_or(CHUNK_BYTES);
            let (now, rest) = bytes.split_at(room.min(bytes.len()));
            self.chunk.take(now);
            self.size += now.len() as u64;
            if self.size > DOCUMENT_BYTES_MAX {
                return Err(Error::invalid("file", Reason::TooLarge));
            }
            if self.size.is_multiple_of(full) {
                self.chunks.push(self.chunk.finish());
            }
            bytes = rest;
        }
        Ok(())
    }

    /// Returns what the file is.
    ///
    /// # Errors
    /// `Invalid` for an empty file.
    pub fn finish(mut self) -> Result<MeasuredFile> {
        if self.size == 0 {
            return Err(Error::invalid("file", Reason::Required));
        }
        if (self.chunks.len() as u64) < chunks_of(self.size) {
            self.chunks.push(self.chunk.finish());
        }
        Ok(MeasuredFile {
            size: self.size,
            sha256: self.all.finish(),
            chunks: self.chunks,
            media_type: media_type_of(&self.head),
        })
    }
}

impl MeasuredFile {
    /// Measures a file that is in memory.
    ///
    /// # Errors
    /// `Invalid` for an empty file, and for one with more bytes than a document may have.
    pub fn of(content: &[u8]) -> Result<Self> {
        let mut measuring = Measuring::default();
        measuring.take(content)?;
        measuring.finish()
    }

    /// Returns whether some bytes are that part of the file.
    pub(crate) fn is_part(&self, part: u64, content: &[u8]) -> bool {
        let known = usize::try_from(part)
            .ok()
            .and_then(|part| self.chunks.get(part));
        known.is_some_and(|known| *known == sha256(content))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_file_measures_the_same_however_it_is_cut() {
        let content: Vec<u8> = (0..CHUNK_BYTES * 2 + 7)
            .map(|at| (at % 251) as u8)
            .collect();
        let complete = MeasuredFile::of(&content).unwrap();
        assert_eq!(
            (complete.size, complete.chunks.len()),
            (content.len() as u64, 3)
        );
        for cut in [1000, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1] {
            let mut measuring = Measuring::default();
            for piece in content.chunks(cut) {
                measuring.take(piece).unwrap();
            }
            assert_eq!(measuring.finish().unwrap(), complete, "{cut}");
        }
        for (part, piece) in (0..).zip(content.chunks(CHUNK_BYTES)) {
            assert!(complete.is_part(part, piece) && !complete.is_part(part + 1, piece));
        }
    }

    #[test]
    fn a_file_is_neither_empty_nor_larger_than_a_document_may_be() {
        assert!(MeasuredFile::of(&[]).is_err());
        let mut measuring = Measuring::default();
        let piece = vec![0; 1_000_000];
        for _ in 0..50 {
            measuring.take(&piece).unwrap();
        }
        assert!(measuring.take(&[1]).is_err());
    }

    #[test]
    fn a_full_last_part_is_counted_once() {
        let content = vec![3; CHUNK_BYTES];
        assert_eq!(MeasuredFile::of(&content).unwrap().chunks.len(), 1);
    }
}
