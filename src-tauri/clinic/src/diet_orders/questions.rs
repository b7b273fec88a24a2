//! What is asked about an order before it starts.

use rust_decimal::{Decimal, dec};

use crate::diet_orders::content::{Content, Feeding};
use crate::diet_orders::{DietQuestion, FeedRoute};
use crate::view::Figure;

/// Food of the IDDSI (Cichero et al., Dysphagia 2017;32:293-314) that is liquidised or pureed. Fluids of level 0 flow
/// like water.
const PUREED_MAX: u8 = 4;
const THIN: u8 = 0;
/// Our own limits, against a slip of a digit: above what is usual on wards, below what a slip makes of it.
const RATE_ASKED: Decimal = dec!(200);
const BOLUS_ASKED: Decimal = dec!(500);
const VOLUME_ASKED: Decimal = dec!(4000);
const FLUSH_ASKED: Decimal = dec!(250);
const SUPPLEMENT_ASKED: Decimal = dec!(1200);
const HOURS_A_DAY: Decimal = dec!(24);

pub(super) fn questions(content: &Content) -> Vec<DietQuestion> {
    let mut asked = Vec::new();
    if let (Some(food), Some(THIN)) = (content.food_level, content.fluid_level)
        && food <= PUREED_MAX
    {
        asked.push(DietQuestion::Textures { food, fluid: THIN });
    }
    let is_nothing_by_mouth = content.food_level.is_none() && content.fluid_level.is_none();
    for supplement in &content.supplements {
        if is_nothing_by_mouth {
            let product = supplement.product.name.clone();
            asked.push(DietQuestion::NothingByMouth { product });
        }
        let ml = supplement.doses.a_day();
        if ml > SUPPLEMENT_ASKED {
            let (product, ml) = (supplement.product.name.clone(), Figure::from(ml));
            asked.push(DietQuestion::Supplement { product, ml });
        }
    }
    let Some(feed) = &content.tube_feed else {
        return asked;
    };
    let is_jejunal = matches!(feed.route, FeedRoute::Nasojejunal | FeedRoute::Jejunostomy);
    let before = asked.len();
    match &feed.feeding {
        Feeding::Continuous { rate, .. } if *rate > RATE_ASKED => {
            let (rate, day) = (Figure::from(*rate), Figure::from(rate * HOURS_A_DAY));
            asked.push(DietQuestion::Rate { rate, day });
        }
        Feeding::Continuous { .. } => {}
        Feeding::Bolus(_) if is_jejunal => asked.push(DietQuestion::JejunalBolus),
        Feeding::Bolus(doses) if doses.ml > BOLUS_ASKED => {
            let ml = Figure::from(doses.ml);
            asked.push(DietQuestion::Bolus { ml });
        }
        Feeding::Bolus(_) => {}
    }
    // what is too fast or too much at once is too much in a day for the same reason
    if asked.len() == before && feed.feeding.volume() > VOLUME_ASKED {
        let ml = Figure::from(feed.feeding.volume());
        asked.push(DietQuestion::Volume { ml });
    }
    let flush = feed.flush.map(|doses| doses.ml);
    if let Some(ml) = flush.filter(|ml| *ml > FLUSH_ASKED) {
        let ml = Figure::from(ml);
        asked.push(DietQuestion::Flush { ml });
    }
    asked
}
