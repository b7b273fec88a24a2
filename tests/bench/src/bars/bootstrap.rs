//! The bootstrap of a new device.

use std::time::Instant;

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
    let (rounds, least) = (bench.rounds(ROUNDS), rows.len());
    let paths: Vec<_> = (0..rounds)
        .map(|round| {
            (
                bench.path(&format!("bootstrap/{round}")),
                bench.path(&format!("bootstrap.{round}")),
            )
        })
        .collect();
    let (network, mut admin) = bench.on_the_server()?;
    let bare = network.runtime.block_on(async {
        let bare = BareServer::start().await?;
        bare.put(&rows).await?;
        Outcome::Ok(bare)
    })?;
    let (mut ours, mut floor) = (Figures::default(), Figures::default());
    for (vault, file) in paths {
        let device = network.join(&mut admin, &vault)?;
        let started = Instant::now();
        let report = network.sync(device.vault())?;
        ours.take(report.rows as f64 / started.elapsed().as_secs_f64());
        if report.rows < least || report.quarantined > 0 {
            return Err(format!("the new device lacks rows: {report:?}").into());
        }
        let mut device = clear::open(&file, SYNCHRONOUS)?;
        bare::create(&device)?;
        let started = Instant::now();
        let count = network
            .runtime
            .block_on(bare.bootstrap(&mut device, ROWS_PER_TRANSACTION))?;
        floor.take(count as f64 / started.elapsed().as_secs_f64());
    }
    let line = Line::times("first bootstrap, rows", ours, Bar::AtLeast(0.5)).of(Unit::PerSecond);
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
