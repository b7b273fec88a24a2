//! What the foods of a week give together of each nutrient, against the sums alone.

use std::collections::HashMap;
use std::hint::black_box;

use clinic::foods::{FoodAmount, FoodTable, total};
use clinic::view::ScreenLanguage;
use rust_decimal::Decimal;

use crate::figures::Figures;
use crate::people::Dice;
use crate::table::{Bar, Line};
use crate::{Bench, Outcome};

const ROUNDS: usize = 500;
/// Of seven days.
const ITEMS: usize = 200;
const TOTALS_S: f64 = 0.005;
const COMPOSITION: &str = include_str!("../../../../seeds/reference/foods/composition.csv");
const NUTRIENTS: &str = include_str!("../../../../seeds/reference/nutrition/nutrients.csv");

pub fn run(bench: &mut Bench) -> Outcome<()> {
    let composition = Composition::read()?;
    let (table, mut dice) = (FoodTable::default(), Dice::new(44));
    let (mut ours, mut bare) = (Figures::default(), Figures::default());
    for round in 0..=bench.rounds(ROUNDS) {
        let (items, portions) = composition.week(&mut dice);
        let given = ours.time(|| total(&table, &items, ScreenLanguage::En))?;
        let sums = bare.time(|| composition.sums(&portions));
        if given.nutrients.len() != sums.len() || given.items.len() != ITEMS {
            return Err("the totals are not of all nutrients and foods".into());
        }
        black_box((given, sums));
        if round == 0 {
            // the list of foods is read with the first
            (ours, bare) = (Figures::default(), Figures::default());
        }
    }
    let what = "totals of a week of 200 foods, 44 nutrients";
    let line = Line::times(what, ours.clone(), Bar::AtMost(3.0));
    bench.line(line.against("the sums, in the same decimals", bare));
    let line = Line::times(format!("{what}, at once"), ours, Bar::Under(TOTALS_S));
    bench.line(line.at(95));
    Ok(())
}

/// What is in 100 g of each food, in the order of the nutrients.
struct Composition {
    foods: Vec<String>,
    amounts: Vec<Vec<Option<Decimal>>>,
}

impl Composition {
    fn read() -> Outcome<Self> {
        let mut file = csv::Reader::from_reader(COMPOSITION.as_bytes());
        let columns: HashMap<String, usize> = file
            .headers()?
            .iter()
            .enumerate()
            .map(|(column, code)| (code.to_owned(), column))
            .collect();
        let mut counted = Vec::new();
        for nutrient in csv::Reader::from_reader(NUTRIENTS.as_bytes()).records() {
            let code = nutrient?[1].to_owned();
            counted.push(*columns.get(&code).ok_or("a nutrient without a column")?);
        }
        let (mut foods, mut amounts) = (Vec::new(), Vec::new());
        for food in file.records() {
            let food = food?;
            foods.push(food[0].to_owned());
            let known = counted.iter().map(|column| match &food[*column] {
                "" => Ok(None),
                amount => amount.parse::<Decimal>().map(Some),
            });
            amounts.push(known.collect::<Result<_, _>>()?);
        }
        Ok(Self { foods, amounts })
    }

    /// The same portions for ours, as they are typed, and for the sums.
    fn week(&self, dice: &mut Dice) -> (Vec<FoodAmount>, Vec<(usize, Decimal)>) {
        let (mut items, mut portions) = (Vec::new(), Vec::new());
        for _ in 0..ITEMS {
            let food = dice.below(self.foods.len() as u64) as usize;
            let grams = 10 + dice.below(290);
            items.push(FoodAmount {
                food: self.foods[food].clone(),
                amount: format!("{grams} g"),
            });
            portions.push((food, Decimal::from(grams)));
        }
        (items, portions)
    }

    fn sums(&self, portions: &[(usize, Decimal)]) -> Vec<Decimal> {
        let nutrients = self.amounts.first().map_or(0, Vec::len);
        let mut sums = vec![Decimal::ZERO; nutrients];
        for (food, grams) in portions {
            let hundreds = grams / Decimal::ONE_HUNDRED;
            for (sum, amount) in sums.iter_mut().zip(&self.amounts[*food]) {
                if let Some(amount) = amount {
                    *sum += amount * hundreds;
                }
            }
        }
        sums
    }
}
