//! The problem of a form that is wrong in more than one field.

use ::clinic::Error;

use super::internal;
use crate::exit::{Problem, WrongField};

/// The problem of a form of which several fields are wrong: that of the first, with a sentence for each.
pub(super) fn of_form(wrong: Vec<Error>) -> Problem {
    let of_each: Vec<Problem> = wrong.into_iter().map(Problem::from).collect();
    let messages: Vec<&str> = of_each.iter().map(|problem| &*problem.message).collect();
    let message = messages.join("\n");
    let fields = of_each.iter().map(|problem| WrongField {
        field: problem.field.clone().unwrap_or_default(),
        message: problem.message.clone(),
    });
    let fields = fields.collect();
    match of_each.into_iter().next() {
        Some(first) => Problem {
            message,
            fields,
            ..first
        },
        None => internal(&"a form without a wrong field"),
    }
}
