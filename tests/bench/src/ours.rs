//! Our program: a clinic created, written and opened by the vault itself.

use std::path::Path;

use rust_decimal::Decimal;
use sync_contract::catalog::admin_role;
use sync_contract::catalog::*;
use sync_contract::field::{Text, WrongValue};
use sync_contract::ids::*;
use sync_contract::right::rights_to_text;
use sync_contract::{Phi, Right};
use vault::keystore::FileKeys;
use vault::password::Password;
use vault::{ClinicSetup, Environment, Founder, Unlocked, Vault};

use crate::people::People;
use crate::{Outcome, visit};

pub const USER: &str = "ada";
pub const PASSWORD: &str = "correct horse battery";
const PATIENTS_A_TRANSACTION: usize = 500;

/// The keys of every vault of a run are next to them, as on a machine without a key store.
pub fn environment(folder: &Path) -> Outcome<Environment> {
    let keys = folder.parent().unwrap_or(folder).join("nutrivault/keys");
    Ok(Environment::of_machine(Box::new(FileKeys::new(keys)))?)
}

pub fn create(folder: &Path) -> Outcome<Unlocked> {
    let setup = ClinicSetup {
        name: Text::new("Hillside")?,
        slug: Text::new("hillside")?,
        status: TenantStatus::Active,
        founder: Founder {
            username: Text::new(USER)?,
            email: None,
            first_name: Text::new("Ada")?,
            last_name: Text::new("Okafor")?,
        },
        password: Password::new(PASSWORD),
        device_name: Text::new("front desk")?,
    };
    let role = |tenant| Role {
        id: admin_role(tenant),
        name: Text::new("Admin").expect("a short name"),
        description: None,
        is_system: true,
        rights: Text::new(&rights_to_text(Right::ALL)).expect("a list of rights fits its field"),
        compartments: Text::new("contact clinical billing staff operations audit")
            .expect("a short list"),
    };
    let (unlocked, _) = Vault::create(folder, environment(folder)?, setup, |tenant| {
        vec![role(tenant)]
    })?;
    unlocked.vault().complete()?;
    Ok(unlocked)
}

/// Writes all patients as an import does: each patient is an action, some hundred of them a transaction.
pub fn insert_people(unlocked: &mut Unlocked, people: &People) -> Outcome<()> {
    let measurements = people
        .measurements
        .chunks(crate::people::MEASUREMENTS_EACH as usize);
    let each: Vec<_> = people.patients.iter().zip(measurements).collect();
    for people in each.chunks(PATIENTS_A_TRANSACTION) {
        let write = |tx: &mut vault::WriteTx<'_>,
                     (patient, measurements): &(&Patient, &[Measurement])| {
            tx.insert(*patient)?;
            measurements
                .iter()
                .try_for_each(|measurement| tx.insert(measurement))
        };
        let written: vault::Result<()> = unlocked.write_each("import patient", people, write);
        written?;
    }
    Ok(())
}

/// A visit as the screen writes it: six rows, one action.
pub struct VisitForm {
    visit: Visit,
    readings: [Measurement; 3],
    note: Note,
    version: NoteVersion,
}

impl VisitForm {
    pub fn new(provider: UserId) -> Result<Self, WrongValue> {
        let nothing = uuid::Uuid::nil();
        let patient = PatientId(nothing);
        let at = sync_contract::field::Time(visit::FIRST_AT_US);
        let reading = |(kind, value, unit): (&str, &str, &str)| {
            let second = (kind == "BLOOD_PRESSURE").then(|| Decimal::from(80));
            Ok::<_, WrongValue>(Measurement {
                id: MeasurementId(nothing),
                patient,
                visit: Some(VisitId(nothing)),
                kind: Text::new(kind)?,
                value: Decimal::from_str_exact(value)
                    .map_err(|_| WrongValue("not a number"))?
                    .into(),
                second_value: second.into(),
                unit: Text::new(unit)?,
                measured_at: at,
                method: Some(MeasurementMethod::Measured),
                entered: Some(Text::new(value)?).into(),
                device: None.into(),
                flag: None.into(),
                own_kind: None,
                former: None.into(),
                former_by: None.into(),
                context: None.into(),
            })
        };
        let [weight, height, pressure] = visit::READINGS.map(reading);
        Ok(Self {
            visit: Visit {
                id: VisitId(nothing),
                patient,
                provider,
                appointment: None,
                kind: VisitType::FollowUp,
                started_at: at,
                ended_at: None,
                chief_complaint: Some(Text::new(visit::COMPLAINT)?).into(),
                summary: None.into(),
                follow_up_required: false,
                follow_up_date: None,
            },
            readings: [weight?, height?, pressure?],
            note: Note {
                id: NoteId(nothing),
                patient,
                visit: Some(VisitId(nothing)),
                kind: NoteKind::Adime,
                status: NoteStatus::Draft,
                version: 1,
                signed_at: None,
                signed_by: None,
                sections: Phi::new(Text::new(visit::SECTIONS)?),
                treatment_plan: None.into(),
                metadata: None.into(),
                custom_fields: None.into(),
                template: None,
                signature: None.into(),
            },
            version: NoteVersion {
                id: NoteVersionId(nothing),
                patient,
                note: NoteId(nothing),
                version: 1,
                sections: Phi::new(Text::new(visit::SECTIONS)?),
                treatment_plan: None.into(),
                custom_fields: None.into(),
            },
        })
    }

    /// The visit that was written last.
    pub fn visit(&self) -> VisitId {
        self.visit.id
    }

    pub fn write(&mut self, unlocked: &mut Unlocked, patient: PatientId) -> vault::Result<()> {
        unlocked.write("start visit", |tx| {
            self.visit.id = tx.new_id();
            self.visit.patient = patient;
            tx.insert(&self.visit)?;
            for reading in &mut self.readings {
                reading.id = tx.new_id();
                reading.visit = Some(self.visit.id);
                reading.patient = patient;
                tx.insert(reading)?;
            }
            self.note.id = tx.new_id();
            self.note.visit = Some(self.visit.id);
            self.note.patient = patient;
            tx.insert(&self.note)?;
            self.version.id = tx.new_id();
            self.version.note = self.note.id;
            self.version.patient = patient;
            tx.insert(&self.version)
        })
    }
}
