//! Numbers as one language writes them.

/// How numbers are written in one language.
pub struct Numbers {
    pub thousands: &'static str,
    pub decimal: &'static str,
    /// Units of English that have another sign in this language, with that.
    pub units: &'static [(&'static str, &'static str)],
}

/// A unit that is the same in both languages, such as `kg` or `oz`, is not among them.
pub const FRENCH_UNITS: &[(&str, &str)] = &[
    ("in", "po"),
    ("inch", "po"),
    ("inches", "po"),
    ("\"", "po"),
    ("ft", "pi"),
    ("foot", "pi"),
    ("feet", "pi"),
    ("pound", "lb"),
    ("pounds", "lb"),
    ("lbs", "lb"),
    ("ounce", "oz"),
    ("ounces", "oz"),
    ("IU", "UI"),
    ("bpm", "/min"),
];

impl Numbers {
    /// Rounds to so many decimals, without zeros at the end.
    pub fn of(&self, value: f64, digits: usize) -> String {
        let text = self.fixed(value, digits);
        match text.contains(self.decimal) {
            true => {
                let text = text.trim_end_matches('0');
                text.trim_end_matches(self.decimal).to_owned()
            }
            false => text,
        }
    }

    /// Rounds to so many decimals, for a column of them.
    pub fn fixed(&self, value: f64, digits: usize) -> String {
        let (full, fraction) = rounded(value.abs(), digits);
        let is_zero = full.chars().chain(fraction.chars()).all(|of| of == '0');
        let mut written = match value < 0.0 && !is_zero {
            true => "\u{2212}".to_owned(),
            false => String::new(),
        };
        for (at, digit) in full.chars().enumerate() {
            if at > 0 && (full.len() - at) % 3 == 0 {
                written.push_str(self.thousands);
            }
            written.push(digit);
        }
        if !fraction.is_empty() {
            written.push_str(self.decimal);
            written.push_str(&fraction);
        }
        written
    }

    /// With its sign, for a change or a score: `+0.4`.
    pub fn signed(&self, value: f64, digits: usize) -> String {
        let text = self.fixed(value, digits);
        match value > 0.0 && text.contains(|digit| matches!(digit, '1'..='9')) {
            true => format!("+{text}"),
            false => text,
        }
    }

    /// A figure and its unit stay on one line.
    pub fn with_unit(&self, figure: &str, unit: &str) -> String {
        format!("{figure}\u{202f}{}", self.unit(unit))
    }

    /// Returns a unit in this language. That of a measure of the clinic is what a user typed.
    fn unit<'a>(&self, typed: &'a str) -> &'a str {
        let mut known = self.units.iter();
        let known = known.find(|(english, _)| english.eq_ignore_ascii_case(typed.trim()));
        known.map_or(typed, |known| known.1)
    }
}

/// Returns what is before and after the sign of a number with so many decimals. Half of the last one is rounded up, as
/// the number is written: a screen rounds 0.35 so, though the nearest binary number is less.
fn rounded(value: f64, digits: usize) -> (String, String) {
    let written = value.to_string();
    let (full, fraction) = written.split_once('.').unwrap_or((&written, ""));
    let zeros = std::iter::repeat('0');
    let mut all: Vec<char> = full.chars().collect();
    all.extend(fraction.chars().chain(zeros).take(digits));
    let mut carries = fraction.chars().nth(digits).is_some_and(|next| next >= '5');
    for digit in all.iter_mut().rev() {
        if !carries {
            break;
        }
        carries = *digit == '9';
        *digit = match *digit {
            '9' => '0',
            less => char::from_digit(less.to_digit(10).unwrap_or(0) + 1, 10).unwrap_or(less),
        };
    }
    if carries {
        all.insert(0, '1');
    }
    let fraction = all.split_off(all.len() - digits);
    (all.into_iter().collect(), fraction.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_is_rounded_up_as_a_screen_does() {
        let english = Numbers {
            thousands: ",",
            decimal: ".",
            units: &[],
        };
        for (value, digits, wanted) in [
            (72.5, 0, "73"),
            (73.5, 0, "74"),
            (0.35, 1, "0.4"),
            (0.25, 1, "0.3"),
            (1.005, 2, "1.01"),
            (999.95, 1, "1,000.0"),
            (0.449, 1, "0.4"),
            (12.0, 2, "12.00"),
            (-72.5, 0, "\u{2212}73"),
        ] {
            assert_eq!(english.fixed(value, digits), wanted, "{value}");
        }
    }

    #[test]
    fn a_number_is_written_as_its_language_does() {
        let english = Numbers {
            thousands: ",",
            decimal: ".",
            units: &[],
        };
        let french = Numbers {
            thousands: "\u{202f}",
            decimal: ",",
            units: FRENCH_UNITS,
        };
        assert_eq!(english.of(1800.0, 1), "1,800");
        assert_eq!(english.of(0.04, 1), "0");
        assert_eq!(english.of(-0.04, 1), "0");
        assert_eq!(english.of(-2.5, 1), "\u{2212}2.5");
        assert_eq!(english.fixed(8.0, 1), "8.0");
        assert_eq!(english.signed(0.42, 1), "+0.4");
        assert_eq!(english.signed(0.04, 1), "0.0");
        assert_eq!(french.of(12_345.678, 2), "12\u{202f}345,68");
        assert_eq!(french.of(1000.0, 0), "1\u{202f}000");
        for (unit, own) in [
            ("in", "po"),
            ("Feet", "pi"),
            ("kg", "kg"),
            ("index", "index"),
        ] {
            assert_eq!(english.with_unit("6", unit), format!("6\u{202f}{unit}"));
            assert_eq!(french.with_unit("6", unit), format!("6\u{202f}{own}"));
        }
    }
}
