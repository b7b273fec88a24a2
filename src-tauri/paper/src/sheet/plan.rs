//! A meal plan for the patient, and what is bought for it.

use clinic::foods::grid::GridDay;
use clinic::meal_plans::MealPlanView;
use clinic::meal_plans::given::GivenChange;
use clinic::meal_plans::shopping::{ShoppingFood, ShoppingGroup, ShoppingList};
use clinic::prints::{PrintSection, PrintView};

use super::block::{Block, Body, Column, Group, Table};
use super::exchanges;
use super::foods::{amount, checked, days};
use super::text::{Clocks, isolated};
use crate::words::{Words, is_usual_title};

pub fn body(
    plan: &MealPlanView,
    shopping: &ShoppingList,
    view: &PrintView,
    clocks: &Clocks,
    words: &Words,
) -> Body {
    let own = words.plan;
    let banner = match (plan.is_removed, &plan.given_at) {
        (true, _) => Some(words.removed),
        (false, None) => Some(own.draft),
        (false, Some(_)) => None,
    };
    let with_nutrients = view.prints(PrintSection::Nutrients);
    let mut blocks = vec![Block::Facts {
        rows: facts(plan, with_nutrients, clocks, words),
    }];
    blocks.extend(banner.map(Block::warning));
    blocks.extend(changed(plan, words));
    if plan.has_lost_given {
        blocks.push(Block::warning(own.lost_given));
    }
    if !plan.form.notes.trim().is_empty() {
        blocks.push(Block::heading(own.notes));
        blocks.push(Block::text(&plan.form.notes));
    }
    blocks.extend(exchanges::aimed(plan, words));
    blocks.extend(days(&plan.grid, with_nutrients, clocks, words));
    let is_empty = shopping.groups.is_empty() && shopping.words.is_empty();
    if view.prints(PrintSection::ShoppingList) && !is_empty {
        blocks.extend(bought(plan, shopping, words));
    }
    Body {
        title: own.title.to_owned(),
        banner: banner.map(str::to_owned),
        is_landscape: false,
        blocks,
        of: format!("{} {}", plan.id, plan.seen),
    }
}

/// Says what is not as on the paper that the patient has. Foods with other values or another name now are, and so are
/// targets: this plan has those of then.
fn changed(plan: &MealPlanView, words: &Words) -> Option<Block> {
    let is_printed = |change: &&GivenChange| !change.kind.is_as_then();
    let changes = plan.changed_since.iter().filter(is_printed);
    let changes = changes.map(|change| (words.plan.change)(change.kind, &isolated(&change.name)));
    let changes: Vec<String> = changes.collect();
    let all = format!("{}{}.", words.plan.changed_since, changes.join(", "));
    (!changes.is_empty()).then(|| Block::warning(all))
}

fn facts(
    plan: &MealPlanView,
    with_nutrients: bool,
    clocks: &Clocks,
    words: &Words,
) -> Vec<[String; 2]> {
    let (form, own) = (&plan.form, words.plan);
    let days = (own.days)(form.days);
    let mut rows = Vec::new();
    // the heading of the paper has the usual title
    if !is_usual_title(&form.title) {
        rows.push([own.name.to_owned(), isolated(&form.title)]);
    }
    rows.extend([
        [
            own.from.to_owned(),
            format!("{}, {days}", clocks.weekday(&form.first_day)),
        ],
        [own.by.to_owned(), isolated(&plan.by)],
    ]);
    if let Some(given) = &plan.given_at {
        rows.push([own.given.to_owned(), clocks.time(given)]);
    }
    if let Some(of) = &plan.grid.exchanges_of {
        rows.push([own.counted_in.to_owned(), isolated(&of.name)]);
    }
    if let Some(aim) = plan.aim.filter(|_| with_nutrients) {
        let energy = words.numbers.of(aim.0, 0);
        let energy = words.numbers.with_unit(&energy, "kcal");
        rows.push([own.energy.to_owned(), energy]);
    }
    rows
}

/// On a page of its own, to be taken to the shop.
fn bought(plan: &MealPlanView, shopping: &ShoppingList, words: &Words) -> Vec<Block> {
    let own = words.plan;
    let [food, amount, grams, ..] = words.foods.columns;
    let others = || Group {
        head: group_head(own.others),
        rows: shopping
            .words
            .iter()
            .map(|text| vec![String::new(), isolated(text), String::new(), String::new()])
            .collect(),
    };
    let groups = shopping.groups.iter().map(|group| group_of(group, words));
    let others = (!shopping.words.is_empty()).then(others);
    let table = Table {
        columns: vec![
            Column::tick(),
            Column::text(food, 5),
            Column::text(amount, 5),
            Column::number(grams),
        ],
        groups: groups.chain(others).collect(),
        foot: Vec::new(),
        together: false,
    };
    let has_foods = |day: &&GridDay| day.meals.iter().any(|meal| !meal.foods.is_empty());
    let days = plan.grid.days.iter().filter(has_foods).count();
    let days = (own.shopping_for)(days);
    vec![
        Block::Page,
        Block::heading(own.shopping),
        Block::Muted {
            text: format!("{days} {}", own.eaten),
        },
        Block::Table(table),
    ]
}

fn group_of(of: &ShoppingGroup, words: &Words) -> Group {
    let row = |food: &ShoppingFood| {
        let amounts = food.amounts.iter();
        let amounts: Vec<_> = amounts
            .map(|of| amount(of.count, &of.measure, words))
            .collect();
        vec![
            String::new(),
            isolated(&food.name),
            checked(amounts.join(" + "), food.is_questioned, words),
            words.numbers.of(food.grams.0, 0),
        ]
    };
    Group {
        head: group_head((words.plan.group)(of.group)),
        rows: of.foods.iter().map(row).collect(),
    }
}

fn group_head(name: &str) -> Vec<String> {
    vec![String::new(), name.to_owned(), String::new(), String::new()]
}
