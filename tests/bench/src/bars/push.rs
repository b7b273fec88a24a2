//! A thousand changed rows on their way to the server.

use std::time::Instant;

use rust_decimal::Decimal;
use sync_contract::Wire;
use sync_contract::catalog::Measurement;
use sync_contract::ids::MeasurementId;
use sync_contract::messages::Push;
use sync_contract::protocol::{Protocol, Replica};
use uuid::Uuid;
use vault::Unlocked;

use crate::bare::{BareServer, frame};
use crate::figures::Figures;
use crate::table::{Bar, Line};
use crate::{Bench, Outcome};

const ROUNDS: usize = 20;
const ROWS: usize = 1_000;
/// A row as the bare server has it before it changes: about as long as what is sent.
const BYTES_BEFORE: usize = 300;

pub fn run(bench: &mut Bench) -> Outcome<()> {
    let rounds = bench.rounds(ROUNDS);
    let ids: Vec<MeasurementId> = bench.people.measurements.iter().map(|one| one.id).collect();
    let (network, mut device) = bench.on_the_server()?;
    // to one server the rows are new, the other has them all, as ours has
    let fresh = network.runtime.block_on(BareServer::start())?;
    let bare = network.runtime.block_on(BareServer::start())?;
    let there: Vec<_> = ids.iter().map(|id| (id.0, vec![0; BYTES_BEFORE])).collect();
    network.runtime.block_on(bare.put(&there))?;
    let protocol = network.protocol()?;
    let bearer = network.bearer(device.vault())?;
    let (mut ours, mut floor, mut inserts) =
        (Figures::default(), Figures::default(), Figures::default());
    // the first push of a process has cold caches at both ends
    for round in 0..rounds + 1 {
        let start = round * ROWS % (ids.len() - ROWS);
        change(&mut device, &ids[start..start + ROWS])?;
        let started = Instant::now();
        let vault = device.vault_mut();
        let (mut bytes, mut accepted) = (Vec::new(), 0);
        while let Some(push) = vault.next_push()? {
            let answer = network
                .runtime
                .block_on(protocol.push(Some(bearer.clone()), push.clone()))?;
            accepted += vault.apply_verdicts(&push, &answer)?.accepted;
            bytes.push(push);
        }
        let took = started.elapsed();
        if accepted == 0 {
            return Err("the server took nothing".into());
        }
        let body = framed(&bytes, &ids[start..start + ROWS]);
        let started = Instant::now();
        network.runtime.block_on(fresh.push(body.clone()))?;
        let inserted = started.elapsed();
        let started = Instant::now();
        network.runtime.block_on(bare.push(body))?;
        if round > 0 {
            floor.duration(started.elapsed());
            inserts.duration(inserted);
            ours.duration(took);
        }
    }
    let line = Line::times("push of 1,000 changed rows", ours.clone(), Bar::AtMost(4.0));
    bench.line(line.against("the same bytes, bare", floor));
    let line = Line::times("push of 1,000 changed rows", ours, Bar::None);
    bench.line(line.against("bare, to rows that are new", inserts));
    Ok(())
}

/// One action that corrects so many readings.
fn change(device: &mut Unlocked, ids: &[MeasurementId]) -> Outcome<()> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let readings = device.read().by_ids::<Measurement>(&ids)?;
    let written: vault::Result<()> = device.write("correct readings", |tx| {
        for reading in &readings {
            let mut value = reading.value.clone();
            value.value = value
                .value
                .into_open()
                .map(|value| value + Decimal::new(1, 1))
                .unwrap_or_default()
                .into();
            tx.update(&value, &reading.seen)?;
        }
        Ok(())
    });
    Ok(written?)
}

/// The bytes of these pushes, a thousandth of them to each row.
fn framed(pushes: &[Push], ids: &[MeasurementId]) -> Vec<u8> {
    let bytes: Vec<u8> = pushes.iter().flat_map(Wire::to_bytes).collect();
    let mut body = Vec::with_capacity(bytes.len() + ids.len() * 20);
    for (id, part) in ids
        .iter()
        .zip(bytes.chunks(bytes.len().div_ceil(ids.len())))
    {
        frame(id.0, part, &mut body);
    }
    body
}
