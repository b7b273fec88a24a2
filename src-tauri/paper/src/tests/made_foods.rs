//! Plans and recalls as the clinic gives them.

use clinic::foods::exchanges::{
    CountedGroup, ExchangeSum, ExchangeTotals, ExchangesOf, FoodExchange,
};
use clinic::foods::grid::{FoodGrid, GridDay, GridFood, GridMeal, GridNutrient};
use clinic::foods::{FlaggedFor, FoodGroup, FoodPortion};
use clinic::meal_plans::exchanges::{ExchangeTargetForm, PlanExchanges};
use clinic::meal_plans::shopping::{ShoppingAmount, ShoppingFood, ShoppingGroup, ShoppingList};
use clinic::meal_plans::{MealPlanForm, MealPlanView};
use clinic::nutrient_targets::Nutrient;
use clinic::nutrition::intakes::NutrientUnit;
use clinic::prints::{PrintBody, PrintSection, PrintView, SectionChoice};
use clinic::recalls::{Meal, RecallChecklist, RecallForm, RecallKind, RecallView};
use clinic::view::{At, Day, Figure, Id, ReadVersionToken};

use super::made::{note, of_note};

fn food(name: &str, (count, measure, grams): (f64, &str, f64)) -> GridFood {
    GridFood {
        id: Id(name.into()),
        seen: ReadVersionToken("1".into()),
        food: Some("01077".into()),
        name: name.into(),
        patient_name: None,
        description: String::new(),
        amount: format!("{count} {measure}"),
        portion: Some(FoodPortion {
            count: Figure(count),
            measure: measure.into(),
            words: measure.into(),
            grams: Figure(grams),
            is_doubtful: false,
        }),
        questioned: false,
        meant: None,
        is_locked: false,
        flags: Vec::new(),
        kcal: Some(Figure(grams * 0.61)),
        protein: Some(Figure(grams * 0.0315)),
        carbohydrate: Some(Figure(grams * 0.048)),
        fat: None,
        fibre: None,
        sodium: None,
        exchanges: Vec::new(),
    }
}

/// Words that are no food of the list.
fn words(text: &str) -> GridFood {
    GridFood {
        food: None,
        portion: None,
        kcal: None,
        protein: None,
        carbohydrate: None,
        ..food(text, (1.0, "g", 1.0))
    }
}

fn sum(nutrient: Nutrient, unit: NutrientUnit, amount: f64, unknown: u32) -> GridNutrient {
    GridNutrient {
        nutrient,
        unit,
        amount: Figure(amount),
        unknown,
        largest: vec![Id("Milk, whole".into())],
        low: None,
        high: None,
        verdict: None,
    }
}

fn sums() -> Vec<GridNutrient> {
    let gram = NutrientUnit::Gram;
    let mut sums = vec![
        sum(Nutrient::Energy, NutrientUnit::Kcal, 1812.4, 0),
        sum(Nutrient::Protein, gram, 75.04, 0),
        sum(Nutrient::Carbohydrate, gram, 230.0, 0),
        sum(Nutrient::Fat, gram, 8.06, 3),
        sum(Nutrient::VitaminD, NutrientUnit::Microgram, 2.0, 2),
    ];
    (sums[0].low, sums[0].high) = (Some(Figure(1800.0)), Some(Figure(1800.0)));
    (sums[1].low, sums[1].high) = (Some(Figure(60.0)), Some(Figure(90.0)));
    sums[3].high = Some(Figure(70.0));
    sums[4].low = Some(Figure(15.0));
    sums
}

fn day(day: u8, foods: usize) -> GridDay {
    let meal = |meal, time: &str, foods: Vec<GridFood>| GridMeal {
        meal,
        time: time.into(),
        grams: Figure(488.0),
        nutrients: sums(),
        exchanges: ExchangeTotals::default(),
        foods,
    };
    let breads = (0..foods).map(|index| food(&format!("Bread {index}"), (2.0, "slice", 60.0)));
    let breakfast = [food("Milk, whole", (2.0, "cup", 488.0))];
    GridDay {
        day,
        date: Some(Day(format!("2026-11-{:02}", 22 + day))),
        meals: vec![
            meal(
                Meal::Breakfast,
                "07:30",
                breakfast.into_iter().chain(breads).collect(),
            ),
            meal(
                Meal::Dinner,
                "",
                vec![
                    food("Rice, cooked", (1.5, "cup", 237.0)),
                    words("Grandma’s stew"),
                ],
            ),
        ],
        not_counted: 1,
        nutrients: sums(),
        exchanges: ExchangeTotals::default(),
    }
}

fn grid(days: u8, foods: usize) -> FoodGrid {
    FoodGrid {
        days: (1..=days).map(|number| day(number, foods)).collect(),
        average: if days > 1 { sums() } else { Vec::new() },
        average_exchanges: ExchangeTotals::default(),
        exchanges_of: None,
        flagged_for: FlaggedFor::default(),
    }
}

/// So many exchanges of each of two groups; of the second one some foods have no value.
fn totals(first: f64, second: f64, target: Option<f64>) -> ExchangeTotals {
    let sum = |group, amount, unknown| ExchangeSum {
        group,
        amount: Figure(amount),
        unknown,
        target: target.map(Figure),
    };
    ExchangeTotals {
        groups: vec![sum(0, first, 0), sum(1, second, 1)],
        in_no_group: 1,
    }
}

/// A plan of one day that is counted in exchanges of two groups.
pub fn counted_plan() -> PrintView {
    let mut view = plan(1);
    let PrintBody::MealPlan { plan, .. } = &mut view.body else {
        return view;
    };
    let group = |name: &str, nutrient, grams| CountedGroup {
        name: name.into(),
        nutrient,
        grams: Figure(grams),
    };
    plan.grid.exchanges_of = Some(ExchangesOf {
        id: Id("t".into()),
        name: "Our list".into(),
        groups: vec![
            group("Starch", Nutrient::Carbohydrate, 15.0),
            group("Milk", Nutrient::Carbohydrate, 12.0),
        ],
    });
    let target = |meal, group, count: &str| ExchangeTargetForm {
        meal,
        group,
        count: count.into(),
    };
    plan.form.exchanges = Some(PlanExchanges {
        table: Id("t".into()),
        is_anew: false,
        targets: vec![
            target(Meal::Breakfast, 0, "4"),
            target(Meal::Breakfast, 1, "1.5"),
            target(Meal::Lunch, 0, "3"),
        ],
    });
    for day in &mut plan.grid.days {
        day.exchanges = totals(7.5, 2.0, None);
        for meal in &mut day.meals {
            meal.exchanges = totals(3.2, 1.0, Some(4.0));
            for (group, food) in (0..2).cycle().zip(&mut meal.foods) {
                let amount = food.portion.as_ref().map(|_| Figure(1.2));
                food.exchanges = vec![FoodExchange {
                    group,
                    amount,
                    is_at_least: group == 1,
                }];
            }
        }
    }
    view
}

/// A plan of so many days; a draft until it is given.
pub fn plan(days: u8) -> PrintView {
    let plan = MealPlanView {
        id: Id("mp".into()),
        seen: ReadVersionToken("1".into()),
        patient_id: Id("p".into()),
        visit_id: None,
        form: MealPlanForm {
            title: "Less salt".into(),
            first_day: Day("2026-11-23".into()),
            days,
            meals: 4,
            energy: String::new(),
            notes: "Drink water with each meal.".into(),
            exchanges: None,
        },
        meals: vec![Meal::Breakfast, Meal::Lunch, Meal::Dinner],
        given_at: Some(At("2026-11-20T09:42:00Z".into())),
        changed_since: Vec::new(),
        has_lost_given: false,
        is_removed: false,
        by: "Ama Mensah".into(),
        grid: grid(days, 6),
        has_targets: true,
        aim: Some(Figure(1800.0)),
    };
    let amount = |count, measure: &str| ShoppingAmount {
        count: Figure(count),
        measure: measure.into(),
    };
    let bought = |name: &str, amounts, grams| ShoppingFood {
        name: name.into(),
        amounts,
        grams: Figure(grams),
        is_questioned: false,
    };
    let milk = vec![amount(6.0, "cup"), amount(150.0, "g")];
    let shopping = ShoppingList {
        groups: vec![
            ShoppingGroup {
                group: FoodGroup::Bread,
                foods: vec![bought("Bread 0", vec![amount(6.0, "slice")], 180.0)],
            },
            ShoppingGroup {
                group: FoodGroup::Dairy,
                foods: vec![bought("Milk, whole", milk, 1614.0)],
            },
        ],
        words: vec!["Grandma’s stew".into()],
    };
    PrintView {
        sections: choices(&[
            (PrintSection::ShoppingList, true),
            (PrintSection::Nutrients, false),
        ]),
        body: PrintBody::MealPlan { plan, shopping },
        ..of_note(note())
    }
}

pub fn recall() -> PrintView {
    let recall = RecallView {
        id: Id("r".into()),
        seen: ReadVersionToken("1".into()),
        patient_id: Id("p".into()),
        visit_id: None,
        form: RecallForm {
            taken_on: Day("2026-11-20".into()),
            kind: RecallKind::TwentyFourHours,
            days: vec![Day("2026-11-19".into())],
            is_typical: Some(false),
            remark: "Was travelling.".into(),
            checklist: RecallChecklist {
                drinks: true,
                supplements: true,
                ..RecallChecklist::default()
            },
            exchanges: None,
        },
        finished_at: Some(At("2026-11-20T09:42:00Z".into())),
        is_removed: false,
        by: "Ama Mensah".into(),
        grid: grid(1, 2),
        has_targets: true,
    };
    PrintView {
        sections: choices(&[(PrintSection::Nutrients, true)]),
        body: PrintBody::Recall(recall),
        ..of_note(note())
    }
}

pub fn choices(of: &[(PrintSection, bool)]) -> Vec<SectionChoice> {
    let choice = |(section, is_printed): &(PrintSection, bool)| SectionChoice {
        section: *section,
        is_printed: *is_printed,
    };
    of.iter().map(choice).collect()
}
