//! What a search finds first for a patient, and measures in their language.
#![allow(clippy::unwrap_used)]

use crate::audit::view::AuditQuery;
use crate::foods::{FoodTable, search, show};
use crate::recalls::{RecallKind, list};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD};
use crate::tests::recalls::{add, begun, breakfast, foods};
use crate::view::{Id, ScreenLanguage};
use crate::{Clinic, Error, audit};

const EN: ScreenLanguage = ScreenLanguage::En;
const RICE: &str = "20045";

#[test]
fn what_a_patient_ate_before_comes_first() {
    let (_machine, mut diet, mary, id) = begun(RecallKind::TwentyFourHours);
    let first = |diet: &Clinic| {
        let table = FoodTable::of_patient(diet, &mary).unwrap();
        search(&table, "milk", EN, 8)[0].id.clone()
    };
    let usual = first(&diet);
    add(&mut diet, &id, breakfast(), "01079", "1 cup");
    assert_ne!(usual, "01079");
    assert_eq!(first(&diet), "01079");
    // what fits less well stays behind, though they had it
    add(&mut diet, &id, breakfast(), "16098", "1 tbsp");
    add(&mut diet, &id, breakfast(), RICE, "1 cup");
    let first_two = |text: &str| {
        let table = FoodTable::of_patient(&diet, &mary).unwrap();
        let of_all = FoodTable::of_clinic(&diet).unwrap();
        let first = |table: &FoodTable| search(table, text, EN, 8)[0].name.clone();
        (first(&table), first(&of_all))
    };
    for text in [
        "butter",
        "10 g butter",
        "potatoes boi",
        "coffee bl",
        "white rice boi",
    ] {
        let (theirs, of_all) = first_two(text);
        assert_eq!(theirs, of_all, "{text}");
    }
    // it is theirs alone
    let of_all = FoodTable::of_clinic(&diet).unwrap();
    assert_eq!(search(&of_all, "milk", EN, 8)[0].id, usual);
}

#[test]
fn a_measure_is_read_as_it_is_shown_in_french() {
    let (_machine, mut diet, _, id) = begun(RecallKind::TwentyFourHours);
    let table = FoodTable::of_clinic(&diet).unwrap();
    let carrot = show(&table, "11124", "", ScreenLanguage::Fr).unwrap();
    let chopped = carrot.measures.iter().find(|of| of.name == "cup chopped");
    let chopped = chopped.unwrap();
    assert_eq!(chopped.words, "tasse en petits morceaux");
    let typed = format!("2 {}", chopped.words);
    let eaten = add(&mut diet, &id, breakfast(), "11124", &typed);
    let portion = foods(&eaten.grid.days[0])[0].portion.clone().unwrap();
    assert_eq!(portion.measure, "cup chopped");
    assert_eq!(portion.words, "cups chopped");
    let french = list::show(&diet, &id, ScreenLanguage::Fr).unwrap();
    let portion = foods(&french.grid.days[0])[0].portion.clone().unwrap();
    assert_eq!(portion.words, "tasses en petits morceaux");
}

fn reads_of(machine: &Machine, patient: &Id) -> usize {
    let admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let query = AuditQuery {
        action: Some("open patient".into()),
        limit: 100,
        ..AuditQuery::default()
    };
    let rows = audit::list::list(&admin, &query).unwrap().rows;
    let of_patient = rows.iter().filter_map(|row| row.patient.as_ref());
    of_patient.filter(|of| of.id == *patient).count()
}

/// The order of what is found tells what they ate.
#[test]
fn a_search_for_a_patient_is_logged_as_opening_them() {
    let (machine, diet, mary, _) = begun(RecallKind::TwentyFourHours);
    drop(diet);
    let before = reads_of(&machine, &mary);
    machine.clock.advance_s(601);
    let diet = machine.sign_in("diet", PASSWORD);
    FoodTable::of_patient(&diet, &mary).unwrap();
    let unknown = Id("00000000-0000-7000-8000-000000000001".into());
    let refused = FoodTable::of_patient(&diet, &unknown).err();
    assert!(matches!(refused, Some(Error::NotFound(_))));
    drop(diet);
    assert_eq!(reads_of(&machine, &mary), before + 1);
}
