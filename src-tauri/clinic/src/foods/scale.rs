//! Scales foods to an energy or by a factor, in amounts that a kitchen measures.

use std::cmp::Reverse;

use rust_decimal::{Decimal, dec};
use sync_contract::catalog::Nutrient;

use crate::error::{Error, Reason, Result};
use crate::fields::folded_words_in_order;
use crate::foods::amount::{self, Amount, Portion};
use crate::foods::grid::StoredFood;
use crate::foods::reference::FoodIndex;
use crate::foods::{FoodTable, TakenFood};
use crate::view::{Id, ScreenLanguage};

/// Beyond these a plan is another plan: our own limits.
const FACTOR_MIN: Decimal = dec!(0.1);
const FACTOR_MAX: Decimal = dec!(10);
const QUARTER: Decimal = dec!(0.25);

/// What foods are scaled to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ScaledTo {
    Kcal(Decimal),
    Factor(Decimal),
}

/// What scaling makes of foods, energy in kcal and not rounded.
pub(crate) struct Scaling {
    pub before: Decimal,
    pub wanted: Decimal,
    pub after: Decimal,
    /// Each food of which there is another amount now.
    pub changed: Vec<(Id, TakenFood)>,
    /// How many foods are locked.
    pub locked: u32,
    /// How many foods have no energy in the list; they are scaled with the others and in no sum.
    pub unknown: u32,
}

struct Counted<'a> {
    food: &'a StoredFood,
    index: FoodIndex,
    count: Decimal,
    grams: Decimal,
    /// None where the list does not know.
    kcal_a_gram: Option<Decimal>,
}

impl<'a> Counted<'a> {
    /// Returns none for words.
    fn of(table: &FoodTable, food: &'a StoredFood) -> Option<Self> {
        let index = table.index_of(food.food.as_deref()?)?;
        let (count, grams) = food.count.zip(food.grams)?;
        (!count.is_zero()).then_some(Self {
            food,
            index,
            count,
            grams,
            kcal_a_gram: kcal_a_gram(table, index),
        })
    }

    fn kcal(&self) -> Decimal {
        self.kcal_a_gram.unwrap_or_default() * self.grams
    }

    fn kcal_a_count(&self) -> Decimal {
        self.kcal() / self.count
    }
}

fn kcal_a_gram(table: &FoodTable, food: FoodIndex) -> Option<Decimal> {
    let amounts = table.per_hundred_grams(food);
    let mut energy = amounts
        .iter()
        .filter(|(of, _)| of.nutrient == Nutrient::Energy);
    Some(energy.next()?.1? / Decimal::ONE_HUNDRED)
}

/// Returns foods with as many times as much of each that is not locked, so that all give an energy together. Each is
/// rounded up or down to a step of its measure ([`step`]); of the two, the one that brings the sum nearer is taken, so
/// that the sum is off by half a step of one food at most, and by what cannot be less than one step.
///
/// # Errors
/// `Invalid` where nothing can be scaled, and for less than what is locked gives, less than a tenth and more than ten
/// times as much.
pub(crate) fn scaled(
    table: &FoodTable,
    foods: &[StoredFood],
    to: ScaledTo,
    language: ScreenLanguage,
) -> Result<Scaling> {
    let impossible = Error::invalid("energy", Reason::Impossible);
    let counted = foods.iter().filter_map(|food| Counted::of(table, food));
    let counted: Vec<Counted<'_>> = counted.collect();
    let sum = |is_locked: bool| -> Decimal {
        let of = counted.iter().filter(|of| of.food.is_locked == is_locked);
        of.map(Counted::kcal).sum()
    };
    let (locked, free) = (sum(true), sum(false));
    let factor = match to {
        ScaledTo::Factor(factor) => Some(factor),
        ScaledTo::Kcal(wanted) => (wanted - locked).checked_div(free),
    };
    let has_free = counted.iter().any(|of| !of.food.is_locked);
    let fits = |factor: &Decimal| has_free && (FACTOR_MIN..=FACTOR_MAX).contains(factor);
    let factor = factor.filter(fits).ok_or(impossible)?;
    let wanted = locked + free * factor;
    let changed = in_steps(table, &counted, factor, language)?;
    let after: Decimal = counted
        .iter()
        .map(
            |of| match changed.iter().find(|(id, _)| *id == of.food.id) {
                Some((_, taken)) => of.kcal_a_gram.unwrap_or_default() * taken.grams,
                None => of.kcal(),
            },
        )
        .sum();
    let count = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
    Ok(Scaling {
        before: locked + free,
        wanted,
        after,
        changed,
        locked: count(counted.iter().filter(|of| of.food.is_locked).count()),
        unknown: count(counted.iter().filter(|of| of.kcal_a_gram.is_none()).count()),
    })
}

fn in_steps(
    table: &FoodTable,
    counted: &[Counted<'_>],
    factor: Decimal,
    language: ScreenLanguage,
) -> Result<Vec<(Id, TakenFood)>> {
    let mut free: Vec<_> = counted
        .iter()
        .filter(|of| !of.food.is_locked)
        .map(|of| {
            let exact = of.count * factor;
            let step = step(&of.food.measure, exact);
            (of, exact, step)
        })
        .collect();
    free.sort_by_key(|(of, _, step)| Reverse(of.kcal_a_count() * step));
    let (mut off, mut changed) = (Decimal::ZERO, Vec::new());
    for (of, exact, step) in free {
        let low = (exact / step).floor() * step;
        let high = match low == exact {
            true => exact,
            false => low + step,
        };
        let each = of.kcal_a_count();
        let off_by = |count: Decimal| {
            let off: Decimal = off + (count - exact) * each;
            (off.abs(), (count - exact).abs())
        };
        let count = match low > Decimal::ZERO && off_by(low) <= off_by(high) {
            true => low,
            false => high,
        };
        off += (count - exact) * each;
        if count != of.count {
            let taken = counted_as(table, of.index, count, &of.food.measure, language)?;
            changed.push((of.food.id.clone(), taken));
        }
    }
    Ok(changed)
}

/// Returns by how much a measure is changed: a quarter of what is counted, and of what is weighed 1 g up to 20 g, and
/// 5 g above.
fn step(measure: &str, exact: Decimal) -> Decimal {
    match measure {
        "g" | "gr" | "gram" | "grams" | "gramme" | "grammes" | "ml" if exact < dec!(20) => dec!(1),
        "g" | "gr" | "gram" | "grams" | "gramme" | "grammes" | "ml" => dec!(5),
        "cl" => dec!(0.5),
        "kg" | "kilo" | "kilos" | "l" | "litre" | "litres" | "liter" | "liters" => dec!(0.05),
        "mg" => dec!(100),
        _ => QUARTER,
    }
}

/// Returns so many of a measure of a food, as it is stored.
///
/// # Errors
/// `Invalid` for a measure that this food does not have, and for nothing or more than can be.
pub(crate) fn counted_as(
    table: &FoodTable,
    food: FoodIndex,
    count: Decimal,
    measure: &str,
    language: ScreenLanguage,
) -> Result<TakenFood> {
    let measures = table.measures(food);
    let known = measures.iter().find(|of| of.name == measure);
    let words = match known {
        Some(_) => Vec::new(),
        None => folded_words_in_order(measure),
    };
    let seq = known.map(|of| of.seq);
    let portion = amount::portion(&Amount { count, words }, &measures, seq);
    let Portion { count, grams, .. } = portion.map_err(|unread| unread.of("amount"))?;
    Ok(TakenFood {
        id: table.at(food).id.clone(),
        name: table.at(food).name(language).to_owned(),
        entered: format!("{} {measure}", in_quarters(count)),
        count,
        measure: measure.to_owned(),
        grams,
    })
}

/// Returns `1½` for 1.5.
fn in_quarters(count: Decimal) -> String {
    let count = count.normalize();
    let sign = match count.fract() {
        rest if rest == QUARTER => "¼",
        rest if rest == dec!(0.5) => "½",
        rest if rest == dec!(0.75) => "¾",
        _ => return count.to_string(),
    };
    match count.trunc() {
        none if none.is_zero() => sign.to_owned(),
        number => format!("{number}{sign}"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;
    use sync_contract::catalog::Meal;

    use super::*;
    use crate::foods::grid::{MealOrder, Slot};
    use crate::foods::reference::all;
    use crate::foods::take;
    use crate::view::ReadVersionToken;

    const EN: ScreenLanguage = ScreenLanguage::En;

    fn stored(number: usize, food: &str, amount: &str) -> StoredFood {
        let taken = take(&FoodTable::default(), food, amount, None, EN).unwrap();
        StoredFood {
            id: Id(format!("{number}")),
            seen: ReadVersionToken(String::new()),
            food: Some(taken.id),
            name: taken.name,
            entered: taken.entered,
            count: Some(taken.count),
            measure: taken.measure,
            grams: Some(taken.grams),
            is_confirmed: false,
            is_locked: false,
            slot: Slot {
                day: 1,
                meal: MealOrder(Meal::Lunch),
                position: Decimal::from(number),
            },
            time: String::new(),
        }
    }

    /// Foods of every day, each with some of its usual measure, or weighed.
    fn day(of: &[(usize, u32, bool)]) -> Vec<StoredFood> {
        let everyday: Vec<_> = all()
            .iter()
            .filter(|food| food.everyday.is_some())
            .collect();
        let lines = of
            .iter()
            .enumerate()
            .map(|(number, (food, count, is_weighed))| {
                let food = everyday[food % everyday.len()];
                match is_weighed {
                    true => stored(number, &food.id, &format!("{} g", count * 20)),
                    false => stored(number, &food.id, &count.to_string()),
                }
            });
        lines.collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn scaling_is_in_proportion_and_hits_the_energy_within_a_step(
            of in prop::collection::vec((0..400_usize, 1..8_u32, any::<bool>()), 1..24),
            percent in 40..250_u32,
            locked in 0..24_usize,
        ) {
            let (table, mut foods) = (FoodTable::default(), day(&of));
            let before: Decimal = foods.iter().filter_map(|food| Counted::of(&table, food)).map(|of| of.kcal()).sum();
            if let Some(food) = foods.get_mut(locked) {
                food.is_locked = true;
            }
            let wanted = before * Decimal::from(percent) / Decimal::ONE_HUNDRED;
            let Ok(scaling) = scaled(&table, &foods, ScaledTo::Kcal(wanted), EN) else {
                // what is locked gives too much of it, or nothing else gives any
                prop_assert!(foods.iter().any(|food| food.is_locked) || before.is_zero());
                return Ok(());
            };
            prop_assert!((scaling.wanted - wanted).abs() < dec!(0.0001));
            let counted: Vec<_> = foods.iter().filter_map(|food| Counted::of(&table, food)).collect();
            let free = |of: &&Counted<'_>| !of.food.is_locked;
            let sum: Decimal = counted.iter().filter(free).map(Counted::kcal).sum();
            let factor = (wanted - (before - sum)) / sum;
            let (mut largest, mut forced) = (Decimal::ZERO, Decimal::ZERO);
            for of in counted.iter().filter(free) {
                let taken = scaling.changed.iter().find(|(id, _)| *id == of.food.id);
                let (count, grams) = taken.map_or((of.count, of.grams), |(_, taken)| (taken.count, taken.grams));
                let exact = of.count * factor;
                let step = step(&of.food.measure, exact);
                // in proportion, within one step of its measure
                prop_assert!((count - exact).abs() < step, "{count} {exact} {}", of.food.entered);
                prop_assert!((count / step).fract().is_zero() || count == of.count);
                prop_assert!(count > Decimal::ZERO && grams > Decimal::ZERO);
                let kcal = of.kcal_a_count() * step;
                largest = largest.max(kcal);
                if exact < step {
                    forced += kcal;
                }
            }
            let off = (scaling.after - wanted).abs();
            // what a weight of two decimals loses
            let lost = Decimal::from(foods.len()) * dec!(0.05);
            prop_assert!(off <= largest / dec!(2) + forced + lost, "{off} {largest} {forced}");
            if let Some(food) = foods.get(locked) {
                prop_assert!(scaling.changed.iter().all(|(id, _)| *id != food.id));
            }
        }

        #[test]
        fn a_scaled_amount_is_read_again_as_what_it_is(
            of in prop::collection::vec((0..400_usize, 1..8_u32, any::<bool>()), 1..12),
            percent in 40..250_u32,
        ) {
            let (table, foods) = (FoodTable::default(), day(&of));
            let factor = Decimal::from(percent) / Decimal::ONE_HUNDRED;
            let scaling = scaled(&table, &foods, ScaledTo::Factor(factor), EN).unwrap();
            for (_, taken) in &scaling.changed {
                let count = in_quarters(taken.count);
                let again = take(&table, &taken.id, &count, Some(&taken.measure), EN).unwrap();
                prop_assert_eq!((again.grams, again.count), (taken.grams, taken.count));
            }
        }
    }

    #[test]
    fn amounts_are_quarters_of_measures_and_round_grams() {
        for (measure, exact, of) in [
            ("cup", dec!(1.3), dec!(0.25)),
            ("g", dec!(12), dec!(1)),
            ("g", dec!(120), dec!(5)),
            ("l", dec!(1.2), dec!(0.05)),
        ] {
            assert_eq!(step(measure, exact), of, "{measure}");
        }
        for (count, text) in [
            (dec!(0.25), "¼"),
            (dec!(1.5), "1½"),
            (dec!(2.75), "2¾"),
            (dec!(3), "3"),
            (dec!(0.35), "0.35"),
        ] {
            assert_eq!(in_quarters(count), text);
        }
    }

    #[test]
    fn nothing_and_what_is_locked_cannot_be_scaled() {
        let mut foods = vec![stored(0, "01077", "2 cups")];
        let to = |foods: &[StoredFood], kcal| {
            scaled(&FoodTable::default(), foods, ScaledTo::Kcal(kcal), EN)
        };
        let halved = to(&foods, dec!(149)).unwrap();
        assert_eq!(halved.changed[0].1.entered, "1 cup");
        assert_eq!(halved.locked, 0);
        foods[0].is_locked = true;
        for (foods, kcal) in [(&foods[..], dec!(149)), (&[], dec!(1800))] {
            assert!(to(foods, kcal).is_err());
        }
        foods[0].is_locked = false;
        // more than ten times as much
        assert!(to(&foods, dec!(20000)).is_err());
    }
}
