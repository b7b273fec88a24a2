//! A form is checked as a whole: what is wrong with each of its fields is said at once.

use crate::error::{Error, Result};

/// Results of the fields of one form, as a tuple.
pub trait Together {
    type Fields;

    /// Returns what all of them hold.
    ///
    /// # Errors
    /// `Several` where more than one field is wrong, in the order of the tuple; else what is wrong with the one. An
    /// error that is not about a field goes before those that are.
    fn together(self) -> Result<Self::Fields>;
}

macro_rules! together {
    ($($field:ident: $result:ident),+) => {
        impl<$($result),+> Together for ($(Result<$result>,)+) {
            type Fields = ($($result,)+);

            fn together(self) -> Result<Self::Fields> {
                match self {
                    ($(Ok($field),)+) => Ok(($($field,)+)),
                    ($($field,)+) => Err(of_all([$($field.err()),+].into_iter().flatten())),
                }
            }
        }
    };
}

together!(a: A, b: B);
together!(a: A, b: B, c: C);
together!(a: A, b: B, c: C, d: D);
together!(a: A, b: B, c: C, d: D, e: E);
together!(a: A, b: B, c: C, d: D, e: E, f: F);
together!(a: A, b: B, c: C, d: D, e: E, f: F, g: G);
together!(a: A, b: B, c: C, d: D, e: E, f: F, g: G, h: H);

/// Returns what the rows of one form hold.
///
/// # Errors
/// As [`Together::together`], of all rows.
pub fn each<T>(rows: impl Iterator<Item = Result<T>>) -> Result<Vec<T>> {
    let (mut right, mut wrong) = (Vec::new(), Vec::new());
    for row in rows {
        match row {
            Ok(row) => right.push(row),
            Err(error) => wrong.push(error),
        }
    }
    match wrong.is_empty() {
        true => Ok(right),
        false => Err(of_all(wrong.into_iter())),
    }
}

fn of_all(errors: impl Iterator<Item = Error>) -> Error {
    let mut wrong = Vec::new();
    for error in errors {
        match error {
            Error::Several(fields) => wrong.extend(fields),
            error if error.is_of_field() => wrong.push(error),
            other => return other,
        }
    }
    match wrong.len() {
        1 => wrong.remove(0),
        _ => Error::Several(wrong),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::error::Reason;

    fn wrong(field: &'static str) -> Result<u8> {
        Err(Error::invalid(field, Reason::Malformed))
    }

    fn fields_of(error: &Error) -> Vec<&'static str> {
        match error {
            Error::Invalid { field, .. } => vec![field],
            Error::Several(errors) => errors.iter().flat_map(fields_of).collect(),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn every_wrong_field_of_a_form_is_named_in_its_order() {
        assert_eq!((Ok(1), Ok("a")).together().unwrap(), (1, "a"));
        let inner = (wrong("b"), Ok(2), wrong("c")).together();
        let all = (wrong("a"), inner, Ok(3), wrong("d")).together();
        assert_eq!(fields_of(&all.unwrap_err()), ["a", "b", "c", "d"]);
        // one alone is what it always was
        let one = (Ok(1), wrong("b")).together().unwrap_err();
        assert!(matches!(one, Error::Invalid { field: "b", .. }), "{one}");
    }

    #[test]
    fn what_is_not_about_a_field_goes_before_what_is() {
        let missing: Result<u8> = Err(Error::NotFound("patient"));
        let error = (wrong("a"), missing, wrong("c")).together().unwrap_err();
        assert!(matches!(error, Error::NotFound("patient")), "{error}");
    }
}
