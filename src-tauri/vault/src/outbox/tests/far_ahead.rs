//! What was written while a clock was a century ahead is not lost for that.

use sync_contract::catalog::Patient;
use sync_contract::messages::Verdict;
use sync_contract::protocol::Replica;
use sync_contract::{Code, Entity, Group, Wire};

use crate::testing::{accept_all, answer, clinic, count, patient, register};
use crate::unlocked::Unlocked;

const CENTURY_MS: i64 = 101 * 366 * 24 * 3_600_000;

fn family_name(unlocked: &Unlocked, id: sync_contract::ids::PatientId) -> String {
    let stored = unlocked.read().get::<Patient>(id).unwrap().unwrap().value;
    stored
        .family_name
        .open()
        .unwrap()
        .as_ref()
        .unwrap()
        .to_string()
}

/// The server rejects such clocks for good, under any signature: the writes are sent again under present clocks.
#[test]
fn what_a_clock_a_century_ahead_wrote_is_sent_again_under_clocks_of_now() {
    let (machine, mut unlocked) = clinic();
    accept_all(unlocked.vault_mut());
    machine.clock.advance_ms(CENTURY_MS);
    let id = register(&mut unlocked, "Okafor");
    let before = unlocked.read().get::<Patient>(id).unwrap().unwrap();
    unlocked
        .write("edit patient", |tx| {
            tx.update(&patient(id, "Okafor-Lind"), &before.seen)
        })
        .unwrap();
    machine.clock.advance_ms(-CENTURY_MS);
    unlocked.vault_mut().renumber(8).unwrap();
    let now_ms = unlocked.vault().env.clock.now_ms();
    let is_far = |group: &Group| {
        let mut writes = group.writes.iter();
        writes.any(|write| write.state.clock.unix_ms > now_ms + 1_000_000)
    };
    let judge = |group: &Group| match is_far(group) {
        true => Verdict::Rejected(Code::ClockTooFar.into()),
        false => Verdict::Accepted { seq: 9 },
    };
    while let Some((_, outcome)) = answer(unlocked.vault_mut(), judge) {
        if outcome.accepted + outcome.rejected == 0 {
            break;
        }
    }
    let refused = unlocked.vault().rejected().unwrap();
    assert_eq!(refused[0].rejection.code, Code::ClockTooFar);
    unlocked.requeue(refused[0].group_id).unwrap();
    assert!(unlocked.vault().rejected().unwrap().is_empty());
    assert_eq!(family_name(&unlocked, id), "Okafor-Lind");
    let push = unlocked.vault_mut().next_push().unwrap().unwrap();
    let groups: Vec<Group> = push
        .groups
        .iter()
        .map(|bytes| Group::from_bytes(bytes).unwrap())
        .filter(|group| group.writes[0].entity == Patient::DESCRIPTOR.number)
        .collect();
    assert_eq!(groups.len(), 2);
    let verifier = unlocked.vault().prover().verifier;
    let key = unlocked.session().keys.public().verify;
    for group in &groups {
        assert!(!is_far(group));
        assert_eq!(verifier.tagged(&group.writes).len(), group.writes.len());
        let input = group.signing_input();
        key.verify(crate::sign::Purpose::Group, &input, &group.signature)
            .unwrap();
    }
    // the second has seen the first by its new clock
    let name = Patient::CELL.name.number;
    let of_name = |group: &Group| {
        let mut writes = group.writes.iter();
        writes
            .find(|write| write.state.cell == name)
            .unwrap()
            .clone()
    };
    assert!(
        of_name(&groups[1])
            .base
            .contains(&of_name(&groups[0]).state.clock)
    );
    accept_all(unlocked.vault_mut());
    assert_eq!(count(unlocked.vault(), "select count(*) from queue"), 0);
    assert_eq!(family_name(&unlocked, id), "Okafor-Lind");
}
