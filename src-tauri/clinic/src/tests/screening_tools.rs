//! The tools that a clinic screens with: what is offered, refused, shown still and corrected.

use crate::Clinic;
use crate::error::{Error, Reason};
use crate::preferences::{self, Preference, PreferenceEdit};
use crate::screenings::form::start;
use crate::screenings::list::list;
use crate::screenings::record::{consider, record};
use crate::screenings::{NewScreening, ScreeningTool, in_use};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, clinic, registered};
use crate::tests::screenings::must;
use crate::view::Id;

fn choose(machine: &Machine, tools: &str) -> String {
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let rows = preferences::list(&admin).unwrap();
    let row = rows
        .into_iter()
        .find(|row| row.of == Preference::ScreeningTools);
    let edit = PreferenceEdit {
        of: Preference::ScreeningTools,
        seen: row.unwrap().seen,
        value: tools.into(),
    };
    preferences::choose(&mut admin, &edit).unwrap().value
}

fn offered(diet: &Clinic, patient: &Id) -> (Option<ScreeningTool>, Vec<ScreeningTool>, bool) {
    let start = start(diet, patient, None).unwrap();
    let tools = start.forms.iter().map(|form| form.tool).collect();
    (start.preselected, tools, start.lacks_tool)
}

fn refused(result: Result<impl Sized, Error>) {
    let wanted = Error::invalid("tool", Reason::OutOfUse).to_string();
    assert_eq!(result.err().unwrap().to_string(), wanted);
}

#[test]
fn only_the_tools_in_use_are_offered() {
    let (machine, admin) = clinic();
    assert_eq!(in_use::list(&admin).unwrap(), ScreeningTool::ALL);
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1986-02-03");
    let ada = registered(&mut diet, "Ada", "Mensah", "1940-02-03");
    let (usual, tools, lacks_tool) = offered(&diet, &mary);
    assert_eq!((usual, lacks_tool), (Some(ScreeningTool::Must), false));
    assert!(tools.contains(&ScreeningTool::Mst));
    drop(diet);
    assert_eq!(choose(&machine, "nrs-2002; mst, mst"), "MST,NRS_2002");
    let diet = machine.sign_in("diet", PASSWORD);
    let both = [ScreeningTool::Mst, ScreeningTool::Nrs2002];
    assert_eq!(in_use::list(&diet).unwrap(), both);
    for patient in [&mary, &ada] {
        let first = Some(ScreeningTool::Mst);
        assert_eq!(offered(&diet, patient), (first, both.to_vec(), false));
    }
    drop(diet);
    // the one that is left is for the old
    choose(&machine, "MNA_SF");
    let diet = machine.sign_in("diet", PASSWORD);
    assert_eq!(offered(&diet, &mary), (None, Vec::new(), true));
    let of_age = vec![ScreeningTool::MnaSf];
    assert_eq!(
        offered(&diet, &ada),
        (Some(ScreeningTool::MnaSf), of_age, false)
    );
}

#[test]
fn a_tool_that_is_off_is_refused_and_its_results_stay() {
    let (machine, admin) = clinic();
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1986-02-03");
    let form = must(&mary, "18.5_to_20", "below_5", "no");
    let before = record(&mut diet, &form).unwrap();
    drop(diet);
    choose(&machine, "MST");
    let mut diet = machine.sign_in("diet", PASSWORD);
    refused(consider(&diet, &form));
    refused(record(&mut diet, &form));
    assert_eq!(list(&diet, &mary).unwrap(), std::slice::from_ref(&before));
    // what is wrong is corrected with the tool that it was recorded with
    let started = start(&diet, &mary, Some(&before.id)).unwrap();
    assert_eq!(started.preselected, Some(ScreeningTool::Must));
    let correction = NewScreening {
        replaces: Some(before.id.clone()),
        ..must(&mary, "below_18.5", "below_5", "no")
    };
    let corrected = record(&mut diet, &correction).unwrap();
    assert_eq!(corrected.result.unwrap().points, Some(2));
    drop(diet);
    choose(&machine, "MUST,MST");
    let mut diet = machine.sign_in("diet", PASSWORD);
    assert!(record(&mut diet, &form).is_ok());
}
