//! What is read of one patient at once: their page, a page of their timeline, a trend of 200 points.

use std::fs;
use std::hint::black_box;

use clinic::measurements::{Measure, MeasureKind, list as measurements};
use clinic::timeline::TimelineQuery;
use clinic::view::Id;
use clinic::{Clinic, chart, timeline};
use rusqlite::Connection;
use rust_decimal::Decimal;
use sync_contract::catalog::Measurement;
use sync_contract::field::Time;
use sync_contract::ids::{MeasurementId, PatientId};
use sync_contract::{Compartment, Entity};
use uuid::Uuid;
use vault::wiped::Wiped;
use vault::{SystemClock, Unlocked};

use crate::figures::Figures;
use crate::ours::VisitForm;
use crate::people::Dice;
use crate::sealed::Sealer;
use crate::table::{Bar, Line};
use crate::{Bench, Outcome, SYNCHRONOUS, clear, visit};

const PATIENTS: usize = 200;
const ROUNDS: usize = 2_000;
/// Coprime with any number of patients here, so that the opened patients are far apart.
const STEP: usize = 7919;
const VISITS_EACH: u64 = 5;
const POINTS: i64 = 200;
const DAY_US: i64 = 86_400_000_000;
const AT_ONCE_S: f64 = 0.05;
const PEER: &str = "one statement over the same rows in clear";

pub fn run(bench: &mut Bench) -> Outcome<()> {
    let mut unlocked = bench.our_clinic("chart")?;
    drop(bench.clear_file()?);
    let plain = bench.path("full/chart.clear");
    fs::copy(bench.clear_path(), &plain)?;
    let mut plain = clear::open(&plain, SYNCHRONOUS)?;
    let all = &bench.people.patients;
    let patients: Vec<PatientId> = (0..bench.rounds(PATIENTS))
        .map(|number| all[number * STEP % all.len()].id)
        .collect();
    write_visits(&mut unlocked, &mut plain, &patients)?;
    let followed = write_points(&mut unlocked, &mut plain, &bench.people.measurements[0])?;
    plain.execute_batch("pragma wal_checkpoint(truncate); analyze;")?;

    let proved = prove_points(bench, &unlocked)?;
    let mut clinic = Clinic::new(unlocked, Box::new(SystemClock::new()));
    let mut first = Figures::default();
    for patient in &patients {
        // the first reading of a patient is logged, and that is on the disk before anything is shown
        black_box(first.time(|| chart::show(&mut clinic, &Id::of(*patient)))?);
    }
    let mut dice = Dice::new(7);
    let (mut page, mut page_floor) = (Figures::default(), Figures::default());
    let (mut history, mut history_floor) = (Figures::default(), Figures::default());
    let (mut trend, mut trend_floor) = (Figures::default(), Figures::default());
    for _ in 0..bench.rounds(ROUNDS) {
        let patient = patients[dice.below(patients.len() as u64) as usize];
        black_box(page.time(|| chart::show(&mut clinic, &Id::of(patient)))?);
        black_box(page_floor.time(|| clear::chart(&plain, patient.0))?);
        let query = timeline_of(patient);
        let rows = history.time(|| timeline::list::list(&clinic, &query))?.rows;
        // the readings of a visit are one row of ours, and the registration is one
        assert!(black_box(rows).len() as u64 > VISITS_EACH);
        black_box(history_floor.time(|| clear::history(&plain, patient.0))?);
        let kind = Measure::Program(MeasureKind::Weight);
        let drawn = trend.time(|| measurements::trend(&clinic, &Id::of(followed), &kind))?;
        assert!(black_box(drawn).points.len() as i64 > POINTS);
        black_box(trend_floor.time(|| clear::trend(&plain, followed.0, "WEIGHT"))?);
    }
    let line = Line::times(
        "200 points: tags, keys and opening alone",
        proved,
        Bar::None,
    );
    bench.line(line.against(PEER, trend_floor.clone()));
    for (what, ours, floor) in [
        ("the page of a patient", page, page_floor),
        ("a page of the timeline", history, history_floor),
        ("a trend of 200 points", trend, trend_floor),
    ] {
        let line = Line::times(what, ours.clone(), Bar::AtMost(3.0));
        bench.line(line.against(PEER, floor));
        bench.line(Line::times(format!("{what}, at once"), ours, Bar::Under(AT_ONCE_S)).at(95));
    }
    let line = Line::times(
        "the page of a patient, read first",
        first,
        Bar::Under(AT_ONCE_S),
    );
    bench.line(line.at(95));
    Ok(())
}

/// The floor of a trend on rows in memory: verifies tags, derives keys and opens values.
fn prove_points(bench: &Bench, unlocked: &Unlocked) -> Outcome<Figures> {
    let reader = unlocked.read();
    let stored = reader.stored_rows(Measurement::DESCRIPTOR, POINTS as usize)?;
    let mut sealer = Sealer::new()?;
    let points = bench.people.measurements.iter().take(POINTS as usize);
    let points = points.map(|point| sealer.row(point, 1_767_600_000_000));
    let points = points.collect::<Result<Vec<_>, _>>()?;
    let (mut proved, mut buffer) = (Figures::default(), Wiped::default());
    for _ in 0..bench.rounds(ROUNDS) {
        proved.time(|| -> Outcome<()> {
            assert_eq!(reader.count_altered(black_box(&stored))?, 0);
            for point in black_box(&points) {
                sealer.open_cells(point, Compartment::Clinical, &mut buffer)?;
            }
            Ok(())
        })?;
    }
    Ok(proved)
}

fn timeline_of(patient: PatientId) -> TimelineQuery {
    TimelineQuery {
        patient_id: Id::of(patient),
        group: None,
        after: None,
        limit: 100,
    }
}

/// The same visits in both files.
fn write_visits(
    unlocked: &mut Unlocked,
    plain: &mut Connection,
    patients: &[PatientId],
) -> Outcome<()> {
    let mut form = VisitForm::new(unlocked.user())?;
    for number in 0..VISITS_EACH * patients.len() as u64 {
        let patient = patients[number as usize % patients.len()];
        form.write(unlocked, patient)?;
        visit::write(plain, number, patient.0.into_bytes())?;
    }
    Ok(())
}

/// Writes a weight for each day of one patient. Returns the patient.
fn write_points(
    unlocked: &mut Unlocked,
    plain: &mut Connection,
    like: &Measurement,
) -> Outcome<PatientId> {
    let readings: Vec<Measurement> = (1..=POINTS)
        .map(|day| Measurement {
            value: Decimal::new(800 - day, 1).into(),
            measured_at: Time(like.measured_at.0 - day * DAY_US),
            ..like.clone()
        })
        .collect();
    let ids = unlocked.write("import readings", |tx| {
        let mut ids: Vec<MeasurementId> = Vec::with_capacity(readings.len());
        for reading in &readings {
            let id = tx.new_id();
            tx.insert(&Measurement {
                id,
                ..reading.clone()
            })?;
            ids.push(id);
        }
        Ok::<_, vault::Error>(ids)
    })?;
    let (tenant, user) = (Uuid::from_bytes([0x11; 16]), Uuid::from_bytes([0x22; 16]));
    for (id, reading) in ids.into_iter().zip(readings) {
        clear::insert_measurement(plain, tenant, user, &Measurement { id, ..reading })?;
    }
    Ok(like.patient)
}
