//! Amounts of the foods of a day by what it aims at, in pieces, slices and spoons where a food has them.

use sync_contract::catalog::Nutrient;

use crate::foods::{FoodTable, FoodView, show};
use crate::view::ScreenLanguage;

/// A food with more of its energy from protein is scaled for the protein of a day.
const PROTEIN_SHARE: f64 = 0.3;
const KCAL_A_GRAM: f64 = 4.0;
/// By how much the amounts of a menu change at the most.
const SCALED: (f64, f64) = (0.3, 2.8);
/// So near to the energy that it aims at is near enough.
const KCAL_OFF: f64 = 0.06;
/// A little more protein is aimed at, as amounts are rounded.
const PROTEIN_ABOVE: f64 = 1.04;
const ROUNDS: usize = 200;
const GRAMS_STEP: f64 = 5.0;

/// What a day aims at.
#[derive(Debug, Clone, Copy)]
pub struct DayAim {
    pub kcal: f64,
    pub protein_g: f64,
    pub protein_g_max: f64,
}

/// So many of a measure of a food.
#[derive(Debug, Clone)]
pub struct Helping {
    pub food: FoodView,
    measure: &'static str,
    grams_each: f64,
    kcal_each: f64,
    protein_g_each: f64,
    step: f64,
    /// As the menu is written, in the measure.
    written: f64,
    pub count: f64,
}

impl Helping {
    /// Returns so many grams of a food in the measure in which it is counted; none without its energy.
    pub fn of(table: &FoodTable, food: FoodView, grams: f64) -> Option<Self> {
        let kcal = per_gram(&food, Nutrient::Energy)?;
        let protein_g = per_gram(&food, Nutrient::Protein)?;
        let measured = measure(&food).and_then(|(measure, step)| {
            let one = show(table, &food.id, &format!("1 {measure}"), ScreenLanguage::En).ok()?;
            (one.portion.grams.0 > 0.0).then_some((measure, one.portion.grams.0, step))
        });
        let (measure, grams_each, step) = measured.unwrap_or(("g", 1.0, GRAMS_STEP));
        let written = grams / grams_each;
        let step = if measure == "g" && grams < 20.0 {
            1.0
        } else {
            step
        };
        Some(Self {
            food,
            measure,
            grams_each,
            kcal_each: kcal * grams_each,
            protein_g_each: protein_g * grams_each,
            step,
            written,
            count: written,
        })
    }

    pub fn amount(&self) -> String {
        let plural = match self.measure {
            "slice" | "cup" if self.count > 1.0 => "s",
            _ => "",
        };
        format!("{} {}{plural}", self.count, self.measure)
    }

    pub fn gives(&self, nutrient: Nutrient) -> f64 {
        per_gram(&self.food, nutrient).unwrap_or(0.0) * self.count * self.grams_each
    }

    fn is_of_protein(&self) -> bool {
        self.protein_g_each * KCAL_A_GRAM > self.kcal_each * PROTEIN_SHARE
    }

    fn set(&mut self, count: f64) {
        let (least, most) = SCALED;
        let rounded = (count / self.step).round() * self.step;
        let most = (self.written * most / self.step).ceil() * self.step;
        let least = (self.written * least / self.step).floor() * self.step;
        self.count = rounded.clamp(least.max(self.step), most.max(self.step));
    }
}

/// Returns what one gram gives.
pub fn per_gram(food: &FoodView, nutrient: Nutrient) -> Option<f64> {
    let mut nutrients = food.nutrients.iter();
    let of = nutrients.find(|of| of.nutrient == nutrient)?;
    Some(of.per_hundred_grams?.0 / 100.0)
}

/// Returns how people count a food, and in which steps; none where they weigh it.
fn measure(food: &FoodView) -> Option<(&'static str, f64)> {
    let begins = |words: &[&str]| words.iter().any(|of| food.description.starts_with(of));
    match food.group.as_str() {
        "Dairy and Egg Products" if begins(&["Egg"]) => Some(("large", 1.0)),
        "Baked Products" if begins(&["Bread"]) => Some(("slice", 1.0)),
        "Fruits and Fruit Juices"
            if begins(&["Apples", "Bananas", "Oranges", "Pears", "Peaches"]) =>
        {
            Some(("medium", 0.5))
        }
        "Fats and Oils" => Some(("tbsp", 0.5)),
        _ if begins(&["Milk", "Soymilk", "Rice drink"]) => Some(("cup", 0.5)),
        _ => None,
    }
}

/// Returns the energy and the protein of foods.
fn sums<'a>(foods: impl Iterator<Item = &'a Helping>) -> (f64, f64) {
    foods.fold((0.0, 0.0), |(kcal, protein), of| {
        (
            kcal + of.count * of.kcal_each,
            protein + of.count * of.protein_g_each,
        )
    })
}

/// Sets the amounts of a day; false where it cannot be what it aims at.
pub fn fit(foods: &mut [Helping], aim: &DayAim) -> bool {
    let (of_protein, of_others) = scales(foods, aim);
    for food in foods.iter_mut() {
        let scale = if food.is_of_protein() {
            of_protein
        } else {
            of_others
        };
        food.set(food.written * scale);
    }
    // one step of one food at a time, as long as it brings the day nearer
    for _ in 0..ROUNDS {
        let now = cost(foods, aim);
        let mut best: Option<(f64, usize, f64)> = None;
        for at in 0..foods.len() {
            let count = foods[at].count;
            for step in [-foods[at].step, foods[at].step] {
                foods[at].set(count + step);
                let then = cost(foods, aim);
                if then < best.map_or(now, |(cost, _, _)| cost) - 1e-9 {
                    best = Some((then, at, foods[at].count));
                }
                foods[at].count = count;
            }
        }
        match best {
            Some((_, at, count)) => foods[at].count = count,
            None => break,
        }
    }
    let (kcal, protein) = sums(foods.iter());
    (kcal / aim.kcal - 1.0).abs() <= KCAL_OFF
        && (aim.protein_g..=aim.protein_g_max).contains(&protein)
}

/// Returns by how much foods of protein and the others are scaled: alike where that gives the protein.
fn scales(foods: &[Helping], aim: &DayAim) -> (f64, f64) {
    let (kcal, protein) = sums(foods.iter().filter(|of| of.is_of_protein()));
    let (other_kcal, other_protein) = sums(foods.iter().filter(|of| !of.is_of_protein()));
    let alike = aim.kcal / (kcal + other_kcal).max(1.0);
    let given = (protein + other_protein) * alike;
    let (least, most) = SCALED;
    if (aim.protein_g * PROTEIN_ABOVE..=aim.protein_g_max).contains(&given) {
        return (alike, alike);
    }
    let wanted = match given < aim.protein_g * PROTEIN_ABOVE {
        true => aim.protein_g * PROTEIN_ABOVE,
        false => f64::midpoint(aim.protein_g, aim.protein_g_max),
    };
    let by = kcal * other_protein - other_kcal * protein;
    if by.abs() < 1.0 {
        return (alike, alike);
    }
    let of_protein = (aim.kcal * other_protein - other_kcal * wanted) / by;
    let of_others = (kcal * wanted - aim.kcal * protein) / by;
    (of_protein.clamp(least, most), of_others.clamp(least, most))
}

/// Returns how far a day is from what it aims at; too little protein and too much weigh most.
fn cost(foods: &[Helping], aim: &DayAim) -> f64 {
    let (kcal, protein) = sums(foods.iter());
    let less = (aim.protein_g * 1.01 - protein).max(0.0) / aim.protein_g;
    let more = (protein - aim.protein_g_max * 0.99).max(0.0) / aim.protein_g_max;
    (kcal / aim.kcal - 1.0).abs() + 4.0 * (less + more)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn helping(id: &str, grams: f64) -> Helping {
        let table = FoodTable::default();
        let food = show(&table, id, "", ScreenLanguage::En).unwrap();
        Helping::of(&table, food, grams).unwrap()
    }

    #[test]
    fn foods_are_counted_as_people_count_them() {
        for (id, grams, amount) in [
            ("01129", 100.0, "2 large"),
            ("18069", 58.0, "2 slices"),
            ("04053", 13.5, "1 tbsp"),
            ("05064", 120.0, "120 g"),
        ] {
            let mut food = helping(id, grams);
            food.set(food.written);
            assert_eq!(food.amount(), amount);
            // the amount is read as what it weighs
            let view = show(&FoodTable::default(), id, amount, ScreenLanguage::En).unwrap();
            assert!((view.portion.grams.0 - food.count * food.grams_each).abs() < 0.1);
        }
    }

    #[test]
    fn a_day_gives_the_energy_and_the_protein_that_it_aims_at() {
        let day = || {
            [
                ("18069", 90.0),
                ("01079", 250.0),
                ("05064", 130.0),
                ("20045", 200.0),
                ("11091", 200.0),
                ("09003", 180.0),
                ("04053", 27.0),
            ]
            .map(|(id, grams)| helping(id, grams))
        };
        for (kcal, protein_g) in [(1200.0, 60.0), (1500.0, 85.0), (2000.0, 90.0)] {
            let aim = DayAim {
                kcal,
                protein_g,
                protein_g_max: protein_g * 1.4,
            };
            let mut foods = day();
            assert!(fit(&mut foods, &aim), "{kcal} {foods:?}");
        }
        let mut none: [Helping; 0] = [];
        let aim = DayAim {
            kcal: 1500.0,
            protein_g: 60.0,
            protein_g_max: 90.0,
        };
        assert!(!fit(&mut none, &aim));
    }
}
