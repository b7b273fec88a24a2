//! Household measures: what a cup, a slice or a piece of a food weighs.

use std::collections::HashMap;
use std::sync::LazyLock;

use rust_decimal::Decimal;

use crate::foods::list_faults::{ListFault, numbered_rows};
use crate::foods::reference::{FoodIndex, at, index_of};

const MEASURES: &str = include_str!("../../../../seeds/reference/foods/measures.csv");

static LIST: LazyLock<MeasureList> = LazyLock::new(|| MeasureList::read(MEASURES));

/// So much of a measure weighs so much: `3 oz` is 85 g.
#[derive(Debug, Clone)]
pub(crate) struct Measure {
    /// Its number among those of the food.
    pub seq: u32,
    pub count: Decimal,
    pub name: String,
    pub grams: Decimal,
}

impl Measure {
    /// Returns what so many of the measure weigh.
    pub fn weight(&self, count: Decimal) -> Option<Decimal> {
        let grams = self.grams.checked_mul(count)?;
        grams.checked_div(self.count)
    }
}

struct MeasureList {
    by_food: HashMap<FoodIndex, Vec<Measure>>,
    faults: Vec<ListFault>,
}

impl MeasureList {
    fn read(table: &str) -> Self {
        let mut list = Self {
            by_food: HashMap::new(),
            faults: Vec::new(),
        };
        for (line, row) in numbered_rows(table) {
            match row.and_then(measure) {
                Some((food, measure)) => list.by_food.entry(food).or_default().push(measure),
                None => list.faults.push(ListFault::of("measures.csv", line)),
            }
        }
        list
    }
}

/// None for a line of another form.
fn measure([food, seq, count, name, grams]: [String; 5]) -> Option<(FoodIndex, Measure)> {
    let count = if count.starts_with('.') {
        format!("0{count}")
    } else {
        count
    };
    let measure = Measure {
        seq: seq.parse().ok()?,
        count: Decimal::from_str_exact(&count).ok()?,
        name,
        grams: Decimal::from_str_exact(&grams).ok()?,
    };
    Some((index_of(&food)?, measure))
}

pub(super) fn faults() -> &'static [ListFault] {
    &LIST.faults
}

/// Returns every measure of the list.
#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = &'static Measure> {
    LIST.by_food.values().flatten()
}

/// Returns the measures of a food, the usual one first; none for a food that is counted in grams alone.
pub(super) fn of(food: FoodIndex) -> Vec<&'static Measure> {
    let everyday = at(food).everyday.as_ref();
    let usual = everyday.and_then(|of| of.usual_measure);
    let mut measures: Vec<_> = LIST.by_food.get(&food).into_iter().flatten().collect();
    measures.sort_by_key(|measure| (Some(measure.seq) != usual, measure.seq));
    measures
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use rust_decimal::dec;

    use super::*;
    use crate::foods::reference::all;

    #[test]
    fn each_measure_weighs_something_and_the_usual_one_is_first() {
        let list = MeasureList::read(MEASURES);
        assert_eq!(list.faults, []);
        let measures: Vec<_> = list.by_food.values().flatten().collect();
        assert_eq!(measures.len(), 15_438);
        for measure in measures {
            assert!(
                measure.count > dec!(0) && measure.grams > dec!(0),
                "{measure:?}"
            );
        }
        let mut alone = 0;
        for food in all() {
            let measures = of(index_of(&food.id).unwrap());
            alone += usize::from(measures.is_empty());
            let usual = food.everyday.as_ref().and_then(|of| of.usual_measure);
            if usual.is_some() {
                assert_eq!(measures.first().map(|of| of.seq), usual, "{}", food.id);
            }
        }
        assert_eq!(alone, 297);
    }

    #[test]
    fn a_damaged_line_leaves_the_other_measures_of_its_food() {
        let damaged = MEASURES.replacen(",tbsp,", ",\"tbsp,", 1);
        let list = MeasureList::read(&damaged);
        assert_eq!(list.faults, [ListFault::of("measures.csv", 3)]);
        assert_eq!(list.by_food.values().flatten().count(), 15_437);
    }

    #[test]
    fn several_of_a_measure_weigh_as_many_times_as_much() {
        let milk = of(index_of("01077").unwrap())[0];
        assert_eq!(
            (milk.name.as_str(), milk.weight(dec!(2))),
            ("cup", Some(dec!(488)))
        );
        assert_eq!(milk.weight(Decimal::MAX), None);
    }
}
