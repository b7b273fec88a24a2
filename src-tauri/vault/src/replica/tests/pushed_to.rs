//! The head that the server named with the last push: one that was restored since does not know it.

use sync_contract::messages::Verdict;
use sync_contract::{Group, Wire};

use super::*;

/// Sends what waits; the answer names this head. Returns the position that the page named.
fn push(vault: &mut Vault, head: Cursor) -> Option<Cursor> {
    let push = vault.next_push().unwrap().unwrap();
    let accepted = |bytes: &Vec<u8>| {
        let group = Group::from_bytes(bytes).unwrap();
        (group.id, Verdict::Accepted { seq: head.seq })
    };
    let verdicts = push.groups.iter().map(accepted).collect();
    vault
        .apply_verdicts(&push, &PushAnswer { verdicts, head })
        .unwrap();
    push.cursor
}

#[test]
fn the_head_of_the_last_push_is_shown_until_the_server_has_it() {
    let (machine, mut unlocked) = clinic();
    register(&mut unlocked, "Okafor");
    push(unlocked.vault_mut(), cursor(4));
    apply(unlocked.vault_mut(), &page(4, vec![]));
    assert_eq!(
        unlocked.vault().pushed_to().unwrap(),
        None,
        "it was followed"
    );
    register(&mut unlocked, "Lind");
    assert_eq!(push(unlocked.vault_mut(), cursor(7)), Some(cursor(4)));
    drop(unlocked);
    let mut unlocked = machine.unlock();
    assert_eq!(unlocked.vault().pushed_to().unwrap(), Some(cursor(7)));
    // a history without it, which goes on above it
    apply(unlocked.vault_mut(), &page(9, vec![]));
    assert_eq!(
        unlocked.vault().next_pull().unwrap().cursor,
        Some(cursor(9))
    );
    register(&mut unlocked, "Tal");
    let next = unlocked.vault_mut().next_push().unwrap().unwrap();
    assert_eq!(next.cursor, Some(cursor(7)));
    unlocked
        .vault_mut()
        .note_pushed_to_known(cursor(8))
        .unwrap();
    assert_eq!(unlocked.vault().pushed_to().unwrap(), Some(cursor(7)));
    unlocked
        .vault_mut()
        .note_pushed_to_known(cursor(7))
        .unwrap();
    assert_eq!(unlocked.vault().pushed_to().unwrap(), None);
    let next = unlocked.vault_mut().next_push().unwrap().unwrap();
    assert_eq!(next.cursor, Some(cursor(9)));
}

/// Everything is sent again, so what the server lacks comes with that.
#[test]
fn another_number_begins_without_the_head_of_the_last_push() {
    let (_machine, mut unlocked) = clinic();
    register(&mut unlocked, "Okafor");
    push(unlocked.vault_mut(), cursor(4));
    assert!(unlocked.vault().pushed_to().unwrap().is_some());
    unlocked.vault_mut().renumber(7).unwrap();
    assert_eq!(unlocked.vault().pushed_to().unwrap(), None);
    assert_eq!(push(unlocked.vault_mut(), cursor(5)), None);
}
