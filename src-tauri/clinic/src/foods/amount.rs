//! Reads an amount of a food as it is typed: `2 cups`, `150g`, `1/2`, `1,5 tranche`, and one before its food.

use rust_decimal::{Decimal, dec};

use crate::fields::folded_words_in_order;
use crate::foods::measure_words::{FRENCH_INCH, measure_words};
use crate::foods::measures::Measure;
use crate::foods::units::{self, Unit, singular};
use crate::measurements::spelling::{is_read_two_ways, rounded, spelled_number};
use crate::view::{Figure, ScreenLanguage};

const GRAM_DECIMALS: u32 = 2;
/// Maximum of one food at a meal: our own limit, against a wrong unit.
const GRAMS_MAX: Decimal = dec!(100_000);

/// What is typed before the name of a food.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Amount {
    pub count: Decimal,
    /// Folded, in their order.
    pub words: Vec<String>,
}

/// So much of a food. `measure` is `g` or another unit for what was weighed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Portion {
    pub count: Decimal,
    pub measure: String,
    pub grams: Decimal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is no number, or another one in another country.
    Malformed,
    /// This food has no such measure.
    Unknown,
    /// It is nothing, or more than can be.
    Impossible,
}

/// Returns the amount that a text begins with, and the text after it: `2 cups milk` is `2 cups` of `milk`. None where
/// it begins with no number, or with nothing after it.
pub(super) fn split(text: &str) -> Option<(Amount, String)> {
    let (count, rest) = number(text)?;
    // fat in percent, and names such as 7up, are no amounts
    if rest.trim_start().starts_with('%') {
        return None;
    }
    let words = folded_words_in_order(&rest);
    let unit = units::first(&words);
    if unit.is_none() && rest.starts_with(|c: char| !c.is_whitespace()) {
        return None;
    }
    let taken = unit.map_or(0, |(_, taken)| taken);
    let after = &words[taken..];
    let joining = after
        .iter()
        .take_while(|word| units::is_joining(word))
        .count();
    let food = after[joining..].join(" ");
    let words = words[..taken].to_vec();
    (!food.is_empty()).then_some((Amount { count, words }, food))
}

/// Returns the amount in a unit that a text ends with, the text before it, and the amount as it was typed: `2 cups` of
/// `milk` for `milk 2 cups`. A number alone may be of the name.
pub(super) fn split_after(text: &str) -> Option<(Amount, &str, &str)> {
    const BETWEEN: [char; 2] = [' ', ','];
    let starts = text.char_indices().map(|(at, _)| at);
    let mut starts = starts.filter(|at| text[..*at].ends_with(BETWEEN));
    starts.find_map(|at| {
        let (food, typed) = (text[..at].trim_end_matches(BETWEEN), text[at..].trim());
        let (count, rest) = number(typed)?;
        let words = folded_words_in_order(&rest);
        let (_, taken) = units::first(&words)?;
        let is_all = taken == words.len() && !food.is_empty();
        is_all.then_some((Amount { count, words }, food, typed))
    })
}

/// Returns an amount as it was typed before a food, which is given by its folded words, without the words that join the
/// two: `half a cup` of `half a cup of milk`.
pub(super) fn typed_before<'a>(text: &'a str, food: &str, amount: &Amount) -> &'a str {
    let mut starts = text.char_indices().map(|(at, _)| at).rev();
    let start = starts.find(|at| folded_words_in_order(&text[*at..]).join(" ") == food);
    let typed = text[..start.unwrap_or(0)].trim();
    let is_amount = |end: &usize| {
        number(&typed[..*end]).is_some_and(|(count, rest)| {
            count == amount.count && folded_words_in_order(&rest) == amount.words
        })
    };
    let mut ends = typed.char_indices().map(|(at, c)| at + c.len_utf8()).rev();
    let end = ends.find(is_amount).unwrap_or(typed.len());
    typed[..end].trim_end()
}

/// Returns whether an amount is a number and nothing else.
pub(super) fn is_number(text: &str) -> bool {
    number(text).is_some_and(|(_, rest)| rest.trim().is_empty())
}

/// Returns what was typed as an amount of a food with these measures. A number alone counts the measure of this number,
/// or the usual one.
pub(super) fn read(
    text: &str,
    measures: &[&Measure],
    measure: Option<u32>,
) -> Result<Portion, Unread> {
    let (count, rest) = match number(text) {
        Some(read) => read,
        // a measure without a number is one of it
        None if starts_with_a_letter(text) => (Decimal::ONE, text.to_owned()),
        None => return Err(Unread::Malformed),
    };
    let words = folded_words_in_order(&rest);
    if words.is_empty() && !rest.trim().is_empty() {
        return Err(Unread::Malformed);
    }
    portion(&Amount { count, words }, measures, measure)
}

/// Returns an amount as one of a food.
pub(super) fn portion(
    amount: &Amount,
    measures: &[&Measure],
    measure: Option<u32>,
) -> Result<Portion, Unread> {
    let Amount { count, words } = amount;
    if words.is_empty() {
        let shown = measures.iter().find(|of| Some(of.seq) == measure);
        return match shown.or(measures.first()) {
            Some(measure) => counted(*count, measure),
            None => weighed(*count, "g", Some(*count)),
        };
    }
    let unit = units::first(words);
    let is_all = unit.is_some_and(|(_, taken)| taken == words.len());
    match unit {
        Some((Unit::Grams(grams), _)) if is_all => {
            weighed(*count, &words.join(" "), count.checked_mul(grams))
        }
        Some((Unit::Millilitres(each), _)) if is_all => {
            weighed(*count, &words.join(" "), poured(measures, *count, each)?)
        }
        _ => {
            let typed = in_words_of_the_list(words);
            // a clinic calls its measures as it likes: a bowl need not be one of the list's cups
            let as_typed = || {
                words
                    .iter()
                    .map(|word| in_short(&singular(word)))
                    .collect::<Vec<_>>()
            };
            let known = called(measures, words)
                .or_else(|| fitting(measures, &typed))
                .or_else(|| fitting(measures, &as_typed()));
            if let Some(measure) = known {
                return counted(*count, measure);
            }
            let each = units::capacity(&typed.join(" ")).ok_or(Unread::Unknown)?;
            weighed(*count, &typed.join(" "), poured(measures, *count, each)?)
        }
    }
}

/// Returns what so many times a volume weighs, by the first measure of the food that is a volume.
fn poured(measures: &[&Measure], count: Decimal, each: Decimal) -> Result<Option<Decimal>, Unread> {
    let mut volumes = measures
        .iter()
        .filter_map(|of| Some((of, units::volume(&of.name)?)));
    let (of, millilitres) = volumes.next().ok_or(Unread::Unknown)?;
    let many = count.checked_mul(each);
    let many = many.and_then(|many| many.checked_div(millilitres));
    Ok(many.and_then(|many| of.weight(many)))
}

/// Returns the measure that the list calls so, else the first that is shown with exactly these words in one of the
/// languages: `slices` may weigh another thing than `slice`.
fn called<'a>(measures: &[&'a Measure], typed: &[String]) -> Option<&'a Measure> {
    // a sign for inches is no word, and people type one as well as the other
    let without_inches = |words: &[String]| -> Vec<String> {
        let words = words.iter().filter(|word| *word != FRENCH_INCH.trim());
        words.cloned().collect()
    };
    let typed = without_inches(typed);
    let is = |words: String| without_inches(&folded_words_in_order(&words)) == typed;
    let is_called = |measure: &&&Measure| {
        // one of it, and several
        [1.0, 2.0].into_iter().any(|count| {
            [ScreenLanguage::En, ScreenLanguage::Fr]
                .into_iter()
                .any(|language| is(measure_words(count, &measure.name, language)))
        })
    };
    let by_name = measures.iter().find(|of| is(of.name.clone()));
    by_name.or_else(|| measures.iter().find(is_called)).copied()
}

/// Returns the measure that has all these words, the sooner the better: `large` is not `extra large`. Of several, the
/// usual one, which is listed first, else that with the fewest other words.
fn fitting<'a>(measures: &[&'a Measure], typed: &[String]) -> Option<&'a Measure> {
    let words = |measure: &Measure| -> Vec<String> {
        let words = folded_words_in_order(&measure.name);
        words.iter().map(|word| in_short(&singular(word))).collect()
    };
    let fits = measures.iter().enumerate().filter_map(|(at, measure)| {
        let words = words(measure);
        let positions = typed
            .iter()
            .map(|word| words.iter().position(|of| of == word));
        let first = positions.collect::<Option<Vec<_>>>()?.into_iter().min();
        Some(((first, at > 0, words.len()), *measure))
    });
    fits.min_by_key(|(order, _)| *order)
        .map(|(_, measure)| measure)
}

/// Returns typed words as the list writes its measures.
fn in_words_of_the_list(words: &[String]) -> Vec<String> {
    let mut list = Vec::new();
    let mut rest = words;
    while !rest.is_empty() {
        let taken = match units::first(rest) {
            Some((Unit::Named(name), taken)) => {
                list.extend(name.split(' ').map(str::to_owned));
                taken
            }
            _ => {
                if !units::is_joining(&rest[0]) {
                    list.push(in_short(&singular(&rest[0])));
                }
                1
            }
        };
        rest = &rest[taken..];
    }
    list
}

/// The list writes two measures in two ways.
fn in_short(word: &str) -> String {
    match word {
        "tablespoon" => "tbsp".to_owned(),
        "teaspoon" => "tsp".to_owned(),
        word => word.to_owned(),
    }
}

/// Returns an amount as its reader reads it. In French, a measure that is stored as the list calls it has its French
/// words; in English, one that was typed in French has those of the list. Other words stay as they were typed.
pub(super) fn amount_words(
    entered: &str,
    count: Decimal,
    measure: &str,
    language: ScreenLanguage,
) -> String {
    let count = Figure::from(count).0;
    let words = |language| measure_words(count, measure, language);
    let known = match language {
        ScreenLanguage::En => vec![words(ScreenLanguage::Fr)],
        ScreenLanguage::Fr => vec![measure.to_owned(), words(ScreenLanguage::En)],
    };
    let own = words(language);
    let other = known.iter().filter(|words| **words != own);
    let mut numbers = other.filter_map(|words| {
        let number = entered.strip_suffix(words.as_str())?.trim_end();
        let is_in_digits = !number.contains(char::is_alphabetic) && is_number(number);
        is_in_digits.then_some(number)
    });
    match numbers.next() {
        Some(number) => format!("{number} {own}"),
        None => entered.to_owned(),
    }
}

fn counted(count: Decimal, measure: &Measure) -> Result<Portion, Unread> {
    weighed(count, &measure.name, measure.weight(count))
}

fn weighed(count: Decimal, measure: &str, grams: Option<Decimal>) -> Result<Portion, Unread> {
    let grams = rounded(grams.ok_or(Unread::Impossible)?, GRAM_DECIMALS);
    if grams <= Decimal::ZERO || grams > GRAMS_MAX {
        return Err(Unread::Impossible);
    }
    Ok(Portion {
        count: count.normalize(),
        measure: measure.to_owned(),
        grams,
    })
}

fn starts_with_a_letter(text: &str) -> bool {
    text.trim_start().starts_with(char::is_alphabetic)
}

/// Returns the number that a text begins with, and what comes after it.
fn number(text: &str) -> Option<(Decimal, String)> {
    let text = spelled_number(&with_fractions(text)).replace('\u{2044}', "/");
    if starts_with_a_letter(&text) {
        return number_in_words(&text);
    }
    let (first, rest) = digits(&text)?;
    if let Some(below) = rest.strip_prefix('/') {
        let (below, rest) = digits(below)?;
        return Some((first.checked_div(below)?, rest.to_owned()));
    }
    // one and a half: `1 1/2`
    let fraction = rest.strip_prefix(' ').and_then(|rest| {
        let (above, rest) = digits(rest)?;
        let (below, rest) = digits(rest.strip_prefix('/')?)?;
        Some((above.checked_div(below)?, rest))
    });
    match fraction {
        Some((fraction, rest)) => Some((first.checked_add(fraction)?, rest.to_owned())),
        None => Some((first, rest.to_owned())),
    }
}

/// Returns the text with a fraction that is one sign written out, apart from the digits before it.
fn with_fractions(text: &str) -> String {
    const SIGNS: &[(char, &str)] = &[
        ('½', "1/2"),
        ('¼', "1/4"),
        ('¾', "3/4"),
        ('⅓', "1/3"),
        ('⅔', "2/3"),
        ('⅛', "1/8"),
        ('⅜', "3/8"),
        ('⅝', "5/8"),
        ('⅞', "7/8"),
        ('⅕', "1/5"),
        ('⅖', "2/5"),
        ('⅗', "3/5"),
        ('⅘', "4/5"),
    ];
    let mut written = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match SIGNS.iter().find(|(sign, _)| *sign == c) {
            Some((_, fraction)) => {
                if written.ends_with(|c: char| c.is_ascii_digit()) {
                    written.push(' ');
                }
                written.push_str(fraction);
            }
            None => written.push(c),
        }
    }
    written
}

fn digits(text: &str) -> Option<(Decimal, &str)> {
    let is_of_number = |c: char| c.is_ascii_digit() || c == '.';
    let end = text.find(|c| !is_of_number(c)).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    if is_read_two_ways(digits) || digits.starts_with('.') && digits.len() == 1 {
        return None;
    }
    let digits = if digits.starts_with('.') {
        format!("0{digits}")
    } else {
        digits.to_owned()
    };
    Some((Decimal::from_str_exact(&digits).ok()?, rest))
}

fn is_french(number: &str) -> bool {
    matches!(number, "un" | "trois")
}

/// Returns `two`, `une demi`, `un quart` or `half a` as a number.
fn number_in_words(text: &str) -> Option<(Decimal, String)> {
    let words = folded_words_in_order(text);
    let first = units::number(words.first()?)?;
    let second = words.get(1).and_then(|word| units::number(word));
    let is_quarters = |word: &String| word == "quart" || word == "quarts";
    let (number, taken) = match second {
        // what is a measure in English is a fraction in French
        None if is_french(&words[0]) && words.get(1).is_some_and(is_quarters) => {
            (first / dec!(4), 2)
        }
        Some(part) if first == Decimal::ONE && part < Decimal::ONE => (part, 2),
        Some(part) if first == Decimal::ONE && part == dec!(12) => (part, 2),
        Some(one) if first < Decimal::ONE && one == Decimal::ONE => (first, 2),
        _ => (first, 1),
    };
    let rest = &words[taken..];
    let joining = match taken {
        // a quarter of a litre
        2 => rest
            .iter()
            .take_while(|word| units::is_joining(word))
            .count(),
        _ => 0,
    };
    Some((number, format!(" {}", rest[joining..].join(" "))))
}

#[cfg(test)]
mod tests;
