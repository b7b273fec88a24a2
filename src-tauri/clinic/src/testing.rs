//! A clinic for tests: a temporary folder, a clock that the test sets, keys in memory.
#![allow(clippy::unwrap_used)]

use std::path::PathBuf;

use sync_contract::catalog::Department;
use sync_contract::field::Time;
use vault::password::Password;
use vault::random::Random;
use vault::read::Deleted;
use vault::recovery::RecoveryKey;
use vault::testing::{MemoryKeys, TestClock};
use vault::{Environment, Vault, WallClock};

use crate::allergies::{AllergyForm, AllergyStatus, Severity};
use crate::conditions::{ConditionForm, ConditionStatus};
use crate::contacts::{ContactForm, Relation};
use crate::diagnoses::{DiagnosisForm, DiagnosisStatus};
use crate::error::Result;
use crate::goals::{GoalForm, GoalStatus};
use crate::medications::{MedicationForm, MedicationStatus};
use crate::patients::import::{self, ImportPlan, ImportView};
use crate::patients::register;
use crate::patients::view::{PatientForm, Sex};
use crate::prescriptions::dispense::dispense;
use crate::prescriptions::{Prescribed, PrescriptionView};
use crate::tasks::TaskForm;
use crate::tenant::NewClinic;
use crate::users::NewUser;
use crate::users::add::Work;
use crate::view::{At, Day, Id, ReadVersionToken};
use crate::{Clinic, tenant, users};

/// 20 November 2026, 10:00 UTC: a Friday.
const START_MS: i64 = 1_795_168_800_000;
pub const ADMIN_PASSWORD: &str = "correct horse battery";
pub const PASSWORD: &str = "staple of the clinic";

/// One machine: its folder, clock and key store.
pub struct Machine {
    pub folder: PathBuf,
    pub clock: TestClock,
    keys: MemoryKeys,
    _folder: tempfile::TempDir,
}

impl Machine {
    pub fn new() -> Self {
        vault::testing::stretch_for_show();
        let folder = tempfile::tempdir().unwrap();
        Self {
            folder: folder.path().join("vault"),
            clock: TestClock::at(START_MS),
            keys: MemoryKeys::default(),
            _folder: folder,
        }
    }

    pub fn environment(&self) -> Environment {
        Environment {
            clock: Box::new(self.clock.clone()),
            key_store: Box::new(self.keys.clone()),
            random: Random::from_system().unwrap(),
            stretch_target: None,
        }
    }

    pub fn create_clinic(&self, is_demo: bool) -> (Clinic, RecoveryKey) {
        let new = NewClinic {
            clinic_name: "Hillside".into(),
            time_zone: "Europe/Paris".into(),
            currency: String::new(),
            first_name: "Ada".into(),
            last_name: "Okafor".into(),
            username: "Admin".into(),
            password: ADMIN_PASSWORD.to_owned().into(),
            is_demo,
        };
        let clock = Box::new(self.clock.clone());
        let made = tenant::create(&self.folder, self.environment(), clock, &new, "front desk");
        let made = made.unwrap();
        made.0.unlocked().vault().complete().unwrap();
        made
    }

    pub fn vault(&self) -> Vault {
        Vault::open(&self.folder, self.environment()).unwrap()
    }

    pub fn sign_in(&self, username: &str, password: &str) -> Clinic {
        let unlocked = self
            .vault()
            .unlock(username, &Password::new(password))
            .map_err(|refused| refused.error)
            .unwrap();
        Clinic::new(unlocked, Box::new(self.clock.clone()))
    }

    pub fn now(&self) -> Time {
        Time::from_ms(self.clock.now_ms())
    }
}

pub fn add_user(admin: &mut Clinic, username: &str, role: &str) {
    let roles = admin.read().roles().unwrap();
    let role = roles
        .iter()
        .find(|row| row.value.name.as_str() == role)
        .unwrap();
    let new = NewUser {
        first_name: username.to_owned(),
        last_name: "Test".into(),
        username: username.to_owned(),
        email: format!("{username}@clinic.example"),
        role_id: Id::of(role.value.id),
        facility_id: None,
        department_id: a_department(admin),
    };
    users::add::add(admin, &new, &Work::default(), PASSWORD).unwrap();
}

/// Returns the first department, where the clinic has one: then each user has one.
fn a_department(clinic: &Clinic) -> Option<Id> {
    let all = clinic.read().all::<Department>(Deleted::Hidden).unwrap();
    all.first().map(|row| Id::of(row.value.id))
}

/// A clinic with a dietitian `diet` and a receptionist `desk`.
pub fn clinic() -> (Machine, Clinic) {
    let machine = Machine::new();
    let (mut admin, _) = machine.create_clinic(false);
    add_user(&mut admin, "diet", "Dietitian");
    add_user(&mut admin, "desk", "Receptionist");
    (machine, admin)
}

pub fn form(given: &str, family: &str, birth: &str) -> PatientForm {
    PatientForm {
        given_name: given.into(),
        family_name: family.into(),
        birth_date: Some(Day(birth.into())),
        sex: Sex::Female,
        ..PatientForm::default()
    }
}

/// Registers a patient and returns their id.
pub fn registered(clinic: &mut Clinic, given: &str, family: &str, birth: &str) -> Id {
    let header = register::register(clinic, &form(given, family, birth)).unwrap();
    header.patient.id
}

pub fn at(text: &str) -> At {
    At(text.into())
}

pub fn allergy(substance: &str, severity: Severity) -> AllergyForm {
    AllergyForm {
        substance: substance.into(),
        code: String::new(),
        kind: None,
        reaction: String::new(),
        severity,
        status: AllergyStatus::Active,
        onset: String::new(),
    }
}

/// Dispenses a prescription about which nothing is asked.
pub fn dispensed(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    quantity: &str,
) -> Result<PrescriptionView> {
    match dispense(clinic, id, seen, quantity, "")? {
        Prescribed::Written { prescription } => Ok(*prescription),
        Prescribed::Asked { questions } => panic!("{questions:?}"),
    }
}

pub fn contact(name: &str, relation: Relation) -> ContactForm {
    ContactForm {
        name: name.into(),
        relation,
        phone: String::new(),
        email: String::new(),
        address: String::new(),
    }
}

pub fn condition(name: &str) -> ConditionForm {
    ConditionForm {
        name: name.into(),
        code: String::new(),
        status: ConditionStatus::Active,
        onset: String::new(),
    }
}

pub fn diagnosis(problem: &str) -> DiagnosisForm {
    DiagnosisForm {
        problem: problem.into(),
        aetiology: String::new(),
        signs: String::new(),
        status: DiagnosisStatus::Active,
    }
}

pub fn goal(text: &str) -> GoalForm {
    GoalForm {
        text: text.into(),
        diagnosis: String::new(),
        measure: None,
        start: String::new(),
        target: String::new(),
        due: String::new(),
        progress: String::new(),
        status: GoalStatus::Active,
    }
}

pub fn task(text: &str) -> TaskForm {
    TaskForm {
        text: text.into(),
        diagnosis: String::new(),
        goal: String::new(),
        due: String::new(),
        owner: String::new(),
    }
}

pub fn medication(name: &str) -> MedicationForm {
    MedicationForm {
        name: name.into(),
        code: String::new(),
        dose: String::new(),
        status: MedicationStatus::Active,
        onset: String::new(),
    }
}

/// Imports a list as its headings have it. Returns what was looked at, and how many patients came.
pub fn imported(clinic: &mut Clinic, list: &[u8]) -> Result<(ImportView, u32)> {
    let table = import::read(list)?;
    let mut importing = import::run::begin(clinic, &table, &ImportPlan::default())?;
    while !importing.is_done() {
        import::run::next(clinic, &mut importing)?;
    }
    let imported = importing.progress().imported;
    Ok((importing.view, imported))
}

/// Returns what importing a list would do.
pub fn import_preview(clinic: &Clinic, list: &[u8]) -> Result<ImportView> {
    import::check::preview(clinic, &import::read(list)?, &ImportPlan::default())
}
