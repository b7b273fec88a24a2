//! A diet order: the sheet of the ward, and the label of the bed.

use clinic::allergies::Severity;
use clinic::diet_orders::ward::{WardAllergies, WardOrder};
use clinic::diet_orders::{DietOrderView, Doses, FeedingView, OfTarget, OrderGives, TubeFeedView};
use clinic::stays::StaySite;
use clinic::view::Figure;

use super::block::{Block, Body};
use super::text::{Clocks, isolated};
use crate::words::{DietOrderWords, Words};

const FIRST_FOOD: u8 = 3;
const DECIMALS: usize = 1;

pub fn ward_sheet(of: &WardOrder, clocks: &Clocks, words: &Words) -> Body {
    let (order, own) = (&of.order, words.diet_order);
    let mut blocks = warnings(of, own);
    let mut rows = vec![
        [own.allergies.to_owned(), allergies(&of.allergies, own)],
        [own.food.to_owned(), food(order, own)],
        [own.fluids.to_owned(), fluids(order, own)],
        [own.from.to_owned(), clocks.time(&order.started_at)],
    ];
    if let Some(stay) = &of.stay {
        rows.insert(0, [own.stay.to_owned(), site(stay, own)]);
    }
    if !order.remark.is_empty() {
        rows.push([own.remark.to_owned(), isolated(&order.remark)]);
    }
    blocks.push(Block::Facts { rows });
    if !order.supplements.is_empty() {
        blocks.push(Block::heading(own.supplements));
        let rows = order.supplements.iter();
        let rows = rows.map(|one| [isolated(&one.product), doses(&one.doses, words)]);
        blocks.push(Block::Facts {
            rows: rows.collect(),
        });
    }
    if let Some(feed) = &order.tube_feed {
        blocks.push(Block::heading(own.tube_feed));
        let mut rows = vec![
            [own.product.to_owned(), isolated(&feed.product)],
            [own.route.to_owned(), (own.routes)(feed.route).to_owned()],
            [own.schedule.to_owned(), schedule(feed, words)],
        ];
        if let Some(flush) = &feed.flush {
            rows.push([own.flush.to_owned(), doses(flush, words)]);
        }
        blocks.push(Block::Facts { rows });
    }
    if let Some(gives) = &order.gives {
        blocks.push(Block::heading(own.gives));
        blocks.push(Block::Facts {
            rows: given(gives, words),
        });
    }
    let (by, at) = (isolated(&order.by), clocks.time(&order.started_at));
    let text = (own.ordered_by)(&by, &at);
    blocks.push(Block::Signature { text });
    body(of, blocks, clocks, own)
}

pub fn bed_label(of: &WardOrder, clocks: &Clocks, words: &Words) -> Body {
    let (order, own) = (&of.order, words.diet_order);
    let mut large = match (order.food_level, order.fluid_level) {
        (None, None) if order.is_complete => vec![own.nothing_by_mouth.to_owned()],
        _ => vec![
            (own.of)(own.food, &food(order, own)),
            (own.of)(own.fluids, &fluids(order, own)),
        ],
    };
    large.extend(order.supplements.iter().map(|one| {
        let (product, doses) = (isolated(&one.product), doses(&one.doses, words));
        (own.of)(&product, &doses)
    }));
    if let Some(feed) = &order.tube_feed {
        let (product, schedule) = (isolated(&feed.product), schedule(feed, words));
        large.push((own.of)(own.tube_feed, &format!("{product}, {schedule}")));
    }
    large.push((own.of)(own.allergies, &allergies(&of.allergies, own)));
    let mut blocks = warnings(of, own);
    if let Some(stay) = &of.stay {
        blocks.push(Block::text(&(own.of)(own.stay, &site(stay, own))));
    }
    blocks.push(Block::Large { lines: large });
    if !order.remark.is_empty() {
        blocks.push(Block::text(&order.remark));
    }
    let (by, at) = (isolated(&order.by), clocks.time(&order.started_at));
    let text = (own.ordered_by)(&by, &at);
    blocks.push(Block::Muted { text });
    body(of, blocks, clocks, own)
}

fn site(stay: &StaySite, own: &DietOrderWords) -> String {
    let bed = match stay.bed.is_empty() {
        true => String::new(),
        false => (own.bed)(&isolated(&stay.bed)),
    };
    let named = [&stay.department, &stay.room].into_iter();
    let named = named.filter(|name| !name.is_empty());
    let parts = named.map(|name| isolated(name));
    let parts = parts.chain(Some(bed).filter(|bed| !bed.is_empty()));
    parts.collect::<Vec<_>>().join(", ")
}

/// What must be asked before anything is given.
fn warnings(of: &WardOrder, own: &DietOrderWords) -> Vec<Block> {
    let order = (!of.order.is_complete).then_some(own.incomplete);
    let allergies = of.allergies.is_unsure.then_some(own.allergies_unsure);
    let all = order.into_iter().chain(allergies);
    all.map(Block::warning).collect()
}

fn allergies(of: &WardAllergies, own: &DietOrderWords) -> String {
    let active = of.active.iter().map(|allergy| {
        let substance = isolated(&allergy.form.substance);
        match allergy.form.severity {
            Severity::Severe => (own.severe)(&substance),
            Severity::Mild | Severity::Moderate | Severity::Unknown => substance,
        }
    });
    let active: Vec<String> = active.collect();
    match of {
        _ if !active.is_empty() => active.join(", "),
        WardAllergies {
            is_unsure: true, ..
        } => own.not_known.to_owned(),
        WardAllergies {
            is_none_known: true,
            ..
        } => own.none_known.to_owned(),
        _ => own.not_asked.to_owned(),
    }
}

fn body(of: &WardOrder, blocks: Vec<Block>, clocks: &Clocks, own: &DietOrderWords) -> Body {
    let order = &of.order;
    let seen = of.allergies.active.iter().map(|allergy| &allergy.seen);
    let seen: String = seen.map(|seen| format!(" {seen}")).collect();
    let over = order.over_at.as_ref();
    Body {
        title: own.title.to_owned(),
        banner: over.map(|at| (own.over)(&clocks.time(at))),
        is_landscape: false,
        blocks,
        of: format!("{} {}{seen}", order.id, order.seen),
    }
}

fn food(order: &DietOrderView, own: &DietOrderWords) -> String {
    let level = order.food_level;
    let name = level.and_then(|level| {
        let index = level.checked_sub(FIRST_FOOD)?;
        own.food_levels.get(usize::from(index))
    });
    leveled(order, level.zip(name), own.no_food, own)
}

fn fluids(order: &DietOrderView, own: &DietOrderWords) -> String {
    let level = order.fluid_level;
    let name = level.and_then(|level| own.fluid_levels.get(usize::from(level)));
    leveled(order, level.zip(name), own.no_fluids, own)
}

/// What is not known is not nothing.
fn leveled(
    order: &DietOrderView,
    level: Option<(u8, &&'static str)>,
    none: &str,
    own: &DietOrderWords,
) -> String {
    match level {
        Some((level, name)) => (own.level)(&level.to_string(), name),
        None if order.is_complete => none.to_owned(),
        None => own.not_known.to_owned(),
    }
}

fn doses(of: &Doses, words: &Words) -> String {
    (words.diet_order.doses)(&in_unit(of.ml, "ml", words), &of.times.to_string())
}

fn schedule(feed: &TubeFeedView, words: &Words) -> String {
    match &feed.feeding {
        FeedingView::Continuous { rate, hours } => {
            let hours = words.numbers.with_unit(&hours.to_string(), "h");
            (words.diet_order.continuous)(&in_unit(*rate, "ml/h", words), &hours)
        }
        FeedingView::Bolus { doses: of } => doses(of, words),
    }
}

fn given(gives: &OrderGives, words: &Words) -> Vec<[String; 2]> {
    let own = words.diet_order;
    let of_target = |of: &OfTarget, unit| {
        let amount = in_unit(of.amount, unit, words);
        match of.percent {
            Some(percent) => {
                let percent = words.numbers.with_unit(&percent.to_string(), "%");
                (own.of_target)(&amount, &percent)
            }
            None => amount,
        }
    };
    vec![
        [own.volume.to_owned(), in_unit(gives.volume, "ml", words)],
        [own.energy.to_owned(), of_target(&gives.energy, "kcal")],
        [own.protein.to_owned(), of_target(&gives.protein, "g")],
        [own.fluid.to_owned(), of_target(&gives.fluid, "ml")],
    ]
}

fn in_unit(figure: Figure, unit: &str, words: &Words) -> String {
    words
        .numbers
        .with_unit(&words.numbers.of(figure.0, DECIMALS), unit)
}
