//! Whose drafts a user signs.
#![allow(clippy::unwrap_used)]

use vault::password::Password;

use crate::Clinic;
use crate::error::Error;
use crate::notes::write::{NewNote, create, write};
use crate::notes::{NoteKind, NoteView, sign};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, add_user, clinic, registered};
use crate::tests::care::draft_of;
use crate::tests::department::with_head_doctors;
use crate::users::{edit, list};
use crate::view::Id;

/// A draft of this user about a patient.
fn draft(clinic: &mut Clinic, patient: &Id) -> NoteView {
    let new = NewNote {
        patient: patient.to().unwrap(),
        visit: None,
        kind: NoteKind::Adime,
        sections: Vec::new(),
        custom: Vec::new(),
    };
    let note = create(clinic, &new).unwrap();
    write(clinic, &draft_of(&note, "Eats well.")).unwrap()
}

fn begun() -> (Machine, Id) {
    let (machine, mut admin) = clinic();
    add_user(&mut admin, "dora", "Doctor");
    add_user(&mut admin, "nina", "Nurse");
    drop(admin);
    with_head_doctors(&machine, "diet");
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    (machine, mary)
}

#[test]
fn a_draft_is_signed_by_its_author_or_their_head_doctor() {
    let (machine, mary) = begun();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let [first, second, third] = [(); 3].map(|()| draft(&mut diet, &mary));
    sign::sign_stored(&mut diet, &first.id).unwrap();
    drop(diet);
    for other in ["dora", "hana"] {
        let mut other = machine.sign_in(other, PASSWORD);
        let refused = sign::sign_stored(&mut other, &second.id);
        assert!(matches!(refused, Err(Error::NoteOfAnother)), "{refused:?}");
        let unchanged = draft_of(&second, "Eats well.");
        let refused = sign::sign(&mut other, &unchanged, &Password::new(PASSWORD));
        assert!(matches!(refused, Err(Error::NoteOfAnother)), "{refused:?}");
    }
    let mut hugo = machine.sign_in("hugo", PASSWORD);
    let signed = sign::sign_stored(&mut hugo, &second.id).unwrap();
    assert_eq!(signed.signature.unwrap().by, "hugo Test");
    drop(hugo);
    // another text is that of who signs it
    let mut dora = machine.sign_in("dora", PASSWORD);
    let own = draft_of(&third, "Eats well, says her son.");
    let signed = sign::sign(&mut dora, &own, &Password::new(PASSWORD)).unwrap();
    assert!(signed.signature.unwrap().valid);
}

#[test]
fn a_draft_whose_author_cannot_sign_is_signed_by_another() {
    let (machine, mary) = begun();
    let mut nina = machine.sign_in("nina", PASSWORD);
    let of_nurse = draft(&mut nina, &mary);
    drop(nina);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let left = draft(&mut diet, &mary);
    drop(diet);
    let mut dora = machine.sign_in("dora", PASSWORD);
    let signed = sign::sign_stored(&mut dora, &of_nurse.id).unwrap();
    assert_eq!(signed.signature.unwrap().by, "dora Test");
    drop(dora);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let mut users = list::list(&admin).unwrap().into_iter();
    let diet = users.find(|user| user.username == "diet").unwrap();
    edit::set_active(&mut admin, &diet.id, &diet.seen, false).unwrap();
    drop(admin);
    let mut dora = machine.sign_in("dora", PASSWORD);
    assert!(sign::sign_stored(&mut dora, &left.id).is_ok());
}
