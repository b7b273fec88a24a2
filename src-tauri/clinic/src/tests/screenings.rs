use sync_contract::catalog::Screening;
use vault::read::Deleted;

use crate::error::{Error, Reason};
use crate::measurements::MeasureKind;
use crate::measurements::record::{ReadingEntry, add};
use crate::patients::view::DeletionReason;
use crate::patients::{edit, register};
use crate::screenings::form::start;
use crate::screenings::list::{list, show};
use crate::screenings::next_steps::{self, NextSteps, NextStepsEdit};
use crate::screenings::record::{consider, record, remove};
use crate::screenings::{
    Answers, Category, ChoiceKey, Concern, KnownMeasure, NewScreening, QuestionKey, ScoringProblem,
    ScreeningTool,
};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, at, clinic, form, registered};
use crate::view::{Figure, Id};
use crate::{Clinic, chart};

fn answers(pairs: &[(&str, &str)]) -> Answers {
    let owned = pairs.iter();
    owned
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

pub(super) fn must(patient: &Id, bmi: &str, loss: &str, acute: &str) -> NewScreening {
    NewScreening {
        patient_id: patient.clone(),
        tool: ScreeningTool::Must,
        answers: answers(&[
            ("bmi", bmi),
            ("weight_loss_pct", loss),
            ("acute_no_intake_over_5d", acute),
        ]),
        visit_id: None,
        screened_at: None,
        replaces: None,
    }
}

fn correction(of: &Id, form: NewScreening) -> NewScreening {
    NewScreening {
        replaces: Some(of.clone()),
        ..form
    }
}

/// Registers a patient whose birth date may be empty.
fn aged(clinic: &mut Clinic, birth: &str) -> Id {
    let mut of = form("Ama", "Mensah", birth);
    of.birth_date = of.birth_date.filter(|day| !day.0.is_empty());
    register::register(clinic, &of).unwrap().patient.id
}

fn with_patient(machine: &Machine, birth: &str) -> (Clinic, Id) {
    let mut diet = machine.sign_in("diet", PASSWORD);
    let patient = registered(&mut diet, "Mary", "Okafor", birth);
    (diet, patient)
}

#[test]
fn a_screening_is_stored_sealed_and_shown_from_its_answers() {
    let (machine, _) = clinic();
    let (mut diet, mary) = with_patient(&machine, "1992-03-12");
    let scored = consider(&diet, &must(&mary, "below_18.5", "6", "no")).unwrap();
    assert_eq!(scored.result.as_ref().unwrap().points, Some(3));
    assert!(list(&diet, &mary).unwrap().is_empty());
    let recorded = record(&mut diet, &must(&mary, "17.9", "5_to_10", "no")).unwrap();
    let result = recorded.result.clone().unwrap();
    assert_eq!(
        (result.score.as_str(), result.category, result.concern),
        ("3", Category::High, Concern::High)
    );
    assert_eq!(result.components, [2, 1, 0]);
    assert_eq!(recorded.answers["age_y"], "34");
    assert_eq!((recorded.differs, recorded.is_replaced), (false, false));
    assert_eq!(list(&diet, &mary).unwrap(), vec![recorded.clone()]);
    assert_eq!(show(&diet, &recorded.id).unwrap(), recorded);

    // another result than the answers give is told, and what they give is shown
    let mut row = diet
        .read()
        .get::<Screening>(recorded.id.to().unwrap())
        .unwrap()
        .unwrap();
    let stored = row.value.result.open().unwrap().replace("\"3\"", "\"0\"");
    row.value.result = sync_contract::field::Text::new(&stored).unwrap().into();
    diet.write("add screening", |tx| {
        tx.update(&row.value, &row.seen).map(drop)?;
        Ok(())
    })
    .unwrap();
    let shown = show(&diet, &recorded.id).unwrap();
    assert_eq!((shown.result, shown.differs), (Some(result), true));
}

#[test]
fn a_correction_is_a_new_row_and_what_it_replaces_stays() {
    let (machine, _) = clinic();
    let (mut diet, mary) = with_patient(&machine, "1992-03-12");
    let mut earlier = must(&mary, "17.9", "6", "yes");
    earlier.screened_at = Some(at("2026-11-01T09:00:00Z"));
    let first = record(&mut diet, &earlier).unwrap();
    let right = correction(&first.id, must(&mary, "21", "0", "no"));
    let second = record(&mut diet, &right).unwrap();
    assert_eq!(second.replaces.as_ref(), Some(&first.id));
    assert_eq!(second.screened_at, first.screened_at);
    let shown: Vec<_> = list(&diet, &mary).unwrap();
    let replaced = |id: &Id| {
        shown
            .iter()
            .find(|view| view.id == *id)
            .unwrap()
            .is_replaced
    };
    assert!(replaced(&first.id) && !replaced(&second.id));

    // once corrected it is not corrected again, and a removed one is not corrected at all
    let again = record(&mut diet, &right);
    assert!(matches!(again, Err(Error::ChangedMeanwhile)), "{again:?}");
    let middle = remove(&mut diet, &first.id, &first.seen, "another patient's");
    assert!(matches!(middle, Err(Error::ChangedMeanwhile)), "{middle:?}");
    assert_eq!(list(&diet, &mary).unwrap().len(), 2);
    let blank = remove(&mut diet, &second.id, &second.seen, " ");
    assert!(matches!(
        blank,
        Err(Error::Invalid {
            field: "reason",
            ..
        })
    ));
    remove(&mut diet, &second.id, &second.seen, "another patient's").unwrap();
    // what it corrected was wrong, too
    assert!(list(&diet, &mary).unwrap().is_empty());
    let late = correction(&second.id, must(&mary, "21", "0", "no"));
    assert!(matches!(
        record(&mut diet, &late),
        Err(Error::ChangedMeanwhile)
    ));
    let rows = diet.read().all::<Screening>(Deleted::Shown).unwrap();
    assert_eq!(rows.len(), 2);
    // that of another patient is none of hers
    let ben = registered(&mut diet, "Ben", "Okafor", "1990-01-02");
    let foreign = correction(&first.id, must(&ben, "21", "0", "no"));
    assert!(matches!(
        record(&mut diet, &foreign),
        Err(Error::NotFound("screening"))
    ));
}

#[test]
fn answers_without_a_result_are_not_recorded() {
    let (machine, _) = clinic();
    let (mut diet, mary) = with_patient(&machine, "1992-03-12");
    let lacking = |form: &NewScreening, clinic: &Clinic| consider(clinic, form).unwrap();
    let mut open = must(&mary, "17.9", "6", "no");
    open.answers.remove("acute_no_intake_over_5d");
    let scored = lacking(&open, &diet);
    assert_eq!(scored.missing, [QuestionKey::MustAcute]);
    assert_eq!((scored.result, scored.problem), (None, None));
    let mut odd = must(&mary, "17.9", "6", "perhaps");
    assert_eq!(
        lacking(&odd, &diet).problem,
        Some(ScoringProblem::NotAnAnswer)
    );
    odd.answers.insert("weather".into(), "wet".into());
    let mut aged = must(&mary, "17.9", "6", "no");
    aged.answers.insert("age_y".into(), "70".into());
    let mut later = must(&mary, "17.9", "6", "no");
    later.screened_at = Some(at("2027-11-20T09:00:00Z"));
    let mut before = later.clone();
    before.screened_at = Some(at("1992-03-11T09:00:00Z"));
    for (form, field, reason) in [
        (&open, "answers", Reason::Required),
        (&odd, "answers", Reason::Unknown),
        (&aged, "answers", Reason::Impossible),
        (
            &must(&mary, "2500", "6", "no"),
            "answers",
            Reason::Impossible,
        ),
        (
            &must(&mary, "thin", "6", "no"),
            "answers",
            Reason::Malformed,
        ),
        (&later, "at", Reason::InTheFuture),
        (&before, "at", Reason::Backwards),
    ] {
        let refused = record(&mut diet, form).unwrap_err();
        let Error::Invalid {
            field: at,
            reason: why,
        } = refused
        else {
            panic!("{refused:?}");
        };
        assert_eq!((at, why), (field, reason), "{form:?}");
    }
    assert!(list(&diet, &mary).unwrap().is_empty());

    let seen = chart::show(&mut diet, &mary).unwrap().form.seen;
    edit::delete(&mut diet, &mary, &seen, DeletionReason::Other, "moved away").unwrap();
    let deleted = record(&mut diet, &must(&mary, "17.9", "6", "no"));
    assert!(matches!(deleted, Err(Error::PatientDeleted)), "{deleted:?}");
}

#[test]
fn the_age_decides_which_tool_is_offered_and_adds_its_point() {
    let (machine, _) = clinic();
    let (mut diet, _) = with_patient(&machine, "1992-03-12");
    let mut tools = |birth: &str| {
        let id = aged(&mut diet, birth);
        let started = start(&diet, &id, None).unwrap();
        let forms: Vec<_> = started.forms.iter().map(|form| form.tool).collect();
        (started.preselected, forms)
    };
    use ScreeningTool::*;
    let adult = vec![Must, Mst, Nrs2002, Glim, PhysicalExamination];
    let old = vec![Must, Mst, Nrs2002, MnaSf, Glim, PhysicalExamination];
    // the clock of the tests stands on 20 November 2026
    for (birth, preselected, forms) in [
        ("2008-11-21", None, vec![PhysicalExamination]),
        ("2008-11-20", Some(Must), adult.clone()),
        ("1961-11-21", Some(Must), adult),
        ("1961-11-20", Some(MnaSf), old.clone()),
        ("", Some(Must), old),
    ] {
        assert_eq!(tools(birth), (preselected, forms), "{birth}");
    }
    let nrs = |patient: &Id| NewScreening {
        tool: Nrs2002,
        answers: answers(&[
            ("weight_loss_pct", "to_5"),
            ("loss_within_months", "3"),
            ("impaired_general_condition", "no"),
            ("intake_pct", "above_75"),
            ("disease_severity", "0"),
        ]),
        ..must(patient, "", "", "")
    };
    for (birth, points) in [("1956-11-21", 0), ("1956-11-20", 1)] {
        let id = aged(&mut diet, birth);
        let result = consider(&diet, &nrs(&id)).unwrap().result.unwrap();
        assert_eq!(result.points, Some(points), "{birth}");
    }
    let ageless = aged(&mut diet, "");
    let scored = consider(&diet, &nrs(&ageless)).unwrap();
    assert_eq!(scored.problem, Some(ScoringProblem::AgeUnknown));
    // a patient who may be younger than 65 is not scored by the tool for older ones
    let mna = |patient: &Id, age: &str| NewScreening {
        tool: MnaSf,
        answers: answers(&[
            ("a_intake", "2"),
            ("b_weight_loss", "3"),
            ("c_mobility", "2"),
            ("d_stress", "2"),
            ("e_neuro", "2"),
            ("bmi", "from_23"),
            ("age_y", age),
        ]),
        ..must(patient, "", "", "")
    };
    let scored = consider(&diet, &mna(&ageless, "")).unwrap();
    assert_eq!(scored.problem, Some(ScoringProblem::AgeUnknown));
    let refused = record(&mut diet, &mna(&ageless, ""));
    assert!(
        matches!(
            refused,
            Err(Error::Invalid {
                field: "answers",
                ..
            })
        ),
        "{refused:?}"
    );
    let scored = consider(&diet, &mna(&ageless, "70")).unwrap().result;
    assert_eq!(scored.unwrap().points, Some(14));
    let child = aged(&mut diet, "2016-11-20");
    let scored = consider(&diet, &must(&child, "17", "0", "no")).unwrap();
    assert_eq!(scored.problem, Some(ScoringProblem::AgeOutside));
}

#[test]
fn what_was_measured_today_answers_and_what_is_older_is_only_shown() {
    let (machine, _) = clinic();
    let (mut diet, mary) = with_patient(&machine, "1992-03-12");
    let mut weigh = |kind: MeasureKind, text: &str, days: i64| {
        let reading = ReadingEntry {
            patient: mary.to().unwrap(),
            visit: None,
            kind: kind.into(),
            text: text.into(),
            at: sync_contract::field::Time(machine.now().0 - days * 86_400_000_000),
            accept_doubtful: true,
        };
        add(&mut diet, &reading).unwrap();
        let started = start(&diet, &mary, None).unwrap();
        let form = started
            .forms
            .iter()
            .find(|form| form.tool == ScreeningTool::Must);
        form.unwrap().questions[0].known.clone()
    };
    assert_eq!(weigh(MeasureKind::Height, "173.2 cm", 400), None);
    let old = weigh(MeasureKind::Weight, "70 kg", 3).unwrap();
    assert_eq!((old.value, old.answer), (Figure(23.3), None));
    // 18.496 rounds to 18.5, and is below it
    let today = weigh(MeasureKind::Weight, "55.485 kg", 0).unwrap();
    assert_eq!(
        (today.measure, today.value),
        (KnownMeasure::Bmi, Figure(18.5))
    );
    let chosen = today.answer.unwrap();
    assert_eq!(chosen.choice, ChoiceKey::BmiBelow18);
    let mut form = must(&mary, "", "0", "no");
    form.answers.extend(chosen.answers);
    let recorded = record(&mut diet, &form).unwrap();
    assert_eq!(recorded.result.unwrap().points, Some(2));

    // a correction begins with what was answered
    let again = start(&diet, &mary, Some(&recorded.id)).unwrap();
    assert_eq!(again.forms.len(), 1);
    let given = again.forms[0].questions.iter();
    let given: Vec<_> = given
        .map(|question| question.given.clone().unwrap().choice)
        .collect();
    assert_eq!(
        given,
        [ChoiceKey::BmiBelow18, ChoiceKey::LossBelow5, ChoiceKey::No]
    );
}

/// An admin, who reads no chart, writes them; a user who reads a result reads them.
#[test]
fn next_steps_are_written_by_an_admin_and_read_with_a_result() {
    let (machine, mut admin) = clinic();
    let of = |clinic: &Clinic, tool, category| {
        let steps = next_steps::list(clinic).unwrap();
        let is_it = |of: &&NextSteps| of.tool == tool && of.category == category;
        steps.iter().find(is_it).cloned().unwrap()
    };
    let (tool, high) = (ScreeningTool::Must, Category::High);
    let empty = of(&admin, tool, high);
    assert_eq!(empty.text, "");
    let edit = |from: &NextSteps, text: &str| NextStepsEdit {
        tool: from.tool,
        category: from.category,
        text: text.to_owned(),
        seen: from.seen.clone(),
    };
    let written = next_steps::edit(&mut admin, &edit(&empty, "Refer to the team.")).unwrap();
    assert_eq!(written.text, "Refer to the team.");
    // MUST has no such result
    let foreign = NextStepsEdit {
        category: Category::StageTwo,
        ..edit(&written, "Never.")
    };
    assert!(next_steps::edit(&mut admin, &foreign).is_err());
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    assert_eq!(of(&diet, tool, high), written);
    assert_eq!(of(&diet, tool, Category::Low).text, "");
    let refused = next_steps::edit(&mut diet, &edit(&written, "")).unwrap_err();
    assert!(matches!(refused, Error::Forbidden(_)), "{refused}");
    drop(diet);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let taken_back = next_steps::edit(&mut admin, &edit(&written, " ")).unwrap();
    assert_eq!(taken_back.text, "");
}

#[test]
fn every_result_of_a_published_case_can_have_next_steps() {
    const CASES: &str = include_str!("../../../../seeds/reference/nutrition/screening.csv");
    let mut reader = csv::Reader::from_reader(CASES.as_bytes());
    let tools = [
        ("MUST", ScreeningTool::Must),
        ("MST", ScreeningTool::Mst),
        ("NRS-2002", ScreeningTool::Nrs2002),
        ("MNA-SF", ScreeningTool::MnaSf),
        ("GLIM", ScreeningTool::Glim),
        ("NFPE", ScreeningTool::PhysicalExamination),
    ];
    for row in reader.records().map(std::result::Result::unwrap) {
        let tool = tools.iter().find(|(name, _)| *name == &row[1]).unwrap().1;
        let known = next_steps::categories(tool).iter();
        let mut named = known.filter(|category| category.as_str() == &row[5]);
        assert!(named.next().is_some(), "{}: {}", &row[0], &row[5]);
    }
}
