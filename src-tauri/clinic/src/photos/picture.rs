//! What a picture is, told by its bytes: its kind and its size. Nothing here decodes one.
//!
//! A short file may claim to be a picture of a billion dots, and every window that shows it would ask for their memory.
//! So one that is too large, or does not say how large it is, is refused before it is stored, and again whenever it is
//! read: another program may have written it.

use sync_contract::catalog::PHOTO_BYTES_MAX;

use crate::attachments::view::media_type_of;
use crate::error::{Error, Reason};

/// Dots on the longer side.
pub const DOTS_MAX: u32 = 4096;

/// The kind of a picture, and its width and height in dots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    pub media_type: &'static str,
    pub width: u32,
    pub height: u32,
}

/// Why some bytes are no photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAPhoto {
    Empty,
    /// More bytes than [`PHOTO_BYTES_MAX`].
    TooLarge,
    /// No JPEG, PNG or WebP, or one that is cut off before it says how large it is.
    NoPicture,
    /// More dots on a side than [`DOTS_MAX`].
    TooWide,
}

impl From<NotAPhoto> for Error {
    fn from(why: NotAPhoto) -> Self {
        let reason = match why {
            NotAPhoto::Empty => Reason::Required,
            NotAPhoto::TooLarge => Reason::TooLarge,
            NotAPhoto::NoPicture => Reason::Malformed,
            NotAPhoto::TooWide => Reason::TooLong,
        };
        Error::invalid("file", reason)
    }
}

impl Picture {
    /// Returns what a picture is.
    ///
    /// # Errors
    /// Why it is no photo.
    pub fn of(content: &[u8]) -> Result<Self, NotAPhoto> {
        match content.len() {
            0 => return Err(NotAPhoto::Empty),
            1..=PHOTO_BYTES_MAX => {}
            _ => return Err(NotAPhoto::TooLarge),
        }
        let media_type = media_type_of(content);
        let size = match media_type {
            "image/jpeg" => jpeg(content),
            "image/png" => png(content),
            "image/webp" => webp(content),
            _ => None,
        };
        let (width, height) = size
            .filter(|(width, height)| *width > 0 && *height > 0)
            .ok_or(NotAPhoto::NoPicture)?;
        if width.max(height) > DOTS_MAX {
            return Err(NotAPhoto::TooWide);
        }
        Ok(Self {
            media_type,
            width,
            height,
        })
    }

    /// Returns the kind and the size as every language has them: `JPEG 256 × 256`.
    pub fn in_words(&self) -> String {
        let kind = self.media_type.trim_start_matches("image/");
        format!("{} {} × {}", kind.to_uppercase(), self.width, self.height)
    }
}

fn big_endian(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn little_endian(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .rev()
        .fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// The header chunk is the first one (PNG, third edition, 11.2.1).
fn png(content: &[u8]) -> Option<(u32, u32)> {
    let is_header = content.get(12..16)? == b"IHDR";
    let size = (
        big_endian(content.get(16..20)?),
        big_endian(content.get(20..24)?),
    );
    is_header.then_some(size)
}

/// The size is in the frame header, behind segments of any kind (ITU-T T.81, B.2.2).
fn jpeg(content: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        if *content.get(at)? != 0xff {
            return None;
        }
        let marker = *content.get(at + 1)?;
        match marker {
            // fill bytes may come before a marker
            0xff => at += 1,
            // of the 16 with these first bits, three are no frames: tables of two kinds, and one that is reserved
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                let height = big_endian(content.get(at + 5..at + 7)?);
                return Some((big_endian(content.get(at + 7..at + 9)?), height));
            }
            // the scan, or the end, before any frame
            0xd9 | 0xda => return None,
            // segments without a length
            0x01 | 0xd0..=0xd8 => at += 2,
            _ => {
                let length = big_endian(content.get(at + 2..at + 4)?) as usize;
                if length < 2 {
                    return None;
                }
                at += 2 + length;
            }
        }
    }
}

/// Lossy, lossless or extended, by the first chunk (RFC 9649, 2.5 to 2.7).
fn webp(content: &[u8]) -> Option<(u32, u32)> {
    let body = content.get(20..)?;
    match content.get(12..16)? {
        b"VP8 " => {
            let is_key_frame = body.get(3..6)? == [0x9d, 0x01, 0x2a];
            let dots = |at: usize| Some(little_endian(body.get(at..at + 2)?) & 0x3fff);
            is_key_frame.then_some((dots(6)?, dots(8)?))
        }
        b"VP8L" => {
            let bits = little_endian(body.get(1..5)?);
            let is_lossless = *body.first()? == 0x2f;
            is_lossless.then_some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => {
            let dots = |at: usize| Some(little_endian(body.get(at..at + 3)?) + 1);
            Some((dots(4)?, dots(7)?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    }

    fn jpeg(width: u16, height: u16) -> Vec<u8> {
        // a segment of a camera, a fill byte, a table, and then the frame
        let mut bytes = b"\xff\xd8\xff\xe1\0\x06abcd\xff\xff\xc4\0\x03x\xff\xc2\0\x0b\x08".to_vec();
        bytes.extend(height.to_be_bytes());
        bytes.extend(width.to_be_bytes());
        bytes.extend(b"\x01\x11\0");
        bytes
    }

    fn webp(chunk: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let mut bytes = b"RIFF\0\0\0\0WEBP".to_vec();
        bytes.extend(chunk);
        bytes.extend((body.len() as u32).to_le_bytes());
        bytes.extend(body);
        bytes
    }

    fn size(bytes: &[u8]) -> (&'static str, u32, u32) {
        let picture = Picture::of(bytes).unwrap();
        (picture.media_type, picture.width, picture.height)
    }

    #[test]
    fn kind_and_size_are_those_of_the_bytes() {
        assert_eq!(size(&png(256, 128)), ("image/png", 256, 128));
        assert_eq!(size(&jpeg(300, 400)), ("image/jpeg", 300, 400));
        let lossy = webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a\x2c\x01\x90\x41");
        assert_eq!(size(&lossy), ("image/webp", 300, 400));
        // 14 bits each, one less than the side
        let bits: u32 = 299 | 399 << 14;
        let lossless = webp(b"VP8L", &[&[0x2f][..], &bits.to_le_bytes()].concat());
        assert_eq!(size(&lossless), ("image/webp", 300, 400));
        let extended = webp(b"VP8X", b"\0\0\0\0\x2b\x01\0\x8f\x01\0");
        assert_eq!(size(&extended), ("image/webp", 300, 400));
        assert_eq!(Picture::of(&jpeg(3, 4)).unwrap().in_words(), "JPEG 3 × 4");
    }

    #[test]
    fn what_is_cut_off_before_its_size_is_no_picture() {
        let all = [png(9, 9), jpeg(9, 9), webp(b"VP8X", &[0; 10])];
        for (bytes, head) in all.into_iter().zip([24, 25, 30]) {
            for length in 1..bytes.len() {
                let cut = Picture::of(&bytes[..length]);
                let expected = length >= head;
                assert_eq!(cut.is_ok(), expected, "{length} of {bytes:?}");
            }
            assert!(Picture::of(&bytes).is_ok());
        }
    }

    #[test]
    fn what_is_too_large_empty_or_something_else_is_no_photo() {
        let why = |bytes: &[u8]| Picture::of(bytes).unwrap_err();
        assert_eq!(why(b""), NotAPhoto::Empty);
        assert_eq!(why(b"%PDF-1.7"), NotAPhoto::NoPicture);
        assert_eq!(why(b"GIF89a\x01\0\x01\0"), NotAPhoto::NoPicture);
        assert_eq!(why(b"<svg xmlns="), NotAPhoto::NoPicture);
        assert_eq!(why(&png(0, 9)), NotAPhoto::NoPicture);
        assert_eq!(why(&png(DOTS_MAX + 1, 1)), NotAPhoto::TooWide);
        assert!(Picture::of(&png(DOTS_MAX, DOTS_MAX)).is_ok());
        // the scan comes before any frame, and a segment that has no length
        assert_eq!(why(b"\xff\xd8\xff\xda\0\x02"), NotAPhoto::NoPicture);
        assert_eq!(why(b"\xff\xd8\xff\xe0\0\0\xff"), NotAPhoto::NoPicture);
        let mut full = png(9, 9);
        full.resize(PHOTO_BYTES_MAX, 0);
        assert!(Picture::of(&full).is_ok());
        full.push(0);
        assert_eq!(why(&full), NotAPhoto::TooLarge);
    }
}
