//! Addresses and emergency contacts of the demo patients: by their index in the list, so that no random number is drawn
//! for it.

use chrono::NaiveDate;
use sync_contract::catalog::{EmergencyContact, Patient, Relation};
use sync_contract::ids::{EmergencyContactId, PatientId};

use crate::Clinic;
use crate::age::Age;
use crate::demo::plan::{Plan, PlannedPatient};
use crate::error::Result;
use crate::fields;
use crate::names::birth;

const NAMES: [&str; 7] = [
    "Alex",
    "Camille",
    "Noor",
    "Robin",
    "Sam",
    "Kim",
    "Dominique",
];
const STREETS: [&str; 5] = [
    "Mill Lane",
    "Harbour Road",
    "Rue des Tilleuls",
    "Station Street",
    "Orchard Close",
];
const RELATIONS: [Relation; 4] = [
    Relation::Spouse,
    Relation::Child,
    Relation::Sibling,
    Relation::Friend,
];
/// From these ages on, a spouse and a grown-up child are believable.
const MARRIED_YEARS: i32 = 24;
const GROWN_CHILD_YEARS: i32 = 42;
const CITIES: [(&str, &str); 3] = [
    ("Westbridge", "WB1 4"),
    ("Saint-Aubin", "4502"),
    ("Northfield", "NF7 2"),
];

/// Adds to a patient what a front desk asks for besides name and phone; some patients were not asked.
///
/// # Errors
/// None but those of a wrong field.
pub(super) fn describe(patient: &mut Patient, index: usize) -> Result<()> {
    if index % 4 != 1 {
        let street = format!("{} {}", 3 + index, STREETS[index % STREETS.len()]);
        let (city, code) = CITIES[index % CITIES.len()];
        patient.address_lines = fields::optional_paragraph(&street, "address")?.into();
        patient.city = fields::optional(city, "city")?.into();
        patient.postal_code =
            fields::optional(&format!("{code}{}", index % 10), "postalCode")?.into();
    }
    if index.is_multiple_of(3) {
        let email = format!("patient{}@example.org", index + 1);
        patient.email = fields::email(&email)?.into();
    }
    if index % 5 == 2 {
        let number = format!("N{:06}", 310_200 + index * 37);
        patient.national_id = fields::optional(&number, "nationalId")?.into();
    }
    if index % 9 == 4 {
        patient.other_names = fields::optional(NAMES[index % NAMES.len()], "otherNames")?.into();
    }
    patient.birth_date_estimated = (index % 20 == 3 && birth(patient).is_some()).into();
    Ok(())
}

/// Adds emergency contacts: one for most patients, two for some. Those who are `alone` have no spouse.
///
/// # Errors
/// Those of a write.
pub(super) fn add(
    clinic: &mut Clinic,
    plan: &Plan,
    patients: &[PatientId],
    alone: &[bool],
) -> Result<()> {
    let today = clinic.today()?;
    clinic.write("add contacts", |tx| {
        for (index, (planned, patient)) in plan.patients.iter().zip(patients).enumerate() {
            let count = match index % 6 {
                5 => 0,
                2 => 2,
                _ => 1,
            };
            let is_alone = alone.get(index).copied().unwrap_or(false);
            for number in 0..count {
                let at = index + 3 * number;
                let name = format!("{} {}", NAMES[at % NAMES.len()], planned.person.family_name);
                let phone = format!("+33 1 99 00 {:02} {:02}", 40 + number, index % 100);
                let email = match number {
                    0 => String::new(),
                    _ => format!("family{index}@example.org"),
                };
                let id: EmergencyContactId = tx.new_id();
                tx.insert(&EmergencyContact {
                    id,
                    patient: *patient,
                    name: fields::required(&name, "name")?.into(),
                    relation: relation(planned, at, is_alone, today),
                    phone: fields::phones(&phone)?.into(),
                    email: fields::email(&email)?.into(),
                    address: None.into(),
                })?;
            }
        }
        Ok(())
    })
}

/// Whom adults name differs; a child has a parent.
fn relation(planned: &PlannedPatient, at: usize, is_alone: bool, today: NaiveDate) -> Relation {
    let born = fields::written_date(&planned.person.birth_date).ok();
    let years = born.map_or(GROWN_CHILD_YEARS, |born| Age::on(born, today).years);
    let has = |relation: Relation| match relation {
        Relation::Spouse => years >= MARRIED_YEARS && !is_alone,
        Relation::Child => years >= GROWN_CHILD_YEARS,
        _ => true,
    };
    if years < 18 {
        return Relation::Parent;
    }
    let mut in_turn = RELATIONS.iter().copied().cycle().skip(at % RELATIONS.len());
    in_turn.find(|of| has(*of)).unwrap_or(Relation::Friend)
}
