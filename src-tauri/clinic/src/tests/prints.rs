use vault::password::Password;

use super::care::{draft_of, visit};
use crate::audit::list::list as audit_log;
use crate::audit::view::{AuditQuery, AuditRow};
use crate::error::{Error, Result};
use crate::notes::{NoteState, sign};
use crate::prints::{self, PrintBody, PrintForm, PrintOf, PrintTo, PrintView};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, clinic};
use crate::view::{Id, ScreenLanguage};
use crate::{Clinic, facilities};

fn entries(machine: &Machine, action: &str) -> Vec<AuditRow> {
    let admin = machine.sign_in("Admin", ADMIN_PASSWORD);
    let query = AuditQuery {
        action: Some(action.into()),
        limit: 100,
        ..AuditQuery::default()
    };
    audit_log(&admin, &query).unwrap().rows
}

fn viewed(clinic: &mut Clinic, of: &PrintOf) -> Result<PrintView> {
    let form = PrintForm {
        of: of.clone(),
        language: None,
        screens: ScreenLanguage::Fr,
    };
    prints::view(clinic, &form)
}

fn of_note(note: &Id) -> PrintOf {
    PrintOf::Note {
        note_id: note.clone(),
    }
}

#[test]
fn a_print_has_the_note_its_patient_the_clinic_and_who_prints_it() {
    let (machine, mut admin) = clinic();
    let row = facilities::list(&admin).unwrap().remove(0);
    let form = facilities::FacilityForm {
        address: "12 Quay Street\nAccra".into(),
        phone: "+233 24 555 0182".into(),
        ..row.form.clone()
    };
    facilities::edit(&mut admin, &row.id, &row.seen, &row.form, &form).unwrap();
    let (mut diet, _, visit) = visit(&machine);
    let open = visit.note.clone().unwrap();
    let draft = viewed(&mut diet, &of_note(&open.id)).unwrap();
    let PrintBody::Note(note) = draft.body;
    assert_eq!(note.state, NoteState::Draft);

    let draft = draft_of(&open, "as she was");
    let signed = sign::sign(&mut diet, &draft, &Password::new(PASSWORD)).unwrap();
    let view = viewed(&mut diet, &of_note(&signed.id)).unwrap();
    let PrintBody::Note(note) = view.body;
    assert!(note.signature.unwrap().valid);
    let head = view.head;
    assert_eq!(
        (head.letterhead.clinic.as_str(), head.letterhead.facility),
        ("Hillside", None)
    );
    assert_eq!(
        head.letterhead.address.as_deref(),
        Some("12 Quay Street\nAccra")
    );
    assert_eq!(head.letterhead.phone.as_deref(), Some("+233 24 555 0182"));
    assert_eq!(
        (
            head.patient.name.as_str(),
            head.patient.file_number.as_str()
        ),
        ("Mary Okafor", "000001")
    );
    assert_eq!(
        (head.printed_by.as_str(), head.time_zone.as_str()),
        ("diet Test", "Europe/Paris")
    );
}

#[test]
fn what_is_printed_or_saved_is_an_entry_that_names_the_patient() {
    let (machine, _) = clinic();
    let (mut diet, mary, visit) = visit(&machine);
    let of = of_note(&visit.note.unwrap().id);
    viewed(&mut diet, &of).unwrap();
    assert!(entries(&machine, "print record").is_empty());
    prints::log(&diet, &of, PrintTo::Paper).unwrap();
    prints::log(&diet, &of, PrintTo::File).unwrap();
    for action in ["print record", "save print"] {
        let logged = entries(&machine, action);
        assert_eq!(logged.len(), 1, "{action}");
        let patient = logged[0].patient.as_ref().unwrap();
        assert_eq!((&patient.id, logged[0].resource.as_str()), (&mary, "Note"));
    }
}

#[test]
fn who_may_not_read_a_note_may_not_print_it() {
    let (machine, _) = clinic();
    let (diet, _, visit) = visit(&machine);
    drop(diet);
    let of = of_note(&visit.note.unwrap().id);
    let mut reception = machine.sign_in("desk", PASSWORD);
    let refused = viewed(&mut reception, &of).unwrap_err();
    assert!(matches!(refused, Error::Forbidden(_)), "{refused:?}");
    let refused = prints::log(&reception, &of, PrintTo::Paper).unwrap_err();
    assert!(matches!(refused, Error::Forbidden(_)), "{refused:?}");
    assert!(entries(&machine, "print record").is_empty());
    assert_eq!(entries(&machine, "notes.read").len(), 2);
}

#[test]
fn a_print_is_in_the_language_of_the_patient_where_there_is_one() {
    let (machine, _) = clinic();
    let (mut diet, _, visit) = visit(&machine);
    let view = viewed(&mut diet, &of_note(&visit.note.unwrap().id));
    let view = view.unwrap();
    let mut head = view.head;
    assert_eq!((head.language(), view.language), (None, ScreenLanguage::Fr));
    for (typed, language) in [
        ("fr", Some(ScreenLanguage::Fr)),
        ("fr-CH", Some(ScreenLanguage::Fr)),
        (" EN_gb", Some(ScreenLanguage::En)),
        ("ar", None),
        ("français", None),
    ] {
        head.language = Some(typed.into());
        assert_eq!(head.language(), language, "{typed}");
    }
}
