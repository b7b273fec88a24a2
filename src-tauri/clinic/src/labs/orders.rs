//! Orders as they stand, whose results are not read yet, and how far each is.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;
use sync_contract::catalog::{LabResult, LabStatus, LabTest, Patient, User};
use sync_contract::field::Time;
use sync_contract::ids::{FacilityId, LabTestId, PatientId, UserId};
use sync_contract::{Entity, Right};
use uuid::Uuid;
use vault::read::{Reader, Stored};

use crate::Clinic;
use crate::chart_row::ChartRow;
use crate::clinic::or_not_found;
use crate::clock::day_of;
use crate::error::Result;
use crate::labs::former::{Former, choices};
use crate::labs::line::{key, opened, summaries};
use crate::labs::test_list::find;
use crate::labs::{LabFormerOrder, LabOrderState, LabOrderView, LabOrderedTest, LabStep};
use crate::names::StaffNames;
use crate::reads::log_read;
use crate::roles::given::{GivenAt, given};
use crate::view::{At, Day, Id, ReadVersionToken, text};

/// What it takes to show orders, read once.
pub(super) struct Shown {
    staff: StaffNames,
    readers: Readers,
    /// Of the patients whose orders are shown.
    facilities: BTreeMap<PatientId, FacilityId>,
    zone: Tz,
    me: UserId,
    may_order: bool,
    /// What names the results of each sheet as they are now; none without a result.
    sums: BTreeMap<LabTestId, i64>,
}

impl Shown {
    /// Reads what it takes to show these sheets of these patients.
    ///
    /// # Errors
    /// Those of a read.
    pub fn read(
        clinic: &Clinic,
        reader: &Reader<'_>,
        sheets: &[LabTestId],
        patients: &[PatientId],
    ) -> Result<Self> {
        let users = reader.users()?;
        let mut ids: Vec<Uuid> = patients.iter().map(|patient| patient.0).collect();
        ids.sort_unstable();
        ids.dedup();
        let patients = reader.by_ids::<Patient>(&ids)?.into_iter();
        let facilities = patients.filter_map(|row| Some((row.value.id, row.value.facility?)));
        Ok(Self {
            staff: StaffNames::of(&users),
            readers: Readers::read(reader, &users)?,
            facilities: facilities.collect(),
            zone: clinic.zone()?,
            me: clinic.user(),
            may_order: clinic.actor.can(Right::LabsOrder),
            sums: reader.lab_result_sums(sheets)?,
        })
    }

    fn at(&self, time: Time, by: UserId) -> LabStep {
        LabStep {
            on: Day::of(day_of(time, &self.zone)),
            at: Some(At::of(time)),
            by: self.staff.name(by),
        }
    }

    /// Returns an order with the results of its sheet; none for a sheet that was not ordered.
    pub fn order(
        &self,
        row: &Stored<LabTest>,
        lines: &[Stored<LabResult>],
    ) -> Option<LabOrderView> {
        let sheet = &row.value;
        let by = sheet.ordered_by?;
        let ordered_at = sheet.ordered_at.unwrap_or(row.created_at);
        let sum = self.sums.get(&sheet.id).copied();
        let is_unread = sum.is_some() && sum != sheet.read_sum;
        let last = lines.iter().max_by_key(|line| line.created);
        let cancelled = row.rewritten(LabTest::CELL.course.number);
        let cancelled = cancelled.filter(|_| sheet.status == LabStatus::Cancelled);
        Some(LabOrderView {
            id: Id::of(sheet.id),
            seen: ReadVersionToken::of(&row.seen),
            visit_id: sheet.visit.map(Id::of),
            state: state(sheet, !lines.is_empty()),
            tests: tests(sheet, lines),
            wished_on: sheet.wished_on.map(Day::of),
            note: text(&sheet.order_note),
            laboratory: text(&sheet.laboratory),
            ordered: self.at(ordered_at, by),
            collected: self.collected(sheet),
            resulted: last.map(|line| self.at(line.created_at, line.created_by)),
            cancelled: cancelled.map(|(at, by)| self.at(at, by)),
            cancel_reason: text(&sheet.status_reason),
            former: self.former(row),
            read: sheet
                .read_at
                .zip(sheet.read_by)
                .filter(|_| sum.is_some() && !is_unread)
                .map(|(at, by)| self.at(at, by)),
            is_unread,
            read_token: sum
                .filter(|_| is_unread && self.may_read(sheet.patient, by))
                .map(|sum| sum.to_string()),
            is_contested: !row.conflicted.is_empty(),
        })
    }

    fn former(&self, row: &Stored<LabTest>) -> Option<LabFormerOrder> {
        let was = Former::read(&row.value)?;
        let corrected = row.rewritten(LabTest::CELL.order.number);
        let (at, by) = corrected.unwrap_or((row.created_at, row.created_by));
        Some(LabFormerOrder {
            tests: choices(&was.tests),
            wished_on: was.wished_on,
            note: was.note,
            corrected: self.at(at, by),
        })
    }

    fn collected(&self, sheet: &LabTest) -> Option<LabStep> {
        let day = sheet.collected_on?;
        let at = sheet.collected_at;
        Some(LabStep {
            on: Day::of(day),
            at: at.filter(|at| day_of(*at, &self.zone) == day).map(At::of),
            by: sheet
                .collected_by
                .map_or(String::new(), |by| self.staff.name(by)),
        })
    }

    /// Returns whether this user reads what that one ordered for a patient who is shown: their own, and what a user has
    /// ordered who is gone or may order no more at the patient's facility.
    pub fn may_read(&self, patient: PatientId, ordered_by: UserId) -> bool {
        let facility = self.facilities.get(&patient).copied();
        let is_theirs = ordered_by == self.me || !self.readers.has(ordered_by, facility);
        self.may_order && is_theirs
    }
}

/// Users who read what they ordered: they can sign in, and may order still.
struct Readers {
    given: BTreeMap<UserId, GivenAt>,
    in_use: Vec<FacilityId>,
}

impl Readers {
    /// Reads them by three statements.
    fn read(reader: &Reader<'_>, users: &[Stored<User>]) -> Result<Self> {
        let mut given = given(reader, Right::LabsOrder)?;
        let active = users.iter().filter(|row| is_active(row));
        let active: BTreeSet<UserId> = active.map(|row| row.value.id).collect();
        given.retain(|user, _| active.contains(user));
        let facilities = reader.facilities()?.into_iter();
        let in_use = facilities.filter(|row| row.value.is_active);
        Ok(Self {
            given,
            in_use: in_use.map(|row| row.value.id).collect(),
        })
    }

    /// Returns whether a user reads what they ordered for a patient of a facility; of one without a facility in use
    /// they do wherever they may order.
    fn has(&self, user: UserId, facility: Option<FacilityId>) -> bool {
        let Some(given) = self.given.get(&user) else {
            return false;
        };
        match facility.filter(|facility| self.in_use.contains(facility)) {
            Some(facility) => given.includes(facility),
            None => given.includes_any(&self.in_use),
        }
    }

    /// Returns whether a user does so for patients of every facility.
    fn has_everywhere(&self, user: UserId) -> bool {
        let given = self.given.get(&user);
        given.is_some_and(GivenAt::is_everywhere)
    }
}

fn is_active(row: &Stored<User>) -> bool {
    row.value.is_active && row.deleted.is_none()
}

/// Returns how far an order is by what is there, whichever of two concurrent changes of its course is shown.
pub(super) fn state(sheet: &LabTest, has_results: bool) -> LabOrderState {
    match sheet.status {
        LabStatus::Cancelled => LabOrderState::Cancelled,
        LabStatus::Resulted if has_results => LabOrderState::Resulted,
        _ if has_results || sheet.collected_on.is_some() => LabOrderState::Collected,
        _ => LabOrderState::Ordered,
    }
}

fn tests(sheet: &LabTest, lines: &[Stored<LabResult>]) -> Vec<LabOrderedTest> {
    let listed = text(&sheet.tests);
    let ordered = listed.lines().filter(|line| !line.is_empty());
    let ordered = ordered.map(|line| {
        let known = find(line);
        let name = known.map_or(line, |test| test.name.as_str());
        let is_it = |result: &&Stored<LabResult>| {
            let result = &result.value;
            let is_named = || opened(&result.name).to_lowercase() == name.to_lowercase();
            match (known, key(result)) {
                (Some(test), Some(key)) => test.key == key,
                _ => is_named(),
            }
        };
        LabOrderedTest {
            test: known.map(|test| test.key.clone()),
            name: name.to_owned(),
            short: known.map_or(String::new(), |test| test.short.clone()),
            specimen: known.map_or(String::new(), |test| test.specimen.clone()),
            is_resulted: lines.iter().any(|result| is_it(&result)),
        }
    });
    ordered.collect()
}

/// Returns whether each test of an order has a result.
pub(super) fn is_complete(sheet: &LabTest, lines: &[Stored<LabResult>]) -> bool {
    tests(sheet, lines).iter().all(|test| test.is_resulted)
}

/// Returns the results on a sheet that are not removed, in the order of their writing.
///
/// # Errors
/// Those of a read.
pub(super) fn lines_of(reader: &Reader<'_>, sheet: LabTestId) -> Result<Vec<Stored<LabResult>>> {
    Ok(by_sheet(reader, &[sheet])?
        .remove(&sheet)
        .unwrap_or_default())
}

/// Returns the results on each of these sheets that are not removed, by one statement.
///
/// # Errors
/// Those of a read.
pub(super) fn by_sheet(
    reader: &Reader<'_>,
    sheets: &[LabTestId],
) -> Result<BTreeMap<LabTestId, Vec<Stored<LabResult>>>> {
    let mut lines: BTreeMap<LabTestId, Vec<Stored<LabResult>>> = BTreeMap::new();
    for row in reader.lab_results_on(sheets)? {
        if row.deleted.is_none() {
            lines.entry(row.value.lab_test).or_default().push(row);
        }
    }
    Ok(lines)
}

/// Returns one order that is not removed.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<LabOrderView> {
    clinic.may(Right::ChartRead)?;
    let row = clinic.require_row::<LabTest>(id.to::<LabTestId>()?, LabTest::WHAT)?;
    log_read(clinic, row.value.patient)?;
    let reader = clinic.read();
    // a result that was taken out of the file, or moved to another sheet, is reported
    reader.lab_results_of(row.value.patient)?;
    let lines = lines_of(&reader, row.value.id)?;
    let row = Some(row).filter(|row| row.deleted.is_none() || !lines.is_empty());
    let row = or_not_found(row, ORDER)?;
    let shown = Shown::read(clinic, &reader, &[row.value.id], &[row.value.patient])?;
    or_not_found(shown.order(&row, &lines), ORDER)
}

pub(super) const ORDER: &str = "laboratory order";

/// Results that the user who ordered them has not read.
pub(crate) struct Unread {
    pub id: LabTestId,
    pub patient: PatientId,
    /// The colleague who ordered them and has not read them; none for those that this user reads.
    pub colleague: Option<UserId>,
    /// When the last of them was entered.
    pub at: Time,
    pub is_critical: bool,
}

/// Returns the orders that have unread results which this user reads, those with a critical one first; of those of
/// `colleagues` only the critical ones.
///
/// # Errors
/// Those of a read.
pub(crate) fn unread(clinic: &Clinic, colleagues: &BTreeSet<UserId>) -> Result<Vec<Unread>> {
    let reader = clinic.read();
    // one that was edited out of the file is reported with those that are listed
    for entity in [LabTest::DESCRIPTOR, LabResult::DESCRIPTOR] {
        reader.look_over(entity)?;
    }
    let users = reader.users()?;
    let readers = Readers::read(&reader, &users)?;
    // nobody else reads what a user has ordered who is gone, or who orders at another facility alone
    let gone = users
        .iter()
        .map(|row| row.value.id)
        .filter(|id| !readers.has_everywhere(*id));
    let own = [clinic.user()].into_iter().chain(gone);
    let users: BTreeSet<UserId> = own.chain(colleagues.iter().copied()).collect();
    let ids = reader.unread_lab_tests(&users.into_iter().collect::<Vec<_>>())?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let zone = clinic.zone()?;
    let rows = reader.by_ids::<LabTest>(&ids.iter().map(|id| id.0).collect::<Vec<_>>())?;
    let lines = by_sheet(&reader, &ids)?;
    let patients: Vec<Uuid> = rows.iter().map(|row| row.value.patient.0).collect();
    let patients = reader.by_ids::<Patient>(&patients)?;
    let mut unread: Vec<Unread> = rows
        .iter()
        .filter_map(|row| {
            let lines = lines.get(&row.value.id)?;
            let of = |person: &&Stored<Patient>| person.value.id == row.value.patient;
            let patient = &patients.iter().find(of)?.value;
            let by = row.value.ordered_by?;
            let is_reader = readers.has(by, patient.facility);
            let is_colleague = colleagues.contains(&by);
            if is_reader && by != clinic.user() && !is_colleague {
                return None;
            }
            let day = super::day_of_sheet(row, &zone);
            let summaries = summaries(patient, day, lines);
            Some(Unread {
                id: row.value.id,
                patient: patient.id,
                colleague: Some(by).filter(|_| is_colleague && is_reader),
                at: lines.iter().map(|line| line.created_at).max()?,
                is_critical: summaries
                    .iter()
                    .any(|one| one.flag.is_some_and(super::LabFlag::is_critical)),
            })
        })
        .collect();
    unread.retain(|one| one.is_critical || one.colleague.is_none());
    unread.sort_by_key(|one| (!one.is_critical, one.at));
    Ok(unread)
}
