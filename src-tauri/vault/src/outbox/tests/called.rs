//! An attacker edits what the file says of the groups that wait, and not the groups: which of them the server has
//! refused, which rows they write, which a person has discarded. Nothing counts as sent or as refused by that.

use super::altered::{Attacked, alarm, is_clean, sent, waiting, with_role};
use super::*;
use crate::{AdminSignedState, FileAlarm, Vault};

/// What the server never said.
const REFUSED: [&str; 4] = [
    "update queue set state = 'REJECTED'",
    "update queue set state = 'REJECTED', rejection = x'00', rejection_tag = zeroblob(18)",
    "update queue set state = 'REJECTED', rejection_tag = tag",
    "update queue set state = 'REJECTED', resent_at = created_at where seq = (select max(seq) from queue)",
];

/// What is waiting as the lists and the header of a patient show it.
fn shown(vault: &Vault, patient: PatientId) -> (usize, usize, u32) {
    let counts = vault.waiting().unwrap();
    let of_patient = vault.waiting_by_patient().unwrap();
    let of_patient = of_patient.iter().find(|line| line.patient == patient.0);
    let groups = of_patient.map_or(0, |line| line.groups);
    (counts.groups, vault.waiting_changes().unwrap(), groups)
}

#[test]
fn a_group_that_another_program_called_rejected_is_sent_and_reported() {
    for sql in REFUSED {
        let (attacked, all) = Attacked::with_work();
        let before = shown(&attacked.machine.open().unwrap(), attacked.known);
        attacked.edit(sql);
        let mut vault = attacked.machine.open().unwrap();
        assert_eq!(alarm(&vault), Some(FileAlarm::Edited), "{sql}");
        assert!(!is_clean(&vault), "{sql}");
        assert_eq!(shown(&vault, attacked.known), before, "{sql}");
        assert!(vault.rejected().unwrap().is_empty(), "{sql}");
        assert_eq!(sent(&mut vault), all, "{sql}");
        assert_eq!(
            alarm(&vault),
            Some(FileAlarm::Edited),
            "{sql}: told no more"
        );
        drop(vault);
        let mut unlocked = attacked.machine.unlock();
        assert_eq!(family_name(&unlocked, attacked.known), "Adeyemi", "{sql}");
        unlocked.accept_file("the cause is known").unwrap();
        assert!(is_clean(unlocked.vault()), "{sql}");
    }
}

#[test]
fn an_open_session_reports_it_and_sends_the_group_all_the_same() {
    for sql in REFUSED {
        let (attacked, all) = Attacked::with_work();
        let mut unlocked = attacked.machine.unlock();
        attacked.edit(sql);
        assert_eq!(alarm(unlocked.vault()), Some(FileAlarm::Edited), "{sql}");
        // a page that comes meanwhile hides nothing for good
        let row = state(&unlocked, attacked.known);
        pull(&mut unlocked, 5, row);
        assert_eq!(sent(&mut unlocked.vault), all, "{sql}");
        assert_eq!(family_name(&unlocked, attacked.known), "Adeyemi", "{sql}");
        let ended = unlocked.accept_file("the cause is known").unwrap();
        assert_eq!(ended, Some(FileAlarm::Edited), "{sql}");
        assert!(is_clean(unlocked.vault()), "{sql}");
    }
}

/// A group that the server rejected stays rejected, whatever another program writes next to it.
#[test]
fn what_the_server_refused_stays_refused_for_its_own_reason() {
    let (attacked, mut unlocked) = Attacked::new();
    rename(&mut unlocked, attacked.known, "Adeyemi");
    answer(&mut unlocked.vault, |_| REJECTED).unwrap();
    assert_eq!(unlocked.vault.rejected().unwrap()[0].rejection, REJECTION);
    drop(unlocked.lock());
    let vault = attacked.machine.open().unwrap();
    assert_eq!(alarm(&vault), None);
    drop(vault);
    // with an edited reason the server's verdict is unknown, so the group is sent again
    attacked.edit("update queue set rejection = x'00'");
    let mut vault = attacked.machine.open().unwrap();
    assert_eq!(alarm(&vault), Some(FileAlarm::Edited));
    assert_eq!(vault.waiting().unwrap().groups, 1);
    answer(&mut vault, |_| REJECTED).unwrap();
    assert_eq!(vault.rejected().unwrap()[0].rejection, REJECTION);
}

/// Which rows the groups write, as far as the tables next to them tell it.
const ROWS: [&str; 4] = [
    "delete from queue_rows",
    "update queue_rows set seq = seq + 1000",
    "update queue_rows set patient = randomblob(16)",
    "update queue_rows set row_id = randomblob(16)",
];

#[test]
fn a_row_of_a_waiting_group_never_counts_as_on_the_server() {
    for sql in ROWS {
        let (attacked, all) = Attacked::with_work();
        let open = attacked.machine.unlock();
        let before = shown(open.vault(), attacked.known);
        assert!(before.2 > 0);
        attacked.edit(sql);
        assert_eq!(alarm(open.vault()), Some(FileAlarm::Edited), "{sql}");
        assert!(open.vault().waiting_changes().unwrap() > 0, "{sql}");
        drop(open.lock());
        let mut vault = attacked.machine.open().unwrap();
        assert_eq!(shown(&vault, attacked.known), before, "{sql}");
        assert_eq!(alarm(&vault), Some(FileAlarm::Edited), "{sql}");
        assert_eq!(sent(&mut vault), all, "{sql}");
        let rows = count(&vault, "select count(*) from queue_rows");
        assert_eq!(rows, 0, "{sql}");
    }
}

/// The server never takes the id of a group that a device says was discarded.
#[test]
fn no_other_program_withdraws_a_group_in_this_devices_name() {
    let (attacked, mut unlocked) = Attacked::new();
    rename(&mut unlocked, attacked.known, "Adeyemi");
    let all = waiting(&unlocked.vault);
    attacked.edit("insert into withdrawn select group_id, zeroblob(18) from queue");
    assert!(unlocked.vault.withdrawn().unwrap().is_empty());
    answer(&mut unlocked.vault, |_| REJECTED).unwrap();
    let group = unlocked.vault.rejected().unwrap()[0].group_id;
    attacked.edit("update withdrawn set tag = x''");
    unlocked.discard(group).unwrap();
    assert_eq!(unlocked.vault.withdrawn().unwrap(), [group]);
    assert!(waiting(&unlocked.vault).is_disjoint(&all));
}

/// A person's decision against a group that a restored server got again is one of those that the server has seen.
#[test]
fn a_group_that_was_never_sent_before_is_not_taken_for_one_that_was() {
    let withdrawn = |_: &Group| Verdict::Rejected(Code::Withdrawn.into());
    let (attacked, all) = Attacked::with_work();
    attacked.edit("update queue set resent_at = created_at");
    let mut vault = attacked.machine.open().unwrap();
    let (_, outcome) = answer(&mut vault, withdrawn).unwrap();
    assert_eq!((outcome.withdrawn, outcome.rejected > 0), (0, true));
    assert_eq!(waiting(&vault), all, "it waits for a person's decision");

    let (attacked, _) = Attacked::with_work();
    attacked.edit("update queue set resent_at = created_at");
    let mut vault = attacked.machine.open().unwrap();
    let before = count(&vault, "select count(*) from sent_groups");
    sent(&mut vault);
    // a server that is restored gets it again
    let after = count(&vault, "select count(*) from sent_groups");
    assert_eq!(after, before + 3);
}

/// The word of a server that was restored, or that lies, takes nothing from what it had accepted.
#[test]
fn what_a_server_calls_withdrawn_stays_until_a_person_here_decides() {
    let (_machine, mut unlocked) = clinic();
    let patients = ["Okafor", "Lind"].map(|name| register(&mut unlocked, name));
    accept_all(&mut unlocked.vault);
    let stored = "select count(*) from sent_groups";
    let before = count(&unlocked.vault, stored);
    let is_shown = |unlocked: &Unlocked| {
        let read = unlocked.read();
        patients.map(|patient| read.get::<Patient>(patient).unwrap().is_some())
    };
    let withdrawn = |group: &Group| match group.writes[0].entity == Patient::DESCRIPTOR.number {
        true => Verdict::Rejected(Code::Withdrawn.into()),
        false => Verdict::Duplicate { seq: 1 },
    };
    unlocked.vault.renumber(7).unwrap();
    while let Some((_, outcome)) = answer(&mut unlocked.vault, withdrawn) {
        assert_eq!((outcome.withdrawn, outcome.deferred), (0, 0));
    }
    let refused = unlocked.vault.rejected().unwrap();
    assert_eq!(refused.len(), 2);
    assert_eq!(count(&unlocked.vault, stored), before);
    // one is sent again under another id, and the other is discarded: no server that is restored gets either again
    unlocked.requeue(refused[0].group_id).unwrap();
    unlocked.discard(refused[1].group_id).unwrap();
    accept_all(&mut unlocked.vault);
    assert_eq!(is_shown(&unlocked), [true, false]);
    unlocked.vault.renumber(8).unwrap();
    let old: Vec<Uuid> = refused.iter().map(|refused| refused.group_id).collect();
    while let Some((push, _)) = answer(&mut unlocked.vault, |_| Verdict::Duplicate { seq: 1 }) {
        let ids = push
            .groups
            .iter()
            .map(|bytes| Group::from_bytes(bytes).unwrap().id);
        assert_eq!(ids.filter(|id| old.contains(id)).count(), 0);
    }
    assert_eq!(is_shown(&unlocked), [true, false]);
}

#[test]
fn an_admins_change_waits_whatever_is_in_its_line() {
    for state in ["ACCEPTED", "REJECTED"] {
        let (attacked, _) = with_role();
        let mut vault = attacked.machine.open().unwrap();
        let action = vault.pending_admin_signed().unwrap().unwrap();
        attacked.edit(&format!(
            "update admin_signed_actions set state = '{state}'"
        ));
        assert_eq!(vault.pending_admin_signed().unwrap(), Some(action));
        let known = vault.admin_signed_state(action).unwrap();
        assert_eq!(known, AdminSignedState::Pending, "{state}");
        sent(&mut vault);
        let known = vault.admin_signed_state(action).unwrap();
        assert_eq!(known, AdminSignedState::Accepted, "{state}");
        assert_eq!(vault.pending_admin_signed().unwrap(), None);
    }
}
