//! One change, from its commit on one device to its commit on another.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use rust_decimal::Decimal;
use sync_client::{Stop, Stopper, Watch, Watched};
use sync_contract::Wire;
use sync_contract::catalog::Measurement;
use sync_contract::ids::MeasurementId;
use vault::Unlocked;

use crate::bare::{self, BareServer, frame, unframe};
use crate::figures::Figures;
use crate::sealed::Sealer;
use crate::table::{Bar, Line};
use crate::{Bench, Outcome, SYNCHRONOUS, clear};

const ROUNDS: usize = 150;
const ARRIVES_WITHIN: Duration = Duration::from_secs(30);

pub fn run(bench: &mut Bench) -> Outcome<()> {
    let mut sealer = Sealer::new()?;
    let rounds = bench.rounds(ROUNDS);
    let readings: Vec<Measurement> = bench
        .people
        .measurements
        .iter()
        .take(rounds)
        .cloned()
        .collect();
    let (other, file) = (bench.path("live/vault"), bench.path("live.bare"));
    let (network, mut here) = bench.on_the_server()?;
    let there = network.join(&mut here, &other)?;
    network.sync(there.vault())?;
    network.sync(here.vault())?;
    let (stopper, stop) = Stopper::new();
    let sending = Watch::new(network.shared_engine(here.vault())?);
    let wake = sending.wake();
    let (sender, arrived) = mpsc::channel();
    let hearing = Watch::new(network.shared_engine(there.vault())?);
    let running = [
        network.runtime.spawn(follow(sending, stop.clone(), |_| {})),
        network.runtime.spawn(follow(hearing, stop, move |rows| {
            // a receiver that is gone has measured enough
            let _ = sender.send(rows);
        })),
    ];
    // both streams are open before the first change
    std::thread::sleep(Duration::from_millis(500));
    while arrived.try_recv().is_ok() {}

    let device = clear::open(&file, SYNCHRONOUS)?;
    bare::create(&device)?;
    let bare = network.runtime.block_on(BareServer::start())?;
    let mut stream = network.runtime.block_on(bare.live())?;
    let (mut ours, mut floor) = (Figures::default(), Figures::default());
    for reading in &readings {
        change(&mut here, reading.id)?;
        let started = Instant::now();
        wake.notify_one();
        while arrived.recv_timeout(ARRIVES_WITHIN)? == 0 {}
        ours.duration(started.elapsed());
        let mut body = Vec::new();
        frame(
            reading.id.0,
            &sealer.row(reading, 1_767_600_000_000)?.to_bytes(),
            &mut body,
        );
        let started = Instant::now();
        network.runtime.block_on(async {
            let (sent, taken) = tokio::join!(bare.push(body), stream.next());
            let taken = taken.ok_or("the bare stream ended")??;
            let mut insert = device.prepare_cached("insert into wire_rows values (?, ?)")?;
            unframe(&taken, |id, bytes| insert.execute((id, bytes)).map(drop))?;
            sent
        })?;
        floor.duration(started.elapsed());
    }
    stopper.stop();
    for task in running {
        network.runtime.block_on(task)?;
    }
    let line = Line::times("one change, live", ours.clone(), Bar::AtMost(5.0));
    bench.line(line.against("the same bytes, bare", floor.clone()));
    let line = Line::times("one change, live", ours, Bar::None).at(95);
    bench.line(line.against("the same bytes, bare", floor));
    Ok(())
}

/// Sends after each sync how many rows it pulled.
async fn follow(
    watch: Watch<sync_client::HttpProtocol, vault::Vault>,
    stop: Stop,
    sender: impl Fn(usize) + Send + 'static,
) {
    let send = move |watched| match watched {
        Watched::Synced(report) => sender(report.rows),
        Watched::Failed(error) => eprintln!("  {error}"),
        Watched::Live => {}
    };
    // it ends when it is stopped
    let _ = watch.run(&stop, send).await;
}

fn change(device: &mut Unlocked, id: MeasurementId) -> Outcome<()> {
    let reading = device
        .read()
        .get::<Measurement>(id)?
        .ok_or("a measurement is missing")?;
    let mut value = reading.value.clone();
    value.value = value
        .value
        .into_open()
        .map(|value| value + Decimal::new(1, 1))
        .unwrap_or_default()
        .into();
    let written: vault::Result<bool> =
        device.write("correct reading", |tx| tx.update(&value, &reading.seen));
    written?;
    Ok(())
}
