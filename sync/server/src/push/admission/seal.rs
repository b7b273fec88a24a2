//! What can be checked of a sealed value without its key.

use sync_contract::{CellSpec, CellState, Code};

/// Form, key id, nonce and tag around the padded bytes of a sealed value.
const SEAL_LENGTH: usize = 1 + 4 + 12 + 16;

/// Checks its form, the compartment of its key and its padded length.
///
/// # Errors
/// `NotSealed`, `TooLarge`.
pub(super) fn check(spec: &CellSpec, state: &CellState) -> Result<(), Code> {
    let (Some(sealed), Some(compartment)) = (&state.sealed, spec.compartment()) else {
        return Ok(());
    };
    let padded = sealed.len().checked_sub(SEAL_LENGTH);
    let has_form = padded.is_some_and(is_padded) && sealed.get(1) == Some(&compartment.number());
    let epoch = sealed.get(2..5).is_some_and(|epoch| epoch != [0, 0, 0]);
    if !has_form || !epoch {
        return Err(Code::NotSealed);
    }
    if sealed.len() > sealed_max(spec) {
        return Err(Code::TooLarge);
    }
    Ok(())
}

/// 32, 64, 96, 128 bytes, then steps of an eighth of the power of two below.
fn is_padded(length: usize) -> bool {
    match length {
        0 => false,
        1..=128 => length.is_multiple_of(32),
        _ => {
            let below = 1_usize << (length - 1).ilog2();
            length.is_multiple_of(below / 8)
        }
    }
}

/// Room for every field of the cell at its longest in UTF-8, for what a later version may add, and for padding.
fn sealed_max(spec: &CellSpec) -> usize {
    let longest: usize = spec
        .sealed_fields()
        .map(|field| 32 + 4 * field.length_max as usize)
        .sum();
    SEAL_LENGTH + (longest + 4096) * 9 / 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_those_of_the_published_classes() {
        let classes: Vec<usize> = (0..=640).filter(|length| is_padded(*length)).collect();
        assert_eq!(
            classes,
            [
                32, 64, 96, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352, 384, 416,
                448, 480, 512, 576, 640
            ]
        );
    }
}
