//! *sealed*: what is declared as sealed is in no byte at rest or in transit, whatever happened to it.

use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock};

use support::canary::{CANARY, files_with_forms, forms, forms_in};
use support::{Device, Network, Samples, TestClinic};
use sync_contract::catalog::{Note, Patient, Setting, setting_id};
use sync_contract::entity::Entity;
use sync_contract::read_version::ReadVersion;
use sync_contract::{Kind, Row, Value};
use tracing_subscriber::fmt::MakeWriter;
use uuid::Uuid;
use vault::{Detail, Event, FormKey};

/// Everything that this process logs, from every crate and at every level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn capture() -> &'static Log {
        static LOG: OnceLock<Log> = OnceLock::new();
        LOG.get_or_init(|| {
            let log = Log::default();
            tracing_subscriber::fmt()
                .with_max_level(tracing::Level::TRACE)
                .with_writer(log.clone())
                .init();
            log
        })
    }

    fn bytes(&self) -> Vec<u8> {
        self.0.lock().unwrap().clone()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Log;

    fn make_writer(&'a self) -> Log {
        self.clone()
    }
}

/// Rows of every entity, each sealed cell once more with other words, a tombstone with its reason.
fn write_everywhere(device: &mut Device, samples: &mut Samples) -> Vec<Row> {
    let mut rows = Vec::new();
    for descriptor in Samples::entities() {
        for variant in [0, 2] {
            let row = samples.row(descriptor, variant);
            device.insert(&row).unwrap();
            rows.push(row);
        }
    }
    for row in rows.iter().step_by(2) {
        let descriptor = row.descriptor;
        if descriptor.authority.is_append_only() {
            continue;
        }
        for spec in descriptor.declared_cells() {
            let (mut now, seen) = device.seen(descriptor, row.id);
            now.cells = vec![samples.cell(descriptor, spec, row.id, 2)];
            device.update(&now, &seen).unwrap();
        }
    }
    for row in rows.iter().skip(1).step_by(2) {
        if row.descriptor.is_deletable() && row.descriptor.compartment().is_some() {
            let (_, seen) = device.seen(row.descriptor, row.id);
            device
                .delete(row.descriptor, row.id, Some(CANARY), &seen)
                .unwrap();
        }
    }
    rows
}

/// What is typed and not yet saved, and the texts of an audit entry.
fn draft_and_remark(device: &mut Device, rows: &[Row]) {
    let note = rows
        .iter()
        .find(|row| row.descriptor.number == Note::DESCRIPTOR.number);
    let note = Note::from_row(&device.seen(Note::DESCRIPTOR, note.unwrap().id).0).unwrap();
    let unlocked = device.unlocked_mut();
    unlocked.save_draft(&note, &ReadVersion::default()).unwrap();
    let registration = FormKey {
        descriptor: Patient::DESCRIPTOR,
        id: Uuid::nil(),
    };
    unlocked
        .save_form_draft(registration, None, (CANARY, CANARY))
        .unwrap();
    let detail = Detail {
        remark: CANARY.to_owned(),
        ..Detail::default()
    };
    unlocked
        .record(Event::new("search", "patients"), &detail)
        .unwrap();
    let index = unlocked.search_index().unwrap();
    assert!(
        !index.find(CANARY, 5).is_empty(),
        "the canaries are there to be found"
    );
    assert_eq!(
        forms_in(format!("{index:?} {note:?} {detail:?}").as_bytes()),
        [""; 0]
    );
}

/// The words of every refusal that something sealed can cause.
fn refusals(device: &mut Device, samples: &mut Samples) -> String {
    let mut text = String::new();
    for descriptor in Samples::entities() {
        let good = samples.row(descriptor, 0);
        device.insert(&good).unwrap();
        let again = device.insert(&good).unwrap_err();
        text += &format!("{again} {again:?} {good:?}\n");
        for (at, spec) in descriptor.declared_cells().enumerate() {
            for (source, field) in spec.fields.iter().enumerate() {
                let mut bad = samples.row(descriptor, 0);
                bad.cells[at].values[source] = match field.kind {
                    Kind::Text => Value::Text(CANARY.repeat(20_000)),
                    _ => Value::Text(CANARY.to_owned()),
                };
                if let Err(error) = device.insert(&bad) {
                    text += &format!("{error} {error:?} {bad:?}\n");
                    let failure = nutrivault::exit::Problem::from(error);
                    text += &failure.message;
                }
            }
        }
        let stored = device.read().get_row(descriptor, good.id).unwrap().unwrap();
        let state = device.row(descriptor, good.id).unwrap();
        text += &format!("{:?} {:?}\n", stored.value, state.cells);
    }
    text
}

fn assert_clean(source: &str, bytes: &[u8]) {
    assert!(
        !bytes.is_empty(),
        "{source} holds nothing, so nothing was looked at"
    );
    assert_eq!(forms_in(bytes), [""; 0], "in {source}");
}

#[test]
fn a_canary_in_each_sealed_field_is_in_no_byte_outside_of_memory() {
    let log = Log::capture();
    let (mut first, recovery) = Device::create();
    let clinic = TestClinic::for_device(&first);
    let network = Network::before(&clinic.server);
    let mut samples = Samples::new(clinic.tenant);
    let rows = write_everywhere(&mut first, &mut samples);
    draft_and_remark(&mut first, &rows);
    assert_clean(
        "what refusals say",
        refusals(&mut first, &mut samples).as_bytes(),
    );
    // while the queue is full, and the write-ahead log with it
    assert!(first.machine.folder.join("vault.db-wal").is_file());
    assert!(first.number("select count(*) from queue") > 100);
    assert_eq!(files_with_forms(first.machine.home()), []);

    first.connect(&network.url(), &clinic.clinic_code());
    let mut second = Device::joined_at(&mut first, &network.url());
    second.sign_in("ada");
    for device in [&mut first, &mut second] {
        for row in rows
            .iter()
            .step_by(2)
            .filter(|row| !row.descriptor.authority.is_admin_signed())
        {
            if row.descriptor.authority.is_append_only() {
                continue;
            }
            let (mut now, seen) = device.seen(row.descriptor, row.id);
            let spec = row.descriptor.declared_cells().next().unwrap();
            now.cells = vec![samples.cell(row.descriptor, spec, row.id, 0)];
            device.update(&now, &seen).unwrap();
        }
    }
    first.sync();
    second.sync();
    first.sync();
    let conflicts = first.read().conflicts().unwrap();
    assert!(conflicts.len() > 5, "{}", conflicts.len());
    assert_clean("a printed conflict", format!("{conflicts:?}").as_bytes());
    assert_eq!(files_with_forms(first.machine.home()), []);
    assert_eq!(files_with_forms(second.machine.home()), []);
    assert_clean("what passed over the network", &network.recorded());
    assert_clean(
        "the server's tables",
        clinic.database_text().join("\n").as_bytes(),
    );

    let backup = first.machine.home().join("backup.age");
    first.unlocked().back_up(&backup).unwrap();
    vault::Vault::verify_backup(&backup, &recovery).unwrap();
    assert_clean("the backup", &std::fs::read(&backup).unwrap());
    assert_clean("the log", &log.bytes());
}

/// Values with too few possibilities to be distinguished from noise, and signatures of the write transaction: they
/// contain no canary.
const UNMARKED: &[&str] = &[
    "recipes.portions",
    "recipes.replaces",
    "clinic_foods.group",
    "allergen_corrections.is_active",
    "food_profiles.food_level",
    "food_profiles.fluid_level",
    "patients.birth_date",
    "patients.birth_date_estimated",
    "patient_profiles.gestation_days",
    "allergies.kind",
    "allergies.onset",
    "conditions.onset",
    "medications.onset",
    "none_known.list",
    "measurements.flag",
    "measurements.former_by",
    "measurements.context",
    "notes.signature",
    "screenings.tool",
    "screenings.version",
    "screenings.replaces",
    "energy_estimates.method",
    "energy_estimates.version",
    "energy_estimates.replaces",
    "goals.diagnosis",
    "goals.progress",
    "tasks.diagnosis",
    "tasks.goal",
    "nutrient_targets.nutrient",
    "nutrient_targets.estimate",
    "nutrient_targets.life_stage",
    "insurance_policies.valid_from",
    "insurance_policies.valid_to",
    "insurance_policies.rank",
    "care_teams.since",
    "care_teams.until",
    "patient_tags.is_on",
    "lab_results.flag",
    "lab_results.informed_at",
    "documents.kind",
    "documents.dated",
    "documents.size",
    "documents.sha256",
    "documents.chunks",
    "documents.complete",
    "office_documents.kind",
    "office_documents.dated",
    "office_documents.size",
    "office_documents.sha256",
    "office_documents.chunks",
    "office_documents.complete",
    "consents.document",
    "referrals.received",
    "referrals.valid_until",
    "referrals.allowed",
    "recalls.kind",
    "recalls.first_day",
    "recalls.second_day",
    "recalls.third_day",
    "recalls.is_typical",
    "recalls.drinks",
    "recalls.fats",
    "recalls.sugar",
    "recalls.sauces",
    "recalls.snacks",
    "recalls.supplements",
    "recall_items.flag",
    "recall_items.day",
    "recall_items.meal",
    "recall_items.time",
    "meal_plans.days",
    "meal_plans.meals",
    "meal_plan_items.flag",
    "meal_plan_items.day",
    "meal_plan_items.meal",
    "meal_plan_items.time",
    "meal_plan_items.is_locked",
    "pregnancies.due_date",
    "pregnancies.ended_on",
    "pregnancies.outcome",
    "pregnancies.breastfeeding_until",
    "diet_orders.food_level",
    "diet_orders.fluid_level",
    "given_handouts.handout",
    "given_handouts.language",
    "prescriptions.renews",
    "dispensings.quantity",
    "packages.service",
    "packages.sessions",
    "packages.valid_until",
];

#[test]
fn every_other_sealed_field_of_every_entity_contains_a_canary() {
    let mut samples = Samples::new(uuid::Uuid::from_u128(1));
    let mut unmarked = Vec::new();
    for descriptor in Samples::entities() {
        let row = samples.row(descriptor, 0);
        for (cell, spec) in row.cells.iter().zip(descriptor.declared_cells()) {
            let fields = spec.fields.iter().zip(&cell.values);
            for (field, value) in fields.filter(|(field, _)| field.is_sealed()) {
                let bytes = match value {
                    Value::Text(text) => text.clone().into_bytes(),
                    Value::Bytes(bytes) => bytes.clone(),
                    Value::Decimal(decimal) => decimal.mantissa().to_string().into_bytes(),
                    _ => Vec::new(),
                };
                if forms_in(&bytes).is_empty() {
                    unmarked.push(format!("{}.{}", descriptor.table, field.name));
                }
            }
        }
    }
    assert_eq!(unmarked, UNMARKED);
}

/// The search itself: an unsealed canary is detected in each output that it reaches.
#[test]
fn a_canary_that_is_not_sealed_is_detected_in_each_of_these_outputs() {
    for (name, form) in forms() {
        let mut noise: Vec<u8> = (0..5_000).map(|_| rand::random()).collect();
        noise.splice(2_500..2_500, form);
        assert!(forms_in(&noise).contains(&name), "{name}");
    }
    let log = Log::capture();
    let (mut device, _) = Device::create();
    let clinic = TestClinic::for_device(&device);
    let network = Network::before(&clinic.server);
    device.connect(&network.url(), &clinic.clinic_code());
    let id = setting_id(sync_contract::ids::TenantId(clinic.tenant), "planted");
    let setting = Setting {
        id,
        name: "planted".try_into().unwrap(),
        value: CANARY.try_into().unwrap(),
    };
    device.insert(&setting.to_row()).unwrap();
    assert!(!files_with_forms(&device.machine.folder).is_empty());
    device.sync();
    assert!(forms_in(&network.recorded()).contains(&"utf-8"));
    let there = clinic.database_text().join("\n");
    assert!(forms_in(there.as_bytes()).contains(&"utf-8"));
    tracing::warn!("{CANARY}");
    assert!(forms_in(&log.bytes()).contains(&"utf-8"));
}
