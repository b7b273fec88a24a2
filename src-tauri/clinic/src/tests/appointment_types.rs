//! The program's types of appointments, as a clinic changes them, and its own.

use sync_contract::catalog::{AppointmentType, appointment_type_id};

use crate::Clinic;
use crate::appointment_types::{
    AppointmentMode, AppointmentTypeForm, AppointmentTypeView, Colour, add, code_of, edit, find,
    list, offered,
};
use crate::appointments::book::book;
use crate::appointments::day::day;
use crate::appointments::{AppointmentView, NewAppointment};
use crate::error::{Error, Reason};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, clinic, registered};
use crate::tests::diary::booking;
use crate::view::{Day, Id};

fn video() -> AppointmentTypeForm {
    AppointmentTypeForm {
        name: "Vidéo follow-up".into(),
        minutes: 20,
        mode: AppointmentMode::Video,
        seats: None,
        colour: Colour::Amber,
        is_active: true,
    }
}

fn changed(
    clinic: &mut Clinic,
    code: &str,
    change: impl Fn(&mut AppointmentTypeForm),
) -> Result<AppointmentTypeView, Error> {
    let row = find(clinic, code).unwrap();
    let mut form = row.form.clone();
    change(&mut form);
    edit(clinic, &row.id, &row.seen, &row.form, &form)
}

/// Books Mary with the dietitian.
fn booked(machine: &Machine, code: &str, starts: &str) -> Result<AppointmentView, Error> {
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1980-01-02");
    let choices = day(&diet, &Day("2026-11-20".into())).unwrap().choices;
    let new = NewAppointment {
        type_id: Id(code.into()),
        minutes: 0,
        ..booking(&mary, &choices.providers[0].id, starts)
    };
    book(&mut diet, &new)
}

#[test]
fn a_type_of_the_clinics_own_is_booked_by_its_length_and_mode() {
    let (machine, mut admin) = clinic();
    let added = add(&mut admin, &video()).unwrap();
    assert_eq!((&*added.code, added.is_program), ("VIDEO_FOLLOW_UP", false));
    assert_eq!((added.used_by, &added.form), (0, &video()));
    drop(admin);
    let view = booked(&machine, &added.code, "2026-11-20T09:00:00Z").unwrap();
    assert_eq!(view.r#type, "Vidéo follow-up");
    assert_eq!(view.colour, Colour::Amber);
    assert_eq!(view.ends_at.0, "2026-11-20T09:20:00Z");
    let admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let id: sync_contract::ids::AppointmentId = view.id.to().unwrap();
    let row = admin.read().get(id).unwrap().unwrap();
    let row: sync_contract::catalog::Appointment = row.value;
    assert_eq!(row.mode, AppointmentMode::Video);
    let rows = list(&admin).unwrap();
    assert_eq!(rows.last().unwrap().used_by, 1);
}

#[test]
fn a_type_of_the_program_becomes_the_clinics_with_its_first_change() {
    let (machine, mut admin) = clinic();
    assert!(
        admin
            .read()
            .all::<AppointmentType>(vault::read::Deleted::Shown)
            .unwrap()
            .is_empty()
    );
    let same = changed(&mut admin, "FOLLOW_UP", |_| {}).unwrap();
    assert_eq!(same.seen.0, "");
    let renamed = changed(&mut admin, "FOLLOW_UP", |form| {
        form.name = "Second visit".into();
        form.minutes = 45;
    })
    .unwrap();
    assert!(renamed.is_program);
    assert_eq!(
        renamed.id,
        Id::of(appointment_type_id(admin.tenant(), "FOLLOW_UP"))
    );
    let longer = changed(&mut admin, "Second visit", |form| form.minutes = 50).unwrap();
    assert_eq!(
        (&*longer.form.name, longer.form.minutes),
        ("Second visit", 50)
    );
    drop(admin);
    let view = booked(&machine, "FOLLOW_UP", "2026-11-20T09:00:00Z").unwrap();
    assert_eq!(
        (&*view.r#type, &*view.ends_at.0),
        ("Second visit", "2026-11-20T09:50:00Z")
    );
}

#[test]
fn a_type_that_is_not_in_use_is_not_booked_and_names_what_was_booked() {
    let (machine, mut admin) = clinic();
    add(&mut admin, &video()).unwrap();
    drop(admin);
    let before = booked(&machine, "VIDEO_FOLLOW_UP", "2026-11-20T09:00:00Z").unwrap();
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    changed(&mut admin, "VIDEO_FOLLOW_UP", |form| form.is_active = false).unwrap();
    let codes = |clinic: &Clinic| offered(clinic).unwrap().into_iter().map(|known| known.code);
    assert!(codes(&admin).all(|code| code != "VIDEO_FOLLOW_UP"));
    drop(admin);
    let refused = booked(&machine, "VIDEO_FOLLOW_UP", "2026-11-20T10:00:00Z").unwrap_err();
    let unknown = Error::invalid("typeId", Reason::Unknown);
    assert_eq!(refused.to_string(), unknown.to_string());
    let diet = machine.sign_in("diet", PASSWORD);
    let shown = crate::appointments::day::show(&diet, &before.id).unwrap();
    assert_eq!(shown.r#type, "Vidéo follow-up");
}

#[test]
fn something_can_be_booked_at_all_times() {
    let (_machine, mut admin) = clinic();
    let codes: Vec<String> = list(&admin)
        .unwrap()
        .into_iter()
        .map(|row| row.code)
        .collect();
    let (last, others) = codes.split_last().unwrap();
    for code in others {
        changed(&mut admin, code, |form| form.is_active = false).unwrap();
    }
    let refused = changed(&mut admin, last, |form| form.is_active = false).unwrap_err();
    let none_left = Error::invalid("isActive", Reason::Impossible);
    assert_eq!(refused.to_string(), none_left.to_string());
}

#[test]
fn a_name_is_free_in_each_language_of_the_program() {
    let (_machine, mut admin) = clinic();
    let named = |name: &str| AppointmentTypeForm {
        name: name.into(),
        ..video()
    };
    for taken in ["Follow-up", "SUIVI", "telephone", "Group"] {
        let refused = add(&mut admin, &named(taken)).unwrap_err();
        let is_taken = Error::invalid("name", Reason::Taken);
        assert_eq!(refused.to_string(), is_taken.to_string(), "{taken}");
    }
    // the name of a type that the clinic calls otherwise is free, and its code is not
    changed(&mut admin, "PHONE", |form| form.name = "Call".into()).unwrap();
    let phone = add(&mut admin, &named("Phone")).unwrap();
    assert_ne!(phone.code, "PHONE");
    // what no letter of the alphabet writes has a code of its own
    let arabic = add(&mut admin, &named("متابعة")).unwrap();
    let other = add(&mut admin, &named("زيارة")).unwrap();
    assert_ne!(arabic.code, other.code);
}

#[test]
fn a_code_is_read_in_any_spelling() {
    for name in [
        "follow-up",
        "Follow up",
        "followUp",
        "FOLLOW_UP",
        " Follow  Up! ",
        "Föllow up",
    ] {
        assert_eq!(code_of(name), "FOLLOW_UP", "{name}");
    }
    assert_eq!(code_of(" - "), "");
    assert_eq!(code_of("MRI 2"), "MRI_2");
}
