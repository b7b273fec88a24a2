#![allow(clippy::unwrap_used)]

use sync_contract::catalog::{Setting, setting_id};
use sync_contract::field::Text;
use uuid::Uuid;

use super::*;
use crate::crypto::password::Password;
use crate::error::Error;
use crate::sign_in::tests::add_receptionist;
use crate::store::file::immediate;
use crate::testing::*;
use crate::unlocked::Unlocked;

const URL: &str = "https://sync.example.org";
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

fn set_days(unlocked: &mut Unlocked, days: &str) {
    let id = setting_id(unlocked.vault.tenant(), LEASE_DAYS);
    let setting = Setting {
        id,
        name: Text::new(LEASE_DAYS).unwrap(),
        value: Text::new(days).unwrap(),
    };
    unlocked
        .write("edit settings", |tx| -> crate::Result<()> {
            match tx.get::<Setting>(id)? {
                Some(row) => drop(tx.update(&setting, &row.seen)?),
                None => tx.insert(&setting)?,
            }
            Ok(())
        })
        .unwrap();
    let vault = unlocked.vault_mut();
    vault.set_lease_days(days.parse().unwrap()).unwrap();
}

/// Edits the file as another program can.
fn edit(machine: &Machine, sql: &str) {
    let file = rusqlite::Connection::open(machine.database()).unwrap();
    file.pragma_update(None, "foreign_keys", false).unwrap();
    assert!(file.execute(sql, []).unwrap() > 0, "{sql}");
}

/// A clinic with a receptionist and a server, which answers now, and a lease of so many days.
fn leased(days: &str) -> Machine {
    let (machine, mut unlocked) = clinic();
    add_receptionist(&mut unlocked);
    unlocked.vault_mut().set_server(URL, None).unwrap();
    set_days(&mut unlocked, days);
    machine
}

fn try_ben(machine: &Machine) -> Result<(), Error> {
    let tried = machine
        .open()
        .unwrap()
        .unlock("ben", &Password::new("front door"));
    tried.map(drop).map_err(|refused| refused.error)
}

fn is_over(machine: &Machine) -> bool {
    matches!(try_ben(machine), Err(Error::LeaseOver))
}

#[test]
fn at_the_end_of_a_lease_those_alone_are_let_in_who_can_lift_it() {
    let machine = leased("3");
    machine.clock.advance_ms(3 * DAY_MS - 60_000);
    try_ben(&machine).unwrap();
    machine.clock.advance_ms(60_000);
    assert!(is_over(&machine));
    // a wrong password is refused as one: nothing is said of the lease to those who do not know it
    let wrong = machine
        .open()
        .unwrap()
        .unlock("ben", &Password::new("back door"));
    assert!(matches!(wrong.unwrap_err().error, Error::WrongPassword));
    machine.clock.advance_ms(60_000);
    let mut ada = machine.unlock();
    set_days(&mut ada, "0");
    drop(ada);
    try_ben(&machine).unwrap();
}

#[test]
fn an_answer_of_the_server_begins_the_lease_anew() {
    let machine = leased("3");
    machine.clock.advance_ms(4 * DAY_MS);
    assert!(is_over(&machine));
    let mut vault = machine.open().unwrap();
    vault.note_contact().unwrap();
    let Lease::Until(end) = vault.lease().unwrap() else {
        panic!("{:?}", vault.lease());
    };
    let now_us = vault.now_us().unwrap();
    assert_eq!(end.at, lease_end(now_us, 3));
    drop(vault);
    try_ben(&machine).unwrap();
}

#[test]
fn a_clock_that_is_set_back_makes_no_lease_longer() {
    let machine = leased("3");
    machine.clock.advance_ms(4 * DAY_MS);
    // a refused sign-in is an entry of the log, and so a time that is known
    assert!(is_over(&machine));
    machine.clock.advance_ms(-4 * DAY_MS);
    assert!(is_over(&machine));
}

#[test]
fn a_clock_that_had_run_ahead_makes_no_lease_longer_or_shorter() {
    let machine = leased("3");
    machine.clock.advance_ms(400 * DAY_MS);
    // an entry of the log is dated ahead
    assert!(is_over(&machine));
    machine.clock.advance_ms(-399 * DAY_MS);
    machine.open().unwrap().note_contact().unwrap();
    try_ben(&machine).unwrap();
    machine.clock.advance_ms(3 * DAY_MS - 60_000);
    try_ben(&machine).unwrap();
    machine.clock.advance_ms(60_000);
    assert!(is_over(&machine));
}

#[test]
fn without_a_server_or_a_setting_there_is_no_end() {
    for (days, has_server) in [(None, true), (Some("0"), true), (Some("1"), false)] {
        let (machine, mut unlocked) = clinic();
        add_receptionist(&mut unlocked);
        if has_server {
            unlocked.vault_mut().set_server(URL, None).unwrap();
        }
        if let Some(days) = days {
            set_days(&mut unlocked, days);
        }
        drop(unlocked);
        machine.clock.advance_ms(1000 * DAY_MS);
        let vault = machine.open().unwrap();
        assert_eq!(vault.lease().unwrap(), Lease::Endless, "{days:?}");
        drop(vault);
        try_ben(&machine).unwrap();
    }
}

#[test]
fn no_edit_of_the_file_makes_a_lease_longer() {
    for sql in [
        "update connection set lease_from = lease_from + 86400000000",
        "update connection set lease_known = lease_known + 864000000000",
        "update connection set lease_days = 300",
        "update connection set lease_from = null",
        "update connection set lease_tag = null",
        "update connection set lease_tag = zeroblob(16)",
        "update connection set lease_tag = x'00'",
        "update connection set lease_tag = (select server_tag from vault_file)",
        "delete from connection",
        "update settings set value = '0' where name = 'lease.days'",
        "update settings set id = zeroblob(16) where name = 'lease.days'",
        "delete from settings where name = 'lease.days'",
    ] {
        let machine = leased("3");
        machine.clock.advance_ms(4 * DAY_MS);
        edit(&machine, sql);
        assert!(is_over(&machine), "{sql}");
        // an admin is let in, and lifts it
        let mut ada = machine.unlock();
        ada.vault_mut().set_lease_days(0).unwrap();
        drop(ada);
        if sql != "delete from connection" {
            try_ben(&machine).unwrap();
        }
    }
}

#[test]
fn no_edit_of_the_file_shuts_a_clinic_out_that_has_set_none() {
    for sql in [
        "update connection set lease_from = 1",
        "update connection set lease_days = 1",
        "update connection set lease_tag = null",
        "update connection set url = 'https://sync.example.com'",
        "delete from connection",
        "delete from settings",
        "update settings set value = 'x'",
        "update settings set id = zeroblob(16)",
        "update row_counts set counts = x'00'",
        "delete from row_counts",
        "update audit set at_us = 9000000000000000000",
    ] {
        let (machine, mut unlocked) = clinic();
        add_receptionist(&mut unlocked);
        let id = setting_id(unlocked.vault.tenant(), "lock.minutes");
        let setting = Setting {
            id,
            name: Text::new("lock.minutes").unwrap(),
            value: Text::new("7").unwrap(),
        };
        let write = unlocked.write("edit settings", |tx| -> crate::Result<()> {
            tx.insert(&setting)?;
            Ok(())
        });
        write.unwrap();
        unlocked.vault_mut().set_server(URL, None).unwrap();
        drop(unlocked);
        machine.clock.advance_ms(1000 * DAY_MS);
        edit(&machine, sql);
        assert!(!is_over(&machine), "{sql}");
    }
}

/// The file is then as it was before the clinic was connected, and the key store knows better.
#[test]
fn no_older_tag_of_the_server_makes_a_lease_endless() {
    let (machine, mut unlocked) = clinic();
    add_receptionist(&mut unlocked);
    let facts = unlocked.vault.facts.clone();
    let sql = "select hex(server_tag) from vault_file";
    let tag = unlocked.vault.conn.query_row(sql, [], |row| row.get(0));
    let tag: String = tag.unwrap();
    unlocked.vault_mut().set_server(URL, None).unwrap();
    set_days(&mut unlocked, "3");
    drop(unlocked);
    server_keys::store_in(&machine.keys, facts.vault, &[7; 32]).unwrap();
    edit(&machine, "delete from connection");
    edit(
        &machine,
        &format!("update vault_file set server_tag = x'{tag}'"),
    );
    let vault = machine.open().unwrap();
    assert_eq!(vault.trusted_server().unwrap(), None);
    assert_eq!(vault.lease().unwrap(), Lease::Altered);
    drop(vault);
    assert!(is_over(&machine));
}

#[test]
fn a_lease_of_another_device_is_none_here() {
    let machine = leased("3");
    let mut vault = machine.open().unwrap();
    let other = Facts {
        vault: Uuid::from_u128(5),
        ..vault.facts.clone()
    };
    let (answered, _) = vault.lease_from_now().unwrap();
    let tag = vault.tag_key().tag(&input(&other, answered));
    let tx = immediate(&mut vault.conn).unwrap();
    let sql =
        "update connection set lease_from = ?1, lease_known = ?2, lease_days = ?3, lease_tag = ?4";
    let Answered {
        from_us,
        known_us,
        days,
    } = answered;
    tx.execute(sql, rusqlite::params![from_us, known_us, days, tag])
        .unwrap();
    tx.commit().unwrap();
    assert_eq!(vault.lease().unwrap(), Lease::Altered);
    assert!(vault.is_lease_over().unwrap());
}
