//! From whatever went wrong to a status, a code and a sentence: what happened, that nothing was lost, what to do.

mod clinic;
mod server;
mod usage;
mod vault;

pub use server::{of_code, of_refusal, of_sync};
pub use usage::of_words;

/// What a person is told instead of what a programmer wrote.
pub(crate) fn internal(cause: &dyn std::fmt::Display) -> crate::exit::Failure {
    crate::exit::Failure::refused(
        "internal",
        format!(
            "Something went wrong that this program did not expect: {cause}. What was saved before is untouched; try \
             again, and when it comes back, send this sentence to support."
        ),
    )
}
