//! Classes of sizes: 32, 64, 96, 128 bytes, then steps of an eighth of the power of two below
//! (144, 160, ..., 256, 288, ..., 512, 576, ...), so padding never costs more than an eighth beyond 128.

use super::SealError;

/// The length of the plaintext lies in front of it, inside the padded size.
pub(crate) const PREFIX_LEN: usize = 4;

/// The smallest class that holds `content` bytes, the prefix counted.
pub(crate) fn padded_len(content: usize) -> usize {
    let step = match content {
        0..=128 => 32,
        _ => (1_usize << content.ilog2()) / 8,
    };
    content.max(1).next_multiple_of(step)
}

/// Where the plaintext lies inside opened bytes.
///
/// Only what a sealer makes is accepted: the smallest class and a fill of zeros, so one plaintext has one
/// padded form. Errors: `Malformed`.
pub(crate) fn plaintext_len(padded: &[u8]) -> Result<usize, SealError> {
    let (prefix, rest) = padded
        .split_first_chunk::<PREFIX_LEN>()
        .ok_or(SealError::Malformed)?;
    let length = usize::try_from(u32::from_be_bytes(*prefix)).map_err(|_| SealError::Malformed)?;
    let fill = rest.get(length..).ok_or(SealError::Malformed)?;
    let smallest_class = padded_len(PREFIX_LEN + length) == padded.len();
    let zeros = fill.iter().fold(0, |seen, byte| seen | byte) == 0;
    (smallest_class && zeros)
        .then_some(length)
        .ok_or(SealError::Malformed)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn sizes_fall_into_the_published_classes() {
        let mut classes: Vec<usize> = (0..=1024).map(padded_len).collect();
        classes.dedup();
        assert_eq!(
            classes,
            [
                32, 64, 96, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352, 384, 416,
                448, 480, 512, 576, 640, 704, 768, 832, 896, 960, 1024
            ]
        );
    }

    #[test]
    fn a_class_holds_its_content_and_wastes_at_most_an_eighth_beyond_128_bytes() {
        for content in 129..40_000 {
            let class = padded_len(content);
            assert!(
                class >= content && (class - content) * 8 < content,
                "{content}"
            );
            assert_eq!(padded_len(class), class);
        }
    }

    #[test]
    fn a_fill_that_is_not_zero_or_not_the_smallest_is_refused() {
        let mut padded = [0; 32];
        padded[3] = 5;
        assert_eq!(plaintext_len(&padded).unwrap(), 5);
        padded[31] = 1;
        assert!(matches!(plaintext_len(&padded), Err(SealError::Malformed)));
        let mut too_large = [0; 64];
        too_large[3] = 5;
        assert!(matches!(
            plaintext_len(&too_large),
            Err(SealError::Malformed)
        ));
    }

    #[test]
    fn a_length_that_reaches_past_the_end_is_refused() {
        for length in [29_u32, 60, u32::MAX] {
            let mut padded = [0; 32];
            padded[..4].copy_from_slice(&length.to_be_bytes());
            assert!(matches!(plaintext_len(&padded), Err(SealError::Malformed)));
        }
        assert!(matches!(plaintext_len(&[0; 3]), Err(SealError::Malformed)));
    }
}
