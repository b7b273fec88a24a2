//! Diet orders: the textures, supplements and tube feed that a patient on a ward is given from now on.
//!
//! An order is not edited. The one that started last counts until it is ended, and takes the place of the earlier one
//! for good: when it ends, no earlier one comes back.

pub(crate) mod content;
mod gives;
pub(crate) mod levels;
pub mod list;
pub(crate) mod ordered;
mod questions;
pub mod start;
pub mod ward;

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::DietOrder;
use sync_contract::ids::PatientId;

use crate::chart_row::ChartRow;
use crate::view::{At, Figure, Id, ReadVersionToken};

pub use crate::diet_orders::levels::{OrderedTexture, Texture};

impl ChartRow for DietOrder {
    const WHAT: &'static str = "diet order";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

/// Where a tube ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum FeedRoute {
    Nasogastric,
    Nasojejunal,
    Gastrostomy,
    Jejunostomy,
}

/// An order as it is typed. Levels are those of the IDDSI, 3 to 7 for food and 0 to 4 for fluids, null where nothing
/// is eaten or drunk by mouth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DietOrderForm {
    pub food_level: Option<u8>,
    pub fluid_level: Option<u8>,
    pub supplements: Vec<SupplementForm>,
    pub tube_feed: Option<TubeFeedForm>,
    pub remark: String,
}

/// `amount` is in ml or has a unit; `times` are a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SupplementForm {
    pub product_id: Id,
    pub amount: String,
    pub times: String,
}

/// Either `rate`, in ml an hour, and `hours` a day, or `bolus`, in ml, and `boluses` a day. `flush` is in ml, `flushes`
/// are a day, and both are empty where the tube is not flushed by the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TubeFeedForm {
    pub product_id: Id,
    pub route: FeedRoute,
    pub schedule: FeedSchedule,
    pub rate: String,
    pub hours: String,
    pub bolus: String,
    pub boluses: String,
    pub flush: String,
    pub flushes: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum FeedSchedule {
    Continuous,
    Bolus,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum DietOrderState {
    Current,
    /// A later one took its place.
    Replaced,
    Ended,
}

/// `over_at` is when it ended or a later one took its place. What the order gives is compared with what is aimed at
/// today where it is current.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DietOrderView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub state: DietOrderState,
    pub started_at: At,
    pub over_at: Option<At>,
    pub end_reason: String,
    pub by: String,
    pub food_level: Option<u8>,
    pub fluid_level: Option<u8>,
    pub supplements: Vec<SupplementView>,
    pub tube_feed: Option<TubeFeedView>,
    pub remark: String,
    /// Null without a supplement and a tube feed.
    pub gives: Option<OrderGives>,
    /// False where a part cannot be read by this program: then the order is more than what is shown, and a level that
    /// is null is not known.
    pub is_complete: bool,
}

/// So much, so many times a day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Doses {
    pub ml: Figure,
    pub times: u8,
}

#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SupplementView {
    pub product_id: Id,
    pub product: String,
    pub doses: Doses,
}

/// `rate` is in ml an hour.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(
    tag = "schedule",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum FeedingView {
    Continuous { rate: Figure, hours: u8 },
    Bolus { doses: Doses },
}

#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TubeFeedView {
    pub product_id: Id,
    pub product: String,
    pub route: FeedRoute,
    pub feeding: FeedingView,
    pub flush: Option<Doses>,
}

/// What supplements and tube feed give in a day; `volume` and `fluid` are in ml, and fluid is their water and the
/// flushes. What is eaten is not counted.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OrderGives {
    pub volume: Figure,
    pub energy: OfTarget,
    pub protein: OfTarget,
    pub fluid: OfTarget,
}

/// `percent` is of what is aimed at today, at the least where that is a range; null without a target.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OfTarget {
    pub amount: Figure,
    pub percent: Option<i32>,
}

/// What is asked about before an order starts. A person may say that it is right.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(
    tag = "question",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum DietQuestion {
    /// Food that needs no chewing, with fluids that are not thickened.
    Textures {
        food: u8,
        fluid: u8,
    },
    /// A supplement is drunk, where nothing is eaten or drunk.
    NothingByMouth {
        product: String,
    },
    /// In ml an hour, and in the hours of a day.
    Rate {
        rate: Figure,
        day: Figure,
    },
    Bolus {
        ml: Figure,
    },
    /// The jejunum stores nothing.
    JejunalBolus,
    /// Of the tube feed in a day.
    Volume {
        ml: Figure,
    },
    Flush {
        ml: Figure,
    },
    /// Of one product in a day.
    Supplement {
        product: String,
        ml: Figure,
    },
}

/// What an order would give, and what is asked about it.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConsideredOrder {
    pub gives: Option<OrderGives>,
    pub questions: Vec<DietQuestion>,
}

/// What came of starting an order.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(tag = "outcome", rename_all = "camelCase")]
pub enum StartedOrder {
    Started {
        order: Box<DietOrderView>,
    },
    /// Nothing was written: a person is asked first.
    Asked {
        questions: Vec<DietQuestion>,
    },
}
