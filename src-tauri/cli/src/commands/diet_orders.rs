//! Diet orders.

use clinic::Clinic;
use clinic::diet_orders::list::{list, show};
use clinic::diet_orders::start::{consider, end, go_on, remove, removed, restore, start};
use clinic::diet_orders::{
    DietOrderForm, DietOrderState, DietOrderView, DietQuestion, Doses, FeedSchedule, FeedingView,
    OfTarget, OrderGives, StartedOrder, SupplementForm, TubeFeedForm, TubeFeedView,
};
use clinic::nutrition_products::{self, NutritionProductView};
use clinic::view::{Id, ReadVersionToken};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::diet_orders::{DietOrders, OrderEntry};
use crate::commands::removal;
use crate::entry::{choice, entry, id, read_version_or, required};
use crate::exit::{Problem, Result};
use crate::text::{Clocks, label, listed};

pub fn run(who: &Who, args: DietOrders) -> Result<Answer> {
    match args {
        DietOrders::List { patient } => {
            let patient = id(patient, "patient")?;
            let clinic = who.unlock()?;
            let orders = list(&clinic, &patient)?;
            let clocks = Clocks::of(&clinic)?;
            let text = listed(
                orders.iter().map(|order| line(order, &clocks)).collect(),
                "Nothing was ordered.",
            );
            Answer::done(&json!({ "diet_orders": orders }), text)
        }
        DietOrders::Start {
            input,
            entry: flags,
        } => begin(who, entry(&input, flags)?),
        DietOrders::Consider {
            input,
            entry: flags,
        } => {
            let args = entry(&input, flags)?;
            let patient = id(required(args.patient.clone(), "patient")?, "patient")?;
            let clinic = who.unlock()?;
            let form = form(&clinic, args)?;
            let considered = consider(&clinic, &patient, &form)?;
            let mut lines: Vec<String> = considered.gives.iter().map(given).collect();
            lines.extend(considered.questions.iter().map(question));
            let text = listed(lines, "There is nothing to sum up or to ask about.");
            Answer::done(&json!({ "considered": considered }), text)
        }
        DietOrders::End {
            id: row,
            reason,
            seen,
        } => {
            let reason = reason.unwrap_or_default();
            with_read_version(who, row, seen, "Ended", |clinic, row, seen| {
                end(clinic, row, seen, &reason)
            })
        }
        DietOrders::GoOn { id: row, seen } => with_read_version(who, row, seen, "Goes on", go_on),
        DietOrders::Remove { of } => removal::remove(
            who,
            of.id,
            of.seen,
            |clinic, row| Ok(show(clinic, row)?.seen),
            |clinic, row, seen| remove(clinic, row, seen, &of.reason),
        ),
        DietOrders::Restore { of } => {
            let row = id(of.id, "ID")?;
            let mut clinic = who.unlock()?;
            let removal = |clinic: &Clinic| Ok(removed(clinic, &row)?);
            let seen = read_version_or(&clinic, of.seen, removal)?;
            let order = restore(&mut clinic, &row, &seen)?;
            one("Restored", &order, &clinic)
        }
    }
}

fn with_read_version(
    who: &Who,
    row: String,
    seen: Option<String>,
    heading: &str,
    write: impl FnOnce(&mut Clinic, &Id, &ReadVersionToken) -> clinic::Result<DietOrderView>,
) -> Result<Answer> {
    let row = id(row, "ID")?;
    let mut clinic = who.unlock()?;
    let seen = read_version_or(&clinic, seen, |clinic| Ok(show(clinic, &row)?.seen))?;
    let order = write(&mut clinic, &row, &seen)?;
    one(heading, &order, &clinic)
}

fn begin(who: &Who, args: OrderEntry) -> Result<Answer> {
    let patient = id(required(args.patient.clone(), "patient")?, "patient")?;
    let is_confirmed = args.confirmed;
    let mut clinic = who.unlock()?;
    let form = form(&clinic, args)?;
    match start(&mut clinic, &patient, &form, is_confirmed)? {
        StartedOrder::Started { order } => one("Started", &order, &clinic),
        StartedOrder::Asked { questions } => {
            let lines: Vec<String> = questions.iter().map(question).collect();
            let lines = lines.join("\n");
            let text =
                format!("{lines}\nNothing was started; if it is right, say so with --confirmed.");
            Ok(Answer::done(&json!({ "questions": questions }), text)?.needs_person())
        }
    }
}

fn form(clinic: &Clinic, args: OrderEntry) -> Result<DietOrderForm> {
    let offered = nutrition_products::offered(clinic)?;
    let product = |which: &str, field| product(&offered, which, field);
    let supplements = args.supplements.iter().map(|line| {
        Ok(SupplementForm {
            product_id: product(&line.product, "supplements")?,
            amount: line.amount.clone(),
            times: line.times.clone(),
        })
    });
    let supplements = supplements.collect::<Result<Vec<_>>>()?;
    let is_bolus = args.bolus.is_some() || args.boluses.is_some();
    let tube_feed = match &args.tube {
        None => None,
        Some(which) => Some(TubeFeedForm {
            product_id: product(which, "tube")?,
            route: choice(&required(args.route, "route")?, "route")?,
            schedule: match is_bolus {
                true => FeedSchedule::Bolus,
                false => FeedSchedule::Continuous,
            },
            rate: args.rate.unwrap_or_default(),
            hours: args.hours.unwrap_or_default(),
            bolus: args.bolus.unwrap_or_default(),
            boluses: args.boluses.unwrap_or_default(),
            flush: args.flush.unwrap_or_default(),
            flushes: args.flushes.unwrap_or_default(),
        }),
    };
    Ok(DietOrderForm {
        food_level: args.food,
        fluid_level: args.fluid,
        supplements,
        tube_feed,
        remark: args.remark.unwrap_or_default(),
    })
}

fn product(offered: &[NutritionProductView], which: &str, field: &str) -> Result<Id> {
    let product = nutrition_products::called(offered.to_vec(), which);
    product.map(|product| product.id).ok_or_else(|| {
        let sentence = format!(
            "No product of the clinic that is in use is called `{which}`. Nothing was started; `nutrivault products \
             offered` has their names."
        );
        Problem::refused("not_found", sentence).at(field)
    })
}

fn one(heading: &str, order: &DietOrderView, clinic: &Clinic) -> Result<Answer> {
    let text = format!("{heading} {}", line(order, &Clocks::of(clinic)?));
    Answer::done(&json!({ "diet_order": order }), text)
}

/// `1f0c…  current: food 5, fluids 2; Enerva 200 ml 2 times a day, from 2026-11-20 09:42, Ama Mensah`.
fn line(order: &DietOrderView, clocks: &Clocks) -> String {
    let state = match (order.state, &order.over_at) {
        (DietOrderState::Replaced, Some(at)) => format!("replaced {}", clocks.time(at)),
        (DietOrderState::Ended, Some(at)) => format!("ended {}", clocks.time(at)),
        _ => "current".to_owned(),
    };
    let mut parts = oral(order.food_level, order.fluid_level, order.is_complete);
    let supplements = order.supplements.iter();
    parts.extend(supplements.map(|one| format!("{} {}", one.product, doses(&one.doses))));
    parts.extend(order.tube_feed.iter().map(tube));
    parts.extend(order.gives.iter().map(given));
    parts.extend(Some(order.remark.clone()).filter(|remark| !remark.is_empty()));
    if !order.is_complete {
        parts.push("a part cannot be read".to_owned());
    }
    let parts = parts.join("; ");
    format!(
        "{}  {state}: {parts}, from {}, {}",
        order.id,
        clocks.time(&order.started_at),
        order.by
    )
}

/// The food and fluid by mouth; in an order that is incomplete here, a missing level is unknown.
pub(super) fn oral(food: Option<u8>, fluids: Option<u8>, is_complete: bool) -> Vec<String> {
    let level = |what: &str, level: Option<u8>| match level {
        Some(level) => format!("{what} {level}"),
        None if is_complete => format!("no {what} by mouth"),
        None => format!("{what} not known"),
    };
    match (food, fluids) {
        (None, None) if is_complete => vec!["nothing by mouth".to_owned()],
        _ => vec![level("food", food), level("fluids", fluids)],
    }
}

fn doses(of: &Doses) -> String {
    format!("{} ml {} times a day", of.ml.0, of.times)
}

fn tube(feed: &TubeFeedView) -> String {
    let feeding = match &feed.feeding {
        FeedingView::Continuous { rate, hours } => format!("{} ml/h for {hours} h", rate.0),
        FeedingView::Bolus { doses: of } => doses(of),
    };
    let flush = feed.flush.as_ref();
    let flush = flush.map_or(String::new(), |flush| format!(", flush {}", doses(flush)));
    format!("{} {} {feeding}{flush}", feed.product, label(&feed.route))
}

fn given(gives: &OrderGives) -> String {
    let of_target = |of: &OfTarget, unit: &str| match of.percent {
        Some(percent) => format!("{} {unit} ({percent} % of the target)", of.amount.0),
        None => format!("{} {unit}", of.amount.0),
    };
    format!(
        "gives {} ml, {}, {} of protein, {} of fluid a day",
        gives.volume.0,
        of_target(&gives.energy, "kcal"),
        of_target(&gives.protein, "g"),
        of_target(&gives.fluid, "ml"),
    )
}

fn question(of: &DietQuestion) -> String {
    match of {
        DietQuestion::Textures { food, fluid } => {
            format!("Level {food} food with level {fluid} fluid. Is it right?")
        }
        DietQuestion::NothingByMouth { product } => {
            format!("Nothing by mouth, but {product} as a supplement. Is it right?")
        }
        DietQuestion::Rate { rate, day } => {
            let (rate, day) = (rate.0, day.0);
            format!("{rate} ml/h is {day} ml in 24 hours. Is it right?")
        }
        DietQuestion::Bolus { ml } => format!("A bolus of {} ml. Is it right?", ml.0),
        DietQuestion::JejunalBolus => "A bolus into the jejunum. Is it right?".to_owned(),
        DietQuestion::Volume { ml } => {
            format!("{} ml of tube feed in a day. Is it right?", ml.0)
        }
        DietQuestion::Flush { ml } => format!("A flush of {} ml. Is it right?", ml.0),
        DietQuestion::Supplement { product, ml } => {
            format!("{} ml of {product} in a day. Is it right?", ml.0)
        }
    }
}
