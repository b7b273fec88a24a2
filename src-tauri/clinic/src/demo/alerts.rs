//! Alerts of the demo around today: one that was taken on and escalated since, some that wait, and two that are over.
//! None is critical and unanswered, so that no window of a new demo begins with a sound.

use chrono::TimeDelta;
use sync_contract::catalog::{
    Alert, AlertEscalation, AlertKind, AlertOutcome, AlertPriority, Department, EscalationReason,
    Room,
};
use sync_contract::field::Time;
use sync_contract::ids::{AlertEscalationId, AlertId, DepartmentId, FacilityId, RoomId, UserId};
use vault::WriteTx;
use vault::read::Deleted;

use crate::alerts::list::log_due;
use crate::clinic::{first_facility, or_not_found};
use crate::demo::data::DemoStaff;
use crate::demo::setup::become_user;
use crate::error::Result;
use crate::users::details;
use crate::view::Id;
use crate::{Clinic, fields};

/// The departments by name and code; the list of the staff says who belongs to which.
const DEPARTMENTS: [(&str, &str); 5] = [
    ("Administration", "ADM"),
    ("Cardiology", "CAR"),
    ("Laboratory and pharmacy", "LAB"),
    ("Neurology", "NEU"),
    ("Nutrition", "NUT"),
];

/// Minutes ago at which it was raised, taken on, escalated by hand and ended.
struct DemoAlert {
    title: &'static str,
    description: &'static str,
    kind: AlertKind,
    priority: AlertPriority,
    department: Option<&'static str>,
    room: Option<&'static str>,
    raised: i64,
    acknowledged: Option<i64>,
    by_hand: Option<i64>,
    ended: Option<(i64, AlertOutcome, &'static str)>,
}

const WAITING: DemoAlert = DemoAlert {
    title: "",
    description: "",
    kind: AlertKind::Operational,
    priority: AlertPriority::Low,
    department: None,
    room: None,
    raised: 0,
    acknowledged: None,
    by_hand: None,
    ended: None,
};

const ALERTS: [DemoAlert; 6] = [
    DemoAlert {
        title: "Oxygen supply low on the ward",
        description: "The gauge at the end of the corridor is in the red. Spare bottles are in the cellar.",
        kind: AlertKind::Medical,
        priority: AlertPriority::Critical,
        department: Some("Cardiology"),
        room: Some("Room 2"),
        raised: 12,
        acknowledged: Some(9),
        ..WAITING
    },
    DemoAlert {
        title: "Cold room at 9 °C",
        description: "Tube feeds and vaccines are in it.",
        priority: AlertPriority::High,
        raised: 10,
        ..WAITING
    },
    DemoAlert {
        title: "Back door does not lock",
        description: "The bolt is bent. Nobody is at the door.",
        kind: AlertKind::Security,
        priority: AlertPriority::Medium,
        raised: 50,
        by_hand: Some(20),
        ..WAITING
    },
    DemoAlert {
        title: "Scale in room 1 shows 2 kg too much",
        department: Some("Nutrition"),
        room: Some("Room 1"),
        raised: 95,
        ..WAITING
    },
    DemoAlert {
        title: "Smoke in the kitchen",
        description: "Burnt toast.",
        kind: AlertKind::Fire,
        priority: AlertPriority::Critical,
        raised: 1_500,
        acknowledged: Some(1_498),
        ended: Some((
            1_480,
            AlertOutcome::Resolved,
            "Windows opened, alarm reset.",
        )),
        ..WAITING
    },
    DemoAlert {
        title: "Telephones are dead",
        priority: AlertPriority::High,
        raised: 2_900,
        ended: Some((2_895, AlertOutcome::Cancelled, "A test of the provider.")),
        ..WAITING
    },
];

/// Adds the departments that are not there yet and says who belongs to which; an admin does. With a server, which has
/// to accept each change of a user, they stay where they are.
///
/// # Errors
/// Those of a write.
pub(super) fn add_departments(clinic: &mut Clinic, staff: &[DemoStaff]) -> Result<()> {
    let facility = or_not_found(first_facility(&clinic.read())?, "facility")?;
    let facility = facility.value.id;
    let ids = clinic.write("add departments", |tx| {
        let here = tx.read().all::<Department>(Deleted::Hidden)?;
        let mut ids = Vec::new();
        for (name, code) in DEPARTMENTS {
            if let Some(row) = here.iter().find(|row| row.value.name.as_str() == name) {
                ids.push(row.value.id);
                continue;
            }
            let id: DepartmentId = tx.new_id();
            tx.insert(&Department {
                id,
                facility,
                name: fields::required(name, "name")?,
                code: fields::optional(code, "code")?,
                is_active: true,
            })?;
            ids.push(id);
        }
        Ok(ids)
    })?;
    if clinic.unlocked().vault().clinic()?.server.is_some() {
        return Ok(());
    }
    for (id, (name, _)) in ids.into_iter().zip(DEPARTMENTS) {
        for one in staff.iter().filter(|one| one.department == name) {
            let user = or_not_found(clinic.read().user_named(&one.username)?, "user")?;
            if user.value.department != Some(id) {
                let user = details::show(clinic, &Id::of(user.value.id))?;
                let form = user.form.of_department(Id::of(id));
                details::edit(clinic, &user.id, &user.seen, &user.form, &form)?;
            }
        }
    }
    Ok(())
}

/// Raises the alerts in the name of the nurse, who logs what timers were due.
///
/// # Errors
/// Those of a read and of a write.
pub(super) fn raise(clinic: Clinic, staff: &[DemoStaff]) -> Result<Clinic> {
    let nurse = or_not_found(staff.iter().find(|one| one.role == "Nurse"), "nurse")?;
    let mut clinic = become_user(clinic, nurse)?;
    if !clinic.read().all::<Alert>(Deleted::Shown)?.is_empty() {
        return Ok(clinic);
    }
    let facility = or_not_found(first_facility(&clinic.read())?, "facility")?;
    let facility = facility.value.id;
    let by = clinic.user();
    clinic.write("raise alert", |tx| {
        for alert in &ALERTS {
            write(tx, alert, facility, by)?;
        }
        Ok(())
    })?;
    log_due(&mut clinic)?;
    Ok(clinic)
}

fn write(tx: &mut WriteTx<'_>, alert: &DemoAlert, facility: FacilityId, by: UserId) -> Result<()> {
    let now = tx.now();
    let ago = |minutes: i64| {
        let us = TimeDelta::minutes(minutes).num_microseconds();
        Time(now.0 - us.unwrap_or_default())
    };
    let id: AlertId = tx.new_id();
    let (department, room) = (department(tx, alert.department)?, room(tx, alert.room)?);
    let ended = alert.ended.as_ref();
    tx.insert(&Alert {
        id,
        kind: alert.kind,
        priority: alert.priority,
        facility,
        department,
        room,
        raised_at: ago(alert.raised),
        expires_at: None,
        title: fields::required(alert.title, "title")?.into(),
        description: fields::optional_paragraph(alert.description, "description")?.into(),
        acknowledged_at: alert.acknowledged.map(ago),
        acknowledged_by: alert.acknowledged.map(|_| by),
        outcome: ended.map(|(_, outcome, _)| *outcome),
        ended_at: ended.map(|(minutes, _, _)| ago(*minutes)),
        ended_by: ended.map(|_| by),
        remark: ended
            .map(|(_, _, remark)| fields::required(remark, "remark"))
            .transpose()?
            .into(),
    })?;
    if let Some(minutes) = alert.by_hand {
        let step: AlertEscalationId = tx.new_id();
        tx.insert(&AlertEscalation {
            id: step,
            alert: id,
            from_level: 1,
            to_level: 2,
            reason: EscalationReason::Manual,
            at: ago(minutes),
            remark: fields::optional("It gets dark at five.", "remark")?.into(),
        })?;
    }
    Ok(())
}

fn department(tx: &WriteTx<'_>, name: Option<&str>) -> Result<Option<DepartmentId>> {
    let rows = tx.read().all::<Department>(Deleted::Hidden)?;
    let mut rows = rows.iter().map(|row| &row.value);
    Ok(rows
        .find(|row| Some(row.name.as_str()) == name)
        .map(|row| row.id))
}

fn room(tx: &WriteTx<'_>, name: Option<&str>) -> Result<Option<RoomId>> {
    let rows = tx.read().all::<Room>(Deleted::Hidden)?;
    let mut rows = rows.iter().map(|row| &row.value);
    Ok(rows
        .find(|row| Some(row.name.as_str()) == name)
        .map(|row| row.id))
}
