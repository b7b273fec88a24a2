//! The problem of a form that is wrong in more than one field.

use ::clinic::Error;

use super::internal;
use crate::exit::Problem;
use crate::together::of_all;

/// The problem of a form of which several fields are wrong: that of the first, with a sentence for each.
pub(super) fn of_form(wrong: Vec<Error>) -> Problem {
    match wrong.is_empty() {
        true => internal(&"a form without a wrong field"),
        false => of_all(wrong.into_iter().map(Problem::from).collect()),
    }
}
