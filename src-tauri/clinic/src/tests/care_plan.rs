//! Problems, goals and tasks: written row by row, ended together, and computed from readings.
#![allow(clippy::unwrap_used)]

use sync_contract::catalog::{NutritionDiagnosis, Task, User};
use vault::read::Deleted;

use crate::diagnoses::{DiagnosisEdit, DiagnosisStatus, DiagnosisStatusChange};
use crate::error::{Error, Reason};
use crate::goals::{GoalEdit, GoalForm, GoalStatus, GoalStatusChange};
use crate::measurements::MeasureKind;
use crate::measurements::record::{ReadingEntry, add};
use crate::tasks::{TaskEdit, TaskForm};
use crate::testing::{
    ADMIN_PASSWORD, Machine, PASSWORD, add_user, clinic, diagnosis, goal, registered, task,
};
use crate::view::{Figure, Id, ReadVersionToken};
use crate::{Clinic, care_plan, diagnoses, goals, tasks};

fn plan_of_mary() -> (Machine, Clinic, Id) {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    (machine, diet, mary)
}

fn measure(machine: &Machine, clinic: &mut Clinic, patient: &Id, kind: MeasureKind, text: &str) {
    machine.clock.advance_s(60);
    let reading = ReadingEntry {
        patient: patient.to().unwrap(),
        visit: None,
        kind: kind.into(),
        text: text.into(),
        at: machine.now(),
        accept_doubtful: true,
    };
    add(clinic, &reading).unwrap();
}

fn of_weight(start: &str, target: &str) -> GoalForm {
    GoalForm {
        measure: Some(MeasureKind::Weight),
        start: start.into(),
        target: target.into(),
        ..goal("Lose weight")
    }
}

/// The field and the reason of a refusal.
#[track_caller]
fn refused<T: std::fmt::Debug>(answer: Result<T, Error>) -> (&'static str, Reason) {
    match answer.unwrap_err() {
        Error::Invalid { field, reason } => (field, reason),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_goal_is_as_far_as_the_newest_reading_of_its_measure() {
    let (machine, mut diet, mary) = plan_of_mary();
    measure(&machine, &mut diet, &mary, MeasureKind::Weight, "90 kg");
    // typed in any unit, kept in that of the kind; the newest reading is where it begins
    let lose = goals::add(&mut diet, &mary, &of_weight("", "176.37 lb")).unwrap();
    assert_eq!((&*lose.form.start, &*lose.form.target), ("90 kg", "80 kg"));
    assert_eq!(lose.percent, Some(0));
    measure(&machine, &mut diet, &mary, MeasureKind::Waist, "100 cm");
    measure(&machine, &mut diet, &mary, MeasureKind::Weight, "83.8 kg");
    let shown = goals::show(&diet, &lose.id).unwrap();
    assert_eq!(shown.percent, Some(62));
    let aim = shown.aim.unwrap();
    let values: Vec<f64> = aim.points.iter().map(|point| point.value.0).collect();
    assert_eq!(values, [90.0, 83.8]);
    assert_eq!(aim.latest.unwrap().quantity.value, Figure(83.8));
    assert_eq!(aim.target.unwrap().unit, "kg");
    // what is typed counts where no reading tells it
    let walk = GoalForm {
        progress: "40 %".into(),
        ..goal("Walk every day")
    };
    assert_eq!(
        goals::add(&mut diet, &mary, &walk).unwrap().percent,
        Some(40)
    );
    let glucose = GoalForm {
        measure: Some(MeasureKind::Glucose),
        target: "6".into(),
        progress: "10".into(),
        ..goal("Lower glucose")
    };
    let glucose = goals::add(&mut diet, &mary, &glucose).unwrap();
    assert_eq!(
        (glucose.percent, glucose.form.start.as_str()),
        (Some(10), "")
    );
}

#[test]
fn a_form_that_cannot_be_read_is_refused_with_its_field() {
    let (_machine, mut diet, mary) = plan_of_mary();
    let with = |change: fn(&mut GoalForm)| {
        let mut form = of_weight("90", "80");
        change(&mut form);
        form
    };
    for (form, field, reason) in [
        (
            with(|form| form.text = " ".into()),
            "text",
            Reason::Required,
        ),
        (
            with(|form| form.start = "heavy".into()),
            "start",
            Reason::Malformed,
        ),
        (
            with(|form| form.target = "80 parsec".into()),
            "target",
            Reason::Unknown,
        ),
        (
            with(|form| form.target = "7200".into()),
            "target",
            Reason::Impossible,
        ),
        (
            with(|form| form.measure = Some(MeasureKind::Bmi)),
            "measure",
            Reason::Unknown,
        ),
        (
            with(|form| form.due = "soon".into()),
            "due",
            Reason::NotADate,
        ),
        (
            with(|form| form.progress = "110".into()),
            "progress",
            Reason::Impossible,
        ),
    ] {
        assert_eq!(
            refused(goals::add(&mut diet, &mary, &form)),
            (field, reason)
        );
    }
    let blank = diagnoses::add(&mut diet, &mary, &diagnosis(""));
    assert_eq!(refused(blank), ("problem", Reason::Required));
    let late = TaskForm {
        due: "2026-02-30".into(),
        ..task("Call")
    };
    assert_eq!(
        refused(tasks::add(&mut diet, &mary, &late)),
        ("due", Reason::NotADate)
    );
    let plan = care_plan::show(&diet, &mary).unwrap();
    assert!(plan.diagnoses.is_empty() && plan.goals.is_empty() && plan.tasks.is_empty());
}

#[test]
fn a_problem_ends_together_with_the_goals_that_are_named() {
    let (machine, mut diet, mary) = plan_of_mary();
    let problem = diagnoses::add(&mut diet, &mary, &diagnosis("Excess energy")).unwrap();
    let other = diagnoses::add(&mut diet, &mary, &diagnosis("Little fibre")).unwrap();
    let about = |clinic: &mut Clinic, text: &str, of: &Id| {
        let form = GoalForm {
            diagnosis: of.0.clone(),
            ..goal(text)
        };
        goals::add(clinic, &mary, &form).unwrap()
    };
    let [met, stays, foreign] = [
        about(&mut diet, "Eat less", &problem.id),
        about(&mut diet, "Walk", &problem.id),
        about(&mut diet, "Vegetables", &other.id),
    ];
    let ends = |goal: &goals::GoalView, status| GoalStatusChange {
        id: goal.id.clone(),
        seen: goal.seen.clone(),
        status,
    };
    let mut change = DiagnosisStatusChange {
        id: problem.id.clone(),
        seen: problem.seen.clone(),
        status: DiagnosisStatus::Resolved,
        goals: vec![
            ends(&met, GoalStatus::Met),
            ends(&foreign, GoalStatus::Dropped),
        ],
    };
    // a goal of another problem: nothing of it is written
    let wrong = diagnoses::set_status(&mut diet, &change);
    assert!(matches!(wrong, Err(Error::NotFound("goal"))), "{wrong:?}");
    let statuses = |clinic: &Clinic| {
        let plan = care_plan::show(clinic, &mary).unwrap();
        let of = |id: &Id| {
            let mut goals = plan.goals.iter();
            goals.find(|goal| goal.id == *id).unwrap().form.status
        };
        (
            diagnoses::show(clinic, &problem.id).unwrap().form.status,
            [of(&met.id), of(&stays.id), of(&foreign.id)],
        )
    };
    use GoalStatus::{Active, Met};
    assert_eq!(statuses(&diet), (DiagnosisStatus::Active, [Active; 3]));
    change.goals.truncate(1);
    machine.clock.advance_s(60);
    let resolved = diagnoses::set_status(&mut diet, &change).unwrap();
    assert_eq!(
        statuses(&diet),
        (DiagnosisStatus::Resolved, [Met, Active, Active])
    );
    let plan = care_plan::show(&diet, &mary).unwrap();
    assert_eq!(plan.diagnoses.last().unwrap().id, problem.id);
    assert_eq!(plan.goals.last().unwrap().id, met.id);
    // and back
    let met_now = goals::show(&diet, &met.id).unwrap();
    let back = DiagnosisStatusChange {
        seen: resolved.seen,
        status: DiagnosisStatus::Active,
        goals: vec![ends(&met_now, GoalStatus::Active)],
        ..change
    };
    diagnoses::set_status(&mut diet, &back).unwrap();
    assert_eq!(statuses(&diet), (DiagnosisStatus::Active, [Active; 3]));
}

#[test]
fn what_a_form_did_not_touch_stays_as_others_wrote_it() {
    let (machine, mut diet, mary) = plan_of_mary();
    let first = goals::add(&mut diet, &mary, &of_weight("90", "80")).unwrap();
    machine.clock.advance_s(60);
    let edit = |change: fn(&mut GoalForm)| {
        let mut form = first.form.clone();
        change(&mut form);
        GoalEdit {
            id: first.id.clone(),
            seen: first.seen.clone(),
            loaded: first.form.clone(),
            form,
        }
    };
    let now = goals::edit(&mut diet, &edit(|form| form.due = "1.2.2027".into())).unwrap();
    assert_eq!(now.form.due, "2027-02-01");
    let now = goals::edit(&mut diet, &edit(|form| form.text = "Weigh less".into())).unwrap();
    assert_eq!(
        (now.form.due.as_str(), now.form.text.as_str()),
        ("2027-02-01", "Weigh less")
    );
    let problem = diagnoses::add(&mut diet, &mary, &diagnosis("Excess energy")).unwrap();
    machine.clock.advance_s(60);
    let reworded = DiagnosisEdit {
        id: problem.id.clone(),
        seen: problem.seen.clone(),
        loaded: problem.form.clone(),
        form: diagnosis("Excess of energy"),
    };
    let resolved = DiagnosisStatusChange {
        id: problem.id.clone(),
        seen: problem.seen.clone(),
        status: DiagnosisStatus::Resolved,
        goals: Vec::new(),
    };
    diagnoses::set_status(&mut diet, &resolved).unwrap();
    let both = diagnoses::edit(&mut diet, &reworded).unwrap();
    assert_eq!(both.form.problem, "Excess of energy");
    assert_eq!(both.form.status, DiagnosisStatus::Resolved);
    let row = diet
        .read()
        .get::<NutritionDiagnosis>(problem.id.to().unwrap())
        .unwrap()
        .unwrap();
    assert!(
        row.conflicted.is_empty(),
        "who resolves contradicts nobody who rewords"
    );
}

#[test]
fn a_task_is_given_finished_and_reopened() {
    let (machine, mut diet, mary) = plan_of_mary();
    let owners = care_plan::show(&diet, &mary).unwrap().owners;
    let names: Vec<&str> = owners.iter().map(|owner| owner.name.as_str()).collect();
    assert_eq!(names, ["diet Test"], "the front desk reads no chart");
    let form = TaskForm {
        due: "2026-11-19".into(),
        owner: owners[0].id.0.clone(),
        ..task("Call about the diary")
    };
    let call = tasks::add(&mut diet, &mary, &form).unwrap();
    assert_eq!(call.owner_name.as_deref(), Some("diet Test"));
    assert!(call.is_overdue && call.done.is_none());
    let later = tasks::add(&mut diet, &mary, &task("Weigh at home")).unwrap();
    drop(diet);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    add_user(&mut admin, "kofi", "Dietitian");
    drop(admin);
    machine.clock.advance_s(60);
    let mut kofi = machine.sign_in("kofi", PASSWORD);
    let done = tasks::finish(&mut kofi, &call.id, &call.seen).unwrap();
    assert!(!done.is_overdue);
    assert_eq!(done.done.as_ref().unwrap().by, "kofi Test");
    drop(kofi);
    machine.clock.advance_s(60);
    // who said so first stays the one who did it
    let mut diet = machine.sign_in("diet", PASSWORD);
    let again = tasks::finish(&mut diet, &call.id, &done.seen).unwrap();
    assert_eq!(again.done, done.done);
    let listed = tasks::list(&diet, mary.to().unwrap()).unwrap();
    assert_eq!(
        [&listed[0].id, &listed[1].id],
        [&later.id, &call.id],
        "what is open first"
    );
    let open = tasks::reopen(&mut diet, &call.id, &again.seen).unwrap();
    assert!(open.done.is_none() && open.is_overdue);
    assert_eq!(open.form, form);
}

#[test]
fn a_task_stays_with_a_user_who_left_and_goes_to_none() {
    let (machine, diet, mary) = plan_of_mary();
    drop(diet);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    add_user(&mut admin, "nurse", "Nurse");
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let users = diet.read().all::<User>(Deleted::Hidden).unwrap();
    let user = |name: &str| {
        let user = users
            .iter()
            .find(|user| user.value.username.as_str() == name);
        user.unwrap()
    };
    // a user who may not read a chart would never see it
    let unseen = TaskForm {
        owner: Id::of(user("desk").value.id).0,
        ..task("Book the next visit")
    };
    let refusal = tasks::add(&mut diet, &mary, &unseen);
    assert_eq!(refused(refusal), ("owner", Reason::Unknown));
    let nurse_seen = ReadVersionToken::of(&user("nurse").seen);
    let nurse = Id::of(user("nurse").value.id);
    let given = |text: &str| TaskForm {
        owner: nurse.0.clone(),
        ..task(text)
    };
    let first = tasks::add(&mut diet, &mary, &given("Book the next visit")).unwrap();
    drop(diet);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    crate::users::edit::set_active(&mut admin, &nurse, &nurse_seen, false).unwrap();
    drop(admin);
    machine.clock.advance_s(60);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let refusal = tasks::add(&mut diet, &mary, &given("Send the bill"));
    assert_eq!(refused(refusal), ("owner", Reason::Unknown));
    let mut form = first.form.clone();
    form.text = "Book two visits".into();
    let edit = TaskEdit {
        id: first.id.clone(),
        seen: first.seen,
        loaded: first.form,
        form,
    };
    let edited = tasks::edit(&mut diet, &edit).unwrap();
    assert_eq!(edited.form.owner, nurse.0);
}

#[test]
fn nothing_is_linked_to_what_is_another_patient_s_or_removed() {
    let (machine, mut diet, mary) = plan_of_mary();
    let ben = registered(&mut diet, "Ben", "Okafor", "1990-01-02");
    let problem = diagnoses::add(&mut diet, &mary, &diagnosis("Excess energy")).unwrap();
    let about = |id: &Id| GoalForm {
        diagnosis: id.0.clone(),
        ..goal("Eat less")
    };
    let foreign = goals::add(&mut diet, &ben, &about(&problem.id));
    assert!(
        matches!(foreign, Err(Error::NotFound("nutrition diagnosis"))),
        "{foreign:?}"
    );
    let mine = goals::add(&mut diet, &mary, &about(&problem.id)).unwrap();
    let for_goal = |goal: &Id| TaskForm {
        goal: goal.0.clone(),
        ..task("Call")
    };
    let foreign = tasks::add(&mut diet, &ben, &for_goal(&mine.id));
    assert!(
        matches!(foreign, Err(Error::NotFound("goal"))),
        "{foreign:?}"
    );
    machine.clock.advance_s(60);
    diagnoses::remove(&mut diet, &problem.id, &problem.seen, "another patient's").unwrap();
    let late = goals::add(&mut diet, &mary, &about(&problem.id));
    assert!(matches!(late, Err(Error::NotFound(_))), "{late:?}");
    // the goal that it had is written on, and may keep its link
    let mut form = mine.form.clone();
    form.due = "2027-01-01".into();
    let edit = GoalEdit {
        id: mine.id.clone(),
        seen: mine.seen,
        loaded: mine.form,
        form,
    };
    assert_eq!(
        goals::edit(&mut diet, &edit).unwrap().form.diagnosis,
        problem.id.0
    );
}

#[test]
fn a_removed_row_is_put_back_as_it_was() {
    let (machine, mut diet, mary) = plan_of_mary();
    let plan = |clinic: &Clinic| care_plan::show(clinic, &mary).unwrap();
    let problem = diagnoses::add(&mut diet, &mary, &diagnosis("Excess energy")).unwrap();
    let lose = goals::add(&mut diet, &mary, &of_weight("90", "80")).unwrap();
    let call = tasks::add(&mut diet, &mary, &task("Call")).unwrap();
    let before = plan(&diet);
    machine.clock.advance_s(60);
    let blank = tasks::remove(&mut diet, &call.id, &call.seen, " ");
    assert_eq!(refused(blank), ("reason", Reason::Required));
    let why = "another patient's";
    let removals = [
        diagnoses::remove(&mut diet, &problem.id, &problem.seen, why).unwrap(),
        goals::remove(&mut diet, &lose.id, &lose.seen, why).unwrap(),
        tasks::remove(&mut diet, &call.id, &call.seen, why).unwrap(),
    ];
    let empty = plan(&diet);
    assert!(empty.diagnoses.is_empty() && empty.goals.is_empty() && empty.tasks.is_empty());
    let late = tasks::finish(&mut diet, &call.id, &call.seen);
    assert!(matches!(late, Err(Error::NotFound("task"))), "{late:?}");
    assert_eq!(diagnoses::removed(&diet, &problem.id).unwrap(), removals[0]);
    machine.clock.advance_s(60);
    diagnoses::restore(&mut diet, &problem.id, &removals[0]).unwrap();
    goals::restore(&mut diet, &lose.id, &removals[1]).unwrap();
    tasks::restore(&mut diet, &call.id, &removals[2]).unwrap();
    let after = plan(&diet);
    assert_eq!(after.diagnoses[0].form, before.diagnoses[0].form);
    assert_eq!(after.goals[0].form, before.goals[0].form);
    assert_eq!(after.tasks[0].form, before.tasks[0].form);
    assert_eq!(diet.read().all::<Task>(Deleted::Shown).unwrap().len(), 1);
}
