//! What waits, what is over, and how far each alert was escalated.

use std::collections::BTreeMap;

use sync_contract::catalog::{
    Alert, AlertEscalation, AlertOutcome, AlertPriority, Department, EscalationReason, Facility,
    Room, Setting, escalation_id,
};
use sync_contract::field::Time;
use sync_contract::ids::{AlertEscalationId, AlertId, UserId};
use sync_contract::{Compartment, Entity, Right};
use uuid::Uuid;
use vault::read::{Deleted, ListedAlert, Reader, Stored};

use crate::Clinic;
use crate::alerts::escalation::{AlertCourse, Escalated, LEVEL_MAX, by_hand, escalated};
use crate::alerts::sight::{AlertScope, Sight};
use crate::alerts::timers::AlertTimers;
use crate::alerts::{
    AlertDeed, AlertPage, AlertPart, AlertQuery, AlertRow, AlertState, AlertStep, AlertView,
    AlertWatch, WHAT,
};
use crate::clinic::or_not_found;
use crate::error::Result;
use crate::names::StaffNames;
use crate::reads::{ListRead, log_list};
use crate::view::{At, Id, count, page, text};

/// How long an alert that is over is listed.
const ENDED_DAYS: i64 = 30;
const DAY_US: i64 = 86_400_000_000;
/// Critical alerts that a window shows at once.
const CRITICAL_MAX: usize = 5;

/// Returns a page of the alerts that this user sees.
///
/// # Errors
/// `Forbidden` (needs `alerts.read`).
pub fn list(clinic: &Clinic, query: &AlertQuery) -> Result<AlertPage> {
    clinic.may(Right::AlertsRead)?;
    log_list(clinic, ListRead::Alerts)?;
    let reader = clinic.read();
    look_over(&reader)?;
    let (now, sight) = (now(clinic)?, Sight::read(clinic)?);
    let mut listed = match query.part {
        AlertPart::Open => reader.open_alerts(now)?,
        AlertPart::Ended => reader.ended_alerts(now, Time(now.0 - ENDED_DAYS * DAY_US))?,
    };
    listed.retain(|alert| sight.sees(&alert.into()));
    let page = page(&listed, query.offset, query.limit);
    Ok(AlertPage {
        rows: rows(clinic, &ids(page), &sight, now)?,
        total: count(listed.len()),
    })
}

/// Returns what the window shows on every page. It is asked for again and again without a person, so no read is logged.
///
/// # Errors
/// `Forbidden` (needs `alerts.read`).
pub fn watch(clinic: &Clinic) -> Result<AlertWatch> {
    clinic.may(Right::AlertsRead)?;
    let (open, mut critical) = calling(clinic, |alert| alert.priority == AlertPriority::Critical)?;
    critical.truncate(CRITICAL_MAX);
    Ok(AlertWatch { open, critical })
}

/// Returns how many alerts this user sees that wait, and those that call them and that no user has taken on.
pub(crate) fn calling(
    clinic: &Clinic,
    is_wanted: impl Fn(&ListedAlert) -> bool,
) -> Result<(u32, Vec<AlertRow>)> {
    let reader = clinic.read();
    look_over(&reader)?;
    let (now, sight) = (now(clinic)?, Sight::read(clinic)?);
    let mut listed = reader.open_alerts(now)?;
    listed.retain(|alert| sight.sees(&alert.into()));
    let wanted = |alert: &&ListedAlert| is_wanted(alert) && !alert.is_acknowledged;
    let wanted = ids(listed.iter().filter(wanted));
    let mut rows = rows(clinic, &wanted, &sight, now)?;
    rows.retain(|row| row.calls_you);
    Ok((count(listed.len()), rows))
}

/// Which alerts wait, and at what level, hangs on columns that are not shown: what was edited out of them is reported.
fn look_over(reader: &Reader<'_>) -> Result<()> {
    reader.look_over(Alert::DESCRIPTOR)?;
    reader.look_over(AlertEscalation::DESCRIPTOR)?;
    // the minutes, and whom a level calls
    Ok(reader.look_over(Setting::DESCRIPTOR)?)
}

/// Returns one alert that this user sees, with each step of its escalation.
///
/// # Errors
/// `Forbidden` (needs `alerts.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<AlertView> {
    clinic.may(Right::AlertsRead)?;
    log_list(clinic, ListRead::Alerts)?;
    look_over(&clinic.read())?;
    let (now, sight) = (now(clinic)?, Sight::read(clinic)?);
    let stored = seen(clinic, &sight, id)?;
    let shown = Shown::read(clinic, std::slice::from_ref(&stored), &sight, now)?;
    let alert = &stored.value;
    Ok(AlertView {
        row: shown.row(&stored),
        description: text(&alert.description),
        remark: text(&alert.remark),
        steps: shown.steps(&stored),
    })
}

/// Logs the timers that are due and that no computer has logged. Returns how many.
///
/// # Errors
/// `Forbidden` (needs `alerts.write`).
pub fn log_due(clinic: &mut Clinic) -> Result<usize> {
    clinic.may(Right::AlertsWrite)?;
    if !clinic
        .unlocked()
        .session()
        .has_key_of(Compartment::Operations)
    {
        // still to come: another computer logs it meanwhile
        return Ok(0);
    }
    let (now, timers) = (now(clinic)?, AlertTimers::read(&clinic.read())?);
    let mut listed = clinic.read().open_alerts(now)?;
    listed.retain(|alert| {
        let minutes = i64::from(timers.of(alert.priority));
        alert.raised_at.0.saturating_add(minutes * 60_000_000) <= now.0
    });
    let open = ids(&listed);
    if due(&clinic.read(), &open, &timers, now)?.is_empty() {
        return Ok(0);
    }
    clinic.write("escalate alert by timer", |tx| {
        // another program may have written meanwhile
        let due = due(&tx.read(), &open, &timers, now)?;
        for step in &due {
            tx.insert(step)?;
        }
        Ok(due.len())
    })
}

/// Returns the rows of timers that are due and not there.
fn due(
    reader: &Reader<'_>,
    open: &[AlertId],
    timers: &AlertTimers,
    now: Time,
) -> Result<Vec<AlertEscalation>> {
    let logged = logged(reader, open)?;
    let mut due = Vec::new();
    for stored in reader.alerts_of(open)? {
        let alert = &stored.value;
        let rows = logged.get(&alert.id).map_or(&[][..], Vec::as_slice);
        let minutes = timers.of(alert.priority);
        let by_hand = by_hand(rows.iter().map(|row| &row.value));
        let steps = escalated(&AlertCourse::of(alert), &by_hand, minutes, now).steps;
        for step in steps {
            let (from_level, to_level) = (i64::from(step.from), i64::from(step.to));
            let id = escalation_id(reader.tenant_id(), alert.id, to_level, step.reason);
            let is_timer = step.reason != EscalationReason::Manual;
            let is_logged = rows.iter().any(|row| row.value.id == id);
            if is_timer && !is_logged && !is_there(reader, id)? {
                due.push(AlertEscalation {
                    id,
                    alert: alert.id,
                    from_level,
                    to_level,
                    reason: step.reason,
                    at: step.at,
                    remark: None.into(),
                });
            }
        }
    }
    Ok(due)
}

/// Returns whether a row is in the file, one that cannot be read among them.
fn is_there(reader: &Reader<'_>, id: AlertEscalationId) -> Result<bool> {
    match reader.get::<AlertEscalation>(id) {
        Ok(row) => Ok(row.is_some()),
        Err(vault::Error::Altered | vault::Error::Incomplete) => Ok(true),
        Err(error) => Err(error.into()),
    }
}

/// Returns the present time on which computers agree.
pub(super) fn now(clinic: &Clinic) -> Result<Time> {
    Ok(clinic.unlocked().vault().server_time()?)
}

/// Returns an alert that this user sees.
///
/// # Errors
/// `NotFound`, also for one that they do not see.
pub(super) fn seen(clinic: &Clinic, sight: &Sight, id: &Id) -> Result<Stored<Alert>> {
    let row = clinic.require_row::<Alert>(id.to()?, WHAT)?;
    let sees = sight.sees(&AlertScope::of(&row.value, row.created_by));
    or_not_found(Some(row).filter(|row| sees && row.deleted.is_none()), WHAT)
}

/// Returns how an alert stands: what people said of it, and the clock.
pub(super) fn state(alert: &Alert, now: Time) -> AlertState {
    match alert.outcome {
        Some(AlertOutcome::Resolved) => AlertState::Resolved,
        Some(AlertOutcome::Cancelled) => AlertState::Cancelled,
        None if AlertCourse::of(alert).over_at(now).is_some() => AlertState::Resolved,
        None if alert.acknowledged_at.is_some() => AlertState::Acknowledged,
        None => AlertState::Active,
    }
}

/// Returns the level of an alert now.
pub(super) fn level(reader: &Reader<'_>, stored: &Stored<Alert>, now: Time) -> Result<u8> {
    let rows = reader.escalations_of(&[stored.value.id])?;
    let by_hand = by_hand(rows.iter().map(|row| &row.value));
    let minutes = AlertTimers::read(reader)?.of(stored.value.priority);
    Ok(escalated(&AlertCourse::of(&stored.value), &by_hand, minutes, now).level)
}

fn ids<'a>(listed: impl IntoIterator<Item = &'a ListedAlert>) -> Vec<AlertId> {
    listed.into_iter().map(|row| row.alert).collect()
}

fn rows(clinic: &Clinic, page: &[AlertId], sight: &Sight, now: Time) -> Result<Vec<AlertRow>> {
    if page.is_empty() {
        return Ok(Vec::new());
    }
    let alerts = clinic.read().alerts_of(page)?;
    let shown = Shown::read(clinic, &alerts, sight, now)?;
    Ok(alerts.iter().map(|stored| shown.row(stored)).collect())
}

type Logged = BTreeMap<AlertId, Vec<Stored<AlertEscalation>>>;

fn logged(reader: &Reader<'_>, alerts: &[AlertId]) -> Result<Logged> {
    let mut logged = Logged::new();
    for row in reader.escalations_of(alerts)? {
        logged.entry(row.value.alert).or_default().push(row);
    }
    Ok(logged)
}

/// What the rows of a page have in common.
struct Shown<'a> {
    sight: &'a Sight,
    now: Time,
    timers: AlertTimers,
    logged: Logged,
    staff: StaffNames,
    names: BTreeMap<Uuid, String>,
}

impl<'a> Shown<'a> {
    fn read(
        clinic: &Clinic,
        alerts: &[Stored<Alert>],
        sight: &'a Sight,
        now: Time,
    ) -> Result<Self> {
        let reader = clinic.read();
        let ids: Vec<AlertId> = alerts.iter().map(|row| row.value.id).collect();
        Ok(Self {
            sight,
            now,
            timers: AlertTimers::read(&reader)?,
            logged: logged(&reader, &ids)?,
            staff: StaffNames::read(&reader)?,
            names: names(&reader)?,
        })
    }

    fn rows_of(&self, alert: AlertId) -> &[Stored<AlertEscalation>] {
        self.logged.get(&alert).map_or(&[], Vec::as_slice)
    }

    fn escalated(&self, stored: &Stored<Alert>) -> Escalated {
        let alert = &stored.value;
        let by_hand = by_hand(self.rows_of(alert.id).iter().map(|row| &row.value));
        let minutes = self.timers.of(alert.priority);
        escalated(&AlertCourse::of(alert), &by_hand, minutes, self.now)
    }

    /// The timers as they were due by the clock, and all that people said: two who were apart may have called the same
    /// level.
    fn steps(&self, stored: &Stored<Alert>) -> Vec<AlertStep> {
        let timers = self.escalated(stored).steps.into_iter();
        let timers = timers.filter(|step| step.reason != EscalationReason::Manual);
        let timers = timers.map(|step| AlertStep {
            at: At::of(step.at),
            from: step.from,
            to: step.to,
            reason: step.reason,
            by: None,
            remark: String::new(),
        });
        let rows = self.rows_of(stored.value.id).iter();
        let manual = rows.filter(|row| row.value.reason == EscalationReason::Manual);
        let level = |number: i64| u8::try_from(number).unwrap_or(LEVEL_MAX);
        let manual = manual.map(|row| AlertStep {
            at: At::of(row.value.at),
            from: level(row.value.from_level),
            to: level(row.value.to_level),
            reason: row.value.reason,
            by: Some(self.staff.name(row.created_by)),
            remark: text(&row.value.remark),
        });
        let mut steps: Vec<AlertStep> = timers.chain(manual).collect();
        steps.sort_by(|one, other| (&one.at, one.to).cmp(&(&other.at, other.to)));
        steps
    }

    fn row(&self, stored: &Stored<Alert>) -> AlertRow {
        let (alert, escalated) = (&stored.value, self.escalated(stored));
        let name = |id: Uuid| self.names.get(&id).cloned().unwrap_or_default();
        let state = state(alert, self.now);
        let is_over = matches!(state, AlertState::Resolved | AlertState::Cancelled);
        let scope = AlertScope::of(alert, stored.created_by);
        AlertRow {
            id: Id::of(alert.id),
            kind: alert.kind,
            priority: alert.priority,
            title: alert
                .title
                .open()
                .map_or(String::new(), |title| title.to_string()),
            facility: name(alert.facility.0),
            department: alert.department.map(|id| name(id.0)),
            room: alert.room.map(|id| name(id.0)),
            state,
            raised: self.deed(alert.raised_at, Some(stored.created_by)),
            acknowledged: alert
                .acknowledged_at
                .map(|at| self.deed(at, alert.acknowledged_by)),
            ended: AlertCourse::of(alert)
                .over_at(self.now)
                .filter(|_| is_over)
                .map(|at| self.deed(at, alert.ended_by)),
            expires_at: alert.expires_at.map(At::of),
            level: escalated.level,
            level_max: LEVEL_MAX,
            next_at: escalated.next_at.map(At::of),
            calls_you: !is_over && self.sight.is_called(&scope, escalated.level),
            is_contested: !stored.conflicted.is_empty(),
        }
    }

    fn deed(&self, at: Time, by: Option<UserId>) -> AlertDeed {
        AlertDeed {
            at: At::of(at),
            by: by.map(|by| self.staff.name(by)),
        }
    }
}

/// Returns what the places of the clinic are called, those that are in use no longer, too.
fn names(reader: &Reader<'_>) -> Result<BTreeMap<Uuid, String>> {
    let mut names = BTreeMap::new();
    for row in reader.all::<Facility>(Deleted::Shown)? {
        names.insert(row.value.id.0, row.value.name.to_string());
    }
    for row in reader.all::<Department>(Deleted::Shown)? {
        names.insert(row.value.id.0, row.value.name.to_string());
    }
    for row in reader.all::<Room>(Deleted::Shown)? {
        names.insert(row.value.id.0, row.value.name.to_string());
    }
    Ok(names)
}
