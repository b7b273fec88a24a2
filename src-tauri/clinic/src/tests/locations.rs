use sync_contract::catalog::{Department, Room};
use vault::AdminSignedOutcome;

use crate::appointments::{AppointmentStatus, book, day, status};
use crate::error::{Error, Reason};
use crate::facilities::FacilityForm;
use crate::locations::LocationForm;
use crate::stays::StayForm;
use crate::stays::record::add as add_stay;
use crate::testing::{ADMIN_PASSWORD, PASSWORD, clinic, registered};
use crate::tests::alerts::belongs;
use crate::tests::diary::booking;
use crate::users::edit::set_active;
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
fn a_room_is_listed_with_the_appointments_to_come_in_it() {
    let (machine, mut admin) = clinic();
    let [blue, annex] =
        ["Blue room", "Annex"].map(|name| locations::add::<Room>(&mut admin, &form(name)).unwrap());
    assert_eq!((blue.used_by, annex.used_by), (0, 0));
    drop(admin);
    let mut reception = machine.sign_in("desk", PASSWORD);
    let mary = registered(&mut reception, "Mary", "Okafor", "1992-03-12");
    let day = day::day(&reception, &Day("2026-11-20".into())).unwrap();
    let provider = day.choices.providers[0].id.clone();
    let mut book = |room: Option<&locations::LocationRow>, time: &str| {
        let mut new = booking(&mary, &provider, &format!("2026-11-20T{time}:00Z"));
        new.room_id = room.map(|room| room.id.clone());
        book::book(&mut reception, &new).unwrap()
    };
    book(Some(&blue), "11:00");
    book(Some(&annex), "12:00");
    book(None, "13:00");
    let late = book(Some(&blue), "14:00");
    let used = |clinic: &Clinic| {
        let rows = locations::list::<Room>(clinic).unwrap().into_iter();
        rows.map(|row| (row.name, row.used_by)).collect::<Vec<_>>()
    };
    let wanted = |annex, blue| [("Annex".to_owned(), annex), ("Blue room".to_owned(), blue)];
    assert_eq!(used(&reception), wanted(1, 2));
    let cancelled = AppointmentStatus::Cancelled;
    status::set_status(&mut reception, &late.id, &late.seen, cancelled, None).unwrap();
    assert_eq!(used(&reception), wanted(1, 1));
    drop(reception);
    // one whose time is over is not to come, though none said how it went
    machine.clock.advance_s(90 * 60);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    assert_eq!(used(&admin), wanted(1, 0));
    let unused = LocationForm {
        is_active: false,
        ..annex.form()
    };
    let edited =
        locations::edit::<Room>(&mut admin, &annex.id, &annex.seen, &annex.form(), &unused);
    let edited = edited.unwrap();
    assert_eq!((edited.is_active, edited.used_by), (false, 1));
}

#[test]
fn a_department_is_listed_with_the_active_users_of_it() {
    let (_machine, mut admin) = clinic();
    let ward = locations::add::<Department>(&mut admin, &form("Ward")).unwrap();
    locations::add::<Department>(&mut admin, &form("Theatre")).unwrap();
    for username in ["diet", "desk"] {
        belongs(&mut admin, username, &ward.id);
    }
    let used = |clinic: &Clinic| {
        let rows = locations::list::<Department>(clinic).unwrap().into_iter();
        rows.map(|row| (row.name, row.used_by)).collect::<Vec<_>>()
    };
    let wanted = |ward| [("Theatre".to_owned(), 0), ("Ward".to_owned(), ward)];
    assert_eq!(used(&admin), wanted(2));
    let users = staff::list(&admin).unwrap();
    let left = users.iter().find(|user| user.username == "desk").unwrap();
    set_active(&mut admin, &left.id, &left.seen, false).unwrap();
    assert_eq!(used(&admin), wanted(1));
}

#[test]
fn rooms_and_departments_are_listed_with_their_stays() {
    let (machine, mut admin) = clinic();
    let ward = locations::add::<Department>(&mut admin, &form("Ward")).unwrap();
    let room = locations::add::<Room>(&mut admin, &form("Room 12")).unwrap();
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let counted = |clinic: &Clinic| {
        let ward = locations::list::<Department>(clinic).unwrap()[0].stays;
        (ward, locations::list::<Room>(clinic).unwrap()[0].stays)
    };
    assert_eq!(counted(&diet), (0, 0));
    let since = |from: &str, until: Option<&str>| StayForm {
        department_id: Some(ward.id.clone()),
        room_id: None,
        bed: String::new(),
        from_day: Some(Day(from.into())),
        until_day: until.map(|day| Day(day.into())),
    };
    add_stay(&mut diet, &mary, &since("2026-11-01", Some("2026-11-10"))).unwrap();
    assert_eq!(counted(&diet), (0, 0));
    let in_room = StayForm {
        room_id: Some(room.id),
        ..since("2026-11-18", Some("2026-11-20"))
    };
    add_stay(&mut diet, &mary, &in_room).unwrap();
    // and one that comes tomorrow
    add_stay(&mut diet, &mary, &since("2026-11-21", None)).unwrap();
    assert_eq!(counted(&diet), (2, 1));
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

#[test]
fn a_shift_until_midnight_is_free_and_booked_until_then() {
    let (machine, mut admin) = clinic();
    let mary = registered(&mut admin, "Mary", "Okafor", "1992-03-12");
    let user = staff::list(&admin).unwrap().remove(2);
    let hours = "FRI 20:00-24:00";
    let set = crate::users::edit::set_hours(&mut admin, &user.id, &user.seen, hours).unwrap();
    assert!(matches!(set, AdminSignedOutcome::Applied(())));
    drop(admin);
    let mut reception = machine.sign_in("desk", PASSWORD);
    let friday = |reception: &Clinic| day::day(reception, &Day("2026-11-20".into())).unwrap();
    let shown = friday(&reception);
    assert_eq!(
        (shown.opens.as_str(), shown.closes.as_str()),
        ("20:00", "24:00")
    );
    let column = &shown.columns[0];
    assert_eq!((column.to.as_str(), column.free), ("24:00", 8));
    // half past eleven in Paris
    let new = booking(&mary, &user.id, "2026-11-20T22:30:00Z");
    let last = book::book(&mut reception, &new).unwrap();
    assert!(!last.outside_hours);
    assert_eq!(friday(&reception).columns[0].free, 7);
    let new = booking(&mary, &user.id, "2026-11-20T22:45:00Z");
    assert!(book::book(&mut reception, &new).unwrap().outside_hours);
}
