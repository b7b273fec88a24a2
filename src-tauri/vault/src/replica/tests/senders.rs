//! A value that failed a check names its sender, as far as the server tells it.

use super::*;
use crate::vault::senders::Sender;

/// The patient's row with a status that has no tag of the clinic, by this author under this number.
fn forged(unlocked: &Unlocked, id: PatientId, author: Uuid, device: u32) -> RowState {
    let row = stored_patient(unlocked, id);
    let mut row = with_status(unlocked.vault(), row, "ON_HOLD", 1_900_000_000_000);
    let number = Patient::CELL.state.number;
    let mut cells = row.cells.iter_mut();
    let state = cells.find(|state| state.cell == number).unwrap();
    (state.author, state.clock.device, state.tag) = (author, device, [0; 16]);
    row
}

fn senders(vault: &Vault) -> Vec<(QuarantineReason, Sender)> {
    let quarantined = vault.quarantined().unwrap().into_iter();
    quarantined
        .map(|(cell, sender)| (cell.reason, sender))
        .collect()
}

#[test]
fn a_forged_value_names_its_sender_without_a_password() {
    let (machine, mut unlocked) = clinic();
    accept_all(unlocked.vault_mut());
    let ids = ["Okafor", "Tal", "Berg"].map(|name| register(&mut unlocked, name));
    accept_all(unlocked.vault_mut());
    assert_eq!(senders(unlocked.vault()), []);
    let user = unlocked.user().0;
    let number = unlocked.vault().identity().unwrap().device_number;
    let sent_by = [(user, number), (user, 66), (Uuid::from_u128(66), 0)];
    let rows = ids.iter().zip(sent_by);
    let rows = rows.map(|(id, (author, device))| forged(&unlocked, *id, author, device));
    let rows = rows.collect();
    assert_eq!(apply(unlocked.vault_mut(), &page(2, rows)).quarantined, 3);
    drop(unlocked);
    let vault = machine.open().unwrap();
    let mut known = senders(&vault);
    known.sort_by_key(|(_, sender)| sender.device_number);
    assert!(
        known
            .iter()
            .all(|(reason, _)| *reason == QuarantineReason::Tag)
    );
    let [unknown, here, elsewhere] = known.try_into().unwrap();
    assert_eq!(unknown.1, Sender::default());
    assert_eq!(here.1.device_number, Some(number));
    assert!(here.1.user.is_some() && here.1.device_name.is_some());
    assert_eq!(elsewhere.1.user, here.1.user);
    assert_eq!(elsewhere.1.device_number, Some(66));
    assert_eq!(elsewhere.1.device_name, None);
    // a name that another program wrote is not shown
    vault
        .conn
        .execute("update users set first_name = 'Mallory'", [])
        .unwrap();
    assert!(
        senders(&vault)
            .iter()
            .all(|(_, sender)| sender.user.is_none())
    );
}
