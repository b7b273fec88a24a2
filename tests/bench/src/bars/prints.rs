//! The summary of a visit, and a meal plan of a week with its nutrients and its shopping list, as PDFs: read, laid out,
//! written.

use std::hint::black_box;

use clinic::foods::grid::{GridSlot, NewGridFood};
use clinic::meal_plans::{NewMealPlan, items, list, record};
use clinic::prints::{self, PrintForm, PrintOf, PrintSection};
use clinic::recalls::Meal;
use clinic::view::{Id, ScreenLanguage};
use clinic::{Clinic, Error};
use vault::SystemClock;

use crate::figures::Figures;
use crate::ours::VisitForm;
use crate::table::{Bar, Line};
use crate::turns::AT_ONCE;
use crate::{Bench, Outcome};

const ROUNDS: usize = 60;
const DAYS: u8 = 7;
const MEALS: [Meal; 4] = [
    Meal::Breakfast,
    Meal::Lunch,
    Meal::AfternoonSnack,
    Meal::Dinner,
];
/// Milk, banana, bread, rice, coffee, a cheese, an apple: some two hundred rows in a week.
const FOODS: [&str; 7] = [
    "01077", "09040", "18069", "20045", "14209", "01009", "09003",
];
const FIRST_S: f64 = 1.0;
const LATER_S: f64 = 0.3;

pub fn run(bench: &mut Bench) -> Outcome<()> {
    let mut unlocked = bench.our_clinic("prints")?;
    let patient = bench.people.patients[0].id;
    let mut form = VisitForm::new(unlocked.user())?;
    form.write(&mut unlocked, patient)?;
    let visit = PrintOf::Visit {
        visit_id: Id::of(form.visit()),
    };
    let patient = Id::of(patient);
    let mut clinic = Clinic::new(unlocked, Box::new(SystemClock::new()));
    // before anything else is printed: the fonts are read with the first
    let (mut first, mut later) = (Figures::default(), Figures::default());
    black_box(first.time(|| print(&mut clinic, &visit))?);
    for _ in 0..bench.rounds(ROUNDS) {
        black_box(later.time(|| print(&mut clinic, &visit))?);
    }
    add_lines(bench, "the summary of a visit as a PDF", first, later, None);
    let empty = plan(&mut clinic, &patient, 0)?;
    let full = plan(&mut clinic, &patient, DAYS)?;
    let mut first = Figures::default();
    black_box(first.time(|| print(&mut clinic, &full))?);
    let (mut later, mut floor) = (Figures::default(), Figures::default());
    for _ in 0..bench.rounds(ROUNDS) {
        black_box(later.time(|| print(&mut clinic, &full))?);
        black_box(floor.time(|| print(&mut clinic, &empty))?);
    }
    add_lines(
        bench,
        "a plan of a week as a PDF",
        first,
        later,
        Some(floor),
    );
    let mut shown = Figures::default();
    let PrintOf::MealPlan { meal_plan_id } = &full else {
        return Err("a plan is printed as another thing".into());
    };
    for _ in 0..bench.rounds(ROUNDS) {
        black_box(shown.time(|| list::show(&clinic, meal_plan_id, ScreenLanguage::En))?);
    }
    let line = Line::times("a plan of a week with its totals, read", shown, AT_ONCE);
    bench.line(line.at(95));
    Ok(())
}

fn add_lines(
    bench: &mut Bench,
    what: &str,
    first: Figures,
    later: Figures,
    empty: Option<Figures>,
) {
    let line = Line::times(format!("{what}, the first"), first, Bar::Under(FIRST_S));
    bench.line(line);
    let line = Line::times(what, later, Bar::Under(LATER_S)).at(95);
    bench.line(match empty {
        Some(empty) => line.against("a plan without a food", empty),
        None => line,
    });
}

/// Begins a plan with all foods at each meal of so many days.
fn plan(clinic: &mut Clinic, patient: &Id, days: u8) -> Outcome<PrintOf> {
    let new = NewMealPlan {
        patient_id: patient.clone(),
        visit_id: None,
        title: "Less salt".to_owned(),
        first_day: None,
        days: Some(DAYS),
        meals: None,
        energy: "1800".to_owned(),
        from_recall: None,
        from_plan: None,
    };
    let meals = (1..=days).flat_map(|day| MEALS.map(|meal| (day, meal)));
    let foods: Vec<NewGridFood> = meals
        .flat_map(|(day, meal)| FOODS.map(|food| food_at(day, meal, food)))
        .collect();
    let plan = record::add(clinic, &new, &[], ScreenLanguage::En)?;
    for food in &foods {
        items::add(clinic, &plan.id, food, ScreenLanguage::En)?;
    }
    Ok(PrintOf::MealPlan {
        meal_plan_id: plan.id,
    })
}

fn food_at(day: u8, meal: Meal, food: &str) -> NewGridFood {
    NewGridFood {
        slot: GridSlot {
            day,
            meal,
            before: None,
        },
        food: Some(food.to_owned()),
        text: String::new(),
        amount: "1".to_owned(),
    }
}

fn print(clinic: &mut Clinic, of: &PrintOf) -> Outcome<usize> {
    let sections = match of {
        PrintOf::Visit { .. } => vec![PrintSection::Note],
        _ => vec![PrintSection::ShoppingList, PrintSection::Nutrients],
    };
    let form = PrintForm {
        of: of.clone(),
        sections: Some(sections),
        language: Some(ScreenLanguage::En),
        screens: ScreenLanguage::En,
    };
    let view = prints::view(clinic, &form).map_err(|error: Error| error.to_string())?;
    Ok(paper::print(&view)?.bytes.len())
}
