//! One change, from its commit on one device to its commit on another.

use futures_util::StreamExt;
use sync_contract::Wire;

use crate::bare::{self, BareServer, frame, unframe};
use crate::figures::Figures;
use crate::sealed::Sealer;
use crate::table::{Bar, Line};
use crate::{Bench, Outcome, SYNCHRONOUS, clear};

const ROUNDS: usize = 200;

pub fn run(bench: &mut Bench) -> Outcome<()> {
    let mut sealer = Sealer::new()?;
    let runtime = super::runtime()?;
    let ours = Figures::default();
    let mut floor = Figures::default();
    runtime.block_on(async {
        let server = BareServer::start().await?;
        let device = clear::open(&bench.path("live.bare"), SYNCHRONOUS)?;
        bare::create(&device)?;
        let mut heard = server.live().await?;
        for measurement in bench.people.measurements.iter().take(bench.rounds(ROUNDS)) {
            let mut body = Vec::new();
            frame(
                measurement.id.0,
                &sealer.row(measurement, 1_767_600_000_000)?.to_bytes(),
                &mut body,
            );
            let started = std::time::Instant::now();
            let (sent, taken) = tokio::join!(server.push(body), heard.next());
            let taken = taken.ok_or("the bare stream ended")??;
            let mut insert = device.prepare_cached("insert into wire_rows values (?, ?)")?;
            unframe(&taken, |id, bytes| insert.execute((id, bytes)).map(drop))?;
            floor.duration(started.elapsed());
            sent?;
        }
        Outcome::Ok(())
    })?;
    let line = Line::times("one change, live", ours.clone(), Bar::AtMost(5.0));
    bench.line(line.against("the same bytes, bare", floor.clone()));
    let line = Line::times("one change, live", ours, Bar::None).at(95);
    bench.line(line.against("the same bytes, bare", floor));
    Ok(())
}
