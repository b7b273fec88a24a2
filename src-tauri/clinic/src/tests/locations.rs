use sync_contract::catalog::{Department, Room};
use vault::AdminSignedOutcome;

use crate::appointments::day;
use crate::error::{Error, Reason};
use crate::facilities::FacilityForm;
use crate::locations::LocationForm;
use crate::testing::{PASSWORD, clinic};
use crate::users::list as staff;
use crate::view::Day;
use crate::working_hours;
use crate::{Clinic, facilities, locations};

fn form(name: &str) -> LocationForm {
    LocationForm {
        name: name.to_owned(),
        code: String::new(),
        facility_id: None,
        is_active: true,
    }
}

fn offered(clinic: &Clinic) -> Vec<String> {
    let day = day::day(clinic, &Day("2026-11-20".into())).unwrap();
    day.choices
        .rooms
        .into_iter()
        .map(|room| room.name)
        .collect()
}

#[test]
fn a_room_is_offered_as_long_as_it_is_in_use() {
    let (machine, mut admin) = clinic();
    let blue = locations::add::<Room>(&mut admin, &form(" Blue  room ")).unwrap();
    assert_eq!(
        (blue.name.as_str(), blue.facility.as_str()),
        ("Blue room", "Hillside")
    );
    locations::add::<Room>(&mut admin, &form("Annex")).unwrap();
    // a department may have the name of a room
    locations::add::<Department>(&mut admin, &form("Annex")).unwrap();
    let taken = locations::add::<Room>(&mut admin, &form("ANNEX"));
    assert!(matches!(
        taken,
        Err(Error::Invalid {
            field: "name",
            reason: Reason::Taken
        })
    ));
    assert_eq!(offered(&admin), ["Annex", "Blue room"]);
    let inactive = LocationForm {
        is_active: false,
        ..form("Blue room")
    };
    let inactive =
        locations::edit::<Room>(&mut admin, &blue.id, &blue.seen, &blue.form(), &inactive).unwrap();
    assert!(!inactive.is_active);
    assert_eq!(offered(&admin), ["Annex"]);
    assert_eq!(locations::list::<Room>(&admin).unwrap().len(), 2);
    drop(admin);
    let mut reception = machine.sign_in("desk", PASSWORD);
    let refused = locations::add::<Room>(&mut reception, &form("Mine"));
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    assert_eq!(
        locations::find::<Room>(&reception, "annex").unwrap().name,
        "Annex"
    );
}

#[test]
fn the_last_building_stays_in_use() {
    let (machine, mut admin) = clinic();
    let first = facilities::list(&admin).unwrap().remove(0);
    let inactive = FacilityForm {
        is_active: false,
        ..first.form.clone()
    };
    let refused = facilities::edit(&mut admin, &first.id, &first.seen, &first.form, &inactive);
    assert!(matches!(refused, Err(Error::Invalid { .. })));
    let second = FacilityForm {
        name: "Riverside".into(),
        time_zone: "Africa/Accra".into(),
        ..first.form.clone()
    };
    machine.clock.advance_s(1);
    facilities::add(&mut admin, &second).unwrap();
    let nowhere = FacilityForm {
        name: "Moon".into(),
        time_zone: "Moon/Tycho".into(),
        ..second
    };
    assert!(facilities::add(&mut admin, &nowhere).is_err());
    let now = facilities::edit(&mut admin, &first.id, &first.seen, &first.form, &inactive).unwrap();
    assert!(!now.form.is_active);
    assert_eq!(admin.zone().unwrap().name(), "Europe/Paris");
}

#[test]
fn somebodys_working_hours_are_set_by_an_admin_and_shown_to_all() {
    let (machine, mut admin) = clinic();
    let users = staff::list(&admin).unwrap();
    let names: Vec<&str> = users.iter().map(|user| user.name.as_str()).collect();
    assert_eq!(names, ["Ada Okafor", "desk Test", "diet Test"], "by name");
    let (id, seen) = (users[2].id.clone(), users[2].seen.clone());
    let (usual, is_own) = crate::users::edit::hours(&admin, &id).unwrap();
    assert_eq!(
        (usual, is_own),
        (working_hours::WorkingHours::of(None), false)
    );
    assert!(crate::users::edit::set_hours(&mut admin, &id, &seen, "MON 8-12").is_err());
    let set = crate::users::edit::set_hours(&mut admin, &id, &seen, "sat 09:00-12:00").unwrap();
    assert!(matches!(set, AdminSignedOutcome::Applied(())));
    drop(admin);
    let mut reception = machine.sign_in("desk", PASSWORD);
    let (hours, is_own) = crate::users::edit::hours(&reception, &id).unwrap();
    assert_eq!(
        (hours.to_string().as_str(), is_own),
        ("SAT 09:00-12:00", true)
    );
    let refused = crate::users::edit::set_hours(&mut reception, &id, &seen, "");
    assert!(matches!(refused, Err(Error::Forbidden(_))));
}
