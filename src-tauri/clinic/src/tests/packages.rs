//! Packages: sold, billed, used as visits are done or by hand, given back, and over.
#![allow(clippy::unwrap_used)]

use serde_json::json;
use sync_contract::catalog::{
    Appointment, DeletionReason as RowDeletion, Package, PackageUse, VisitType,
};
use sync_contract::ids::{AppointmentId, PackageId, PackageUseId};

use crate::appointments::groups::seats::{give, record};
use crate::appointments::groups::{Attendance, SeatGiven, list as groups};
use crate::appointments::status::set_status;
use crate::appointments::{AppointmentStatus, NewAppointment, book, day};
use crate::error::{Error, Reason};
use crate::invoices::draft;
use crate::invoices::issue::issue;
use crate::invoices::list::show_draft;
use crate::invoices::packages::list::{at_visit, list, show};
use crate::invoices::packages::sell::{edit, remove, restore, sell};
use crate::invoices::packages::uses::{give_back, use_one};
use crate::invoices::packages::{
    NewPackage, PackageEdit, PackageForm, PackageState, PackageUseForm, PackageView,
};
use crate::invoices::void::void;
use crate::invoices::worklist::to_bill;
use crate::invoices::{InvoiceForm, NewInvoice};
use crate::patients::view::DeletionReason;
use crate::services;
use crate::testing::{Machine, PASSWORD, add_user, clinic, registered};
use crate::tests::diary::booking;
use crate::tests::invoices::faults;
use crate::view::{Day, Id};
use crate::visits::{VisitStart, edit as visits, start as visit_start};
use crate::{Clinic, Result, chart, patients};

const DAY_S: i64 = 86_400;

/// A dietitian with one patient, and two services that are those of appointment types; on Friday, 20 November, 10:00.
pub(super) struct Case {
    machine: Machine,
    pub(super) clinic: Clinic,
    pub(super) provider: Id,
    pub(super) patient: Id,
}

impl Case {
    pub(super) fn new() -> Self {
        let (machine, mut admin) = clinic();
        add_user(&mut admin, "bill", "Billing staff");
        add_user(&mut admin, "nurse", "Nurse");
        for code in ["FOLLOW_UP", "GROUP"] {
            let form = json!({
                "code": code, "name": format!("Service {code}"), "price": "35", "currency": "EUR", "tax": "0",
                "isActive": true,
            });
            services::add(&mut admin, &serde_json::from_value(form).unwrap()).unwrap();
        }
        drop(admin);
        let mut clinic = machine.sign_in("diet", PASSWORD);
        let patient = registered(&mut clinic, "Mary", "Okafor", "1962-04-12");
        let day = Day("2026-11-20".into());
        let choices = day::day(&clinic, &day).unwrap().choices;
        Self {
            machine,
            provider: choices.providers[0].id.clone(),
            clinic,
            patient,
        }
    }

    pub(super) fn sale(&self, sessions: &str, until: Option<&str>) -> NewPackage {
        NewPackage {
            patient_id: self.patient.clone(),
            service_id: services::find(&self.clinic, "FOLLOW_UP").unwrap().id,
            form: PackageForm {
                sessions: sessions.into(),
                valid_until: until.map(|day| Day(day.into())),
                note: String::new(),
            },
            price: None,
        }
    }

    pub(super) fn sold(&mut self, sessions: &str, until: Option<&str>) -> PackageView {
        let new = self.sale(sessions, until);
        sell(&mut self.clinic, &new).unwrap()
    }

    pub(super) fn booked(&mut self, starts: &str) -> Id {
        let new = booking(&self.patient, &self.provider, starts);
        book::book(&mut self.clinic, &new).unwrap().id
    }

    fn billed(&mut self, appointment: &Id) -> Result<()> {
        let new = NewInvoice {
            patient_id: self.patient.clone(),
            appointment_id: Some(appointment.clone()),
            form: InvoiceForm::default(),
        };
        draft::add(&mut self.clinic, &new).map(drop)
    }

    fn set_as(&mut self, user: Option<&str>, appointment: &Id, to: AppointmentStatus) {
        let mut other = user.map(|user| self.machine.sign_in(user, PASSWORD));
        let clinic = other.as_mut().unwrap_or(&mut self.clinic);
        let view = crate::appointments::pages::one(clinic, appointment.to().unwrap()).unwrap();
        set_status(clinic, appointment, &view.seen, to, None).unwrap();
    }

    pub(super) fn done(&mut self, starts: &str) -> Id {
        let id = self.booked(starts);
        self.set_as(None, &id, AppointmentStatus::Arrived);
        self.set_as(None, &id, AppointmentStatus::Completed);
        id
    }

    pub(super) fn use_by_hand(&mut self, package: &Id, on: Option<&str>) -> Result<PackageView> {
        let form = PackageUseForm {
            package_id: package.clone(),
            appointment_id: None,
            on: on.map(|day| Day(day.into())),
            note: "By phone".into(),
        };
        use_one(&mut self.clinic, &form)
    }

    pub(super) fn left(&self, package: &PackageView) -> i32 {
        show(&self.clinic, &package.id).unwrap().left
    }
}

fn fault<T: std::fmt::Debug>(answer: Result<T>) -> (&'static str, Reason) {
    faults(answer)[0]
}

#[test]
fn a_package_is_sold_with_a_draft_that_is_issued_and_may_be_void() {
    let mut case = Case::new();
    let mut new = case.sale("6", Some("2027-05-20"));
    new.price = Some("30".into());
    let sold = sell(&mut case.clinic, &new).unwrap();
    assert_eq!(
        (sold.state, sold.left, sold.used),
        (PackageState::Ready, 6, 0)
    );
    let invoice = sold.invoice.unwrap();
    assert_eq!((invoice.invoice_id, invoice.number), (None, None));
    let draft = show_draft(&case.clinic, &invoice.draft_id).unwrap();
    assert_eq!(draft.sums.total, "180.00");
    let issued = issue(&mut case.clinic, &draft.id, &draft.seen).unwrap();
    let shown = show(&case.clinic, &sold.id).unwrap();
    assert_eq!(shown.invoice.unwrap().number, Some(issued.number));
    void(&mut case.clinic, &issued.id, "Changed their mind").unwrap();
    let shown = show(&case.clinic, &sold.id).unwrap();
    assert_eq!(shown.state, PackageState::Void);
    let refused = case.use_by_hand(&sold.id, None);
    assert_eq!(fault(refused), ("package", Reason::Cancelled));
    // nor is it what a visit is paid with
    let visit = case.done("2026-11-20T08:00:00Z");
    assert_eq!(at_visit(&case.clinic, &visit).unwrap(), []);
}

#[test]
fn without_a_price_it_is_that_of_the_service() {
    let mut case = Case::new();
    let mut new = case.sale("6", None);
    new.price = Some(" ".into());
    let billed = sell(&mut case.clinic, &new).unwrap();
    let draft = billed.invoice.unwrap().draft_id;
    let draft = show_draft(&case.clinic, &draft).unwrap();
    assert_eq!(draft.sums.total, "210.00");
    assert_eq!(case.sold("3", None).invoice, None);
}

#[test]
fn a_visit_that_is_done_uses_a_session_and_one_that_is_not_gives_it_back() {
    let mut case = Case::new();
    let package = case.sold("2", None);
    let visit = case.done("2026-11-20T08:00:00Z");
    assert_eq!(case.left(&package), 1);
    let paid = at_visit(&case.clinic, &visit).unwrap();
    assert_eq!((paid.len(), paid[0].left, paid[0].sessions), (1, 1, 2));
    assert_eq!(to_bill(&case.clinic).unwrap().to_invoice_total, 0);
    case.set_as(None, &visit, AppointmentStatus::InRoom);
    assert_eq!(case.left(&package), 2);
    assert_eq!(at_visit(&case.clinic, &visit).unwrap(), []);
    case.set_as(None, &visit, AppointmentStatus::Completed);
    case.done("2026-11-20T08:30:00Z");
    let shown = show(&case.clinic, &package.id).unwrap();
    assert_eq!((shown.left, shown.state), (0, PackageState::UsedUp));
    // nothing is left for the third, which is to be invoiced
    case.done("2026-11-20T09:00:00Z");
    let work = to_bill(&case.clinic).unwrap();
    assert_eq!(work.to_invoice_total, 1);
    assert_eq!(work.to_invoice[0].package, None);
    let refused = case.use_by_hand(&package.id, None);
    assert_eq!(fault(refused), ("sessions", Reason::Taken));
}

#[test]
fn a_visit_that_ends_in_the_chart_uses_a_session() {
    let mut case = Case::new();
    let package = case.sold("2", None);
    let appointment = case.booked("2026-11-20T08:00:00Z");
    let start = VisitStart {
        patient_id: case.patient.clone(),
        appointment_id: Some(appointment),
        r#type: VisitType::FollowUp,
    };
    let visit = visit_start::start(&mut case.clinic, &start).unwrap();
    visits::end(&mut case.clinic, &visit.visit.to_edit()).unwrap();
    assert_eq!(case.left(&package), 1);
}

#[test]
fn who_may_take_payments_uses_sessions_and_for_others_billing_does() {
    let mut case = Case::new();
    let package = case.sold("4", None);
    // the front desk takes payments
    let first = case.booked("2026-11-20T08:00:00Z");
    case.set_as(Some("desk"), &first, AppointmentStatus::Arrived);
    case.set_as(Some("desk"), &first, AppointmentStatus::Completed);
    assert_eq!(case.left(&package), 3);
    // a nurse does not
    let second = case.booked("2026-11-20T08:30:00Z");
    case.set_as(None, &second, AppointmentStatus::Arrived);
    case.set_as(Some("nurse"), &second, AppointmentStatus::Completed);
    assert_eq!(case.left(&package), 3);
    let mut bill = case.machine.sign_in("bill", PASSWORD);
    let work = to_bill(&bill).unwrap().to_invoice;
    let offered = work[0].package.clone().unwrap();
    assert_eq!((&offered.package_id, offered.left), (&package.id, 3));
    let form = PackageUseForm {
        package_id: offered.package_id,
        appointment_id: Some(second.clone()),
        on: None,
        note: String::new(),
    };
    let used = use_one(&mut bill, &form).unwrap();
    assert_eq!((used.left, &*used.uses[0].on.0), (2, "2026-11-20"));
    assert_eq!(to_bill(&bill).unwrap().to_invoice_total, 0);
    let again = use_one(&mut bill, &form);
    assert_eq!(fault(again), ("appointment", Reason::Taken));
    give_back(&mut bill, &used.uses[0].id).unwrap();
    assert_eq!(to_bill(&bill).unwrap().to_invoice_total, 1);
    let twice = give_back(&mut bill, &used.uses[0].id);
    assert!(matches!(twice, Err(Error::NotFound(_))), "{twice:?}");
}

#[test]
fn of_two_packages_the_one_that_ends_first_is_used() {
    let mut case = Case::new();
    let open = case.sold("5", None);
    let ends = case.sold("5", Some("2026-11-20"));
    case.done("2026-11-20T08:00:00Z");
    assert_eq!((case.left(&open), case.left(&ends)), (5, 4));
    case.machine.clock.advance_s(DAY_S);
    case.clinic = case.machine.sign_in("diet", PASSWORD);
    let shown = show(&case.clinic, &ends.id).unwrap();
    assert_eq!(shown.state, PackageState::Expired);
    let late = case.use_by_hand(&ends.id, None);
    assert_eq!(fault(late), ("validUntil", Reason::TooLongAgo));
    // a session of a day on which it still held
    let used = case.use_by_hand(&ends.id, Some("2026-11-19")).unwrap();
    assert_eq!((used.left, &*used.uses[1].note), (3, "By phone"));
    case.done("2026-11-21T08:00:00Z");
    assert_eq!((case.left(&open), case.left(&ends)), (4, 3));
    let states = list(&case.clinic, &case.patient).unwrap().packages;
    let states: Vec<_> = states.iter().map(|package| package.state).collect();
    assert_eq!(states, [PackageState::Ready, PackageState::Expired]);
}

#[test]
fn what_is_on_an_invoice_or_on_a_draft_uses_no_session() {
    let mut case = Case::new();
    let appointment = case.booked("2026-11-20T08:00:00Z");
    case.set_as(None, &appointment, AppointmentStatus::Arrived);
    case.billed(&appointment).unwrap();
    let package = case.sold("2", None);
    case.set_as(None, &appointment, AppointmentStatus::Completed);
    assert_eq!(case.left(&package), 2);
}

#[test]
fn a_visit_that_a_package_pays_is_not_invoiced_as_well() {
    let mut case = Case::new();
    let package = case.sold("2", None);
    let appointment = case.done("2026-11-20T08:00:00Z");
    let refused = case.billed(&appointment);
    assert_eq!(fault(refused), ("appointment", Reason::Taken));
    let used = show(&case.clinic, &package.id).unwrap().uses;
    give_back(&mut case.clinic, &used[0].id).unwrap();
    case.billed(&appointment).unwrap();
}

#[test]
fn who_came_to_a_group_uses_a_session_of_a_package_of_groups() {
    let mut case = Case::new();
    let mut new = case.sale("3", None);
    new.service_id = services::find(&case.clinic, "GROUP").unwrap().id;
    let package = sell(&mut case.clinic, &new).unwrap();
    let follow_ups = case.sold("3", None);
    let new = NewAppointment {
        patient_id: None,
        type_id: Id("GROUP".into()),
        seats: Some(4),
        ..booking(&case.patient, &case.provider, "2026-11-20T08:00:00Z")
    };
    let session = book::book(&mut case.clinic, &new).unwrap().id;
    let given = SeatGiven {
        id: session.clone(),
        patient_id: case.patient.clone(),
        reason: String::new(),
        later: false,
    };
    give(&mut case.clinic, &given).unwrap();
    let recorded = |case: &mut Case, to| {
        let seats = groups::show(&case.clinic, &session).unwrap().seats;
        record(&mut case.clinic, &seats[0].id, &seats[0].seen, to).unwrap();
    };
    case.set_as(None, &session, AppointmentStatus::InRoom);
    recorded(&mut case, Attendance::Attended);
    assert_eq!(case.left(&package), 3);
    case.set_as(None, &session, AppointmentStatus::Completed);
    assert_eq!(case.left(&package), 2);
    recorded(&mut case, Attendance::Absent);
    assert_eq!(case.left(&package), 3);
    recorded(&mut case, Attendance::Attended);
    assert_eq!((case.left(&package), case.left(&follow_ups)), (2, 3));
}

#[test]
fn two_computers_that_record_one_visit_use_one_session() {
    let mut case = Case::new();
    let package = case.sold("1", None);
    let visit = case.done("2026-11-20T08:00:00Z");
    let used = show(&case.clinic, &package.id).unwrap().uses;
    // as the other computer wrote it, which did not know of the first
    let first: PackageUseId = used[0].id.to().unwrap();
    let row = case.clinic.read().get::<PackageUse>(first).unwrap();
    let row = row.unwrap().value;
    case.clinic
        .write("use package", |tx| {
            let id: PackageUseId = tx.new_id();
            tx.insert(&PackageUse { id, ..row.clone() })?;
            Ok(())
        })
        .unwrap();
    let shown = show(&case.clinic, &package.id).unwrap();
    assert_eq!((shown.left, shown.uses.len()), (0, 1));
    give_back(&mut case.clinic, &shown.uses[0].id).unwrap();
    assert_eq!(case.left(&package), 1);
    assert_eq!(at_visit(&case.clinic, &visit).unwrap(), []);
    // the last session used for two visits: one more than was bought
    let package_id: PackageId = package.id.to().unwrap();
    for _ in 0..2 {
        let write = case.clinic.write("use package", |tx| {
            let id: PackageUseId = tx.new_id();
            let appointment = None;
            tx.insert(&PackageUse {
                id,
                package: package_id,
                appointment,
                ..row.clone()
            })?;
            Ok(())
        });
        write.unwrap();
    }
    let shown = show(&case.clinic, &package.id).unwrap();
    assert_eq!((shown.left, shown.state), (-1, PackageState::Overused));
}

#[test]
fn wrong_fields_of_a_sale_are_refused_together() {
    let mut case = Case::new();
    let mut new = case.sale("0", Some("2026-11-19"));
    new.service_id = Id(String::new());
    assert_eq!(
        faults(sell(&mut case.clinic, &new)),
        [
            ("serviceId", Reason::Required),
            ("sessions", Reason::Impossible),
            ("validUntil", Reason::TooLongAgo),
        ]
    );
    for (sessions, until, price, field, reason) in [
        ("", None, None, "sessions", Reason::Required),
        ("six", None, None, "sessions", Reason::Malformed),
        ("201", None, None, "sessions", Reason::Impossible),
        (
            "6",
            Some("2026-11-19"),
            None,
            "validUntil",
            Reason::TooLongAgo,
        ),
        ("6", None, Some("much"), "price", Reason::Malformed),
    ] {
        let mut new = case.sale(sessions, until);
        new.price = price.map(str::to_owned);
        let refused = fault(sell(&mut case.clinic, &new));
        assert_eq!(refused, (field, reason), "{sessions} {until:?} {price:?}");
    }
    let none = list(&case.clinic, &case.patient).unwrap();
    assert_eq!(none.packages, []);
    let package = case.sold("6", None);
    let later = case.use_by_hand(&package.id, Some("2026-11-21"));
    assert_eq!(fault(later), ("on", Reason::InTheFuture));
    let form = PackageUseForm {
        package_id: package.id,
        appointment_id: Some(case.booked("2026-11-20T08:00:00Z")),
        on: None,
        note: String::new(),
    };
    let early = use_one(&mut case.clinic, &form);
    assert_eq!(fault(early), ("appointment", Reason::OutOfOrder));
}

#[test]
fn a_package_is_changed_ended_and_removed_while_nothing_of_it_was_used() {
    let mut case = Case::new();
    let package = case.sold("6", None);
    let change = |case: &mut Case, form: PackageForm| {
        let stored = show(&case.clinic, &package.id).unwrap();
        let changed = PackageEdit {
            id: stored.id,
            seen: stored.seen,
            loaded: stored.form,
            form,
        };
        edit(&mut case.clinic, &changed)
    };
    let mut form = package.form.clone();
    (form.sessions, form.note) = ("8".into(), "Two for free".into());
    let changed = change(&mut case, form.clone()).unwrap();
    assert_eq!((changed.left, &changed.form), (8, &form));
    case.use_by_hand(&package.id, None).unwrap();
    let used = case.use_by_hand(&package.id, None).unwrap();
    form.sessions = "1".into();
    let fewer = change(&mut case, form.clone());
    assert_eq!(fault(fewer), ("sessions", Reason::Impossible));
    (form.sessions, form.valid_until) = ("2".into(), Some(Day("2026-11-19".into())));
    let ended = change(&mut case, form).unwrap();
    assert_eq!(ended.state, PackageState::UsedUp);
    let refused = remove(&mut case.clinic, &ended.id, &ended.seen, "Typed twice");
    assert_eq!(fault(refused), ("package", Reason::OutOfOrder));
    for of in &used.uses {
        give_back(&mut case.clinic, &of.id).unwrap();
    }
    let removed = remove(&mut case.clinic, &ended.id, &ended.seen, "Typed twice").unwrap();
    let none = list(&case.clinic, &case.patient).unwrap();
    assert_eq!(none.packages, []);
    let back = restore(&mut case.clinic, &ended.id, &removed).unwrap();
    assert_eq!((back.left, back.state), (2, PackageState::Expired));
}

#[test]
fn a_role_without_billing_learns_nothing_and_a_deleted_patient_gets_none() {
    let mut case = Case::new();
    let package = case.sold("2", None);
    let nurse = case.machine.sign_in("nurse", PASSWORD);
    let refused = show(&nurse, &package.id);
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    drop(nurse);
    let mary = case.patient.clone();
    let seen = chart::show(&mut case.clinic, &mary).unwrap().form.seen;
    let why = DeletionReason::Duplicate;
    patients::edit::delete(&mut case.clinic, &mary, &seen, why, "Twice").unwrap();
    let new = case.sale("2", None);
    let refused = sell(&mut case.clinic, &new);
    assert!(matches!(refused, Err(Error::PatientDeleted)), "{refused:?}");
    let refused = case.use_by_hand(&package.id, None);
    assert!(matches!(refused, Err(Error::PatientDeleted)), "{refused:?}");
}

#[test]
fn a_visit_that_nothing_pays_any_more_is_to_be_invoiced() {
    let mut case = Case::new();
    let mut new = case.sale("6", None);
    new.price = Some(String::new());
    let sold = sell(&mut case.clinic, &new).unwrap();
    let visit = case.done("2026-11-20T08:00:00Z");
    assert_eq!(to_bill(&case.clinic).unwrap().to_invoice_total, 0);
    let draft = sold.invoice.unwrap().draft_id;
    let draft = show_draft(&case.clinic, &draft).unwrap();
    let issued = issue(&mut case.clinic, &draft.id, &draft.seen).unwrap();
    void(&mut case.clinic, &issued.id, "Wrong patient").unwrap();
    let work = to_bill(&case.clinic).unwrap();
    assert_eq!(work.to_invoice_total, 1);
    assert_eq!(work.to_invoice[0].package, None);
    assert_eq!(at_visit(&case.clinic, &visit).unwrap(), []);
    // another package pays for it then
    let other = case.sold("3", None);
    let form = PackageUseForm {
        package_id: other.id.clone(),
        appointment_id: Some(visit),
        on: None,
        note: String::new(),
    };
    assert_eq!(use_one(&mut case.clinic, &form).unwrap().left, 2);
    assert_eq!(to_bill(&case.clinic).unwrap().to_invoice_total, 0);
    // as another computer removed it, which did not know that it was used
    let row: PackageId = other.id.to().unwrap();
    let removed = case.clinic.write("remove package", |tx| {
        let seen = tx.get::<Package>(row)?.unwrap().seen;
        tx.delete::<Package>(row, RowDeletion::EnteredInError, None, &seen)?;
        Ok(())
    });
    removed.unwrap();
    assert_eq!(to_bill(&case.clinic).unwrap().to_invoice_total, 1);
}

#[test]
fn a_package_whose_draft_was_discarded_is_void() {
    let mut case = Case::new();
    let mut new = case.sale("6", None);
    new.price = Some(String::new());
    let sold = sell(&mut case.clinic, &new).unwrap();
    let draft = sold.invoice.clone().unwrap().draft_id;
    let draft = show_draft(&case.clinic, &draft).unwrap();
    draft::remove(&mut case.clinic, &draft.id, &draft.seen, "Not wanted").unwrap();
    let shown = show(&case.clinic, &sold.id).unwrap();
    assert_eq!((shown.state, shown.invoice), (PackageState::Void, None));
    case.done("2026-11-20T08:00:00Z");
    assert_eq!(to_bill(&case.clinic).unwrap().to_invoice_total, 1);
}

#[test]
fn a_visit_that_another_computer_cancelled_uses_no_session() {
    let mut case = Case::new();
    let package = case.sold("2", None);
    let visit = case.done("2026-11-20T08:00:00Z");
    let row: AppointmentId = visit.to().unwrap();
    let set = |case: &mut Case, to: AppointmentStatus| {
        let write = case.clinic.write("set appointment status", |tx| {
            let stored = tx.get::<Appointment>(row)?.unwrap();
            let mut appointment = stored.value;
            appointment.status = to;
            tx.update(&appointment, &stored.seen)?;
            Ok(())
        });
        write.unwrap();
    };
    set(&mut case, AppointmentStatus::Cancelled);
    assert_eq!(case.left(&package), 2);
    assert_eq!(at_visit(&case.clinic, &visit).unwrap(), []);
    set(&mut case, AppointmentStatus::Completed);
    assert_eq!(case.left(&package), 1);
}

#[test]
fn one_visit_uses_one_session_of_two_packages() {
    let mut case = Case::new();
    let first = case.sold("2", None);
    case.machine.clock.advance_s(1);
    let second = case.sold("2", None);
    let visit = case.done("2026-11-20T08:00:00Z");
    assert_eq!((case.left(&first), case.left(&second)), (1, 2));
    // as the other computer used it, which had only the second
    let package: PackageId = second.id.to().unwrap();
    let used = show(&case.clinic, &first.id).unwrap().uses;
    let id: PackageUseId = used[0].id.to().unwrap();
    let row = case.clinic.read().get::<PackageUse>(id).unwrap();
    let row = row.unwrap().value;
    case.machine.clock.advance_s(1);
    let write = case.clinic.write("use package", |tx| {
        let id: PackageUseId = tx.new_id();
        tx.insert(&PackageUse {
            id,
            package,
            ..row.clone()
        })?;
        Ok(())
    });
    write.unwrap();
    assert_eq!((case.left(&first), case.left(&second)), (1, 2));
    assert_eq!(at_visit(&case.clinic, &visit).unwrap().len(), 1);
    give_back(&mut case.clinic, &used[0].id).unwrap();
    assert_eq!((case.left(&first), case.left(&second)), (2, 2));
}

#[test]
fn a_visit_on_an_invoice_is_not_paid_by_hand_once_more() {
    let mut case = Case::new();
    let visit = case.done("2026-11-20T08:00:00Z");
    case.billed(&visit).unwrap();
    let package = case.sold("2", None);
    let form = PackageUseForm {
        package_id: package.id,
        appointment_id: Some(visit),
        on: None,
        note: String::new(),
    };
    let refused = use_one(&mut case.clinic, &form);
    assert_eq!(fault(refused), ("appointment", Reason::Taken));
}
