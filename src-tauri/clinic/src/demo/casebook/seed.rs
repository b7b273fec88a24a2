//! Fills a demo clinic with people of the casebook, and later books persons who are due.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use sync_contract::ids::{PatientId, RoomId, UserId};
use sync_contract::read_version::ReadVersion;

use crate::clinic::{first_facility, or_not_found};
use crate::clock::{at_wall, local};
use crate::demo::branch::{self, Branch};
use crate::demo::casebook::fitting::{Provider, provider_of};
use crate::demo::casebook::person::DemoPerson;
use crate::demo::casebook::register::{Due, WorkSite};
use crate::demo::casebook::{handouts, menus, names, orders, people, record, register};
use crate::demo::data::DemoStaff;
use crate::demo::meal_plans::Given;
use crate::demo::plan::Plan;
use crate::demo::recalls::Eats;
use crate::demo::recipes::DemoRecipes;
use crate::demo::setup::{
    Seeded, add_address, add_rooms, add_staff, become_user, receptionist, user_ids,
};
use crate::demo::{
    absences, alerts, appointment_types, calls, care_team, clashes, consents, contacts, data,
    diet_orders, exchanges, expenses, groups, handouts as leaflets, insurance, invoices,
    lab_orders, letters, meal_plans, notes, own_foods, own_kinds, packages, portal, prescriptions,
    quotes, recalls, recipes, record_requests, referrals, refill, series, services, stays, tags,
    undo, waiting_list,
};
use crate::error::Result;
use crate::follow_ups::{self, FollowUpPart, FollowUpQuery};
use crate::foods::FoodTable;
use crate::view::Id;
use crate::working_hours::WorkingHours;
use crate::{Clinic, settings};

/// How many people of the casebook a clinic was filled with.
const PEOPLE: &str = "demo.people";
const SEED: u64 = 20_261_120;
/// How many due patients are booked on an empty day.
const ON_EMPTY_DAY: usize = 7;
const REFILL_MINUTES: i64 = 30;

/// Whether a clinic was filled with people of the casebook.
///
/// # Errors
/// Those of a read.
pub(in crate::demo) fn is_of_casebook(clinic: &Clinic) -> Result<bool> {
    Ok(clinic.read().setting(PEOPLE)?.is_some())
}

/// Writes users, people, appointments and two years of visits, each dietitian's under their own signature. Ends signed
/// out.
///
/// # Errors
/// Those of a write.
pub(in crate::demo) fn seed_records(
    mut clinic: Clinic,
    count: usize,
) -> Result<(vault::Vault, Seeded)> {
    let now = local(clinic.now(), &clinic.zone()?);
    let zone = clinic.zone()?;
    add_address(&mut clinic)?;
    let rooms = add_rooms(&mut clinic)?;
    let labels = tags::add(&mut clinic)?;
    appointment_types::add(&mut clinic)?;
    own_kinds::add(&mut clinic)?;
    let products = diet_orders::add_products(&mut clinic)?;
    exchanges::add(&mut clinic)?;
    services::add(&mut clinic)?;
    let shelf = leaflets::add(&mut clinic)?;
    letters::add_template(&mut clinic)?;
    let staff = add_staff(&mut clinic)?;
    alerts::add_departments(&mut clinic, &staff)?;
    let branch = match count >= branch::PEOPLE_MIN {
        true => branch::add(&mut clinic)?,
        false => None,
    };
    clinic.write("edit settings", |tx| {
        let stored = tx.read().setting(PEOPLE)?;
        let seen = stored.map_or_else(ReadVersion::default, |stored| stored.seen);
        settings::put(tx, PEOPLE, &count.to_string(), &seen)
    })?;
    let first_ones = staff.iter().filter(|one| one.role == "Dietitian");
    let mut dietitians: Vec<&DemoStaff> = first_ones.collect();
    let ids = user_ids(&clinic, &dietitians)?;
    let mut providers: Vec<Provider> = dietitians
        .iter()
        .map(|one| provider_from_staff(one, None))
        .collect();
    let mut at_sites = at_first(&clinic, &ids, &rooms)?;
    for (one, id, site) in at_branch(&clinic, branch.as_ref())? {
        dietitians.push(one);
        providers.push(provider_from_staff(one, Some(branch::FIRST_OF)));
        at_sites.push((id, site));
    }
    let all_ids: Vec<UserId> = at_sites.iter().map(|(id, _)| *id).collect();
    // clinics of different sizes do not have the same people
    let people = people(SEED + count as u64, count, now, &providers);
    let seen_by: Vec<usize> = people
        .iter()
        .map(|person| provider_of(person, &providers))
        .collect();
    let plan = register::as_plan(&people, &names::named(&people), &seen_by);
    let first = undo::note_numbers(&mut clinic, people.len())?;
    let mut clinic = become_user(clinic, receptionist(&staff)?)?;
    let patients = register::register(&mut clinic, &people, &plan, &all_ids, first)?;
    let alone: Vec<bool> = people.iter().map(DemoPerson::lives_alone).collect();
    contacts::add(&mut clinic, &plan, &patients, &alone)?;
    consents::sign(&mut clinic, &plan, &patients)?;
    portal::invite(&mut clinic, &patients)?;
    insurance::insure(&mut clinic, &plan, &patients)?;
    referrals::refer(&mut clinic, &plan, &patients)?;
    let housebound: Vec<bool> = people.iter().map(DemoPerson::is_housebound).collect();
    tags::put_on(&mut clinic, &labels, &patients, &housebound)?;
    care_team::gather(&mut clinic, &plan, &patients, &ids)?;
    let appointments = register::book(&mut clinic, &people, &patients, &seen_by, &at_sites, now)?;
    absences::record(&mut clinic, &ids, &rooms)?;
    clashes::record(&mut clinic)?;
    waiting_list::record(&mut clinic, &ids)?;
    series::record(&mut clinic, &ids, &rooms)?;
    let eaters = eaters(&people, &plan, &patients);
    let mut visits = 0;
    for (index, dietitian) in dietitians.iter().enumerate() {
        clinic = become_user(clinic, dietitian)?;
        for at in (0..people.len()).filter(|at| seen_by[*at] == index) {
            let (person, patient) = (&people[at], patients[at]);
            visits += clinic.write("record visits", |tx| {
                let written = record::write(tx, patient, person, &appointments[at], &zone)?;
                orders::write(tx, patient, person, &products, &zone)?;
                let readable = (&shelf, plan.patients[at].person.language.as_str());
                handouts::write(tx, patient, person, readable, &zone)?;
                Ok(written)
            })?;
        }
        if index == 0 {
            // what a plan is when it is given stays as it is
            own_foods::add(&mut clinic)?;
        }
        recalls::record(&mut clinic, &eaters.plan, &eaters.ids, &eaters.eats, index)?;
        let dishes = recipes::add(&mut clinic)?;
        give_menus(&mut clinic, &people, &plan, &patients, (&dishes, index))?;
        calls::record(&mut clinic)?;
        stays::record(&mut clinic, &plan, &patients, &rooms, index)?;
        if index == 0 {
            groups::record(&mut clinic, &rooms)?;
            record_requests::ask(&mut clinic, &patients)?;
        }
    }
    let clinic = prescriptions::record(clinic, &staff, &patients)?;
    let clinic = lab_orders::record(clinic, &staff, &patients)?;
    let clinic = notes::record(clinic, &staff, &patients)?;
    let clinic = invoices::record(clinic, &staff, &patients)?;
    let clinic = packages::record(clinic, &staff, &patients)?;
    let clinic = quotes::record(clinic, &staff, &patients)?;
    let clinic = expenses::record(clinic, &staff)?;
    let clinic = alerts::raise(clinic, &staff)?;
    let seeded = Seeded {
        users: staff.len() + branch.map_or(0, |branch| branch.staff.len()),
        patients: patients.len(),
        appointments: appointments.iter().map(Vec::len).sum(),
        visits,
    };
    Ok((clinic.lock(), seeded))
}

/// Returns the dietitians of the first facility, each with their room there.
fn at_first(clinic: &Clinic, ids: &[UserId], rooms: &[RoomId]) -> Result<Vec<(UserId, WorkSite)>> {
    let facility = or_not_found(first_facility(&clinic.read())?, "facility")?;
    let facility = facility.value.id;
    let at = |(index, id): (usize, &UserId)| {
        let room = rooms.get(index).copied();
        (*id, WorkSite { facility, room })
    };
    Ok(ids.iter().enumerate().map(at).collect())
}

/// Returns the dietitians of the second facility, each with their room there.
fn at_branch<'a>(
    clinic: &Clinic,
    branch: Option<&'a Branch>,
) -> Result<Vec<(&'a DemoStaff, UserId, WorkSite)>> {
    let Some(branch) = branch else {
        return Ok(Vec::new());
    };
    let dietitians: Vec<&DemoStaff> = branch.dietitians().collect();
    let ids = user_ids(clinic, &dietitians)?.into_iter();
    let facility = branch.facility;
    let at = |(index, (one, id)): (usize, (&'a DemoStaff, UserId))| {
        let room = branch.rooms.get(index).copied();
        (one, id, WorkSite { facility, room })
    };
    Ok(dietitians
        .into_iter()
        .zip(ids)
        .enumerate()
        .map(at)
        .collect())
}

fn provider_from_staff(
    one: &DemoStaff,
    first_of: Option<(u64, &'static [&'static str])>,
) -> Provider {
    let hours = Some(one.working_hours.as_str()).filter(|hours| !hours.is_empty());
    Provider {
        username: one.username.clone(),
        hours: WorkingHours::of(hours),
        first_of,
    }
}

/// Writes the meal plans of the patients of the dietitian at an index, each begun on the day after the last visit.
fn give_menus(
    clinic: &mut Clinic,
    people: &[DemoPerson],
    plan: &Plan,
    patients: &[PatientId],
    (recipes, dietitian): (&DemoRecipes, usize),
) -> Result<()> {
    let (today, zone) = (clinic.today()?, clinic.zone()?);
    let foods = data::casebook_menus();
    clinic.write("add meal plan", |tx| {
        let table = FoodTable::read(&tx.read())?;
        let all = people.iter().zip(&plan.patients).zip(patients);
        for ((person, planned), patient) in
            all.filter(|((_, planned), _)| planned.dietitian == dietitian)
        {
            let menu = menus::menu(person, &planned.person.language, &foods, &table);
            if let (Some(menu), Some(last)) = (menu, planned.visits.last()) {
                let given = Given::at_visit(last, today, &zone);
                let is_counted = menus::is_counted(person);
                meal_plans::insert(tx, &table, recipes, *patient, (given, &menu), is_counted)?;
            }
        }
        Ok(())
    })
}

/// The people who have recalls, and what they eat.
struct Eaters {
    plan: Plan,
    ids: Vec<PatientId>,
    eats: Vec<Eats>,
}

/// Returns the people that the menus suit.
fn eaters(people: &[DemoPerson], plan: &Plan, patients: &[PatientId]) -> Eaters {
    let mut eaters = Eaters {
        plan: Plan {
            patients: Vec::new(),
            appointments: Vec::new(),
        },
        ids: Vec::new(),
        eats: Vec::new(),
    };
    let all = people.iter().zip(&plan.patients).zip(patients);
    for ((person, planned), patient) in all.filter(|((person, _), _)| menus::suit(person)) {
        eaters.plan.patients.push(planned.clone());
        eaters.ids.push(*patient);
        eaters
            .eats
            .push(menus::eats(person, &planned.person.language));
    }
    eaters
}

/// Books some due patients on the days of the coming week on which nothing is booked. Ends signed out.
///
/// # Errors
/// Those of a read or a write.
pub(in crate::demo) fn refill(mut clinic: Clinic) -> Result<(vault::Vault, Seeded)> {
    let mut seeded = Seeded {
        users: 0,
        patients: 0,
        appointments: 0,
        visits: 0,
    };
    let days = refill::empty_days(&clinic)?;
    if days.is_empty() {
        return Ok((clinic.lock(), seeded));
    }
    let (zone, rooms) = (clinic.zone()?, refill::rooms(&clinic)?);
    let now = local(clinic.now(), &zone);
    let staff = data::staff();
    let dietitians = staff.iter().filter(|one| one.role == "Dietitian");
    let ids = refill::dietitians(&clinic)?;
    let here = dietitians.zip(ids).enumerate();
    let here = here.filter_map(|(index, (one, id))| Some((one, id?, rooms.get(index).copied())));
    let facility = or_not_found(first_facility(&clinic.read())?, "facility")?;
    let facility = facility.value.id;
    let here = here.map(|(one, id, room)| (one, id, WorkSite { facility, room }));
    let branch = branch::find(&clinic)?;
    let there = at_branch(&clinic, branch.as_ref())?;
    let mut wanted: Vec<Due> = Vec::new();
    for (one, provider, site) in here.chain(there) {
        clinic = become_user(clinic, one)?;
        let mut due = due(&clinic, provider)?.into_iter();
        for day in &days {
            let starts = starts(&provider_from_staff(one, None), *day).into_iter();
            let starts = starts.filter(|from| day.and_time(*from) > now);
            let slots = starts.take(ON_EMPTY_DAY).zip(due.by_ref());
            wanted.extend(slots.map(|(from, patient)| Due {
                patient,
                provider,
                site,
                starts: at_wall(*day, from, &zone),
            }));
        }
    }
    let mut clinic = become_user(clinic, receptionist(&staff)?)?;
    register::book_due(&mut clinic, &wanted)?;
    seeded.appointments = wanted.len();
    Ok((clinic.lock(), seeded))
}

/// Returns a dietitian's patients who are due and have no appointment, the longest waiting first.
fn due(clinic: &Clinic, dietitian: UserId) -> Result<Vec<PatientId>> {
    let mut ids = Vec::new();
    for part in [
        FollowUpPart::Overdue,
        FollowUpPart::ThisWeek,
        FollowUpPart::Unbooked,
    ] {
        let query = FollowUpQuery {
            part,
            dietitian_id: Some(Id::of(dietitian)),
            offset: 0,
            limit: 100,
        };
        for row in follow_ups::list(clinic, &query)?.rows {
            ids.push(row.patient.id.to()?);
        }
    }
    Ok(ids)
}

/// Returns when visits of a day begin, with a pause after each.
fn starts(provider: &Provider, day: NaiveDate) -> Vec<NaiveTime> {
    let mut starts = Vec::new();
    for stretch in provider.hours.on(day) {
        let count = stretch.minutes() / REFILL_MINUTES / 2;
        let after = |at: i64| stretch.from + TimeDelta::minutes(2 * at * REFILL_MINUTES);
        starts.extend((0..count).map(after));
    }
    starts
}
