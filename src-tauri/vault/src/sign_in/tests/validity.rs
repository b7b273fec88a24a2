//! A session that outlives its user's keys.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use sync_contract::catalog::{FormerKey, Patient, User};
use sync_contract::field::Time;
use sync_contract::ids::{PatientId, UserId};
use sync_contract::messages::Verdict;
use sync_contract::protocol::Replica;
use sync_contract::pull::RowState;
use sync_contract::read_version::ReadVersion;
use sync_contract::{CellWrite, Code, Compartment, Entity, Group, Wire};
use uuid::Uuid;

use crate::crypto::password::Password;
use crate::crypto::sign::Purpose;
use crate::error::Error;
use crate::sign_in::tests::add_receptionist;
use crate::store::rows;
use crate::testing::*;
use crate::unlocked::Unlocked;
use crate::vault::Vault;
use crate::verify::chain::note_overtaken;

const RECEPTION: [Compartment; 3] = [
    Compartment::Contact,
    Compartment::Billing,
    Compartment::Operations,
];

/// Ben at the desk, while ada sits before another handle on the same file.
fn at_reception() -> (Machine, Unlocked, Unlocked, UserId) {
    let (machine, mut ada) = clinic();
    let id = add_receptionist(&mut ada);
    let ben = machine
        .open()
        .unwrap()
        .unlock("ben", &Password::new("front door"))
        .unwrap();
    (machine, ada, ben, id)
}

fn reset(ada: &mut Unlocked, ben: UserId) {
    let keys = ada.new_user_keys(ben, &Password::new("back door")).unwrap();
    let outcome = ada.write_admin_signed("reset password", |tx| -> crate::error::Result<()> {
        let row = tx.get::<User>(ben)?.unwrap();
        tx.update(
            &keys.replace_in(row.value, tx.keys_replaced_at(ben)?),
            &row.seen,
        )?;
        for grant in tx.grants_for(ben, &keys.public_key, &RECEPTION)? {
            tx.insert(&grant)?;
        }
        Ok(())
    });
    outcome.unwrap();
}

fn try_to_register(unlocked: &mut Unlocked) -> crate::error::Result<PatientId> {
    unlocked.write("register patient", |tx| {
        let id: PatientId = tx.new_id();
        tx.insert(&patient(id, "Okafor"))?;
        Ok(id)
    })
}

#[test]
fn after_a_reset_the_open_session_writes_nothing_and_drafts_stay() {
    let (machine, mut ada, mut ben, id) = at_reception();
    try_to_register(&mut ben).unwrap();
    let typed = patient(PatientId(Uuid::from_u128(9)), "Half-typed");
    ben.require_active().unwrap();
    reset(&mut ada, id);
    let before = count(&ada.vault, "select count(*) from queue");
    assert!(matches!(
        try_to_register(&mut ben),
        Err(Error::KeysReplaced)
    ));
    assert!(matches!(ben.require_active(), Err(Error::KeysReplaced)));
    assert_eq!(count(&ada.vault, "select count(*) from queue"), before);
    ben.save_draft(&typed, &ReadVersion::default()).unwrap();
    drop(ben);
    let mut again = machine
        .open()
        .unwrap()
        .unlock("ben", &Password::new("back door"))
        .unwrap();
    let draft = again.draft::<Patient>(typed.id).unwrap().unwrap();
    assert_eq!(draft.value, typed);
    try_to_register(&mut again).unwrap();
}

#[test]
fn a_password_that_its_user_changed_ends_no_session() {
    let (machine, _ada, mut ben, id) = at_reception();
    let mut elsewhere = machine
        .open()
        .unwrap()
        .unlock("ben", &Password::new("front door"))
        .unwrap();
    let keys = elsewhere
        .rewrapped_keys(&Password::new("own choice"))
        .unwrap();
    let changed = elsewhere.write_admin_signed("change password", |tx| {
        let row = tx.get::<User>(id)?.unwrap();
        tx.update(&keys.put_into(row.value), &row.seen)
    });
    changed.unwrap();
    try_to_register(&mut ben).unwrap();
}

/// A computer that stretches a password in less than half the time that it may puts the keys under it anew.
#[test]
fn keys_come_under_the_same_password_at_a_higher_cost() {
    let (machine, ada) = clinic();
    drop(ada);
    let unlock = || {
        let mut env = machine.environment();
        env.stretch_target = Some(Duration::from_secs(3_600));
        let vault = Vault::open(&machine.folder, env).unwrap();
        let unlocked = vault.unlock("ada", &Password::new(PASSWORD));
        unlocked.map_err(|refused| refused.error).unwrap()
    };
    let mut other = unlock();
    let typed = other.weak_password(&Password::new("another")).unwrap();
    let refused = other.stronger_keys(&typed.stretch().unwrap());
    assert!(matches!(refused, Err(Error::WrongPassword)), "{refused:?}");

    let mut ada = unlock();
    let weak = ada.weak_password(&Password::new(PASSWORD)).unwrap();
    assert!(ada.weak_password(&Password::new(PASSWORD)).is_none());
    let stronger = weak.stretch().unwrap();
    let keys = ada.stronger_keys(&stronger).unwrap();
    assert_eq!((keys.kdf_memory_kib, keys.kdf_passes), (64 * 1024, 16));
    let id = ada.user();
    let changed = ada.write_admin_signed("strengthen password", |tx| {
        let row = tx.get::<User>(id)?.unwrap();
        tx.update(&keys.put_into(row.value), &row.seen)
    });
    changed.unwrap();
    // nothing is put back that was stretched before
    let refused = ada.stronger_keys(&stronger);
    assert!(matches!(refused, Err(Error::KeysReplaced)), "{refused:?}");
    assert!(unlock().weak_password(&Password::new(PASSWORD)).is_none());
}

#[test]
fn a_deactivated_user_writes_nothing_more() {
    let (_machine, mut ada, mut ben, id) = at_reception();
    let row = ada.read().get::<User>(id).unwrap().unwrap();
    let gone = User {
        is_active: false,
        ..row.value
    };
    ada.write_admin_signed("leave", |tx| tx.update(&gone, &row.seen))
        .unwrap();
    assert!(matches!(try_to_register(&mut ben), Err(Error::Inactive)));
}

#[test]
fn what_was_signed_too_late_goes_again_under_the_new_key() {
    let (machine, mut ada, mut ben, id) = at_reception();
    try_to_register(&mut ben).unwrap();
    reset(&mut ada, id);
    drop(ben);
    // this device had not received it in time
    answer(&mut ada.vault, |group| match group.author == id.0 {
        true => Verdict::Rejected(Code::BadSignature.into()),
        false => Verdict::Accepted { seq: 1 },
    });
    let refused = ada.vault.rejected().unwrap();
    assert_eq!(refused.len(), 1);
    let mut again = machine
        .open()
        .unwrap()
        .unlock("ben", &Password::new("back door"))
        .unwrap();
    again.requeue(refused[0].group_id).unwrap();
    let push = crate::outbox::page::next_push(&mut again.vault)
        .unwrap()
        .unwrap();
    let group = Group::from_bytes(&push.groups[0]).unwrap();
    assert_eq!(
        (group.author, &group.writes),
        (id.0, &refused[0].group.writes)
    );
    assert_ne!(
        group.id, refused[0].group_id,
        "the old id stands for the old bytes"
    );
    let key = again.session.keys.public().verify;
    let input = group.signing_input();
    key.verify(Purpose::Group, &input, &group.signature)
        .unwrap();
    // a colleague sends it again as it was: no user signs for another
    answer(&mut again.vault, |_| {
        Verdict::Rejected(Code::BadSignature.into())
    });
    let refused = ada.vault.rejected().unwrap();
    ada.requeue(refused[0].group_id).unwrap();
    let push = crate::outbox::page::next_push(&mut ada.vault)
        .unwrap()
        .unwrap();
    assert_eq!(Group::from_bytes(&push.groups[0]).unwrap(), group);
}

#[test]
fn a_second_admin_signed_change_is_refused_under_its_own_lock() {
    let (machine, mut ada, _ben, _) = at_reception();
    ada.vault
        .set_server("https://sync.example.org", None)
        .unwrap();
    accept_all(&mut ada.vault);
    let mut other = machine.unlock();
    let role = reception_role(ada.vault.tenant());
    let rename = |unlocked: &mut Unlocked, name: &str| {
        unlocked.write_admin_signed("rename role", |tx| {
            let row = tx.get::<sync_contract::catalog::Role>(role)?.unwrap();
            let value = sync_contract::catalog::Role {
                name: name.try_into().unwrap(),
                ..row.value
            };
            tx.update(&value, &row.seen)
        })
    };
    // both have asked whether another waits before either has the lock
    let kind = crate::outbox::admin_signed::kind(&other.vault).unwrap();
    rename(&mut ada, "Front desk").unwrap();
    let tx = other.begin("rename role", kind).unwrap();
    assert!(matches!(
        tx.check_may_begin(),
        Err(Error::AdminSignedPending)
    ));
    drop(tx);
    assert!(matches!(
        rename(&mut other, "Desk"),
        Err(Error::AdminSignedPending)
    ));
}

#[test]
fn an_admin_signed_change_begun_without_a_server_ends_with_one() {
    let (machine, ada, _ben, _) = at_reception();
    let mut other = machine.unlock();
    let kind = crate::outbox::admin_signed::kind(&other.vault).unwrap();
    let mut ada = ada;
    ada.vault
        .set_server("https://sync.example.org", None)
        .unwrap();
    let tx = other.begin("rename role", kind).unwrap();
    assert!(matches!(
        tx.check_may_begin(),
        Err(Error::AdminSignedPending)
    ));
}

#[test]
fn what_an_admin_signed_by_a_clock_ahead_is_valid_after_a_reset() {
    let machine = Machine::new(1);
    let (mut ada, recovery) = machine.create();
    machine.clock.advance_ms(60_000);
    let ben = add_receptionist(&mut ada);
    // the machine's clock is set back, and then the paper comes out of the safe
    let mut behind = machine.clone();
    behind.clock = TestClock::at(START_MS + 1_000);
    let user = ada.user();
    drop(ada);
    let vault = behind.open().unwrap();
    let recovered = vault.recover(&recovery, user, &Password::new("battery staple"));
    assert!(matches!(
        recovered,
        Ok(crate::write::AdminSignedOutcome::Applied(_))
    ));
    drop(recovered);
    let ben_again = machine
        .open()
        .unwrap()
        .unlock("ben", &Password::new("front door"))
        .unwrap();
    assert_eq!(ben_again.user(), ben);
}

#[test]
fn a_replaced_key_signs_nothing_later_than_what_it_had_signed() {
    let (machine, mut ada, mut ben, id) = at_reception();
    machine.clock.advance_ms(60_000);
    try_to_register(&mut ben).unwrap();
    let stolen = |input: &[u8]| ben.session.keys.sign(Purpose::Note, input);
    let input = [Purpose::Note.label().as_bytes(), b"note"].concat();
    let signature = stolen(&input);
    let signed_ms = START_MS + 60_000;
    machine.clock.advance_ms(-3_600_000);
    reset(&mut ada, id);
    let is_signed_at = |at_ms: i64| {
        let signers = ada.read().signers().unwrap();
        signers.has_signed(id, Time(at_ms * 1000), Purpose::Note, &input, &signature)
    };
    assert!(is_signed_at(signed_ms) && is_signed_at(signed_ms - 3_600_000));
    assert!(!is_signed_at(signed_ms + 1_000) && !is_signed_at(signed_ms + 3_600_000));
    assert!(matches!(
        try_to_register(&mut ben),
        Err(Error::KeysReplaced)
    ));
}

/// An attacker with a stolen key could sign in any year to go on with it after the reset.
#[test]
fn a_key_that_signed_in_another_year_ends_a_day_from_now() {
    const YEAR_MS: i64 = 365 * 24 * 3_600_000;
    let (machine, mut ada, mut ben, id) = at_reception();
    machine.clock.advance_ms(YEAR_MS);
    try_to_register(&mut ben).unwrap();
    let input = [Purpose::Note.label().as_bytes(), b"note"].concat();
    let signature = ben.session.keys.sign(Purpose::Note, &input);
    machine.clock.advance_ms(-YEAR_MS);
    // told that its clock was wrong, the device begins anew at the right time
    ada.vault.take_number(7).unwrap();
    reset(&mut ada, id);
    let signers = ada.read().signers().unwrap();
    let is_signed_at = |after_ms: i64| {
        let at = Time((START_MS + after_ms) * 1000);
        signers.has_signed(id, at, Purpose::Note, &input, &signature)
    };
    assert!(is_signed_at(0) && is_signed_at(3_600_000));
    assert!(!is_signed_at(2 * 24 * 3_600_000) && !is_signed_at(YEAR_MS));
}

#[test]
fn a_forged_group_in_a_user_s_name_is_not_signed_again() {
    let (_machine, mut ada, mut ben, id) = at_reception();
    try_to_register(&mut ben).unwrap();
    answer(&mut ada.vault, |group| match group.author == id.0 {
        true => Verdict::Rejected(Code::BadValue.into()),
        false => Verdict::Accepted { seq: 1 },
    });
    let refused = ada.vault.rejected().unwrap();
    let mut made = refused[0].group.clone();
    made.writes[0].state.clock.counter += 1;
    let sql = "update queue set bytes = ?1 where group_id = ?2";
    let edited = (made.to_bytes(), made.id.as_bytes().to_vec());
    assert_eq!(ada.vault.conn.execute(sql, edited).unwrap(), 1);
    assert!(matches!(ben.requeue(made.id), Err(Error::Altered)));
    assert_eq!(ada.vault.rejected().unwrap()[0].group, made);
}

/// The admin shut Ben out, and Ben has a SQLite shell and an older copy of his row.
#[test]
fn a_row_that_was_put_back_or_removed_reopens_no_session() {
    let (machine, mut ada, mut ben, id) = at_reception();
    let file = rusqlite::Connection::open(machine.database()).unwrap();
    let is_active = "select is_active from users where id = ?1";
    let active: bool = file
        .query_row(is_active, [id.0.as_bytes()], |row| row.get(0))
        .unwrap();
    assert!(active);
    let row = ada.read().get::<User>(id).unwrap().unwrap();
    let gone = User {
        is_active: false,
        ..row.value
    };
    let left = ada.write_admin_signed("deactivate", |tx| tx.update(&gone, &row.seen));
    left.unwrap();
    assert!(matches!(try_to_register(&mut ben), Err(Error::Inactive)));
    let edit = "update users set is_active = 1 where id = ?1";
    assert_eq!(file.execute(edit, [id.0.as_bytes()]).unwrap(), 1);
    assert!(matches!(try_to_register(&mut ben), Err(Error::Altered)));
    assert!(matches!(ben.require_active(), Err(Error::Altered)));
    file.execute_batch("pragma foreign_keys = off").unwrap();
    let remove = "delete from users where id = ?1";
    assert_eq!(file.execute(remove, [id.0.as_bytes()]).unwrap(), 1);
    assert!(matches!(try_to_register(&mut ben), Err(Error::Altered)));
}

/// Replaces Ben's keys as an admin does whose computer was never told of them.
fn replace_unseen(ada: &mut Unlocked, ben: UserId) -> (RowState, RowState) {
    let stored = |ada: &Unlocked| {
        let row = rows::load(&ada.vault.conn, User::DESCRIPTOR, ben.0);
        row.unwrap().unwrap()
    };
    let before = stored(ada);
    let keys = ada.new_user_keys(ben, &Password::new("back door")).unwrap();
    let replaced = ada.write_admin_signed("reset password", |tx| {
        let row = tx.get::<User>(ben)?.unwrap();
        tx.update(&keys.put_into(row.value), &row.seen)
    });
    replaced.unwrap();
    (before, stored(ada))
}

/// What the key had signed counts again, and an attacker who has stolen it cannot sign today with it.
#[test]
fn a_key_that_was_replaced_unseen_is_named_and_ends_when_it_was_replaced() {
    const DAY_MS: i64 = 24 * 3_600_000;
    let (machine, mut ada, mut ben, id) = at_reception();
    let input = [Purpose::Note.label().as_bytes(), b"note"].concat();
    let signature = ben.session.keys.sign(Purpose::Note, &input);
    let replaced = [replace_unseen(&mut ada, id), replace_unseen(&mut ada, id)];
    machine.clock.advance_ms(30 * DAY_MS);
    // until it is recorded here that these keys were replaced
    try_to_register(&mut ben).unwrap();
    assert!(ada.name_overtaken_keys().unwrap().is_none());
    for (before, after) in &replaced {
        note_overtaken(&ada.vault.conn, before, after).unwrap();
    }
    assert!(matches!(
        try_to_register(&mut ben),
        Err(Error::KeysReplaced)
    ));
    assert!(ada.name_overtaken_keys().unwrap().is_some());
    let signers = ada.read().signers().unwrap();
    let is_signed_at = |after_ms: i64| {
        let at = Time((START_MS + after_ms) * 1000);
        signers.has_signed(id, at, Purpose::Note, &input, &signature)
    };
    assert!(is_signed_at(0));
    assert!(!is_signed_at(2 * DAY_MS) && !is_signed_at(30 * DAY_MS));
    let user = ada.read().get::<User>(id).unwrap().unwrap().value;
    let named = user.former_keys.and_then(|list| FormerKey::list(&list.0));
    assert_eq!(named.unwrap().len(), replaced.len());
    assert!(ada.name_overtaken_keys().unwrap().is_none());
}

/// Else a reset would become one that had been replaced, just before it counts.
#[test]
fn a_key_that_is_later_than_the_present_one_was_not_replaced() {
    let (_machine, mut ada, _ben, id) = at_reception();
    ada.vault
        .set_server("https://sync.example.org", None)
        .unwrap();
    accept_all(&mut ada.vault);
    reset(&mut ada, id);
    let sql = "select bytes from queue order by seq desc limit 1";
    let waits: Vec<u8> = ada.vault.conn.query_row(sql, [], |row| row.get(0)).unwrap();
    let waits = Group::from_bytes(&waits).unwrap();
    let is_keys = |write: &&CellWrite| write.state.cell == User::CELL.keys.number;
    let of_user = |write: &&CellWrite| write.entity == User::DESCRIPTOR.number;
    let keys = waits.writes.iter().filter(of_user).find(is_keys).unwrap();
    let insert = "insert into overtaken_keys values (?1, ?2)";
    let cell = (id.0.as_bytes(), keys.state.to_bytes());
    ada.vault.conn.execute(insert, cell).unwrap();
    assert!(!ada.knows_overtaken_keys().unwrap());
}

/// A restored server may have lost a right; to a deactivated user no device brings it back.
#[test]
fn a_change_of_a_deactivated_user_is_refused_at_once_after_a_restoration() {
    let (_machine, mut ada, mut ben, id) = at_reception();
    ada.vault
        .set_server("https://sync.example.org", None)
        .unwrap();
    accept_all(&mut ada.vault);
    ada.vault.renumber(7).unwrap();
    let now_us = ada.vault.now_us().unwrap();
    ada.vault.set_restored(Some(now_us)).unwrap();
    accept_all(&mut ada.vault);
    try_to_register(&mut ben).unwrap();
    let without_right = |group: &Group| match group.author == id.0 {
        true => Verdict::Rejected(Code::MissingRight.into()),
        false => Verdict::Accepted { seq: 1 },
    };
    answer(&mut ada.vault, without_right);
    assert!(ada.vault.rejected().unwrap().is_empty(), "it may come back");
    deactivate(&mut ada, id);
    ada.vault.retry().unwrap();
    for _ in 0..2 {
        answer(&mut ada.vault, without_right);
        ada.vault.retry().unwrap();
    }
    let refused = ada.vault.rejected().unwrap();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].rejection.code, Code::MissingRight);
}

fn deactivate(ada: &mut Unlocked, user: UserId) {
    let row = ada.read().get::<User>(user).unwrap().unwrap();
    let gone = User {
        is_active: false,
        ..row.value
    };
    let left = ada.write_admin_signed("deactivate", |tx| tx.update(&gone, &row.seen));
    left.unwrap();
}

/// The server has it, and a colleague decides whether it comes back: until then it is not shown here either.
#[test]
fn what_a_deactivated_user_left_goes_to_the_review_alone() {
    let (_machine, mut ada, mut ben, id) = at_reception();
    ada.vault
        .set_server("https://sync.example.org", None)
        .unwrap();
    accept_all(&mut ada.vault);
    let left = try_to_register(&mut ben).unwrap();
    let in_review = |group: &Group| match group.author == id.0 {
        true => Verdict::InReview,
        false => Verdict::Accepted { seq: 1 },
    };
    answer(&mut ada.vault, in_review);
    // no admin's signed row says so yet: a server that lies takes nothing away
    assert!(ada.read().get::<Patient>(left).unwrap().is_some());
    deactivate(&mut ada, id);
    for _ in 0..3 {
        answer(&mut ada.vault, in_review);
    }
    assert!(ada.read().get::<Patient>(left).unwrap().is_none());
    assert_eq!(count(&ada.vault, "select count(*) from queue"), 0);
    assert!(ada.vault.rejected().unwrap().is_empty());
    // nor does it hold up what comes after it
    let next = try_to_register(&mut ada).unwrap();
    let (_, outcome) = answer(&mut ada.vault, in_review).unwrap();
    assert_eq!(outcome.accepted, 1);
    assert!(ada.read().get::<Patient>(next).unwrap().is_some());
}

/// The server alone has it: one that is restored from an older backup gets it again and holds it again, until a person
/// has decided.
#[test]
fn a_restored_server_gets_again_what_waits_for_a_review() {
    let (_machine, mut ada, mut ben, id) = at_reception();
    ada.vault
        .set_server("https://sync.example.org", None)
        .unwrap();
    accept_all(&mut ada.vault);
    let left = [(); 2].map(|()| try_to_register(&mut ben).unwrap());
    deactivate(&mut ada, id);
    let sent = "select count(*) from sent_groups where name like '%register%'";
    let before = count(&ada.vault, sent);
    let in_review = |group: &Group| match group.author == id.0 {
        true => Verdict::InReview,
        false => Verdict::Accepted { seq: 1 },
    };
    let is_shown = |ada: &Unlocked| {
        let mut left = left.iter();
        left.any(|patient| ada.read().get::<Patient>(*patient).unwrap().is_some())
    };
    for _ in 0..3 {
        answer(&mut ada.vault, in_review);
    }
    assert_eq!(count(&ada.vault, sent), before + 2);
    for number in [7, 8] {
        ada.vault.renumber(number).unwrap();
        assert!(!is_shown(&ada), "it waits at the server alone");
        let mut again = 0;
        while let Some((push, _)) = answer(&mut ada.vault, in_review) {
            let groups = push.groups.iter();
            let theirs = groups.filter(|bytes| Group::from_bytes(bytes).unwrap().author == id.0);
            again += theirs.count();
        }
        assert_eq!(again, 2, "each of them once");
        assert!(!is_shown(&ada));
        assert_eq!(count(&ada.vault, sent), before + 2);
        assert!(ada.vault.rejected().unwrap().is_empty());
    }
    // the backup is from after the decisions: one was admitted, the other not
    ada.vault.renumber(9).unwrap();
    let decisions = std::cell::RefCell::new(vec![
        Verdict::Rejected(Code::Withdrawn.into()),
        Verdict::Duplicate { seq: 1 },
    ]);
    let decided = |group: &Group| match group.author == id.0 {
        true => decisions.borrow_mut().pop().unwrap(),
        false => Verdict::Accepted { seq: 1 },
    };
    while answer(&mut ada.vault, decided).is_some() {}
    // no signature says that a person decided against it: one does so here
    let refused = ada.vault.rejected().unwrap();
    assert_eq!(refused.len(), 1);
    assert_eq!(count(&ada.vault, sent), before + 2);
    ada.discard(refused[0].group_id).unwrap();
    assert_eq!(count(&ada.vault, "select count(*) from queue"), 0);
    assert_eq!(count(&ada.vault, sent), before + 1);
}

/// The device that gave it may send it again for so long.
#[test]
fn a_change_waits_thirty_days_for_the_key_of_its_author() {
    const DAY_MS: i64 = 24 * 3_600_000;
    let (machine, mut ada, mut ben, id) = at_reception();
    ada.vault
        .set_server("https://sync.example.org", None)
        .unwrap();
    try_to_register(&mut ben).unwrap();
    accept_all(&mut ada.vault);
    ada.vault.renumber(7).unwrap();
    let now_us = ada.vault.now_us().unwrap();
    ada.vault.set_restored(Some(now_us)).unwrap();
    try_to_register(&mut ben).unwrap();
    let unknown_key = |group: &Group| match group.author == id.0 {
        true => Verdict::Rejected(Code::BadSignature.into()),
        false => Verdict::Accepted { seq: 1 },
    };
    // one that was accepted before, and one that no server has had
    for (days, refused) in [(0, 0), (2, 0), (27, 0), (2, 2)] {
        machine.clock.advance_ms(days * DAY_MS);
        ada.vault.retry().unwrap();
        while answer(&mut ada.vault, unknown_key).is_some() {}
        let listed = ada.vault.rejected().unwrap();
        assert_eq!(listed.len(), refused, "after {days} more days");
    }
}
