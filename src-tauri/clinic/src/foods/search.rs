//! Finds foods by what was typed, in any order of words, while it is being typed.
//!
//! A name is the better the more of the typed words it has, and the fewer others; rare words count for more. Names of
//! every day go before those of the list, those in the language of the screens before the other's, and foods for
//! babies, of one brand or of a restaurant last. What a patient ate or was advised before goes before its like; of the
//! foods that have no name of every day, so does what the clinic's recalls and plans have often.

use std::collections::HashMap;

use crate::fields::folded_words_in_order;
use crate::foods::amount::{Amount, split, split_after, typed_before};
use crate::foods::index::{FoodName, Index, NameSource, NearWord};
use crate::foods::reference::{Food, FoodIndex};
use crate::foods::table::FoodTable;
use crate::view::ScreenLanguage;

/// How much of the score is what was typed, and how much what the name has besides.
const TYPED_PART: f32 = 0.62;
const NAME_PART: f32 = 0.38;
const EVERYDAY: f32 = 0.16;
/// What the patient ate or was advised before.
const FAMILIAR: f32 = 0.7;
/// What the clinic uses often: it stays behind a name of every day that fits as well.
const OFTEN: f32 = 0.12;
/// So often is no accident.
const OFTEN_FROM: u32 = 3;
const ALIAS: f32 = 0.15;
const OTHER_LANGUAGE: f32 = 0.10;
const SPECIAL: f32 = -0.08;
/// A name that was typed to its end, and one that was typed without its accents and signs.
const SAME: f32 = 0.4;
const SAME_FOLDED: f32 = 0.35;
/// All words of a name, in another order.
const SAME_WORDS: f32 = 0.25;
/// A name needs so much of its words before it is compared by letters.
const ALMOST_ALL: f32 = 0.99;
/// What a word weighs that says nothing of the food.
const SMALL_WORD: f32 = 0.08;
/// What is said to be absent.
const ABSENT: f32 = 0.35;

const SPECIAL_GROUPS: &[&str] = &[
    "Baby Foods",
    "Fast Foods",
    "Restaurant Foods",
    "American Indian/Alaska Native Foods",
];

const SMALL_WORDS: &[&str] = &[
    "a",
    "an",
    "and",
    "of",
    "the",
    "in",
    "on",
    "with",
    "from",
    "for",
    "or",
    "some",
    "my",
    "cup",
    "cups",
    "glass",
    "bowl",
    "slice",
    "slices",
    "piece",
    "can",
    "tin",
    "tinned",
    "carton",
    "bottle",
    "plate",
    "portion",
    "two",
    "one",
    "three",
    "homemade",
    "plain",
    "cooked",
    "dinner",
    "lunch",
    "breakfast",
    "de",
    "d",
    "du",
    "des",
    "la",
    "le",
    "les",
    "l",
    "un",
    "une",
    "deux",
    "trois",
    "au",
    "aux",
    "et",
    "en",
    "avec",
    "tasse",
    "verre",
    "bol",
    "tranche",
    "tranches",
    "morceau",
    "boite",
    "canette",
    "bouteille",
    "assiette",
    "part",
    "maison",
    "nature",
    "cuit",
    "cuite",
    "filet",
    "matiere",
];

const ABSENCES: &[&str] = &["no", "without", "sans"];

/// Returns the foods that fit what was typed, the best first, and the amount before or after them where there is one,
/// as it is read and as it was typed.
pub(super) fn with_amount<'a>(
    table: &FoodTable,
    text: &'a str,
    language: ScreenLanguage,
    limit: usize,
) -> (Option<(Amount, &'a str)>, Vec<FoodIndex>) {
    let own = Index::of_own(table.offered());
    let indexes = [Index::get(), &own];
    let search = |text: &str| search(&indexes, table, text, language, limit);
    let is_name = |folded: &str| indexes.iter().any(|of| of.is_everyday(folded));
    match split(text) {
        // a name may begin with a number: `half fat milk`
        Some((amount, food)) if !is_name(&folded(text)) => {
            let typed = typed_before(text, &food, &amount);
            let ended = text.ends_with(char::is_whitespace);
            let food = if ended { food + " " } else { food };
            (Some((amount, typed)), search(&food))
        }
        _ => match split_after(text).filter(|_| !is_name(&folded(text))) {
            Some((amount, food, typed)) => (Some((amount, typed)), search(food)),
            None => (None, search(text)),
        },
    }
}

fn folded(text: &str) -> String {
    folded_words_in_order(text).join(" ")
}

/// Searches the list and the clinic's own foods, which are a second index.
fn search(
    indexes: &[&Index; 2],
    table: &FoodTable,
    text: &str,
    language: ScreenLanguage,
    limit: usize,
) -> Vec<FoodIndex> {
    let words = folded_words_in_order(text);
    let is_ended = text.ends_with(char::is_whitespace);
    let mut scores = indexes.map(|index| Scores::new(index.names().len()));
    // what the typed words weigh that some food has: the others say nothing of their order
    let mut asked = 0.0;
    let mut is_absent = false;
    for (position, word) in words.iter().enumerate() {
        let is_complete = is_ended || position + 1 < words.len();
        let near = Index::near(indexes, word, is_complete);
        let of_each = indexes.iter().zip(&near);
        let all = of_each.flat_map(|(index, near)| near.iter().map(move |of| (index, of)));
        let nearest = all.max_by(|(_, one), (_, other)| one.nearness.total_cmp(&other.nearness));
        let weight = nearest.map(|(index, near)| index.weight(near.word));
        let share = match () {
            () if ABSENCES.contains(&word.as_str()) => ABSENT,
            () if is_absent => ABSENT,
            () if SMALL_WORDS.contains(&word.as_str()) && words.len() > 1 => SMALL_WORD,
            () => 1.0,
        };
        is_absent = ABSENCES.contains(&word.as_str());
        let Some(weight) = weight else {
            continue;
        };
        asked += weight * share;
        for ((scores, index), near) in scores.iter_mut().zip(indexes).zip(&near) {
            scores.add(index, near, weight * share);
        }
    }
    let as_written = Written {
        text: text.trim().to_lowercase(),
        folded: words.join(" "),
    };
    if asked <= 0.0 {
        return Vec::new();
    }
    let asked = Asked {
        weight: asked,
        most: scores.iter().map(Scores::most).fold(0.0, f32::max),
    };
    let mut best: HashMap<FoodIndex, f32> = HashMap::new();
    for (scores, index) in scores.iter().zip(indexes) {
        scores.take_best(&mut best, index, table, &asked, &as_written, language);
    }
    ranked(best, table, limit)
}

/// Returns the foods by the best of their names.
fn ranked(best: HashMap<FoodIndex, f32>, table: &FoodTable, limit: usize) -> Vec<FoodIndex> {
    let mut foods: Vec<(FoodIndex, f32)> = best.into_iter().collect();
    let order = |(one, score): &(FoodIndex, f32), (other, against): &(FoodIndex, f32)| {
        let shortness = |food: FoodIndex| table.at(food).description.len();
        let by_score = against.total_cmp(score);
        by_score.then_with(|| (shortness(*one), one).cmp(&(shortness(*other), other)))
    };
    if limit < foods.len() {
        foods.select_nth_unstable_by(limit, order);
        foods.truncate(limit);
    }
    foods.sort_unstable_by(order);
    foods.into_iter().map(|(food, _)| food).collect()
}

/// What was typed as a name is compared with it.
struct Written {
    text: String,
    folded: String,
}

impl Written {
    fn sameness(&self, name: &FoodName) -> f32 {
        match () {
            () if self.text == name.text => SAME,
            () if self.folded == name.folded => SAME_FOLDED,
            () if sorted(&self.folded) == sorted(&name.folded) => SAME_WORDS,
            () => 0.0,
        }
    }

    /// Returns whether a name begins with a word that was typed, the last of them not yet complete: `butter` begins
    /// `Butter, salted` and not `Peanut butter`.
    fn begins(&self, name: &FoodName) -> bool {
        let first = name.folded.split(' ').next().unwrap_or("");
        let mut typed = self.folded.split(' ').rev();
        typed.next().is_some_and(|last| first.starts_with(last)) || typed.any(|word| word == first)
    }
}

fn sorted(folded: &str) -> Vec<&str> {
    let mut words: Vec<&str> = folded.split(' ').collect();
    words.sort_unstable();
    words
}

/// What the typed words weigh, and the most that a name has of them.
struct Asked {
    weight: f32,
    most: f32,
}

/// By the number of a name: how much of what was typed it has, and how much of it that is.
struct Scores {
    has: Vec<f32>,
    covered: Vec<f32>,
    /// The names that have one of the typed words.
    touched: Vec<u32>,
    /// For one word: how near its nearest word is, and what that one weighs.
    nearest: Vec<(f32, f32)>,
}

impl Scores {
    fn new(names: usize) -> Self {
        Self {
            has: vec![0.0; names],
            covered: vec![0.0; names],
            touched: Vec::new(),
            nearest: vec![(0.0, 0.0); names],
        }
    }

    fn most(&self) -> f32 {
        let touched = self.touched.iter();
        let has = touched.map(|name| self.has[*name as usize]);
        has.fold(0.0, f32::max)
    }

    fn add(&mut self, index: &Index, near: &[NearWord], weight: f32) {
        let mut names = Vec::new();
        for near in near {
            let of_word = index.weight(near.word);
            for name in index.names_with(near.word) {
                let known = &mut self.nearest[*name as usize];
                if known.0 <= 0.0 {
                    names.push(*name);
                }
                if near.nearness > known.0 {
                    *known = (near.nearness, of_word);
                }
            }
        }
        for name in names {
            let at = name as usize;
            let (nearness, of_word) = std::mem::take(&mut self.nearest[at]);
            if self.covered[at] <= 0.0 {
                self.touched.push(name);
            }
            self.has[at] += weight * nearness;
            self.covered[at] += of_word * nearness;
        }
    }

    /// Takes the best score of each food.
    fn take_best(
        &self,
        best: &mut HashMap<FoodIndex, f32>,
        index: &Index,
        table: &FoodTable,
        asked: &Asked,
        as_written: &Written,
        language: ScreenLanguage,
    ) {
        for name in &self.touched {
            let (name, at) = (&index.names()[*name as usize], *name as usize);
            let (has, covered) = (self.has[at], self.covered[at]);
            let mut score = TYPED_PART * has / asked.weight
                + NAME_PART * (covered / name.weight).min(1.0)
                + preference(name, table.at(name.food), language);
            if covered >= name.weight * ALMOST_ALL {
                score += as_written.sameness(name);
            }
            // what fits less well is not what was meant, though the patient had it
            let fits = has >= asked.most * ALMOST_ALL && as_written.begins(name);
            if fits && table.is_familiar(name.food) {
                score += FAMILIAR;
            }
            // one with a name of every day goes before them
            if fits && table.at(name.food).everyday.is_none() {
                score += often(table.uses(name.food));
            }
            let known = best.entry(name.food).or_insert(score);
            *known = known.max(score);
        }
    }
}

/// Returns what a food gains that is used so often: the more the oftener, up to [`OFTEN`].
fn often(uses: u32) -> f32 {
    match uses < OFTEN_FROM {
        true => 0.0,
        false => OFTEN * (1.0 - 1.0 / f32::from(u16::try_from(uses).unwrap_or(u16::MAX))),
    }
}

fn preference(name: &FoodName, food: &Food, language: ScreenLanguage) -> f32 {
    match name.source {
        NameSource::Everyday(of) if of == language => EVERYDAY,
        NameSource::Alias(of) if of == language => ALIAS,
        NameSource::Everyday(_) | NameSource::Alias(_) => OTHER_LANGUAGE,
        NameSource::Reference if is_special(food) => SPECIAL,
        NameSource::Reference => 0.0,
    }
}

fn is_special(food: &Food) -> bool {
    // the list writes brands in capitals
    let is_of_a_brand = food.description.split([',', ' ']).any(|word| {
        word.len() > 3
            && word
                .chars()
                .all(|c| c.is_uppercase() || c == '\'' || c == '-')
    });
    is_of_a_brand || SPECIAL_GROUPS.contains(&food.group.as_str())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::HashSet;

    use super::*;
    use crate::foods::list_faults::rows;
    use crate::foods::reference::{all, at};
    use crate::foods::units::number;

    const QUERIES: &str = include_str!("../../../../seeds/reference/foods/everyday-queries.csv");
    /// Written without a look at the names of every day, which are not to be fitted to them.
    const UNSEEN_QUERIES: &str =
        include_str!("../../../../seeds/reference/foods/kept-back-queries.csv");

    fn first(text: &str, language: ScreenLanguage) -> Option<&'static str> {
        let (_, foods) = with_amount(&FoodTable::default(), text, language, 1);
        foods.first().map(|food| at(*food).id.as_str())
    }

    fn language(code: &str) -> ScreenLanguage {
        if code == "fr" {
            ScreenLanguage::Fr
        } else {
            ScreenLanguage::En
        }
    }

    #[test]
    fn what_people_type_has_its_food_first() {
        let mut wrong = Vec::new();
        let mut count = 0;
        for line in rows(QUERIES) {
            let [code, query, id, _kind] = line.unwrap();
            count += 1;
            let got = first(&query, language(&code));
            if got != Some(id.as_str()) {
                wrong.push(format!("{code} {query}: {id} but {got:?}"));
            }
        }
        assert_eq!(count, 86);
        // at least 95 of a hundred
        assert!(wrong.len() * 20 <= count, "{wrong:#?}");
    }

    #[test]
    fn what_the_names_were_not_fitted_to_has_its_food_first() {
        let mut wrong = Vec::new();
        let mut count = 0;
        for line in rows(UNSEEN_QUERIES) {
            let [code, query, id] = line.unwrap();
            count += 1;
            let got = first(&query, language(&code));
            if got != Some(id.as_str()) {
                wrong.push(format!("{code} {query}: {id} but {got:?}"));
            }
        }
        assert_eq!(count, 158);
        // at least 90 of a hundred
        assert!(wrong.len() * 10 <= count, "{wrong:#?}");
    }

    #[test]
    fn each_everyday_name_has_its_food_first() {
        let mut wrong = Vec::new();
        for food in all() {
            for language in [ScreenLanguage::En, ScreenLanguage::Fr] {
                let Some(everyday) = &food.everyday else {
                    continue;
                };
                let names = everyday.names(language);
                for name in std::iter::once(&names.name).chain(&names.aliases) {
                    let got = first(name, language);
                    if got != Some(food.id.as_str()) {
                        wrong.push(format!("{name}: {} but {got:?}", food.id));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{} {wrong:#?}", wrong.len());
    }

    #[test]
    fn what_is_used_oftener_gains_more_and_less_than_a_name_of_every_day() {
        assert!(often(0) <= 0.0 && often(OFTEN_FROM - 1) <= 0.0);
        let mut before = 0.0;
        for uses in [3, 4, 10, 100, 65_000] {
            assert!(often(uses) > before, "{uses}");
            before = often(uses);
        }
        assert!(often(u32::MAX) <= OFTEN && OFTEN < EVERYDAY);
    }

    #[test]
    fn a_food_that_the_clinic_uses_often_moves_up_behind_everyday_ones() {
        let hits = |table: &FoodTable| with_amount(table, "cheese", ScreenLanguage::En, 50).1;
        let usual = hits(&FoodTable::default());
        let mut moved = 0;
        for (position, food) in usual.iter().enumerate() {
            let uses = HashMap::from([(at(*food).id.clone(), 20)]);
            let used = hits(&FoodTable::default().with_uses(uses.iter()));
            let now = used.iter().position(|of| of == food).unwrap();
            assert!(now <= position, "{}", at(*food).description);
            assert!(at(*food).everyday.is_none() || now == position);
            moved += usize::from(now < position);
        }
        assert!(moved > 0);
        assert_eq!(hits(&FoodTable::default())[0], usual[0]);
    }

    #[test]
    fn an_everyday_name_has_its_food_first_in_any_order_of_words() {
        // an order of words may be the name of another food: `milk chocolate`, `chocolate milk`
        let mut foods_by_words: HashMap<Vec<&str>, HashSet<FoodIndex>> = HashMap::new();
        for name in Index::get().names() {
            let of_words = foods_by_words.entry(sorted(&name.folded)).or_default();
            of_words.insert(name.food);
        }
        let mut wrong = Vec::new();
        let mut count = 0;
        for name in Index::get().names() {
            let (NameSource::Everyday(language) | NameSource::Alias(language)) = name.source else {
                continue;
            };
            let words: Vec<&str> = name.folded.split(' ').collect();
            let is_of_one = foods_by_words[&sorted(&name.folded)].len() == 1;
            if !(2..=5).contains(&words.len()) || !is_of_one {
                continue;
            }
            // a number before words, or behind them with a unit, is an amount
            if words.iter().any(|word| is_counting(word)) {
                continue;
            }
            let mut orders: Vec<Vec<&str>> = Vec::new();
            for turn in 0..words.len() {
                let mut order = words.clone();
                order.rotate_left(turn);
                let mut back = order.clone();
                back.reverse();
                orders.extend([order, back]);
            }
            for order in orders {
                count += 1;
                let (typed, id) = (order.join(" "), at(name.food).id.as_str());
                let got = first(&typed, language);
                if got != Some(id) {
                    wrong.push(format!("{typed}: {id} but {got:?}"));
                }
            }
        }
        assert!(count > 2000, "{count}");
        assert!(wrong.is_empty(), "{} {wrong:#?}", wrong.len());
    }

    /// Whether a word is a number, or the name of one.
    fn is_counting(word: &str) -> bool {
        word.starts_with(|c: char| c.is_ascii_digit()) || number(word).is_some()
    }

    #[test]
    fn the_order_of_words_makes_no_difference() {
        for (one, other) in [("milk whole", "whole milk"), ("oil olive", "olive oil")] {
            assert_eq!(
                first(one, ScreenLanguage::En),
                first(other, ScreenLanguage::En)
            );
        }
        // an amount is no word of the name, wherever it is
        for (text, amount) in [
            ("2 cups milk whole", "2 cups"),
            ("milk whole 2 cups", "2 cups"),
            ("milk whole, 1 1/2 cups", "1 1/2 cups"),
            ("whole milk 250ml", "250ml"),
        ] {
            let (typed, foods) = with_amount(&FoodTable::default(), text, ScreenLanguage::En, 1);
            assert_eq!(at(foods[0]).id, "01077", "{text}");
            assert_eq!(typed.map(|(_, typed)| typed), Some(amount), "{text}");
        }
        assert_eq!(first("lait 2%", ScreenLanguage::Fr), Some("01079"));
        assert_eq!(first("qqqqqq", ScreenLanguage::En), None);
        assert_eq!(first(" ", ScreenLanguage::En), None);
    }
}
