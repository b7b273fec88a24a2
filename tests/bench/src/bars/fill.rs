//! The first fill of a new device.

use sync_contract::Wire;
use uuid::Uuid;

use crate::bare::{self, BareServer};
use crate::figures::Figures;
use crate::sealed::Sealer;
use crate::table::{Bar, Line, Unit};
use crate::{Bench, Outcome, SYNCHRONOUS, clear};

const ROUNDS: usize = 3;
const ROWS_PER_TRANSACTION: usize = 1_000;

pub fn run(bench: &mut Bench) -> Outcome<()> {
    let rows = wire_rows(bench)?;
    let runtime = super::runtime()?;
    let ours = Figures::default();
    let mut floor = Figures::default();
    runtime.block_on(async {
        let server = BareServer::start().await?;
        server.put(&rows).await?;
        for round in 0..bench.rounds(ROUNDS) {
            let mut device = clear::open(&bench.path(&format!("fill.{round}")), SYNCHRONOUS)?;
            bare::create(&device)?;
            let started = std::time::Instant::now();
            let count = server.fill(&mut device, ROWS_PER_TRANSACTION).await?;
            floor.take(count as f64 / started.elapsed().as_secs_f64());
        }
        Outcome::Ok(())
    })?;
    let line = Line::times("first fill, rows", ours, Bar::AtLeast(0.5)).of(Unit::PerSecond);
    bench.line(line.against("the same bytes, bare", floor));
    Ok(())
}

/// Every patient and measurement as it travels.
pub fn wire_rows(bench: &Bench) -> Outcome<Vec<(Uuid, Vec<u8>)>> {
    let mut sealer = Sealer::new()?;
    let mut rows = Vec::new();
    for patient in &bench.people.patients {
        rows.push((
            patient.id.0,
            sealer.row(patient, 1_767_600_000_000)?.to_bytes(),
        ));
    }
    for measurement in &bench.people.measurements {
        rows.push((
            measurement.id.0,
            sealer.row(measurement, 1_767_600_000_000)?.to_bytes(),
        ));
    }
    Ok(rows)
}
