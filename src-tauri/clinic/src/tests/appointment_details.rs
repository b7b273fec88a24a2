use crate::Clinic;
use crate::appointments::details::{self, AppointmentContact, StatusChangeView};
use crate::appointments::status::{StatusReason, StatusWhy, set_status};
use crate::appointments::{AppointmentStatus, AppointmentView, book, day};
use crate::error::{Error, Reason};
use crate::patients::register::register;
use crate::testing::{Machine, PASSWORD, clinic, form, registered};
use crate::tests::diary::booking;
use crate::view::{Day, Id};

fn booked() -> (Machine, Clinic, AppointmentView) {
    let (machine, _) = clinic();
    let mut reception = machine.sign_in("desk", PASSWORD);
    let mary = registered(&mut reception, "Mary", "Okafor", "1992-03-12");
    let view = booked_for(&mut reception, &mary);
    (machine, reception, view)
}

fn booked_for(reception: &mut Clinic, patient: &Id) -> AppointmentView {
    let day = day::day(reception, &Day("2026-11-20".into())).unwrap();
    let provider = &day.choices.providers[0].id;
    let new = booking(patient, provider, "2026-11-20T13:00:00Z");
    book::book(reception, &new).unwrap()
}

fn set(
    clinic: &mut Clinic,
    id: &Id,
    to: AppointmentStatus,
    why: (Option<StatusReason>, &str),
) -> crate::error::Result<AppointmentView> {
    let seen = day::show(clinic, id).unwrap().seen;
    let why = StatusWhy {
        code: why.0,
        text: why.1.into(),
    };
    set_status(clinic, id, &seen, to, Some(&why))
}

fn history(clinic: &Clinic, id: &Id) -> Vec<StatusChangeView> {
    details::show(clinic, id).unwrap().history
}

#[test]
fn a_status_change_is_shown_with_its_user_its_code_and_its_text() {
    use AppointmentStatus::{Cancelled, Scheduled};
    let (machine, mut reception, view) = booked();
    machine.clock.advance_s(60);
    let ill = (Some(StatusReason::Illness), "Has a cold");
    set(&mut reception, &view.id, Cancelled, ill).unwrap();
    machine.clock.advance_s(60);
    let back = (Some(StatusReason::Correction), "");
    set(&mut reception, &view.id, Scheduled, back).unwrap();
    let shown = history(&reception, &view.id);
    let lines: Vec<_> = shown
        .iter()
        .map(|one| (one.from, one.to, one.code, one.reason.as_str()))
        .collect();
    assert_eq!(
        lines,
        [
            (
                Some(Cancelled),
                Scheduled,
                Some(StatusReason::Correction),
                ""
            ),
            (Some(Scheduled), Cancelled, ill.0, "Has a cold"),
            (None, Scheduled, None, ""),
        ]
    );
    assert!(shown.iter().all(|one| one.by == "desk Test"));
    assert!(shown.iter().all(|one| one.patient.is_none()));
}

#[test]
fn a_text_without_a_code_is_other_and_other_needs_one() {
    use AppointmentStatus::Cancelled;
    let (_machine, mut reception, view) = booked();
    let bare = set(
        &mut reception,
        &view.id,
        Cancelled,
        (Some(StatusReason::Other), " "),
    );
    assert!(matches!(
        bare,
        Err(Error::Invalid {
            field: "reason",
            reason: Reason::Required
        })
    ));
    set(&mut reception, &view.id, Cancelled, (None, "Snow")).unwrap();
    let last = history(&reception, &view.id).remove(0);
    assert_eq!(last.code, Some(StatusReason::Other));
    assert_eq!(last.reason, "Snow");
}

#[test]
fn whom_to_call_about_an_appointment_is_shown_with_it() {
    let (machine, _) = clinic();
    let mut reception = machine.sign_in("desk", PASSWORD);
    let mut mary = form("Mary", "Okafor", "1992-03-12");
    mary.phone = "+33 1 23 45 67 89; 0612345678".into();
    mary.preferred_language = "fr".into();
    let mary = register(&mut reception, &mary).unwrap().patient.id;
    let view = booked_for(&mut reception, &mary);
    let shown = details::show(&reception, &view.id).unwrap();
    assert_eq!(shown.appointment.id, view.id);
    let contact = AppointmentContact {
        patient_id: mary,
        name: "Mary Okafor".into(),
        phone: Some("+33 1 23 45 67 89".into()),
        language: Some("fr".into()),
    };
    assert_eq!(shown.contacts, [contact]);
}
