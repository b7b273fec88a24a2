//! A meal plan of three days as a PDF, with its nutrients and its shopping list: read, laid out, written.

use std::hint::black_box;

use clinic::foods::grid::{GridSlot, NewGridFood};
use clinic::meal_plans::{NewMealPlan, items, record};
use clinic::prints::{self, PrintForm, PrintOf, PrintSection};
use clinic::recalls::Meal;
use clinic::view::{Id, ScreenLanguage};
use clinic::{Clinic, Error};
use vault::SystemClock;

use crate::figures::Figures;
use crate::table::{Bar, Line};
use crate::{Bench, Outcome};

const ROUNDS: usize = 60;
const DAYS: u8 = 3;
const MEALS: [Meal; 4] = [
    Meal::Breakfast,
    Meal::Lunch,
    Meal::AfternoonSnack,
    Meal::Dinner,
];
/// Milk, banana, bread, rice, coffee, a cheese.
const FOODS: [&str; 6] = ["01077", "09040", "18069", "20045", "14209", "01009"];
const FIRST_S: f64 = 1.0;
const LATER_S: f64 = 0.3;

pub fn run(bench: &mut Bench) -> Outcome<()> {
    let unlocked = bench.our_clinic("prints")?;
    let patient = Id::of(bench.people.patients[0].id);
    let mut clinic = Clinic::new(unlocked, Box::new(SystemClock::new()));
    let empty = plan(&mut clinic, &patient, 0)?;
    let full = plan(&mut clinic, &patient, DAYS)?;
    let mut first = Figures::default();
    black_box(first.time(|| print(&mut clinic, &full))?);
    let (mut ours, mut floor) = (Figures::default(), Figures::default());
    for _ in 0..bench.rounds(ROUNDS) {
        black_box(ours.time(|| print(&mut clinic, &full))?);
        black_box(floor.time(|| print(&mut clinic, &empty))?);
    }
    let what = "a plan of three days as a PDF";
    let line = Line::times(format!("{what}, the first"), first, Bar::Under(FIRST_S));
    bench.line(line);
    let line = Line::times(what, ours, Bar::Under(LATER_S)).at(95);
    bench.line(line.against("a plan without a food", floor));
    Ok(())
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
    let form = PrintForm {
        of: of.clone(),
        sections: Some(vec![PrintSection::ShoppingList, PrintSection::Nutrients]),
        language: Some(ScreenLanguage::En),
        screens: ScreenLanguage::En,
    };
    let view = prints::view(clinic, &form).map_err(|error: Error| error.to_string())?;
    Ok(paper::print(&view)?.bytes.len())
}
