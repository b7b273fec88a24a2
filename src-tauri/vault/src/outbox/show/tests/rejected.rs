//! What is shown of a row whose author may not write it, after they had corrected it.

use super::*;

/// Returns the family name that is shown of a patient, none where the patient is not shown.
fn shown_name(unlocked: &Unlocked, id: PatientId) -> Option<String> {
    let row = unlocked.read().get::<Patient>(id).unwrap()?;
    let name = row.value.family_name.open().unwrap();
    Some(name.as_deref().unwrap().to_owned())
}

#[test]
fn a_corrected_row_of_rejected_groups_alone_is_not_shown() {
    let (_machine, mut unlocked, ..) = connected();
    let id = register(&mut unlocked, "Refused");
    rename(&mut unlocked, id, "Corrected");
    answer(&mut unlocked.vault, |_| REJECTED).unwrap();
    assert_eq!(shown_name(&unlocked, id), None);
    // sent again, both count once more
    for rejected in unlocked.vault.rejected().unwrap() {
        unlocked.requeue(rejected.group_id).unwrap();
    }
    assert_eq!(shown_name(&unlocked, id).as_deref(), Some("Corrected"));
    answer(&mut unlocked.vault, |_| Verdict::Accepted { seq: 1 }).unwrap();
    assert_eq!(shown_name(&unlocked, id).as_deref(), Some("Corrected"));
}

#[test]
fn a_rejected_row_that_is_named_is_shown_as_its_author_left_it() {
    let (_machine, mut unlocked, ..) = connected();
    let id = register(&mut unlocked, "Refused");
    rename(&mut unlocked, id, "Corrected");
    start_visit(&mut unlocked, id);
    answer(&mut unlocked.vault, |_| REJECTED).unwrap();
    assert_eq!(shown_name(&unlocked, id).as_deref(), Some("Corrected"));
    let last = unlocked.vault.rejected().unwrap().pop().unwrap();
    unlocked.discard(last.group_id).unwrap();
    assert_eq!(shown_name(&unlocked, id), None);
}
