//! A revoked device sends what waits, and then has no key and no row left.

use sync_contract::messages::{AuditEntry, Verdict};
use sync_contract::{Code, Group, Wire};

use super::*;
use crate::testing::answer;

#[test]
fn a_revoked_device_has_no_key_no_row_and_no_copy_left() {
    let (machine, mut unlocked): (Machine, _) = clinic();
    register(&mut unlocked, "Okafor");
    let copies = copies(&machine);
    let mut last = page(3, vec![revoked_by(&unlocked, &unlocked.session().keys)]);
    last.control = control_revoked();
    assert!(apply(unlocked.vault_mut(), &last).revoked);
    // nothing is erased while a group waits to be sent, and no user can write meanwhile
    assert!(!unlocked.vault_mut().leave_clinic(false).unwrap());
    assert_eq!(count(unlocked.vault(), "select count(*) from patients"), 1);
    assert!(matches!(unlocked.require_active(), Err(Error::Revoked)));
    leave(unlocked.vault_mut());
    for table in [
        "patients",
        "users",
        "key_grants",
        "queue",
        "cell_siblings",
        "patient_changes",
    ] {
        let sql = format!("select count(*) from {table}");
        assert_eq!(count(unlocked.vault(), &sql), 0, "{table}");
    }
    assert!(count(unlocked.vault(), "select count(*) from audit") > 0);
    assert!(copies.iter().all(|copy| !copy.exists()));
    drop(unlocked);
    assert!(matches!(machine.open(), Err(Error::Revoked)));
}

/// Sends all that waits to a server that holds it.
fn send_for_review(vault: &mut Vault) {
    while let Some(push) = vault.next_push().unwrap() {
        let sent = |bytes: &Vec<u8>| (Group::from_bytes(bytes).unwrap().id, Verdict::InReview);
        let answer = PushAnswer {
            verdicts: push.groups.iter().map(sent).collect(),
            head: cursor(3),
        };
        let outcome = vault.apply_verdicts(&push, &answer).unwrap();
        assert_eq!(
            (outcome.in_review, outcome.deferred),
            (push.groups.len(), 0)
        );
    }
}

fn leave(vault: &mut Vault) {
    send_for_review(vault);
    assert!(
        !vault.leave_clinic(false).unwrap(),
        "the audit log comes first"
    );
    while let Some(page) = vault.next_audit_push().unwrap() {
        let last = AuditEntry::from_bytes(page.entries.last().unwrap()).unwrap();
        let answer = AuditAnswer {
            number: last.number,
            hash: last.chain_hash(),
        };
        vault.apply_audit_answer(&page, &answer).unwrap();
    }
    assert!(vault.leave_clinic(false).unwrap());
}

#[test]
fn an_audit_log_that_is_never_taken_stays_and_hinders_no_erasure() {
    let (_machine, mut unlocked): (Machine, _) = clinic();
    register(&mut unlocked, "Okafor");
    let mut last = page(3, vec![revoked_by(&unlocked, &unlocked.session().keys)]);
    last.control = control_revoked();
    apply(unlocked.vault_mut(), &last);
    let vault = unlocked.vault_mut();
    // what waits to be sent comes first all the same
    assert!(!vault.leave_clinic(true).unwrap());
    send_for_review(vault);
    assert!(!vault.leave_clinic(false).unwrap());
    assert!(vault.leave_clinic(true).unwrap());
    assert_eq!(count(vault, "select count(*) from patients"), 0);
    assert!(count(vault, "select count(*) from audit") > 0);
}

#[test]
fn a_group_in_review_stays_queued_until_the_revocation_is_signed() {
    let (_machine, mut unlocked): (Machine, _) = clinic();
    register(&mut unlocked, "Okafor");
    let vault = unlocked.vault_mut();
    let before = vault.waiting().unwrap().groups;
    let push = vault.next_push().unwrap().unwrap();
    let sent = |bytes: &Vec<u8>| (Group::from_bytes(bytes).unwrap().id, Verdict::InReview);
    let answer = PushAnswer {
        verdicts: push.groups.iter().map(sent).collect(),
        head: cursor(3),
    };
    let outcome = vault.apply_verdicts(&push, &answer).unwrap();
    assert_eq!(outcome.deferred, push.groups.len());
    assert_eq!(vault.waiting().unwrap().groups, before);
    assert!(!vault.leave_clinic(false).unwrap());
}

/// A restored server may lack groups that it had accepted, and no other copy exists once the device is erased.
#[test]
fn what_the_server_had_accepted_is_sent_once_more_before_all_is_erased() {
    let (_machine, mut unlocked): (Machine, _) = clinic();
    register(&mut unlocked, "Okafor");
    accept_all(unlocked.vault_mut());
    register(&mut unlocked, "Lind");
    let vault = unlocked.vault();
    let (sent, waiting) = ["sent_groups", "queue"]
        .map(|table| count(vault, &format!("select count(*) from {table}")))
        .into();
    assert!(sent > 0 && waiting == 1);
    let mut last = page(3, vec![revoked_by(&unlocked, &unlocked.session().keys)]);
    last.control = control_revoked();
    assert!(apply(unlocked.vault_mut(), &last).revoked);
    let queue = "select count(*) from queue";
    assert_eq!(count(unlocked.vault(), queue), sent + waiting);
    assert!(!unlocked.vault_mut().leave_clinic(false).unwrap());
    // what the server has is named so, what admins sign it refuses, and the rest is held
    let verdict = |group: &Group| match group.writes[0].entity == Patient::DESCRIPTOR.number {
        true => Verdict::InReview,
        false if group.writes[0].entity == Role::DESCRIPTOR.number => Verdict::Duplicate { seq: 1 },
        false => Verdict::Rejected(Code::Malformed.into()),
    };
    let mut for_review = 0;
    while let Some((_, outcome)) = answer(unlocked.vault_mut(), verdict) {
        for_review += outcome.for_review;
        assert_eq!(outcome.deferred, 0);
    }
    assert_eq!(for_review, 2);
    assert_eq!(unlocked.vault().waiting().unwrap().groups, 0);
    // hearing of it again sends nothing again
    assert!(apply(unlocked.vault_mut(), &last).revoked);
    assert_eq!(unlocked.vault().waiting().unwrap().groups, 0);
    leave(unlocked.vault_mut());
}

/// Sends all that waits once, and returns how many groups wait still and how many are refused.
fn send_once(vault: &mut Vault, verdict: impl Fn(&Group) -> Verdict) -> (usize, usize) {
    vault.retry().unwrap();
    while answer(vault, &verdict).is_some() {}
    let waiting = vault.waiting().unwrap();
    (waiting.groups, waiting.rejected)
}

/// A clinic whose device was revoked. The server has one patient, and one was never sent.
fn revoked() -> (Machine, Unlocked) {
    let (machine, mut unlocked): (Machine, _) = clinic();
    register(&mut unlocked, "Okafor");
    accept_all(unlocked.vault_mut());
    register(&mut unlocked, "Lind");
    let mut last = page(3, vec![revoked_by(&unlocked, &unlocked.session().keys)]);
    last.control = control_revoked();
    assert!(apply(unlocked.vault_mut(), &last).revoked);
    (machine, unlocked)
}

/// What a server answers that lacks only what is of patients.
fn but_patients(verdict: Verdict) -> impl Fn(&Group) -> Verdict {
    move |group| match group.writes[0].entity == Patient::DESCRIPTOR.number {
        true => verdict,
        false => Verdict::Duplicate { seq: 1 },
    }
}

/// An admin gave the author these keys at another computer, which has not met the restored server yet.
#[test]
fn what_a_server_may_only_lack_is_reviewed_before_all_is_erased() {
    let unknown_key = Verdict::Deferred {
        code: Code::BadSignature,
        retry_after_s: 3_600,
    };
    let missing = [Code::MissingReference, Code::MissingRight, Code::StaleBase];
    let missing = missing.map(|code| Verdict::Rejected(code.into()));
    for lacking in missing.into_iter().chain([unknown_key]) {
        let (_machine, mut unlocked) = revoked();
        let vault = unlocked.vault_mut();
        for _ in 0..3 {
            assert_eq!(
                send_once(vault, but_patients(lacking)),
                (2, 0),
                "{lacking:?}"
            );
            assert!(!vault.leave_clinic(true).unwrap());
        }
        assert_eq!(count(vault, "select count(*) from patients"), 2);
        assert_eq!(send_once(vault, but_patients(Verdict::InReview)), (0, 0));
        leave(vault);
    }
    // one that says no more than this had what it accepted
    let (_machine, mut unlocked) = revoked();
    let refused = Verdict::Rejected(Code::BadSignature.into());
    assert_eq!(
        send_once(unlocked.vault_mut(), but_patients(refused)),
        (1, 1)
    );
}

#[test]
fn a_key_that_no_device_sends_again_stops_no_erasure_for_ever() {
    let unknown_key = Verdict::Deferred {
        code: Code::BadSignature,
        retry_after_s: 3_600,
    };
    let (machine, mut unlocked) = revoked();
    let vault = unlocked.vault_mut();
    let mut waiting = Vec::new();
    for days in [0, 29, 2] {
        machine.clock.advance_s(days * 24 * 3_600);
        waiting.push(send_once(vault, but_patients(unknown_key)));
    }
    assert_eq!(waiting, [(2, 0), (2, 0), (0, 1)]);
    assert!(vault.leave_clinic(true).unwrap());
}

/// No user can sign in to a revoked device to decide about it.
#[test]
fn what_the_server_had_refused_is_sent_for_a_review_too() {
    let (_machine, mut unlocked): (Machine, _) = clinic();
    accept_all(unlocked.vault_mut());
    register(&mut unlocked, "Okafor");
    let refused = Verdict::Rejected(Code::BadValue.into());
    assert_eq!(
        send_once(unlocked.vault_mut(), but_patients(refused)),
        (0, 1)
    );
    let mut last = page(3, vec![revoked_by(&unlocked, &unlocked.session().keys)]);
    last.control = control_revoked();
    assert!(apply(unlocked.vault_mut(), &last).revoked);
    let vault = unlocked.vault_mut();
    assert!(!vault.leave_clinic(true).unwrap());
    let in_review = std::cell::Cell::new(0);
    let review = |group: &Group| {
        let verdict = but_patients(Verdict::InReview)(group);
        in_review.update(|count| count + usize::from(verdict == Verdict::InReview));
        verdict
    };
    assert_eq!(send_once(vault, review), (0, 0));
    assert_eq!(in_review.get(), 1);
    leave(vault);
}

/// What a migration and a killed backup leave next to the file.
fn copies(machine: &Machine) -> [std::path::PathBuf; 2] {
    let copies = ["vault-before-3-from-2.db", "backup.tmp"].map(|name| machine.folder.join(name));
    for copy in &copies {
        std::fs::write(copy, "a clinic").unwrap();
    }
    copies
}

#[test]
fn a_revoked_device_that_was_killed_in_between_goes_on_with_its_end() {
    let (machine, mut unlocked): (Machine, _) = clinic();
    register(&mut unlocked, "Okafor");
    let vault = unlocked.vault().id();
    let keys = machine.environment().key_store;
    Anchor::note_left(keys.as_ref(), vault).unwrap();
    keys.delete(vault).unwrap();
    drop(unlocked);
    let copies = copies(&machine);
    assert!(matches!(machine.open(), Err(Error::Revoked)));
    assert!(copies.iter().all(|copy| !copy.exists()));
    let file = rusqlite::Connection::open(machine.database()).unwrap();
    let left = "select (select count(*) from patients) + (select count(*) from queue)";
    let left: i64 = file.query_row(left, [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0);
}

#[test]
fn an_edited_file_revokes_and_erases_nothing() {
    let (machine, mut unlocked): (Machine, _) = clinic();
    register(&mut unlocked, "Okafor");
    let vault = unlocked.vault().id();
    drop(unlocked);
    let edit = || {
        let file = rusqlite::Connection::open(machine.database()).unwrap();
        file.execute("update device set revoked_at = 1", [])
            .unwrap();
        file.execute("update devices set revoked_at = 1", [])
            .unwrap();
    };
    edit();
    let mut opened = machine.open().unwrap();
    assert!(!opened.leave_clinic(true).unwrap());
    assert_eq!(count(&opened, "select count(*) from patients"), 1);
    drop(opened);
    // nor where the keys are missing, as under another user of the machine
    edit();
    let keys = machine.environment().key_store;
    let entry = keys.load(vault).unwrap().unwrap();
    keys.delete(vault).unwrap();
    assert!(matches!(machine.open(), Err(Error::NoKeysHere)));
    keys.store(vault, &entry).unwrap();
    let opened = machine.open().unwrap();
    assert_eq!(count(&opened, "select count(*) from patients"), 1);
}

#[test]
fn an_unsigned_revocation_destroys_nothing() {
    let (machine, mut unlocked): (Machine, _) = clinic();
    register(&mut unlocked, "Okafor");
    let stranger = UserKeys::generate(&mut Random::from_seed(&[7; 32]));
    for rows in [vec![], vec![revoked_by(&unlocked, &stranger)]] {
        let mut last = page(3, rows);
        last.control = control_revoked();
        assert!(!apply(unlocked.vault_mut(), &last).revoked);
        assert_eq!(count(unlocked.vault(), "select count(*) from patients"), 1);
        assert!(count(unlocked.vault(), "select count(*) from queue") > 0);
    }
    // an honest revocation is still carried out
    let mut next = page(4, vec![]);
    next.control = vec![ControlItem {
        number: 1,
        control: Control::Bootstrap(token(1, BootstrapClass::StaffAndSettings)),
    }];
    apply(unlocked.vault_mut(), &next);
    assert!(unlocked.vault().next_pull().unwrap().bootstrap.is_some());
    drop(unlocked);
    machine.unlock();
}

pub(super) fn control_revoked() -> Vec<ControlItem> {
    vec![ControlItem {
        number: 9,
        control: Control::Revoked,
    }]
}

/// This device's row as it is once the clinic's first admin, with these keys, has revoked it.
pub(super) fn revoked_by(unlocked: &Unlocked, keys: &UserKeys) -> RowState {
    let vault = unlocked.vault();
    let own = vault.clinic().unwrap().device;
    let row = rows::load(&vault.conn, Device::DESCRIPTOR, own.0).unwrap();
    let mut row = row.unwrap();
    let index = row
        .cells
        .iter()
        .position(|cell| cell.cell == Device::CELL.revocation.number)
        .unwrap();
    let (entity, id) = (row.entity, row.row);
    let state = &mut row.cells[index];
    state.clock = Clock {
        unix_ms: 1_900_000_000_000,
        counter: 0,
        device: 99,
    };
    state.author = unlocked.user().0;
    state.clear = vec![(8, Value::Time(1)), (9, Value::Uuid(unlocked.user().0))];
    let input = cell_input(vault.facts.tenant, entity, id, None, state);
    state.tag = vault.tag_key().tag(&input);
    state.signature = Some(keys.sign(Purpose::Cell, &input));
    row
}
