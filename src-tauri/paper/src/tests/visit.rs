//! Summaries of visits, and consents.

use clinic::care_plan::CarePlanView;
use clinic::consents::{ConsentMethod, ConsentView};
use clinic::diagnoses::{DiagnosisForm, DiagnosisStatus, DiagnosisView};
use clinic::goals::{GoalForm, GoalStatus, GoalView};
use clinic::measurements::{
    ChangeLine, CurrentMeasure, DerivedLine, HowTaken, Measure, MeasureGrid, MeasureKind,
    MeasureLine, OwnMeasure, RangeClass, Reading,
};
use clinic::notes::{NoteState, NoteView};
use clinic::patients::view::{PatientHeader, PatientStatus};
use clinic::prints::{PrintBody, PrintSection, PrintView};
use clinic::tasks::{TaskForm, TaskView};
use clinic::view::{At, Day, Figure, Id, Quantity, ReadVersionToken, RecordSync, ScreenLanguage};
use clinic::visits::{VisitType, VisitView};

use super::made::{head, note, of_note, void};
use super::made_foods::choices;
use super::text;
use crate::print;

pub fn quantity(value: f64, unit: &str) -> Quantity {
    Quantity {
        value: Figure(value),
        second: None,
        unit: unit.into(),
    }
}

pub fn reading(value: f64, unit: &str) -> Reading {
    Reading {
        quantity: quantity(value, unit),
        measured_at: At("2026-08-14T09:00:00Z".into()),
        how: HowTaken::default(),
        centile: None,
    }
}

fn grid() -> MeasureGrid {
    let (id, seen) = (Id("m".into()), ReadVersionToken("1".into()));
    let at = At("2026-11-20T09:00:00Z".into());
    let current = CurrentMeasure {
        id,
        seen,
        entered_text: "72.4".into(),
        quantity: quantity(72.4, "kg"),
        measured_at: at.clone(),
        entered_at: at,
        how: HowTaken::default(),
        range: RangeClass::Unknown,
        centile: None,
        questioned: false,
        confirmed: false,
        corrected: None,
    };
    MeasureGrid {
        lines: vec![MeasureLine {
            kind: Measure::Program(MeasureKind::Weight),
            unit: "kg".into(),
            is_asked: true,
            possible: None,
            last: Some(reading(74.5, "kg")),
            current: Some(current),
        }],
        derived: vec![DerivedLine {
            kind: MeasureKind::Bmi,
            quantity: Some(quantity(26.6, "kg/m²")),
            range: RangeClass::Unknown,
            centile: None,
            formula: "BMI".into(),
            missing: Vec::new(),
        }],
        weight_change: vec![ChangeLine {
            months: 3,
            percent: Some(Figure(-2.8)),
            from: Some(reading(74.5, "kg")),
            loss: None,
        }],
    }
}

fn plan() -> CarePlanView {
    let (id, seen) = (Id("c".into()), ReadVersionToken("1".into()));
    let problem = |text: &str, status| DiagnosisView {
        id: id.clone(),
        seen: seen.clone(),
        form: DiagnosisForm {
            problem: text.into(),
            aetiology: "late meals".into(),
            signs: "a weight gain".into(),
            status,
        },
    };
    CarePlanView {
        diagnoses: vec![
            problem("Excess energy intake", DiagnosisStatus::Active),
            problem("Something over", DiagnosisStatus::Resolved),
        ],
        goals: vec![GoalView {
            id: id.clone(),
            seen: seen.clone(),
            form: GoalForm {
                text: "Dinner before eight".into(),
                diagnosis: String::new(),
                measure: None,
                start: String::new(),
                target: String::new(),
                due: "2027-01-08".into(),
                progress: String::new(),
                status: GoalStatus::Active,
            },
            percent: None,
            is_overdue: false,
            aim: None,
        }],
        tasks: vec![TaskView {
            id,
            seen,
            form: TaskForm {
                text: "Send the recipes".into(),
                diagnosis: String::new(),
                goal: String::new(),
                due: String::new(),
                owner: String::new(),
            },
            owner_name: Some("Ama Mensah".into()),
            is_overdue: false,
            done: None,
        }],
        owners: Vec::new(),
    }
}

pub fn summary(note: NoteView) -> PrintView {
    let header = PatientHeader {
        patient: head("Mary Okafor").patient.unwrap(),
        status: PatientStatus::Active,
        allergies: Vec::new(),
        pregnancy: None,
        stay: None,
        tags: Vec::new(),
        namesakes: Vec::new(),
        may_edit: true,
        may_merge: true,
        may_see_clinical: true,
        merges: Vec::new(),
        shown_under: None,
        deleted_at: None,
        damaged: Vec::new(),
        partial: false,
        sync: RecordSync::default(),
    };
    let visit = VisitView {
        id: Id("v".into()),
        seen: ReadVersionToken("1".into()),
        header,
        r#type: VisitType::FollowUp,
        provider: "Ama Mensah".into(),
        is_own: true,
        started_at: At("2026-11-20T09:00:00Z".into()),
        ended_at: Some(At("2026-11-20T09:40:00Z".into())),
        asks_end: false,
        complaint: "Tired in the evening".into(),
        follow_up_on: Some(Day("2027-01-08".into())),
        grid: grid(),
        note: Some(note),
        previous_notes: Vec::new(),
    };
    PrintView {
        sections: choices(&[(PrintSection::Note, true)]),
        body: PrintBody::Visit {
            visit: Box::new(visit),
            plan: plan(),
        },
        ..of_note(super::made::note())
    }
}

#[test]
fn a_summary_has_what_was_measured_planned_and_signed() {
    let text = text(&print(&summary(note())).unwrap()).replace('\u{202f}', " ");
    for words in [
        "Visit summary",
        "Kind of visit Follow-up",
        "Reason for the visit Tired in the evening",
        "Weight 72.4 kg 74.5 kg 14 Aug 2026",
        "BMI 26.6 kg/m²",
        "Weight over 3 months −2.8 % 74.5 kg 14 Aug 2026",
        "Excess energy intake related to late meals as shown by a weight gain",
        "Dinner before eight, by 8 Jan 2027",
        "Send the recipes, Ama Mensah",
        "Eats late.",
        "Signed by Ama Mensah, 20 Nov 2026, 10:42",
        "Next visit Friday 8 Jan 2027",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    for word in ["Something over", "Draft"] {
        assert!(!text.contains(word), "{word} in {text}");
    }
}

#[test]
fn a_summary_has_no_word_of_a_note_that_is_not_signed() {
    let mut draft = note();
    (draft.state, draft.signature) = (NoteState::Draft, None);
    let printed = print(&summary(draft)).unwrap();
    let text = text(&printed);
    assert!(text.contains("Draft, not signed"), "{text}");
    assert!(text.contains("its text is not printed here"), "{text}");
    assert!(!text.contains("Eats late."), "{text}");
}

#[test]
fn a_summary_shows_that_its_note_is_void() {
    let printed = print(&summary(void("For another patient"))).unwrap();
    let text = text(&printed);
    for words in ["VOID: For another patient", "Eats late."] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

#[test]
fn a_french_summary_without_its_note_has_the_rest() {
    let view = PrintView {
        language: ScreenLanguage::Fr,
        sections: choices(&[(PrintSection::Note, false)]),
        ..summary(note())
    };
    let text = text(&print(&view).unwrap()).replace('\u{202f}', " ");
    for words in [
        "Résumé de la visite",
        "Poids 72,4 kg",
        "vendredi 8 janv. 2027",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(!text.contains("Eats late."), "{text}");
}

#[test]
fn a_length_in_inches_has_the_unit_of_the_language() {
    let in_inches = |language| {
        let mut view = summary(note());
        view.language = language;
        let PrintBody::Visit { visit, .. } = &mut view.body else {
            panic!("a visit is printed as a visit");
        };
        let mut wrist = visit.grid.lines[0].clone();
        wrist.kind = Measure::Own(OwnMeasure {
            own: Id("w".into()),
            name: Some("Wrist".into()),
        });
        wrist.last = Some(reading(6.25, "inches"));
        if let Some(current) = &mut wrist.current {
            current.quantity = quantity(6.5, "in");
        }
        visit.grid.lines.push(wrist);
        text(&print(&view).unwrap()).replace('\u{202f}', " ")
    };
    let french = in_inches(ScreenLanguage::Fr);
    assert!(french.contains("Wrist 6,5 po 6,25 po"), "{french}");
    let english = in_inches(ScreenLanguage::En);
    assert!(english.contains("Wrist 6.5 in 6.25 inches"), "{english}");
}

pub fn consent(method: ConsentMethod) -> ConsentView {
    ConsentView {
        id: Id("k".into()),
        seen: ReadVersionToken("1".into()),
        version: "2026-03".into(),
        signed_on: Day("2026-05-03".into()),
        method,
        withdrawn_on: None,
        note: "With her sister.".into(),
        by: "Joy Desk".into(),
        document: None,
        scans: Vec::new(),
    }
}

pub fn of_consent(consent: ConsentView) -> PrintView {
    PrintView {
        body: PrintBody::Consent(consent),
        ..of_note(note())
    }
}

#[test]
fn a_consent_has_its_version_day_and_method() {
    let text = text(&print(&of_consent(consent(ConsentMethod::Paper))).unwrap());
    for words in [
        "Consent",
        "Version of the form 2026-03",
        "Signed on 3 May 2026",
        "How on paper",
        "Recorded by Joy Desk",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(!text.contains("Withdrawn"), "{text}");
}

#[test]
fn a_withdrawn_consent_has_that_at_the_head_of_its_page() {
    let mut withdrawn = consent(ConsentMethod::Verbal);
    withdrawn.withdrawn_on = Some(Day("2026-10-01".into()));
    let text = text(&print(&of_consent(withdrawn)).unwrap());
    assert!(text.contains("Agreed on 3 May 2026"), "{text}");
    // in the list, in the frame and at the head of the page
    assert_eq!(text.matches("Withdrawn on 1 Oct 2026").count(), 3, "{text}");
}
