//! The diary of a department: that of its users.
#![allow(clippy::unwrap_used)]

use sync_contract::catalog::Department;

use crate::appointments::{WeekOf, WeekQuery, book, day, month};
use crate::locations::find;
use crate::testing::{PASSWORD, add_user, clinic, registered};
use crate::tests::department::with_head_doctors;
use crate::tests::diary::booking;
use crate::view::{Day, Id};
use crate::{Clinic, Error};

fn friday() -> Day {
    Day("2026-11-20".into())
}

fn provider(clinic: &Clinic, username: &str) -> Id {
    let user = clinic.read().user_named(username).unwrap().unwrap();
    Id::of(user.value.id)
}

fn of(department: &Id) -> WeekQuery {
    let department_id = department.clone();
    WeekQuery {
        day: friday(),
        of: Some(WeekOf::Department { department_id }),
    }
}

#[test]
fn a_day_and_a_week_of_a_department_are_those_of_its_users() {
    let (machine, mut admin) = clinic();
    add_user(&mut admin, "ben", "Dietitian");
    drop(admin);
    with_head_doctors(&machine, "diet");
    let mut receptionist = machine.sign_in("desk", PASSWORD);
    let [ward, theatre] =
        ["Ward", "Theatre"].map(|name| find::<Department>(&receptionist, name).unwrap().id);
    let [mary, anna] =
        ["Mary", "Anna"].map(|name| registered(&mut receptionist, name, "Okafor", "1992-03-12"));
    let mut booked = Vec::new();
    for (patient, username) in [(&mary, "diet"), (&anna, "ben")] {
        let with = provider(&receptionist, username);
        let new = booking(patient, &with, "2026-11-20T13:00:00Z");
        booked.push(book::book(&mut receptionist, &new).unwrap().id);
    }
    let all = day::day(&receptionist, &friday()).unwrap();
    assert_eq!(all.appointments.len(), 2);
    let in_ward = all.clone().of_department(&ward);
    let ids: Vec<&Id> = in_ward.appointments.iter().map(|one| &one.id).collect();
    assert_eq!(ids, [&booked[0]]);
    let columns = in_ward.columns.iter().map(|one| &one.provider_id);
    let columns: Vec<&Id> = columns.collect();
    assert!(columns.contains(&&provider(&receptionist, "diet")));
    assert!(!columns.contains(&&provider(&receptionist, "ben")));
    assert!(all.of_department(&theatre).appointments.is_empty());

    let week = day::week(&receptionist, &of(&ward)).unwrap();
    assert_eq!((week.name.as_str(), &week.of), ("Ward", &of(&ward).of));
    let ids: Vec<&Id> = week.appointments.iter().map(|one| &one.id).collect();
    assert_eq!(ids, [&booked[0]]);
    // the free time of each of its providers, of which the appointment takes a half hour of one
    let free: u32 = in_ward.columns.iter().map(|one| one.free).sum();
    assert_eq!((week.days[4].booked, week.days[4].free), (1, free));
    let november = month::month(&receptionist, &of(&ward)).unwrap();
    assert!(november.days.windows(7).any(|days| *days == week.days[..]));
    let unknown = Id::of(uuid::Uuid::from_u128(7));
    let refused = day::week(&receptionist, &of(&unknown));
    assert!(matches!(refused, Err(Error::NotFound(_))));
}

#[test]
fn the_department_of_the_user_is_the_first_that_is_offered() {
    let (machine, _) = clinic();
    with_head_doctors(&machine, "diet");
    let offered = |username: &str| {
        let clinic = machine.sign_in(username, PASSWORD);
        let choices = day::day(&clinic, &friday()).unwrap().choices;
        let names = choices.departments.into_iter().map(|one| one.name);
        names.collect::<Vec<String>>()
    };
    assert_eq!(offered("hana"), ["Theatre", "Ward"]);
    assert_eq!(offered("hugo"), ["Ward", "Theatre"]);
    // of none
    assert_eq!(offered("desk"), ["Theatre", "Ward"]);
}
