//! What 100 g of the edible part of a food give of each nutrient. What the list does not know is none, never 0.

use std::sync::{LazyLock, OnceLock};

use rust_decimal::Decimal;

use crate::foods::list_faults::ListFault;
use crate::foods::reference::{FoodIndex, all, index_of};
use crate::nutrition::intakes::{CountedNutrient, counted};

const COMPOSITION: &str = include_str!("../../../../seeds/reference/foods/composition.csv");

static LIST: LazyLock<Composition<'static>> = LazyLock::new(|| Composition::read(COMPOSITION));

struct Composition<'a> {
    /// By the food that it is of; none where its line cannot be read.
    lines: Vec<Option<&'a str>>,
    /// What the lines say, of those that were asked for.
    amounts: Vec<OnceLock<Vec<Option<Decimal>>>>,
    /// Of a food that the list does not have.
    unknown: OnceLock<Vec<Option<Decimal>>>,
    faults: Vec<ListFault>,
}

impl<'a> Composition<'a> {
    /// A line is of the food whose number it has, wherever it stands: a line that is missing moves no values to
    /// another food. Of one with a value that is no number, the other values are known.
    fn read(table: &'a str) -> Self {
        let mut composition = Self {
            lines: vec![None; all().len()],
            amounts: all().iter().map(|_| OnceLock::new()).collect(),
            unknown: OnceLock::new(),
            faults: Vec::new(),
        };
        for (number, line) in (1_u32..).zip(table.lines()).skip(1) {
            let food = line.split(',').next().and_then(index_of);
            let is_of_width = line.split(',').count() == counted().len() + 1;
            let index = food.map(usize::from).filter(|_| is_of_width);
            let free = index.and_then(|index| composition.lines.get_mut(index));
            let free = free.filter(|line| line.is_none());
            let is_of_numbers = |byte: u8| byte.is_ascii_digit() || b".,".contains(&byte);
            if free.is_none() || !line.bytes().all(is_of_numbers) {
                let fault = ListFault::of("composition.csv", number);
                composition.faults.push(fault);
            }
            if let Some(free) = free {
                *free = Some(line);
            }
        }
        composition
    }

    fn per_hundred_grams(&self, food: FoodIndex) -> &[Option<Decimal>] {
        let of = usize::from(food);
        let amounts = self.amounts.get(of).unwrap_or(&self.unknown);
        amounts.get_or_init(|| {
            let line = self.lines.get(of).copied().flatten();
            // the first field is the food's number
            let mut fields = line.into_iter().flat_map(|line| line.split(',').skip(1));
            let amount = |_: &CountedNutrient| Decimal::from_str_exact(fields.next()?).ok();
            counted().iter().map(amount).collect()
        })
    }
}

pub(super) fn faults() -> &'static [ListFault] {
    &LIST.faults
}

/// Returns the amount of each nutrient in 100 g, in its own unit, in the order of the nutrients; none of them is known
/// where the line of the food cannot be read.
pub(super) fn per_hundred_grams(food: FoodIndex) -> &'static [Option<Decimal>] {
    LIST.per_hundred_grams(food)
}

/// Returns what so many grams of the edible part give of a nutrient, to the decimals in which the list counts it.
pub(super) fn in_grams(of: CountedNutrient, per_hundred: Decimal, grams: Decimal) -> Decimal {
    let amount = per_hundred * grams / Decimal::ONE_HUNDRED;
    crate::measurements::spelling::rounded(amount, of.decimals)
}

/// What is known of a nutrient in 100 g: at least so much, and whether that is all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Known {
    pub amount: Option<Decimal>,
    pub is_all: bool,
}

impl From<Option<Decimal>> for Known {
    fn from(amount: Option<Decimal>) -> Self {
        let is_all = amount.is_some();
        Self { amount, is_all }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use rust_decimal::dec;
    use sync_contract::catalog::Nutrient;

    use super::*;

    #[test]
    fn each_line_has_a_number_or_nothing_for_each_nutrient_of_its_food() {
        assert_eq!(LIST.faults, []);
        let lines: Vec<&str> = LIST.lines.iter().map(|line| line.unwrap()).collect();
        let ids = lines.iter().map(|line| line.split(',').next());
        assert_eq!(all().len(), lines.len());
        assert!(
            ids.zip(all())
                .all(|(id, food)| id == Some(food.id.as_str()))
        );
        assert_eq!(counted().len(), 44);
        for line in lines {
            let fields: Vec<_> = line.split(',').skip(1).collect();
            assert_eq!(fields.len(), counted().len(), "{line}");
            for field in fields {
                let amount = Decimal::from_str_exact(field);
                let is_known = amount.is_ok_and(|amount| amount >= dec!(0));
                assert!(field.is_empty() || is_known, "{line}");
            }
        }
    }

    #[test]
    fn a_damaged_line_leaves_the_values_of_all_other_foods() {
        let mut lines: Vec<&str> = COMPOSITION.lines().collect();
        let no_number = lines[3].replacen(',', ",x", 1);
        lines[1] = &lines[1][..20];
        lines[3] = &no_number;
        // one that is missing altogether
        lines.remove(4);
        let damaged = lines.join("\n");
        let composition = Composition::read(&damaged);
        let at = |line| ListFault::of("composition.csv", line);
        assert_eq!(composition.faults, [at(2), at(4)]);
        let known = |index| composition.per_hundred_grams(index).iter().copied();
        // the last one is no food of the list
        for unknown in [0, 3, u16::MAX] {
            assert_eq!(known(unknown).count(), counted().len());
            assert!(known(unknown).all(|amount| amount.is_none()));
        }
        let in_full = |index| per_hundred_grams(index).iter().copied();
        assert_eq!(known(2).next(), Some(None));
        assert!(known(2).skip(1).eq(in_full(2).skip(1)));
        for index in [1, 4, 5, 8788] {
            assert!(known(index).eq(in_full(index)), "{index}");
        }
    }

    #[test]
    fn an_amount_grows_with_its_grams_and_what_is_unknown_stays_so() {
        let milk = per_hundred_grams(index_of("01077").unwrap());
        let mut milk = counted().iter().copied().zip(milk);
        let protein = milk.find(|(of, _)| of.nutrient == Nutrient::Protein);
        let (protein, amount) = protein.unwrap();
        assert_eq!(*amount, Some(dec!(3.15)));
        assert_eq!(in_grams(protein, dec!(3.15), dec!(244)), dec!(7.69));
        let unknown = all().iter().enumerate().filter(|(at, _)| {
            let amounts = per_hundred_grams(u16::try_from(*at).unwrap());
            let mut amounts = counted().iter().zip(amounts);
            amounts.any(|(of, amount)| of.nutrient == Nutrient::VitaminD && amount.is_none())
        });
        // more than a third of the list
        assert_eq!(unknown.count(), unknown_in_file("VITAMIN_D"));
    }

    /// Counted in the file itself, by the position of the column's code in its head.
    fn unknown_in_file(nutrient: &str) -> usize {
        let codes = include_str!("../../../../seeds/reference/nutrition/nutrients.csv");
        let line = codes
            .lines()
            .find(|line| line.starts_with(nutrient))
            .unwrap();
        let code = line.split(',').nth(1).unwrap();
        let head = COMPOSITION.lines().next().unwrap();
        let column = head.split(',').position(|of| of == code).unwrap();
        let lines = COMPOSITION.lines().skip(1);
        lines
            .filter(|line| line.split(',').nth(column) == Some(""))
            .count()
    }
}
