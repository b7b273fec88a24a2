//! Power cuts on both sides, at moments that nobody chose.

use std::process::{Child, Stdio};
use std::time::Duration;

use support::Serving;
use support::cli_device::{PASSWORD, connected};

use super::*;

const FEBRL: &[u8] = include_bytes!("../fixtures/febrl-dataset1.csv");

fn killed_after(mut program: Child, ms: u64) {
    std::thread::sleep(Duration::from_millis(ms));
    // one that was faster has nothing to lose
    let _ = program.kill();
    program.wait().unwrap();
}

#[test]
fn whatever_is_killed_in_the_middle_of_an_exchange_nothing_acknowledged_is_lost_and_nothing_comes_twice()
 {
    let (database, mut serving, first) = connected(&[]);
    let second = first.enrol("ada", "ada");
    let file = first.write("febrl.csv", FEBRL);
    let done = first
        .by("ada", &["import", "patients", &file, "--yes"])
        .done();
    assert_eq!(done["imported"], 997);
    let waiting = |device: &CliDevice| {
        device.says(&["status"]).done()["on_this_computer_only"]
            .as_i64()
            .unwrap()
    };
    assert!(waiting(&first) > 0);

    // the server dies while a push runs
    for ms in [30, 120, 250] {
        let pushing = first.command(&["sync"]).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(ms));
        let url = serving.kill();
        killed_after(pushing, 400);
        serving = Serving::start_again(&database, &url);
    }
    // the device dies while it pushes, and the other while it pulls
    for ms in [40, 90, 160, 300] {
        killed_after(first.command(&["sync"]).spawn().unwrap(), ms);
        killed_after(second.command(&["sync"]).spawn().unwrap(), ms);
    }
    // somebody goes on working on both
    let zoe = register(&second, "ada", "Zoë", "Okafor");
    let ben = register(&first, "ada", "Ben", "Tal");
    for device in [&first, &second, &first] {
        let synced = device.says(&["sync"]).done();
        assert_eq!(
            (synced["waiting"].as_i64(), synced["refused"].as_i64()),
            (Some(0), Some(0)),
            "{synced}"
        );
    }
    for device in [&first, &second] {
        assert_eq!(count(device, "select count(*) from patients"), 999);
        assert_eq!(waiting(device), 0);
        assert_eq!(family_name(device, "ada", &zoe), "Okafor");
        assert_eq!(family_name(device, "ada", &ben), "Tal");
        let chain = device.says(&["audit", "verify"]).done();
        assert!(chain["fault"].is_null(), "{chain}");
        assert!(count(device, "select count(*) from pragma_foreign_key_check") == 0);
    }
    assert_same(
        &exported(&first, "ada", "all.json"),
        &exported(&second, "ada", "all.json"),
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_program_that_falls_leaves_no_image_of_what_it_knew() {
    let device = CliDevice::new();
    device.init();
    // it waits for an entry that nobody gives
    let words = ["patients", "add", "--stdin"];
    let mut command = device.command_by("ada", PASSWORD, &words);
    let mut program = command.stdin(Stdio::piped()).spawn().unwrap();
    let limits = format!("/proc/{}/limits", program.id());
    let leaves_none = || {
        let limits = std::fs::read_to_string(&limits).unwrap();
        let cores = limits
            .lines()
            .find(|line| line.starts_with("Max core file size"));
        // soft and hard, so that nothing raises it again
        cores.is_some_and(|line| {
            line.split_whitespace()
                .skip(4)
                .take(2)
                .all(|size| size == "0")
        })
    };
    let told = (0..200).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        leaves_none()
    });
    program.kill().unwrap();
    program.wait().unwrap();
    assert!(told);
}
