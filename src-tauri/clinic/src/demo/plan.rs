//! The plan of the demo data: pseudorandom, and the same on every machine.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use rust_decimal::{Decimal, dec};
use sync_contract::catalog::AppointmentStatus;
use sync_contract::field::time;

use crate::age::Age;
use crate::demo::data;
use crate::demo::data::{Course, DemoPatient, DemoStaff};
use crate::fields;
use crate::growth_references::{DAYS_A_MONTH, Indicator, Reference, value_at};
use crate::nutrition::EquationSex;
use crate::working_hours::{RangeEnd, WorkingHours};

/// Splitmix64 (Steele, Lea, Flood, OOPSLA 2014): small, and good enough to invent a clinic. Not for keys.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Returns a number from `from` up to but not including `to`.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        let width = to.abs_diff(from).max(1);
        let step =
            i64::try_from(self.next() % width).expect("less than the distance of two numbers");
        from + step
    }

    /// Returns a number from zero up to but not including one.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn one_in(&mut self, number: i64) -> bool {
        self.between(0, number) == 0
    }
}

/// The demo data of one patient; people are indexes into the lists of the data files.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    pub patients: Vec<PlannedPatient>,
    pub appointments: Vec<PlannedAppointment>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct PlannedPatient {
    pub person: DemoPatient,
    /// An index into the list of dietitians.
    pub dietitian: usize,
    pub course: usize,
    /// That of an adult; a child's is with each visit.
    pub height_cm: Decimal,
    /// In the order of time.
    pub visits: Vec<PlannedVisit>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct PlannedVisit {
    pub day: NaiveDate,
    pub at: NaiveTime,
    pub height_cm: Decimal,
    pub weight_kg: Decimal,
    pub waist_cm: Option<Decimal>,
    pub pressure: Option<(i64, i64)>,
    pub glucose_mmol_l: Option<Decimal>,
    pub note: PlannedNote,
    /// The index of the appointment that it kept, if the diary reaches back that far.
    pub appointment: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlannedNote {
    Signed,
    SignedWithAddendum,
    Draft,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedAppointment {
    pub patient: usize,
    pub dietitian: usize,
    pub room: usize,
    pub day: NaiveDate,
    pub from: NaiveTime,
    pub minutes: i64,
    pub kind: &'static str,
    pub status: AppointmentStatus,
}

/// Returns the plan of the weeks before and after `today`; `now` divides today into past and future.
pub fn plan(today: NaiveDate, now: NaiveTime) -> Plan {
    let courses = data::courses();
    let dietitians: Vec<DemoStaff> = data::staff()
        .into_iter()
        .filter(|one| one.role == "Dietitian")
        .collect();
    let mut dice = Dice::new(20_261_120);
    let people = data::patients().into_iter().enumerate();
    let mut patients: Vec<PlannedPatient> = people
        .map(|(index, person)| patient(person, index, dietitians.len(), &courses, today, &mut dice))
        .collect();
    let appointments = diary(&mut patients, &dietitians, today, now, &mut dice);
    for (index, appointment) in appointments.iter().enumerate() {
        if matches!(
            appointment.status,
            AppointmentStatus::Completed | AppointmentStatus::InRoom
        ) {
            attend(
                &mut patients[appointment.patient],
                appointment,
                index,
                &courses,
                today,
                &mut dice,
            );
        }
    }
    Plan {
        patients,
        appointments,
    }
}

fn patient(
    person: DemoPatient,
    index: usize,
    dietitians: usize,
    courses: &[Course],
    today: NaiveDate,
    dice: &mut Dice,
) -> PlannedPatient {
    let height_cm = height(&person, dice);
    let course = course(&person, index, courses, today);
    let mut planned = PlannedPatient {
        person,
        dietitian: index % dietitians,
        course,
        height_cm,
        visits: Vec::new(),
    };
    let earlier = dice.between(1, 7);
    for back in (1..=earlier).rev() {
        let day = back_by(today, back * 30 + dice.between(0, 9));
        let at = time(u32::try_from(dice.between(8, 16)).unwrap_or(8), 30);
        let visit = visit(&planned, &courses[course], day, at, today, dice);
        planned.visits.push(visit);
    }
    planned
}

/// Returns the course of a patient: the codes take turns, and each has a course for the age.
fn course(person: &DemoPatient, index: usize, courses: &[Course], today: NaiveDate) -> usize {
    let mut codes: Vec<&str> = Vec::new();
    for course in courses {
        if !codes.contains(&course.code.as_str()) {
            codes.push(&course.code);
        }
    }
    let code = codes[index % codes.len()];
    let birth = fields::written_date(&person.birth_date).ok();
    let years = birth.map_or(ADULT_YEARS, |birth| Age::on(birth, today).years);
    let fits = |course: &Course| {
        course.code == code
            && course.from_years.is_none_or(|least| years >= least)
            && course.to_years.is_none_or(|most| years <= most)
    };
    courses
        .iter()
        .position(fits)
        .expect("a test looks for a course for every age")
}

fn back_by(day: NaiveDate, days: i64) -> NaiveDate {
    day.checked_sub_signed(TimeDelta::days(days)).unwrap_or(day)
}

/// Returns the height of an adult.
fn height(person: &DemoPatient, dice: &mut Dice) -> Decimal {
    let usual = if person.sex == "M" { 176 } else { 163 };
    Decimal::from(usual + dice.between(-7, 8))
}

fn visit(
    patient: &PlannedPatient,
    course: &Course,
    day: NaiveDate,
    at: NaiveTime,
    today: NaiveDate,
    dice: &mut Dice,
) -> PlannedVisit {
    let grown = growing(patient, course, day, today);
    let (height_cm, weight_kg) = grown.unwrap_or_else(|| {
        let weight_kg = weight(patient, course, day, today, dice);
        (patient.height_cm, weight_kg)
    });
    let months = months_until(day, today);
    PlannedVisit {
        day,
        at,
        height_cm,
        weight_kg,
        waist_cm: dice
            .one_in(2)
            .then(|| (weight_kg / height_cm * dec!(200)).round_dp(0))
            // what holds of adults does not of children
            .filter(|_| grown.is_none()),
        pressure: (!dice.one_in(3))
            .then(|| (dice.between(108, 146), dice.between(66, 94)))
            .filter(|_| grown.is_none()),
        glucose_mmol_l: (course.code == "diabetes").then(|| {
            dec!(6.5) + Decimal::from(months) * dec!(0.4) + Decimal::new(dice.between(-8, 9), 1)
        }),
        note: if dice.one_in(9) {
            PlannedNote::SignedWithAddendum
        } else {
            PlannedNote::Signed
        },
        appointment: None,
    }
}

/// Returns height and weight of a child on a day: along a curve of height, and slowly across those of body mass index
/// in the direction of the course; none for an adult.
fn growing(
    patient: &PlannedPatient,
    course: &Course,
    day: NaiveDate,
    today: NaiveDate,
) -> Option<(Decimal, Decimal)> {
    let birth = fields::written_date(&patient.person.birth_date).ok()?;
    let days = u32::try_from((day - birth).num_days()).ok()?;
    let months = f64::from(days) / DAYS_A_MONTH;
    let sex = match patient.person.sex.as_str() {
        "M" => EquationSex::Male,
        _ => EquationSex::Female,
    };
    let reference = match months {
        ..FIVE_YEARS_MONTHS => Reference::Who0To5,
        _ => Reference::Who5To19,
    };
    let at = |indicator, z| value_at(reference, indicator, sex, months, z);
    // one curve a child, from one standard deviation below to one above
    let curve_z = f64::from(u8::try_from(patient.person.given_name.len() % 9).ok()?) / 4.0 - 1.0;
    let drift = match course.kg_per_month {
        kg if kg < Decimal::ZERO => -0.05,
        _ => 0.05,
    };
    let since = f64::from(u8::try_from(7 - months_until(day, today)).ok()?);
    let height_cm = at(Indicator::LengthHeightForAge, curve_z)?;
    let bmi = at(Indicator::BmiForAge, 0.6 - curve_z / 2.0 + drift * since)?;
    let decimal = |value: f64| Decimal::try_from(value).ok().map(|value| value.round_dp(1));
    let height_m = height_cm / 100.0;
    Some((decimal(height_cm)?, decimal(bmi * height_m * height_m)?))
}

/// The age of whose day of birth is not known: such patients are treated as adults.
const ADULT_YEARS: i32 = 40;

/// From here on the reference for older children is drawn.
const FIVE_YEARS_MONTHS: f64 = 61.0;

/// Returns the weight on a day: the first value of the course, its change per month, and noise.
fn weight(
    patient: &PlannedPatient,
    course: &Course,
    day: NaiveDate,
    today: NaiveDate,
    dice: &mut Dice,
) -> Decimal {
    let share = Decimal::from(
        u32::try_from(patient.person.phone.len() + patient.person.given_name.len()).unwrap_or(0)
            % 10,
    );
    let bmi = course.bmi_from + (course.bmi_to - course.bmi_from) * share / dec!(10);
    let height_m = patient.height_cm / dec!(100);
    let since = Decimal::from(7 - months_until(day, today));
    let kg = bmi * height_m * height_m
        + course.kg_per_month * since
        + Decimal::new(dice.between(-4, 5), 1);
    kg.round_dp(1)
}

fn months_until(day: NaiveDate, today: NaiveDate) -> i64 {
    let days =
        sync_contract::field::days_since_1970(today) - sync_contract::field::days_since_1970(day);
    i64::from(days / 30).clamp(0, 7)
}

fn diary(
    patients: &mut [PlannedPatient],
    dietitians: &[DemoStaff],
    today: NaiveDate,
    now: NaiveTime,
    dice: &mut Dice,
) -> Vec<PlannedAppointment> {
    let mut appointments: Vec<PlannedAppointment> = Vec::new();
    // each has patients of their own: one who came to two of them could be booked with both at once
    let mut turn = vec![0; dietitians.len()];
    let own = |index: usize| (patients.len() - index).div_ceil(dietitians.len());
    for ahead in -7..7 {
        let day = back_by(today, -ahead);
        for (index, dietitian) in dietitians.iter().enumerate() {
            let hours = WorkingHours::of(
                Some(dietitian.working_hours.as_str()).filter(|hours| !hours.is_empty()),
            );
            for stretch in hours.on(day) {
                let mut from = stretch.from;
                while let Some(slot) = next_slot(from, stretch.to, dice) {
                    let (start, minutes) = slot;
                    let patient = index + dietitians.len() * (turn[index] % own(index));
                    turn[index] += 1;
                    from = later(start, minutes);
                    // the status is drawn as if all of them came, so that no other patient is moved into an overlap
                    let status = status(day, start, minutes, today, now, dice);
                    if is_unbooked(patient) {
                        continue;
                    }
                    appointments.push(PlannedAppointment {
                        patient,
                        dietitian: index,
                        room: index,
                        day,
                        from: start,
                        minutes,
                        kind: if minutes == 60 {
                            "INITIAL"
                        } else {
                            "FOLLOW_UP"
                        },
                        status,
                    });
                }
            }
        }
    }
    appointments
}

/// Whether a patient was seen last a month ago and has booked nothing since.
fn is_unbooked(patient: usize) -> bool {
    patient % 7 == 3
}

/// Returns the next free time from `from` on, with an occasional gap; none when nothing more fits.
fn next_slot(from: NaiveTime, to: RangeEnd, dice: &mut Dice) -> Option<(NaiveTime, i64)> {
    let gap = [0, 0, 30, 30, 60][usize::try_from(dice.between(0, 5)).unwrap_or(0)];
    let start = later(from, gap);
    let minutes = if dice.one_in(4) { 60 } else { 30 };
    let end = later(start, minutes);
    (start >= from && end > start && RangeEnd::from(end) <= to).then_some((start, minutes))
}

/// Returns the time `minutes` later. It wraps at midnight, which every caller treats as no time left.
fn later(time: NaiveTime, minutes: i64) -> NaiveTime {
    time + TimeDelta::minutes(minutes)
}

fn status(
    day: NaiveDate,
    from: NaiveTime,
    minutes: i64,
    today: NaiveDate,
    now: NaiveTime,
    dice: &mut Dice,
) -> AppointmentStatus {
    let is_over = day < today || (day == today && later(from, minutes) <= now);
    let is_running = day == today && from <= now && !is_over;
    let is_next = day == today && from > now && from <= later(now, 30);
    match () {
        () if is_over && dice.one_in(12) => AppointmentStatus::NoShow,
        () if is_over && dice.one_in(15) => AppointmentStatus::Cancelled,
        () if is_over => AppointmentStatus::Completed,
        () if is_running => AppointmentStatus::InRoom,
        () if is_next => AppointmentStatus::Arrived,
        () if dice.one_in(3) => AppointmentStatus::Confirmed,
        () => AppointmentStatus::Scheduled,
    }
}

/// Adds the visit of a kept appointment; those of the last two days may still be unsigned.
fn attend(
    patient: &mut PlannedPatient,
    appointment: &PlannedAppointment,
    index: usize,
    courses: &[Course],
    today: NaiveDate,
    dice: &mut Dice,
) {
    let mut attended = visit(
        patient,
        &courses[patient.course],
        appointment.day,
        appointment.from,
        today,
        dice,
    );
    let recent = appointment.day >= back_by(today, 1);
    if appointment.status == AppointmentStatus::InRoom || (recent && dice.one_in(3)) {
        attended.note = PlannedNote::Draft;
    }
    attended.appointment = Some(index);
    patient.visits.push(attended);
}

#[cfg(test)]
mod tests {
    use chrono::Timelike;
    use sync_contract::field::{date, days_since_1970};
    use uuid::Uuid;

    use super::*;
    use crate::appointments::clash::{Booked, clashes_among as clashes};

    #[test]
    fn the_published_sequence() {
        // the reference implementation by Vigna with seed 1234567
        let mut dice = Dice::new(1_234_567);
        let first: Vec<u64> = (0..3).map(|_| dice.next()).collect();
        assert_eq!(
            first,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }

    #[test]
    fn dice_stay_on_the_table() {
        let mut dice = Dice::new(1);
        assert!((0..1000).all(|_| (-3..4).contains(&dice.between(-3, 4))));
    }

    const TODAY: NaiveDate = date(2026, 11, 20);

    #[test]
    fn the_same_day_gives_the_same_clinic() {
        assert_eq!(plan(TODAY, time(10, 0)), plan(TODAY, time(10, 0)));
    }

    #[test]
    fn today_is_full_whatever_the_day_of_the_week() {
        for ahead in 0..7 {
            let today = back_by(TODAY, -ahead);
            let plan = plan(today, time(10, 0));
            let here = plan.appointments.iter().filter(|a| a.day == today).count();
            assert!(here >= 6, "{here} on {today}");
            assert!(plan.appointments.len() >= 100);
        }
    }

    #[test]
    fn no_patient_or_provider_is_booked_twice_at_once() {
        // what happened by now changes the random numbers of what is to come
        for (ahead, hour) in (0..14).flat_map(|ahead| [2, 8, 10, 15, 23].map(|hour| (ahead, hour)))
        {
            let plan = plan(back_by(TODAY, -ahead), time(hour, 6));
            assert!(clashes(&booked(&plan)).is_empty(), "{ahead} {hour}");
        }
    }

    fn booked(plan: &Plan) -> Vec<Booked> {
        plan.appointments
            .iter()
            .enumerate()
            .map(|(index, appointment)| {
                let minutes = i64::from(days_since_1970(appointment.day)) * 1440
                    + i64::from(appointment.from.hour()) * 60
                    + i64::from(appointment.from.minute());
                let number = |n: usize| Uuid::from_u128(n as u128);
                Booked {
                    id: number(index),
                    starts: sync_contract::field::Time(minutes),
                    ends: sync_contract::field::Time(minutes + appointment.minutes),
                    status: appointment.status,
                    provider: number(appointment.dietitian),
                    room: Some(number(100 + appointment.room)),
                    patients: vec![number(1000 + appointment.patient)],
                }
            })
            .collect()
    }

    #[test]
    fn each_course_fits_the_age_of_its_patient() {
        let courses = data::courses();
        for patient in plan(TODAY, time(10, 0)).patients {
            let course = &courses[patient.course];
            let Ok(birth) = fields::written_date(&patient.person.birth_date) else {
                continue;
            };
            let years = Age::on(birth, TODAY).years;
            let (least, most) = (
                course.from_years.unwrap_or(0),
                course.to_years.unwrap_or(130),
            );
            assert!(
                (least..=most).contains(&years),
                "{} at {years}",
                course.complaint
            );
            for entry in course.conditions.split(';') {
                let began = entry.split('|').nth(1).and_then(|onset| onset.get(..4));
                let is_born = began.is_none_or(|year| birth.to_string().as_str() < year);
                assert!(is_born, "{entry} of {birth}");
            }
            let has_adult_pressure = patient.visits.iter().any(|visit| visit.pressure.is_some());
            assert!(years >= 19 || !has_adult_pressure, "pressure at {years}");
        }
    }

    #[test]
    fn every_age_has_a_course_of_each_code() {
        let courses = data::courses();
        let mut person = data::patients().swap_remove(0);
        for (years, index) in (0..110).flat_map(|years| (0..5).map(move |index| (years, index))) {
            person.birth_date = back_by(TODAY, years * 366).to_string();
            course(&person, index, &courses, TODAY);
        }
    }

    #[test]
    fn visits_are_in_order_and_their_values_are_of_this_world() {
        for patient in plan(TODAY, time(10, 0)).patients {
            assert!(!patient.visits.is_empty());
            for pair in patient.visits.windows(2) {
                assert!(
                    (pair[0].day, pair[0].at) <= (pair[1].day, pair[1].at),
                    "{:?}",
                    patient.person
                );
            }
            for visit in &patient.visits {
                assert!(visit.day <= TODAY);
                assert!(
                    (dec!(8)..dec!(150)).contains(&visit.weight_kg),
                    "{} kg",
                    visit.weight_kg
                );
            }
        }
    }
}
