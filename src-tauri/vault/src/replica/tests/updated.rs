//! The program was updated since it stored what it did not know.

use sync_contract::Wire;
use sync_contract::protocol::PullPosition;

use super::*;

#[test]
fn what_this_version_knows_by_now_is_asked_for_once_more() {
    let (machine, mut unlocked) = clinic();
    apply(unlocked.vault_mut(), &page(3, vec![]));
    let item = ControlItem {
        number: 2,
        control: Control::DevicesLastSeen(Vec::new()),
    };
    let later = ControlItem {
        number: 3,
        control: Control::Unknown {
            kind: 200,
            bytes: vec![7],
        },
    };
    for item in [item, later] {
        let sql = "insert into control (number, kind, item) values (?1, 100, ?2)";
        let stored = (item.number, item.to_bytes());
        unlocked.vault.conn.execute(sql, stored).unwrap();
    }
    // the program that stored them is running
    apply(unlocked.vault_mut(), &page(4, vec![]));
    assert_ne!(unlocked.vault.next_pull().unwrap(), PullPosition::default());
    drop(unlocked);
    let mut vault = machine.open().unwrap();
    apply(&mut vault, &page(5, vec![]));
    assert_eq!(vault.next_pull().unwrap(), PullPosition::default());
    assert_eq!(count(&vault, "select count(*) from control"), 1);
    // once is enough
    apply(&mut vault, &page(5, vec![]));
    assert_ne!(vault.next_pull().unwrap(), PullPosition::default());
}
