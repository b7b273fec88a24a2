//! A demo clinic that is filled with people of the casebook.

use chrono::NaiveDate;
use sync_contract::catalog::{Facility, Patient, PatientStatus, Relation, Room, Tag};
use sync_contract::field::Time;
use vault::read::{Deleted, PatientFilter, Stored};

use crate::age::Age;
use crate::clock::day_of;
use crate::demo::DIURETICS;
use crate::demo::seed::{seed, seed_people};
use crate::diet_orders::DietOrderState;
use crate::error::Error;
use crate::names::birth;
use crate::notes::verify;
use crate::nutrient_targets::TargetSource;
use crate::nutrition::intakes::{is_pregnancy, stages};
use crate::patients::list;
use crate::patients::view::{PatientQuery, PatientRow, PatientSort};
use crate::prescriptions::content::line;
use crate::referrals::{ReferralState, ReferralView};
use crate::stays::{StayState, StayView};
use crate::testing::{ADMIN_PASSWORD, Machine, clinic};
use crate::tests::demo::kinds_of_notes;
use crate::view::{Day, Id, text};
use crate::{Clinic, appointments, facilities};

const PEOPLE: usize = 40;

fn everybody(clinic: &Clinic) -> Vec<PatientRow> {
    let query = PatientQuery {
        text: String::new(),
        status: None,
        dietitian_id: None,
        tag_id: None,
        is_mine: false,
        is_of_department: false,
        sort: PatientSort::LastVisit,
        after: None,
        offset: 0,
        limit: 100,
    };
    list::list(clinic, &query).unwrap().rows
}

#[test]
fn people_of_the_casebook_are_seeded_in_a_demo_clinic_alone() {
    let (_machine, admin) = clinic();
    assert!(matches!(seed_people(admin, PEOPLE), Err(Error::NotDemo)));

    let machine = Machine::new();
    let (admin, _) = machine.create_clinic(true);
    let (vault, seeded) = seed_people(admin, PEOPLE).unwrap();
    assert_eq!((seeded.users, seeded.patients), (15, PEOPLE));
    assert!(
        seeded.visits > 150 && seeded.appointments > seeded.visits,
        "{seeded:?}"
    );
    assert_eq!(vault.verify_audit().unwrap().fault, None);
    drop(vault);
    let password = |username: &str| {
        let staff = crate::demo::staff().into_iter();
        staff
            .filter(|one| one.username == username)
            .map(|one| one.password)
            .next()
            .unwrap()
    };
    let kofi = machine.sign_in("kofi", &password("kofi"));
    let rows = everybody(&kofi);
    assert_eq!(rows.len(), PEOPLE);
    assert!(kinds_of_notes(&kofi, &rows).len() >= 6);
    let (mut plans, mut ordered, mut given, mut prescribed) = (0, 0, 0, 0);
    let (mut signed, mut screened, mut aimed, mut results) = (0, 0, 0, 0);
    for row in &rows {
        let id = row.patient.id.to().unwrap();
        for note in crate::notes::show::rows(&kofi, id).unwrap() {
            if note.state != crate::notes::NoteState::Draft {
                assert!(verify::verify(&kofi, &note.id).unwrap());
                signed += 1;
            }
        }
        for screening in crate::screenings::list::list(&kofi, &row.patient.id).unwrap() {
            assert!(
                screening.result.is_some() && !screening.differs,
                "{screening:?}"
            );
            screened += 1;
        }
        aimed += crate::nutrient_targets::list::list(&kofi, id)
            .unwrap()
            .len();
        plans += crate::meal_plans::list::list(&kofi, &row.patient.id)
            .unwrap()
            .len();
        for order in crate::diet_orders::list::list(&kofi, &row.patient.id).unwrap() {
            assert_eq!(order.state, DietOrderState::Current, "{order:?}");
            ordered += 1;
        }
        given += crate::handouts::given::list(&kofi, &row.patient.id)
            .unwrap()
            .len();
        prescribed += crate::prescriptions::list::list(&kofi, &row.patient.id)
            .unwrap()
            .len();
        let labs = crate::labs::list::list(&kofi, &row.patient.id).unwrap();
        for sheet in &labs.sheets {
            let questioned = sheet.results.iter().find(|result| result.questioned);
            assert!(questioned.is_none(), "{questioned:?}");
            results += sheet.results.len();
        }
    }
    assert!(
        plans > 0 && ordered > 0 && given > 10 && prescribed > 10,
        "{plans} {ordered} {given} {prescribed}"
    );
    assert_eq!(crate::nutrition_products::offered(&kofi).unwrap().len(), 6);
    assert!(
        signed > 100 && screened > 15 && aimed > 60 && results > 200,
        "{signed} {screened} {aimed} {results}"
    );
}

#[test]
fn a_casebook_clinic_of_last_month_books_who_is_due_on_empty_days() {
    let machine = Machine::new();
    let (admin, _) = machine.create_clinic(true);
    let (vault, first) = seed_people(admin, PEOPLE).unwrap();
    drop(vault);
    let again = || {
        let (vault, added) = seed(machine.sign_in("admin", ADMIN_PASSWORD)).unwrap();
        assert_eq!(vault.verify_audit().unwrap().fault, None);
        added
    };
    // ten weeks later nothing of the first day is in the diary any more
    machine.clock.advance_s(70 * 86_400);
    let added = again();
    assert_eq!((added.users, added.patients, added.visits), (0, 0, 0));
    assert!(
        added.appointments > 5 && added.appointments < first.appointments,
        "{added:?}"
    );
    let admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let mut booked = 0;
    for day in ["2027-01-29", "2027-01-30", "2027-02-01", "2027-02-02"] {
        let all = appointments::day::day(&admin, &Day(day.into()))
            .unwrap()
            .appointments;
        assert!(all.iter().all(|one| one.overlaps.is_empty()));
        booked += all.len();
    }
    assert!(booked > 0);
}

/// Returns whose charts are looked at: patients with what they have and take, in small letters.
pub(super) fn charts(clinic: &Clinic) -> Vec<(Patient, String)> {
    let reader = clinic.read();
    let rows = reader.patients(&PatientFilter::default(), 1000).unwrap();
    let charts = rows.into_iter().map(|row| {
        let conditions = reader.conditions(row.value.id).unwrap().into_iter();
        let medicines = reader.medications(row.value.id).unwrap().into_iter();
        let words: Vec<String> = conditions
            .map(|row| line(&row.value.name))
            .chain(medicines.map(|row| line(&row.value.name)))
            .collect();
        (row.value, words.join("; ").to_lowercase())
    });
    charts.collect()
}

/// Two hundred of the five hundred: enough for each kind of row.
pub(super) fn of_two_hundred() -> (Machine, Clinic) {
    let machine = Machine::new();
    let (admin, _) = machine.create_clinic(true);
    // the first facility is the older one
    machine.clock.advance_s(1);
    let (vault, _) = seed_people(admin, 200).unwrap();
    drop(vault);
    let staff = crate::demo::staff().into_iter();
    let mut kofi = staff.filter(|one| one.username == "kofi");
    let kofi = machine.sign_in("kofi", &kofi.next().unwrap().password);
    (machine, kofi)
}

#[test]
fn rows_of_a_casebook_clinic_fit_their_patients() {
    let (machine, clinic) = of_two_hundred();
    let charts = charts(&clinic);
    assert_eq!(charts.len(), 200);
    prescriptions_are_of_a_visit(&clinic, &charts);
    orders_have_a_reason(&clinic, &charts);
    what_was_given_is_of_the_own_dietitian(&clinic, &charts);
    labels_and_contacts_fit(&clinic, &charts);
    some_were_referred(&clinic, &charts);
    some_stayed(&clinic, &charts);
    group_and_series_fit(&clinic, &charts);
    targets_are_of_age_and_sex(&clinic, &charts);
    one_of_ten_is_seen_at_the_branch(&clinic, &charts);
    who_works_at_the_branch_works_nowhere_else(&machine);
}

const BRANCH: &str = "Mill Lane Outpatient Branch";

/// About one of ten appointments so far, in a room of the second facility and with its own dietitian.
fn one_of_ten_is_seen_at_the_branch(clinic: &Clinic, charts: &[(Patient, String)]) {
    let reader = clinic.read();
    let facilities = reader.facilities().unwrap();
    assert_eq!(facilities.len(), 2);
    assert_eq!(facilities[0].value.time_zone, facilities[1].value.time_zone);
    let is_branch = |row: &&Stored<Facility>| row.value.name.as_str() == BRANCH;
    let branch = facilities.iter().find(is_branch).unwrap().value.id;
    let yasmin = reader.user_named("yasmin").unwrap().unwrap().value.id;
    let rooms = reader.all::<Room>(Deleted::Hidden).unwrap();
    let (mut there, mut all) = (0, 0);
    for (patient, _) in charts {
        for row in reader.appointments_of(patient.id).unwrap() {
            let of = row.value;
            assert_eq!(of.facility == branch, of.provider == yasmin, "{of:?}");
            let room = rooms.iter().find(|row| Some(row.value.id) == of.room);
            assert!(
                room.is_none_or(|row| row.value.facility == of.facility),
                "{of:?}"
            );
            if of.starts <= clinic.now() {
                all += 1;
                there += u32::from(of.facility == branch);
            }
        }
    }
    let share = f64::from(there) / f64::from(all);
    assert!((0.04..0.2).contains(&share), "{there} of {all}");
}

fn who_works_at_the_branch_works_nowhere_else(machine: &Machine) {
    let staff = crate::demo::staff();
    for username in ["yasmin", "bruno", "asha"] {
        let user = staff.iter().find(|one| one.username == username).unwrap();
        let session = machine.sign_in(username, &user.password);
        let offered = facilities::workplaces(&session).unwrap();
        assert!(!offered.has_all, "{username}");
        let offered = offered.facilities.into_iter().filter(|one| one.is_offered);
        let names: Vec<String> = offered.map(|one| one.name).collect();
        assert_eq!(names, [BRANCH], "{username}");
        let role = crate::users::session(&session).unwrap().roles;
        assert_eq!(role, std::slice::from_ref(&user.role));
    }
}

/// Most are recommended to the life stage of the day from which they count; what was set by hand has a reason.
fn targets_are_of_age_and_sex(clinic: &Clinic, charts: &[(Patient, String)]) {
    let (mut recommended, mut by_hand) = (0, 0);
    for (patient, _) in charts {
        let born = birth(patient).unwrap();
        let pregnancies = clinic.read().pregnancies_of(patient.id).unwrap();
        for target in crate::nutrient_targets::list::list(clinic, patient.id).unwrap() {
            let day = target.start_day.to_date("startDay").unwrap();
            let age = Age::on(born, day);
            match target.source {
                TargetSource::Dri => {
                    let stages = stages(patient.sex, Some(age.years * 12 + age.months));
                    let stage = target.life_stage.unwrap();
                    assert!(stages.contains(&stage), "{target:?} {born}");
                    let is_pregnant = !pregnancies.is_empty();
                    assert_eq!(is_pregnancy(stage), is_pregnant, "{target:?}");
                    recommended += 1;
                }
                TargetSource::Hand => {
                    assert!(!target.reason.is_empty(), "{target:?}");
                    by_hand += 1;
                }
                TargetSource::Estimate => panic!("{target:?}"),
            }
        }
    }
    assert!(
        by_hand > 300 && recommended > by_hand,
        "{recommended} {by_hand}"
    );
}

fn prescriptions_are_of_a_visit(clinic: &Clinic, charts: &[(Patient, String)]) {
    let (reader, zone) = (clinic.read(), clinic.zone().unwrap());
    let mut seen = 0;
    for (patient, _) in charts {
        let visits = reader.visits_of(patient.id).unwrap();
        let days: Vec<NaiveDate> = visits
            .iter()
            .map(|row| day_of(row.value.started_at, &zone))
            .collect();
        for row in reader.prescriptions_of(patient.id).unwrap() {
            let of = row.value;
            assert_eq!(patient.status, PatientStatus::Active, "{of:?}");
            assert!(days.contains(&of.prescribed_on), "{of:?} {days:?}");
            let is_swallowed = line(&of.frequency).ends_with("by mouth");
            let words = text(&of.instructions);
            assert!(
                is_swallowed || !words.contains("Swallow with water"),
                "{of:?}"
            );
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen}");
}

fn some_were_referred(clinic: &Clinic, charts: &[(Patient, String)]) {
    let of_one = |patient: &Patient| {
        let listed = crate::referrals::list(clinic, &Id::of(patient.id)).unwrap();
        listed.referrals
    };
    let all: Vec<ReferralView> = charts.iter().flat_map(|(of, _)| of_one(of)).collect();
    let is_over = |view: &&ReferralView| view.state == ReferralState::Over;
    assert!(all.len() > 5, "{all:?}");
    assert!(all.iter().filter(is_over).count() > 1, "{all:?}");
    assert!(
        all.iter().any(|view| view.sessions_used > Some(0)),
        "{all:?}"
    );
}

fn some_stayed(clinic: &Clinic, charts: &[(Patient, String)]) {
    let of_one = |patient: &Patient| {
        let listed = crate::stays::list::list(clinic, &Id::of(patient.id)).unwrap();
        listed.stays
    };
    for (patient, _) in charts {
        let mut stays = of_one(patient).into_iter();
        let is_in = stays.any(|view| view.state == StayState::Current);
        assert!(!is_in || patient.status == PatientStatus::Active);
    }
    let all: Vec<StayView> = charts.iter().flat_map(|(of, _)| of_one(of)).collect();
    for state in [StayState::Current, StayState::Over] {
        assert!(all.iter().any(|view| view.state == state), "{all:?}");
    }
    let is_known = |view: &StayView| !view.site.room.is_empty() && !view.site.bed.is_empty();
    assert!(all.iter().all(is_known), "{all:?}");
}

fn orders_have_a_reason(clinic: &Clinic, charts: &[(Patient, String)]) {
    let mut seen = 0;
    for (patient, words) in charts {
        let labs = crate::labs::list::list(clinic, &Id::of(patient.id)).unwrap();
        let of_sheets = labs.sheets.iter().filter_map(|sheet| sheet.order.as_ref());
        for order in labs.orders.iter().chain(of_sheets) {
            assert_eq!(patient.status, PatientStatus::Active, "{order:?}");
            let takes_one = DIURETICS.iter().any(|name| words.contains(name));
            assert!(!order.note.contains("diuretic") || takes_one, "{words}");
            seen += 1;
        }
    }
    assert!(seen >= 5, "{seen}");
}

/// A quarter of a day: at a visit, or soon after it.
const SOON_US: i64 = 6 * 3_600_000_000;

fn what_was_given_is_of_the_own_dietitian(clinic: &Clinic, charts: &[(Patient, String)]) {
    let reader = clinic.read();
    let (mut plans, mut recalls) = (0, 0);
    for (patient, _) in charts {
        let visits = reader.visits_of(patient.id).unwrap();
        let is_soon = |at: Time| {
            let mut starts = visits.iter().map(|row| row.value.started_at.0);
            starts.any(|start| (start..start + SOON_US).contains(&at.0))
        };
        for row in reader.meal_plans_of(patient.id).unwrap() {
            let (at, by) = (row.value.given_at, row.value.given_by);
            assert!(by.is_none() || by == patient.dietitian, "{:?}", row.value);
            assert!(at.is_none_or(is_soon), "{:?}", row.value);
            plans += 1;
        }
        for row in reader.recalls_of(patient.id).unwrap() {
            let (at, by) = (row.value.finished_at, row.value.finished_by);
            assert!(by.is_none() || by == patient.dietitian, "{:?}", row.value);
            assert!(at.is_none_or(is_soon), "{:?}", row.value);
            recalls += 1;
        }
    }
    assert!(plans > 5 && recalls > 5, "{plans} {recalls}");
}

fn labels_and_contacts_fit(clinic: &Clinic, charts: &[(Patient, String)]) {
    let reader = clinic.read();
    let tags = reader.all::<Tag>(Deleted::Hidden).unwrap();
    let interpreter = tags.iter().find(|row| {
        row.value
            .name
            .open()
            .is_some_and(|name| name.as_str() == "Interpreter needed")
    });
    let interpreter = interpreter.unwrap().value.id;
    let (mut labels, mut alone) = (0, 0);
    for (patient, _) in charts {
        let own = reader.patient_tags_of(patient.id).unwrap();
        if own.iter().any(|row| row.value.tag == interpreter) {
            let language = patient.preferred_language.as_ref();
            let speaks = language.is_none_or(|of| ["en", "fr"].contains(&of.as_str()));
            assert!(!speaks, "{patient:?}");
            labels += 1;
        }
        let profiles = reader.profiles_of(patient.id).unwrap();
        let mut history = profiles.iter().map(|row| text(&row.value.medical_history));
        if history.any(|history| history.contains("ives alone")) {
            let contacts = reader.emergency_contacts(patient.id).unwrap();
            let mut relations = contacts.iter().map(|row| row.value.relation);
            assert!(relations.all(|of| of != Relation::Spouse), "{patient:?}");
            alone += 1;
        }
    }
    assert!(labels > 3 && alone > 0, "{labels} {alone}");
}

fn group_and_series_fit(clinic: &Clinic, charts: &[(Patient, String)]) {
    let reader = clinic.read();
    let (mut members, mut weekly) = (0, Vec::new());
    for (patient, words) in charts {
        for row in reader.appointments_of(patient.id).unwrap() {
            if row.value.seats.is_some() {
                let born = birth(patient).unwrap();
                assert!(Age::on(born, clinic.today().unwrap()).years >= 16);
                assert!(words.contains("diabetes"), "{words}");
                members += 1;
            }
            if row.value.series.is_some() {
                weekly.push(row.value.starts.0);
            }
        }
    }
    weekly.sort_unstable();
    assert!(members > 1 && weekly.len() >= 3, "{members} {weekly:?}");
    let six_days_us = SOON_US * 4 * 6;
    assert!(
        weekly
            .windows(2)
            .all(|pair| pair[1] - pair[0] > six_days_us)
    );
}
