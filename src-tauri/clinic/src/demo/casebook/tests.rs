#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use serde_json::json;
use sync_contract::catalog::Nutrient;
use sync_contract::field::{date, time};

use super::*;
use crate::demo::casebook::book::{LABS, PersonSex, VisitKind};
use crate::demo::casebook::person::{Outcome, PersonVisit};
use crate::demo::casebook::{check, child, menus};
use crate::demo::data;
use crate::foods::flags::PatientFlags;
use crate::foods::{Allergen, FoodFlagKind, FoodTable, FoodView, show};
use crate::view::ScreenLanguage;
use crate::working_hours::WorkingHours;

/// That of the demo of five hundred.
const SEED: u64 = 20_261_120 + 500;

fn now() -> NaiveDateTime {
    date(2026, 11, 20).and_time(time(10, 6))
}

fn providers() -> Vec<Provider> {
    let week = "MON 08:00-12:00 13:00-17:00; TUE 08:00-12:00 13:00-17:00; WED 08:00-12:00 13:00-17:00; \
        THU 08:00-12:00 13:00-17:00; FRI 08:00-12:00 13:00-17:00; SAT 08:00-12:00; SUN 09:00-12:00";
    let provider = |username: &str| Provider {
        username: username.to_owned(),
        hours: WorkingHours::of(Some(week)),
        first_of: None,
    };
    ["claire", "kofi", "yuki"].map(provider).into()
}

#[test]
fn five_hundred_people_satisfy_every_rule() {
    let mut bad = Vec::new();
    for seed in 0..2 {
        let people = people(SEED + seed, 500, now(), &providers());
        assert_eq!(people.len(), 500);
        for person in &people {
            bad.extend(check::wrong(person, now().date()));
        }
        for (name, share, low, high) in check::shares(&people, now().date()) {
            assert!((low..=high).contains(&share), "{name} {share}");
        }
        let archetypes = BOOK.archetypes.iter();
        for archetype in archetypes.map(|of| &of.id) {
            let mut of = people.iter().map(|person| &person.archetype.id);
            assert!(of.any(|id| id == archetype), "nobody of {archetype}");
        }
    }
    assert!(
        bad.is_empty(),
        "{} wrong:\n{}",
        bad.len(),
        bad[..bad.len().min(40)].join("\n")
    );
}

#[test]
fn the_same_seed_and_moment_give_the_same_people() {
    let text = |seed| format!("{:?}", people(seed, 60, now(), &providers()));
    assert_eq!(text(SEED), text(SEED));
    assert_ne!(text(SEED), text(SEED + 1));
}

#[test]
fn a_broken_person_is_reported() {
    let people = people(SEED, 500, now(), &providers());
    let of = |id: &str| {
        people
            .iter()
            .find(|of| of.archetype.id == id)
            .unwrap()
            .clone()
    };
    let today = now().date();
    let mut person = of("t2dm-new");
    person.birth = date(2015, 1, 1);
    assert!(!check::wrong(&person, today).is_empty());
    let mut person = of("gdm");
    person.sex = PersonSex::Male;
    assert!(!check::wrong(&person, today).is_empty());
    let mut person = of("t1dm-child");
    person.conditions.extend(of("t2dm-new").conditions);
    assert!(!check::wrong(&person, today).is_empty());
    let mut person = of("hypertension-dash");
    person.medicines.extend(of("t2dm-insulin-older").medicines);
    assert!(!check::wrong(&person, today).is_empty());
    let mut person = of("adult-obesity");
    let attended = |visit: &&mut PersonVisit| visit.outcome == Outcome::Attended;
    person
        .visits
        .iter_mut()
        .filter(attended)
        .for_each(|visit| visit.measured.weight_kg = Some(60.0));
    assert!(!check::wrong(&person, today).is_empty());
    let mut person = of("t1dm-child");
    person.visits.iter_mut().filter(attended).for_each(|visit| {
        let note = visit.note.as_mut().unwrap();
        note.sections[0].1.push_str(" A glass of wine. {kcal}");
    });
    assert!(check::wrong(&person, today).len() >= 2);
}

#[test]
fn no_dietitian_is_booked_twice_at_once() {
    for hour in [2, 10, 23] {
        for ahead in [0, 1, 2] {
            let now = date(2026, 11, 20 + ahead).and_time(time(hour, 6));
            let people = people(SEED, 120, now, &providers());
            let mut taken = Vec::new();
            for person in &people {
                let provider = fitting::provider_of(person, &providers());
                taken.extend(
                    person
                        .visits
                        .iter()
                        .map(|of| (provider, of.day, of.at, of.minutes)),
                );
            }
            taken.sort_unstable();
            for pair in taken.windows(2) {
                let end = pair[0].2 + chrono::TimeDelta::minutes(pair[0].3);
                let is_apart = pair[0].0 != pair[1].0 || pair[0].1 != pair[1].1 || end <= pair[1].2;
                assert!(is_apart, "{pair:?}");
            }
        }
    }
}

#[test]
fn each_dietitian_has_work_today_and_this_week() {
    let people = people(SEED, 500, now(), &providers());
    let visits = |from: i64, to: i64| {
        let (from, to) = (
            now().date() + chrono::TimeDelta::days(from),
            now().date() + chrono::TimeDelta::days(to),
        );
        let all = people.iter().flat_map(|person| {
            let provider = fitting::provider_of(person, &providers());
            person.visits.iter().map(move |visit| (provider, visit.day))
        });
        let mut counts = [0; 3];
        for (provider, _) in all.filter(|(_, day)| (from..=to).contains(day)) {
            counts[provider] += 1;
        }
        counts
    };
    assert!(
        visits(0, 0).iter().all(|count| *count >= 3),
        "{:?}",
        visits(0, 0)
    );
    assert!(
        visits(0, 6).iter().all(|count| *count >= 12),
        "{:?}",
        visits(0, 6)
    );
}

#[test]
fn a_forty_person_clinic_is_drawn_by_the_same_shares() {
    let people = people(SEED, 40, now(), &providers());
    assert_eq!(people.len(), 40);
    assert!(
        people
            .iter()
            .all(|person| check::wrong(person, now().date()).is_empty())
    );
}

#[test]
fn numbers_of_a_note_are_those_that_were_measured() {
    let people = people(SEED, 500, now(), &providers());
    let mut seen = 0;
    for person in people.iter().filter(|person| !person.is_private()) {
        for visit in &person.visits {
            let (Some(note), Some(kg)) = (&visit.note, visit.measured.weight_kg) else {
                continue;
            };
            let text: Vec<&str> = note
                .sections
                .iter()
                .map(|(_, text)| text.as_str())
                .collect();
            let text = text.join(" ");
            if let Some((_, rest)) = text.split_once("Weight ") {
                let number: f64 = match rest.split_once(" kg") {
                    Some((number, _)) if number.len() < 7 => number.parse().unwrap(),
                    _ => continue,
                };
                assert!((number - kg).abs() < 0.051, "{text} {kg}");
                seen += 1;
            }
        }
    }
    assert!(seen > 1000, "{seen}");
}

/// Writes people in the form that `check.py people` of the casebook reads, to the file named by `PEOPLE_FILE`.
#[test]
fn people_can_be_written_for_the_program_of_the_casebook() {
    let people = people(SEED, 500, now(), &providers());
    let lines: Vec<String> = people
        .iter()
        .enumerate()
        .map(|(at, of)| row(of, at).to_string())
        .collect();
    assert_eq!(lines.len(), 500);
    if let Ok(path) = std::env::var("PEOPLE_FILE") {
        std::fs::write(path, lines.join("\n")).unwrap();
    }
}

fn row(person: &DemoPerson, number: usize) -> serde_json::Value {
    let visits = person.visits.iter().map(|visit| {
        let z: Vec<(&str, f64)> = ["haz", "waz", "baz", "wlz", "hcz"]
            .into_iter()
            .filter_map(|name| Some((name, child::score(visit.measured.scores.as_ref()?, name)?)))
            .collect();
        let status = match visit.outcome {
            Outcome::Attended | Outcome::Running => "COMPLETED",
            Outcome::NoShow => "NO_SHOW",
            Outcome::Cancelled => "CANCELLED",
            Outcome::Booked => "SCHEDULED",
        };
        let kind = match visit.kind {
            VisitKind::Initial => "INITIAL",
            VisitKind::FollowUp => "FOLLOW_UP",
            VisitKind::Phone => "PHONE",
            VisitKind::Group => "GROUP",
        };
        let at = format!("{}T{}", visit.day, visit.at.format("%H:%M"));
        let note = visit.note.as_ref().map(|note| {
            let sections: serde_json::Map<String, serde_json::Value> = note
                .sections
                .iter()
                .map(|(name, text)| ((*name).to_owned(), json!(text)))
                .collect();
            json!({"sections": sections, "signed_at": at})
        });
        json!({
            "at": at, "kind": kind, "mode": format!("{:?}", visit.mode), "status": status,
            "weight_kg": visit.measured.weight_kg, "height_cm": visit.measured.height_cm,
            "z": z.into_iter().collect::<std::collections::BTreeMap<_, _>>(),
            "ga": course::pregnancy_weeks(person, visit.day),
            "bp": visit.measured.pressure, "waist": visit.measured.waist_cm,
            "follow_up": visit.next_weeks.map(|weeks| (visit.day + chrono::TimeDelta::weeks(weeks)).to_string()),
            "note": note,
        })
    });
    let labs = person.sheets.iter().flat_map(|sheet| {
        let day = sheet.collected.to_string();
        let lines: Vec<String> = sheet
            .lines
            .iter()
            .map(|line| {
                let lab = &LABS.labs[line.code];
                format!("{} {:.*} {}", lab.name, lab.decimals, line.value, lab.unit)
            })
            .collect();
        sheet.panels.iter().map(move |panel| {
            json!({"panel": panel, "status": "RESULTED", "ordered": day, "collected": day, "resulted": day,
                "lines": lines})
        })
    });
    let texts = [
        person.social,
        person.background,
        person.preference,
        person.dislike,
    ];
    let texts = texts.map(|text| text.and_then(|text| slots::at_first_visit(person, text)));
    let sex = match person.sex {
        PersonSex::Female => "FEMALE",
        PersonSex::Male => "MALE",
    };
    json!({
        "id": format!("P{number:04}"), "archetype": person.archetype.id, "sex": sex,
        "birth_date": person.birth.to_string(), "today": now().date().to_string(),
        "age": person.age_on(person.first_day()), "course": format!("{:?}", person.class.name),
        "state": format!("{:?}", person.status),
        "conditions": person.conditions.iter().map(|of| json!({
            "icd10": of.form.icd10, "name": of.form.name, "onset": of.onset.to_string()})).collect::<Vec<_>>(),
        "medicines": person.medicines.iter().map(|of| json!({
            "generic": of.form.generic, "dose": of.dose, "start": of.start.to_string()})).collect::<Vec<_>>(),
        "allergies": person.allergies.iter().map(|of| &of.substance).collect::<Vec<_>>(),
        "texts": texts,
        "screening": person.screening.as_ref().and_then(|of| Some(json!({"tool": of.tool?, "score": of.score}))),
        "screening_text": person.screening.as_ref().map(|of| &of.text),
        "targets": person.targets.map(|of| json!({
            "kcal": of.kcal, "protein_g": of.protein_g, "fluid_ml": of.fluid_ml})),
        "visits": visits.collect::<Vec<_>>(), "labs": labs.collect::<Vec<_>>(),
    })
}

/// Returns why a food is none for a person.
fn refused(person: &DemoPerson, table: &FoodTable, food: &FoodView) -> Option<&'static str> {
    let substances = person.allergies.iter().filter(|of| of.kind != "DRUG");
    let substances: Vec<&str> = substances.map(|of| of.substance.as_str()).collect();
    let flags = PatientFlags::of_words(&substances, person.dislike.unwrap_or(""));
    let flags = flags.of(table, table.index_of(&food.id), &food.description);
    let has = |kind| flags.iter().any(|flag| flag.kind == kind);
    let preference = person.preference.unwrap_or("").to_lowercase();
    let is_meat = ["Poultry Products", "Beef Products", "Pork Products"]
        .contains(&food.group.as_str())
        || food.group == "Finfish and Shellfish Products";
    let is_of_plants = preference.contains("vegetarian") || preference.contains("vegan");
    let gluten = food.allergens.contains.contains(&Allergen::Gluten);
    let is_pork = food.group == "Pork Products";
    let is_without_pork = preference.contains("halal") || preference.contains("no pork");
    [
        (has(FoodFlagKind::Allergen), "allergen"),
        (has(FoodFlagKind::CrossReacts), "cross-reacts"),
        (has(FoodFlagKind::Disliked), "disliked"),
        (is_meat && is_of_plants, "meat or fish"),
        (is_pork && is_without_pork, "pork"),
        (gluten && person.has("K90"), "gluten"),
        (food.description.starts_with("Alcoholic"), "alcohol"),
    ]
    .into_iter()
    .find_map(|(is_refused, why)| is_refused.then_some(why))
}

#[test]
fn plans_of_five_hundred_people_fit_what_they_eat_and_need() {
    let (foods, table) = (data::casebook_menus(), FoodTable::default());
    let people = people(SEED, 500, now(), &providers());
    let languages = ["fr", "en", "ar", "zh", "es"].into_iter().cycle();
    let (mut kinds, mut weeks, mut measured) = (BTreeSet::new(), 0, 0);
    let mut bad = Vec::new();
    for (person, language) in people.iter().zip(languages) {
        let Some(plan) = menus::menu(person, language, &foods, &table) else {
            continue;
        };
        let (targets, kind) = (person.targets.unwrap(), person.archetype.id.as_str());
        kinds.insert(kind);
        let days = plan[0].days;
        weeks += u32::from(days == 7);
        let mut sums = vec![[0.0; 3]; usize::from(days)];
        for food in &plan {
            let view = show(&table, &food.food, &food.amount, ScreenLanguage::En).unwrap();
            measured += u32::from(!food.amount.ends_with(" g"));
            if let Some(why) = refused(person, &table, &view) {
                bad.push(format!("{kind}: {} ({why})", view.name));
            }
            let day = &mut sums[usize::from(food.day) - 1];
            let nutrients = [Nutrient::Energy, Nutrient::Protein, Nutrient::Water];
            for (sum, nutrient) in day.iter_mut().zip(nutrients) {
                let mut given = view.nutrients.iter();
                let given = given.find(|of| of.nutrient == nutrient).unwrap();
                *sum += given.in_portion.map_or(0.0, |of| of.0);
            }
        }
        for [kcal, protein, water] in sums {
            let is_near = (kcal / targets.kcal - 1.0).abs() <= 0.1;
            let is_enough = protein >= 0.99 * targets.protein_g && water >= 0.98 * targets.fluid_ml;
            let is_over = person.has("N18") && protein > 1.1 * targets.protein_g;
            if !is_near || !is_enough || is_over {
                bad.push(format!(
                    "{kind}: {kcal} kcal, {protein} g, {water} ml of {targets:?}"
                ));
            }
        }
    }
    assert!(bad.is_empty(), "{} {bad:#?}", bad.len());
    assert!(kinds.len() >= 6, "{kinds:?}");
    assert!(weeks >= 5 && measured > 200, "{weeks} {measured}");
}
