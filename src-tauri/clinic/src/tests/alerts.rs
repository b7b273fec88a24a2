//! Alerts: who is called, when they are escalated, who sees them, and what is refused.

use sync_contract::catalog::{Alert, AlertEscalation, Department, Room};
use sync_contract::{Catalog, Compartment, Entity, Right};
use uuid::Uuid;
use vault::read::Deleted;

use crate::alerts::answer::{acknowledge, cancel, escalate, resolve};
use crate::alerts::levels;
use crate::alerts::list::{list as list_alerts, log_due, show, watch};
use crate::alerts::raise::{raise, sites};
use crate::alerts::timers::{self, AlertTimers};
use crate::alerts::{
    AlertForm, AlertKind, AlertPart, AlertPriority, AlertQuery, AlertRow, AlertState, AlertView,
    EscalationReason,
};
use crate::error::{Error, Reason, Result};
use crate::locations::{self, LocationForm};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, add_user, clinic};
use crate::today::NeedKind;
use crate::users::{details, list};
use crate::view::{At, Day, Id};
use crate::{Clinic, access, today};

/// A ward and a theatre, a nurse and a head doctor of the ward, a nurse of the theatre, and an operator.
struct Ward {
    machine: Machine,
    ward: Id,
    theatre: Id,
}

pub(super) fn location(name: &str) -> LocationForm {
    LocationForm {
        name: name.into(),
        code: String::new(),
        facility_id: None,
        is_active: true,
    }
}

pub(super) fn belongs(admin: &mut Clinic, username: &str, department: &Id) {
    let users = list::list(admin).unwrap();
    let user = users.iter().find(|user| user.username == username).unwrap();
    let user = details::show(admin, &user.id).unwrap();
    let form = user.form.of_department(department.clone());
    details::edit(admin, &user.id, &user.seen, &user.form, &form).unwrap();
}

impl Ward {
    fn new() -> Self {
        let (machine, mut admin) = clinic();
        let [ward, theatre] = ["Ward", "Theatre"].map(|name| {
            locations::add::<Department>(&mut admin, &location(name))
                .unwrap()
                .id
        });
        for (username, role, department) in [
            ("nora", "Nurse", Some(&ward)),
            ("hugo", "Head doctor", Some(&ward)),
            ("theo", "Nurse", Some(&theatre)),
            ("omar", "Operator", None),
            ("vera", "Viewer", None),
        ] {
            add_user(&mut admin, username, role);
            if let Some(department) = department {
                belongs(&mut admin, username, department);
            }
        }
        Self {
            machine,
            ward,
            theatre,
        }
    }

    fn sign_in(&self, username: &str) -> Clinic {
        match username {
            "admin" => self.machine.sign_in("admin", ADMIN_PASSWORD),
            other => self.machine.sign_in(other, PASSWORD),
        }
    }

    fn pass(&self, minutes: i64) {
        self.machine.clock.advance_s(minutes * 60);
    }
}

pub(super) fn typed(department: Option<&Id>) -> AlertForm {
    AlertForm {
        kind: AlertKind::Medical,
        priority: AlertPriority::Critical,
        facility_id: None,
        department_id: department.cloned(),
        room_id: None,
        title: "Oxygen low".into(),
        description: "Gauge in the red".into(),
        expires_at: None,
    }
}

fn page(clinic: &Clinic, part: AlertPart) -> Vec<AlertRow> {
    let query = AlertQuery {
        part,
        offset: 0,
        limit: 100,
    };
    let page = list_alerts(clinic, &query).unwrap();
    assert_eq!(page.total as usize, page.rows.len());
    page.rows
}

fn titles(clinic: &Clinic) -> Vec<String> {
    let rows = page(clinic, AlertPart::Open).into_iter();
    rows.map(|row| row.title).collect()
}

fn escalations(clinic: &Clinic) -> Vec<(i64, EscalationReason)> {
    let mut rows = clinic
        .read()
        .all::<AlertEscalation>(Deleted::Hidden)
        .unwrap();
    rows.sort_by_key(|row| (row.value.at, row.value.to_level));
    rows.iter()
        .map(|row| (row.value.to_level, row.value.reason))
        .collect()
}

fn fault<T: std::fmt::Debug>(refused: Result<T>) -> (&'static str, Reason) {
    match refused.unwrap_err() {
        Error::Invalid { field, reason } => (field, reason),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_most_urgent_is_first_and_of_one_priority_the_newest() {
    let ward = Ward::new();
    let mut nora = ward.sign_in("nora");
    for (title, priority) in [
        ("old low", AlertPriority::Low),
        ("old high", AlertPriority::High),
        ("new high", AlertPriority::High),
        ("critical", AlertPriority::Critical),
        ("medium", AlertPriority::Medium),
    ] {
        let form = AlertForm {
            title: title.into(),
            priority,
            ..typed(None)
        };
        raise(&mut nora, &form).unwrap();
        ward.pass(1);
    }
    assert_eq!(
        titles(&nora),
        ["critical", "new high", "old high", "medium", "old low"]
    );
    let query = AlertQuery {
        part: AlertPart::Open,
        offset: 1,
        limit: 2,
    };
    let page = list_alerts(&nora, &query).unwrap();
    assert_eq!(page.total, 5);
    assert_eq!(page.rows[0].title, "new high");
}

#[test]
fn a_timer_calls_the_next_level_and_its_row_is_written_once() {
    let ward = Ward::new();
    let mut nora = ward.sign_in("nora");
    let raised = raise(&mut nora, &typed(Some(&ward.ward))).unwrap();
    let id = raised.row.id.clone();
    assert_eq!(
        (raised.row.level, raised.row.state),
        (1, AlertState::Active)
    );
    assert_eq!(
        raised.row.next_at.unwrap(),
        At("2026-11-20T10:05:00Z".into())
    );
    assert_eq!(log_due(&mut nora).unwrap(), 0);
    ward.pass(5);
    // the level is there before a device has logged it
    assert_eq!(show(&nora, &id).unwrap().row.level, 2);
    assert_eq!(log_due(&mut nora).unwrap(), 1);
    assert_eq!(log_due(&mut nora).unwrap(), 0);
    drop(nora);
    let mut hugo = ward.sign_in("hugo");
    let taken = acknowledge(&mut hugo, &id).unwrap();
    assert_eq!(taken.row.state, AlertState::Acknowledged);
    let by = taken.row.acknowledged.unwrap().by.unwrap();
    assert!(by.contains("hugo"), "{by}");
    ward.pass(4);
    assert_eq!(show(&hugo, &id).unwrap().row.level, 2);
    ward.pass(1);
    assert_eq!(log_due(&mut hugo).unwrap(), 1);
    assert_eq!(
        escalations(&hugo),
        [
            (2, EscalationReason::Timeout),
            (3, EscalationReason::NoResponse)
        ]
    );
    // the last level is the last
    ward.pass(600);
    assert_eq!(log_due(&mut hugo).unwrap(), 0);
    let done = resolve(&mut hugo, &id, "Bottle changed").unwrap();
    assert_eq!(
        (done.row.state, done.remark.as_str()),
        (AlertState::Resolved, "Bottle changed")
    );
    assert_eq!(done.steps.len(), 2);
    assert_eq!(done.row.next_at, None);
    assert!(titles(&hugo).is_empty());
    assert_eq!(page(&hugo, AlertPart::Ended).len(), 1);
}

#[test]
fn a_person_escalates_now_and_is_named_with_why() {
    let ward = Ward::new();
    let mut nora = ward.sign_in("nora");
    let id = raise(&mut nora, &typed(Some(&ward.ward))).unwrap().row.id;
    ward.pass(1);
    let second = escalate(&mut nora, &id, "He is in theatre").unwrap();
    assert_eq!(second.row.level, 2);
    assert_eq!(second.steps[0].remark, "He is in theatre");
    assert!(second.steps[0].by.as_ref().unwrap().contains("nora"));
    ward.pass(1);
    assert_eq!(escalate(&mut nora, &id, "").unwrap().row.level, 3);
    let refused = escalate(&mut nora, &id, "");
    assert_eq!(fault(refused), ("level", Reason::OutOfOrder));
    // nothing of it was a timer
    assert_eq!(log_due(&mut nora).unwrap(), 0);
    assert_eq!(escalations(&nora).len(), 2);
}

#[test]
fn past_its_end_it_is_resolved_by_the_clock_without_a_row() {
    let ward = Ward::new();
    let mut nora = ward.sign_in("nora");
    let form = AlertForm {
        expires_at: Some(At("2026-11-20T10:03:00Z".into())),
        ..typed(Some(&ward.ward))
    };
    let id = raise(&mut nora, &form).unwrap().row.id;
    assert_eq!(show(&nora, &id).unwrap().row.next_at, None);
    let rows = |of: &Clinic| {
        let count = |entity| of.read().count(entity).unwrap();
        (count(Alert::DESCRIPTOR), count(AlertEscalation::DESCRIPTOR))
    };
    let before = rows(&nora);
    ward.pass(3);
    let over = show(&nora, &id).unwrap();
    assert_eq!(over.row.state, AlertState::Resolved);
    let ended = over.row.ended.unwrap();
    assert_eq!(
        (ended.at, ended.by),
        (At("2026-11-20T10:03:00Z".into()), None)
    );
    assert_eq!(log_due(&mut nora).unwrap(), 0);
    assert_eq!(rows(&nora), before);
    assert_eq!(
        fault(acknowledge(&mut nora, &id)),
        ("state", Reason::OutOfOrder)
    );
    assert!(watch(&nora).unwrap().critical.is_empty());
}

#[test]
fn what_is_over_takes_no_further_answer() {
    let ward = Ward::new();
    let mut nora = ward.sign_in("nora");
    let id = raise(&mut nora, &typed(None)).unwrap().row.id;
    assert_eq!(
        fault(cancel(&mut nora, &id, " ")),
        ("reason", Reason::Required)
    );
    let cancelled = cancel(&mut nora, &id, "A drill").unwrap();
    assert_eq!(cancelled.row.state, AlertState::Cancelled);
    let over = ("state", Reason::OutOfOrder);
    assert_eq!(fault(acknowledge(&mut nora, &id)), over);
    assert_eq!(fault(resolve(&mut nora, &id, "")), over);
    assert_eq!(fault(cancel(&mut nora, &id, "Again")), over);
    assert_eq!(fault(escalate(&mut nora, &id, "")), over);
    // the first of the two has it
    let id = raise(&mut nora, &typed(None)).unwrap().row.id;
    let first = acknowledge(&mut nora, &id).unwrap().row.acknowledged;
    drop(nora);
    ward.pass(1);
    let mut omar = ward.sign_in("omar");
    assert_eq!(acknowledge(&mut omar, &id).unwrap().row.acknowledged, first);
}

#[test]
fn a_form_is_refused_with_every_wrong_field_at_once() {
    let ward = Ward::new();
    let mut admin = ward.sign_in("admin");
    let room = locations::add::<Room>(&mut admin, &location("Room 9")).unwrap();
    close::<Room>(&mut admin, &room.id);
    close::<Department>(&mut admin, &ward.theatre);
    drop(admin);
    let mut nora = ward.sign_in("nora");
    let wrong = AlertForm {
        title: " ".into(),
        room_id: Some(room.id.clone()),
        expires_at: Some(At("2026-11-20T09:59:00Z".into())),
        ..typed(Some(&ward.theatre))
    };
    let Err(Error::Several(all)) = raise(&mut nora, &wrong) else {
        panic!("every field is wrong");
    };
    let faults: Vec<_> = all
        .into_iter()
        .map(|error| fault::<()>(Err(error)))
        .collect();
    assert_eq!(
        faults,
        [
            ("title", Reason::Required),
            ("department", Reason::OutOfUse),
            ("room", Reason::OutOfUse),
            ("expiresAt", Reason::Backwards),
        ]
    );
    assert!(titles(&nora).is_empty());
    let unknown = AlertForm {
        facility_id: Some(ward.ward.clone()),
        ..typed(None)
    };
    assert_eq!(
        fault(raise(&mut nora, &unknown)),
        ("facility", Reason::Unknown)
    );
    // what is closed is not offered
    let offered = sites(&nora).unwrap();
    let names: Vec<_> = offered.sites[0]
        .departments
        .iter()
        .map(|one| &one.name)
        .collect();
    assert_eq!(names, ["Ward"]);
    assert!(
        offered.sites[0]
            .rooms
            .iter()
            .all(|one| one.name != "Room 9")
    );
    assert_eq!(offered.department_id, Some(ward.ward.clone()));
}

fn close<P: locations::Location>(admin: &mut Clinic, id: &Id) {
    let row = locations::find::<P>(admin, &id.0).unwrap();
    let inactive = LocationForm {
        is_active: false,
        ..row.form()
    };
    locations::edit::<P>(admin, id, &row.seen, &row.form(), &inactive).unwrap();
}

#[test]
fn who_may_not_see_an_alert_does_not_see_it_anywhere() {
    let ward = Ward::new();
    let mut nora = ward.sign_in("nora");
    let of_ward = raise(&mut nora, &typed(Some(&ward.ward))).unwrap().row.id;
    let of_all = AlertForm {
        title: "Lights out".into(),
        ..typed(None)
    };
    raise(&mut nora, &of_all).unwrap();
    drop(nora);
    for (username, seen) in [
        ("nora", 2),
        ("hugo", 2),
        ("omar", 2),
        ("admin", 2),
        ("theo", 1),
        ("diet", 1),
        ("desk", 1),
    ] {
        let mut own = ward.sign_in(username);
        assert_eq!(titles(&own).len(), seen, "{username}");
        assert_eq!(watch(&own).unwrap().open as usize, seen, "{username}");
        if seen == 1 {
            assert_eq!(titles(&own), ["Lights out"], "{username}");
            let missing = |answer: Result<AlertView>| matches!(answer, Err(Error::NotFound(_)));
            assert!(missing(show(&own, &of_ward)), "{username}");
            assert!(missing(acknowledge(&mut own, &of_ward)), "{username}");
            assert!(missing(resolve(&mut own, &of_ward, "")), "{username}");
            assert!(missing(cancel(&mut own, &of_ward, "x")), "{username}");
            assert!(missing(escalate(&mut own, &of_ward, "")), "{username}");
        }
    }
    let vera = ward.sign_in("vera");
    let query = AlertQuery {
        part: AlertPart::Open,
        offset: 0,
        limit: 1,
    };
    assert!(matches!(
        list_alerts(&vera, &query),
        Err(Error::Forbidden(Right::AlertsRead))
    ));
    assert!(matches!(
        watch(&vera),
        Err(Error::Forbidden(Right::AlertsRead))
    ));
}

#[test]
fn a_level_calls_its_roles_and_where_there_is_none_everybody() {
    let ward = Ward::new();
    let mut nora = ward.sign_in("nora");
    raise(&mut nora, &typed(Some(&ward.ward))).unwrap();
    drop(nora);
    let called = |username: &str| watch(&ward.sign_in(username)).unwrap().critical.len() == 1;
    let all = ["nora", "omar", "hugo", "admin", "theo"];
    assert_eq!(all.map(called), [true, true, false, false, false]);
    ward.pass(5);
    assert_eq!(all.map(called), [true, true, true, false, false]);
    ward.pass(5);
    assert_eq!(all.map(called), [true, true, true, true, false]);

    // a practice without a nurse and an operator
    let (machine, mut admin) = clinic();
    raise(&mut admin, &typed(None)).unwrap();
    drop(admin);
    let diet = machine.sign_in("diet", PASSWORD);
    assert_eq!(watch(&diet).unwrap().critical.len(), 1);
}

#[test]
fn the_roles_that_a_level_calls_are_a_setting() {
    let ward = Ward::new();
    let mut admin = ward.sign_in("admin");
    let before = levels::show(&admin).unwrap();
    let role = |name: &str| {
        let mut choices = before.choices.iter();
        choices.find(|role| role.name == name).unwrap().id.clone()
    };
    assert!(before.choices.iter().all(|role| role.name != "Viewer"));
    let loaded = before.form();
    let mut wrong = loaded.clone();
    (wrong.first, wrong.second) = (Vec::new(), vec![Id::of(Uuid::nil())]);
    wrong.third.push(role("Admin"));
    let Err(Error::Several(all)) = levels::edit(&mut admin, &loaded, &wrong) else {
        panic!("accepted");
    };
    assert_eq!(all.len(), 3);
    let mut wanted = loaded.clone();
    wanted.first = vec![role("Head doctor")];
    wanted.second = vec![role("Nurse")];
    let after = levels::edit(&mut admin, &loaded, &wanted).unwrap();
    assert_eq!(after.form(), wanted);
    let defaults = after.levels.iter().map(|level| level.is_default);
    assert_eq!(defaults.collect::<Vec<_>>(), [false, false, true]);
    raise(&mut admin, &typed(Some(&ward.ward))).unwrap();
    drop(admin);
    let called = |username: &str| watch(&ward.sign_in(username)).unwrap().critical.len() == 1;
    assert_eq!(["hugo", "nora", "omar"].map(called), [true, false, false]);
    ward.pass(5);
    assert_eq!(["hugo", "nora", "omar"].map(called), [true, true, false]);
}

#[test]
fn the_minutes_are_a_setting_for_each_priority() {
    let ward = Ward::new();
    let mut admin = ward.sign_in("admin");
    let before = timers::show(&admin).unwrap();
    assert_eq!(
        (before.low, before.medium, before.high, before.critical),
        (240, 60, 15, 5)
    );
    let wanted = AlertTimers {
        critical: 2,
        ..before
    };
    assert_eq!(timers::edit(&mut admin, &before, &wanted).unwrap(), wanted);
    let wrong = AlertTimers {
        low: 0,
        high: 1_441,
        ..wanted
    };
    let Err(Error::Several(all)) = timers::edit(&mut admin, &wanted, &wrong) else {
        panic!("two are wrong");
    };
    assert_eq!(all.len(), 2);
    let id = raise(&mut admin, &typed(None)).unwrap().row.id;
    ward.pass(2);
    assert_eq!(show(&admin, &id).unwrap().row.level, 2);
}

#[test]
fn nothing_of_an_alert_is_sealed_with_the_key_of_charts_or_names() {
    for number in 120..=129 {
        let Some(entity) = Catalog::by_number(number) else {
            continue;
        };
        assert_eq!(
            entity.compartment(),
            Some(Compartment::Operations),
            "{}",
            entity.name
        );
        assert!(!entity.of_patient, "{} is of a patient", entity.name);
        assert_eq!(access::right_to_read(entity), Some(Right::AlertsOversee));
    }
    assert!(Catalog::by_number(AlertEscalation::DESCRIPTOR.number).is_some());
    // an operator holds no other key
    let ward = Ward::new();
    let omar = ward.sign_in("omar");
    for compartment in Compartment::ALL {
        let has = omar.unlocked().session().has_key_of(compartment);
        assert_eq!(
            has,
            compartment == Compartment::Operations,
            "{}",
            compartment.name()
        );
    }
}

/// Titles of the alerts among what needs this user today.
fn needs(clinic: &Clinic) -> Vec<Option<String>> {
    let day = Day("2026-11-20".into());
    let needs = today::show(clinic, &day).unwrap().needs.into_iter();
    let alerts = needs.filter(|need| need.kind == NeedKind::Alert);
    alerts.map(|need| need.title).collect()
}

#[test]
fn an_alert_needs_the_users_whom_it_calls_until_one_takes_it_on() {
    let ward = Ward::new();
    let mut nora = ward.sign_in("nora");
    let id = raise(&mut nora, &typed(Some(&ward.ward))).unwrap().row.id;
    assert_eq!(needs(&nora), [Some("Oxygen low".to_owned())]);
    drop(nora);
    for (username, minutes, expected) in [("theo", 0, 0), ("hugo", 0, 0), ("hugo", 5, 1)] {
        ward.pass(minutes);
        let signed_in = ward.sign_in(username);
        assert_eq!(needs(&signed_in).len(), expected, "{username}");
    }
    let mut hugo = ward.sign_in("hugo");
    acknowledge(&mut hugo, &id).unwrap();
    assert!(needs(&hugo).is_empty());
}

/// Signs in, reads what the window shows on every page, and returns what is reported; then edits a table of the file.
fn watched(ward: &Ward, entity: &str, set: Option<&str>) -> Vec<(String, u32)> {
    let nora = ward.sign_in("nora");
    watch(&nora).unwrap();
    let damage = nora.take_unshown().unwrap().damage;
    let table = format!("{entity}s");
    assert_eq!(nora.unlocked().edit_table(&table, set), 1, "{set:?}");
    let all = damage.into_iter();
    all.map(|of| (of.what, of.damaged + of.missing)).collect()
}

#[test]
fn an_alert_that_was_edited_out_of_the_watch_is_reported() {
    let ward = Ward::new();
    let mut nora = ward.sign_in("nora");
    let raised = raise(&mut nora, &typed(Some(&ward.ward))).unwrap();
    escalate(&mut nora, &raised.row.id, "").unwrap();
    drop(nora);
    for (entity, edit, undo) in [
        (
            "alert",
            "outcome = 'RESOLVED', ended_at = 1",
            "outcome = null, ended_at = null",
        ),
        ("alert", "acknowledged_at = 1", "acknowledged_at = null"),
        ("alert", "expires_at = 1", "expires_at = null"),
        ("alert", "priority = 'LOW'", "priority = 'CRITICAL'"),
        (
            "alert",
            "raised_at = raised_at - 1",
            "raised_at = raised_at + 1",
        ),
        ("alert_escalation", "to_level = 1", "to_level = 2"),
    ] {
        assert_eq!(watched(&ward, entity, Some(edit)), [], "{edit}");
        let reported = watched(&ward, entity, Some(undo));
        assert_eq!(reported, [(entity.to_owned(), 1)], "{edit}");
    }
    watched(&ward, "alert_escalation", None);
    watched(&ward, "alert", None);
    let nora = ward.sign_in("nora");
    watch(&nora).unwrap();
    let damage = nora.take_unshown().unwrap().damage;
    let missing: Vec<_> = damage.iter().map(|of| (&*of.what, of.missing)).collect();
    assert_eq!(missing, [("alert", 1), ("alert_escalation", 1)]);
}
