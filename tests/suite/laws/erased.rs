//! *Erased*: of a patient who was erased nothing is left, on no computer and on no server, and nothing comes back.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use clinic::patients::erase::{self, ErasureForm};
use clinic::patients::register::register;
use clinic::patients::view::PatientForm;
use clinic::view::Id;
use data_encoding::HEXLOWER;
use support::fake_device::random_id;
use support::{Device, Samples, TestClinic, block_on};
use sync_contract::catalog::{Allergy, ErasureReason, Patient, PatientTag, Tag};
use sync_contract::ids::PatientId;
use sync_contract::pull::RowState;
use sync_contract::{Catalog, Code, Entity, Value};
use uuid::Uuid;
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

/// Orders the erasure and awaits the verdict.
fn order(device: &mut Device, patient: Uuid, signer: &SecondSigner<'_>) -> AdminSignedState {
    let form = ErasureForm {
        id: Id::of(patient),
        reason: ErasureReason::PatientRequest,
        file_number: file_number(device, patient),
    };
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

/// Charts an allergy, which the server takes or not.
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

    // offline, somebody charts on both, and both in one action
    let waiting = chart(&mut second, patient);
    let other_row = chart(&mut second, other);
    let offline = self::needles(&second, patient);
    assert!(offline.len() > needles.len());

    let signer = SecondSigner::Recovery(&recovery);
    assert_eq!(
        order(&mut ada, patient, &signer),
        AdminSignedState::Accepted
    );
    ada.sync();
    assert_eq!(left_on(&ada, &needles), 0);
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
    // nobody who joins now ever hears of them
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
    // what is left of the action waits for its author, who signs it when they sign in
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
    // nor has anybody else their number
    let next = new_patient(&mut ada, "Zoe");
    assert_ne!(file_number(&ada, next), number);
    assert!(ada.unlocked().vault().rejected().unwrap().is_empty());
    assert_eq!(ada.rows(PatientTag::DESCRIPTOR), []);
    assert_eq!(ada.rows(Tag::DESCRIPTOR).len(), 1);
}

#[test]
fn two_admins_erase_where_both_have_been_for_a_month() {
    let machine_month = |device: &Device, ms| device.machine.clock.jump_ms(ms);
    for is_established in [true, false] {
        let (mut ada, _) = Device::create();
        ada.add_user("grace", "Admin");
        if is_established {
            machine_month(&ada, MONTH_MS);
        }
        let patient = new_patient(&mut ada, "Mary");
        let needles = needles(&ada, patient);
        let password = vault::password::Password::new(support::device::PASSWORD);
        let grace = SecondSigner::Admin {
            login: "grace",
            password: &password,
        };
        let form = ErasureForm {
            id: Id::of(patient),
            reason: ErasureReason::CourtOrder,
            file_number: file_number(&ada, patient),
        };
        let orders = erase::second(ada.clinic(), &form, &grace).unwrap();
        let erased = erase::erase(ada.clinic(), &orders);
        match is_established {
            true => assert_eq!(erased.unwrap(), AdminSignedOutcome::Applied(())),
            false => {
                let refused = erased.unwrap_err();
                assert!(refused.to_string().contains("nobody else"), "{refused}");
            }
        }
        let left = if is_established { 0 } else { needles.len() };
        assert_eq!(left_on(&ada, &needles), left);
        let twice = SecondSigner::Admin {
            login: "ada",
            password: &password,
        };
        if !is_established {
            erase::second(ada.clinic(), &form, &twice).unwrap_err();
        }
    }
}
