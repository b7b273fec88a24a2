//! *captured*: each action leaves exactly one audit entry and one or more groups of one action id, all at once.

use std::path::Path;
use std::process::{Command, Stdio};

use support::{Device, Machine, Samples, TestClinic};
use sync_contract::catalog::{Facility, User};
use sync_contract::entity::Entity;
use sync_contract::pull::RowState;
use sync_contract::{CellState, Descriptor, Group, Row, Wire};
use vault::{AdminSignedOutcome, AdminSignedState, Error};

/// Names the folder of the machine on which this process is to be killed in the middle of an action.
const VICTIM: &str = "NUTRIVAULT_TEST_VICTIM";

/// The number of audit entries, groups and actions on a device.
#[derive(Debug, PartialEq)]
struct AuditCount {
    entries: i64,
    groups: i64,
    actions: i64,
}

impl AuditCount {
    fn of(device: &Device) -> AuditCount {
        AuditCount {
            entries: device.number("select count(*) from audit"),
            groups: device.number("select count(*) from queue"),
            actions: device.number("select count(distinct action) from queue"),
        }
    }

    /// One more of everything; an action of a few rows is one group.
    fn and_one(&self) -> AuditCount {
        AuditCount {
            entries: self.entries + 1,
            groups: self.groups + 1,
            actions: self.actions + 1,
        }
    }
}

fn last_group(device: &Device) -> Group {
    let file = device.file();
    let sql = "select bytes from queue order by seq desc limit 1";
    let bytes: Vec<u8> = file.query_row(sql, [], |row| row.get(0)).unwrap();
    Group::from_bytes(&bytes).unwrap()
}

/// The cells that the last group wrote are those that now rest in the row.
fn assert_queued(device: &Device, descriptor: &'static Descriptor, row: &RowState) {
    let group = last_group(device);
    let name = descriptor.name;
    assert!(!group.writes.is_empty(), "{name}");
    for write in &group.writes {
        assert_eq!((write.entity, write.row), (row.entity, row.row), "{name}");
        let stored: Vec<&CellState> = row
            .cells
            .iter()
            .filter(|cell| cell.cell == write.state.cell)
            .collect();
        assert_eq!(stored, [&write.state], "{name}");
    }
}

#[test]
fn every_action_leaves_one_audit_entry_and_one_group_a_failed_one_nothing() {
    let (mut device, _) = Device::create();
    let tenant = device.unlocked().vault().tenant().0;
    let mut samples = Samples::new(tenant);
    for descriptor in Samples::entities() {
        let name = descriptor.name;
        let row = samples.row(descriptor, 0);
        let before = AuditCount::of(&device);
        device
            .insert(&row)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(AuditCount::of(&device), before.and_one(), "{name}");
        let stored = device.row(descriptor, row.id).unwrap();
        assert_eq!(
            last_group(&device).writes.len(),
            stored.cells.len(),
            "{name}"
        );
        assert_queued(&device, descriptor, &stored);

        let other = samples.row(descriptor, 1);
        let file = device.file_text();
        let failed = fails(&mut device, descriptor, &other);
        assert!(matches!(failed, Err(Error::NotFound)), "{name}: {failed:?}");
        assert_eq!(device.file_text(), file, "{name}");

        if descriptor.authority.is_append_only() {
            continue;
        }
        for spec in descriptor.declared_cells() {
            let (mut now, seen) = device.seen(descriptor, row.id);
            let index = now.cells.iter().position(|cell| cell.number == spec.number);
            now.cells[index.unwrap()] = samples.cell(descriptor, spec, row.id, 1);
            let before = AuditCount::of(&device);
            let differs = device.update(&now, &seen).unwrap();
            let expected = if differs { before.and_one() } else { before };
            assert_eq!(AuditCount::of(&device), expected, "{name}.{}", spec.name);
            if differs {
                assert_queued(
                    &device,
                    descriptor,
                    &device.row(descriptor, row.id).unwrap(),
                );
            }
        }
        if descriptor.is_deletable() {
            let (_, seen) = device.seen(descriptor, row.id);
            let before = AuditCount::of(&device);
            device.delete(descriptor, row.id, None, &seen).unwrap();
            assert_eq!(AuditCount::of(&device), before.and_one(), "{name}");
            let (_, seen) = device.seen(descriptor, row.id);
            device.undelete(descriptor, row.id, &seen).unwrap();
            assert_eq!(
                AuditCount::of(&device),
                before.and_one().and_one(),
                "{name}"
            );
        }
    }
    let before = AuditCount::of(&device);
    assert!(device.rename_clinic("Hillside and sons").unwrap());
    assert_eq!(AuditCount::of(&device), before.and_one());
    assert_eq!(
        device.unlocked().vault().verify_audit().unwrap().fault,
        None
    );
}

/// An action that writes a row and then fails.
fn fails(device: &mut Device, descriptor: &Descriptor, row: &Row) -> Result<(), Error> {
    let unlocked = device.unlocked_mut();
    if descriptor.authority.is_admin_signed() {
        let outcome = unlocked.write_admin_signed("sample", |tx| {
            tx.insert_row(row)?;
            Err::<(), _>(Error::NotFound)
        });
        outcome.map(drop)
    } else {
        unlocked.write("sample", |tx| {
            tx.insert_row(row)?;
            Err(Error::NotFound)
        })
    }
}

#[test]
fn an_admin_signed_action_leaves_them_only_once_the_server_accepts_it() {
    let (clinic, mut device) = TestClinic::create();
    let mut samples = Samples::new(clinic.tenant);
    let is_needed = |descriptor: &Descriptor| ["Facility", "Department"].contains(&descriptor.name);
    for descriptor in Samples::entities() {
        let row = samples.row(descriptor, 0);
        if is_needed(descriptor) {
            device.insert(&row).unwrap();
            device.sync();
        }
        if !descriptor.authority.is_admin_signed() {
            continue;
        }
        let name = descriptor.name;
        let entries = AuditCount::of(&device).entries;
        let written = device
            .unlocked_mut()
            .write_admin_signed("sample", |tx| tx.insert_row(&row));
        let Ok(AdminSignedOutcome::Pending(action, ())) = written else {
            panic!("{name}: {written:?}");
        };
        assert_eq!(device.row(descriptor, row.id), None, "{name}");
        assert_eq!(AuditCount::of(&device).entries, entries, "{name}");
        device.sync();
        let state = device
            .unlocked()
            .vault()
            .admin_signed_state(action)
            .unwrap();
        assert_eq!(state, AdminSignedState::Accepted, "{name}");
        assert!(device.row(descriptor, row.id).is_some(), "{name}");
        assert_eq!(AuditCount::of(&device).entries, entries + 1, "{name}");
    }

    // a second user of the same name is what the server refuses
    let taken = device
        .read()
        .user_named("ada")
        .unwrap()
        .unwrap()
        .value
        .username;
    let mut refused = samples.row(User::DESCRIPTOR, 0);
    refused.cells[0].values[0] = sync_contract::Field::to_value(&taken);
    let entries = AuditCount::of(&device).entries;
    assert!(device.insert(&refused).is_err());
    assert_eq!(device.row(User::DESCRIPTOR, refused.id), None);
    assert_eq!(AuditCount::of(&device).entries, entries);
}

#[test]
fn a_process_that_dies_inside_an_action_leaves_all_of_it_or_nothing() {
    if let Some(home) = std::env::var_os(VICTIM) {
        die_in_the_middle(Path::new(&home));
    }
    let (device, _) = Device::create();
    let home = device.machine.home().to_owned();
    let before = device.file_text();
    for admin_signed in ["open", "gated"] {
        let (died, output) = victim(&home, admin_signed, "before");
        assert!(!died && output.contains("inside"), "{output}");
        assert_eq!(
            device.file_text(),
            session_opened(&before, &device),
            "{admin_signed}"
        );
    }
    let before = AuditCount::of(&device);
    let (died, output) = victim(&home, "open", "after");
    assert!(!died && output.contains("told"), "{output}");
    assert_eq!(
        AuditCount::of(&device),
        AuditCount {
            entries: before.entries + 2,
            ..before.and_one()
        }
    );
    assert_eq!(
        device.unlocked().vault().verify_audit().unwrap().fault,
        None
    );
}

/// Signing in is an entry of its own; apart from that the file must be unchanged.
fn session_opened(before: &[String], device: &Device) -> Vec<String> {
    let is_audit_line = |line: &&String| {
        ["audit ", "device ", "sign_in_tries ", "sqlite_"]
            .iter()
            .any(|table| line.starts_with(table))
    };
    let now = device.file_text();
    let others = before.iter().filter(|line| !is_audit_line(line));
    let mut expected: Vec<String> = others.cloned().collect();
    expected.extend(now.iter().filter(is_audit_line).cloned());
    let index = |line: &String| now.iter().position(|other| other == line);
    expected.sort_by_key(index);
    expected
}

fn victim(home: &Path, admin_signed: &str, moment: &str) -> (bool, String) {
    let name = std::thread::current().name().unwrap().to_owned();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &name, "--nocapture"])
        .env(VICTIM, home)
        .env("NUTRIVAULT_TEST_DOOR", admin_signed)
        .env("NUTRIVAULT_TEST_MOMENT", moment)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    (
        output.status.success(),
        String::from_utf8_lossy(&output.stdout).into_owned(),
    )
}

/// Writes a row of every entity and exits at once, like a process whose power was cut.
#[allow(clippy::print_stdout)]
fn die_in_the_middle(home: &Path) -> ! {
    let admin_signed = std::env::var("NUTRIVAULT_TEST_DOOR").unwrap() == "gated";
    let has_reported = std::env::var("NUTRIVAULT_TEST_MOMENT").unwrap() == "after";
    let mut device = Device::on(Machine::at(home));
    device.sign_in_here("ada");
    let mut samples = Samples::new(device.unlocked().vault().tenant().0);
    samples.name(User::DESCRIPTOR, device.unlocked().user().0);
    let facility = device.read().facilities().unwrap()[0].value.id;
    samples.name(Facility::DESCRIPTOR, facility.0);
    let rows: Vec<Row> = Samples::entities()
        .into_iter()
        .map(|descriptor| samples.row(descriptor, 1))
        .filter(|row| row.descriptor.authority.is_admin_signed() == admin_signed)
        .collect();
    let unlocked = device.unlocked_mut();
    let write = |tx: &mut vault::WriteTx<'_>| {
        for row in &rows {
            tx.insert_row(row)?;
        }
        if !has_reported {
            println!("inside");
            std::process::abort();
        }
        Ok::<(), Error>(())
    };
    if admin_signed {
        unlocked.write_admin_signed("sample", write).unwrap();
    } else {
        unlocked.write("sample", write).unwrap();
    }
    println!("told");
    std::process::abort();
}
