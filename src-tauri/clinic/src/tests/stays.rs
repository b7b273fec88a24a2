//! Stays: what they are by the clock, where they can be, who is in, and where that is shown.
#![allow(clippy::unwrap_used)]

use chrono::{Days, Months, NaiveDate};
use serde_json::json;
use sync_contract::catalog::{Department, Room};

use crate::error::{Error, Reason};
use crate::facilities::FacilityForm;
use crate::locations::{self, Location, LocationForm};
use crate::stays::inside::{choices, current, sharing};
use crate::stays::list::list;
use crate::stays::record::{add, edit, remove, removed, restore};
use crate::stays::{
    InpatientPage, InpatientQuery, StayDoubt, StayEdit, StayForm, StayState, StayView,
};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, clinic, registered};
use crate::tests::alerts::location;
use crate::tests::merge::merged;
use crate::timeline::TimelineEvent;
use crate::timeline::list::list as timeline;
use crate::view::{Day, Id};
use crate::{Clinic, Result, chart, facilities};

const DAY_S: i64 = 86_400;

/// A department and a room of the first facility, a room of another one, and a patient.
struct Ward {
    machine: Machine,
    diet: Clinic,
    department: Id,
    room: Id,
    elsewhere: Id,
    mary: Id,
}

impl Ward {
    fn new() -> Self {
        let (machine, mut admin) = clinic();
        // departments and rooms without a facility are of the first one
        machine.clock.advance_s(1);
        let annex = second_facility(&mut admin);
        let department = named::<Department>(&mut admin, location("Cardiology"));
        let room = named::<Room>(&mut admin, location("Room 12"));
        let elsewhere = LocationForm {
            facility_id: Some(annex),
            ..location("Room 30")
        };
        let elsewhere = named::<Room>(&mut admin, elsewhere);
        drop(admin);
        let mut diet = machine.sign_in("diet", PASSWORD);
        let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
        Self {
            machine,
            diet,
            department,
            room,
            elsewhere,
            mary,
        }
    }

    /// Takes the room out of use.
    fn without_room(self) -> Self {
        let (machine, room) = (self.machine, self.room);
        drop(self.diet);
        let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
        let row = locations::find::<Room>(&admin, &room.0).unwrap();
        let inactive = LocationForm {
            is_active: false,
            ..row.form()
        };
        locations::edit::<Room>(&mut admin, &row.id, &row.seen, &row.form(), &inactive).unwrap();
        drop(admin);
        let diet = machine.sign_in("diet", PASSWORD);
        Self {
            machine,
            diet,
            room,
            department: self.department,
            elsewhere: self.elsewhere,
            mary: self.mary,
        }
    }

    fn today(&self) -> NaiveDate {
        self.diet.today().unwrap()
    }

    /// Returns the form of a stay from a day on.
    fn since(&self, day: NaiveDate) -> StayForm {
        StayForm {
            department_id: Some(self.department.clone()),
            room_id: Some(self.room.clone()),
            bed: "3".into(),
            from_day: Some(Day::of(day)),
            until_day: None,
        }
    }

    fn between(&self, first: NaiveDate, last: NaiveDate) -> StayForm {
        StayForm {
            until_day: Some(Day::of(last)),
            ..self.since(first)
        }
    }

    fn add(&mut self, form: &StayForm) -> Result<StayView> {
        add(&mut self.diet, &self.mary, form)
    }

    fn inside(&self, department: Option<&Id>) -> InpatientPage {
        let query = InpatientQuery {
            department_id: department.cloned(),
            offset: 0,
            limit: 100,
        };
        current(&self.diet, &query).unwrap()
    }
}

fn second_facility(admin: &mut Clinic) -> Id {
    let form = FacilityForm {
        name: "Annex".into(),
        address: String::new(),
        phone: String::new(),
        licence_number: String::new(),
        time_zone: "Europe/Paris".into(),
        currency: "EUR".into(),
        is_active: true,
    };
    facilities::add(admin, &form).unwrap().id
}

fn named<P: Location>(admin: &mut Clinic, form: LocationForm) -> Id {
    locations::add::<P>(admin, &form).unwrap().id
}

fn changed(view: &StayView, change: impl FnOnce(&mut StayForm)) -> StayEdit {
    let mut edit = StayEdit {
        id: view.id.clone(),
        seen: view.seen.clone(),
        loaded: view.form.clone(),
        form: view.form.clone(),
    };
    change(&mut edit.form);
    edit
}

#[track_caller]
fn refused<T: std::fmt::Debug>(answer: Result<T>, field: &str, reason: Reason) {
    match answer.unwrap_err() {
        Error::Invalid {
            field: of,
            reason: why,
        } => assert_eq!((of, why), (field, reason)),
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn a_stay_is_what_its_days_and_the_clock_make_it() {
    let mut ward = Ward::new();
    let today = ward.today();
    let (tomorrow, after) = (today + Days::new(1), today + Days::new(2));
    let form = ward.between(tomorrow, after);
    let added = ward.add(&form).unwrap();
    assert_eq!(added.state, StayState::Coming);
    assert_eq!(added.site.to_string(), "Cardiology, Room 12, bed 3");
    let shown = chart::show(&mut ward.diet, &ward.mary).unwrap();
    assert_eq!(shown.header.stay, None);
    assert_eq!(shown.stays.unwrap().stays, std::slice::from_ref(&added));
    assert_eq!(ward.inside(None).total, 0);
    ward.machine.clock.advance_s(2 * DAY_S);
    // the day of leaving is one of the stay, too
    let shown = chart::show(&mut ward.diet, &ward.mary).unwrap();
    assert_eq!(shown.header.stay, Some(added.site));
    assert_eq!(ward.inside(None).total, 1);
    ward.machine.clock.advance_s(DAY_S);
    let listed = list(&ward.diet, &ward.mary).unwrap().stays;
    assert_eq!(listed[0].state, StayState::Over);
    assert_eq!(ward.inside(None).total, 0);
    let query = json!({ "patientId": ward.mary.0, "group": "background", "limit": 10 });
    let query = serde_json::from_value(query).unwrap();
    let rows = timeline(&ward.diet, &query).unwrap().rows;
    let events: Vec<TimelineEvent> = rows.into_iter().map(|row| row.event).collect();
    let site = listed[0].site.clone();
    let both = [
        TimelineEvent::StayEnded { site: site.clone() },
        TimelineEvent::StayBegan { site },
    ];
    assert_eq!(events, both);
}

#[test]
fn what_is_wrong_with_a_stay_is_refused_at_its_field() {
    let mut ward = Ward::new();
    let today = ward.today();
    let nowhere = StayForm {
        department_id: None,
        room_id: None,
        ..ward.since(today)
    };
    refused(ward.add(&nowhere), "department", Reason::Required);
    let elsewhere = StayForm {
        room_id: Some(ward.elsewhere.clone()),
        ..ward.since(today)
    };
    refused(ward.add(&elsewhere), "room", Reason::Elsewhere);
    let unknown = StayForm {
        department_id: Some(ward.mary.clone()),
        ..ward.since(today)
    };
    refused(ward.add(&unknown), "department", Reason::Unknown);
    let without = StayForm {
        from_day: None,
        ..ward.since(today)
    };
    refused(ward.add(&without), "fromDay", Reason::Required);
    let late = ward.since(today + Days::new(2));
    refused(ward.add(&late), "fromDay", Reason::InTheFuture);
    let early = ward.since(today - Months::new(12 * 20) - Days::new(1));
    refused(ward.add(&early), "fromDay", Reason::TooLongAgo);
    let backwards = ward.between(today, today - Days::new(1));
    refused(ward.add(&backwards), "untilDay", Reason::Backwards);
    let long = ward.between(today, today + Months::new(12) + Days::new(1));
    refused(ward.add(&long), "untilDay", Reason::InTheFuture);
}

#[test]
fn what_is_in_use_no_longer_is_not_given_and_stays_where_it_was() {
    let mut ward = Ward::new();
    let form = ward.since(ward.today());
    let added = ward.add(&form).unwrap();
    let mut ward = ward.without_room();
    let offered = choices(&ward.diet).unwrap();
    assert!(offered.rooms.iter().all(|room| room.id != ward.room));
    let bed = changed(&added, |form| form.bed = "4".into());
    let edited = edit(&mut ward.diet, &bed).unwrap();
    assert_eq!(edited.site.to_string(), "Cardiology, Room 12, bed 4");
    let other = registered(&mut ward.diet, "Ann", "Mensah", "1990-01-01");
    let refusal = add(&mut ward.diet, &other, &form);
    refused(refusal, "room", Reason::OutOfUse);
}

#[test]
fn two_stays_of_a_patient_do_not_overlap() {
    let mut ward = Ward::new();
    let today = ward.today();
    let ago = |days: u64| today - Days::new(days);
    let form = ward.between(ago(9), ago(5));
    let first = ward.add(&form).unwrap();
    let during = ward.since(ago(6));
    refused(ward.add(&during), "fromDay", Reason::Taken);
    refused(ward.add(&form), "fromDay", Reason::Taken);
    // the day of leaving is that of the next arrival
    let form = ward.since(ago(5));
    let next = ward.add(&form).unwrap();
    let longer = changed(&first, |form| form.until_day = Some(Day::of(ago(4))));
    refused(edit(&mut ward.diet, &longer), "fromDay", Reason::Taken);

    let removal = remove(&mut ward.diet, &next.id, &next.seen, "not hers").unwrap();
    assert_eq!(removed(&ward.diet, &next.id).unwrap(), removal);
    let form = ward.since(ago(2));
    let other = ward.add(&form).unwrap();
    let restored = restore(&mut ward.diet, &next.id, &removal);
    refused(restored, "fromDay", Reason::Taken);
    remove(&mut ward.diet, &other.id, &other.seen, "not hers").unwrap();
    restore(&mut ward.diet, &next.id, &removal).unwrap();
    let all = list(&ward.diet, &ward.mary).unwrap().stays;
    let ids: Vec<Id> = all.into_iter().map(|one| one.id).collect();
    assert_eq!(ids, [next.id, first.id]);
}

#[test]
fn who_is_in_is_listed_by_department() {
    let mut ward = Ward::new();
    let today = ward.today();
    let form = ward.since(today - Days::new(3));
    ward.add(&form).unwrap();
    let ann = registered(&mut ward.diet, "Ann", "Mensah", "1990-01-01");
    let in_room = StayForm {
        department_id: None,
        bed: String::new(),
        ..ward.since(today)
    };
    add(&mut ward.diet, &ann, &in_room).unwrap();
    let all = ward.inside(None);
    let names: Vec<&str> = all
        .rows
        .iter()
        .map(|row| row.patient.name.as_str())
        .collect();
    assert_eq!(names, ["Ann Mensah", "Mary Okafor"]);
    assert_eq!((all.total, all.departments.len()), (2, 1));
    assert_eq!(all.departments[0].name, "Cardiology");
    let of_one = ward.inside(Some(&ward.department.clone()));
    assert_eq!(of_one.total, 1);
    assert_eq!(of_one.rows[0].patient.id, ward.mary);
}

#[test]
fn a_bed_that_another_patient_has_is_asked_about() {
    let mut ward = Ward::new();
    let today = ward.today();
    let form = ward.between(today - Days::new(3), today);
    let added = ward.add(&form).unwrap();
    let ann = registered(&mut ward.diet, "Ann", "Mensah", "1990-01-01");
    let same = StayForm {
        bed: " 3 ".into(),
        ..ward.since(today - Days::new(1))
    };
    let shared = sharing(&ward.diet, &same, None).unwrap();
    assert_eq!(shared.len(), 1);
    assert_eq!(shared[0].patient.id, ward.mary);
    assert!(
        sharing(&ward.diet, &same, Some(&added.id))
            .unwrap()
            .is_empty()
    );
    // days that are refused are not asked about
    let late = ward.since(today + Days::new(2));
    refused(
        sharing(&ward.diet, &late, None),
        "fromDay",
        Reason::InTheFuture,
    );
    // it is asked about, not refused
    add(&mut ward.diet, &ann, &same).unwrap();
    for other in [
        StayForm {
            bed: "4".into(),
            ..same.clone()
        },
        StayForm {
            bed: String::new(),
            ..same.clone()
        },
        // on the day on which one leaves another one comes
        ward.between(today - Days::new(9), today - Days::new(3)),
    ] {
        assert!(sharing(&ward.diet, &other, None).unwrap().is_empty());
    }
}

#[test]
fn a_bed_that_was_given_twice_is_hinted_at_in_list_and_chart() {
    let mut ward = Ward::new();
    let today = ward.today();
    let form = ward.since(today - Days::new(3));
    let added = ward.add(&form).unwrap();
    assert_eq!(added.doubts, []);
    let ann = registered(&mut ward.diet, "Ann", "Mensah", "1990-01-01");
    let other = ward.since(today - Days::new(1));
    let other = add(&mut ward.diet, &ann, &other).unwrap();
    assert_eq!(other.doubts, [StayDoubt::BedTwice]);
    let of_list = |ward: &Ward| {
        let rows = ward.inside(None).rows.into_iter();
        rows.flat_map(|row| row.stay.doubts).collect::<Vec<_>>()
    };
    let of_chart = |ward: &mut Ward| {
        let chart = chart::show(&mut ward.diet, &ward.mary).unwrap();
        chart.stays.unwrap().stays.remove(0).doubts
    };
    assert_eq!(of_list(&ward), [StayDoubt::BedTwice; 2]);
    assert_eq!(of_chart(&mut ward), [StayDoubt::BedTwice]);
    let left = changed(&other, |form| form.until_day = Some(Day::of(today)));
    edit(&mut ward.diet, &left).unwrap();
    assert_eq!(of_list(&ward), [StayDoubt::BedTwice; 2]);
    // one that is over takes no bed
    ward.machine.clock.advance_s(DAY_S);
    assert_eq!(of_list(&ward), []);
    assert_eq!(of_chart(&mut ward), []);
}

#[test]
fn two_stays_that_a_merge_brings_together_are_hinted_at() {
    let mut ward = Ward::new();
    let today = ward.today();
    let form = ward.since(today - Days::new(3));
    ward.add(&form).unwrap();
    let twice = registered(&mut ward.diet, "Mary", "Okafor", "1992-03-12");
    let elsewhere = StayForm {
        bed: "7".into(),
        ..ward.since(today - Days::new(1))
    };
    add(&mut ward.diet, &twice, &elsewhere).unwrap();
    let of_list = |ward: &Ward| {
        let rows = ward.inside(None).rows.into_iter();
        rows.flat_map(|row| row.stay.doubts).collect::<Vec<_>>()
    };
    assert_eq!(of_list(&ward), []);
    merged(&mut ward.diet, &twice, &ward.mary).unwrap();
    assert_eq!(of_list(&ward), [StayDoubt::TwoStays; 2]);
    let shown = list(&ward.diet, &ward.mary).unwrap().stays;
    assert!(shown.iter().all(|one| one.doubts == [StayDoubt::TwoStays]));
}

#[test]
fn a_list_of_all_facilities_names_that_of_each_stay() {
    let mut ward = Ward::new();
    let form = ward.since(ward.today());
    ward.add(&form).unwrap();
    let ann = registered(&mut ward.diet, "Ann", "Mensah", "1990-01-01");
    let there = StayForm {
        department_id: None,
        room_id: Some(ward.elsewhere.clone()),
        ..form
    };
    add(&mut ward.diet, &ann, &there).unwrap();
    facilities::work_at(&mut ward.diet, None).unwrap();
    let named = |ward: &Ward| {
        let rows = ward.inside(None).rows.into_iter();
        let mut named: Vec<_> = rows.map(|row| row.stay.facility).collect();
        named.sort();
        named
    };
    let all = ["Annex", "Hillside"].map(|name| Some(name.to_owned()));
    assert_eq!(named(&ward), all);
    let hillside = facilities::find(&ward.diet, "Hillside").unwrap().id;
    facilities::work_at(&mut ward.diet, Some(&hillside)).unwrap();
    assert_eq!(named(&ward), [None]);
}

#[test]
fn an_edit_of_a_stay_writes_what_its_editor_changed() {
    let mut ward = Ward::new();
    let today = ward.today();
    let form = ward.since(today - Months::new(240));
    let added = ward.add(&form).unwrap();
    let bed = changed(&added, |form| form.bed = "7".into());
    edit(&mut ward.diet, &bed).unwrap();
    // of a form that was loaded before that; later the first day is not judged anew
    ward.machine.clock.advance_s(2 * DAY_S);
    let left = changed(&added, |form| form.until_day = Some(Day::of(today)));
    let both = edit(&mut ward.diet, &left).unwrap();
    assert_eq!(both.form.bed, "7");
    assert_eq!(both.form.until_day, Some(Day::of(today)));
}

#[test]
fn without_the_right_to_the_chart_no_stay_is_shown() {
    let mut ward = Ward::new();
    let form = ward.since(ward.today());
    ward.add(&form).unwrap();
    let Ward {
        machine,
        diet,
        mary,
        ..
    } = ward;
    drop(diet);
    let mut receptionist = machine.sign_in("desk", PASSWORD);
    let shown = chart::show(&mut receptionist, &mary).unwrap();
    assert_eq!((shown.header.stay, shown.stays), (None, None));
}
