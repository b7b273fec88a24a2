//! A prescription on paper.

use clinic::prescriptions::print::PrintedPrescription;
use clinic::prescriptions::{
    DispensingView, PrescriptionForm, PrescriptionState, PrescriptionView,
};
use clinic::prints::{PrintBody, PrintView};
use clinic::view::{At, Day, Id, ReadVersionToken, ScreenLanguage};

use super::made::{note, of_note};
use super::text;
use crate::print;

pub fn printed() -> PrintedPrescription {
    PrintedPrescription {
        prescription: PrescriptionView {
            id: Id("p".into()),
            seen: ReadVersionToken("1".into()),
            form: PrescriptionForm {
                medication: "Metformin 500 mg".into(),
                dosage: "1 tablet".into(),
                frequency: "twice a day".into(),
                duration: String::new(),
                instructions: "With food".into(),
                quantity: "60".into(),
                refills: "3".into(),
                prescribed_on: Day("2026-11-25".into()),
                valid_until: Day("2027-05-25".into()),
                allergy_reason: "Tolerated before".into(),
            },
            state: PrescriptionState::Active,
            status_reason: String::new(),
            is_removed: false,
            is_contested: false,
            prescriber: "David Osei".into(),
            written_by: String::new(),
            former: None,
            visit_id: None,
            renews: None,
            renewed_as: None,
            is_dispensed: true,
            left: 3,
            beyond: 0,
            dispensed: vec![DispensingView {
                id: Id("d".into()),
                at: At("2026-11-26T09:00:00Z".into()),
                by: "Ines Costa".into(),
                quantity: Some(60),
                medication: "Metformin 500 mg".into(),
                dosage: "1 tablet".into(),
                allergy_reason: String::new(),
                taken_back: None,
            }],
            allergies: Vec::new(),
        },
        licence_number: "LIC-4711".into(),
        specialization: "Internal medicine".into(),
    }
}

fn read(of: PrintedPrescription, language: ScreenLanguage) -> String {
    let view = PrintView {
        language,
        body: PrintBody::Prescription(of),
        ..of_note(note())
    };
    text(&print(&view).unwrap())
}

#[test]
fn a_prescription_has_prescriber_licence_and_what_was_dispensed() {
    let text = read(printed(), ScreenLanguage::En);
    for words in [
        "Prescription",
        "Metformin 500 mg",
        "1 tablet",
        "twice a day",
        "With food",
        "25 May 2027",
        "Prescribed by David Osei",
        "Internal medicine",
        "LIC-4711",
        "Mary Okafor",
        "Dispensed already",
        "Ines Costa",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    for words in ["Draft", "Do not dispense", "Tolerated before"] {
        assert!(!text.contains(words), "{words} in {text}");
    }
}

#[test]
fn one_that_is_over_has_a_banner_in_both_languages() {
    let mut over = printed();
    over.prescription.state = PrescriptionState::Expired;
    let text = read(over.clone(), ScreenLanguage::En);
    assert!(text.contains("Expired. Do not dispense."), "{text}");
    over.prescription.state = PrescriptionState::Stopped;
    let text = read(over, ScreenLanguage::Fr);
    for words in ["Ordonnance", "Ne pas délivrer", "Prescrit par David Osei"] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

#[test]
fn what_another_computer_did_to_one_is_on_its_paper() {
    let plain = read(printed(), ScreenLanguage::En);
    let mut changed = printed();
    changed.prescription.form.medication = "Glibenclamide 5 mg".into();
    changed.prescription.is_removed = true;
    changed.prescription.written_by = "Eve Lind".into();
    let text = read(changed, ScreenLanguage::En);
    for words in [
        "Removed. Do not dispense.",
        "Metformin 500 mg, 1 tablet",
        "written by",
        "Eve Lind",
    ] {
        assert!(text.contains(words), "{words} in {text}");
        assert!(!plain.contains(words), "{words} in {plain}");
    }
}
