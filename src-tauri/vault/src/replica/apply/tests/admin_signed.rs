//! Which signers are accepted for staff, roles, devices and keys.

use super::*;

#[test]
fn admin_signed_rows_are_verified_along_the_root_key_and_the_admins() {
    let world = World::new();
    world.take(&world.setup());
    let role = || plain(Role::DESCRIPTOR, 60, 5);
    assert_eq!(world.take(&[world.finish(role(), &Signer::Unsigned)]), 2);
    assert_eq!(world.reasons(), [QuarantineReason::Signature; 2]);
    // an unknown author, a member of the staff who is no admin, and the admin under another's key
    let by_stranger = written_by(OTHER, role());
    world.take(&[world.finish(by_stranger.clone(), &Signer::User(OTHER))]);
    assert_eq!(world.reasons(), [QuarantineReason::UnknownSigner; 2]);
    world.take(&[world.user(OTHER, 2, &Signer::User(ADMIN))]);
    assert_eq!(world.reasons(), [QuarantineReason::NotAdmin; 2]);
    world.take(&[world.finish(role(), &Signer::User(OTHER))]);
    assert_eq!(world.reasons(), [QuarantineReason::Signature; 2]);
    let good = world.finish(role(), &Signer::User(ADMIN));
    assert_eq!(world.take(std::slice::from_ref(&good)), 0);
    assert_eq!(world.stored(&good).unwrap(), good);
    assert_eq!(world.reasons(), []);
}

#[test]
fn only_the_root_key_makes_and_ends_an_admin() {
    let world = World::new();
    world.take(&world.setup());
    world.take(&[world.user(OTHER, 2, &Signer::User(ADMIN))]);
    let made = |signer| world.member(OTHER, admin_role(), 3, signer);
    world.take(&[made(&Signer::User(ADMIN))]);
    assert!(
        world
            .reasons()
            .iter()
            .all(|reason| *reason == QuarantineReason::NotAdmin)
    );
    assert_eq!(world.stored(&made(&Signer::Root)), None);
    // an ordinary role is any admin's to give
    let role = Uuid::from_u128(61);
    assert_eq!(
        world.take(&[world.member(OTHER, role, 3, &Signer::User(ADMIN))]),
        0
    );
    let other = World::new();
    other.take(&other.setup());
    let mut ended = other.member(ADMIN, admin_role(), 1, &Signer::Root);
    tombstone(&mut ended, 9);
    let by_admin = other.finish(ended.clone(), &Signer::User(ADMIN));
    assert_eq!(
        other.take(std::slice::from_ref(&by_admin)),
        by_admin.cells.len()
    );
    assert_eq!(other.take(&[other.finish(ended, &Signer::Root)]), 0);
    // what they signed before is valid, what has a later clock is not
    let room = |id, at| other.row(Role::DESCRIPTOR, id, at, &Signer::User(ADMIN));
    assert_eq!(other.take(&[room(60, 8)]), 0);
    assert_eq!(other.take(&[room(61, 9)]), 2);
}

#[test]
fn a_user_changes_their_own_password_and_nothing_else() {
    let world = World::new();
    world.take(&world.setup());
    world.take(&[world.user(OTHER, 2, &Signer::User(ADMIN))]);
    let cell_of = |number: u8, author: Uuid, at: u64, signer: &Signer<'_>| {
        let mut row = world.user(OTHER, at, &Signer::Unsigned);
        row.cells.retain(|cell| cell.cell == number);
        row.cells[0].author = author;
        world.finish(row, signer)
    };
    assert_eq!(
        world.take(&[cell_of(
            User::CELL.password.number,
            OTHER,
            5,
            &Signer::User(OTHER)
        )]),
        0
    );
    // no other user's password, under no other user's key
    assert_eq!(
        world.take(&[cell_of(
            User::CELL.password.number,
            ADMIN,
            6,
            &Signer::User(OTHER)
        )]),
        1
    );
    let pair = SigningPair::generate(&mut Random::from_seed(&[1; 32]));
    assert_eq!(
        world.take(&[cell_of(
            User::CELL.password.number,
            OTHER,
            6,
            &Signer::Pair(&pair)
        )]),
        1
    );
    // their own key signs neither for another one nor for their name
    for number in [1, 4] {
        let own = cell_of(number, OTHER, 7, &Signer::User(OTHER));
        assert_eq!(world.take(&[own]), 1, "{number}");
    }
}

/// A password cell that costs less to guess is quarantined, even with the user's own signature and a server that sends
/// it.
#[test]
fn a_password_of_the_same_keys_never_costs_less_to_guess() {
    let world = World::new();
    world.take(&world.setup());
    let costing = |passes: i64, mut row: RowState| {
        set(&mut row, User::FIELD.kdf_memory_kib, Value::Int(64 * 1024));
        set(&mut row, User::FIELD.kdf_passes, Value::Int(passes));
        row
    };
    let unsigned = |at| world.user(OTHER, at, &Signer::Unsigned);
    world.take(&[world.finish(costing(6, unsigned(2)), &Signer::User(ADMIN))]);
    let own = |passes, at| {
        let mut row = costing(passes, unsigned(at));
        row.cells
            .retain(|cell| cell.cell == User::CELL.password.number);
        row.cells[0].author = OTHER;
        world.finish(row, &Signer::User(OTHER))
    };
    let stored = || {
        let row = world.stored(&unsigned(1)).unwrap();
        User::FIELD.kdf_passes.in_row(&row).cloned()
    };
    for passes in [3, 5, 2, 0] {
        assert_eq!(world.take(&[own(passes, 5)]), 1, "{passes}");
        assert_eq!(world.reasons(), [QuarantineReason::Shape]);
        assert_eq!(stored(), Some(Value::Int(6)));
    }
    // the one before, which its user did sign, replaces nothing
    assert_eq!(world.take(&[own(12, 6)]), 0);
    assert_eq!(world.take(&[own(6, 4)]), 0);
    assert_eq!(stored(), Some(Value::Int(12)));
    assert_eq!(world.take(&[own(12, 7)]), 0);
    // with other keys, which an admin signs, a password begins anew
    let pair = UserKeys::generate(&mut Random::from_seed(&[6; 32]));
    let mut reset = costing(3, unsigned(9));
    let key = pair.public().exchange.as_bytes().to_vec();
    set(&mut reset, User::FIELD.public_key, Value::Bytes(key));
    assert_eq!(world.take(&[world.finish(reset, &Signer::User(ADMIN))]), 0);
    assert_eq!(stored(), Some(Value::Int(3)));
}

#[test]
fn a_device_that_sees_a_user_for_the_first_time_accepts_no_forgery() {
    let world = World::new();
    world.take(&world.setup());
    // a user who has the clinic secret, and a server that passes on what they wrote
    let pair = SigningPair::generate(&mut Random::from_seed(&[1; 32]));
    let public = Value::Bytes(pair.verify_key().as_bytes().to_vec());
    let mut stranger = world.user(OTHER, 3, &Signer::User(ADMIN));
    set(&mut stranger, User::FIELD.signing_key, public);
    let forged = [User::CELL.keys, User::CELL.password].map(|spec| {
        let cell = cell(&mut stranger, spec);
        cell.author = OTHER;
        cell.cell
    });
    let signed = world.finish(stranger.clone(), &Signer::Pair(&pair));
    let honest = world.user(OTHER, 3, &Signer::User(ADMIN));
    for (cell, state) in stranger.cells.iter_mut().zip(signed.cells) {
        if forged.contains(&state.cell) {
            *cell = state;
        }
    }
    assert_eq!(world.take(std::slice::from_ref(&stranger)), 2);
    let stored = world.stored(&stranger).unwrap();
    assert!(stored.cells.iter().all(|cell| !forged.contains(&cell.cell)));
    // the user's own, with the password that they have changed since
    let mut own = honest.clone();
    let password = cell(&mut own, User::CELL.password);
    password.author = OTHER;
    let mut changed = world.finish(own, &Signer::User(OTHER));
    changed
        .cells
        .retain(|cell| cell.cell == User::CELL.password.number);
    let mut row = honest;
    *cell(&mut row, User::CELL.password) = changed.cells.remove(0);
    assert_eq!(world.take(std::slice::from_ref(&row)), 0);
    assert_eq!(world.stored(&row).unwrap(), row);
}

#[test]
fn what_was_verified_once_stays_so_when_its_author_takes_new_keys() {
    let mut world = World::new();
    world.take(&world.setup());
    let role = world.row(Role::DESCRIPTOR, 60, 5, &Signer::User(ADMIN));
    assert_eq!(world.take(std::slice::from_ref(&role)), 0);
    let new_keys = UserKeys::generate(&mut Random::from_seed(&[5; 32]));
    world.users.insert(ADMIN, new_keys);
    assert_eq!(world.take(&[world.user(ADMIN, 9, &Signer::Root)]), 0);
    // another cell of the row comes, and the complete row with it
    let mut changed = role.clone();
    let mut end = plain(Role::DESCRIPTOR, 60, 10);
    tombstone(&mut end, 10);
    end.cells.retain(|cell| cell.cell == DELETION);
    changed
        .cells
        .extend(world.finish(end, &Signer::User(ADMIN)).cells);
    assert_eq!(world.take(std::slice::from_ref(&changed)), 0);
    assert_eq!(world.stored(&changed).unwrap(), changed);
}

#[test]
fn a_device_joins_by_the_key_of_a_code_that_an_admin_signed() {
    let world = World::new();
    world.take(&world.setup());
    let code = SigningPair::generate(&mut Random::from_seed(&[2; 32]));
    let its_row = joined_device(TENANT, code.verify_key().as_bytes()).0;
    let joining_as = |id: Uuid, until: i64, endorsed: &UserKeys, revoked: bool, at: u64| {
        let mut row = plain(Device::DESCRIPTOR, id.as_u128(), at);
        let input = enrolment_input(TENANT, code.verify_key().as_bytes(), Time(until));
        let signature = endorsed.sign(Purpose::Invite, &input).to_vec();
        let key = code.verify_key().as_bytes().to_vec();
        set(&mut row, Device::FIELD.enrolment_key, Value::Bytes(key));
        set(&mut row, Device::FIELD.enrolment_until, Value::Time(until));
        set(
            &mut row,
            Device::FIELD.enrolment_signature,
            Value::Bytes(signature),
        );
        if revoked {
            set(&mut row, Device::FIELD.revoked_at, Value::Time(1));
        }
        world.finish(row, &Signer::Pair(&code))
    };
    let joining =
        |until, endorsed: &UserKeys, revoked, at| joining_as(its_row, until, endorsed, revoked, at);
    let admin = &world.users[&ADMIN];
    assert_eq!(
        world.take(&[joining(10_000, &world.users[&OTHER], false, 5)]),
        3
    );
    assert_eq!(world.take(&[joining(4_999, admin, false, 5)]), 3);
    assert_eq!(world.take(&[joining(10_000, admin, true, 5)]), 1);
    let good = joining(10_000, admin, false, 5);
    assert_eq!(world.take(std::slice::from_ref(&good)), 0);
    assert_eq!(world.stored(&good).unwrap(), good);

    // a stolen code makes no second device, ...
    let phantom = joining_as(Uuid::from_u128(81), 10_000, admin, false, 7);
    assert_eq!(world.take(std::slice::from_ref(&phantom)), 3);
    assert_eq!(world.stored(&phantom), None);
    // ... replaces no other one, ...
    let reception = world.row(Device::DESCRIPTOR, 82, 5, &Signer::Root);
    world.take(std::slice::from_ref(&reception));
    world.take(&[joining_as(Uuid::from_u128(82), 10_000, admin, false, 7)]);
    assert_eq!(world.stored(&reception).unwrap(), reception);
    // ... and takes no revocation back
    let mut revoked = plain(Device::DESCRIPTOR, its_row.as_u128(), 8);
    set(&mut revoked, Device::FIELD.revoked_at, Value::Time(1));
    revoked
        .cells
        .retain(|cell| cell.cell == Device::CELL.revocation.number);
    let revoked = world.finish(revoked, &Signer::User(ADMIN));
    assert_eq!(world.take(std::slice::from_ref(&revoked)), 0);
    world.take(&[joining(10_000, admin, false, 9)]);
    let stored = world.stored(&revoked).unwrap();
    assert!(stored.cells.contains(&revoked.cells[0]), "{stored:?}");
}
