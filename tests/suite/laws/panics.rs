//! *sealed*, when a program panics: the panic prints none of its data.

use std::path::Path;
use std::process::{Command, Stdio};

use support::canary::{CANARY, CANARY_DIGITS, forms_in};
use support::{Device, Machine, Samples, block_on};
use sync_contract::catalog::Patient;
use sync_contract::entity::Entity;
use uuid::Uuid;

/// Names the way in which this process is to fall.
const FALL: &str = "NUTRIVAULT_TEST_FALL";
const HOME: &str = "NUTRIVAULT_TEST_HOME";
const PATIENT: &str = "NUTRIVAULT_TEST_PATIENT";
/// The panic hook: that of the programs that open vaults, the server's, or none of ours.
const HOOK: &str = "NUTRIVAULT_TEST_HOOK";

const FALLS: [&str; 5] = ["words", "unwrap", "compare", "thread", "task"];

/// What the program whose name this is does first of all.
fn take_hook(of: &str) {
    match of {
        "laptop" => vault::memory::harden().unwrap(),
        "server" => sync_server::ops::hardening::print_only_panic_location(),
        _ => {}
    }
}

fn output_of(device: &Device, patient: Uuid, fall: &str, hook: &str) -> String {
    let name = std::thread::current().name().unwrap().to_owned();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &name, "--nocapture"])
        .env(FALL, fall)
        .env(HOME, device.machine.home())
        .env(PATIENT, patient.to_string())
        .env(HOOK, hook)
        .env("RUST_BACKTRACE", "full")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(!output.status.success(), "{fall} under {hook} did not fall");
    let all = [output.stdout, output.stderr].concat();
    String::from_utf8_lossy(&all).into_owned()
}

#[test]
fn a_panic_prints_its_location_and_nothing_of_the_patient() {
    if let Ok(fall) = std::env::var(FALL) {
        return fall_with_a_patient(&fall);
    }
    let (mut device, _) = Device::create();
    let mut samples = Samples::new(device.unlocked().vault().tenant().0);
    let patient = samples.row(Patient::DESCRIPTOR, 0);
    device.insert(&patient).unwrap();
    for fall in FALLS {
        for hook in ["laptop", "server"] {
            let output = output_of(&device, patient.id, fall, hook);
            assert!(
                output.contains("failed at "),
                "{fall} under {hook}: {output}"
            );
            assert!(
                output.contains("panics.rs"),
                "{fall} under {hook}: {output}"
            );
            assert_eq!(forms_in(output.as_bytes()), [""; 0], "{fall} under {hook}");
        }
        // it had the patient in memory, and would have printed it
        let output = output_of(&device, patient.id, fall, "none");
        assert!(
            forms_in(output.as_bytes()).contains(&"utf-8"),
            "{fall}: {output}"
        );
    }
}

/// Opens a patient as a signed-in user, and panics.
fn fall_with_a_patient(fall: &str) {
    let variable = |name: &str| std::env::var(name).unwrap();
    let mut device = Device::on(Machine::at(Path::new(&variable(HOME))));
    device.sign_in_here("ada");
    let id: Uuid = variable(PATIENT).parse().unwrap();
    let patient = device.read().get::<Patient>(id.into()).unwrap().unwrap();
    let given = patient.value.given_name.open().unwrap().clone().unwrap();
    assert!(given.contains(CANARY));
    take_hook(&variable(HOOK));
    let text = given.to_string();
    match fall {
        "words" => panic!("{text} weighs {CANARY_DIGITS}"),
        "unwrap" => text.parse::<Uuid>().map_err(|_| text).map(drop).unwrap(),
        "compare" => assert_eq!(text, ""),
        "thread" => std::thread::spawn(move || panic!("{text}")).join().unwrap(),
        _ => block_on(async { tokio::spawn(async move { panic!("{text}") }).await }).unwrap(),
    }
}

#[test]
fn every_program_takes_its_hook_before_anything_else() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let programs = [
        ("src-tauri/src/main.rs", "vault::memory::harden()"),
        ("src-tauri/cli/src/main.rs", "vault::memory::harden()"),
        (
            "sync/server/src/main.rs",
            "hardening::print_only_panic_location()",
        ),
    ];
    for (file, hook) in programs {
        let source = std::fs::read_to_string(top.join(file)).unwrap();
        let main = source.split("fn main()").nth(1).unwrap();
        let taken = main.find(hook).unwrap_or_else(|| panic!("{file}"));
        let before = &main[..taken];
        // a log may be started before, so that an error of the system can be logged
        let opens = ["run(", "parse(", "open(", "Desk", "vault::Vault"];
        assert!(!opens.iter().any(|word| before.contains(word)), "{file}");
    }
}
