//! What an order gives in a day.

use std::collections::BTreeMap;

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use sync_contract::catalog::Nutrient;

use crate::diet_orders::content::{Content, Feeding, Label};
use crate::diet_orders::{OfTarget, OrderGives};
use crate::nutrient_targets::DayTarget;
use crate::view::Figure;

impl Feeding {
    /// In ml a day.
    pub fn volume(&self) -> Decimal {
        match self {
            Self::Continuous { rate, hours } => rate * Decimal::from(*hours),
            Self::Bolus(doses) => doses.a_day(),
        }
    }
}

/// Returns what supplements and tube feed give in a day, or none without them: of each the volume times what its label
/// says of 100 ml, with the water of the flushes. The volume of a tube feed is rate times hours or boluses times their
/// number; it and the flushes are the parts of an order that Boullata et al., ASPEN Safe Practices for Enteral
/// Nutrition Therapy, JPEN 2017;41:15-103, ask for.
pub(super) fn gives(
    content: &Content,
    targets: &BTreeMap<Nutrient, DayTarget>,
) -> Option<OrderGives> {
    let supplements = content.supplements.iter();
    let fed: Vec<(&Label, Decimal)> = supplements
        .map(|one| (&one.product, one.doses.a_day()))
        .chain(
            content
                .tube_feed
                .iter()
                .map(|feed| (&feed.product, feed.feeding.volume())),
        )
        .collect();
    if fed.is_empty() {
        return None;
    }
    let sum = |of: fn(&Label) -> Decimal| -> Decimal {
        let parts = fed.iter().map(|(label, ml)| of(label) * ml);
        parts.sum::<Decimal>() / Decimal::ONE_HUNDRED
    };
    let flushes = content.tube_feed.as_ref().and_then(|feed| feed.flush);
    let flushes = flushes.map_or(Decimal::ZERO, |doses| doses.a_day());
    let of_target = |nutrient, amount: Decimal| OfTarget {
        amount: Figure::from(amount.normalize()),
        percent: targets
            .get(&nutrient)
            .and_then(|target| percent(amount, *target)),
    };
    Some(OrderGives {
        volume: Figure::from(fed.iter().map(|(_, ml)| *ml).sum::<Decimal>().normalize()),
        energy: of_target(Nutrient::Energy, sum(|label| label.energy)),
        protein: of_target(Nutrient::Protein, sum(|label| label.protein)),
        fluid: of_target(Nutrient::Water, sum(|label| label.water) + flushes),
    })
}

fn percent(amount: Decimal, target: DayTarget) -> Option<i32> {
    let aimed = target.low.or(target.high)?;
    let percent = (amount * Decimal::ONE_HUNDRED).checked_div(aimed)?;
    let half_up = RoundingStrategy::MidpointAwayFromZero;
    percent.round_dp_with_strategy(0, half_up).to_i32()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use rust_decimal::dec;
    use uuid::Uuid;

    use super::*;
    use crate::diet_orders::FeedRoute;
    use crate::diet_orders::content::{StoredDoses, Supplement, TubeFeed};

    fn label(energy: Decimal, protein: Decimal, water: Decimal) -> Label {
        Label {
            id: Uuid::nil().into(),
            name: String::new(),
            energy,
            protein,
            water,
        }
    }

    /// By hand: 1,200 ml of 1.5 kcal/ml are 1,800 kcal, 75.6 g and 912 ml of water; 6 times 30 ml of flushes are 180
    /// ml; 2 times 125 ml of 2.4 kcal/ml are 600 kcal, 36 g and 125 ml.
    #[test]
    fn an_order_gives_what_its_labels_say_and_the_flushes() {
        let content = Content {
            food_level: None,
            fluid_level: None,
            supplements: vec![Supplement {
                product: label(dec!(240), dec!(14.4), dec!(50)),
                doses: StoredDoses {
                    ml: dec!(125),
                    times: 2,
                },
            }],
            tube_feed: Some(TubeFeed {
                product: label(dec!(150), dec!(6.3), dec!(76)),
                route: FeedRoute::Nasogastric,
                feeding: Feeding::Continuous {
                    rate: dec!(60),
                    hours: 20,
                },
                flush: Some(StoredDoses {
                    ml: dec!(30),
                    times: 6,
                }),
            }),
            remark: None,
        };
        let range = DayTarget {
            low: Some(dec!(2500)),
            high: Some(dec!(2800)),
        };
        let at_most = DayTarget {
            low: None,
            high: Some(dec!(1500)),
        };
        let targets = BTreeMap::from([(Nutrient::Energy, range), (Nutrient::Water, at_most)]);
        let given = gives(&content, &targets).unwrap();
        assert_eq!(given.volume, Figure(1450.0));
        let of = |part: OfTarget| (part.amount.0, part.percent);
        assert_eq!(of(given.energy), (2400.0, Some(96)));
        assert_eq!(of(given.protein), (111.6, None));
        assert_eq!(of(given.fluid), (1217.0, Some(81)));
    }

    #[test]
    fn an_order_of_textures_alone_gives_no_sum() {
        let content = Content {
            food_level: Some(5),
            fluid_level: Some(2),
            supplements: Vec::new(),
            tube_feed: None,
            remark: None,
        };
        assert_eq!(gives(&content, &BTreeMap::new()), None);
    }
}
