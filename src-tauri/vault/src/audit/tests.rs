#![allow(clippy::unwrap_used)]

use rusqlite::params;
use sync_contract::catalog::Patient;
use sync_contract::entity::Entity;
use sync_contract::messages::{AuditAnswer, AuditEntry, AuditPush};
use sync_contract::protocol::Replica;
use sync_contract::{Value, Wire};
use uuid::Uuid;

use crate::audit::query::{AuditFilter, EntryNumber};
use crate::audit::verify::AuditProblem;
use crate::audit_chain::event::{Detail, Event};
use crate::error::Error;
use crate::testing::*;
use crate::unlocked::Unlocked;
use crate::vault::Vault;

mod filtered;
mod retained;

const FAMILY_NAME: u16 = Patient::FIELD.family_name.number;

fn page(unlocked: &Unlocked) -> Vec<super::AuditLine> {
    unlocked.audit(&AuditFilter::default(), 100).unwrap()
}

fn entries(unlocked: &Unlocked) -> i64 {
    count(&unlocked.vault, "select count(*) from audit")
}

#[test]
fn an_entry_names_the_action_and_its_detail_the_values_before_and_after() {
    let (_machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    let stored = unlocked.read().get::<Patient>(id).unwrap().unwrap();
    let mut value = stored.value;
    value.family_name = sync_contract::Phi::new(Some("Adeyemi".try_into().unwrap()));
    unlocked
        .write("edit patient", |tx| -> crate::error::Result<bool> {
            tx.remark("married");
            tx.update(&value, &stored.seen)
        })
        .unwrap();
    let line = page(&unlocked).remove(0);
    assert_eq!(
        (line.entry.action.as_str(), line.entry.resource.as_str()),
        ("edit patient", "Patient")
    );
    assert_eq!(
        (line.entry.resource_id, line.entry.patient),
        (Some(id.0), Some(id.0))
    );
    assert_eq!(line.entry.user, Some(unlocked.user().0));
    assert!(line.entry.retention_until_us - line.entry.at_us >= 6 * 365 * 86_400_000_000);
    let detail = line.detail.unwrap();
    assert_eq!(
        (detail.remark.as_str(), detail.changes.len()),
        ("married", 1)
    );
    let family_name = |fields: &Option<Vec<(u16, Value)>>| {
        let fields = fields.as_ref().unwrap();
        fields
            .iter()
            .find(|(number, _)| *number == FAMILY_NAME)
            .unwrap()
            .1
            .clone()
    };
    let change = &detail.changes[0];
    assert_eq!(
        (change.entity, change.cell),
        (Patient::DESCRIPTOR.number, 1)
    );
    assert_eq!(family_name(&change.before), Value::Text("Okafor".into()));
    assert_eq!(family_name(&change.after), Value::Text("Adeyemi".into()));
}

#[test]
fn reads_of_one_patient_within_ten_minutes_are_one_entry() {
    let (machine, mut unlocked) = clinic();
    let (one, other) = (
        register(&mut unlocked, "Okafor"),
        register(&mut unlocked, "Adeyemi"),
    );
    let before = entries(&unlocked);
    let read = |unlocked: &mut Unlocked, patient: sync_contract::ids::PatientId| {
        let event = Event::new("open patient", "Patient").of(patient.0);
        unlocked
            .record_once(patient.0, event.about(patient.0))
            .unwrap()
    };
    assert!(read(&mut unlocked, one) && !read(&mut unlocked, one) && read(&mut unlocked, other));
    machine.clock.advance_ms(9 * 60_000);
    assert!(!read(&mut unlocked, one));
    machine.clock.advance_ms(60_000);
    assert!(read(&mut unlocked, one));
    assert_eq!(entries(&unlocked), before + 3);
    // a clock that was a year ahead silences no later read
    let year_ms = 365 * 24 * 3_600_000;
    machine.clock.advance_ms(year_ms);
    assert!(read(&mut unlocked, one));
    machine.clock.advance_ms(-year_ms);
    assert!(read(&mut unlocked, one) && !read(&mut unlocked, one));
}

#[test]
fn a_command_without_a_password_is_in_the_chain_and_opens_one_session() {
    let (_machine, unlocked) = clinic();
    let mut vault = unlocked.lock();
    let before = count(&vault, "select count(*) from audit");
    vault.record(Event::new("sync", "clinic")).unwrap();
    vault.record(Event::new("status", "clinic")).unwrap();
    assert_eq!(count(&vault, "select count(*) from audit"), before + 2);
    assert_eq!(
        count(
            &vault,
            "select count(*) from audit where user_id is null and opens = 1"
        ),
        1
    );
    assert_eq!(vault.verify_audit().unwrap().fault, None);
}

#[test]
fn the_first_entry_that_was_changed_removed_or_moved_is_named() {
    let (_machine, mut unlocked) = clinic();
    for name in ["One", "Two", "Three", "Four"] {
        register(&mut unlocked, name);
    }
    let report = unlocked.vault.verify_audit().unwrap();
    assert_eq!((report.entries, report.fault), (6, None));
    let tampered = |sql: &str| {
        let conn = &unlocked.vault.conn;
        conn.execute_batch(&format!("savepoint tampering; {sql}"))
            .unwrap();
        let report = unlocked.vault.verify_audit().unwrap();
        conn.execute_batch("rollback to tampering; release tampering")
            .unwrap();
        report.fault
    };
    let cases = [
        (
            "update audit set action = 'nothing' where number = 3",
            Some((3, AuditProblem::Changed)),
        ),
        (
            "update audit set user_id = zeroblob(16) where number = 4",
            Some((4, AuditProblem::Changed)),
        ),
        (
            "update audit set entry = cast(substr(entry, 1, 100) || x'00' || substr(entry, 102) as blob) \
             where number = 2",
            Some((2, AuditProblem::Changed)),
        ),
        (
            "delete from audit where number = 3",
            Some((3, AuditProblem::Missing)),
        ),
        (
            "delete from audit where number = 3; update audit set number = number - 1 where number > 3",
            Some((3, AuditProblem::Missing)),
        ),
        (
            "delete from audit where number = 6",
            Some((6, AuditProblem::CutTail)),
        ),
        ("select 1", None),
    ];
    for (sql, fault) in cases {
        assert_eq!(tampered(sql), fault, "{sql}");
    }
}

#[test]
fn a_cut_tail_is_seen_against_what_the_server_acknowledged() {
    let (_machine, mut unlocked) = clinic();
    register(&mut unlocked, "Okafor");
    let push = super::push::next(&unlocked.vault).unwrap().unwrap();
    assert_eq!(push.entries.len(), 3);
    let last = AuditEntry::from_bytes(push.entries.last().unwrap()).unwrap();
    let answer = AuditAnswer {
        number: last.number,
        hash: last.chain_hash(),
    };
    super::push::apply_answer(&mut unlocked.vault, &push, &answer).unwrap();
    assert_eq!(super::push::next(&unlocked.vault).unwrap(), None);
    assert_eq!(unlocked.vault.verify_audit().unwrap().acknowledged, 3);

    // an attacker who cuts the file changes the number next to it as well
    let before = AuditEntry::from_bytes(&push.entries[1]).unwrap();
    let conn = &unlocked.vault.conn;
    conn.execute("delete from audit where number = 3", [])
        .unwrap();
    conn.execute(
        "update device set audit_number = 2, audit_hash = ?1",
        params![before.chain_hash()],
    )
    .unwrap();
    let fault = unlocked.vault.verify_audit().unwrap().fault;
    assert_eq!(fault, Some((3, AuditProblem::CutTail)));
}

#[test]
fn another_history_under_this_number_is_a_fork() {
    let (_machine, mut unlocked) = clinic();
    let push = super::push::next(&unlocked.vault).unwrap().unwrap();
    let other = AuditAnswer {
        number: 1,
        hash: [9; 32],
    };
    assert!(matches!(
        super::push::apply_answer(&mut unlocked.vault, &push, &other),
        Err(Error::Forked)
    ));
    let beyond = AuditAnswer {
        number: 99,
        hash: [9; 32],
    };
    assert!(matches!(
        super::push::apply_answer(&mut unlocked.vault, &push, &beyond),
        Err(Error::Forked)
    ));
    let none = AuditAnswer {
        number: 0,
        hash: [0; 32],
    };
    super::push::apply_answer(&mut unlocked.vault, &push, &none).unwrap();
    assert!(super::push::next(&unlocked.vault).unwrap().is_some());
}

/// After a restoration of the server the key that proves a log may come with another device; later a user is told of
/// it, and of a log that this device has left as of the present one.
#[test]
fn a_log_that_is_put_off_is_shown_a_day_after_the_restoration() {
    let (machine, mut unlocked) = clinic();
    let present = |vault: &Vault| {
        let newest = "select entry from audit where device = (select number from device)";
        let entry: Vec<u8> = vault.conn.query_row(newest, [], |row| row.get(0)).unwrap();
        AuditPush {
            entries: vec![entry],
        }
    };
    let former = present(&unlocked.vault);
    let is_explained = unlocked.vault.put_off_audit(&former).unwrap();
    assert!(!is_explained, "no server was restored");
    unlocked.vault.renumber(7).unwrap();
    register(&mut unlocked, "Okafor");
    let vault = &mut unlocked.vault;
    let logs = [former, present(vault)];
    for (hours, is_explained) in [(0, true), (23, true), (2, false)] {
        machine.clock.advance_ms(hours * 3_600_000);
        for log in &logs {
            assert_eq!(vault.put_off_audit(log).unwrap(), is_explained, "{hours}");
        }
    }
}

#[test]
fn a_page_is_filtered_by_clear_columns_newest_first() {
    let (_machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    register(&mut unlocked, "Adeyemi");
    unlocked
        .record(Event::new("export", "clinic"), &Detail::default())
        .unwrap();
    let numbers = |filter: AuditFilter| -> Vec<u64> {
        let lines = unlocked.audit(&filter, 100).unwrap();
        lines.iter().map(|line| line.entry.number).collect()
    };
    assert_eq!(numbers(AuditFilter::default()), [5, 4, 3, 2, 1]);
    assert_eq!(
        numbers(AuditFilter {
            patient: Some(id.0),
            ..Default::default()
        }),
        [3]
    );
    let action = Some("register patient".to_owned());
    assert_eq!(
        numbers(AuditFilter {
            action,
            ..Default::default()
        }),
        [4, 3]
    );
    assert_eq!(
        numbers(AuditFilter {
            before: Some(EntryNumber {
                device: 1,
                number: 3
            }),
            ..Default::default()
        }),
        [2, 1]
    );
    assert_eq!(
        numbers(AuditFilter {
            from_us: Some(i64::MAX),
            ..Default::default()
        }),
        [0; 0]
    );
}

/// Signs an entry as this device does and puts it at the end of its chain: what a program can do that has its keys.
fn forge(unlocked: &mut Unlocked, entry: AuditEntry) {
    let vault = &mut unlocked.vault;
    let tx = crate::store::file::immediate(&mut vault.conn).unwrap();
    let mut device = crate::store::device::DeviceRow::load(&tx).unwrap();
    crate::audit_chain::append(&tx, &mut device, &vault.keys.device, entry).unwrap();
    device.save(&tx).unwrap();
    tx.commit().unwrap();
}

#[test]
fn a_user_named_by_a_device_alone_is_not_listed_as_endorsed() {
    let (machine, mut unlocked) = clinic();
    register(&mut unlocked, "Okafor");
    let lines = page(&unlocked);
    assert!(lines.len() >= 3 && lines.iter().all(|line| line.is_endorsed));
    assert_eq!(unlocked.vault.verify_audit().unwrap().device_only, 0);
    let ada = unlocked.user().0;
    let honest = lines[0].entry.clone();

    // a session of the device's own making, in her name
    let audit_key = crate::audit::record::newest_audit_key(&unlocked.vault).unwrap();
    let mut random = crate::crypto::random::Random::from_seed(&[6; 32]);
    let mut device = crate::store::device::DeviceRow::load(&unlocked.vault.conn).unwrap();
    device.audit_session = 40;
    let facts = unlocked.vault.facts.clone();
    let (session, key) = crate::audit_chain::session::AuditSession::begin(
        &facts,
        &mut device,
        &audit_key,
        Some(ada),
        &mut random,
    )
    .unwrap();
    let at_us = START_MS * 1000;
    let event = || Event::new("sign in", "session").of(ada);
    let stranger = crate::crypto::keys::private::UserKeys::generate(&mut random);
    let signed = session.endorse(&key, at_us, &stranger);
    forge(&mut unlocked, event().entry(at_us, Some(ada), 41, signed));
    // her own session's entry under other words
    let moved = AuditEntry {
        action: "export patients".to_owned(),
        ..honest
    };
    forge(&mut unlocked, moved);
    let lines = page(&unlocked);
    assert!(
        !lines[0].is_endorsed && lines[0].detail.is_none(),
        "{:?}",
        lines[0]
    );
    assert!(!lines[1].is_endorsed && lines[2..].iter().all(|line| line.is_endorsed));
    let report = unlocked.vault.verify_audit().unwrap();
    assert_eq!((report.fault, report.device_only), (None, 1));

    // a refused sign-in names her, too, and does not count as hers
    let vault = unlocked.lock();
    let wrong = crate::crypto::password::Password::new("not this");
    let refused = vault.unlock("ada", &wrong).unwrap_err();
    assert_eq!(refused.vault.verify_audit().unwrap().device_only, 1);
    drop(refused);
    machine.clock.advance_ms(60_000);
    assert!(!page(&machine.unlock())[1].is_endorsed);
}

#[test]
fn a_forged_entry_of_a_session_is_not_listed_as_its_users() {
    let (_machine, mut unlocked) = clinic();
    register(&mut unlocked, "Okafor");
    let lines = page(&unlocked);
    let (last, opening) = (&lines[0].entry, &lines[lines.len() - 1].entry);
    let put = |number: u64, session: u32, opens: bool, entry: &AuditEntry| {
        let sql = "insert into audit (device, number, at_us, user_id, session, opens, action, resource, outcome,
                severity, retention_until_us, entry)
            select device, ?1, at_us, user_id, ?2, ?3, action, resource, outcome, severity, retention_until_us, ?4
            from audit where number = 1";
        let put = params![number, session, opens, entry.to_bytes()];
        assert_eq!(unlocked.vault.conn.execute(sql, put).unwrap(), 1);
    };
    // her own opening under another number, and an entry of that session with a body that does not open
    put(90, 77, true, opening);
    let forged_entry = AuditEntry {
        number: 91,
        session: 77,
        sealed: [&[3][..], &77_u32.to_be_bytes(), &[0; 28]].concat(),
        ..last.clone()
    };
    put(91, 77, false, &forged_entry);
    // a second opening of her session, which she did not sign
    let mut sealed = opening.sealed.clone();
    sealed[1] ^= 1;
    let second = AuditEntry {
        number: 92,
        sealed,
        ..opening.clone()
    };
    put(92, opening.session, true, &second);
    for line in page(&unlocked) {
        let is_made_up = [91, 92].contains(&line.entry.number);
        assert_eq!(line.is_endorsed, !is_made_up, "{line:?}");
    }
}

#[test]
fn a_chain_that_grows_while_it_is_verified_is_complete() {
    let (machine, unlocked) = clinic();
    let forged_entry = machine.open().unwrap();
    std::thread::scope(|scope| {
        let writing = scope.spawn(move || {
            for _ in 0..400 {
                let event = Event::new("see sync", "vault");
                unlocked.record(event, &Detail::default()).unwrap();
            }
        });
        while !writing.is_finished() {
            assert_eq!(forged_entry.verify_audit().unwrap().fault, None);
        }
        writing.join().unwrap();
    });
}

/// Every column of an entry with values of every type: the first fault is named, and lists show the rest.
#[test]
fn odd_values_in_any_column_of_an_entry_end_neither_verification_nor_list() {
    let (machine, mut unlocked) = clinic();
    for name in ["One", "Two", "Three"] {
        register(&mut unlocked, name);
    }
    let mut session = Some(unlocked.session);
    drop(unlocked.vault);
    let file = Unconstrained::of(&machine.database());
    let columns = "device number at_us user_id session opens facility action resource resource_id patient outcome \
                   severity retention_until_us entry";
    let mut tried = 0;
    for column in columns.split_whitespace() {
        for value in ODD_VALUES {
            let sql = format!(
                "update audit set {column} = {value} where number = 3 and {column} is not {value}"
            );
            if !file.edit(|conn| conn.execute(&sql, []).is_ok_and(|rows| rows == 1)) {
                continue;
            }
            tried += 1;
            let vault = machine.open().unwrap();
            let unlocked = Unlocked::new(vault, session.take().unwrap());
            let report = unlocked.vault.verify_audit();
            let report = report.unwrap_or_else(|error| panic!("{sql}: {error}"));
            assert!(!report.is_clean(), "{sql}");
            let lines = unlocked.audit(&AuditFilter::default(), 100);
            let lines = lines.unwrap_or_else(|error| panic!("{sql}: {error}"));
            let numbers: Vec<u64> = lines.iter().map(|line| line.entry.number).collect();
            assert!(
                numbers.starts_with(&[5, 4]) && numbers.ends_with(&[2, 1]),
                "{sql}: {numbers:?}"
            );
            let reported = unlocked.take_damage();
            assert_eq!(reported.is_empty(), numbers.contains(&3), "{sql}");
            session = Some(unlocked.session);
        }
    }
    assert!(tried > 60, "{tried}");
}

/// What was lost is in the log; what is lost later alarms again.
#[test]
fn a_log_that_lost_entries_alarms_until_an_admin_accepts_it() {
    for sql in [
        "delete from audit",
        "delete from audit where number = 3",
        "delete from audit where number > 3",
        "update audit set entry = x'00' where number = 2",
        "delete from audit; delete from device",
        "delete from audit; update device set number = 9",
    ] {
        for has_server in [false, true] {
            let (machine, mut unlocked) = clinic();
            for name in ["One", "Two", "Three"] {
                register(&mut unlocked, name);
            }
            accept_all(unlocked.vault_mut());
            if has_server {
                let vault = unlocked.vault_mut();
                vault.set_server("https://clinic.example", None).unwrap();
            }
            drop(unlocked.lock());
            let conn = rusqlite::Connection::open(machine.database()).unwrap();
            conn.execute_batch(sql).unwrap();
            drop(conn);
            let mut unlocked = machine.unlock();
            let report = unlocked.vault().verify_audit().unwrap();
            assert!(!report.is_clean(), "{sql}: {report:?}");
            let ended = unlocked.accept_file("the disk was repaired").unwrap();
            assert!(ended.is_some(), "{sql}");
            if has_server && unlocked.vault().needs_number().unwrap() {
                unlocked.vault_mut().name_number(7).unwrap();
                unlocked.vault_mut().renumber(7).unwrap();
            }
            drop(unlocked.lock());
            let mut unlocked = machine.unlock();
            register(&mut unlocked, "Four");
            let report = unlocked.vault().verify_audit().unwrap();
            assert!(report.is_clean(), "{sql} {has_server}: {report:?}");
            let mut accepted = report.others.iter().map(|log| log.accepted_to);
            assert!(
                accepted.any(|to| to.is_some()) || report.accepted_to.is_some(),
                "{sql}"
            );
            let reasons = "select count(*) from audit where action = 'accept file'";
            assert_eq!(count(unlocked.vault(), reasons), 1, "{sql}");
            let cut = "delete from audit where action = 'accept file'";
            unlocked.vault().conn.execute(cut, []).unwrap();
            let report = unlocked.vault().verify_audit().unwrap();
            assert!(!report.is_clean(), "{sql}: the entry that says so");
        }
    }
}

/// An attacker who edits the file cannot suppress the audit entry of a read.
#[test]
fn a_log_of_reads_that_was_edited_excuses_no_read() {
    let (machine, unlocked) = clinic();
    let other = Uuid::from_u128(6);
    let is_logged = |what: Uuid| {
        let event = Event::new("open patient", "Patient").about(what);
        unlocked.record_once(what, event).unwrap()
    };
    let what = Uuid::from_u128(5);
    assert!(is_logged(what) && !is_logged(what));
    let file = rusqlite::Connection::open(machine.database()).unwrap();
    for sql in [
        "update read_log set at_us = at_us - 1",
        "update read_log set tag = zeroblob(length(tag))",
        "insert into read_log select user_id, cast(zeroblob(15) || x'06' as blob), at_us, tag from read_log",
    ] {
        file.execute(sql, []).unwrap();
        let read = if sql.starts_with("insert") {
            other
        } else {
            what
        };
        assert!(is_logged(read), "{sql}");
        assert!(!is_logged(read), "{sql}");
    }
}
