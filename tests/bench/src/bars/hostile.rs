//! A device that floods one cell with versions, next to one that does as much work and to another clinic.

use std::time::{Duration, Instant};

use support::fake_device::{FakeClinic, FakeDevice, random_id};
use support::proof::challenged;
use sync_client::HttpProtocol;
use sync_contract::catalog::{Appointment, Facility};
use sync_contract::messages::{Push, Verdict};
use sync_contract::protocol::{Bearer, Protocol, Replica};
use sync_contract::{Code, Entity, Value};
use sync_server::db::clinic_codes;
use sync_server::ops::config::FIRST_PUSH_BYTES;
use uuid::Uuid;

use crate::figures::Figures;
use crate::network::Network;
use crate::table::{Bar, Line};
use crate::{Bench, Outcome};

const ROUNDS: usize = 20;
/// Groups of a push, some 52 KB together.
const GROUPS: usize = 200;
/// The status of an appointment, which is in the clear: a receptionist writes it.
const STATUS: u8 = 3;

pub fn run(bench: &mut Bench) -> Outcome<()> {
    let rounds = bench.rounds(ROUNDS);
    let network = Network::start()?;
    let [mut hostile, mut other] = [Client::connect(&network)?, Client::connect(&network)?];
    let flooded = hostile.appointments(&network, 1)?;
    let (mut surplus, mut fresh, mut waited) =
        (Figures::default(), Figures::default(), Figures::default());
    // the first round leaves as many versions as a device may leave
    for round in 0..rounds + 1 {
        let apart = hostile.appointments(&network, GROUPS)?;
        hostile.write_versions(&apart);
        let (accepted, to_fresh) = network.runtime.block_on(hostile.push())?;
        if accepted != GROUPS {
            return Err("the server refused an edit".into());
        }
        let flood: Vec<Uuid> = flooded.iter().copied().cycle().take(GROUPS).collect();
        hostile.write_versions(&flood);
        other.write_appointments(1);
        let pushes = async { tokio::join!(hostile.push(), other.push()) };
        let (flooding, working) = network.runtime.block_on(pushes);
        let ((accepted, to_one), (_, meanwhile)) = (flooding?, working?);
        if round > 0 {
            if accepted > 0 {
                return Err("the server took a surplus version".into());
            }
            surplus.duration(to_one);
            fresh.duration(to_fresh);
            waited.duration(meanwhile);
        }
    }
    let what = "push of 200 surplus versions";
    let line = Line::times(what, surplus.clone(), Bar::AtMost(3.0));
    bench.line(line.against("to a cell each", fresh));
    bench.line(Line::times(what, surplus, Bar::Under(0.05)));
    bench.line(Line::times(
        "another clinic meanwhile",
        waited,
        Bar::Under(0.05),
    ));
    Ok(())
}

/// A device that speaks the protocol by hand.
struct Client {
    device: FakeDevice,
    protocol: HttpProtocol,
    bearer: Bearer,
    facility: Uuid,
}

impl Client {
    /// The first device of a new clinic.
    fn connect(network: &Network) -> Outcome<Client> {
        let (clinic, mut device) = FakeClinic::new();
        let protocol = network.protocol()?;
        let facility = random_id();
        let writes = device.row(Facility::DESCRIPTOR, facility, None, &[]);
        device.write(writes);
        let bearer = network.runtime.block_on(async {
            let owner = network.database.as_owner().await;
            let code = clinic_codes::create(&owner, "Flood", 24, FIRST_PUSH_BYTES).await?;
            let create = clinic.create_clinic(&device, code.as_str());
            protocol.create_clinic(None, create).await?;
            let mut token = challenged(&protocol, device.tenant, device.number).await;
            token.signature = device.sign_token(&token)?;
            Outcome::Ok(Bearer(protocol.token(None, token).await?.token))
        })?;
        let mut client = Client {
            device,
            protocol,
            bearer,
            facility,
        };
        network.runtime.block_on(client.push())?;
        Ok(client)
    }

    /// Pushes what waits, and returns how many groups were accepted and how long it took. What was not is forgotten.
    async fn push(&mut self) -> Outcome<(usize, Duration)> {
        let push: Push = self.device.next_push()?.ok_or("nothing waits")?;
        let begun = Instant::now();
        let call = self.protocol.push(Some(self.bearer.clone()), push.clone());
        let answer = call.await?;
        let took = begun.elapsed();
        let outcome = self.device.apply_verdicts(&push, &answer)?;
        let is_undecided = |verdict: &Verdict| match verdict {
            Verdict::Rejected(rejection) => rejection.code == Code::Undecided,
            _ => true,
        };
        if !answer
            .verdicts
            .iter()
            .all(|(_, verdict)| is_undecided(verdict))
        {
            return Err("a surplus version was refused for another cause".into());
        }
        self.device.queue.clear();
        Ok((outcome.accepted, took))
    }

    fn appointments(&mut self, network: &Network, count: usize) -> Outcome<Vec<Uuid>> {
        let rows = self.write_appointments(count);
        network.runtime.block_on(self.push())?;
        Ok(rows)
    }

    fn write_appointments(&mut self, count: usize) -> Vec<Uuid> {
        let rows: Vec<Uuid> = (0..count).map(|_| random_id()).collect();
        for row in &rows {
            let provider = ("provider", Value::Uuid(self.device.author.id));
            let given = [("facility", Value::Uuid(self.facility)), provider];
            let writes = self.device.row(Appointment::DESCRIPTOR, *row, None, &given);
            self.device.write(writes);
        }
        rows
    }

    /// One version of the status of each of these, written without having read any. Each differs: equal ones are
    /// released by the server itself.
    fn write_versions(&mut self, rows: &[Uuid]) {
        let known = Appointment::DESCRIPTOR;
        let status = known.cells.iter().find(|cell| cell.number == STATUS);
        let Some((status, field)) =
            status.and_then(|cell| Some((cell, cell.clear_fields().next()?)))
        else {
            return;
        };
        for row in rows {
            let given = [(field.name, Value::Text(random_id().to_string()))];
            let write = self
                .device
                .cell(known, status, *row, None, &given, Vec::new());
            self.device.write(vec![write]);
        }
    }
}
