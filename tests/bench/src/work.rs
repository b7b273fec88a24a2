//! What waits in the worklists of a day, written alike into our file and into the clear one.

use chrono::{Days, NaiveDate};
use rusqlite::{Connection, params};
use sync_contract::catalog::{
    AppointmentStatus, Attendance, CallPurpose, CallResult, Department, LabStatus, LabTest,
    PhoneCall, Prescription, PrescriptionStatus, Stay, Visit, VisitType, WaitingListEntry,
};
use sync_contract::field::{Text, Time, days_since_1970};
use sync_contract::ids::{DepartmentId, PatientId};
use vault::{Unlocked, WriteTx};

use crate::Outcome;
use crate::office::{Billed, Booked, MINUTE_US, Office, us_of};

/// The tables of the clear file, besides those of the office.
pub const SCHEMA: &str = include_str!("clear/work.sql");
/// Of each list but the two below.
const LISTED: usize = 300;
/// Visits of which no invoice was written.
const UNBILLED: usize = 60;
const PAID: usize = 3_000;
pub const DAYS_AHEAD: u64 = 50;
const BOOKED_A_DAY: usize = 20;
/// Each of so many begins with the one before, which is a clash.
const CLASHES_EVERY: usize = 50;
const FOLLOW_UPS: usize = 400;
/// Coprime with any number of patients here, so that listed patients are far apart.
const STEP: usize = 7919;
const DAY_US: i64 = 24 * 60 * MINUTE_US;

pub struct Work<'a> {
    pub office: &'a Office,
    pub plain: &'a Connection,
    pub patients: &'a [PatientId],
    pub today: NaiveDate,
}

impl Work<'_> {
    /// Writes all of it.
    pub fn write(&self, unlocked: &mut Unlocked) -> Outcome<()> {
        self.plain.execute_batch(SCHEMA)?;
        let ward = self.add_ward(unlocked)?;
        unlocked.write_each("fill worklists", 0..LISTED, |tx, number| {
            self.wait(tx, number)?;
            self.order_tests(tx, number)?;
            self.prescribe(tx, number)?;
            self.admit(tx, ward, number)
        })?;
        unlocked.write_each("bill", 0..LISTED + PAID, |tx, number| self.bill(tx, number))?;
        unlocked.write_each("see patient", 0..UNBILLED, |tx, number| {
            self.see(tx, number)
        })?;
        let ahead = 0..BOOKED_A_DAY * DAYS_AHEAD as usize;
        unlocked.write_each("book appointment", ahead, |tx, number| {
            self.book_ahead(tx, number)
        })?;
        unlocked.write_each("set follow-up", 0..FOLLOW_UPS, |tx, number| {
            self.follow_up(tx, number)
        })
    }

    fn patient(&self, number: usize) -> PatientId {
        self.patients[number * STEP % self.patients.len()]
    }

    fn days_ago(&self, days: usize) -> NaiveDate {
        self.today - Days::new(days as u64)
    }

    fn add_ward(&self, unlocked: &mut Unlocked) -> Outcome<DepartmentId> {
        let ward: DepartmentId = unlocked.write("add department", |tx| {
            let id = tx.new_id();
            tx.insert(&Department {
                id,
                facility: self.office.facility,
                name: Text::new("Ward")?,
                code: None,
                is_active: true,
            })?;
            Outcome::Ok(id)
        })?;
        self.plain.execute(
            "insert into departments values (?, 'Ward')",
            [ward.0.as_bytes()],
        )?;
        Ok(ward)
    }

    fn wait(&self, tx: &mut WriteTx<'_>, number: usize) -> Outcome<()> {
        let (patient, since) = (self.patient(number), self.days_ago(number % 60));
        let note = "any morning";
        let entry = WaitingListEntry {
            id: tx.new_id(),
            patient,
            kind: Some(Text::new("FOLLOW_UP")?),
            provider: None,
            weekdays: Some(Text::new("MON WED")?),
            from_time: None,
            until_time: None,
            from_day: None,
            until_day: None,
            since,
            note: Some(Text::new(note)?).into(),
            outcome: None,
            appointment: None,
            ended_at: None,
            ended_by: None,
            reason: None.into(),
        };
        tx.insert(&entry)?;
        self.plain
            .prepare_cached(
                "insert into waiting_list_entries values (?, ?, ?, 'FOLLOW_UP', 'MON WED', ?, ?, null)",
            )?
            .execute(params![
                entry.id.0.as_bytes(),
                self.office.user.0.as_bytes(),
                patient.0.as_bytes(),
                days_since_1970(since),
                note,
            ])?;
        Ok(())
    }

    fn order_tests(&self, tx: &mut WriteTx<'_>, number: usize) -> Outcome<()> {
        let patient = self.patient(number);
        let ordered_at = us_of(self.today) - DAY_US + number as i64 * MINUTE_US;
        let tests = "Glucose\nHaemoglobin A1c\nFerritin";
        let order = LabTest {
            id: tx.new_id(),
            patient,
            visit: None,
            collected_on: None,
            laboratory: None.into(),
            note: None.into(),
            status: LabStatus::Ordered,
            status_reason: None.into(),
            ordered_by: Some(self.office.user),
            ordered_at: Some(Time(ordered_at)),
            wished_on: None,
            tests: Some(Text::new(tests)?).into(),
            order_note: None.into(),
            former_order: None.into(),
            collected_at: None,
            collected_by: None,
            read_at: None,
            read_by: None,
            read_sum: None,
        };
        tx.insert(&order)?;
        self.plain
            .prepare_cached("insert into lab_tests values (?, ?, 'ORDERED', ?, ?, null, ?, null)")?
            .execute(params![
                order.id.0.as_bytes(),
                patient.0.as_bytes(),
                self.office.user.0.as_bytes(),
                ordered_at,
                tests,
            ])?;
        Ok(())
    }

    fn prescribe(&self, tx: &mut WriteTx<'_>, number: usize) -> Outcome<()> {
        let patient = self.patient(number);
        let (from, until) = (self.days_ago(number % 30), self.today + Days::new(90));
        let (medication, dosage, frequency) = ("Metformin 500 mg", "1 tablet", "twice a day");
        let prescription = Prescription {
            id: tx.new_id(),
            patient,
            prescriber: self.office.user,
            visit: None,
            prescribed_on: from,
            valid_until: until,
            quantity: 60,
            refills_allowed: 2,
            renews: None.into(),
            medication: Text::new(medication)?.into(),
            dosage: Text::new(dosage)?.into(),
            frequency: Text::new(frequency)?.into(),
            duration: None.into(),
            instructions: None.into(),
            allergy_reason: None.into(),
            former_order: None.into(),
            status: PrescriptionStatus::Active,
            status_reason: None.into(),
        };
        tx.insert(&prescription)?;
        self.plain
            .prepare_cached(
                "insert into prescriptions values (?, ?, ?, ?, ?, 60, 2, ?, ?, ?, 'ACTIVE')",
            )?
            .execute(params![
                prescription.id.0.as_bytes(),
                patient.0.as_bytes(),
                self.office.user.0.as_bytes(),
                days_since_1970(from),
                days_since_1970(until),
                medication,
                dosage,
                frequency,
            ])?;
        Ok(())
    }

    fn admit(&self, tx: &mut WriteTx<'_>, ward: DepartmentId, number: usize) -> Outcome<()> {
        let (patient, from) = (self.patient(number), self.days_ago(number % 20));
        let bed = number.to_string();
        let stay = Stay {
            id: tx.new_id(),
            patient,
            department: Some(ward),
            room: None,
            bed: Some(Text::new(&bed)?).into(),
            from_day: from,
            until_day: None,
        };
        tx.insert(&stay)?;
        self.plain
            .prepare_cached("insert into stays values (?, ?, ?, ?, null, ?, ?, null)")?
            .execute(params![
                stay.id.0.as_bytes(),
                self.office.user.0.as_bytes(),
                patient.0.as_bytes(),
                ward.0.as_bytes(),
                bed,
                days_since_1970(from),
            ])?;
        Ok(())
    }

    /// The first ones are overdue, the others paid.
    fn bill(&self, tx: &mut WriteTx<'_>, number: usize) -> Outcome<()> {
        let due_on = self.days_ago(1 + number % 90);
        let billed = Billed {
            patient: self.patient(number),
            appointment: None,
            serial: number as i64 + 1,
            issued_on: due_on,
            due_on,
            paid_at: (number >= LISTED).then(|| us_of(due_on)),
        };
        self.office.bill(tx, self.plain, &billed)
    }

    /// A visit that billing has still to do.
    fn see(&self, tx: &mut WriteTx<'_>, number: usize) -> Outcome<()> {
        let minute = 8 * 60 + 20 * (number % BOOKED_A_DAY) as i64;
        let booked = Booked {
            patient: self.patient(number),
            starts: us_of(self.days_ago(1 + number / BOOKED_A_DAY)) + minute * MINUTE_US,
            status: AppointmentStatus::Completed,
            attendance: Attendance::Attended,
        };
        self.office.book(tx, self.plain, &booked).map(drop)
    }

    fn book_ahead(&self, tx: &mut WriteTx<'_>, number: usize) -> Outcome<()> {
        let day = self.today + Days::new(1 + (number / BOOKED_A_DAY) as u64);
        let of_day = number % BOOKED_A_DAY;
        let clashes = of_day > 0 && number % CLASHES_EVERY == 1;
        let minute = 8 * 60 + 20 * (of_day - usize::from(clashes)) as i64;
        let booked = Booked {
            patient: self.patient(number),
            starts: us_of(day) + minute * MINUTE_US,
            status: AppointmentStatus::Scheduled,
            attendance: Attendance::Expected,
        };
        self.office.book(tx, self.plain, &booked).map(drop)
    }

    /// The last visit of a patient who has no appointment, when they should have come again, and a call since.
    fn follow_up(&self, tx: &mut WriteTx<'_>, number: usize) -> Outcome<()> {
        let patient = self.patient(BOOKED_A_DAY * DAYS_AHEAD as usize + number);
        let due = self.days_ago(1 + number % 60);
        let seen_at = us_of(due) - 30 * DAY_US;
        let visit = Visit {
            id: tx.new_id(),
            patient,
            provider: self.office.user,
            appointment: None,
            kind: VisitType::FollowUp,
            started_at: Time(seen_at),
            ended_at: Some(Time(seen_at + 30 * MINUTE_US)),
            chief_complaint: None.into(),
            summary: None.into(),
            follow_up_required: true,
            follow_up_date: Some(due),
        };
        tx.insert(&visit)?;
        let call = PhoneCall {
            id: tx.new_id(),
            patient,
            purpose: CallPurpose::FollowUp,
            at: Time(us_of(due)),
            result: CallResult::NoAnswer,
            retry_on: None,
            note: None.into(),
        };
        tx.insert(&call)?;
        self.plain
            .prepare_cached(
                "insert into visits (id, patient, provider, kind, started_at, follow_up_date)
                    values (?, ?, ?, 'FOLLOW_UP', ?, ?)",
            )?
            .execute(params![
                visit.id.0.as_bytes(),
                patient.0.as_bytes(),
                self.office.user.0.as_bytes(),
                seen_at,
                days_since_1970(due),
            ])?;
        self.plain
            .prepare_cached(
                "insert into phone_calls values (?, ?, 'FOLLOW_UP', ?, 'NO_ANSWER', null, null)",
            )?
            .execute(params![
                call.id.0.as_bytes(),
                patient.0.as_bytes(),
                us_of(due),
            ])?;
        Ok(())
    }
}
