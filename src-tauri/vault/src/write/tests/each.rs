//! Several actions in one transaction.

use std::collections::BTreeSet;

use super::*;
use crate::write::tx::WriteTx;

#[test]
fn actions_of_one_transaction_have_groups_and_entries_of_their_own() {
    let (_machine, mut unlocked) = clinic();
    let (before, entries) = (groups(&unlocked).len(), audit_entries(&unlocked));
    let names = ["Okafor", "Tal", "Adeyemi"];
    let insert = |tx: &mut WriteTx<'_>, name: &&str| -> Result<()> {
        let id = tx.new_id();
        tx.insert(&patient(id, name))
    };
    unlocked
        .write_each("import patient", &names, insert)
        .unwrap();
    let made = groups(&unlocked).split_off(before);
    let actions: BTreeSet<Uuid> = made.iter().map(|group| group.action).collect();
    assert_eq!((made.len(), actions.len()), (3, 3));
    assert_eq!(audit_entries(&unlocked), entries + 3);
    for group in &made {
        let rows: BTreeSet<Uuid> = group.writes.iter().map(|write| write.row).collect();
        assert_eq!(rows.len(), 1);
        let named = "select count(*) from audit where action = 'import patient' and patient = ?1";
        let row = rows.first().unwrap();
        let entries: i64 = unlocked
            .vault
            .conn
            .query_row(named, [row.as_bytes()], |row| row.get(0))
            .unwrap();
        assert_eq!(entries, 1);
    }
    // what comes after them goes on where they ended
    let id = PatientId(Uuid::from_u128(77));
    let next: Result<()> = unlocked.write("register patient", |tx| tx.insert(&patient(id, "Next")));
    next.unwrap();
    assert_eq!(audit_entries(&unlocked), entries + 4);

    // one of them fails: none is there
    let twice = [id, id];
    let (before, entries) = (groups(&unlocked).len(), audit_entries(&unlocked));
    let failed: Result<()> = unlocked.write_each("import patient", &twice, |tx, id| {
        let before = tx.new_id();
        tx.insert(&patient(before, "Before"))?;
        tx.insert(&patient(*id, "Taken"))
    });
    assert!(matches!(failed, Err(Error::Exists)));
    assert_eq!(groups(&unlocked).len(), before);
    assert_eq!(audit_entries(&unlocked), entries);
}
