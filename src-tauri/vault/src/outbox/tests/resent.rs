//! What is shown of groups that a restored server gets again.

use super::*;

/// Of what is sent again, a version that was superseded is not shown. Where the server refuses all of it, nothing of
/// the row is, until it is sent once more.
#[test]
fn a_rejected_row_and_its_rejected_edit_come_back_together() {
    let (_machine, mut unlocked, id) = connected();
    rename(&mut unlocked, id, "Adeyemi");
    accept_all(&mut unlocked.vault);
    unlocked.vault.renumber(7).unwrap();
    assert_eq!(family_name(&unlocked, id), "Adeyemi");
    let withdrawn = Verdict::Rejected(Code::Withdrawn.into());
    answer(&mut unlocked.vault, |_| withdrawn).unwrap();
    assert!(unlocked.read().get::<Patient>(id).unwrap().is_none());
    for group in unlocked.vault.rejected().unwrap() {
        unlocked.requeue(group.group_id).unwrap();
    }
    assert_eq!(family_name(&unlocked, id), "Adeyemi");
    assert!(unlocked.read().conflicts().unwrap().is_empty());
}
