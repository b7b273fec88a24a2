//! The data files of the demo clinic, compiled into the program.

use rust_decimal::Decimal;
use serde::Deserialize;

/// A member of staff; the password is shown on the lock screen of a demo clinic.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DemoStaff {
    pub username: String,
    pub first_name: String,
    pub last_name: String,
    pub role: String,
    pub password: String,
    pub email: String,
    pub specialization: String,
    pub working_hours: String,
    /// One of those of the demo by its name; empty of the admin, who makes the clinic before it has any.
    pub department: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DemoPatient {
    pub given_name: String,
    pub family_name: String,
    pub sex: String,
    pub birth_date: String,
    pub phone: String,
    pub language: String,
}

/// One food of a recall by its number in the list, or words.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DemoFood {
    pub recall: u32,
    pub kind: String,
    pub day: u8,
    pub meal: String,
    pub time: String,
    pub food: String,
    pub amount: String,
    pub text: String,
}

/// One food of a menu, which is repeated over the days of its plan.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DemoPlanFood {
    pub plan: u32,
    pub title: String,
    pub days: u8,
    pub meals: u8,
    pub energy: String,
    pub notes: String,
    pub day: u8,
    pub meal: String,
    pub time: String,
    pub food: String,
    pub amount: String,
    pub text: String,
}

/// A leaflet in one language; the key is the same in all of them, and that of the casebook.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DemoHandout {
    pub key: String,
    pub language: String,
    pub title: String,
    pub text: String,
}

/// How a medicine is prescribed that a chart lists with such a dose. Each form in which it comes has a line of its own;
/// what is counted by weight or by meals has none.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DemoPrescription {
    pub medicine: String,
    pub listed: String,
    pub dosage: String,
    pub frequency: String,
    pub route: String,
    /// For a month, or for once.
    pub quantity: u32,
    pub instructions: String,
}

/// A note outside of any visit: the role that writes it, words of what its patients have or take (any of them, or empty
/// for all), and the sections of its kind, between bars.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DemoNote {
    pub role: String,
    pub kind: String,
    pub of: String,
    pub texts: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DemoRoom {
    pub name: String,
    pub code: String,
}

/// A course of care for people of an age: the range of body mass index, the change of weight, the texts of its notes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Course {
    /// Courses for several ages share a code.
    pub code: String,
    pub from_years: Option<i32>,
    pub to_years: Option<i32>,
    pub bmi_from: Decimal,
    pub bmi_to: Decimal,
    pub kg_per_month: Decimal,
    pub complaint: String,
    pub assessment: String,
    pub diagnosis: String,
    pub intervention: String,
    pub monitoring: String,
    /// Entries between semicolons: substance, kind and reaction between bars. `-` where none are known, empty where the
    /// patient was not asked; so the next two.
    pub allergies: String,
    /// Name and onset.
    pub conditions: String,
    /// Name and dose.
    pub medications: String,
    pub history: String,
    pub dislikes: String,
    /// Text, measure, target (in percent of the first weight, or a value), days until it is due, and progress.
    pub goals: String,
    /// Text, and days until it is due.
    pub tasks: String,
}

/// Returns the staff. The first is the admin who created the clinic; the seed adds the others.
pub fn staff() -> Vec<DemoStaff> {
    read(include_str!("../../../../seeds/demo/staff.csv"))
}

/// Returns those whose role is for the second facility of a large demo clinic.
pub fn branch_staff() -> Vec<DemoStaff> {
    read(include_str!("../../../../seeds/demo/branch_staff.csv"))
}

pub fn patients() -> Vec<DemoPatient> {
    read(include_str!("../../../../seeds/demo/patients.csv"))
}

pub fn rooms() -> Vec<DemoRoom> {
    read(include_str!("../../../../seeds/demo/rooms.csv"))
}

pub fn courses() -> Vec<Course> {
    read(include_str!("../../../../seeds/demo/courses.csv"))
}

pub fn recall_foods() -> Vec<DemoFood> {
    read(include_str!("../../../../seeds/demo/recalls.csv"))
}

pub fn plan_foods() -> Vec<DemoPlanFood> {
    read(include_str!("../../../../seeds/demo/meal_plans.csv"))
}

pub fn casebook_menus() -> Vec<DemoPlanFood> {
    read(include_str!("../../../../seeds/demo/casebook/menus.csv"))
}

pub fn prescriptions() -> Vec<DemoPrescription> {
    read(include_str!("../../../../seeds/demo/prescriptions.csv"))
}

pub fn notes() -> Vec<DemoNote> {
    read(include_str!("../../../../seeds/demo/notes.csv"))
}

pub fn handouts() -> Vec<DemoHandout> {
    read(include_str!("../../../../seeds/demo/handouts.csv"))
}

fn read<T: for<'de> Deserialize<'de>>(text: &str) -> Vec<T> {
    let rows = csv::Reader::from_reader(text.as_bytes()).into_deserialize();
    rows.map(|row| row.expect("the built-in files are checked by a test"))
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::fields;
    use crate::roles::default_roles;
    use crate::working_hours::WorkingHours;

    #[test]
    fn the_files_can_be_read_and_say_what_the_clinic_accepts() {
        let roles = default_roles();
        for one in staff().into_iter().chain(branch_staff()) {
            assert!(
                roles.iter().any(|role| role.name == one.role),
                "{}",
                one.role
            );
            assert!(
                fields::password(&one.password, &[&one.username, &one.first_name]).is_ok()
                    && fields::username(&one.username).is_ok()
            );
            assert!(WorkingHours::parse(&one.working_hours).is_ok());
        }
        assert_eq!(staff()[0].username, "admin");
        // each role can be tried
        let has = |role: &str| staff().iter().any(|one| one.role == role);
        assert!(roles.iter().all(|role| has(&role.name)));
        assert_eq!(
            staff().iter().filter(|one| one.role == "Dietitian").count(),
            3
        );
        assert!(patients().len() >= 60);
        for patient in patients() {
            assert!(
                patient.birth_date.is_empty() || fields::written_date(&patient.birth_date).is_ok()
            );
            assert!(fields::phones::<255>(&patient.phone).unwrap().is_some());
            assert!(!(patient.given_name.is_empty() && patient.family_name.is_empty()));
        }
        assert!(courses().len() >= 4 && rooms().len() >= 3);
    }

    #[test]
    fn many_scripts_are_there() {
        let names: String = patients()
            .iter()
            .map(|p| format!("{}{}", p.given_name, p.family_name))
            .collect();
        for letter in ['д', 'λ', 'გ', 'ש', '田', '성', 'थ', 'ü'] {
            let near = names
                .chars()
                .any(|c| u32::from(c) >> 8 == u32::from(letter) >> 8);
            assert!(near, "no letter like {letter}");
        }
    }
}
