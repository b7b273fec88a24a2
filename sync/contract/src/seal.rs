//! What is visible of a value sealed under a compartment's key: its form, its key's id and a class of sizes.
//!
//! `form 1, key id 4, nonce 12, ciphertext of the padded content, tag 16`; the content is the length of the plaintext
//! in 4 bytes, the plaintext, and zeros. The classes are 32, 64, 96, 128 bytes, then steps of an eighth of the power of
//! two below (144, 160, ..., 256, 288, ..., 512, 576, ...), so padding costs at most an eighth beyond 128.

use crate::change::CellState;
use crate::descriptor::CellSpec;
use crate::phi::Compartment;
use crate::problem::Code;
use crate::value::Kind;

/// The first byte of a value sealed under a compartment's key.
pub const COMPARTMENT_FORM: u8 = 1;
pub const NONCE_LENGTH: usize = 12;
pub const TAG_LENGTH: usize = 16;
/// Form, key id, nonce.
pub const HEADER_LENGTH: usize = 1 + 4 + NONCE_LENGTH;
/// The length of the plaintext, in front of it inside the seal.
pub const PREFIX_LENGTH: usize = 4;

/// Room in a sealed cell for what a later version may add to its fields.
const LATER_FIELDS_LENGTH: usize = 4096;
/// A field's number, kind and length beside its value.
const FIELD_LENGTH: usize = 32;

/// Returns the smallest class that holds so many bytes of content, the prefix counted.
pub fn padded_length(content: usize) -> usize {
    let step = match content {
        0..=128 => 32,
        _ => (1_usize << content.ilog2()) / 8,
    };
    content.max(1).next_multiple_of(step)
}

/// Returns the length of the sealed form of so many bytes.
pub fn sealed_length(plain: usize) -> usize {
    HEADER_LENGTH + padded_length(PREFIX_LENGTH + plain) + TAG_LENGTH
}

/// Returns the length of a cell's longest sealed form: every field at its longest in UTF-8, and room for what a later
/// version may add.
pub fn sealed_length_max(spec: &CellSpec) -> usize {
    let longest: usize = spec
        .sealed_fields()
        .map(|field| {
            let bytes = if field.kind == Kind::Bytes { 1 } else { 4 };
            FIELD_LENGTH + bytes * field.length_max as usize
        })
        .sum();
    sealed_length(longest + LATER_FIELDS_LENGTH)
}

/// Returns whether a value names a key of this compartment.
pub fn is_sealed_under(compartment: Compartment, sealed: &[u8]) -> bool {
    sealed.starts_with(&[COMPARTMENT_FORM, compartment.number()])
}

/// Checks all that can be checked of a cell's sealed value without its key: form, compartment, epoch and length.
///
/// # Errors
/// `NotSealed`, `TooLarge`.
pub fn check_sealed(spec: &CellSpec, state: &CellState) -> Result<(), Code> {
    let (Some(sealed), Some(compartment)) = (&state.sealed, spec.compartment()) else {
        return Ok(());
    };
    let is_of_epoch = sealed.get(2..5).is_some_and(|epoch| epoch != [0; 3]);
    let content = sealed.len().checked_sub(HEADER_LENGTH + TAG_LENGTH);
    let is_padded = content.is_some_and(|content| padded_length(content) == content);
    if !is_sealed_under(compartment, sealed) || !is_of_epoch || !is_padded {
        return Err(Code::NotSealed);
    }
    if sealed.len() > sealed_length_max(spec) {
        return Err(Code::TooLarge);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::catalog::Patient;
    use crate::clock::Clock;

    #[test]
    fn lengths_fall_into_the_published_classes() {
        let mut classes: Vec<usize> = (0..=1024).map(padded_length).collect();
        classes.dedup();
        assert_eq!(
            classes,
            [
                32, 64, 96, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352, 384, 416,
                448, 480, 512, 576, 640, 704, 768, 832, 896, 960, 1024
            ]
        );
        let are_classes = (0..=1024).filter(|length| padded_length(*length) == *length);
        assert_eq!(are_classes.collect::<Vec<_>>(), classes);
    }

    #[test]
    fn a_class_fits_its_content_and_wastes_at_most_an_eighth_beyond_128() {
        for content in 129..40_000 {
            let class = padded_length(content);
            assert!(
                class >= content && (class - content) * 8 < content,
                "{content}"
            );
            assert_eq!(padded_length(class), class);
        }
    }

    #[test]
    fn a_seal_costs_its_frame_and_its_padding() {
        assert_eq!(sealed_length(28), 1 + 4 + 12 + 32 + 16);
        assert_eq!(sealed_length(29), 1 + 4 + 12 + 64 + 16);
    }

    fn check(sealed: Vec<u8>) -> Result<(), Code> {
        let state = CellState {
            cell: Patient::CELL.name.number,
            clock: Clock::default(),
            generation: 0,
            author: Uuid::nil(),
            secret_version: 1,
            clear: Vec::new(),
            sealed: Some(sealed),
            tag: [0; 16],
            signature: None,
            replaces: Vec::new(),
        };
        check_sealed(Patient::CELL.name, &state)
    }

    fn sealed(compartment: u8, epoch: u8, length: usize) -> Vec<u8> {
        let mut sealed = vec![COMPARTMENT_FORM, compartment, 0, 0, epoch];
        sealed.resize(length, 7);
        sealed
    }

    #[test]
    fn what_is_no_seal_of_the_cells_compartment_is_refused() {
        let contact = Compartment::Contact.number();
        let length = sealed_length(20);
        assert_eq!(check(sealed(contact, 1, length)), Ok(()));
        let mut form_3 = sealed(contact, 1, length);
        form_3[0] = 3;
        for refused in [
            form_3,
            sealed(contact + 1, 1, length),
            sealed(contact, 0, length),
            sealed(contact, 1, length - 1),
            sealed(contact, 1, HEADER_LENGTH + TAG_LENGTH),
            sealed(contact, 1, 4),
            Vec::new(),
        ] {
            assert_eq!(check(refused), Err(Code::NotSealed));
        }
    }

    #[test]
    fn the_longest_content_of_a_cell_fits_and_the_next_class_does_not() {
        let contact = Compartment::Contact.number();
        let longest = sealed_length_max(Patient::CELL.name);
        assert_eq!(check(sealed(contact, 1, longest)), Ok(()));
        let content = longest - HEADER_LENGTH - TAG_LENGTH;
        let next = HEADER_LENGTH + padded_length(content + 1) + TAG_LENGTH;
        assert_eq!(check(sealed(contact, 1, next)), Err(Code::TooLarge));
    }
}
