//! Reads the inputs of a formula or of a screening tool from text: `sex=M; age_y=30 [a]; weight_kg=70 [kg]`.
//!
//! In any order and with any blanks. Nothing is guessed: a name without a use, a second value, another unit that
//! cannot be converted and a number that no person has are refused.

use rust_decimal::Decimal;

use crate::measurements::spelling::with_decimal_point;
use crate::nutrition::EquationSex;
use crate::nutrition::problem::NutritionProblem;
use crate::nutrition::quantities::Ranged;

/// What stands for a value that is not known.
const NOT_KNOWN: [&str; 5] = ["none", "unknown", "not_known", "not_examined", "unsure"];

/// One of a few answers, each with its names in text.
pub trait Answer: Copy + 'static {
    const NAMES: &'static [(&'static str, Self)];
}

impl Answer for bool {
    const NAMES: &'static [(&'static str, bool)] = &[("yes", true), ("no", false)];
}

/// Names and values as they are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inputs<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Inputs<'a> {
    /// Splits a text, and checks that `of` takes every name in it.
    ///
    /// # Errors
    /// `Malformed`, `UnknownInput`, `Twice`.
    pub fn read(
        text: &'a str,
        of: &'static str,
        expected: &[&str],
    ) -> Result<Self, NutritionProblem> {
        let mut inputs: Vec<(&str, &str)> = Vec::new();
        for part in text
            .split(';')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let malformed = || NutritionProblem::Malformed {
                part: part.to_owned(),
            };
            let (key, value) = part.split_once('=').ok_or_else(malformed)?;
            let (key, value) = (key.trim(), value.trim());
            if key.is_empty() || value.contains('=') {
                return Err(malformed());
            }
            let Some(known) = expected
                .iter()
                .find(|known| key.eq_ignore_ascii_case(known))
            else {
                return Err(NutritionProblem::UnknownInput {
                    key: key.to_owned(),
                    of,
                    expected: expected.join(", "),
                });
            };
            if inputs
                .iter()
                .any(|(earlier, _)| earlier.eq_ignore_ascii_case(known))
            {
                return Err(NutritionProblem::Twice {
                    key: (*known).to_owned(),
                });
            }
            inputs.push((key, value));
        }
        Ok(Self(inputs))
    }

    fn given(&self, key: &str) -> Option<&'a str> {
        let (_, value) = self
            .0
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(key))?;
        (!value.is_empty()).then_some(*value)
    }

    fn required(&self, key: &str) -> Result<&'a str, NutritionProblem> {
        self.given(key).ok_or_else(|| NutritionProblem::Missing {
            key: key.to_owned(),
        })
    }

    /// Returns a number in the unit that its type is in, unless another one is written after it.
    ///
    /// # Errors
    /// `Missing`, `NotANumber`, `UnknownUnit`, `OutOfRange`.
    pub fn number<T: Ranged>(&self, key: &str) -> Result<T, NutritionProblem> {
        let (number, unit) = self.number_and_unit(key)?;
        in_unit(key, number, unit.as_deref())
    }

    /// The same for an input whose name has another unit than its type.
    ///
    /// # Errors
    /// As [`Inputs::number`].
    pub fn number_in<T: Ranged>(&self, key: &str, bare_unit: &str) -> Result<T, NutritionProblem> {
        let (number, unit) = self.number_and_unit(key)?;
        in_unit(key, number, Some(unit.as_deref().unwrap_or(bare_unit)))
    }

    fn number_and_unit(&self, key: &str) -> Result<(Decimal, Option<String>), NutritionProblem> {
        match self.required(key)? {
            value if is_not_known(value) => Err(NutritionProblem::Missing {
                key: key.to_owned(),
            }),
            value => number_and_unit(key, value),
        }
    }

    /// The same for an input that may be absent, or `none`.
    ///
    /// # Errors
    /// As [`Inputs::number`], without `Missing`.
    pub fn number_if_known<T: Ranged>(&self, key: &str) -> Result<Option<T>, NutritionProblem> {
        match self.given(key) {
            Some(value) if !is_not_known(value) => self.number(key).map(Some),
            _ => Ok(None),
        }
    }

    /// Returns one of the answers of its type.
    ///
    /// # Errors
    /// `Missing`, `NotAnAnswer`.
    pub fn answer<T: Answer>(&self, key: &str) -> Result<T, NutritionProblem> {
        let value = self.required(key)?;
        let spelled = spelled(value);
        let answer = T::NAMES.iter().find(|(name, _)| *name == spelled);
        answer.map(|(_, answer)| *answer).ok_or_else(|| {
            let names: Vec<&str> = T::NAMES.iter().map(|(name, _)| *name).collect();
            NutritionProblem::NotAnAnswer {
                key: key.to_owned(),
                text: value.to_owned(),
                choices: names.join(", "),
            }
        })
    }

    /// The same for a question that may be absent, or `none` for not examined.
    ///
    /// # Errors
    /// `NotAnAnswer`.
    pub fn answer_if_known<T: Answer>(&self, key: &str) -> Result<Option<T>, NutritionProblem> {
        match self.given(key) {
            Some(value) if !is_not_known(value) => self.answer(key).map(Some),
            _ => Ok(None),
        }
    }

    /// Returns the sex that an equation is to be computed for.
    ///
    /// # Errors
    /// `Missing`, `UnknownSex`.
    pub fn sex(&self) -> Result<EquationSex, NutritionProblem> {
        let value = self.required("sex")?;
        match spelled(value).as_str() {
            "m" | "male" => Ok(EquationSex::Male),
            "f" | "female" => Ok(EquationSex::Female),
            _ => Err(NutritionProblem::UnknownSex {
                text: value.to_owned(),
            }),
        }
    }

    /// Refuses men for an equation that was made for women, and takes an absent sex for a woman's.
    ///
    /// # Errors
    /// `UnknownSex`, `WomenOnly`.
    pub fn women_only(&self, of: &'static str) -> Result<(), NutritionProblem> {
        if self.given("sex").is_some() && self.sex()? == EquationSex::Male {
            return Err(NutritionProblem::WomenOnly { of });
        }
        Ok(())
    }
}

fn is_not_known(value: &str) -> bool {
    NOT_KNOWN.contains(&spelled(value).as_str())
}

/// Returns an answer as it is spelled in the lists.
fn spelled(value: &str) -> String {
    let words = value.split(|c: char| c.is_whitespace() || c == '-' || c == '_');
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("_").to_lowercase()
}

/// Splits `70 [kg]`, `70,5 kg` and `70`; the unit in lower case and with `u` for micro.
fn number_and_unit(key: &str, value: &str) -> Result<(Decimal, Option<String>), NutritionProblem> {
    let not_a_number = || NutritionProblem::NotANumber {
        key: key.to_owned(),
        text: value.to_owned(),
    };
    let pointed = with_decimal_point(value);
    let read = pointed.as_deref().unwrap_or(value);
    let end = read.find(|c: char| !c.is_ascii_digit() && !['.', '+', '-'].contains(&c));
    let (number, rest) = read.split_at(end.unwrap_or(read.len()));
    let rest = rest.trim();
    let unit = match rest.strip_prefix('[') {
        Some(inside) => inside.strip_suffix(']').ok_or_else(not_a_number)?.trim(),
        None => rest,
    };
    // one that may separate thousands
    if unit.starts_with(',') {
        return Err(not_a_number());
    }
    let number = Decimal::from_str_exact(number).map_err(|_| not_a_number())?;
    let unit = unit.to_lowercase().replace(['\u{b5}', '\u{3bc}'], "u");
    Ok((number, (!unit.is_empty()).then_some(unit)))
}

fn in_unit<T: Ranged>(
    key: &str,
    number: Decimal,
    unit: Option<&str>,
) -> Result<T, NutritionProblem> {
    let Some(unit) = unit else {
        return T::new(number);
    };
    let unknown = || NutritionProblem::UnknownUnit {
        key: key.to_owned(),
        unit: unit.to_owned(),
        expected: T::UNIT,
    };
    // converted numbers would overflow long after they are out of range
    let number = T::converted(number, &unit.to_lowercase()).ok_or_else(unknown)?;
    T::new(number)
}

#[cfg(test)]
mod tests;
