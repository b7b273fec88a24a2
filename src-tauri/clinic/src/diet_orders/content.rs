//! What an order says, as it is stored and as it is typed.

use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sync_contract::Phi;
use sync_contract::catalog::{DietOrder, Nutrient, NutritionProduct};
use sync_contract::field::{Line, Paragraph, Time};
use sync_contract::ids::{DietOrderId, NutritionProductId, PatientId};
use sync_contract::phi::Clinical;
use vault::read::Reader;

use crate::diet_orders::levels::{FLUID_LEVELS, FOOD_LEVELS, known, level};
use crate::diet_orders::{
    DietOrderForm, Doses, FeedRoute, FeedSchedule, FeedingView, SupplementForm, SupplementView,
    TubeFeedForm, TubeFeedView,
};
use crate::error::{Error, Reason, Result};
use crate::fields::{self, Together};
use crate::measurements::spelling::spelled;
use crate::nutrient_targets::amount;
use crate::nutrition_products::named;
use crate::view::{Figure, Id};

/// Our own limits, against a slip of the hand.
const SUPPLEMENT_FIELDS: [(&str, &str); 6] = [
    ("supplements.0.amount", "supplements.0.times"),
    ("supplements.1.amount", "supplements.1.times"),
    ("supplements.2.amount", "supplements.2.times"),
    ("supplements.3.amount", "supplements.3.times"),
    ("supplements.4.amount", "supplements.4.times"),
    ("supplements.5.amount", "supplements.5.times"),
];
const TIMES_MAX: u8 = 24;
const HOURS_MAX: u8 = 24;
const RATE_MAX: i64 = 2_000;

/// A product as its label was when the order started: of 100 ml.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Label {
    pub id: NutritionProductId,
    pub name: String,
    pub energy: Decimal,
    pub protein: Decimal,
    pub water: Decimal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StoredDoses {
    pub ml: Decimal,
    pub times: u8,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Supplement {
    pub product: Label,
    pub doses: StoredDoses,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Feeding {
    /// In ml an hour, and hours a day.
    Continuous {
        rate: Decimal,
        hours: u8,
    },
    Bolus(StoredDoses),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TubeFeed {
    pub product: Label,
    pub route: FeedRoute,
    pub feeding: Feeding,
    pub flush: Option<StoredDoses>,
}

/// An order without whose it is and when it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Content {
    pub food_level: Option<u8>,
    pub fluid_level: Option<u8>,
    pub supplements: Vec<Supplement>,
    pub tube_feed: Option<TubeFeed>,
    pub remark: Option<Line>,
}

impl StoredDoses {
    pub fn a_day(&self) -> Decimal {
        self.ml * Decimal::from(self.times)
    }

    pub fn view(&self) -> Doses {
        let (ml, times) = (Figure::from(self.ml), self.times);
        Doses { ml, times }
    }
}

impl Supplement {
    pub fn view(&self) -> SupplementView {
        SupplementView {
            product_id: Id::of(self.product.id),
            product: self.product.name.clone(),
            doses: self.doses.view(),
        }
    }
}

impl TubeFeed {
    pub fn view(&self) -> TubeFeedView {
        TubeFeedView {
            product_id: Id::of(self.product.id),
            product: self.product.name.clone(),
            route: self.route,
            feeding: match &self.feeding {
                Feeding::Continuous { rate, hours } => FeedingView::Continuous {
                    rate: Figure::from(*rate),
                    hours: *hours,
                },
                Feeding::Bolus(doses) => FeedingView::Bolus {
                    doses: doses.view(),
                },
            },
            flush: self.flush.as_ref().map(StoredDoses::view),
        }
    }
}

impl Content {
    /// Reads an order as it is typed.
    ///
    /// # Errors
    /// `NotFound` for a product, `TooLong`, `Invalid` for a level outside of the IDDSI's, more than six supplements,
    /// what is no amount or no number of times, and for what no day has.
    pub fn read(form: &DietOrderForm, reader: &Reader<'_>) -> Result<Self> {
        if form.supplements.len() > SUPPLEMENT_FIELDS.len() {
            return Err(Error::invalid("supplements", Reason::TooLong));
        }
        let supplements = form.supplements.iter().zip(SUPPLEMENT_FIELDS);
        let supplements = supplements.map(|(typed, fields)| supplement(typed, fields, reader));
        let tube_feed = form.tube_feed.as_ref();
        let tube_feed = tube_feed.map(|typed| self::tube_feed(typed, reader));
        let (food_level, fluid_level, supplements, tube_feed, remark) = (
            level(form.food_level, FOOD_LEVELS, "foodLevel"),
            level(form.fluid_level, FLUID_LEVELS, "fluidLevel"),
            fields::each(supplements),
            tube_feed.transpose(),
            fields::optional(&form.remark, "remark"),
        )
            .together()?;
        Ok(Self {
            food_level,
            fluid_level,
            supplements,
            tube_feed,
            remark,
        })
    }

    /// Returns the row of an order that starts.
    ///
    /// # Errors
    /// `Invalid` where the names of the products are too long together.
    pub fn row(self, id: DietOrderId, patient: PatientId, started_at: Time) -> Result<DietOrder> {
        let supplements = match self.supplements.is_empty() {
            true => None,
            false => Some(stored(&self.supplements, "supplements")?),
        };
        let tube_feed = self.tube_feed.as_ref();
        let tube_feed = tube_feed.map(|feed| stored(feed, "tubeFeed")).transpose()?;
        Ok(DietOrder {
            id,
            patient,
            started_at,
            food_level: self.food_level.map(i64::from).into(),
            fluid_level: self.fluid_level.map(i64::from).into(),
            oral_supplements: supplements.into(),
            tube_feed: tube_feed.into(),
            remark: self.remark.into(),
            ended_at: None,
            end_reason: None.into(),
        })
    }

    /// Returns what a row says, with whether that is all of it: a later version of the program may say more, and what
    /// is damaged cannot be read.
    pub fn of(row: &DietOrder) -> (Self, bool) {
        let food_level = known(&row.food_level, FOOD_LEVELS);
        let fluid_level = known(&row.fluid_level, FLUID_LEVELS);
        let (supplements, has_supplements) = each_known(&row.oral_supplements);
        let (tube_feed, has_feed) = match parsed(&row.tube_feed) {
            Some(Some(stored)) => known_part::<TubeFeed>(stored),
            read => (None, read.is_some()),
        };
        let remark = row.remark.open();
        let has_levels = food_level.is_some() && fluid_level.is_some();
        let content = Self {
            food_level: food_level.flatten(),
            fluid_level: fluid_level.flatten(),
            supplements,
            tube_feed,
            remark: remark.cloned().flatten(),
        };
        let is_complete = has_levels && has_supplements && has_feed && remark.is_some();
        (content, is_complete)
    }
}

fn stored(value: &impl Serialize, field: &'static str) -> Result<Paragraph> {
    let text = serde_json::to_string(value).expect("texts and numbers have a form in JSON");
    Paragraph::new(&text).map_err(|_| Error::invalid(field, Reason::TooLong))
}

type SealedText = Phi<Clinical, Option<Paragraph>>;

/// None where the field cannot be read.
fn parsed(field: &SealedText) -> Option<Option<Value>> {
    match field.open()? {
        None => Some(None),
        Some(text) => match serde_json::from_str(text) {
            Ok(read) => Some(Some(read)),
            Err(_) => None,
        },
    }
}

/// Returns the supplements that this program knows, and whether they are all that is ordered.
fn each_known(field: &SealedText) -> (Vec<Supplement>, bool) {
    let stored = match parsed(field) {
        Some(Some(Value::Array(stored))) => stored,
        read => return (Vec::new(), matches!(read, Some(None))),
    };
    let (known, are_all): (Vec<_>, Vec<bool>) =
        stored.into_iter().map(known_part::<Supplement>).unzip();
    let known: Vec<Supplement> = known.into_iter().flatten().collect();
    (known, are_all.into_iter().all(|is_all| is_all))
}

/// Returns a part of an order, and whether that is all that is stored of it.
fn known_part<T: DeserializeOwned + Serialize>(stored: Value) -> (Option<T>, bool) {
    let Ok(read) = serde_json::from_value::<T>(stored.clone()) else {
        return (None, false);
    };
    let is_all = serde_json::to_value(&read).is_ok_and(|read| is_read_in_full(&stored, &read));
    (Some(read), is_all)
}

/// Returns whether what is stored has no field that was not read: a later version of the program may have added one.
fn is_read_in_full(stored: &Value, read: &Value) -> bool {
    match (stored, read) {
        (Value::Object(stored), Value::Object(read)) => stored.iter().all(|(name, stored)| {
            let read = read.get(name);
            read.is_some_and(|read| is_read_in_full(stored, read))
        }),
        _ => true,
    }
}

fn supplement(
    typed: &SupplementForm,
    (amount, times): (&'static str, &'static str),
    reader: &Reader<'_>,
) -> Result<Supplement> {
    Ok(Supplement {
        product: label(named(reader, &typed.product_id)?),
        doses: doses((&typed.amount, amount), (&typed.times, times))?,
    })
}

fn tube_feed(typed: &TubeFeedForm, reader: &Reader<'_>) -> Result<TubeFeed> {
    let feeding = match typed.schedule {
        FeedSchedule::Continuous => (rate(&typed.rate), count(&typed.hours, HOURS_MAX, "hours"))
            .together()
            .map(|(rate, hours)| Feeding::Continuous { rate, hours }),
        FeedSchedule::Bolus => {
            doses((&typed.bolus, "bolus"), (&typed.boluses, "boluses")).map(Feeding::Bolus)
        }
    };
    let is_flushed = !typed.flush.trim().is_empty() || !typed.flushes.trim().is_empty();
    let flush = is_flushed.then(|| doses((&typed.flush, "flush"), (&typed.flushes, "flushes")));
    let (feeding, flush) = (feeding, flush.transpose()).together()?;
    Ok(TubeFeed {
        product: label(named(reader, &typed.product_id)?),
        route: typed.route,
        feeding,
        flush,
    })
}

fn label(product: NutritionProduct) -> Label {
    Label {
        id: product.id,
        name: product.name.to_string(),
        energy: product.energy_kcal,
        protein: product.protein_g,
        water: product.water_ml,
    }
}

fn doses(ml: (&str, &'static str), times: (&str, &'static str)) -> Result<StoredDoses> {
    let (ml, times) = (millilitres(ml.0, ml.1), count(times.0, TIMES_MAX, times.1)).together()?;
    Ok(StoredDoses { ml, times })
}

/// Reads `60`, `60 ml`, `60 ml/h`.
fn rate(text: &str) -> Result<Decimal> {
    let rate = millilitres(text.trim().trim_end_matches("/h"), "rate")?;
    match rate <= Decimal::from(RATE_MAX) {
        true => Ok(rate),
        false => Err(Error::invalid("rate", Reason::Impossible)),
    }
}

/// Reads a volume as that of water is read. A mass is none: no label says what 100 ml weigh.
fn millilitres(text: &str, field: &'static str) -> Result<Decimal> {
    if spelled(text).ends_with('g') {
        return Err(Error::invalid(field, Reason::Unknown));
    }
    let ml = amount::read(Nutrient::Water, text, field)?;
    let ml = ml.ok_or(Error::invalid(field, Reason::Required))?;
    match ml.is_zero() {
        true => Err(Error::invalid(field, Reason::Impossible)),
        false => Ok(ml),
    }
}

fn count(text: &str, most: u8, field: &'static str) -> Result<u8> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::invalid(field, Reason::Required));
    }
    let count: u8 = text
        .parse()
        .map_err(|_| Error::invalid(field, Reason::Malformed))?;
    match (1..=most).contains(&count) {
        true => Ok(count),
        false => Err(Error::invalid(field, Reason::Impossible)),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn paragraph(text: &str) -> SealedText {
        Some(Paragraph::new(text).expect("a short paragraph")).into()
    }

    /// An order of a later version of the program.
    #[test]
    fn what_is_known_of_an_order_is_shown_and_called_incomplete() {
        let id = Uuid::nil();
        let product =
            format!(r#"{{"id":"{id}","name":"Shake","energy":"150","protein":"10","water":"80"}}"#);
        let doses = r#"{"ml":"200","times":2}"#;
        let known = format!(r#"{{"product":{product},"doses":{doses}}}"#);
        let with_meals = format!(r#"{{"product":{product},"doses":{doses},"meals":["LUNCH"]}}"#);
        let other = format!(r#"{{"product":{product},"spoons":3}}"#);
        for (stored, count, is_all) in [
            (format!("[{known}]"), 1, true),
            (format!("[{known},{other}]"), 1, false),
            (format!("[{with_meals},{known}]"), 2, false),
            (format!(r#"{{"list":[{known}]}}"#), 0, false),
        ] {
            let (read, are_all) = each_known(&paragraph(&stored));
            assert_eq!((read.len(), are_all), (count, is_all), "{stored}");
        }
        let feed = |route: &str, more: &str| {
            let feeding = r#"{"continuous":{"rate":"60","hours":20}}"#;
            let text = format!(
                r#"{{"product":{product},"route":"{route}","feeding":{feeding},"flush":null{more}}}"#
            );
            let (read, is_all): (Option<TubeFeed>, _) = match parsed(&paragraph(&text)) {
                Some(Some(stored)) => known_part::<TubeFeed>(stored),
                read => panic!("{read:?}"),
            };
            (read.is_some(), is_all)
        };
        assert_eq!(feed("gastrostomy", ""), (true, true));
        assert_eq!(feed("gastrostomy", r#","pause":"night""#), (true, false));
        assert_eq!(feed("oesophagostomy", ""), (false, false));
    }

    /// A part that is damaged is not one that was not ordered.
    #[test]
    fn what_cannot_be_read_of_an_order_makes_it_incomplete() {
        let order = DietOrder {
            id: DietOrderId(Uuid::nil()),
            patient: PatientId(Uuid::nil()),
            started_at: Time(0),
            food_level: Some(5).into(),
            fluid_level: None.into(),
            oral_supplements: None.into(),
            tube_feed: None.into(),
            remark: None.into(),
            ended_at: None,
            end_reason: None.into(),
        };
        let (content, is_complete) = Content::of(&order);
        assert!(is_complete && content.food_level == Some(5) && content.fluid_level.is_none());
        let damaged: [fn(&mut DietOrder); 5] = [
            |row| row.food_level = Phi::undecryptable(),
            |row| row.fluid_level = Phi::undecryptable(),
            |row| row.oral_supplements = Phi::undecryptable(),
            |row| row.tube_feed = Phi::undecryptable(),
            |row| row.remark = Phi::undecryptable(),
        ];
        for damage in damaged {
            let mut row = order.clone();
            damage(&mut row);
            assert!(!Content::of(&row).1, "{row:?}");
        }
    }
}
