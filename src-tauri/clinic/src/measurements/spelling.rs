//! How numbers are typed: one spelling of their signs, and what may stand between their digits.

use rust_decimal::{Decimal, RoundingStrategy};
use unicode_normalization::UnicodeNormalization;

use crate::fields::ascii_digit;

const GROUP: usize = 3;

/// Returns a value with so many decimals, half of the last one away from zero, as every figure here is.
pub(crate) fn rounded(value: Decimal, decimals: u32) -> Decimal {
    let half_up = RoundingStrategy::MidpointAwayFromZero;
    value.round_dp_with_strategy(decimals, half_up).normalize()
}

/// Returns the text in lower case, with one spelling of quotes and digits, a decimal point, and no blanks between
/// groups of three digits.
pub(crate) fn spelled(text: &str) -> String {
    let lower = ungrouped(&lowered(text.trim()), ' ');
    with_points(lower.trim_end_matches('.'))
}

/// Returns the number that a text begins with, spelled, and the words after it as they are but in lower case: the
/// points and digits of `1,5 bar (1.55 oz)` after the first word are not of its number.
pub(crate) fn spelled_number(text: &str) -> String {
    let lower = lowered(text.trim());
    let is_of_number =
        |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '/' | '\u{2044}');
    let end = lower.find(|c| !is_of_number(c)).unwrap_or(lower.len());
    let number = lower[..end].trim_end();
    let words = &lower[number.len()..];
    let number = with_points(&ungrouped(number, ' '));
    match words.trim().is_empty() {
        true => number.trim_end_matches('.').to_owned(),
        false => number + words,
    }
}

/// Returns the text in lower case, with one spelling of quotes, digits and blanks.
fn lowered(text: &str) -> String {
    let lower: String = text
        .nfkc()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '\u{2032}' | '\u{2019}' | '\u{2018}' | '`' | '\u{b4}' => '\'',
            '\u{2033}' | '\u{201d}' | '\u{201c}' => '"',
            '\u{2212}' | '\u{2013}' => '-',
            // the signs with which Arabic digits are written
            '\u{66b}' => '.',
            '\u{66c}' => ',',
            c if c.is_whitespace() => ' ',
            c => ascii_digit(c),
        })
        .collect();
    lower.replace("''", "\"")
}

/// Returns the text with decimal points: `1,234.5` and `1.234,5` are one number, and so are `72,4` and `72.4`. Two
/// signs are compared where digits follow both: the points of `1,5 c. à s.` belong to its words.
fn with_points(text: &str) -> String {
    let last = |sign: char| {
        let mut signs = text.rmatch_indices(sign).map(|(at, _)| at);
        signs.find(|at| text[at + 1..].starts_with(|c: char| c.is_ascii_digit()))
    };
    match (last(','), last('.')) {
        (Some(comma), Some(point)) if comma < point => text.replace(',', ""),
        (Some(_), Some(_)) => text.replace('.', "").replace(',', "."),
        (None, Some(_)) => text.to_owned(),
        (_, None) => text.replace(',', "."),
    }
}

/// Returns the text without a sign that stands before groups of three digits: no number but one has that form.
pub(crate) fn ungrouped(text: &str, sign: char) -> String {
    let mut parts = text.split(sign);
    let mut ungrouped = parts.next().unwrap_or("").to_owned();
    let mut is_grouped = false;
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let before = ungrouped.trim_end_matches(|c: char| c.is_ascii_digit());
        let first = ungrouped.len() - before.len();
        let is_complete =
            !before.ends_with([',', '.']) && !ungrouped[before.len()..].starts_with('0');
        is_grouped = digits == GROUP && is_complete && first > 0 && (first <= GROUP || is_grouped);
        if !is_grouped {
            ungrouped.push(sign);
        }
        ungrouped.push_str(part);
    }
    ungrouped
}

/// Returns whether a number with a point is another one in another country: three digits after the only separator, and
/// one to three before it, the first of them no zero.
pub(crate) fn is_read_two_ways(number: &str) -> bool {
    let parts = number.split_once('.');
    parts.is_some_and(|(before, after)| {
        let is_group = |digits: &str| digits.bytes().all(|c| c.is_ascii_digit());
        (1..=GROUP).contains(&before.len())
            && after.len() == GROUP
            && !before.starts_with('0')
            && is_group(before)
            && is_group(after)
    })
}

/// Returns a text that begins with a number with a decimal comma, with a point in its place. None for any other text,
/// and where the comma may separate thousands.
pub(crate) fn with_decimal_point(text: &str) -> Option<String> {
    let (before, after) = text.split_once(',')?;
    let units = before.strip_prefix(['+', '-']).unwrap_or(before);
    let is_digit = |c: char| c.is_ascii_digit();
    let end = after.find(|c| !is_digit(c)).unwrap_or(after.len());
    let (decimals, rest) = after.split_at(end);
    let is_number = !units.is_empty() && units.chars().all(is_digit) && !decimals.is_empty();
    let is_one = !rest.starts_with([',', '.']) && !is_read_two_ways(&format!("{units}.{decimals}"));
    (is_number && is_one).then(|| format!("{before}.{after}"))
}

/// Returns a spelled text with its numbers read in thousands, none where none of them is read in two ways.
pub(crate) fn in_thousands(text: &str) -> Option<String> {
    let mut thousands = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let is_of_number = |c: char| c.is_ascii_digit() || c == '.';
        let end = rest.find(|c| !is_of_number(c)).unwrap_or(rest.len());
        let (number, after) = rest.split_at(end);
        match is_read_two_ways(number) {
            true => thousands.push_str(&number.replace('.', "")),
            false => thousands.push_str(number),
        }
        let words = after.find(is_of_number).unwrap_or(after.len());
        thousands.push_str(&after[..words]);
        rest = &after[words..];
    }
    (thousands != text).then_some(thousands)
}

/// Returns both readings of a text that is another number in another country, in thousands and with decimals.
pub fn two_readings(text: &str) -> Option<[String; 2]> {
    let decimals = spelled(text);
    Some([in_thousands(&decimals)?, decimals])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_comma_is_a_point_unless_it_may_separate_thousands() {
        for (text, pointed) in [
            ("1,2", "1.2"),
            ("-0,125 kg", "-0.125 kg"),
            ("1234,5 [kcal]", "1234.5 [kcal]"),
        ] {
            assert_eq!(with_decimal_point(text).as_deref(), Some(pointed), "{text}");
        }
        for text in [
            "1.2", "1,250", "1,234.5", "1,2,3", ",5", "1,", "1, 2", "no, 2",
        ] {
            assert_eq!(with_decimal_point(text), None, "{text}");
        }
    }

    #[test]
    fn blanks_and_apostrophes_separate_groups_of_three_digits() {
        for (text, number) in [
            ("10 000", "10000"),
            ("1 234 567", "1234567"),
            ("10\u{202f}000,5 kcal", "10000.5 kcal"),
            ("10\u{a0}000", "10000"),
            ("-5 000", "-5000"),
            ("5 ft 7", "5 ft 7"),
            ("72 72", "72 72"),
            ("1234 567", "1234 567"),
            ("3,5 000", "3.5 000"),
            ("0 250", "0 250"),
            ("12 3456", "12 3456"),
        ] {
            assert_eq!(spelled(text), number, "{text}");
        }
        let apostrophes = |text| ungrouped(&spelled(text), '\'');
        assert_eq!(apostrophes("10\u{2019}000"), "10000");
        assert_eq!(apostrophes("1'234'567.5"), "1234567.5");
        assert_eq!(apostrophes("5'7"), "5'7");
    }

    #[test]
    fn the_sign_of_a_number_is_apart_from_those_of_its_words() {
        for (text, number) in [
            ("1,5 c. à s.", "1.5 c. à s"),
            ("1.5 cups milk, whole", "1.5 cups milk, whole"),
            ("1,234.5 fl. oz.", "1234.5 fl. oz"),
            ("1.234,5 c. à s.", "1234.5 c à s"),
            ("72,", "72."),
            ("1.234.567,8", "1234567.8"),
        ] {
            assert_eq!(spelled(text), number, "{text}");
        }
    }

    #[test]
    fn the_numbers_of_words_are_none_of_the_first_one() {
        for (text, number) in [
            ("1,5 bar (1.55 oz)", "1.5 bar (1.55 oz)"),
            ("1,234.5 Cans (10,5 oz)", "1234.5 cans (10,5 oz)"),
            ("10 000", "10000"),
            ("3,", "3"),
            ("1/2 pot 1.5 dl", "1/2 pot 1.5 dl"),
        ] {
            assert_eq!(spelled_number(text), number, "{text}");
        }
    }

    #[test]
    fn a_number_of_two_countries_has_both_readings() {
        let both = |one: &str, other: &str| Some([one.to_owned(), other.to_owned()]);
        assert_eq!(two_readings("2,150 kcal"), both("2150 kcal", "2.150 kcal"));
        assert_eq!(two_readings("-10.000"), both("-10000", "-10.000"));
        for text in ["2150", "2,15", "0,125", "1234,567", "1,234.567", "2,1500"] {
            assert_eq!(two_readings(text), None, "{text}");
        }
    }

    #[test]
    fn a_half_is_rounded_away_from_zero() {
        let dec = |text: &str| text.parse::<Decimal>().unwrap_or_default();
        for (exact, decimals, short) in [("2.5", 0, "3"), ("-2.5", 0, "-3"), ("0.125", 2, "0.13")] {
            assert_eq!(rounded(dec(exact), decimals), dec(short), "{exact}");
        }
    }
}
