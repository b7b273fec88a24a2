#![allow(clippy::unwrap_used)]

use super::*;
use crate::catalog::Role;
use crate::codec::Writer;
use crate::descriptor::Descriptor;
use crate::hash::sha256;

const TENANT: Uuid = Uuid::from_u128(1);
const ADMIN: Uuid = Uuid::from_u128(2);
const CLERK: Uuid = Uuid::from_u128(3);
const STRANGER: Uuid = Uuid::from_u128(4);
const ROOT: SignerKey = [1; 32];
const CODE: SignerKey = [8; 32];
const ADMITTED: Moment = Moment::Admission { is_joining: false };
const JOINING: Moment = Moment::Admission { is_joining: true };

/// Hashes in place of signatures: the chain is tested, not Ed25519.
struct Hashes;

impl Signatures for Hashes {
    fn is_signed(
        &self,
        key: &SignerKey,
        purpose: Purpose,
        input: &[u8],
        signature: &[u8; 64],
    ) -> bool {
        purpose.is_of(input) && *signature == sign(key, input)
    }
}

fn sign(key: &SignerKey, input: &[u8]) -> [u8; 64] {
    let mut writer = Writer::new();
    writer.raw(key);
    writer.raw(input);
    let half = sha256(&writer.finish());
    [half, half].concat().try_into().unwrap()
}

/// The key of a user, or a later one.
fn key_of(user: Uuid, nth: u8) -> SignerKey {
    let [.., last] = *user.as_bytes();
    [last.wrapping_mul(16) + nth; 32]
}

fn at(ms: u64) -> Clock {
    Clock {
        unix_ms: ms,
        counter: 0,
        device: 1,
    }
}

fn cell(number: u8, ms: u64, author: Uuid, clear: &[(u16, Value)]) -> CellState {
    CellState {
        cell: number,
        clock: at(ms),
        generation: 0,
        author,
        secret_version: 1,
        clear: clear.to_vec(),
        sealed: None,
        tag: [0; 16],
        signature: None,
        replaces: Vec::new(),
    }
}

fn row(descriptor: &Descriptor, id: Uuid, cells: Vec<CellState>) -> RowState {
    RowState {
        cells,
        ..RowState::empty(descriptor.number, id, None)
    }
}

/// Signs every cell of a row.
fn signed(mut row: RowState, key: &SignerKey) -> RowState {
    let blank = row.clone();
    for cell in &mut row.cells {
        cell.signature = Some(sign(key, &signed_input(TENANT, &blank, cell)));
    }
    row
}

fn membership(user: Uuid, role: Uuid, author: Uuid, from_ms: u64) -> RowState {
    let clear = [
        (UserRole::FIELD.user.number, Value::Uuid(user)),
        (UserRole::FIELD.role.number, Value::Uuid(role)),
    ];
    let cells = vec![
        cell(CREATED, from_ms, author, &[]),
        cell(UserRole::CELL.membership.number, from_ms, author, &clear),
    ];
    row(UserRole::DESCRIPTOR, Uuid::from_u128(20), cells)
}

fn admin_membership(user: Uuid, from_ms: u64) -> RowState {
    membership(user, admin_role(TenantId(TENANT)).0, ADMIN, from_ms)
}

fn keys_cell(key: SignerKey, author: Uuid) -> CellState {
    let key = Value::Bytes(key.to_vec());
    let clear = [(User::FIELD.signing_key.number, key)];
    cell(User::CELL.keys.number, 5, author, &clear)
}

fn user(id: Uuid, author: Uuid) -> RowState {
    let cells = vec![
        cell(CREATED, 5, author, &[]),
        keys_cell(key_of(id, 0), author),
    ];
    row(User::DESCRIPTOR, id, cells)
}

/// The admin from 10 ms on, a clerk, and their keys.
fn chain() -> Trust {
    let mut trust = Trust::new(TENANT, ROOT);
    trust.add_membership(&admin_membership(ADMIN, 10));
    trust.add_user(&user(ADMIN, ADMIN));
    trust.add_user(&user(CLERK, ADMIN));
    trust
}

/// Judges one cell of a row.
fn judge_in(
    trust: &Trust,
    row: &RowState,
    stored: Option<&RowState>,
    number: u8,
    moment: Moment,
) -> Result<(), Untrusted> {
    let state = row.cell(number).unwrap();
    let judged = SignedCell {
        row,
        stored,
        state,
        input: &signed_input(TENANT, row, state),
    };
    trust.check(judged, moment, &Hashes)
}

/// Judges the cell 1 of an ordinary admin-signed row, at both moments, which agree.
fn judge(author: Uuid, ms: u64, signer: Option<SignerKey>) -> Result<(), Untrusted> {
    let mut role = row(Role::DESCRIPTOR, TENANT, vec![cell(1, ms, author, &[])]);
    if let Some(signer) = signer {
        role = signed(role, &signer);
    }
    let outcome = judge_in(&chain(), &role, None, 1, Moment::Reading);
    assert_eq!(judge_in(&chain(), &role, None, 1, ADMITTED), outcome);
    outcome
}

#[test]
fn the_root_key_and_an_admin_of_that_time_sign_any_row() {
    assert_eq!(judge(STRANGER, 1, Some(ROOT)), Ok(()));
    assert_eq!(judge(ADMIN, 10, Some(key_of(ADMIN, 0))), Ok(()));
}

#[test]
fn each_reason_to_refuse_a_signature_is_its_own() {
    let (admin, clerk) = (Some(key_of(ADMIN, 0)), Some(key_of(CLERK, 0)));
    assert_eq!(judge(ADMIN, 10, None), Err(Untrusted::Unsigned));
    assert_eq!(judge(STRANGER, 10, admin), Err(Untrusted::UnknownSigner));
    assert_eq!(judge(ADMIN, 10, clerk), Err(Untrusted::BadSignature));
    for (author, ms, key, is_signed) in [
        (CLERK, 10, clerk, true),
        (CLERK, 10, admin, false),
        // before they were one
        (ADMIN, 9, admin, true),
    ] {
        let refused = Err(Untrusted::NotAdmin { is_signed });
        assert_eq!(judge(author, ms, key), refused);
    }
}

#[test]
fn an_admin_signs_until_the_clock_of_the_end() {
    let mut ended = admin_membership(ADMIN, 10);
    let deleted_at = (crate::every_entity::DELETED_AT, Value::Time(20_000));
    let end = cell(DELETION, 20, ADMIN, &[deleted_at]);
    ended.cells.push(end);
    let mut trust = Trust::new(TENANT, ROOT);
    trust.add_membership(&ended);
    let admin_at = [9, 10, 19, 20].map(|ms| trust.was_admin(ADMIN, at(ms)));
    assert_eq!(admin_at, [false, true, true, false]);
    assert_eq!(Membership::of(&ended).unwrap().until, Some(at(20)));
}

#[test]
fn only_the_root_key_makes_and_ends_an_admin() {
    let cell_1 = UserRole::CELL.membership.number;
    let trust = chain();
    let made = signed(admin_membership(CLERK, 11), &key_of(ADMIN, 0));
    let other = signed(membership(CLERK, STRANGER, ADMIN, 11), &key_of(ADMIN, 0));
    let by_root = signed(admin_membership(CLERK, 11), &ROOT);
    for moment in [ADMITTED, Moment::Reading] {
        for number in [CREATED, cell_1] {
            let refused = judge_in(&trust, &made, None, number, moment);
            assert_eq!(refused, Err(Untrusted::NotRoot));
            assert_eq!(judge_in(&trust, &by_root, None, number, moment), Ok(()));
            assert_eq!(judge_in(&trust, &other, None, number, moment), Ok(()));
        }
        // what was an admin's membership stays the root key's to change
        let refused = judge_in(&trust, &other, Some(&by_root), cell_1, moment);
        assert_eq!(refused, Err(Untrusted::NotRoot));
        // a second version of the cell, behind one that names another role
        let state = made.cell(cell_1).unwrap();
        let judged = SignedCell {
            row: &other,
            stored: None,
            state,
            input: &signed_input(TENANT, &other, state),
        };
        let refused = trust.check(judged, moment, &Hashes);
        assert_eq!(refused, Err(Untrusted::NotRoot));
    }
}

#[test]
fn a_user_signs_their_own_password_and_nothing_else() {
    let password = User::CELL.password.number;
    let of = |author: Uuid, number: u8, key: SignerKey| {
        let row = row(User::DESCRIPTOR, CLERK, vec![cell(number, 11, author, &[])]);
        judge_in(&chain(), &signed(row, &key), None, number, ADMITTED)
    };
    assert_eq!(of(CLERK, password, key_of(CLERK, 0)), Ok(()));
    assert_eq!(of(ADMIN, password, key_of(ADMIN, 0)), Ok(()));
    let not_admin = |is_signed| Err(Untrusted::NotAdmin { is_signed });
    assert_eq!(of(CLERK, password, key_of(CLERK, 1)), not_admin(false));
    assert_eq!(
        of(CLERK, User::CELL.keys.number, key_of(CLERK, 0)),
        not_admin(true)
    );
    assert_eq!(
        of(ADMIN, password, key_of(CLERK, 0)),
        Err(Untrusted::BadSignature)
    );
}

#[test]
fn a_key_in_the_row_counts_on_reading_once_an_admin_signed_it() {
    let number = User::CELL.password.number;
    let with_keys_by = |signer: SignerKey| {
        let keys = keys_cell(key_of(CLERK, 7), ADMIN);
        let keys = signed(row(User::DESCRIPTOR, CLERK, vec![keys]), &signer);
        let own = row(User::DESCRIPTOR, CLERK, vec![cell(number, 11, CLERK, &[])]);
        let mut both = signed(own, &key_of(CLERK, 7));
        // the admin signed at a time when they were one
        both.cells.extend(keys.cells);
        both
    };
    let mut trust = Trust::new(TENANT, ROOT);
    trust.add_membership(&admin_membership(ADMIN, 1));
    trust.add_user(&user(ADMIN, ADMIN));
    let honest = with_keys_by(key_of(ADMIN, 0));
    assert_eq!(
        judge_in(&trust, &honest, None, number, Moment::Reading),
        Ok(())
    );
    for (row, moment) in [
        (&honest, ADMITTED),
        (&with_keys_by(key_of(CLERK, 7)), Moment::Reading),
    ] {
        let refused = judge_in(&trust, row, None, number, moment);
        assert_eq!(refused, Err(Untrusted::UnknownSigner));
    }
}

#[test]
fn a_replaced_key_counts_for_the_time_before_and_on_reading_alone() {
    let mut list = Vec::new();
    let former = FormerKey {
        signing_key: key_of(ADMIN, 9),
        until: Time(15_000),
    };
    former.push_onto(&mut list);
    let mut renewed = user(ADMIN, ADMIN);
    let clear = [(User::FIELD.former_keys.number, Value::Bytes(list))];
    let cell_6 = User::CELL.former.number;
    renewed.cells.push(cell(cell_6, 15, ADMIN, &clear));
    let mut trust = Trust::new(TENANT, ROOT);
    trust.add_membership(&admin_membership(ADMIN, 10));
    trust.add_user(&renewed);
    let judge = |ms: u64, moment: Moment| {
        let role = row(Role::DESCRIPTOR, TENANT, vec![cell(1, ms, ADMIN, &[])]);
        judge_in(&trust, &signed(role, &key_of(ADMIN, 9)), None, 1, moment)
    };
    assert_eq!(judge(15, Moment::Reading), Ok(()));
    assert_eq!(judge(16, Moment::Reading), Err(Untrusted::BadSignature));
    assert_eq!(judge(15, ADMITTED), Err(Untrusted::BadSignature));
    assert_eq!(trust.keys_at(ADMIN, 15_000).count(), 2);
    assert_eq!(trust.keys_at(ADMIN, 15_001).count(), 1);
}

/// The row with which a device joins by a code, whose key signs every cell.
fn joining(endorsed_by: &SignerKey, until_us: i64, ms: u64, revoked: Value) -> RowState {
    let input = enrolment_input(TENANT, &CODE, Time(until_us));
    let signature = sign(endorsed_by, &input).to_vec();
    let identity = [
        (
            Device::FIELD.enrolment_key.number,
            Value::Bytes(CODE.to_vec()),
        ),
        (Device::FIELD.enrolment_until.number, Value::Time(until_us)),
        (
            Device::FIELD.enrolment_signature.number,
            Value::Bytes(signature),
        ),
    ];
    let revocation = [(Device::FIELD.revoked_at.number, revoked)];
    let cells = vec![
        cell(CREATED, ms, ADMIN, &[]),
        cell(Device::CELL.identity.number, ms, ADMIN, &identity),
        cell(Device::CELL.revocation.number, ms, ADMIN, &revocation),
    ];
    let id = joined_device(TENANT, &CODE).0;
    signed(row(Device::DESCRIPTOR, id, cells), &CODE)
}

#[test]
fn the_key_of_a_code_signs_the_first_cells_of_its_own_device() {
    let (trust, admin) = (chain(), key_of(ADMIN, 0));
    let good = joining(&admin, 50_000, 11, Value::Null);
    assert!(Invitation::of(&good).unwrap().is_for(TENANT, good.row));
    for number in [0, 1, 2] {
        for moment in [JOINING, Moment::Reading] {
            assert_eq!(judge_in(&trust, &good, None, number, moment), Ok(()));
        }
        // in a group of a queue the code's key is not valid, and it never replaces an existing row
        let refused = Err(Untrusted::BadSignature);
        assert_eq!(judge_in(&trust, &good, None, number, ADMITTED), refused);
        let again = judge_in(&trust, &good, Some(&good), number, Moment::Reading);
        assert_eq!(again, refused);
    }
    let mut other = good.clone();
    other.row = Uuid::from_u128(81);
    let other = signed(other, &CODE);
    let refused = judge_in(&trust, &other, None, 0, JOINING);
    assert_eq!(refused, Err(Untrusted::BadSignature));
}

#[test]
fn the_key_of_a_code_signs_nothing_else_and_nothing_later() {
    let (trust, admin) = (chain(), key_of(ADMIN, 0));
    let late = joining(&admin, 10_999, 11, Value::Null);
    let revoking = joining(&admin, 50_000, 11, Value::Time(1));
    let forged = joining(&key_of(CLERK, 0), 50_000, 11, Value::Null);
    let too_early = joining(&admin, 50_000, 9, Value::Null);
    let not_admin = Untrusted::NotAdmin { is_signed: true };
    for moment in [JOINING, Moment::Reading] {
        for (row, number, reason) in [
            (&late, 1, Untrusted::NotInvited),
            (&revoking, 2, Untrusted::NotInvited),
            (&forged, 1, Untrusted::BadSignature),
            // the endorser of the code was not an admin yet
            (&too_early, 1, not_admin),
        ] {
            let refused = judge_in(&trust, row, None, number, moment);
            assert_eq!(refused, Err(reason), "{number}");
        }
    }
    // an admin may sign what the code may not
    let revoked = signed(revoking, &admin);
    assert_eq!(judge_in(&trust, &revoked, None, 2, JOINING), Ok(()));
}

#[test]
fn the_chain_reaches_an_admin_over_another_and_no_forged_row() {
    let second = Uuid::from_u128(5);
    let memberships = vec![
        signed(admin_membership(ADMIN, 1), &ROOT),
        signed(admin_membership(second, 1), &ROOT),
        // a forged one
        signed(admin_membership(STRANGER, 1), &key_of(ADMIN, 0)),
    ];
    let mut cut = signed(admin_membership(CLERK, 1), &ROOT);
    cut.cells.remove(0);
    let memberships = [memberships, vec![cut]].concat();
    let users = vec![
        // in an order in which each needs a later one
        signed(user(CLERK, second), &key_of(second, 0)),
        signed(user(second, ADMIN), &key_of(ADMIN, 0)),
        signed(user(ADMIN, ADMIN), &ROOT),
        signed(user(STRANGER, STRANGER), &key_of(STRANGER, 0)),
    ];
    let mut trust = Trust::new(TENANT, ROOT);
    let unreached = trust.follow(memberships.clone(), users.clone(), |_, _| true, &Hashes);
    let of = |entity: u16, row: Uuid| (entity, row);
    assert_eq!(
        unreached
            .iter()
            .map(|row| of(row.entity, row.row))
            .collect::<Vec<_>>(),
        [
            of(UserRole::DESCRIPTOR.number, memberships[2].row),
            // without the cell that every row has
            of(UserRole::DESCRIPTOR.number, memberships[3].row),
            of(User::DESCRIPTOR.number, STRANGER)
        ]
    );
    assert!(trust.was_admin(second, at(1)));
    assert!(!trust.was_admin(STRANGER, at(1)) && !trust.was_admin(CLERK, at(1)));
    assert_eq!(trust.keys_at(CLERK, 0).next(), Some(&key_of(CLERK, 0)));
    assert_eq!(trust.keys_at(STRANGER, 0).next(), None);

    // a cell that fails its clinic tag proves nothing
    let mut none = Trust::new(TENANT, ROOT);
    let rows = memberships.len() + users.len();
    assert_eq!(
        none.follow(memberships, users, |_, _| false, &Hashes).len(),
        rows
    );
    assert!(none.admins.is_empty() && none.keys.is_empty());
}

#[test]
fn former_keys_without_a_proof_are_not_added() {
    let former = FormerKey {
        signing_key: [6; 32],
        until: Time(i64::MAX),
    };
    let mut list = Vec::new();
    former.push_onto(&mut list);
    let clear = [(User::FIELD.former_keys.number, Value::Bytes(list))];
    let forged = cell(User::CELL.former.number, 9, ADMIN, &clear);
    let mut row = signed(user(ADMIN, ADMIN), &ROOT);
    row.cells.push(forged);
    let mut trust = Trust::new(TENANT, ROOT);
    assert_eq!(
        trust.follow(Vec::new(), vec![row], |_, _| true, &Hashes),
        []
    );
    assert_eq!(
        trust.keys_at(ADMIN, 0).collect::<Vec<_>>(),
        [&key_of(ADMIN, 0)]
    );
}

#[test]
fn a_role_entitles_its_members_until_it_is_deleted() {
    let clear = [
        (
            Role::FIELD.rights.number,
            Value::Text("notes.read later.word".into()),
        ),
        (
            Role::FIELD.compartments.number,
            Value::Text("clinical later".into()),
        ),
    ];
    let mut role = row(Role::DESCRIPTOR, CLERK, vec![cell(1, 1, ADMIN, &clear)]);
    let mut entitlement = Entitlement::default();
    entitlement.add(&role);
    assert_eq!(entitlement.rights, BTreeSet::from([Right::NotesRead]));
    assert_eq!(
        entitlement.compartments,
        BTreeSet::from([Compartment::Clinical])
    );
    let deleted_at = (crate::every_entity::DELETED_AT, Value::Time(2));
    role.cells.push(cell(DELETION, 2, ADMIN, &[deleted_at]));
    let mut none = Entitlement::default();
    none.add(&role);
    assert_eq!(none, Entitlement::default());
}
