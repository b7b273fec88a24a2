//! The rules of the casebook, as its own program applies them to people.

use std::sync::LazyLock;

use chrono::{NaiveDate, TimeDelta};
use serde_json::Value;

use crate::demo::casebook::book::{Mode, PersonSex, RULES, VisitKind, names};
use crate::demo::casebook::course::pregnancy_weeks;
use crate::demo::casebook::person::{DemoPerson, Outcome, PersonVisit, contradicts, years};
use crate::demo::casebook::{agrees, child, doses, slots};

const Z_SCORES: [&str; 5] = ["haz", "waz", "baz", "wlz", "hcz"];
const PRIVATE_WORDS: [&str; 8] = [
    " kg", "kcal", "BMI", "calorie", " fat ", " thin", "skinny", "{",
];

static FIGURES: LazyLock<Value> = LazyLock::new(|| {
    let text = include_str!("../../../../../seeds/demo/casebook/rules.json");
    serde_json::from_str(text).expect("the rules are JSON")
});

/// Returns a figure of the rules by its path.
fn figure(path: &str) -> f64 {
    let value = FIGURES.pointer(path).and_then(Value::as_f64);
    value.unwrap_or_else(|| panic!("no figure {path}"))
}

/// Returns the two ends of a range of the rules by its path; none where there is no such range.
fn range(path: &str) -> Option<(f64, f64)> {
    let value = FIGURES.pointer(path)?;
    Some((value[0].as_f64()?, value[1].as_f64()?))
}

/// Returns what is wrong with a person.
pub fn wrong(person: &DemoPerson, today: NaiveDate) -> Vec<String> {
    let mut bad = Vec::new();
    who(person, &mut bad);
    pregnancy(person, &mut bad);
    conditions(person, &mut bad);
    medicines(person, &mut bad);
    visits(person, today, &mut bad);
    sizes(person, &mut bad);
    notes(person, &mut bad);
    sheets(person, today, &mut bad);
    agrees::wrong(person, today, &mut bad);
    let of = format!(
        "{} {} {}",
        person.archetype.id,
        person.key,
        person.first_day()
    );
    bad.into_iter().map(|bad| format!("{of}: {bad}")).collect()
}

fn attended(person: &DemoPerson) -> impl Iterator<Item = &PersonVisit> {
    let visits = person.visits.iter();
    visits.filter(|visit| matches!(visit.outcome, Outcome::Attended | Outcome::Running))
}

fn first_age(person: &DemoPerson) -> f64 {
    person.age_on(person.first_day())
}

fn who(person: &DemoPerson, bad: &mut Vec<String>) {
    let [low, high] = person.archetype.age_years;
    let age = first_age(person);
    if !(low - 0.1..=high + 0.1).contains(&age) {
        bad.push(format!("age {age:.2}"));
    }
    if !person.archetype.sex.contains_key(&person.sex) {
        bad.push("sex".to_owned());
    }
    if let Some(screening) = &person.screening
        && let Some(tool) = screening.tool
    {
        match range(&format!("/screening_age/{tool}")) {
            Some((low, high)) if (low..high).contains(&age) => {}
            _ => bad.push(format!("{tool} at {age:.1}")),
        }
        if person.body.pregnancy.is_some() {
            bad.push(format!("{tool} in pregnancy"));
        }
    }
}

/// A pregnancy of a woman, of whom the weight before is known, that ends near its due date.
fn pregnancy(person: &DemoPerson, bad: &mut Vec<String>) {
    let Some((period, birth)) = person.body.pregnancy else {
        return;
    };
    let weeks = (birth - period).num_days() / 7;
    let has_all = person.sex == PersonSex::Female && person.body.bmi.is_some();
    if !has_all || !(37..=42).contains(&weeks) {
        bad.push(format!("pregnancy of {weeks} weeks"));
    }
}

fn conditions(person: &DemoPerson, bad: &mut Vec<String>) {
    let age = first_age(person);
    let last = person.visits.iter().map(|visit| visit.day).max();
    for condition in &person.conditions {
        let (code, on) = (&condition.form.icd10, condition.onset);
        if on < person.birth || last.is_some_and(|last| on > last) {
            bad.push(format!("{code} began on {on}"));
        }
        let at = years(person.birth, on);
        for rule in RULES
            .condition
            .iter()
            .filter(|rule| code.starts_with(&rule.code))
        {
            let is_wrong = rule.sex.is_some_and(|sex| sex != person.sex)
                || at < rule.min_onset.unwrap_or(0.0) - 0.01
                || at > rule.max_onset.unwrap_or(200.0) + 0.02
                || age > rule.max_age.unwrap_or(200.0)
                || rule.birth && (on - person.birth).num_days() > 3;
            if is_wrong {
                bad.push(format!("{code} at the age of {at:.1}, seen at {age:.1}"));
            }
        }
    }
    for [one, other] in &RULES.exclusive {
        if person.has(one) && person.has(other) {
            bad.push(format!("{one} with {other}"));
        }
    }
    for rule in &RULES.needs_other {
        if person.has(&rule.code) && !rule.any.iter().any(|code| person.has(code)) {
            bad.push(format!("{} without {:?}", rule.code, rule.any));
        }
    }
    let (Some(visit), false) = (
        attended(person).find(|visit| visit.measured.height_cm.is_some()),
        person.archetype.id == "bariatric-post" || person.has("F50"),
    ) else {
        return;
    };
    let bmi = bmi(visit).or(person.body.bmi);
    let scores = visit.measured.scores.as_ref();
    let bmi_z = scores.and_then(|scores| child::score(scores, "baz"));
    let is_obese = match (person.is_adult(), person.body.pregnancy) {
        (true, Some(_)) => person.body.bmi.is_some_and(|bmi| bmi >= 30.0),
        (true, None) => bmi.is_some_and(|bmi| bmi >= 30.0),
        (false, _) => person.age_on(visit.day) >= 5.0 && bmi_z.is_some_and(|z| z >= 2.0),
    };
    if is_obese != person.has("E66") {
        bad.push(format!("obesity {is_obese} by BMI {bmi:?} z {bmi_z:?}"));
    }
}

fn medicines(person: &DemoPerson, bad: &mut Vec<String>) {
    let age = first_age(person);
    let weights = attended(person).filter_map(|visit| visit.measured.weight_kg);
    let heavy = weights.last();
    for medicine in &person.medicines {
        let name = medicine.form.generic.as_str();
        for rule in RULES
            .needs_condition
            .iter()
            .filter(|rule| names(&rule.medicine, name))
        {
            if !rule.any.iter().any(|code| person.has(code)) {
                bad.push(format!("{name} without {:?}", rule.any));
            }
        }
        let full_name = format!("{name} {}", medicine.dose);
        for rule in RULES
            .medicine_age
            .iter()
            .filter(|rule| names(&rule.medicine, &full_name))
        {
            let excepted = rule
                .unless
                .as_ref()
                .is_some_and(|unless| full_name.contains(unless));
            let span = rule.min.unwrap_or(0.0) - 0.1..=rule.max.unwrap_or(200.0);
            if !excepted && !span.contains(&age) {
                bad.push(format!("{name} at the age of {age:.1}"));
            }
        }
        if person.body.pregnancy.is_some() && names(&RULES.not_in_pregnancy, name) {
            bad.push(format!("{name} in pregnancy"));
        }
        if medicine.start < person.birth {
            bad.push(format!("{name} before birth"));
        }
        let listed = doses::now(person, medicine).listed();
        let begins = |dose: &str| listed.starts_with(dose);
        if let Some(kg) = heavy
            && (name.contains("adrenaline") && !begins(if kg < 30.0 { "150" } else { "300" })
                || name.contains("glucagon") && age < 18.0 && kg < 25.0 && !begins("0.5"))
        {
            bad.push(format!("{name} {listed} at {kg} kg"));
        }
    }
}

fn visits(person: &DemoPerson, today: NaiveDate, bad: &mut Vec<String>) {
    let mut seen = attended(person).peekable();
    if let Some(first) = seen.peek()
        && first.kind != VisitKind::Initial
    {
        bad.push(format!("begins with {:?}", first.kind));
    }
    let firsts = person
        .visits
        .iter()
        .filter(|visit| visit.kind == VisitKind::Initial);
    if firsts.count() > 1 {
        bad.push("several first visits".to_owned());
    }
    for pair in person.visits.windows(2) {
        if pair[1].day <= pair[0].day {
            bad.push(format!("{} after {}", pair[1].day, pair[0].day));
        }
    }
    for visit in attended(person) {
        if visit.day > today {
            bad.push("completed in the future".to_owned());
        }
        if visit.day < person.birth {
            bad.push("visit before birth".to_owned());
        }
        if visit.next_weeks.is_some_and(|weeks| weeks < 1) {
            bad.push("follow-up not after the visit".to_owned());
        }
        if visit.note.is_none() {
            bad.push(format!("no note of {} {:?}", visit.day, visit.kind));
        }
        let weeks = pregnancy_weeks(person, visit.day);
        if person.body.pregnancy.is_some() && !weeks.is_some_and(|of| (4..=42).contains(&of)) {
            bad.push(format!("week of pregnancy {weeks:?}"));
        }
    }
}

fn bmi(visit: &PersonVisit) -> Option<f64> {
    child::body_mass_index(visit.measured.weight_kg?, visit.measured.known_height_cm?)
}

fn sizes(person: &DemoPerson, bad: &mut Vec<String>) {
    let tall = attended(person).filter_map(|visit| Some((visit.day, visit.measured.height_cm?)));
    let tall: Vec<(NaiveDate, f64)> = tall.collect();
    for pair in tall.windows(2) {
        let ((from, was), (to, is)) = (pair[0], pair[1]);
        let (span, then) = (years(from, to).max(0.02), person.age_on(to));
        if then >= 20.0 && (is - was).abs() > figure("/height/adult_change_cm_at_most")
            || then < 20.0 && is < was - figure("/height/child_shrink_cm_at_most")
        {
            bad.push(format!("height {was} {is}"));
        }
        let growth = FIGURES["height"]["child_growth_cm_per_year_at_most"].as_object();
        let most = growth.expect("a map").iter().find(|(ages, _)| {
            let ages = ages.split_once('-').expect("two ages");
            let [low, high] = [ages.0, ages.1].map(|age| age.parse::<f64>().expect("an age"));
            (low..high).contains(&then)
        });
        if let Some(most) = most.and_then(|(_, most)| most.as_f64())
            && is - was > most * span + 1.5
        {
            bad.push(format!("grows from {was} to {is} in {span:.2} years"));
        }
    }
    let limits = &FIGURES["adult_weight_change_percent_per_week"];
    let limit = limits.get(&person.archetype.id).or(limits.get("usual"));
    let limit = limit.and_then(Value::as_f64).expect("the usual limit");
    let noise = figure("/adult_weight_change_percent_per_week/plus_noise_percent");
    let mut before: Option<(NaiveDate, f64)> = None;
    for visit in attended(person) {
        for name in Z_SCORES {
            let (low, high) = range(&format!("/z_limits/{name}")).expect("a range");
            let z = visit
                .measured
                .scores
                .as_ref()
                .and_then(|of| child::score(of, name));
            if z.is_some_and(|z| !(low..=high).contains(&z)) {
                bad.push(format!("{name} {z:?} on {}", visit.day));
            }
        }
        let Some(kg) = visit.measured.weight_kg else {
            continue;
        };
        if let (Some((day, was)), true, None) = (
            before,
            person.age_on(visit.day) >= 18.0,
            person.body.pregnancy,
        ) {
            let weeks = ((visit.day - day).num_days() as f64 / 7.0).max(0.5);
            if (kg / was - 1.0).abs() * 100.0 > limit * weeks + noise {
                bad.push(format!("weight {was} {kg} in {weeks:.1} weeks"));
            }
        }
        before = Some((visit.day, kg));
    }
    let first = attended(person).find(|visit| visit.measured.weight_kg.is_some());
    if let (Some(visit), true, Some(span), None) = (
        first,
        person.is_adult(),
        person.archetype.baseline.bmi.as_ref(),
        person.body.pregnancy,
    ) && !bmi(visit).is_some_and(|bmi| (span.min - 0.6..=span.max + 0.6).contains(&bmi))
    {
        bad.push(format!("BMI {:?}", bmi(visit)));
    }
    targets(
        person,
        first.and_then(|visit| visit.measured.weight_kg),
        bad,
    );
}

fn targets(person: &DemoPerson, kg: Option<f64>, bad: &mut Vec<String>) {
    let Some(targets) = person.targets else {
        if attended(person).next().is_some() {
            bad.push("no targets".to_owned());
        }
        return;
    };
    let path = match person.is_adult() {
        true => "/targets/adult_kcal",
        false => "/targets/child_kcal",
    };
    let is_within = |path: &str, value: f64| {
        range(path).is_some_and(|(low, high)| (low..=high).contains(&value))
    };
    if !is_within(path, targets.kcal) {
        bad.push(format!("kcal {}", targets.kcal));
    }
    if let (Some(kg), true) = (kg, person.is_adult()) {
        let g = targets.protein_g / kg;
        // adjusted for obesity, protein may be less of the weight itself
        let most = range("/targets/protein_g_per_kg_adult").map(|(_, most)| most);
        if g < 0.4 || most.is_none_or(|most| g > most) {
            bad.push(format!("protein {g:.2} g/kg"));
        }
    }
    if person.is_adult() && !is_within("/targets/fluid_ml", targets.fluid_ml) {
        bad.push(format!("fluid {}", targets.fluid_ml));
    }
}

fn notes(person: &DemoPerson, bad: &mut Vec<String>) {
    let home = person.social.unwrap_or("");
    for other in [
        person.referral,
        person.background.unwrap_or(""),
        person.preference.unwrap_or(""),
    ] {
        if contradicts(home, other) || contradicts(person.referral, other) {
            bad.push(format!("{home} {}: {other}", person.referral));
        }
    }
    for text in [
        person.social,
        person.background,
        person.preference,
        person.dislike,
    ] {
        let replaced = text.map(|text| slots::at_first_visit(person, text));
        let is_seen = attended(person).next().is_some();
        let is_complete =
            replaced.is_none_or(|text| text.is_some_and(|text| !text.contains(['{', '}'])));
        if is_seen && !is_complete {
            bad.push(format!("chart: {text:?}"));
        }
    }
    for visit in attended(person) {
        let Some(note) = &visit.note else {
            continue;
        };
        let is_far = matches!(visit.mode, Mode::Phone | Mode::Video);
        for (name, text) in &note.sections {
            if is_far && text.contains("by the nurse") {
                bad.push(format!("{name} from afar: {text}"));
            }
            if text.contains(['{', '}']) || text.is_empty() || text.contains("  ") {
                bad.push(format!("{name}: {text}"));
            }
            let ends = [". .", ",.", ";.", "..", "; ;"];
            if ends.iter().any(|end| text.contains(end)) {
                bad.push(format!("{name}: {text}"));
            }
            if person.age_on(visit.day) < 18.0 {
                for word in RULES
                    .words_not_for_under_18
                    .iter()
                    .filter(|of| text.contains(*of))
                {
                    bad.push(format!("word for adults: {word}"));
                }
            }
            if person.is_private() {
                for word in PRIVATE_WORDS.iter().filter(|word| text.contains(*word)) {
                    bad.push(format!("word: {word} in {text}"));
                }
            }
        }
    }
}

fn sheets(person: &DemoPerson, today: NaiveDate, bad: &mut Vec<String>) {
    let mut before = None;
    for sheet in &person.sheets {
        if sheet.collected < person.birth || sheet.collected > today {
            bad.push(format!("sheet of {}", sheet.collected));
        }
        if before.is_some_and(|before| sheet.collected <= before) {
            bad.push(format!("sheets on {}", sheet.collected));
        }
        before = Some(sheet.collected);
        for line in sheet.lines.iter().filter(|line| line.value <= 0.0) {
            bad.push(format!("{} {}", line.code, line.value));
        }
    }
}

/// Returns a share of all people or visits, what it is of, and between which it must be.
pub fn shares(people: &[DemoPerson], now: NaiveDate) -> Vec<(&'static str, f64, f64, f64)> {
    let visits: Vec<&PersonVisit> = people.iter().flat_map(|person| &person.visits).collect();
    let past: Vec<Outcome> = visits
        .iter()
        .filter(|visit| visit.day <= now - TimeDelta::days(1))
        .map(|visit| visit.outcome)
        .collect();
    let of_visits = |outcome| {
        let count = past.iter().filter(|of| **of == outcome).count();
        count as f64 / past.len() as f64
    };
    let of_people = |is: &dyn Fn(&DemoPerson) -> bool| {
        let count = people.iter().filter(|person| is(person)).count();
        count as f64 / people.len() as f64
    };
    let female = crate::demo::casebook::book::PersonSex::Female;
    let shares = [
        ("completed", of_visits(Outcome::Attended)),
        ("no_show", of_visits(Outcome::NoShow)),
        ("female", of_people(&|of| of.sex == female)),
        ("under_18", of_people(&|of| first_age(of) < 18.0)),
        ("over_70", of_people(&|of| first_age(of) > 70.0)),
    ];
    let with_range = shares.map(|(name, share)| {
        let (low, high) = range(&format!("/shares/{name}")).expect("a range");
        (name, share, low, high)
    });
    with_range.into()
}
