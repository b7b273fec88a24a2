//! What is refused of orders of a laboratory.

use ::clinic::error::LabHalt;

use crate::exit::Problem;

/// Returns the sentence for what the course of an order does not allow.
pub(super) fn problem(why: LabHalt) -> Problem {
    match why {
        LabHalt::Cancelled => Problem::refused(
            "lab_cancelled",
            "These tests were cancelled, so nothing more is collected or entered for them. Nothing was changed; order \
             them anew with `nutrivault labs order`, or enter what came on paper with `labs add --patient`.",
        ),
        LabHalt::NotCollected => Problem::refused(
            "lab_not_collected",
            "These tests are not collected yet, so they have no result. Nothing was changed; record that first with \
             `nutrivault labs collect`.",
        ),
        LabHalt::Collected => Problem::refused(
            "lab_collected",
            "These tests are collected already. Nothing was changed; enter their results with `nutrivault labs add \
             --sheet`.",
        ),
        LabHalt::Resulted => Problem::refused(
            "lab_resulted",
            "These tests have results, so they are not cancelled. Nothing was changed; a result that was entered in \
             error is taken back with `nutrivault labs remove`.",
        ),
        LabHalt::OfAnother => Problem::refused(
            "lab_of_another",
            "Another user has ordered these tests, and reads their results. Nothing was changed.",
        ),
    }
}
