//! How much memory stays resident: the core with the clinic open, the server with many devices listening.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use futures_util::StreamExt;
use sync_client::{HttpProtocol, Live};
use vault::Vault;
use vault::password::Password;
use vault::read::PatientFilter;

use crate::figures::Figures;
use crate::table::{Bar, Line, Unit};
use crate::{Bench, Outcome, ours};

/// The first argument of a process that unlocks a vault, works in it and prints how much memory it has.
pub const CORE: &str = "peer-core";
const DEVICES: usize = 500;

pub fn run(bench: &mut Bench) -> Outcome<()> {
    let folder = bench.our_clinic("memory")?.lock().folder().to_owned();
    let output = Command::new(std::env::current_exe()?)
        .arg(CORE)
        .arg(&folder)
        .output()?;
    let bytes: f64 = String::from_utf8(output.stdout)?.trim().parse()?;
    bench.line(
        Line::times("memory of the core", Figures::one(bytes), Bar::Under(150e6)).of(Unit::Bytes),
    );
    let devices = if bench.quick { DEVICES / 10 } else { DEVICES };
    let folder = tempfile::tempdir_in(bench.path("full"))?;
    let (network, mut admin) = bench.on_the_server()?;
    let engine = network.engine(admin.vault())?;
    let bearers = (0..devices)
        .map(|number| {
            let vault =
                network.enrol(&engine, &mut admin, &folder.path().join(number.to_string()))?;
            network.bearer(&vault)
        })
        .collect::<Outcome<Vec<_>>>()?;
    let server = ServerProcess::start(&network.database.app_url())?;
    let bytes = network.runtime.block_on(async {
        let mut streams = Vec::new();
        for bearer in bearers {
            // a connection each, as so many machines have
            let protocol = HttpProtocol::new(&server.url, None)?;
            let mut stream = protocol.live(bearer).await?;
            stream.next().await.ok_or("a stream ended at once")??;
            streams.push((protocol, stream));
        }
        resident(server.process.id())
    })?;
    let line = Line::times(
        format!("memory of the server, {devices} idle devices"),
        Figures::one(bytes),
        Bar::Under(96e6),
    );
    bench.line(line.of(Unit::Bytes));
    Ok(())
}

/// Runs in a process of its own.
pub fn core(folder: &Path) -> Outcome<()> {
    let vault = Vault::open(folder, ours::environment(folder)?)?;
    let unlocked = vault
        .unlock(ours::USER, &Password::new(ours::PASSWORD))
        .map_err(|refused| refused.error)?;
    let index = unlocked.search_index()?;
    let hits = index.find("an", 50);
    let page = unlocked.read().patients(&PatientFilter::default(), 50)?;
    let bytes = resident(std::process::id())?;
    println!("{bytes}");
    if hits.is_empty() || page.is_empty() {
        return Err("the search has no result".into());
    }
    Ok(())
}

fn resident(process: u32) -> Outcome<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .ok_or("no resident size")?;
    let kibibytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kibibytes * 1024.0)
}

/// The server's own program, as an operator runs it.
struct ServerProcess {
    process: Child,
    url: String,
}

impl ServerProcess {
    fn start(database: &str) -> Outcome<Self> {
        let mut process = Command::new(super::start::program("nutrivault-server")?)
            .args([
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--database",
                database,
                "--log",
                "off",
            ])
            .stdout(Stdio::piped())
            .spawn()?;
        let output = process
            .stdout
            .take()
            .ok_or("the server has no standard output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let address = line
            .split_whitespace()
            .last()
            .ok_or("the server printed no address")?;
        let url = if address.starts_with("http") {
            address.to_owned()
        } else {
            format!("http://{address}")
        };
        Ok(Self { process, url })
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        // one that is gone already is what is wanted
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
