#![allow(clippy::unwrap_used)]

use sync_contract::change::{Address, associated_data};
use sync_contract::{Clock, Compartment};

use super::*;
use crate::crypto::seal::frame::{Form, PLAIN_MAX, key_id_of};
use crate::crypto::seal::hex;

const AAD: &[u8] = b"tenant, entity 20, row, cell 1, clock, generation 0";

fn epoch_key(compartment: Compartment, epoch: u32, byte: u8) -> EpochKey {
    let key_id = KeyId::new(compartment, epoch).unwrap();
    EpochKey::from_bytes(key_id, Zeroizing::new([byte; 32]))
}

fn row_key() -> RowKey {
    RowKey::derive(
        &epoch_key(Compartment::Contact, 1, 0x11),
        20,
        Uuid::from_u128(9),
    )
}

#[test]
fn a_cell_that_another_implementation_sealed_opens() {
    let sealed = hex::decode(
        "0101000001000102030405060708090a0bfa905f35ad42ecc55475810cd8bba2ac5fdbf2e930d88b9537ed685d8a2f7a\
         5264e65c145f1945e0989fa9a10ae26a2b",
    );
    assert_eq!(
        *open_cell(&row_key(), AAD, &sealed).unwrap(),
        "Zoë Okafor".as_bytes()
    );
    assert_eq!(key_id_of(&sealed).unwrap(), row_key().key_id());
}

#[test]
fn sealed_bytes_have_the_published_layout_and_size() {
    let mut random = Random::from_seed(&[1; 32]);
    for length in [0, 1, 28, 29, 124, 125, 508, 509, 5_000] {
        let plain = vec![b'x'; length];
        let sealed = seal_cell(&row_key(), AAD, &plain, &mut random).unwrap();
        assert_eq!(sealed.len(), sync_contract::seal::sealed_length(length));
        assert_eq!(sealed[..5], [1, 1, 0, 0, 1]);
        assert_eq!(Form::of(&sealed).unwrap(), Form::Compartment);
        assert_eq!(*open_cell(&row_key(), AAD, &sealed).unwrap(), plain);
    }
}

#[test]
fn one_value_sealed_twice_is_two_values() {
    let mut random = Random::from_seed(&[2; 32]);
    let one = seal_cell(&row_key(), AAD, b"Okafor", &mut random).unwrap();
    let other = seal_cell(&row_key(), AAD, b"Okafor", &mut random).unwrap();
    assert_ne!(one[5..17], other[5..17], "nonces");
    assert_ne!(one[17..], other[17..], "ciphertexts");
    assert!(!one.windows(6).any(|bytes| bytes == b"Okafor"));
}

#[test]
fn a_value_opens_in_no_other_row_entity_cell_epoch_or_compartment() {
    let mut random = Random::from_seed(&[3; 32]);
    let sealed = seal_cell(&row_key(), AAD, b"Okafor", &mut random).unwrap();
    let contact = epoch_key(Compartment::Contact, 1, 0x11);
    let elsewhere = [
        RowKey::derive(&contact, 20, Uuid::from_u128(10)),
        RowKey::derive(&contact, 21, Uuid::from_u128(9)),
        RowKey::derive(
            &epoch_key(Compartment::Contact, 1, 0x12),
            20,
            Uuid::from_u128(9),
        ),
    ];
    for row_key in elsewhere {
        assert!(matches!(
            open_cell(&row_key, AAD, &sealed),
            Err(SealError::Refused)
        ));
    }
    let moved = open_cell(&row_key(), b"tenant, entity 20, row, cell 2", &sealed);
    assert!(matches!(moved, Err(SealError::Refused)));
    for other in [
        epoch_key(Compartment::Contact, 2, 0x11),
        epoch_key(Compartment::Clinical, 1, 0x11),
    ] {
        let row_key = RowKey::derive(&other, 20, Uuid::from_u128(9));
        assert!(matches!(
            open_cell(&row_key, AAD, &sealed),
            Err(SealError::OtherKey)
        ));
    }
}

#[test]
fn a_value_copied_to_another_address_or_clock_does_not_open() {
    let home = Address {
        tenant: Uuid::from_u128(1),
        entity: 20,
        row: Uuid::from_u128(9),
        cell: 1,
    };
    let clock = Clock {
        unix_ms: 1_000,
        counter: 2,
        device: 3,
    };
    let mut random = Random::from_seed(&[7; 32]);
    let aad = associated_data(home, clock, 0);
    let sealed = seal_cell(&row_key(), &aad, b"Okafor", &mut random).unwrap();
    assert_eq!(*open_cell(&row_key(), &aad, &sealed).unwrap(), b"Okafor");
    let other = Uuid::from_u128(2);
    let elsewhere = [
        associated_data(
            Address {
                tenant: other,
                ..home
            },
            clock,
            0,
        ),
        associated_data(Address { entity: 21, ..home }, clock, 0),
        associated_data(Address { row: other, ..home }, clock, 0),
        associated_data(Address { cell: 2, ..home }, clock, 0),
        associated_data(
            home,
            Clock {
                unix_ms: 1_001,
                ..clock
            },
            0,
        ),
        associated_data(
            home,
            Clock {
                counter: 3,
                ..clock
            },
            0,
        ),
        associated_data(home, Clock { device: 4, ..clock }, 0),
        associated_data(home, clock, 1),
    ];
    for aad in elsewhere {
        assert!(matches!(
            open_cell(&row_key(), &aad, &sealed),
            Err(SealError::Refused)
        ));
    }
}

#[test]
fn every_changed_bit_and_every_cut_is_noticed() {
    let mut random = Random::from_seed(&[4; 32]);
    let sealed = seal_cell(&row_key(), AAD, b"Okafor", &mut random).unwrap();
    for aad in 0..sealed.len() {
        for bit in 0..8 {
            let mut changed = sealed.clone();
            changed[aad] ^= 1 << bit;
            assert!(open_cell(&row_key(), AAD, &changed).is_err(), "{aad}.{bit}");
        }
        assert!(open_cell(&row_key(), AAD, &sealed[..aad]).is_err(), "{aad}");
    }
    let longer = [&sealed[..], &[0]].concat();
    assert!(open_cell(&row_key(), AAD, &longer).is_err());
}

#[test]
fn an_honest_tag_over_a_dishonest_padding_is_refused() {
    let row_key = row_key();
    let mut body = [0; 64];
    body[3] = 6;
    let nonce = [7; 12];
    let tag = row_key.cipher.seal_in_place(&nonce, AAD, &mut body);
    let number = row_key.key_id.number().to_be_bytes();
    let sealed = [&[1][..], &number, &nonce, &body, &tag].concat();
    assert!(matches!(
        open_cell(&row_key, AAD, &sealed),
        Err(SealError::Malformed)
    ));
}

#[test]
fn one_buffer_serves_values_of_every_size() {
    let mut random = Random::from_seed(&[5; 32]);
    let row_key = row_key();
    let mut buffer = Wiped::default();
    for length in [500, 3, 0, 90, 2_000, 1] {
        let plain = vec![b'y'; length];
        let sealed = seal_cell(&row_key, AAD, &plain, &mut random).unwrap();
        assert_eq!(
            open_cell_into(&row_key, AAD, &sealed, &mut buffer).unwrap(),
            plain
        );
    }
    let room = buffer.capacity();
    let sealed = seal_cell(&row_key, AAD, b"small", &mut random).unwrap();
    open_cell_into(&row_key, AAD, &sealed, &mut buffer).unwrap();
    assert_eq!(buffer.capacity(), room, "no allocation for what fits");
}

#[test]
fn what_is_too_long_is_refused_before_anything_is_sealed() {
    let mut random = Random::from_seed(&[6; 32]);
    let plain = vec![0; PLAIN_MAX + 1];
    let refused = seal_cell(&row_key(), AAD, &plain, &mut random);
    assert!(matches!(refused, Err(SealError::TooLong)));
}

#[test]
fn its_debug_form_shows_the_key_id_alone() {
    assert_eq!(format!("{:?}", row_key()), "RowKey(contact 1, ..)");
}
