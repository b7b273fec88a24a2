#![allow(clippy::unwrap_used)]

use super::*;
use crate::crypto::seal::hex;

fn clinic(version: u16, byte: u8) -> ClinicSecret {
    ClinicSecret::from_bytes(version, Zeroizing::new([byte; 32]))
}

fn user() -> Uuid {
    Uuid::from_u128(7)
}

#[test]
fn argon2id_at_the_floor_is_what_another_implementation_computes() {
    let mut out = [0; 32];
    argon2id(
        MEMORY_KIB_MIN,
        PASSES_MIN,
        &[0x66; 16],
        b"correct horse",
        &mut out,
    )
    .unwrap();
    assert_eq!(
        hex::encode(&out),
        "715a695fc543e36d3b17d9d532da967712ef15a3913493be4bdce7e9312d4f89"
    );
}

#[test]
fn secrets_are_what_another_implementation_derives() {
    let stretched = Stretched(Zeroizing::new([0x77; 32]));
    let sign_in = stretched.sign_in_secret(&clinic(1, 0x22), user());
    assert_eq!(
        hex::encode(sign_in.as_bytes()),
        "0b49aa28051da08435c357bd88f0dfe7135c2954394c13be93a1cf4cc4817ad8"
    );
    assert_eq!(
        hex::encode(&sign_in.hash()),
        "32bbb598c701af3aedf938389df48d325b8ef97c043b220f235f09003c89b814"
    );
    let wrap = stretched.derive(&clinic(1, 0x22), b"nutrivault wrap", user());
    assert_eq!(
        hex::encode(&*wrap),
        "0b6abd5f8c6f4cee777dbb58227a3c4b5930734bfaf8e0375634d02f4f26f659"
    );
}

#[test]
fn the_two_secrets_differ_by_use_by_user_and_by_clinic() {
    let stretched = Stretched(Zeroizing::new([1; 32]));
    let secret = stretched.sign_in_secret(&clinic(1, 2), user());
    let elsewhere = stretched.sign_in_secret(&clinic(1, 3), user());
    let colleague = stretched.sign_in_secret(&clinic(1, 2), Uuid::from_u128(8));
    let wrap = stretched.derive(&clinic(1, 2), b"nutrivault wrap", user());
    assert_ne!(secret.as_bytes(), elsewhere.as_bytes());
    assert_ne!(secret.as_bytes(), colleague.as_bytes());
    assert_ne!(*secret.as_bytes(), *wrap);
}

#[test]
fn an_accent_typed_in_two_ways_is_one_password_and_other_signs_are_not() {
    assert_eq!(Password::new("caf\u{e9}").0, Password::new("cafe\u{301}").0);
    assert_ne!(Password::new("x\u{b2}").0, Password::new("x2").0);
    assert_ne!(Password::new(" x").0, Password::new("x").0);
    assert_ne!(Password::new("X").0, Password::new("x").0);
}

#[test]
fn the_fields_of_a_row_read_back_and_weakened_ones_are_refused() {
    let written = PasswordParameters::floor(&mut Random::from_seed(&[1; 32]));
    let (memory, passes) = (i64::from(written.memory_kib()), i64::from(written.passes()));
    let lanes = i64::from(written.lanes());
    let read = PasswordParameters::from_fields(memory, passes, lanes, *written.salt()).unwrap();
    assert_eq!(read, written);
    for (memory, passes, lanes) in [
        (8 * 1024, passes, lanes),
        (i64::from(MEMORY_KIB_MAX) + 1, passes, lanes),
        (-memory, passes, lanes),
        (memory, 2, lanes),
        (memory, i64::from(PASSES_MAX) + 1, lanes),
        (memory, passes, 0),
        (memory, passes, 2),
        (memory + (1 << 32), passes, lanes),
    ] {
        let refused = PasswordParameters::from_fields(memory, passes, lanes, [0; 16]);
        assert!(
            matches!(refused, Err(SealError::BadParameters)),
            "{memory} {passes} {lanes}"
        );
    }
}

/// A clock that returns how long the measured run took.
fn took(millis: u64) -> impl FnMut() -> Duration {
    let mut readings = [0, millis].into_iter();
    move || Duration::from_millis(readings.next().expect("read before and after"))
}

#[test]
fn a_fast_device_makes_more_passes_and_a_slow_one_the_fewest() {
    let mut random = Random::from_seed(&[2; 32]);
    let fast = PasswordParameters::measure(STRETCH_TARGET, took(75), &mut random).unwrap();
    assert_eq!(fast.passes(), 10);
    let slow = PasswordParameters::measure(STRETCH_TARGET, took(3_000), &mut random).unwrap();
    assert_eq!(
        (slow.passes(), slow.memory_kib()),
        (PASSES_MIN, MEMORY_KIB_MIN)
    );
    let instant = PasswordParameters::measure(STRETCH_TARGET, took(0), &mut random).unwrap();
    assert_eq!(instant.passes(), PASSES_MAX);
}

#[test]
fn a_wrong_password_does_not_unwrap() {
    use crate::crypto::keys::private::UserKeys;
    let mut random = Random::from_seed(&[3; 32]);
    let parameters = PasswordParameters::floor(&mut random);
    let keys = UserKeys::generate(&mut random);
    let right = parameters.stretch(&Password::new("right")).unwrap();
    let wrong = parameters.stretch(&Password::new("wrong")).unwrap();
    let wrapped = right
        .wrap_key(&clinic(1, 2), user())
        .wrap(&keys, &mut random);
    let opened = right
        .wrap_key(&clinic(1, 2), user())
        .unwrap_keys(&wrapped)
        .unwrap();
    assert_eq!(opened.public(), keys.public());
    let refused = wrong.wrap_key(&clinic(1, 2), user()).unwrap_keys(&wrapped);
    assert!(matches!(refused, Err(SealError::Refused)));
    // the password alone, without this clinic's secret, opens nothing
    let outside = right.wrap_key(&clinic(1, 9), user()).unwrap_keys(&wrapped);
    assert!(matches!(outside, Err(SealError::Refused)));
}

#[test]
fn debug_forms_show_nothing() {
    let stretched = Stretched(Zeroizing::new([1; 32]));
    let secret = stretched.sign_in_secret(&clinic(1, 2), user());
    let password = Password::new("hunter2");
    assert_eq!(
        format!("{stretched:?} {secret:?} {password:?}"),
        "Stretched(..) SignInSecret(..) Password(..)"
    );
}

#[test]
fn costs_are_raised_where_a_machine_makes_twice_the_work_in_time() {
    let mut random = Random::from_seed(&[5; 32]);
    let floor = PasswordParameters::floor(&mut random);
    let mut passes = |elapsed_ms: u64| {
        let elapsed = Duration::from_millis(elapsed_ms);
        let raised = floor.raised(elapsed, STRETCH_TARGET, &mut random);
        raised.map(|raised| {
            assert!(floor.is_weaker_than(&raised) && raised.salt() != floor.salt());
            assert_eq!(raised.memory_kib(), floor.memory_kib());
            raised.passes()
        })
    };
    assert_eq!(passes(250), None);
    assert_eq!(passes(126), None);
    assert_eq!(passes(125), Some(6));
    assert_eq!(passes(60), Some(12));
    assert_eq!(passes(0), Some(PASSES_MAX));
}
