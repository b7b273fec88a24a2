//! A role for one facility: what is not begun from an appointment of another one, nor recorded of who works there.
#![allow(clippy::unwrap_used)]

use serde_json::json;
use sync_contract::catalog::Department;

use crate::absences::{AbsenceForm, record};
use crate::appointments::book::book;
use crate::appointments::groups::SeatGiven;
use crate::appointments::groups::seats::give as give_seat;
use crate::appointments::status::set_status;
use crate::appointments::{AppointmentStatus, AppointmentView, NewAppointment, pages};
use crate::error::{Error, Reason};
use crate::facilities::find;
use crate::invoices::draft::add;
use crate::invoices::worklist::to_bill;
use crate::invoices::{InvoiceForm, NewInvoice};
use crate::locations::{self, LocationForm};
use crate::stays::inside::choices;
use crate::stays::{self, StayForm};
use crate::testing::{ADMIN_PASSWORD, PASSWORD, add_user, at, registered};
use crate::tests::alerts::location;
use crate::tests::diary::booking;
use crate::tests::facility_lists::bound_to_lyon;
use crate::tests::role_facilities::{end, give, invalid, of, only_at, with_lyon};
use crate::view::{Day, Id};
use crate::visits::{PastVisit, VisitStart, VisitType, start};
use crate::{Clinic, Result, services};

fn missing<T: std::fmt::Debug>(answer: Result<T>) {
    assert!(matches!(answer, Err(Error::NotFound(_))), "{answer:?}");
}

/// Books a patient with a provider at a facility, on Friday at nine in Paris.
fn booked(clinic: &mut Clinic, (patient, provider): (&Id, &Id), facility: &Id) -> AppointmentView {
    let new = NewAppointment {
        facility_id: Some(facility.clone()),
        ..booking(patient, provider, "2026-11-20T08:00:00Z")
    };
    book(clinic, &new).unwrap()
}

/// Books a group session at a facility, in which the patient has a seat.
fn shared(clinic: &mut Clinic, (patient, provider): (&Id, &Id), facility: &Id) -> Id {
    let new = NewAppointment {
        patient_id: None,
        type_id: Id("GROUP".into()),
        seats: Some(4),
        facility_id: Some(facility.clone()),
        ..booking(patient, provider, "2026-11-20T14:00:00Z")
    };
    let session = book(clinic, &new).unwrap().id;
    let given = SeatGiven {
        id: session.clone(),
        patient_id: patient.clone(),
        reason: String::new(),
        later: false,
    };
    give_seat(clinic, &given).unwrap();
    session
}

#[test]
fn no_visit_is_begun_from_an_appointment_elsewhere() {
    let (machine, mut admin, lyon) = with_lyon();
    let hillside = find(&admin, "Hillside").unwrap().id;
    let mary = registered(&mut admin, "Mary", "Okafor", "1992-03-12");
    add_user(&mut admin, "dora", "Dietitian");
    let (diet, dora) = (of(&admin, "diet").id, of(&admin, "dora").id);
    let there = [
        booked(&mut admin, (&mary, &dora), &hillside).id,
        shared(&mut admin, (&mary, &dora), &hillside),
    ];
    let (own, here) = (
        shared(&mut admin, (&mary, &diet), &hillside),
        shared(&mut admin, (&mary, &dora), &lyon),
    );
    let mut bound = bound_to_lyon(&machine, admin, &lyon);
    let now = |appointment: &Id| VisitStart {
        patient_id: mary.clone(),
        appointment_id: Some(appointment.clone()),
        r#type: VisitType::Group,
    };
    let earlier = |appointment: &Id| PastVisit {
        patient_id: mary.clone(),
        appointment_id: Some(appointment.clone()),
        r#type: VisitType::FollowUp,
        started_at: at("2026-11-20T08:00:00Z"),
        ended_at: Some(at("2026-11-20T08:30:00Z")),
    };
    for appointment in &there {
        missing(start::start(&mut bound, &now(appointment)));
        missing(start::record_past(&mut bound, &earlier(appointment)));
    }
    // one of here, and their own one wherever it is
    assert!(start::record_past(&mut bound, &earlier(&own)).is_ok());
    assert!(start::start(&mut bound, &now(&here)).is_ok());
}

#[test]
fn no_stay_is_recorded_at_a_facility_elsewhere() {
    let (machine, mut admin, lyon) = with_lyon();
    let hillside = find(&admin, "Hillside").unwrap().id;
    let mary = registered(&mut admin, "Mary", "Okafor", "1992-03-12");
    let wards = [("Cardiology", &hillside), ("Surgery", &lyon)];
    let [there, here] = wards.map(|(name, facility)| {
        let form = LocationForm {
            facility_id: Some(facility.clone()),
            ..location(name)
        };
        locations::add::<Department>(&mut admin, &form).unwrap().id
    });
    let mut bound = bound_to_lyon(&machine, admin, &lyon);
    let today = Day::of(bound.today().unwrap());
    let stay = |department: &Id| StayForm {
        department_id: Some(department.clone()),
        room_id: None,
        bed: String::new(),
        from_day: Some(today.clone()),
        until_day: None,
    };
    let offered = choices(&bound).unwrap().departments;
    let offered: Vec<&Id> = offered.iter().map(|one| &one.id).collect();
    assert_eq!(offered, [&here]);
    let refused = stays::record::add(&mut bound, &mary, &stay(&there));
    let elsewhere = ("department", Reason::Elsewhere);
    assert_eq!(invalid(refused.map(drop)), elsewhere);
    stays::record::add(&mut bound, &mary, &stay(&here)).unwrap();
}

#[test]
fn no_invoice_is_begun_from_an_appointment_elsewhere() {
    let (machine, mut admin, lyon) = with_lyon();
    let hillside = find(&admin, "Hillside").unwrap().id;
    let mary = registered(&mut admin, "Mary", "Okafor", "1992-03-12");
    let service = json!({
        "code": "FOLLOW_UP", "name": "Review", "price": "35", "currency": "EUR", "tax": "0", "isActive": true,
    });
    services::add(&mut admin, &serde_json::from_value(service).unwrap()).unwrap();
    add_user(&mut admin, "bill", "Billing staff");
    let diet = of(&admin, "diet").id;
    let [there, here] = [&hillside, &lyon].map(|facility| {
        let id = booked(&mut admin, (&mary, &diet), facility).id;
        for to in [AppointmentStatus::Arrived, AppointmentStatus::Completed] {
            let seen = pages::one(&admin, id.to().unwrap()).unwrap().seen;
            set_status(&mut admin, &id, &seen, to, None).unwrap();
        }
        id
    });
    only_at(&mut admin, "bill", "Billing staff", &lyon);
    end(&mut admin, "bill", "Receptionist");
    assert_eq!(to_bill(&admin).unwrap().to_invoice_total, 2);
    drop(admin);
    let mut bound = machine.sign_in("bill", PASSWORD);
    let new = |appointment: &Id| NewInvoice {
        patient_id: mary.clone(),
        appointment_id: Some(appointment.clone()),
        form: InvoiceForm::default(),
    };
    missing(add(&mut bound, &new(&there)));
    // nor is it offered
    let work = to_bill(&bound).unwrap();
    let offered: Vec<&Id> = work
        .to_invoice
        .iter()
        .map(|row| &row.appointment_id)
        .collect();
    assert_eq!((offered, work.to_invoice_total), (vec![&here], 1));
    assert_eq!(add(&mut bound, &new(&here)).unwrap().sums.total, "35.00");
}

#[test]
fn no_absence_is_recorded_of_who_works_elsewhere_alone() {
    let (machine, mut admin, lyon) = with_lyon();
    let hillside = find(&admin, "Hillside").unwrap().id;
    add_user(&mut admin, "dora", "Dietitian");
    let (diet, dora) = (of(&admin, "diet").id, of(&admin, "dora").id);
    only_at(&mut admin, "dora", "Dietitian", &hillside);
    let mut bound = bound_to_lyon(&machine, admin, &lyon);
    let away = |provider: &Id| AbsenceForm {
        provider_id: Some(provider.clone()),
        room_id: None,
        starts_at: at("2026-11-23T12:00:00Z"),
        ends_at: at("2026-11-23T16:00:00Z"),
        reason: String::new(),
    };
    let elsewhere = ("providerId", Reason::Elsewhere);
    let refused = record::add(&mut bound, &away(&dora)).map(drop);
    assert_eq!(invalid(refused), elsewhere);
    let own = record::add(&mut bound, &away(&diet)).unwrap().row;
    let refused = record::edit(&mut bound, &own.id, &own.seen, &own.form, &away(&dora));
    assert_eq!(invalid(refused.map(drop)), elsewhere);
    drop(bound);
    let mut receptionist = machine.sign_in("desk", PASSWORD);
    record::add(&mut receptionist, &away(&dora)).unwrap();
    drop(receptionist);
    // a role for both facilities is one for this one
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    give(&mut admin, "dora", "Dietitian", Some(&lyon)).unwrap();
    drop(admin);
    let mut bound = machine.sign_in("diet", PASSWORD);
    record::add(&mut bound, &away(&dora)).unwrap();
}
