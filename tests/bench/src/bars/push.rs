//! A thousand changed rows on their way to the server.

use sync_contract::Wire;

use crate::bare::{BareServer, frame};
use crate::figures::Figures;
use crate::sealed::Sealer;
use crate::table::{Bar, Line};
use crate::{Bench, Outcome};

const ROUNDS: usize = 30;
const ROWS: usize = 1_000;

pub fn run(bench: &mut Bench) -> Outcome<()> {
    let mut sealer = Sealer::new()?;
    let mut body = Vec::new();
    for measurement in bench.people.measurements.iter().take(ROWS) {
        let bytes = sealer.row(measurement, 1_767_600_000_000)?.to_bytes();
        frame(measurement.id.0, &bytes, &mut body);
    }
    let runtime = super::runtime()?;
    let ours = Figures::default();
    let mut floor = Figures::default();
    runtime.block_on(async {
        let server = BareServer::start().await?;
        for _ in 0..bench.rounds(ROUNDS) {
            let body = body.clone();
            let started = std::time::Instant::now();
            server.push(body).await?;
            floor.duration(started.elapsed());
        }
        Outcome::Ok(())
    })?;
    let line = Line::times("push of 1,000 changed rows", ours, Bar::AtMost(4.0));
    bench.line(line.against("the same bytes, bare", floor));
    Ok(())
}
