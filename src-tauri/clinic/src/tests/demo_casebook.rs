//! A demo clinic that is filled with people of the casebook.

use crate::demo::seed::{seed, seed_people};
use crate::diet_orders::DietOrderState;
use crate::error::Error;
use crate::notes::verify;
use crate::patients::list;
use crate::patients::view::{PatientQuery, PatientRow, PatientSort};
use crate::testing::{ADMIN_PASSWORD, Machine, clinic};
use crate::view::Day;
use crate::{Clinic, appointments};

const PEOPLE: usize = 40;

fn everybody(clinic: &Clinic) -> Vec<PatientRow> {
    let query = PatientQuery {
        text: String::new(),
        status: None,
        dietitian_id: None,
        tag_id: None,
        is_mine: false,
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
    assert_eq!((seeded.users, seeded.patients), (10, PEOPLE));
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
