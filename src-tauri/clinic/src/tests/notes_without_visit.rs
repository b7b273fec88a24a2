//! Notes outside of any visit.
#![allow(clippy::unwrap_used)]

use crate::notes::NoteKind;
use crate::notes::show::list;
use crate::notes::write::{begin, write};
use crate::testing::{PASSWORD, clinic, registered};
use crate::tests::care::draft_of;

#[test]
fn a_note_without_a_visit_is_listed_once_it_is_written() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let begun = begin(&mut diet, &mary, NoteKind::Adime).unwrap();
    assert_eq!(begun.visit_id, None);
    assert!(list(&mut diet, &mary).unwrap().is_empty());
    // nothing was written, so it goes on
    let again = begin(&mut diet, &mary, NoteKind::Free).unwrap();
    assert_eq!(again.id, begun.id);
    write(&mut diet, &draft_of(&begun, "Called: eats well.")).unwrap();
    let rows = list(&mut diet, &mary).unwrap();
    assert_eq!((&rows[0].id, &rows[0].visit_id), (&begun.id, &None));
    let next = begin(&mut diet, &mary, NoteKind::Adime).unwrap();
    assert_ne!(next.id, begun.id);
}
