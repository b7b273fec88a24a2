use std::collections::BTreeSet;

use sync_contract::catalog::Department;

use crate::absences::{self, AbsencePart, AbsenceQuery};
use crate::care_team::MemberState;
use crate::clashes::{self, ClashPart, ClashQuery};
use crate::consents::{self, ConsentState};
use crate::demo::seed::seed;
use crate::demo::undo::undo;
use crate::diet_orders::DietOrderState;
use crate::error::Error;
use crate::follow_ups::{self, FollowUpPart, FollowUpQuery};
use crate::handouts;
use crate::insurance::PolicyState;
use crate::invoices::InvoiceState;
use crate::invoices::packages::PackageState;
use crate::invoices::quotes::QuoteState;
use crate::labs::{LabOrderState, Labs};
use crate::lock_screen;
use crate::notes::{NoteKind, verify};
use crate::patients::list;
use crate::patients::view::{PatientQuery, PatientRow, PatientSort};
use crate::prescriptions::PrescriptionState;
use crate::testing::{ADMIN_PASSWORD, Machine, clinic, registered};
use crate::timeline::{TimelineEvent, TimelineGroup, TimelineQuery, TimelineRow};
use crate::users::session;
use crate::view::{Day, ScreenLanguage};
use crate::waiting_list::{self, WaitingPart, WaitingQuery};
use crate::{Clinic, appointments, locations, timeline, today};

/// How many appointments a day has, and how many of them clash.
fn booked(machine: &Machine, day: &str) -> (usize, usize) {
    let admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let all = appointments::day::day(&admin, &Day(day.into()))
        .unwrap()
        .appointments;
    let clashing = all.iter().filter(|one| !one.overlaps.is_empty());
    (all.len(), clashing.count())
}

fn five_wait_and_a_time_has_freed(clinic: &Clinic) {
    let query = WaitingQuery {
        part: WaitingPart::Current,
        offset: 0,
        limit: 100,
    };
    let rows = waiting_list::list::list(clinic, &query).unwrap().rows;
    let called = rows.iter().filter(|row| row.calls > 0).count();
    assert_eq!((rows.len(), called), (5, 2));
    let free = waiting_list::offers::list(clinic).unwrap().slots;
    assert!(free.len() == 1 && free[0].fits >= 1, "{free:?}");
}

/// How many clashes are open, and of how many both stay.
fn clashes_of(clinic: &Clinic) -> (u32, u32) {
    let query = ClashQuery {
        part: ClashPart::Decided,
        offset: 0,
        limit: 100,
    };
    let page = clashes::list::list(clinic, &query).unwrap();
    (page.open, page.decided)
}

#[test]
fn a_demo_clinic_of_last_month_gets_a_diary_for_today_and_the_coming_week() {
    let machine = Machine::new();
    let (admin, _) = machine.create_clinic(true);
    let (vault, first) = seed(admin).unwrap();
    drop(vault);
    // a Monday, at eleven by the clinic's clocks
    machine.clock.advance_s(31 * 86_400);
    assert_eq!(booked(&machine, "2026-12-21"), (0, 0));
    let again = || {
        let (vault, added) = seed(machine.sign_in("admin", ADMIN_PASSWORD)).unwrap();
        assert_eq!(vault.verify_audit().unwrap().fault, None);
        added
    };
    let added = again();
    assert_eq!((added.users, added.patients), (0, 0));
    assert!(
        added.appointments > 30 && added.appointments < first.appointments,
        "{added:?}"
    );
    assert!(added.visits >= 1, "this morning's, {added:?}");
    for day in ["2026-12-21", "2026-12-22", "2026-12-25"] {
        let (here, clashing) = booked(&machine, day);
        assert!(here >= 4 && clashing == 0, "{here} and {clashing} on {day}");
    }
    assert_eq!(again().appointments, 0, "nothing twice");
    machine.clock.advance_s(86_400);
    let next = again().appointments;
    assert!(
        next > 0 && next < 30,
        "only the day that came into sight: {next}"
    );
}

#[test]
fn a_demo_is_taken_out_and_seeded_anew() {
    let (_machine, mut admin) = clinic();
    assert!(matches!(undo(&mut admin), Err(Error::NotDemo)));

    let machine = Machine::new();
    let (mut admin, _) = machine.create_clinic(true);
    assert_eq!(undo(&mut admin).unwrap().patients, 0);
    let (vault, first) = seed(admin).unwrap();
    drop(vault);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let own = registered(&mut admin, "Own", "Patient", "1992-03-12");
    let undone = undo(&mut admin).unwrap();
    // one child has two files
    assert_eq!(undone.patients, first.patients + 1);
    assert!(undone.appointments > 100, "{undone:?}");
    let page = list::list(&admin, &everybody()).unwrap();
    let left: Vec<_> = page.rows.iter().map(|row| &row.patient.id).collect();
    assert_eq!(left, [&own]);
    assert_eq!(undo(&mut admin).unwrap().patients, 0, "nothing twice");
    drop(admin);
    assert_eq!(booked(&machine, "2026-11-20").0, 0);
    let (vault, again) = seed(machine.sign_in("admin", ADMIN_PASSWORD)).unwrap();
    assert_eq!(vault.verify_audit().unwrap().fault, None);
    drop(vault);
    assert_eq!(again, first);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let page = list::list(&admin, &everybody()).unwrap();
    assert_eq!(page.total as usize, first.patients + 1);
    assert_eq!(handouts::list(&admin).unwrap().len(), 6, "none twice");
    // whose appointments clash, or are cancelled, is chosen by ids, which are random
    assert_eq!(undo(&mut admin).unwrap().patients, undone.patients);
    drop(admin);
    assert_eq!(booked(&machine, "2026-11-20").0, 0);
}

fn everybody() -> PatientQuery {
    PatientQuery {
        text: String::new(),
        status: None,
        dietitian_id: None,
        tag_id: None,
        is_mine: false,
        is_of_department: false,
        sort: PatientSort::LastVisit,
        after: None,
        offset: 0,
        limit: 100,
    }
}

#[test]
fn a_demo_clinic_is_seeded_once_and_no_other() {
    let (_machine, admin) = clinic();
    assert!(matches!(seed(admin), Err(Error::NotDemo)));

    let machine = Machine::new();
    let (admin, _) = machine.create_clinic(true);
    let (vault, seeded) = seed(admin).unwrap();
    assert!(
        seeded.patients >= 60 && seeded.visits > 150 && seeded.appointments > 100,
        "{seeded:?}"
    );
    assert_eq!(vault.verify_audit().unwrap().fault, None);
    drop(vault);
    let (vault, again) = seed(machine.sign_in("admin", ADMIN_PASSWORD)).unwrap();
    assert_eq!(again.appointments + again.visits + again.patients, 0);
    drop(vault);

    let people = lock_screen::users(&machine.vault()).unwrap();
    let claire = people
        .iter()
        .find(|user| user.username == "claire")
        .unwrap();
    let demo_password = claire.demo_password.clone().unwrap();
    let hint = |machine: &Machine, username: &str| {
        let mut people = lock_screen::users(&machine.vault()).unwrap().into_iter();
        people
            .find(|user| user.username == username)
            .unwrap()
            .demo_password
    };
    assert_eq!(
        hint(&machine, "admin"),
        None,
        "the founder chose another password"
    );
    let mut claire = machine.sign_in("claire", &demo_password);
    let old = vault::password::Password::new(&demo_password);
    crate::users::password::set_own_password(&mut claire, &old, "four words of my own").unwrap();
    assert_eq!(hint(&machine, "claire"), None, "it is not hers any more");
    assert!(hint(&machine, "lea").is_some());
    assert_eq!(session(&claire).unwrap().roles, ["Dietitian"]);
    let today = today::show(&claire, &Day("2026-11-20".into())).unwrap();
    assert!(today.rows.len() >= 4);
    let query = AbsenceQuery {
        part: AbsencePart::Current,
        offset: 0,
        limit: 100,
    };
    let absences = absences::list::list(&claire, &query).unwrap();
    assert_eq!((absences.total, absences.inside > 0), (4, true));
    assert_eq!(clashes_of(&claire), (1, 1));
    five_wait_and_a_time_has_freed(&claire);
    let page = list::list(&claire, &everybody()).unwrap();
    assert_eq!(page.total as usize, seeded.patients);
    assert!(page.rows[0].last_visit.is_some());
    some_are_overdue_and_were_called(&claire);
    most_consent_and_some_do_not(&claire, &page.rows);
    most_are_insured_and_some_are_not(&claire, &page.rows);
    some_have_labels(&claire);
    assert!(kinds_of_notes(&claire, &page.rows).len() >= 6);
    each_belongs_to_a_department(&claire);
    some_have_a_second_dietitian(&claire, &page.rows);
    some_have_results_of_a_laboratory(&claire, &page.rows);
    super::demo_glucose::each_glucose_has_a_context_that_fits(&claire, &page.rows);
    some_have_recalls_of_what_they_eat(&claire, &page.rows);
    some_have_meal_plans(&claire, &page.rows);
    some_have_diet_orders(&claire, &page.rows);
    some_were_given_handouts(&claire, &page.rows);
    some_have_prescriptions(&claire, &page.rows);
    some_have_invoices(&claire, &page.rows);
    one_has_two_files(&claire, &page.rows);
    what_is_stored_follows_from_what_was_entered(&claire, &page.rows);
}

fn most_consent_and_some_do_not(claire: &Clinic, rows: &[PatientRow]) {
    let states = rows.iter().map(|row| {
        let consents = consents::list(claire, &row.patient.id).unwrap();
        let birth = row.patient.birth_date.as_ref();
        for signed in consents.rows.iter().map(|consent| &consent.signed_on) {
            assert!(
                birth.is_none_or(|birth| birth.0 <= signed.0),
                "{consents:?}"
            );
        }
        consents.state
    });
    let states: Vec<ConsentState> = states.collect();
    let count = |state| states.iter().filter(|one| **one == state).count();
    assert!(count(ConsentState::Signed) > rows.len() / 2);
    assert!(count(ConsentState::Withdrawn) >= 3 && count(ConsentState::NotAsked) >= 3);
}

fn most_are_insured_and_some_are_not(claire: &Clinic, rows: &[PatientRow]) {
    let policies = rows.iter().map(|row| {
        let insurance = crate::insurance::list(claire, &row.patient.id).unwrap();
        insurance
            .policies
            .iter()
            .map(|policy| policy.state)
            .collect()
    });
    let policies: Vec<Vec<PolicyState>> = policies.collect();
    let count = |is: fn(&Vec<PolicyState>) -> bool| policies.iter().filter(|of| is(of)).count();
    assert!(count(|of| !of.is_empty()) > rows.len() / 2);
    assert!(count(|of| of.is_empty()) >= 3 && count(|of| of.len() > 1) >= 3);
    assert!(count(|of| of.contains(&PolicyState::Over)) >= 3);
}

fn some_have_a_second_dietitian(claire: &Clinic, rows: &[PatientRow]) {
    let teams = rows.iter().map(|row| {
        let team = crate::care_team::list(claire, &row.patient.id).unwrap();
        team.members.first().map(|member| member.state)
    });
    let teams: Vec<Option<MemberState>> = teams.collect();
    let count = |state| teams.iter().filter(|one| **one == Some(state)).count();
    assert!(count(MemberState::Current) >= 3 && count(MemberState::Over) >= 1);
}

/// The kinds of the notes in these charts, each signed one with a signature that fits.
pub(super) fn kinds_of_notes(clinic: &Clinic, rows: &[PatientRow]) -> BTreeSet<NoteKind> {
    let (mut kinds, mut signed) = (BTreeSet::new(), 0);
    for row in rows {
        for note in crate::notes::show::rows(clinic, row.patient.id.to().unwrap()).unwrap() {
            if note.state != crate::notes::NoteState::Draft {
                assert!(verify::verify(clinic, &note.id).unwrap());
                signed += 1;
            }
            kinds.insert(note.kind);
        }
    }
    assert!(signed > 0);
    kinds
}

fn each_belongs_to_a_department(claire: &Clinic) {
    let rows = locations::list::<Department>(claire).unwrap().into_iter();
    let used: Vec<_> = rows.map(|row| (row.name, row.used_by)).collect();
    let wanted = [
        ("Administration", 5),
        ("Cardiology", 3),
        ("Laboratory and pharmacy", 2),
        ("Neurology", 0),
        ("Nutrition", 5),
    ];
    assert_eq!(used, wanted.map(|(name, used)| (name.to_owned(), used)));
}

fn some_have_labels(claire: &Clinic) {
    let labels = crate::tags::list(claire).unwrap();
    assert!(labels.len() >= 5 && labels.iter().all(|label| label.used_by >= 3));
    assert!(labels.iter().any(|label| !label.form.is_active));
}

fn some_are_overdue_and_were_called(claire: &Clinic) {
    let due = FollowUpQuery {
        part: FollowUpPart::Overdue,
        dietitian_id: None,
        offset: 0,
        limit: 100,
    };
    let due = follow_ups::list(claire, &due).unwrap();
    let called = due.rows.iter().filter(|row| row.last_call.is_some());
    let seen = (due.overdue, due.this_week, due.unbooked, called.count());
    assert!(seen.0 > 3 && seen.1 > 0 && seen.3 >= 2, "{seen:?}");
}

/// A day of a grown-up, of which most of the energy is known, and nothing that is asked about.
fn some_have_recalls_of_what_they_eat(claire: &Clinic, rows: &[PatientRow]) {
    let lists = rows
        .iter()
        .map(|row| crate::recalls::list::list(claire, &row.patient.id).unwrap());
    let recalls: Vec<_> = lists.flatten().collect();
    assert!(recalls.len() >= 5, "{}", recalls.len());
    assert!(recalls.iter().any(|recall| recall.not_counted > 0));
    let unfinished = recalls.iter().filter(|recall| !recall.is_finished);
    assert!((1..=recalls.len() / 3).contains(&unfinished.count()));
    let mut with_targets = 0;
    for recall in recalls {
        let kcal = recall.kcal.unwrap().0;
        assert!((900.0..3200.0).contains(&kcal), "{recall:?}");
        let shown = crate::recalls::list::show(claire, &recall.id, ScreenLanguage::En).unwrap();
        with_targets += u32::from(shown.has_targets);
        let meals = shown.grid.days.iter().flat_map(|day| &day.meals);
        let foods: Vec<_> = meals.flat_map(|meal| &meal.foods).collect();
        assert!(foods.iter().all(|food| !food.questioned), "{foods:?}");
    }
    assert!(with_targets > 0);
}

fn one_has_two_files(claire: &Clinic, rows: &[PatientRow]) {
    let merged = rows.iter().filter(|row| {
        let query = TimelineQuery {
            patient_id: row.patient.id.clone(),
            group: Some(TimelineGroup::Diary),
            after: None,
            limit: 100,
        };
        let events = timeline::list::list(claire, &query).unwrap().rows;
        let is_merge = |row: &TimelineRow| matches!(row.event, TimelineEvent::Merged { .. });
        events.iter().any(is_merge)
    });
    assert_eq!(merged.count(), 1);
}

/// Some are current and one was replaced; there are tube feeds, supplements and products.
fn some_have_diet_orders(claire: &Clinic, rows: &[PatientRow]) {
    let lists = rows
        .iter()
        .map(|row| crate::diet_orders::list::list(claire, &row.patient.id).unwrap());
    let orders: Vec<_> = lists.flatten().collect();
    let of = |state| orders.iter().filter(|order| order.state == state).count();
    assert!(of(DietOrderState::Current) >= 3, "{orders:?}");
    assert_eq!(of(DietOrderState::Replaced), 1, "{orders:?}");
    assert!(orders.iter().any(|order| order.tube_feed.is_some()));
    assert!(orders.iter().any(|order| !order.supplements.is_empty()));
    assert_eq!(crate::nutrition_products::offered(claire).unwrap().len(), 6);
    assert_eq!(crate::services::offered(claire).unwrap().len(), 6);
}

/// Some patients were given leaflets in English, some in French.
fn some_were_given_handouts(claire: &Clinic, rows: &[PatientRow]) {
    let leaflets = handouts::offered(claire).unwrap();
    assert_eq!(leaflets.len(), 6);
    assert!(leaflets.iter().all(|leaflet| leaflet.versions.len() == 2));
    let mut languages = std::collections::BTreeMap::new();
    for row in rows {
        for given in handouts::given::list(claire, &row.patient.id).unwrap() {
            *languages.entry(given.language.unwrap()).or_insert(0) += 1;
        }
    }
    assert!(languages["en"] > 3 && languages["fr"] > 0, "{languages:?}");
}

/// Some are paid, in full or in part, some are overdue or void, and some wait as drafts.
fn some_have_invoices(claire: &Clinic, rows: &[PatientRow]) {
    some_have_packages(claire, rows);
    some_have_quotes(claire, rows);
    some_was_spent(claire);
    let lists = rows
        .iter()
        .map(|row| crate::invoices::list::list(claire, &row.patient.id).unwrap());
    let lists: Vec<_> = lists.collect();
    let of = |state| {
        let all = lists.iter().flat_map(|list| &list.invoices);
        all.filter(|one| one.state == state).count()
    };
    for state in [
        InvoiceState::Overdue,
        InvoiceState::PartPaid,
        InvoiceState::Open,
        InvoiceState::Paid,
        InvoiceState::Void,
    ] {
        assert!(of(state) > 0, "{state:?}");
    }
    assert_eq!(of(InvoiceState::Overpaid), 0);
    assert!(lists.iter().any(|list| !list.drafts.is_empty()));
    let work = crate::invoices::worklist::to_bill(claire).unwrap();
    assert!(
        work.to_invoice_total > 0 && work.drafts_total > 0,
        "{work:?}"
    );
}

/// One has sessions left, one is used up and one is over.
fn some_have_packages(claire: &Clinic, rows: &[PatientRow]) {
    let lists = rows
        .iter()
        .map(|row| crate::invoices::packages::list::list(claire, &row.patient.id).unwrap());
    let states: Vec<_> = lists.flat_map(|list| list.packages).collect();
    for state in [
        PackageState::Ready,
        PackageState::UsedUp,
        PackageState::Expired,
    ] {
        let of = states.iter().filter(|package| package.state == state);
        assert_eq!(of.count(), 1, "{state:?}");
    }
}

/// The clinic paid for several things, and the front desk for some of them.
fn some_was_spent(claire: &Clinic) {
    let today = claire.today().unwrap();
    let query = crate::expenses::ExpenseQuery {
        from: Day::of(today - chrono::Days::new(40)),
        until: Day::of(today),
        facility_id: None,
    };
    let all = crate::expenses::list::list(claire, &query).unwrap();
    let cash = all.expenses.iter();
    let cash = cash.filter(|one| one.form.method == crate::invoices::PaymentMethod::Cash);
    assert_eq!(
        (all.total, cash.count(), all.sums[0].categories.len()),
        (8, 1, 6)
    );
}

/// One waits for an answer, one was declined and of one an invoice was made.
fn some_have_quotes(claire: &Clinic, rows: &[PatientRow]) {
    let lists = rows
        .iter()
        .map(|row| crate::invoices::quotes::list::list(claire, &row.patient.id).unwrap());
    let states: Vec<_> = lists.flat_map(|list| list.quotes).collect();
    for state in [
        QuoteState::Waiting,
        QuoteState::Declined,
        QuoteState::Invoiced,
    ] {
        let of = states.iter().filter(|quote| quote.state == state);
        assert_eq!(of.count(), 1, "{state:?}");
    }
}

/// Some wait for the pharmacist, some were dispensed, some have expired, and none was dispensed more often than
/// allowed.
fn some_have_prescriptions(claire: &Clinic, rows: &[PatientRow]) {
    let lists = rows
        .iter()
        .map(|row| crate::prescriptions::list::list(claire, &row.patient.id).unwrap());
    let all: Vec<_> = lists.flatten().collect();
    let of = |state| all.iter().filter(|one| one.state == state).count();
    for state in [
        PrescriptionState::Active,
        PrescriptionState::Expired,
        PrescriptionState::Stopped,
    ] {
        assert!(of(state) > 0, "{state:?}: {all:?}");
    }
    assert!(all.iter().any(|one| one.is_dispensed && one.left > 0));
    assert!(all.iter().any(|one| !one.is_dispensed));
    assert!(all.iter().all(|one| one.beyond == 0), "{all:?}");
}

/// Days of an adult near their targets, in amounts that are not questioned.
fn some_have_meal_plans(claire: &Clinic, rows: &[PatientRow]) {
    let lists = rows
        .iter()
        .map(|row| crate::meal_plans::list::list(claire, &row.patient.id).unwrap());
    let plans: Vec<_> = lists.flatten().collect();
    assert!(plans.len() >= 3, "{}", plans.len());
    assert!(plans.iter().any(|plan| plan.given_at.is_none()));
    assert!(plans.iter().any(|plan| plan.given_at.is_some()));
    let mut counted = 0;
    for plan in plans {
        let shown = crate::meal_plans::list::show(claire, &plan.id, ScreenLanguage::En).unwrap();
        for portions in &shown.grid.average_exchanges.groups {
            // what a day has is near what its meals aim at
            let share = portions.amount.0 / portions.target.unwrap().0;
            assert!((0.75..1.25).contains(&share), "{plan:?} {portions:?}");
            counted += 1;
        }
        let (days, meals) = (&shown.grid.days, &shown.meals);
        assert_eq!(days.len(), usize::from(plan.days));
        for day in days {
            let energy = &day.nutrients[0];
            assert!(
                (1500.0..2300.0).contains(&energy.amount.0),
                "{plan:?} {energy:?}"
            );
            let eaten: Vec<_> = day.meals.iter().map(|of| of.meal).collect();
            assert_eq!(eaten, *meals, "{plan:?}");
            let foods = day.meals.iter().flat_map(|meal| &meal.foods);
            assert!(foods.clone().all(|food| !food.questioned));
        }
    }
    assert!(counted > 0);
    assert_eq!(
        crate::exchange_tables::offered(claire, ScreenLanguage::En)
            .unwrap()
            .len(),
        3
    );
}

fn some_have_results_of_a_laboratory(claire: &Clinic, rows: &[PatientRow]) {
    let of = |row: &PatientRow| crate::labs::list::list(claire, &row.patient.id).unwrap();
    let all: Vec<_> = rows.iter().map(of).collect();
    let ordered = all.iter().flat_map(|labs| {
        let of_sheets = labs.sheets.iter().filter_map(|sheet| sheet.order.as_ref());
        labs.orders.iter().chain(of_sheets)
    });
    let mut ordered: Vec<_> = ordered.map(|one| (one.state, one.is_unread)).collect();
    ordered.sort_unstable();
    let expected = [
        (LabOrderState::Ordered, false),
        (LabOrderState::Ordered, false),
        (LabOrderState::Collected, false),
        (LabOrderState::Resulted, false),
        (LabOrderState::Resulted, true),
        (LabOrderState::Resulted, true),
        (LabOrderState::Cancelled, false),
    ];
    assert_eq!(ordered, expected);
    let from_paper = |labs: &&Labs| labs.sheets.iter().any(|sheet| sheet.order.is_none());
    let labs: Vec<_> = all.iter().filter(from_paper).collect();
    assert!(labs.len() >= 4, "{}", labs.len());
    for of in labs {
        let sheets = of.sheets.iter().filter(|sheet| sheet.order.is_none());
        assert_eq!(sheets.count(), 2, "{of:?}");
        let results = of.sheets.iter().flat_map(|sheet| &sheet.results);
        assert!(results.clone().all(|result| !result.questioned), "{of:?}");
        assert!(of.series.iter().any(|test| test.points.len() == 2));
    }
}

fn what_is_stored_follows_from_what_was_entered(claire: &Clinic, rows: &[PatientRow]) {
    // every stored result is what its answers give
    let (mut screened, mut tools) = (0, std::collections::BTreeSet::new());
    for row in rows {
        for screening in crate::screenings::list::list(claire, &row.patient.id).unwrap() {
            let given =
                crate::screenings::score::score(screening.tool, &screening.answers).unwrap();
            assert_eq!(screening.result, Some(given));
            assert!(!screening.differs, "{screening:?}");
            (screened, _) = (screened + 1, tools.insert(screening.tool));
        }
    }
    assert!(screened > 20 && tools.len() == 2, "{screened} {tools:?}");
    let (mut aimed, mut of_estimate) = (0, 0);
    for row in rows {
        let of = row.patient.id.to().unwrap();
        aimed += crate::nutrient_targets::list::list(claire, of)
            .unwrap()
            .len();
        let estimates = crate::energy_estimates::list::list(claire, &row.patient.id).unwrap();
        of_estimate += if estimates.is_empty() { 0 } else { 5 };
    }
    assert_eq!((aimed, aimed > 50), (of_estimate, true));
    let (mut estimated, mut methods) = (0, std::collections::BTreeSet::new());
    for row in rows {
        for estimate in crate::energy_estimates::list::list(claire, &row.patient.id).unwrap() {
            assert!(!estimate.differs, "{estimate:?}");
            let result = estimate.result.unwrap();
            assert!(result.shares.is_some(), "{result:?}");
            (estimated, _) = (estimated + 1, methods.insert(estimate.method));
        }
    }
    assert!(
        estimated > 20 && methods.len() == 2,
        "{estimated} {methods:?}"
    );
}
