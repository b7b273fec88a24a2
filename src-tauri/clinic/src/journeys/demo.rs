use crate::demo::seed::seed;
use crate::error::Error;
use crate::notes::verify;
use crate::patients::list;
use crate::patients::view::{PatientQuery, PatientSort};
use crate::testing::{ADMIN_PASSWORD, Machine, clinic};
use crate::today;
use crate::users::session::{lock_screen, session};
use crate::view::Day;

#[test]
fn a_demo_clinic_is_filled_once_and_no_other() {
    let (_machine, admin) = clinic();
    assert!(matches!(seed(admin), Err(Error::NotDemo)));

    let machine = Machine::new();
    let (admin, _) = machine.found(true);
    let (vault, seeded) = seed(admin).unwrap();
    assert!(
        seeded.patients >= 60 && seeded.visits > 150 && seeded.appointments > 100,
        "{seeded:?}"
    );
    assert_eq!(vault.verify_audit().unwrap().fault, None);
    drop(vault);
    assert!(
        seed(machine.sign_in("admin", ADMIN_PASSWORD)).is_err(),
        "filled twice"
    );

    let people = lock_screen(&machine.vault()).unwrap();
    let claire = people
        .iter()
        .find(|user| user.username == "claire")
        .unwrap();
    let claire = machine.sign_in("claire", claire.demo_password.as_deref().unwrap());
    assert_eq!(session(&claire).unwrap().roles, ["Dietitian"]);
    let today = today::show::show(&claire, &Day("2026-11-20".into())).unwrap();
    assert!(today.rows.len() >= 4);
    let query = PatientQuery {
        text: String::new(),
        status: None,
        dietitian_id: None,
        sort: PatientSort::LastVisit,
        after: None,
        offset: 0,
        limit: 100,
    };
    let page = list::list(&claire, &query).unwrap();
    assert_eq!(page.total as usize, seeded.patients);
    assert!(page.rows[0].last_visit.is_some());
    let mut signed = 0;
    for row in page.rows.iter().take(5) {
        for note in crate::notes::show::rows(&claire, row.patient.id.to().unwrap()).unwrap() {
            if note.state != crate::notes::view::NoteState::Draft {
                assert!(verify::verify(&claire, &note.id).unwrap());
                signed += 1;
            }
        }
    }
    assert!(signed > 0);
}
