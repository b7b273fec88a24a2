//! A period is summed up: who came and who did not, how long they waited, load, income and the growth of the list.
#![allow(clippy::unwrap_used)]

use sync_contract::Right;
use vault::AdminSignedOutcome;

use crate::appointments::day::{self, provider_choices};
use crate::appointments::{AppointmentStatus, book, status};
use crate::error::{Error, Reason};
use crate::facilities::find;
use crate::invoices::PaymentMethod;
use crate::invoices::payments::{PaymentForm, refund, take};
use crate::patients;
use crate::patients::view::DeletionReason;
use crate::prints::{self, PrintBody, PrintForm, PrintOf};
use crate::reports::csv::csv;
use crate::reports::report::report;
use crate::reports::{ReportLoad, ReportQuery, ReportStep, ReportTable};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, add_user, clinic, registered};
use crate::tests::diary::booking;
use crate::tests::invoices::{billing, faults, issued};
use crate::tests::merge::{merged, registered_twice};
use crate::tests::role_facilities::{end, of as staff, only_at, with_lyon};
use crate::users::edit::set_hours;
use crate::users::list::list;
use crate::view::{Day, Id, ScreenLanguage};
use crate::{Clinic, chart};

fn between(from: &str, until: &str) -> ReportQuery {
    ReportQuery {
        from: Day(from.into()),
        until: Day(until.into()),
        facility_id: None,
        department_id: None,
        provider_id: None,
    }
}

/// The week of the clock of tests, which shows Friday, 20 November.
fn week() -> ReportQuery {
    between("2026-11-16", "2026-11-22")
}

fn manager(machine: &Machine) -> Clinic {
    machine.sign_in("mona", PASSWORD)
}

/// A clinic with a manager `mona` and a second dietitian `kofi`.
fn managed() -> Machine {
    let (machine, mut admin) = clinic();
    add_user(&mut admin, "mona", "Manager");
    add_user(&mut admin, "kofi", "Dietitian");
    machine
}

/// Books an hour with a provider and sets each status after some minutes.
fn visit(
    machine: &Machine,
    provider: &str,
    starts: &str,
    steps: &[(AppointmentStatus, i64)],
) -> Clinic {
    let mut office = machine.sign_in("desk", PASSWORD);
    let patient = registered(&mut office, "Pat", starts, "1992-03-12");
    let providers = provider_choices(&office).unwrap();
    let provider = providers.iter().find(|one| one.name.starts_with(provider));
    let mut new = booking(&patient, &provider.unwrap().id, starts);
    new.minutes = 60;
    let booked = book::book(&mut office, &new).unwrap();
    for (to, minutes) in steps {
        machine.clock.advance_s(minutes * 60);
        let seen = day::show(&office, &booked.id).unwrap().seen;
        status::set_status(&mut office, &booked.id, &seen, *to, None).unwrap();
    }
    office
}

fn of<'a>(rows: &'a [ReportLoad], name: &str) -> &'a ReportLoad {
    rows.iter().find(|row| row.name.starts_with(name)).unwrap()
}

#[test]
fn appointments_no_shows_waits_and_load_are_counted() {
    use AppointmentStatus::{Arrived, Cancelled, Completed, InRoom, NoShow};
    let machine = managed();
    let seen = |minutes| vec![(Arrived, 0), (InRoom, minutes), (Completed, 20)];
    drop(visit(&machine, "diet", "2026-11-20T08:00:00Z", &seen(5)));
    drop(visit(&machine, "diet", "2026-11-20T09:00:00Z", &seen(7)));
    drop(visit(&machine, "kofi", "2026-11-20T10:00:00Z", &seen(30)));
    let missed = [(NoShow, 0)];
    drop(visit(&machine, "diet", "2026-11-20T13:00:00Z", &missed));
    let off = [(Cancelled, 0)];
    drop(visit(&machine, "diet", "2026-11-20T14:00:00Z", &off));
    drop(visit(&machine, "kofi", "2026-11-21T09:00:00Z", &[]));

    let mona = manager(&machine);
    let view = report(&mona, &week()).unwrap();
    assert_eq!((view.step, view.spans.len()), (ReportStep::Day, 7));
    let (total, friday) = (&view.total, &view.spans[4]);
    assert_eq!(friday.from.0, "2026-11-20");
    assert_eq!((total.appointments, friday.appointments), (5, 4));
    assert_eq!((total.came, total.no_shows, total.cancelled), (3, 1, 1));
    assert_eq!(total.no_show_permille, Some(250));
    assert_eq!(view.spans[5].no_show_permille, None);
    assert_eq!(
        (total.waits, total.wait_median, total.wait_ninth),
        (3, Some(7), Some(30))
    );
    assert_eq!((total.new_patients, total.patients), (6, 6));
    let (diet, kofi) = (of(&view.providers, "diet"), of(&view.providers, "kofi"));
    // the one that was missed was booked as well
    assert_eq!((diet.appointments, diet.no_shows), (3, 1));
    assert_eq!(diet.booked_minutes, 180);
    let booked = view.providers.iter().map(|row| row.appointments);
    assert_eq!(booked.sum::<u32>(), total.appointments);
    // five days of eight hours
    assert_eq!(diet.working_minutes, Some(2_400));
    assert_eq!(diet.load_permille, Some(75));
    assert_eq!(kofi.booked_minutes, 120);
    assert!(!view.is_unsure);

    let only = ReportQuery {
        provider_id: Some(kofi.id.clone()),
        ..week()
    };
    let view = report(&mona, &only).unwrap();
    assert_eq!((view.total.appointments, view.total.waits), (2, 1));
    assert_eq!(view.providers.len(), 1);
    assert_eq!(view.total.patients, 0, "no patient is assigned to them");
    let before = report(&mona, &between("2026-11-09", "2026-11-15")).unwrap();
    assert_eq!((before.total.appointments, before.total.patients), (0, 0));
}

#[test]
fn a_report_names_whose_hours_changed_after_it_began() {
    let machine = managed();
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let users = list(&admin).unwrap();
    let diet = users.iter().find(|user| user.username == "diet").unwrap();
    machine.clock.advance_s(60);
    let set = set_hours(&mut admin, &diet.id, &diet.seen, "FRI 09:00-12:00").unwrap();
    assert!(matches!(set, AdminSignedOutcome::Applied(())));
    drop(admin);
    let mona = manager(&machine);
    let view = report(&mona, &week()).unwrap();
    let changed = |name: &str| of(&view.providers, name).work_changed_on.clone();
    assert_eq!(changed("diet"), Some(Day("2026-11-20".into())));
    assert_eq!(changed("kofi"), None);
    let next = report(&mona, &between("2026-11-23", "2026-11-29")).unwrap();
    assert_eq!(of(&next.providers, "diet").work_changed_on, None);
}

#[test]
fn merged_and_deleted_patients_are_counted_once_and_until_then() {
    let (machine, mut diet, mary, twice) = registered_twice();
    drop(diet);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    add_user(&mut admin, "mona", "Manager");
    drop(admin);
    let counted = || {
        let total = report(&manager(&machine), &week()).unwrap().total;
        (total.new_patients, total.patients)
    };
    assert_eq!(counted(), (2, 2));
    diet = machine.sign_in("diet", PASSWORD);
    merged(&mut diet, &twice, &mary).unwrap();
    drop(diet);
    assert_eq!(counted(), (1, 1));
    diet = machine.sign_in("diet", PASSWORD);
    let seen = chart::show(&mut diet, &mary).unwrap().form.seen;
    let reason = DeletionReason::Other;
    patients::edit::delete(&mut diet, &mary, &seen, reason, "").unwrap();
    drop(diet);
    assert_eq!(counted(), (1, 0));
}

fn pay(method: PaymentMethod, amount: &str) -> PaymentForm {
    PaymentForm {
        method,
        amount: amount.into(),
        reference: String::new(),
    }
}

#[test]
fn income_is_what_was_paid_without_what_was_given_back() {
    let (machine, mut bill, mary) = billing();
    let invoice = issued(&mut bill, &mary);
    let paid = take(&mut bill, &invoice.id, &pay(PaymentMethod::Cash, "50")).unwrap();
    take(&mut bill, &invoice.id, &pay(PaymentMethod::Card, "10.50")).unwrap();
    let back = pay(PaymentMethod::Cash, "5");
    refund(&mut bill, &paid.payments[0].id, &back).unwrap();
    drop(bill);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    add_user(&mut admin, "mona", "Manager");
    drop(admin);
    let mut mona = manager(&machine);
    let income = report(&mona, &week()).unwrap().income.unwrap().remove(0);
    assert_eq!(
        (&*income.paid, &*income.refunded, &*income.net),
        ("60.50", "5.00", "55.50")
    );
    assert_eq!(income.invoiced, invoice.sums.total);
    let methods = income.methods.iter();
    let methods: Vec<_> = methods.map(|one| (one.method, &*one.amount)).collect();
    assert_eq!(
        methods,
        [
            (PaymentMethod::Cash, "45.00"),
            (PaymentMethod::Card, "10.50")
        ]
    );
    assert_eq!(income.spans[4], "55.50");
    let sheet = csv(&mut mona, &week(), ReportTable::Income).unwrap();
    let lines: Vec<&str> = sheet.lines().collect();
    assert_eq!(lines[0], "from,until,EUR");
    assert_eq!(lines[5], "2026-11-20,2026-11-20,55.50");
    assert_eq!(lines[8], "2026-11-16,2026-11-22,55.50");
}

fn sheet(clinic: &mut Clinic, table: ReportTable) -> Vec<String> {
    let sheet = csv(clinic, &week(), table).unwrap();
    sheet.lines().map(str::to_owned).collect()
}

#[test]
fn each_part_is_a_sheet_of_its_own() {
    use AppointmentStatus::{Arrived, InRoom};
    let machine = managed();
    let steps = [(Arrived, 0), (InRoom, 4)];
    drop(visit(&machine, "diet", "2026-11-20T08:00:00Z", &steps));
    let mut mona = manager(&machine);
    let friday = |lines: &[String]| lines[5].clone();
    assert_eq!(
        friday(&sheet(&mut mona, ReportTable::Appointments)),
        "2026-11-20,2026-11-20,1,1,0,0.0,0"
    );
    assert_eq!(
        friday(&sheet(&mut mona, ReportTable::Waiting)),
        "2026-11-20,2026-11-20,1,4,4"
    );
    assert_eq!(
        friday(&sheet(&mut mona, ReportTable::Patients)),
        "2026-11-20,2026-11-20,1,1"
    );
    assert_eq!(
        sheet(&mut mona, ReportTable::Providers)[1],
        "diet Test,1,0,60,2400,2.5"
    );
    assert_eq!(sheet(&mut mona, ReportTable::Rooms).len(), 1);
    assert_eq!(sheet(&mut mona, ReportTable::Income)[0], "from,until");
}

#[test]
fn a_report_is_printed_as_it_is_shown() {
    let machine = managed();
    let mut mona = manager(&machine);
    let form = PrintForm {
        of: PrintOf::Report { query: week() },
        sections: None,
        language: None,
        screens: ScreenLanguage::En,
    };
    let printed = prints::view(&mut mona, &form).unwrap();
    let shown = report(&mona, &week()).unwrap();
    assert_eq!(printed.body, PrintBody::Report(shown));
}

#[test]
fn a_report_is_for_who_may_see_it_and_of_what_is_there() {
    let machine = managed();
    let diet = machine.sign_in("diet", PASSWORD);
    assert!(matches!(
        report(&diet, &week()),
        Err(Error::Forbidden(Right::ReportsRead))
    ));
    drop(diet);
    let mona = manager(&machine);
    let unknown = Some(Id("019a0000-0000-7000-8000-000000000000".into()));
    let query = ReportQuery {
        facility_id: unknown.clone(),
        department_id: Some(Id("no id".into())),
        provider_id: unknown,
        ..week()
    };
    assert_eq!(
        faults(report(&mona, &query)),
        [
            ("facilityId", Reason::Unknown),
            ("departmentId", Reason::Unknown),
            ("providerId", Reason::Unknown)
        ]
    );
    let backwards = between("2026-11-20", "2026-11-19");
    assert_eq!(
        faults(report(&mona, &backwards)),
        [("until", Reason::Backwards)]
    );
}

#[test]
fn a_manager_of_one_facility_reads_its_report_alone() {
    let (machine, mut admin, lyon) = with_lyon();
    let hillside = find(&admin, "Hillside").unwrap().id;
    add_user(&mut admin, "mona", "Manager");
    let mary = registered(&mut admin, "Mary", "Okafor", "1992-03-12");
    let diet = staff(&admin, "diet").id;
    for (facility, starts) in [
        (&hillside, "2026-11-20T08:00:00Z"),
        (&hillside, "2026-11-20T10:00:00Z"),
        (&lyon, "2026-11-20T13:00:00Z"),
    ] {
        let mut new = booking(&mary, &diet, starts);
        new.facility_id = Some(facility.clone());
        book::book(&mut admin, &new).unwrap();
    }
    let of = |facility: &Id| ReportQuery {
        facility_id: Some(facility.clone()),
        ..week()
    };
    let counted =
        |clinic: &Clinic, query: &ReportQuery| report(clinic, query).unwrap().total.appointments;
    drop(admin);
    let everywhere = manager(&machine);
    assert_eq!(counted(&everywhere, &week()), 3);
    assert_eq!(counted(&everywhere, &of(&hillside)), 2);
    drop(everywhere);

    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    only_at(&mut admin, "mona", "Manager", &lyon);
    end(&mut admin, "mona", "Receptionist");
    drop(admin);
    let mut mona = manager(&machine);
    assert_eq!(counted(&mona, &week()), 1);
    assert_eq!(counted(&mona, &of(&lyon)), 1);
    let view = report(&mona, &week()).unwrap();
    assert_eq!(view.query.facility_id, Some(lyon));
    let offered = view.choices.facilities.iter().map(|one| one.name.as_str());
    assert_eq!(offered.collect::<Vec<_>>(), ["Lyon"]);
    let unknown = [("facilityId", Reason::Unknown)];
    assert_eq!(faults(report(&mona, &of(&hillside))), unknown);
    let refused = csv(&mut mona, &of(&hillside), ReportTable::Providers);
    assert_eq!(faults(refused), unknown);
    let sheet = csv(&mut mona, &week(), ReportTable::Appointments).unwrap();
    assert!(sheet.lines().last().unwrap().ends_with(",1,0,0,,0"));
}

#[test]
fn what_was_edited_out_of_a_report_is_reported() {
    use AppointmentStatus::{Arrived, InRoom};
    let machine = managed();
    let steps = [(Arrived, 0), (InRoom, 4)];
    drop(visit(&machine, "diet", "2026-11-20T08:00:00Z", &steps));
    for (table, set, what) in [
        ("appointments", Some("starts = starts - 1"), "appointment"),
        (
            "appointment_status_changes",
            None,
            "appointment_status_change",
        ),
        ("patients", Some("created_at = created_at - 1"), "patient"),
    ] {
        let mona = manager(&machine);
        mona.unlocked().edit_table(table, set);
        let view = report(&mona, &week()).unwrap();
        let damage = mona.take_unshown().unwrap().damage;
        assert!(view.is_unsure, "{table}");
        assert!(damage.iter().any(|of| of.what == what), "{damage:?}");
    }
}
