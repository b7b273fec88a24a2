use sync_contract::Right;
use sync_contract::catalog::TenantStatus;
use sync_contract::field::Text;
use sync_contract::ids::{PatientId, UserId};

use crate::clock::local;
use crate::demo::data::DemoStaff;
use crate::demo::plan::plan;
use crate::demo::refill::Refill;
use crate::demo::setup::{add_rooms, add_staff, become_user, receptionist, user_ids};
use crate::demo::{
    absences, alerts, appointment_types, calls, care_team, casebook, clashes, consents, contacts,
    data, diary, diet_orders, documents, exchanges, expenses, groups, handouts, infant, insurance,
    invoices, lab_orders, labs, letters, meal_plans, notes, own_foods, own_kinds, packages, photos,
    portal, prescriptions, quotes, recalls, recipes, record_requests, referrals, series, services,
    stays, tags, undo, waiting_list, work,
};
use crate::error::{Error, Result};
use crate::patients::identity;
use crate::patients::register::file_number;
use crate::view::count;
use crate::{Clinic, fields};

pub use crate::demo::setup::Seeded;

/// Seeds a demo clinic around today: users, patients, two weeks of diary, and the visits of each dietitian under their
/// own signature. A clinic that was seeded before only gets appointments for the empty days of the coming week. Ends
/// signed out.
///
/// # Errors
/// `Forbidden` (needs `demo.seed`), `NotDemo`, `NeedsConnection` for an empty clinic once there is a server.
pub fn seed(clinic: Clinic) -> Result<(vault::Vault, Seeded)> {
    clinic.may(Right::DemoSeed)?;
    match require_empty(&clinic)? {
        true => seed_records(clinic),
        false => refill(clinic),
    }
}

/// Seeds a demo clinic with so many people of the casebook and two years of their visits; else as [`seed`].
///
/// # Errors
/// As [`seed`].
pub fn seed_people(clinic: Clinic, count: usize) -> Result<(vault::Vault, Seeded)> {
    clinic.may(Right::DemoSeed)?;
    match require_empty(&clinic)? {
        true => casebook::seed::seed_records(clinic, count),
        false => refill(clinic),
    }
}

/// Whether a demo clinic has no patient yet, or none of an earlier seed any more.
fn require_empty(clinic: &Clinic) -> Result<bool> {
    let facts = clinic.unlocked().vault().clinic()?;
    if !matches!(facts.clinic, Some((_, TenantStatus::Demo))) {
        return Err(Error::NotDemo);
    }
    let reader = clinic.read();
    let (is_empty, is_new) = match undo::seeded(&reader)? {
        None => (reader.patients(&Default::default(), 1)?.is_empty(), true),
        // patients who were registered by hand stay
        Some(seeded) => (seeded.is_empty(), false),
    };
    // what an earlier seed has written needs no server again
    match is_empty && is_new && facts.server.is_some() {
        true => Err(vault::Error::AdminSignedPending.into()),
        false => Ok(is_empty),
    }
}

fn seed_records(mut clinic: Clinic) -> Result<(vault::Vault, Seeded)> {
    let now = local(clinic.now(), &clinic.zone()?);
    let plan = plan(now.date(), now.time());
    let rooms = add_rooms(&mut clinic)?;
    let labels = tags::add(&mut clinic)?;
    appointment_types::add(&mut clinic)?;
    let kinds = own_kinds::add(&mut clinic)?;
    let products = diet_orders::add_products(&mut clinic)?;
    exchanges::add(&mut clinic)?;
    services::add(&mut clinic)?;
    let shelf = handouts::add(&mut clinic)?;
    letters::add_template(&mut clinic)?;
    let staff = add_staff(&mut clinic)?;
    alerts::add_departments(&mut clinic, &staff)?;
    let dietitians: Vec<&DemoStaff> = staff.iter().filter(|one| one.role == "Dietitian").collect();
    let ids = user_ids(&clinic, &dietitians)?;
    let first = undo::note_numbers(&mut clinic, plan.patients.len() + infant::FILES)?;
    let mut clinic = become_user(clinic, receptionist(&staff)?)?;
    let patients = register(&mut clinic, &plan, &ids, first)?;
    let number = first + count(patients.len());
    let child = infant::register(&mut clinic, ids.last().copied(), number)?;
    contacts::add(&mut clinic, &plan, &patients, &[])?;
    consents::sign(&mut clinic, &plan, &patients)?;
    portal::invite(&mut clinic, &patients)?;
    photos::add(&mut clinic, &patients)?;
    documents::add_cards(&mut clinic, &plan, &patients)?;
    insurance::insure(&mut clinic, &plan, &patients)?;
    referrals::refer(&mut clinic, &plan, &patients)?;
    tags::put_on(&mut clinic, &labels, &patients, &[])?;
    care_team::gather(&mut clinic, &plan, &patients, &ids)?;
    let appointments = diary::book(&mut clinic, &plan, &patients, &ids, &rooms)?;
    absences::record(&mut clinic, &ids, &rooms)?;
    clashes::record(&mut clinic)?;
    waiting_list::record(&mut clinic, &ids)?;
    series::record(&mut clinic, &ids, &rooms)?;
    let mut visits = 0;
    for (index, dietitian) in dietitians.iter().enumerate() {
        clinic = become_user(clinic, dietitian)?;
        visits += work::write(&mut clinic, &plan, index, &patients, &appointments, true)?;
        if index == 0 {
            // what a plan is when it is given stays as it is
            own_foods::add(&mut clinic)?;
        }
        recalls::record(&mut clinic, &plan, &patients, &[], index)?;
        let dishes = recipes::add(&mut clinic)?;
        meal_plans::record(&mut clinic, &plan, &patients, &dishes, index)?;
        calls::record(&mut clinic)?;
        stays::record(&mut clinic, &plan, &patients, &rooms, index)?;
        if index == 0 {
            groups::record(&mut clinic, &rooms)?;
            record_requests::ask(&mut clinic, &patients)?;
        }
    }
    infant::follow(&mut clinic, &child)?;
    infant::merge(&mut clinic, &child)?;
    labs::record(&mut clinic, &plan, &patients)?;
    diet_orders::record(&mut clinic, &plan, &products, &patients)?;
    handouts::record(&mut clinic, &plan, &shelf, &patients)?;
    own_kinds::measure(&mut clinic, &plan, &kinds, &patients)?;
    documents::add_letters(&mut clinic, &plan, &patients)?;
    let clinic = prescriptions::record(clinic, &staff, &patients)?;
    let clinic = lab_orders::record(clinic, &staff, &patients)?;
    let clinic = notes::record(clinic, &staff, &patients)?;
    let clinic = invoices::record(clinic, &staff, &patients)?;
    let clinic = packages::record(clinic, &staff, &patients)?;
    let clinic = quotes::record(clinic, &staff, &patients)?;
    let clinic = expenses::record(clinic, &staff)?;
    let clinic = alerts::raise(clinic, &staff)?;
    let seeded = Seeded {
        users: staff.len(),
        patients: patients.len() + 1,
        appointments: appointments.len(),
        visits,
    };
    Ok((clinic.lock(), seeded))
}

fn refill(clinic: Clinic) -> Result<(vault::Vault, Seeded)> {
    let mut seeded = Seeded {
        users: 0,
        patients: 0,
        appointments: 0,
        visits: 0,
    };
    if casebook::seed::is_of_casebook(&clinic)? {
        return casebook::seed::refill(clinic);
    }
    let Some(missing) = super::refill::refill(&clinic)? else {
        return Ok((clinic.lock(), seeded));
    };
    let Refill {
        plan,
        patients,
        dietitians,
        rooms,
    } = missing;
    let staff = data::staff();
    let mut clinic = become_user(clinic, receptionist(&staff)?)?;
    let appointments = diary::book(&mut clinic, &plan, &patients, &dietitians, &rooms)?;
    seeded.appointments = appointments.len();
    let at_work = staff.iter().filter(|one| one.role == "Dietitian");
    for (index, dietitian) in at_work.enumerate() {
        if work::has_any(&plan, index) {
            clinic = become_user(clinic, dietitian)?;
            let plan = &plan;
            seeded.visits +=
                work::write(&mut clinic, plan, index, &patients, &appointments, false)?;
        }
    }
    Ok((clinic.lock(), seeded))
}

fn register(
    clinic: &mut Clinic,
    plan: &super::plan::Plan,
    dietitians: &[UserId],
    first: u32,
) -> Result<Vec<PatientId>> {
    clinic.write("register patients", |tx| {
        let mut ids = Vec::new();
        for (planned, number) in plan.patients.iter().zip(first..) {
            let person = &planned.person;
            let mut patient = identity::blank(tx.new_id());
            patient.given_name = fields::optional(&person.given_name, "givenName")?.into();
            patient.family_name = fields::optional(&person.family_name, "familyName")?.into();
            patient.birth_date = match person.birth_date.as_str() {
                "" => None,
                text => {
                    let read = fields::written_date(text);
                    Some(read.map_err(|reason| Error::invalid("birthDate", reason))?)
                }
            }
            .into();
            patient.sex = match person.sex.as_str() {
                "F" => sync_contract::catalog::Sex::Female,
                "M" => sync_contract::catalog::Sex::Male,
                _ => sync_contract::catalog::Sex::Unknown,
            };
            patient.phones = fields::phones(&person.phone)?.into();
            patient.preferred_language = fields::optional(&person.language, "language")?;
            patient.dietitian = dietitians.get(planned.dietitian).copied();
            contacts::describe(&mut patient, ids.len())?;
            let number =
                Text::new(&file_number(tx.device_number(), number)).map_err(vault::Error::from)?;
            patient.file_number = Some(number).into();
            tx.insert(&patient)?;
            ids.push(patient.id);
        }
        Ok(ids)
    })
}
