//! Parses a value as a laboratory prints it: `5.9`, `5,9`, `<0.3`, `≥ 90`, `1 250`.

use rust_decimal::Decimal;

use crate::error::{Error, Reason, Result};
use crate::labs::LabBound;
use crate::measurements::spelling::{is_read_two_ways, spelled};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Value {
    pub bound: LabBound,
    pub number: Decimal,
}

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parsed {
    Value(Value),
    /// `1,250` and `1.250` are two numbers in two countries, and `5..9` is none.
    Unclear,
    Words,
}

const BOUNDS: [(&str, LabBound); 6] = [
    ("<=", LabBound::AtMost),
    (">=", LabBound::AtLeast),
    ("≤", LabBound::AtMost),
    ("≥", LabBound::AtLeast),
    ("<", LabBound::Below),
    (">", LabBound::Above),
];

/// Returns what a text is, of a test that is printed with so many decimals.
pub(super) fn parse(text: &str, decimals: u32) -> Parsed {
    let text = spelled(text);
    let (bound, rest) = BOUNDS
        .into_iter()
        .find_map(|(sign, bound)| Some((bound, text.strip_prefix(sign)?)))
        .unwrap_or((LabBound::Exactly, &text));
    let digits = rest.trim();
    let unsigned = digits.strip_prefix('-').unwrap_or(digits);
    let is_number = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let Some(number) = Decimal::from_str_exact(digits).ok().filter(|_| is_number) else {
        // `5..9` and `1,234,567` are misspelt, and no words
        let is_misspelt = is_number && unsigned.chars().all(|c| c.is_ascii_digit() || c == '.');
        return if is_misspelt {
            Parsed::Unclear
        } else {
            Parsed::Words
        };
    };
    match decimals < THREE && is_read_two_ways(unsigned) {
        true => Parsed::Unclear,
        false => Parsed::Value(Value { bound, number }),
    }
}

/// Returns the value of a text that ends with the unit of its line: `6.9 mmol/L`. None for a text that is a value as it
/// is: the last digit of `1.031` is no unit, also where that is written `1`.
pub(super) fn without_unit(
    text: &str,
    decimals: u32,
    is_unit: impl Fn(&str) -> bool,
) -> Option<&str> {
    let is_value = |number: &str| matches!(parse(number, decimals), Parsed::Value(_));
    if is_value(text) {
        return None;
    }
    let is_digit = |c: char| c.is_ascii_digit();
    let mut cuts = text
        .char_indices()
        .skip(1)
        .map(|(at, _)| text.split_at(at))
        .filter(|(number, rest)| !(number.ends_with(is_digit) && rest.starts_with(is_digit)))
        .map(|(number, rest)| (number.trim(), rest.trim()));
    let cut = cuts.find(|(number, rest)| is_value(number) && is_unit(rest));
    cut.map(|(number, _)| number)
}

/// Returns whether a text begins as a number and is none that can be judged: `1,250`, `5 . 9`, `1e3`, `6.9 mg` of a
/// line in other units. A titre, a range and `1+` are words.
pub(super) fn is_unclear(text: &str, decimals: u32) -> bool {
    match parse(text, decimals) {
        Parsed::Unclear => true,
        Parsed::Value(_) => false,
        Parsed::Words => {
            let text = spelled(text);
            let digits = text.trim_start_matches(['<', '>', '=', '≤', '≥', '-', ' ']);
            let is_spaced = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ' ');
            digits.starts_with(|c: char| c.is_ascii_digit())
                && (digits.chars().any(|c| c.is_alphabetic() || c == '%')
                    || digits.chars().all(is_spaced))
        }
    }
}

/// Of a test with so many decimals nothing is printed in thousands.
const THREE: u32 = 3;

/// Returns a limit that the paper prints, none for empty text.
///
/// # Errors
/// `Invalid` for what is no number, or two.
pub(super) fn limit(text: &str, decimals: u32, field: &'static str) -> Result<Option<Decimal>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    match parse(text, decimals) {
        Parsed::Value(value) if value.bound == LabBound::Exactly => Ok(Some(value.number)),
        _ => Err(Error::invalid(field, Reason::Malformed)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    #[test]
    fn a_value_is_read_with_its_bound_in_any_spelling() {
        for (text, bound, number) in [
            ("5.9", LabBound::Exactly, dec!(5.9)),
            (" 5,9 ", LabBound::Exactly, dec!(5.9)),
            ("<0.3", LabBound::Below, dec!(0.3)),
            ("< 0,3", LabBound::Below, dec!(0.3)),
            ("≤ 3", LabBound::AtMost, dec!(3)),
            (">=90", LabBound::AtLeast, dec!(90)),
            (">90", LabBound::Above, dec!(90)),
            ("1 250", LabBound::Exactly, dec!(1250)),
            ("1,234.5", LabBound::Exactly, dec!(1234.5)),
            ("0.125", LabBound::Exactly, dec!(0.125)),
            ("-2", LabBound::Exactly, dec!(-2)),
            // the digits of other scripts
            ("٧.٩", LabBound::Exactly, dec!(7.9)),
            ("۷٫۹", LabBound::Exactly, dec!(7.9)),
            ("<७,९", LabBound::Below, dec!(7.9)),
            ("７．９", LabBound::Exactly, dec!(7.9)),
        ] {
            let value = Parsed::Value(Value { bound, number });
            assert_eq!(parse(text, 1), value, "{text}");
        }
        let gravity = parse("1.015", 3);
        let number = dec!(1.015);
        let bound = LabBound::Exactly;
        assert_eq!(gravity, Parsed::Value(Value { bound, number }));
    }

    #[test]
    fn a_unit_after_a_value_is_that_of_its_line_or_unclear() {
        let is_unit = |text: &str| text == "mmol/L" || text == "10^9/L";
        for (text, number) in [
            ("6.9 mmol/L", "6.9"),
            ("<0,3mmol/L", "<0,3"),
            ("4.5 10^9/L", "4.5"),
            ("٧.٩ mmol/L", "٧.٩"),
        ] {
            assert_eq!(without_unit(text, 1, is_unit), Some(number), "{text}");
        }
        let is_one = |text: &str| text == "1";
        for (text, number) in [("1.031", None), ("1,001", None), ("1.031 1", Some("1.031"))] {
            assert_eq!(without_unit(text, 3, is_one), number, "{text}");
        }
        for text in [
            "6.9 mg",
            "٦.٩ mg",
            "1e3",
            "5 . 9",
            "5.9 %",
            "1,250 mmol/L",
            "5.9 H",
        ] {
            assert_eq!(without_unit(text, 1, is_unit), None, "{text}");
            assert!(is_unclear(text, 1), "{text}");
        }
        for text in ["6.9", "negative", "1:80", "2-5", "1+", "+", "not done"] {
            assert_eq!(without_unit(text, 1, is_unit), None, "{text}");
            assert!(!is_unclear(text, 1), "{text}");
        }
    }

    #[test]
    fn words_are_no_number_and_what_is_unclear_is_neither() {
        for text in ["negative", "1:80", "2-5", "", "+", "<", "5.9 H", "-", "e5"] {
            assert_eq!(parse(text, 1), Parsed::Words, "{text}");
        }
        for text in ["1,250", "1.250", "<1.250", "5..9", "1,234,567"] {
            assert_eq!(parse(text, 0), Parsed::Unclear, "{text}");
        }
    }
}
