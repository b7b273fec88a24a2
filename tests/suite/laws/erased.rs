//! *Erased*: of a patient who was erased nothing is left, on no computer and on no server, and nothing comes back.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use clinic::patients::erase::{self, ErasureForm};
use clinic::patients::merge::{self, MergeForm, PatientField};
use clinic::patients::register::register;
use clinic::patients::undo_merge;
use clinic::patients::view::PatientForm;
use clinic::view::Id;
use data_encoding::{HEXLOWER, HEXUPPER};
use rusqlite::Connection;
use support::device::Machine;
use support::fake_device::random_id;
use support::{Device, Samples, TestClinic, block_on};
use sync_contract::catalog::{Allergy, ErasureReason, Patient, PatientLink, PatientTag, Tag};
use sync_contract::ids::PatientId;
use sync_contract::messages::AuditEntry;
use sync_contract::pull::RowState;
use sync_contract::{Catalog, Code, Entity, Value, Wire, erased_body};
use uuid::Uuid;
use vault::audit::AuditFilter;
use vault::recovery::RecoveryKey;
use vault::{AdminSignedOutcome, AdminSignedState, Error, SecondSigner};

/// Of a sealed value, its tag.
const END: usize = 16;
const MONTH_MS: i64 = 31 * 24 * 60 * 60 * 1_000;

/// Everything by which something of a patient is recognised: sealed bytes and blind indexes.
fn needles(device: &Device, patient: Uuid) -> Vec<Vec<u8>> {
    let rows = Catalog::ALL
        .iter()
        .flat_map(|descriptor| device.rows(descriptor));
    let is_theirs = |row: &RowState| {
        row.patient == Some(patient)
            || (row.entity == Patient::DESCRIPTOR.number && row.row == patient)
    };
    let cells = rows
        .filter(is_theirs)
        .flat_map(|row| row.cells.into_iter().chain(row.siblings));
    let mut needles = Vec::new();
    for cell in cells {
        needles.extend(cell.sealed);
        let is_blind = |value: &Value| matches!(value, Value::Bytes(bytes) if bytes.len() == 16);
        let blind = cell.clear.into_iter().filter(|(_, value)| is_blind(value));
        needles.extend(blind.filter_map(|(_, value)| value.as_bytes().map(<[u8]>::to_vec)));
    }
    needles
}

fn files(folder: &Path, each: &mut impl FnMut(&[u8])) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files(&path, each),
            false => each(&fs::read(&path).unwrap()),
        }
    }
}

/// How many of the needles lie in any file of a device. Each is found by its last bytes, which are random.
fn left_on(device: &Device, needles: &[Vec<u8>]) -> usize {
    let mut by_end: HashMap<[u8; END], Vec<usize>> = HashMap::new();
    for (at, needle) in needles.iter().enumerate() {
        let end = needle.last_chunk().expect("sealed bytes are longer");
        by_end.entry(*end).or_default().push(at);
    }
    let mut left = BTreeSet::new();
    files(device.machine.home(), &mut |bytes| {
        for (from, end) in bytes.windows(END).enumerate() {
            for at in by_end.get(end).into_iter().flatten() {
                if bytes[..from + END].ends_with(&needles[*at]) {
                    left.insert(*at);
                }
            }
        }
    });
    left.len()
}

/// How many of them lie in any table of the server.
fn left_on_server(clinic: &TestClinic, needles: &[Vec<u8>]) -> usize {
    let text = clinic.database_text().join("\n");
    let forms = needles.iter().map(|needle| HEXLOWER.encode(needle));
    forms.filter(|form| text.contains(form)).count()
}

fn form(name: &str) -> PatientForm {
    PatientForm {
        given_name: name.into(),
        family_name: "Okafor".into(),
        ..PatientForm::default()
    }
}

fn new_patient(device: &mut Device, name: &str) -> Uuid {
    let made = register(device.clinic(), &form(name)).unwrap();
    let id: PatientId = made.patient.id.to().unwrap();
    id.0
}

fn file_number(device: &Device, patient: Uuid) -> String {
    let row = device
        .read()
        .get::<Patient>(PatientId(patient))
        .unwrap()
        .unwrap();
    let number = row.value.file_number.open().unwrap();
    number.as_ref().unwrap().to_string()
}

/// With all files of that person.
fn erasure(device: &mut Device, patient: Uuid, reason: ErasureReason) -> ErasureForm {
    let id = Id::of(patient);
    let shown = erase::preview(device.clinic(), &id).unwrap();
    let merged = shown.files.into_iter().skip(1).map(|file| file.id);
    ErasureForm {
        reason,
        file_number: file_number(device, patient),
        merged: merged.collect(),
        id,
    }
}

/// Orders the erasure and awaits the verdict.
fn order(device: &mut Device, patient: Uuid, signer: &SecondSigner<'_>) -> AdminSignedState {
    let form = erasure(device, patient, ErasureReason::PatientRequest);
    let orders = erase::second(device.clinic(), &form, signer).unwrap();
    match erase::erase(device.clinic(), &orders).unwrap() {
        AdminSignedOutcome::Applied(()) => AdminSignedState::Accepted,
        AdminSignedOutcome::Pending(action, ()) => {
            device.exchange();
            device
                .unlocked()
                .vault()
                .admin_signed_state(action)
                .unwrap()
        }
    }
}

/// How many audit entries about a patient the server has, and how many of them with a body.
fn audited(clinic: &TestClinic, patient: Uuid) -> (i64, i64) {
    block_on(async {
        let client = clinic.database.as_superuser().await;
        let sql = "select count(*), count(*) filter (where get_byte(sealed, 0) <> 0)
            from audit_entries where patient = $1";
        let row = client.query_one(sql, &[&patient]).await.unwrap();
        (row.get(0), row.get(1))
    })
}

fn confirmed(clinic: &TestClinic) -> usize {
    let lines = clinic.database_text();
    let confirms =
        |line: &&String| line.contains("audit_entries") && line.contains("confirm erasure");
    lines.iter().filter(confirms).count()
}

fn assert_verified(device: &Device) {
    let report = device.machine.open().verify_audit().unwrap();
    assert!(report.is_clean(), "{report:?}");
}

/// Every entity that a patient's record has, of one patient; and another patient, of whom everything stays.
fn populate(device: &mut Device, tenant: Uuid) -> (Uuid, Uuid) {
    let (patient, other) = (new_patient(device, "Mary"), new_patient(device, "Kofi"));
    let mut samples = Samples::new(tenant);
    for descriptor in Samples::entities() {
        if descriptor.number == Patient::DESCRIPTOR.number {
            samples.name(Patient::DESCRIPTOR, patient);
            continue;
        }
        let row = samples.row(descriptor, 0);
        let name = descriptor.name;
        device
            .insert(&row)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    (patient, other)
}

fn create() -> (TestClinic, Device, RecoveryKey) {
    let (mut ada, recovery) = Device::create();
    ada.add_user("dora", "Dietitian");
    let clinic = TestClinic::for_device(&ada);
    let code = clinic.clinic_code();
    ada.connect(&clinic.server.url(), &code);
    (clinic, ada, recovery)
}

/// Charts an allergy, which the server may accept or reject.
fn chart(device: &mut Device, patient: Uuid) -> Uuid {
    let mut samples = Samples::new(device.unlocked().vault().tenant().0);
    samples.name(Patient::DESCRIPTOR, patient);
    let row = samples.row(Allergy::DESCRIPTOR, 0);
    device.insert(&row).unwrap();
    row.id
}

#[test]
fn nothing_of_an_erased_patient_is_left_on_any_computer_or_the_server() {
    let (clinic, mut ada, recovery) = create();
    let (patient, other) = populate(&mut ada, clinic.tenant);
    ada.sync();
    let mut second = clinic.enrol(&mut ada, "ada");
    let (needles, others) = (needles(&ada, patient), needles(&ada, other));
    assert!(needles.len() > 30 && others.len() > 3, "{}", needles.len());
    assert_eq!(left_on(&ada, &needles), needles.len());
    assert_eq!(left_on_server(&clinic, &needles), needles.len());

    // offline, a user charts on both patients, in one action
    let waiting = chart(&mut second, patient);
    let other_row = chart(&mut second, other);
    let mut offline = self::needles(&second, patient);
    assert!(offline.len() > needles.len());
    // and leaves forms half filled in on both
    let drafts = ada.leave_forms(patient);
    assert!(drafts.len() > 30, "{}", drafts.len());
    assert_eq!(left_on(&ada, &drafts), drafts.len());
    offline.extend(second.leave_forms(patient));

    let signer = SecondSigner::Recovery(&recovery);
    assert_eq!(
        order(&mut ada, patient, &signer),
        AdminSignedState::Accepted
    );
    ada.sync();
    assert_eq!(left_on(&ada, &needles), 0);
    assert_eq!(left_on(&ada, &drafts), 0);
    assert_eq!(left_on_server(&clinic, &needles), 0);
    assert_eq!(confirmed(&clinic), 1);
    // one that asks the server later has the rest until then
    assert!(left_on(&second, &offline) > 0);

    second.exchange();
    second.sync();
    assert_eq!(left_on(&second, &offline), 0);
    assert_eq!(left_on_server(&clinic, &offline), 0);
    let (entries, bodies) = audited(&clinic, patient);
    assert!(entries > 3 && bodies == 0, "{bodies} of {entries}");
    assert!(audited(&clinic, other).1 > 0);
    assert_eq!(confirmed(&clinic), 2);
    assert_eq!(second.row(Allergy::DESCRIPTOR, waiting), None);
    let app = clinic.app();
    assert!(
        !clinic
            .row(&app, Allergy::DESCRIPTOR, other_row)
            .cells
            .is_empty()
    );

    // of the other patient everything is where it was
    ada.sync();
    for device in [&ada, &second] {
        assert_eq!(left_on(device, &others), others.len());
        assert_verified(device);
        assert_eq!(device.number("select count(*) from quarantined"), 0);
        assert_eq!(device.number("select count(*) from unfinished_erasures"), 0);
        let damage = device.machine.open().verify_audit().unwrap();
        assert!(
            damage
                .erased
                .iter()
                .any(|of| of.patient == Some(patient) && of.entries > 0)
        );
    }
    for descriptor in Catalog::ALL.iter().copied() {
        assert_eq!(
            ada.rows(descriptor),
            second.rows(descriptor),
            "{}",
            descriptor.name
        );
    }
    // a device that joins now receives nothing of them
    let fresh = clinic.enrol(&mut ada, "dora");
    assert_eq!(left_on(&fresh, &offline), 0);
    assert_eq!(fresh.rows(Patient::DESCRIPTOR).len(), 1);
}

#[test]
fn what_names_an_erased_patient_is_answered_purged_for_ever() {
    let (clinic, mut ada, recovery) = create();
    let patient = new_patient(&mut ada, "Mary");
    ada.sync();
    // a tag that is put on them offline, in one action with a tag of the clinic's
    let (tag, put_on) = (random_id(), random_id());
    let mut samples = Samples::new(clinic.tenant);
    samples.name(Patient::DESCRIPTOR, patient);
    let mut of_clinic = samples.row(Tag::DESCRIPTOR, 0);
    of_clinic.id = tag;
    samples.name(Tag::DESCRIPTOR, tag);
    let mut of_patient = samples.row(PatientTag::DESCRIPTOR, 0);
    of_patient.id = put_on;
    let mut offline = clinic.enrol(&mut ada, "ada");
    let both = offline.unlocked_mut().write::<_, Error>("sample", |tx| {
        tx.insert_row(&of_clinic)?;
        tx.insert_row(&of_patient)
    });
    both.unwrap();
    let signer = SecondSigner::Recovery(&recovery);
    assert_eq!(
        order(&mut ada, patient, &signer),
        AdminSignedState::Accepted
    );

    offline.exchange();
    offline.exchange();
    // the rest of the action waits until its author signs it at the next sign-in
    let refused = offline.machine.open().rejected().unwrap();
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert_eq!(refused[0].rejection.code, Code::Purged);
    let left: Vec<Uuid> = refused[0]
        .group
        .writes
        .iter()
        .map(|write| write.row)
        .collect();
    assert!(left.iter().all(|row| *row == tag), "{left:?}");
    offline.sign_in_here("ada");
    assert!(offline.unlocked().vault().rejected().unwrap().is_empty());
    offline.sync();
    let app = clinic.app();
    assert!(!clinic.row(&app, Tag::DESCRIPTOR, tag).cells.is_empty());
    assert!(
        clinic
            .row(&app, PatientTag::DESCRIPTOR, put_on)
            .cells
            .is_empty()
    );
}

#[test]
fn without_a_server_an_action_about_others_stays_in_the_queue() {
    let (mut ada, recovery) = Device::create();
    let patient = new_patient(&mut ada, "Mary");
    let number = file_number(&ada, patient);
    let (tenant, tag, put_on) = (ada.unlocked().vault().tenant().0, random_id(), random_id());
    let mut samples = Samples::new(tenant);
    samples.name(Patient::DESCRIPTOR, patient);
    let mut of_clinic = samples.row(Tag::DESCRIPTOR, 0);
    of_clinic.id = tag;
    samples.name(Tag::DESCRIPTOR, tag);
    let mut of_patient = samples.row(PatientTag::DESCRIPTOR, 0);
    of_patient.id = put_on;
    let both = ada.unlocked_mut().write::<_, Error>("sample", |tx| {
        tx.insert_row(&of_clinic)?;
        tx.insert_row(&of_patient)
    });
    both.unwrap();
    let signer = SecondSigner::Recovery(&recovery);
    assert_eq!(
        order(&mut ada, patient, &signer),
        AdminSignedState::Accepted
    );
    // nor does another patient get their number
    let next = new_patient(&mut ada, "Zoe");
    assert_ne!(file_number(&ada, next), number);
    assert!(ada.unlocked().vault().rejected().unwrap().is_empty());
    assert_eq!(ada.rows(PatientTag::DESCRIPTOR), []);
    assert_eq!(ada.rows(Tag::DESCRIPTOR).len(), 1);
}

/// Two admins, appointed a month ago or today.
fn two_admins(is_established: bool) -> Device {
    let machine = Machine::new();
    let month_ms = if is_established { MONTH_MS } else { 0 };
    machine.clock.jump_ms(-month_ms);
    let (mut ada, _) = Device::create_on(machine);
    ada.add_user("grace", "Admin");
    ada.machine.clock.jump_ms(month_ms);
    ada
}

/// Orders an erasure with another admin's second signature.
fn order_by_two(device: &mut Device, patient: Uuid, login: &str) -> clinic::Result<()> {
    let password = vault::password::Password::new(support::device::PASSWORD);
    let form = erasure(device, patient, ErasureReason::CourtOrder);
    let password = &password;
    let signer = SecondSigner::Admin { login, password };
    let orders = erase::second(device.clinic(), &form, &signer)?;
    erase::erase(device.clinic(), &orders)?;
    device.exchange();
    Ok(())
}

#[test]
fn two_admins_erase_where_both_have_been_for_a_month() {
    for is_established in [true, false] {
        let mut ada = two_admins(is_established);
        let clinic = TestClinic::for_device(&ada);
        let code = clinic.clinic_code();
        ada.connect(&clinic.server.url(), &code);
        let patient = new_patient(&mut ada, "Mary");
        ada.sync();
        let needles = needles(&ada, patient);
        let twice = order_by_two(&mut ada, patient, "ada").unwrap_err();
        assert!(twice.to_string().contains("nobody else"), "{twice}");
        let erased = order_by_two(&mut ada, patient, "grace");
        assert_eq!(erased.is_ok(), is_established, "{erased:?}");
        let left = if is_established { 0 } else { needles.len() };
        assert_eq!(left_on(&ada, &needles), left);
        assert_eq!(left_on_server(&clinic, &needles), left);
    }
}

/// Nothing bounds the clock without a server: one admin could appoint a second one, set the clock a month ahead, and
/// sign twice.
#[test]
fn without_a_server_no_other_admin_seconds_an_erasure() {
    let mut ada = two_admins(true);
    let patient = new_patient(&mut ada, "Mary");
    let needles = needles(&ada, patient);
    let refused = order_by_two(&mut ada, patient, "grace").unwrap_err();
    assert!(refused.to_string().contains("nobody else"), "{refused}");
    assert_eq!(left_on(&ada, &needles), needles.len());
}

/// Opens the file as another program does.
fn file_of(device: &Device) -> Connection {
    Connection::open(device.machine.folder.join("vault.db")).unwrap()
}

/// Takes the bodies of entries away, as an erasure does. Returns them as they were.
fn take_bodies(device: &Device, which: &str) -> Vec<(i64, i64, Vec<u8>)> {
    let file = file_of(device);
    let sql = format!("select device, number, entry from audit where {which}");
    let mut statement = file.prepare(&sql).unwrap();
    let entries = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    let entries: Vec<(i64, i64, Vec<u8>)> = entries.unwrap().map(Result::unwrap).collect();
    let cut = entries.iter().map(|(device, number, bytes)| {
        let mut entry = AuditEntry::from_bytes(bytes).unwrap();
        entry.sealed = erased_body::erase(&entry.sealed);
        (*device, *number, entry.to_bytes())
    });
    put_bodies(device, &cut.collect::<Vec<_>>());
    entries
}

fn put_bodies(device: &Device, entries: &[(i64, i64, Vec<u8>)]) {
    let file = file_of(device);
    for (device, number, entry) in entries {
        let sql = "update audit set entry = ?3 where device = ?1 and number = ?2";
        let put = file.execute(sql, rusqlite::params![device, number, entry]);
        assert_eq!(put.unwrap(), 1);
    }
}

#[test]
fn a_body_that_was_taken_away_without_its_order_is_a_fault() {
    let (mut ada, recovery) = Device::create();
    let patient = new_patient(&mut ada, "Mary");
    let other = new_patient(&mut ada, "Kofi");
    ada.add_user("dora", "Dietitian");
    order(&mut ada, patient, &SecondSigner::Recovery(&recovery));
    assert_verified(&ada);
    let of_other = format!("hex(patient) = '{}'", HEXUPPER.encode(other.as_bytes()));
    for which in [
        "patient is null and action = 'add user'",
        "patient is null and action = 'erase patient'",
        "action = 'sign in'",
        &of_other,
    ] {
        let bodies = take_bodies(&ada, which);
        assert!(!bodies.is_empty(), "{which}");
        let report = ada.machine.open().verify_audit().unwrap();
        assert!(!report.is_clean(), "{which}: {report:?}");
        put_bodies(&ada, &bodies);
        assert_verified(&ada);
    }
}

/// All values in the audit log, which this admin opens.
fn audited_values(device: &Device) -> Vec<Value> {
    let lines = device.unlocked().audit(&AuditFilter::default(), 500);
    let details = lines.unwrap().into_iter().filter_map(|line| line.detail);
    let changes = details.flat_map(|detail| detail.changes);
    let values = changes.flat_map(|change| change.before.into_iter().chain(change.after));
    values.flatten().map(|(_, value)| value).collect()
}

fn form_with_phone(name: &str, phone: &str) -> PatientForm {
    PatientForm {
        phone: phone.into(),
        ..form(name)
    }
}

/// Merges one file into another, whose telephone number it takes along.
fn merge_phone(device: &mut Device, from: Uuid, into: Uuid) -> Id {
    let preview = merge::preview(device.clinic(), &Id::of(from), &Id::of(into)).unwrap();
    let form = MergeForm {
        from: Id::of(from),
        into: Id::of(into),
        seen: preview.into.seen,
        take: vec![PatientField::Phone],
        checked: true,
        reason: "Looks like Mary".into(),
    };
    let header = merge::merge(device.clinic(), &form).unwrap();
    header.merges[0].id.clone()
}

#[test]
fn what_a_merge_took_over_and_gave_back_is_in_no_audit_entry() {
    let (mut ada, recovery) = Device::create();
    let phone = "+31201234567";
    let of = |device: &mut Device, form: PatientForm| {
        let id = register(device.clinic(), &form).unwrap().patient.id;
        id.to::<PatientId>().unwrap().0
    };
    let patient = of(&mut ada, form_with_phone("Mary", phone));
    let other = of(&mut ada, form("Kofi"));
    let merge = merge_phone(&mut ada, patient, other);
    undo_merge::undo(ada.clinic(), &merge).unwrap();
    let has = |device: &Device, words: &str| {
        let values = audited_values(device);
        let texts = values.iter().filter_map(Value::as_text);
        texts.filter(|text| text.contains(words)).count()
    };
    // in the entry of the registration
    assert_eq!((has(&ada, phone), has(&ada, "Looks like")), (1, 0));
    order(&mut ada, patient, &SecondSigner::Recovery(&recovery));
    assert_eq!((has(&ada, phone), has(&ada, "Mary")), (0, 0));
    assert!(has(&ada, "Kofi") > 0);
    assert_verified(&ada);
}

#[test]
fn a_merge_that_waits_goes_with_one_of_its_files() {
    let (clinic, mut ada, recovery) = create();
    let mary = form_with_phone("Mary", "+31201234567");
    let patient = register(ada.clinic(), &mary).unwrap().patient.id;
    let patient = patient.to::<PatientId>().unwrap().0;
    let other = new_patient(&mut ada, "Kofi");
    ada.sync();
    let mut second = clinic.enrol(&mut ada, "ada");
    merge_phone(&mut second, patient, other);
    order(&mut ada, patient, &SecondSigner::Recovery(&recovery));
    ada.sync();

    let report = second.exchange();
    // it was erased with the patient, so there is nothing to decide
    assert_eq!((report.rejected, report.purged), (0, 1), "{report:?}");
    assert!(second.machine.open().rejected().unwrap().is_empty());
    second.sync();
    for descriptor in [Patient::DESCRIPTOR, PatientLink::DESCRIPTOR] {
        assert_eq!(second.rows(descriptor), ada.rows(descriptor));
    }
    assert_eq!(second.rows(Patient::DESCRIPTOR).len(), 1);
    assert_verified(&second);
}

#[test]
fn a_damaged_order_of_another_patient_hides_no_certificate() {
    let (mut ada, recovery) = Device::create();
    let (first, patient) = (new_patient(&mut ada, "Kofi"), new_patient(&mut ada, "Mary"));
    let signer = SecondSigner::Recovery(&recovery);
    order(&mut ada, first, &signer);
    let edit = "update erasures set erased = randomblob(16)";
    assert_eq!(file_of(&ada).execute(edit, []).unwrap(), 1);
    let form = erasure(&mut ada, patient, ErasureReason::PatientRequest);
    let orders = erase::second(ada.clinic(), &form, &signer).unwrap();
    erase::erase(ada.clinic(), &orders).unwrap();
    let made = erase::certificate(ada.clinic(), &orders).unwrap();
    assert_eq!((&made.id, &made.second_signer), (&Id::of(patient), &None));
    assert_eq!(erase::list(ada.clinic()).unwrap(), [made]);
}

#[test]
fn rows_of_an_erased_patient_that_are_put_back_go_at_the_next_opening() {
    let (mut ada, recovery) = Device::create();
    let patient = new_patient(&mut ada, "Mary");
    let row = chart(&mut ada, patient);
    let older = ada.machine.home().with_extension("older");
    let older = older.to_str().unwrap();
    file_of(&ada).execute("vacuum into ?1", [older]).unwrap();
    order(&mut ada, patient, &SecondSigner::Recovery(&recovery));
    let file = file_of(&ada);
    file.pragma_update(None, "foreign_keys", false).unwrap();
    file.execute("attach ?1 as older", [older]).unwrap();
    for table in ["patients", "allergies"] {
        let sql = format!("insert into main.{table} select * from older.{table}");
        assert_eq!(file.execute(&sql, []).unwrap(), 1, "{table}");
    }
    drop(file);
    fs::remove_file(older).unwrap();
    ada.sign_out();
    ada.sign_in_here("ada");
    assert_eq!(ada.row(Allergy::DESCRIPTOR, row), None);
    assert_eq!(ada.rows(Patient::DESCRIPTOR), []);
    assert_eq!(ada.number("select count(*) from unfinished_erasures"), 0);
    assert_verified(&ada);
}
