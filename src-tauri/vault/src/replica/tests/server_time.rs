//! How far the time of the server is followed.

use super::*;
use crate::environment::WallClock;
use crate::store::device;

const OFFSET: &str = "select clock_offset_ms from device";

#[test]
fn only_a_clock_that_is_really_wrong_is_corrected() {
    let (_machine, mut unlocked) = clinic();
    let vault = unlocked.vault_mut();
    let offset = "select clock_offset_ms from device";
    let now = 1_800_000_000_000;
    vault.note_server_time(now + 500, now).unwrap();
    assert_eq!(count(vault, offset), 0);
    vault.note_server_time(now, now + 3_990_000).unwrap();
    assert_eq!(count(vault, offset), -3_990_000);
    vault.note_server_time(now + 400, now + 3_990_000).unwrap();
    assert_eq!(count(vault, offset), -3_990_000);
    vault.note_server_time(now, now).unwrap();
    assert_eq!(count(vault, offset), 0);
}

#[test]
fn a_server_moves_no_clock_out_of_its_century() {
    let (_machine, mut unlocked) = clinic();
    let offset = "select clock_offset_ms from device";
    let local = 1_800_000_000_000;
    let vault = unlocked.vault_mut();
    vault.note_server_time(local + 5_000, local).unwrap();
    for far in [0, SERVER_MS.start - 1, SERVER_MS.end, 1 << 47, u64::MAX] {
        vault.note_server_time(far, local).unwrap();
        assert_eq!(count(vault, offset), 5_000, "{far}");
    }
    for far in [SERVER_MS.start, SERVER_MS.end - 1] {
        unlocked.vault.note_server_time(far, local).unwrap();
        assert_eq!(count(&unlocked.vault, offset), 5_000, "not silently");
        let moved = far.cast_signed() - local.cast_signed();
        let jump = unlocked.vault.server_jump_ms().unwrap();
        assert_eq!(jump, Some(moved - 5_000));
    }
}

const MINUTE_MS: u64 = 60_000;

/// The monotonic clock is trusted, whatever the user sets the wall clock to.
#[test]
fn a_server_time_that_jumps_waits_for_a_person_and_a_set_clock_does_not() {
    let (machine, mut unlocked) = clinic();
    let offset = "select clock_offset_ms from device";
    let start = 1_800_000_000_000;
    unlocked.vault.note_server_time(start, start).unwrap();
    // an hour later a user has set the clock of the computer a year ahead
    machine.clock.advance_s(3_600);
    let (server, local) = (start + 60 * MINUTE_MS, start + 525_600 * MINUTE_MS);
    unlocked.vault.note_server_time(server, local).unwrap();
    let year = server.cast_signed() - local.cast_signed();
    assert_eq!(count(&unlocked.vault, offset), year);
    assert_eq!(unlocked.vault.server_jump_ms().unwrap(), None);
    // nine minutes are followed, eleven are asked about
    let nine = server + 9 * MINUTE_MS;
    unlocked.vault.note_server_time(nine, local).unwrap();
    assert_eq!(count(&unlocked.vault, offset), year + 540_000);
    let far = nine + 11 * MINUTE_MS;
    unlocked.vault.note_server_time(far, local).unwrap();
    assert_eq!(count(&unlocked.vault, offset), year + 540_000);
    assert_eq!(unlocked.vault.server_jump_ms().unwrap(), Some(660_000));
    assert!(unlocked.vault.file_state().unwrap().alarm.is_none());
    // a server that is right again is followed again
    unlocked.vault.note_server_time(nine, local).unwrap();
    assert_eq!(unlocked.vault.server_jump_ms().unwrap(), None);
    unlocked.vault.note_server_time(far, local).unwrap();
    assert_eq!(unlocked.take_server_time().unwrap(), Some(660_000));
    assert_eq!(count(&unlocked.vault, offset), year + 1_200_000);
    assert_eq!(unlocked.vault.server_jump_ms().unwrap(), None);
    assert_eq!(unlocked.take_server_time().unwrap(), None);
}

/// Nine minutes with each sync are no hour: what was followed is measured from the time that was taken on trust.
#[test]
fn a_server_walks_the_time_of_a_device_no_further_than_once() {
    let (machine, mut unlocked) = clinic();
    let now = || u64::try_from(machine.clock.moment().wall_ms).unwrap();
    let vault = &mut unlocked.vault;
    vault.note_server_time(now(), now()).unwrap();
    let mut furthest = 0;
    for step in 1..=40 {
        machine.clock.advance_s(60);
        vault
            .note_server_time(now() + step * 9 * MINUTE_MS, now())
            .unwrap();
        furthest = furthest.max(count(vault, OFFSET));
    }
    assert_eq!(furthest, 540_000);
    assert!(vault.server_jump_ms().unwrap().is_some());
    // nor where the machine is started again between them
    let known = count(vault, OFFSET);
    for boot in 2..=20_u64 {
        machine.clock.advance_s(60);
        let restarted = "update device set server_boot = randomblob(16)";
        device::change(&vault.conn, || Ok(vault.conn.execute(restarted, [])?)).unwrap();
        vault
            .note_server_time(now() + boot * 9 * MINUTE_MS, now())
            .unwrap();
    }
    assert_eq!(count(vault, OFFSET), known);
    // clocks that are not set may drift apart: ten minutes and 17 seconds are accepted after a day
    let (machine, mut unlocked) = clinic();
    let now = || u64::try_from(machine.clock.moment().wall_ms).unwrap();
    let vault = &mut unlocked.vault;
    vault.note_server_time(now(), now()).unwrap();
    machine.clock.advance_s(24 * 3_600);
    for (ahead_ms, is_followed) in [(617_000, true), (619_000, false)] {
        vault.note_server_time(now() + ahead_ms, now()).unwrap();
        assert_eq!(vault.server_jump_ms().unwrap().is_none(), is_followed);
    }
}
