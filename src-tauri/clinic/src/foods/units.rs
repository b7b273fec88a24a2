//! The words for amounts of food, in the two languages of the screens.

use rust_decimal::{Decimal, dec};

/// What a word counts: a weight, a volume, or a measure of the list by its English word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Grams(Decimal),
    Millilitres(Decimal),
    Named(&'static str),
}

use Unit::{Grams, Millilitres, Named};

/// Folded words, one blank between them; plurals are those that lose more than an `s`. Ounce and pound are
/// avoirdupois, the volumes of the list those of the United States (NIST Handbook 44, appendix C).
const UNITS: &[(&str, Unit)] = &[
    ("g", Grams(dec!(1))),
    ("gr", Grams(dec!(1))),
    ("gram", Grams(dec!(1))),
    ("gramme", Grams(dec!(1))),
    ("mg", Grams(dec!(0.001))),
    ("kg", Grams(dec!(1000))),
    ("kilo", Grams(dec!(1000))),
    ("oz", Grams(dec!(28.349523125))),
    ("ounce", Grams(dec!(28.349523125))),
    ("once", Grams(dec!(28.349523125))),
    ("lb", Grams(dec!(453.59237))),
    ("pound", Grams(dec!(453.59237))),
    ("livre", Grams(dec!(453.59237))),
    ("ml", Millilitres(dec!(1))),
    ("cl", Millilitres(dec!(10))),
    ("dl", Millilitres(dec!(100))),
    ("l", Millilitres(dec!(1000))),
    ("litre", Millilitres(dec!(1000))),
    ("liter", Millilitres(dec!(1000))),
    ("fl oz", Named("fl oz")),
    ("fluid ounce", Named("fl oz")),
    ("cup", Named("cup")),
    ("tasse", Named("cup")),
    ("bol", Named("cup")),
    ("tbsp", Named("tbsp")),
    ("tbs", Named("tbsp")),
    ("tablespoon", Named("tbsp")),
    ("c a s", Named("tbsp")),
    ("cas", Named("tbsp")),
    ("c a soupe", Named("tbsp")),
    ("cuillere a soupe", Named("tbsp")),
    ("cuilleree a soupe", Named("tbsp")),
    ("tsp", Named("tsp")),
    ("teaspoon", Named("tsp")),
    ("c a c", Named("tsp")),
    ("cac", Named("tsp")),
    ("c a cafe", Named("tsp")),
    ("c a the", Named("tsp")),
    ("cuillere a cafe", Named("tsp")),
    ("cuillere a the", Named("tsp")),
    // no number: `a quart of milk` would be a quarter
    ("quart", Named("quart")),
    ("slice", Named("slice")),
    ("tranche", Named("slice")),
    ("piece", Named("piece")),
    ("morceau", Named("piece")),
    ("part", Named("slice")),
    ("serving", Named("serving")),
    ("portion", Named("serving")),
    ("can", Named("can")),
    ("tin", Named("can")),
    ("canette", Named("can")),
    ("boite", Named("can")),
    ("bottle", Named("bottle")),
    ("bouteille", Named("bottle")),
    ("packet", Named("packet")),
    ("sachet", Named("packet")),
    ("package", Named("package")),
    ("paquet", Named("package")),
    ("pot", Named("container")),
    ("container", Named("container")),
    ("jar", Named("jar")),
    ("bocal", Named("jar")),
    ("bar", Named("bar")),
    ("barre", Named("bar")),
    ("stick", Named("stick")),
    ("pat", Named("pat")),
    ("noisette", Named("pat")),
    ("scoop", Named("scoop")),
    ("boule", Named("scoop")),
    ("mesurette", Named("scoop")),
    ("fillet", Named("fillet")),
    ("filet", Named("fillet")),
    ("patty", Named("patty")),
    ("breast", Named("breast")),
    ("clove", Named("clove")),
    ("gousse", Named("clove")),
    ("leaf", Named("leaf")),
    ("feuille", Named("leaf")),
    ("stalk", Named("stalk")),
    ("branche", Named("stalk")),
    ("head", Named("head")),
    ("tete", Named("head")),
    ("wedge", Named("wedge")),
    ("quartier", Named("wedge")),
    ("small", Named("small")),
    ("petit", Named("small")),
    ("petite", Named("small")),
    ("medium", Named("medium")),
    ("moyen", Named("medium")),
    ("moyenne", Named("medium")),
    ("large", Named("large")),
    ("grand", Named("large")),
    ("grande", Named("large")),
    ("gros", Named("large")),
    ("grosse", Named("large")),
    // as they are shown
    ("de petite taille", Named("small")),
    ("de taille moyenne", Named("medium")),
    ("de grande taille", Named("large")),
    ("glass", Named("glass")),
    ("verre", Named("glass")),
    ("bowl", Named("cup")),
    ("handful", Named("handful")),
    ("poignee", Named("handful")),
];

/// Words that join an amount to its food: `cups of milk`, `verre de lait`, `d'eau`.
const JOINING: &[&str] = &[
    "of", "de", "d", "du", "des", "a", "an", "the", "la", "le", "l",
];

const NUMBERS: &[(&str, Decimal)] = &[
    ("a", dec!(1)),
    ("an", dec!(1)),
    ("one", dec!(1)),
    ("un", dec!(1)),
    ("une", dec!(1)),
    ("two", dec!(2)),
    ("deux", dec!(2)),
    ("three", dec!(3)),
    ("trois", dec!(3)),
    ("four", dec!(4)),
    ("quatre", dec!(4)),
    ("five", dec!(5)),
    ("cinq", dec!(5)),
    ("six", dec!(6)),
    ("seven", dec!(7)),
    ("sept", dec!(7)),
    ("eight", dec!(8)),
    ("huit", dec!(8)),
    ("nine", dec!(9)),
    ("neuf", dec!(9)),
    ("ten", dec!(10)),
    ("dix", dec!(10)),
    ("dozen", dec!(12)),
    ("douzaine", dec!(12)),
    ("half", dec!(0.5)),
    ("demi", dec!(0.5)),
    ("demie", dec!(0.5)),
    ("quarter", dec!(0.25)),
];

/// What one of a measure of the list holds in millilitres.
const VOLUMES: &[(&str, Decimal)] = &[
    ("fl oz", dec!(29.5735295625)),
    ("cup", dec!(236.5882365)),
    ("tbsp", dec!(14.78676478125)),
    ("tablespoon", dec!(14.78676478125)),
    ("tsp", dec!(4.92892159375)),
    ("teaspoon", dec!(4.92892159375)),
    ("quart", dec!(946.352946)),
    ("ml", dec!(1)),
];

/// A glass as it is drunk from: our own figure, where the list does not weigh one.
const GLASS_ML: Decimal = dec!(200);

/// The longest unit has so many words.
const WORDS_MAX: usize = 3;

/// Returns the unit that the first words name, and how many words it takes.
pub(super) fn first(words: &[String]) -> Option<(Unit, usize)> {
    (1..=WORDS_MAX.min(words.len())).rev().find_map(|count| {
        // a French plural may end as an English one does: `tasses`, `tranches`
        let without = |ending: fn(&str) -> String| {
            let words: Vec<_> = words[..count].iter().map(|word| ending(word)).collect();
            words.join(" ")
        };
        let ways = [
            without(str::to_owned),
            without(singular),
            without(|word| word.trim_end_matches('s').to_owned()),
        ];
        let known = UNITS
            .iter()
            .find(|(name, _)| ways.iter().any(|way| way == name));
        known.map(|(_, unit)| (*unit, count))
    })
}

pub(super) fn is_joining(word: &str) -> bool {
    JOINING.contains(&word)
}

pub(super) fn number(word: &str) -> Option<Decimal> {
    let known = NUMBERS.iter().find(|(name, _)| *name == word);
    known.map(|(_, number)| *number)
}

/// Returns the volume of a measure that is nothing else; none for a piece, a weight, or a cup of slices.
pub(super) fn volume(measure: &str) -> Option<Decimal> {
    let measure = measure.trim().to_lowercase();
    let known = VOLUMES.iter().find(|(name, _)| *name == measure);
    known.map(|(_, millilitres)| *millilitres)
}

/// Returns what one of a typed measure holds, for a food that is measured by volume and has no such measure itself.
pub(super) fn capacity(measure: &str) -> Option<Decimal> {
    match measure {
        "glass" => Some(GLASS_ML),
        measure => volume(measure),
    }
}

/// Returns a folded word without the ending of its plural, English or French; close enough to match two spellings.
pub(super) fn singular(word: &str) -> String {
    let ended = |ending: &str| word.strip_suffix(ending).filter(|stem| stem.len() > 1);
    if let Some(stem) = ended("ies").filter(|stem| stem.len() > 2) {
        return format!("{stem}y");
    }
    for (ending, staying) in [
        ("ches", 2),
        ("shes", 2),
        ("sses", 2),
        ("oes", 1),
        ("leaves", 0),
    ] {
        if let Some(stem) = word.strip_suffix(ending) {
            return match ending {
                "leaves" => format!("{stem}leaf"),
                _ => format!("{stem}{}", &ending[..staying]),
            };
        }
    }
    if word.ends_with("ss") || word.len() < 3 {
        return word.to_owned();
    }
    match ended("s").or_else(|| ended("x")) {
        Some(stem) => stem.to_owned(),
        None => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plural_and_its_singular_are_one_word() {
        for (plural, one) in [
            ("slices", "slice"),
            ("raspberries", "raspberry"),
            ("raspberrys", "raspberry"),
            ("tomatoes", "tomato"),
            ("sandwiches", "sandwich"),
            ("poireaux", "poireau"),
            ("oeufs", "oeuf"),
            ("leaves", "leaf"),
            ("glass", "glass"),
            ("glasses", "glass"),
            ("cas", "ca"),
            ("g", "g"),
        ] {
            assert_eq!(singular(plural), one, "{plural}");
        }
    }

    #[test]
    fn each_unit_is_reached_by_its_own_words() {
        for (name, unit) in UNITS {
            let words: Vec<_> = name.split(' ').map(str::to_owned).collect();
            assert_eq!(first(&words), Some((*unit, words.len())), "{name}");
        }
        assert_eq!(volume("Cup"), Some(dec!(236.5882365)));
        assert_eq!(volume("cup, sliced"), None);
        assert_eq!(volume("slice"), None);
    }
}
