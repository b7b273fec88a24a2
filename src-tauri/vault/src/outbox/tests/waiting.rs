//! What waits, by patient.

use std::sync::atomic::Ordering;

use super::*;

#[test]
fn what_waits_is_read_once_until_anything_is_written() {
    let (machine, mut unlocked, id) = connected();
    let statements = unlocked.vault.count_statements();
    let ask = |unlocked: &Unlocked| {
        statements.store(0, Ordering::Relaxed);
        let waiting = unlocked.vault.waiting_of(|patient| patient == id.0);
        (waiting.unwrap().len(), statements.load(Ordering::Relaxed))
    };
    assert_eq!(ask(&unlocked), (0, 2));
    assert_eq!(ask(&unlocked), (0, 1));
    rename(&mut unlocked, id, "Adeyemi");
    assert_eq!(ask(&unlocked), (1, 2));
    assert_eq!(ask(&unlocked), (1, 1));
    let other = rusqlite::Connection::open(machine.database()).unwrap();
    other.execute("delete from queue_rows", []).unwrap();
    assert_eq!(ask(&unlocked), (0, 2));
    // what an action has written so far may be taken back
    rename(&mut unlocked, id, "Okafor");
    let conn = &unlocked.vault.conn;
    let transaction = conn.unchecked_transaction().unwrap();
    conn.execute("delete from queue_rows", []).unwrap();
    assert_eq!(ask(&unlocked).0, 0);
    transaction.rollback().unwrap();
    assert_eq!(ask(&unlocked).0, 1);
}
