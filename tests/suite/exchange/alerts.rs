//! Alerts between three computers: one that is locked, and one whose clock is wrong.

use clinic::Clinic;
use clinic::alerts::answer::{acknowledge, resolve};
use clinic::alerts::list::{log_due, show, watch};
use clinic::alerts::raise::raise;
use clinic::alerts::{AlertForm, AlertKind, AlertPriority, AlertState};
use clinic::view::Id;
use support::{Device, TestClinic};
use sync_contract::catalog::{Alert, AlertEscalation, EscalationReason, escalation_id};
use sync_contract::entity::Entity;
use sync_contract::ids::{AlertId, TenantId};

const MINUTE_MS: i64 = 60_000;
const TITLE: &str = "Oxygen is out in theatre";

struct Three {
    _clinic: TestClinic,
    /// Of a nurse.
    first: Device,
    /// Of an operator.
    second: Device,
    /// Nobody is signed in there.
    locked: Device,
}

impl Three {
    fn new() -> Three {
        let (mut first, _) = Device::create();
        for (username, role) in [("nora", "Nurse"), ("omar", "Operator")] {
            first.add_user(username, role);
        }
        let test_clinic = TestClinic::for_device(&first);
        let code = test_clinic.clinic_code();
        first.connect(&test_clinic.server.url(), &code);
        let second = test_clinic.enrol(&mut first, "omar");
        let mut locked = test_clinic.enrol(&mut first, "nora");
        locked.sign_out();
        first.sign_in("nora");
        Three {
            _clinic: test_clinic,
            first,
            second,
            locked,
        }
    }

    fn all(&self) -> [&Device; 3] {
        [&self.first, &self.second, &self.locked]
    }

    fn meet(&self) {
        for _ in 0..2 {
            for device in self.all() {
                device.sync();
            }
        }
    }

    fn pass(&self, minutes: i64) {
        for device in self.all() {
            device.machine.clock.jump_ms(minutes * MINUTE_MS);
        }
    }

    fn raised(&mut self) -> Id {
        let form = AlertForm {
            kind: AlertKind::Medical,
            priority: AlertPriority::Critical,
            facility_id: None,
            department_id: None,
            room_id: None,
            title: TITLE.into(),
            description: String::new(),
            expires_at: None,
        };
        let id = raise(self.first.clinic(), &form).unwrap().row.id;
        self.meet();
        id
    }
}

fn level(clinic: &Clinic, id: &Id) -> u8 {
    show(clinic, id).unwrap().row.level
}

#[test]
fn computers_that_were_apart_log_one_escalation() {
    let mut three = Three::new();
    let id = three.raised();
    // neither has the server, and both see the timer due
    three.pass(5);
    assert_eq!(log_due(three.first.clinic()).unwrap(), 1);
    assert_eq!(log_due(three.second.clinic()).unwrap(), 1);
    three.meet();
    let tenant = TenantId(three.first.unlocked().vault().tenant().0);
    let alert: AlertId = id.to().unwrap();
    let wanted = escalation_id(tenant, alert, 2, EscalationReason::Timeout);
    let rows = three
        .all()
        .map(|device| device.rows(AlertEscalation::DESCRIPTOR));
    for of_device in &rows {
        assert_eq!(of_device.len(), 1);
        assert_eq!(of_device[0].row, wanted.0);
        assert_eq!(of_device, &rows[0], "the first one stays, everywhere");
    }
    // and nothing of it waits for a person
    assert!(rows[0][0].siblings.is_empty());
}

#[test]
fn a_wrong_clock_escalates_on_no_other_computer() {
    let mut three = Three::new();
    let id = three.raised();
    // two hours ahead, out of reach of the server: it logs both levels at once
    three.second.machine.clock.jump_ms(120 * MINUTE_MS);
    assert_eq!(log_due(three.second.clinic()).unwrap(), 2);
    assert_eq!(level(three.second.clinic(), &id), 3);
    // each time that it begins a session, the server tells it the time
    three.second = Device::on(three.second.machine.clone());
    three.second.sign_in("omar");
    three.meet();
    assert_eq!(three.first.rows(AlertEscalation::DESCRIPTOR).len(), 2);
    assert_eq!(level(three.first.clinic(), &id), 1);
    assert_eq!(level(three.second.clinic(), &id), 1);
    // answered in time, its timers never were due
    acknowledge(three.first.clinic(), &id).unwrap();
    three.meet();
    assert_eq!(level(three.second.clinic(), &id), 1);
    let shown = show(three.second.clinic(), &id).unwrap();
    assert_eq!(
        (shown.row.state, shown.steps.len()),
        (AlertState::Acknowledged, 0)
    );
}

#[test]
fn a_locked_computer_knows_that_one_waits_and_no_word_of_it() {
    let mut three = Three::new();
    let waits = |three: &Three| {
        let vault = three.locked.machine.open();
        vault.is_critical_alert_waiting().unwrap()
    };
    assert!(!waits(&three));
    let id = three.raised();
    assert!(waits(&three));
    assert_eq!(three.locked.rows(Alert::DESCRIPTOR).len(), 1);
    let text = three.locked.file_text();
    assert!(text.iter().all(|line| !line.contains("Oxygen")));
    // it is the same of a user who may see it, once they are there
    assert_eq!(
        watch(three.second.clinic()).unwrap().critical[0].title,
        TITLE
    );
    resolve(three.second.clinic(), &id, "Bottle changed").unwrap();
    three.meet();
    assert!(!waits(&three));
}

/// Two take one on while they are apart: both may be on their way, and a person decides who has it.
#[test]
fn two_who_took_one_on_apart_are_both_shown() {
    let mut three = Three::new();
    let id = three.raised();
    acknowledge(three.first.clinic(), &id).unwrap();
    acknowledge(three.second.clinic(), &id).unwrap();
    three.meet();
    for device in [&mut three.first, &mut three.second] {
        let row = show(device.clinic(), &id).unwrap().row;
        assert_eq!(
            (row.state, row.is_contested),
            (AlertState::Acknowledged, true)
        );
    }
    // who ends it ends it for both
    resolve(three.first.clinic(), &id, "").unwrap();
    three.meet();
    let over = show(three.second.clinic(), &id).unwrap().row;
    assert_eq!(over.state, AlertState::Resolved);
}
