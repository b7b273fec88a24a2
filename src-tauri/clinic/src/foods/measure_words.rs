//! Household measures in the language of the reader. The list of foods names them in English, most of them in a few
//! words: `cup, chopped`, `piece (1/8 of 9" dia)`. A measure with a word that is not known here is shown as the list
//! has it.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::foods::list_faults::{ReadList, ShippedList};
use crate::view::ScreenLanguage;

const WORDS: &str = include_str!("../../../../seeds/reference/foods/measure-words.csv");

/// How the list writes inches: `3/4" thick`.
const INCH: char = '"';
/// Its number and it stay on one line.
pub(super) const FRENCH_INCH: &str = "\u{a0}po";

static LIST: LazyLock<Words> = LazyLock::new(|| Words::of(read(WORDS).lines));
pub(super) const SHIPPED: ShippedList = ShippedList {
    table: WORDS,
    read: |table| read(table).counted(),
};

/// A word that a measure begins with, for one and for several, and what it is within a measure; or one that only stands
/// within.
#[derive(Debug, Clone)]
struct Line {
    english: String,
    many: String,
    french: String,
    french_many: String,
    within: String,
}

/// Each word with what it becomes, the longest first.
struct Words {
    first: Vec<(String, Line)>,
    within: Vec<(String, String)>,
}

fn read(table: &str) -> ReadList<Line> {
    ReadList::of(
        "measure-words.csv",
        table,
        |[english, many, french, french_many, within]| {
            Some(Line {
                english,
                many,
                french,
                french_many,
                within,
            })
        },
    )
}

impl Words {
    fn of(lines: Vec<Line>) -> Self {
        let (mut first, mut within) = (Vec::new(), BTreeMap::new());
        for line in lines {
            let both = [
                (&line.english, &line.french),
                (&line.many, &line.french_many),
            ];
            for (word, french) in both.into_iter().filter(|(word, _)| !word.is_empty()) {
                let word = word.to_lowercase();
                if french.is_empty() {
                    within.insert(word, line.within.clone());
                    continue;
                }
                let inside = match line.within.is_empty() {
                    true => french,
                    false => &line.within,
                };
                within.entry(word.clone()).or_insert(inside.clone());
                first.push((word, line.clone()));
            }
        }
        let mut within: Vec<_> = within.into_iter().collect();
        first.sort_by_key(|(word, _)| Reverse(word.len()));
        within.sort_by_key(|(word, _)| Reverse(word.len()));
        Self { first, within }
    }

    /// Returns what a measure begins with, and what comes after it.
    fn first<'a>(&self, name: &'a str) -> Option<(&Line, &'a str)> {
        let mut known = self.first.iter();
        known.find_map(|(word, line)| Some((line, after(name, word)?)))
    }

    /// Returns what comes after the beginning in French; none with a word that is not known.
    fn rest(&self, mut rest: &str) -> Option<String> {
        let mut french = String::new();
        while let Some(next) = rest.chars().next() {
            if next == INCH {
                french.truncate(french.trim_end().len());
                french.push_str(FRENCH_INCH);
                rest = &rest[next.len_utf8()..];
                if rest.starts_with(char::is_alphanumeric) {
                    french.push(' ');
                }
                continue;
            }
            if !next.is_alphabetic() {
                // an abbreviation has a point of its own
                if next != '.' || !french.ends_with('.') {
                    french.push(next);
                }
                rest = &rest[next.len_utf8()..];
                continue;
            }
            let mut known = self.within.iter();
            let (word, left) =
                known.find_map(|(word, french)| Some((french, after(rest, word)?)))?;
            french.push_str(word);
            rest = left;
        }
        Some(french)
    }
}

/// Returns what comes after an English word, where a text begins with it.
fn after<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let begins = text.get(..word.len())?.eq_ignore_ascii_case(word);
    let rest = text.get(word.len()..)?;
    (begins && !rest.starts_with(char::is_alphanumeric)).then_some(rest)
}

/// Returns the word for so many of a measure: `cups`, `tasses, en petits morceaux`. In French one and a half is
/// singular.
pub fn measure_words(count: f64, name: &str, language: ScreenLanguage) -> String {
    let name = name.replace("( ", "(").replace(" )", ")");
    let Some((first, rest)) = LIST.first(&name) else {
        return name;
    };
    match language {
        ScreenLanguage::En => {
            let first = match count > 1.0 {
                true => &first.many,
                false => &first.english,
            };
            format!("{}{rest}", in_short(first))
        }
        ScreenLanguage::Fr => {
            let one = match count >= 2.0 {
                true => &first.french_many,
                false => &first.french,
            };
            LIST.rest(rest)
                .map_or(name.clone(), |rest| format!("{one}{rest}"))
        }
    }
}

/// The list writes two measures in two ways.
fn in_short(word: &str) -> &str {
    match word {
        "tablespoon" | "tablespoons" => "tbsp",
        "teaspoon" | "teaspoons" => "tsp",
        word => word,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::foods::measures;
    use crate::foods::reference::{all, index_of};

    fn english(count: f64, name: &str) -> String {
        measure_words(count, name, ScreenLanguage::En)
    }

    fn french(count: f64, name: &str) -> String {
        measure_words(count, name, ScreenLanguage::Fr)
    }

    #[test]
    fn a_measure_has_its_words_in_both_languages() {
        assert_eq!(english(1.0, "cup"), "cup");
        assert_eq!(english(1.5, "cup"), "cups");
        assert_eq!(french(1.5, "cup"), "tasse");
        assert_eq!(french(2.0, "slice"), "tranches");
        assert_eq!(english(2.0, "cup (8 fl oz)"), "cups (8 fl oz)");
        assert_eq!(french(2.0, "cup, chopped"), "tasses, en petits morceaux");
        assert_eq!(french(2.0, "NLEA serving"), "portions");
        assert_eq!(
            french(1.0, "medium (approx 2-3/4\" long, 2-1/2 dia.)"),
            "de taille moyenne (env. 2-3/4\u{a0}po de long, 2-1/2 diam.)"
        );
        // right with a masculine food, and with a feminine one
        assert_eq!(french(2.0, "large"), "de grande taille");
        assert_eq!(french(1.0, "extra small"), "de très petite taille");
        assert_eq!(french(2.0, "medium slice"), "tranches moyennes");
        assert_eq!(
            french(2.0, "waffle, round (4\"dia)"),
            "gaufres, rond (4\u{a0}po diam.)"
        );
        assert_eq!(french(1.0, "cup ( 1 NLEA serving)"), "tasse (1 portion)");
        assert_eq!(english(150.0, "g"), "g");
        assert_eq!(english(1.0, "tablespoon"), "tbsp");
        assert_eq!(french(3.0, "tablespoons"), "c. à soupe");
        // of powders alone, and of Brussels sprouts and soybeans
        assert_eq!(french(2.0, "scoop"), "mesurettes");
        assert_eq!(french(10.0, "sprouts"), "pièces");
        // half of it would be English
        assert_eq!(french(2.0, "cup wobbly"), "cup wobbly");
        assert_eq!(french(2.0, "my bowl"), "my bowl");
    }

    #[test]
    fn the_usual_measure_of_each_everyday_food_is_french() {
        let is_read = |name: &str| {
            let name = name.replace("( ", "(");
            LIST.first(&name)
                .is_some_and(|(_, rest)| LIST.rest(rest).is_some())
        };
        let mut unread = Vec::new();
        let (mut measured, mut known) = (0, 0);
        for food in all() {
            let of_food = measures::of(index_of(&food.id).unwrap());
            measured += of_food.len();
            known += of_food.iter().filter(|of| is_read(&of.name)).count();
            if let (Some(usual), true) = (of_food.first(), food.everyday.is_some())
                && !is_read(&usual.name)
            {
                unread.push(usual.name.clone());
            }
        }
        assert!(unread.is_empty(), "{unread:?}");
        let of_list = all()
            .iter()
            .flat_map(|food| measures::of(index_of(&food.id).unwrap()));
        let inches = of_list.filter(|of| of.name.contains(INCH) && is_read(&of.name));
        let inches: Vec<_> = inches.map(|of| french(1.0, &of.name)).collect();
        assert!(inches.len() > 500 && inches.iter().all(|of| !of.contains(INCH)));
        // brands and rare shapes are left
        assert!(known * 100 >= measured * 96, "{known} of {measured}");
    }
}
