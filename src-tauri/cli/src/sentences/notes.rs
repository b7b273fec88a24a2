//! What is refused of notes that are void, or that a user may not void, and of the templates of notes.

use ::clinic::Error;
use ::clinic::notes::ChartField;

use crate::exit::Problem;

/// Returns the sentence for what a note does not allow.
pub(super) fn problem(error: &Error) -> Problem {
    match error {
        Error::NoteNotSigned => Problem::refused(
            "note_not_signed",
            "This note is a draft, and only a signed note is made void. Nothing was changed; write another text in its \
             place with `nutrivault notes write --note`, or discard its visit with `nutrivault visits discard`.",
        ),
        Error::NoteOfAnother => Problem::refused(
            "note_of_another",
            "A draft is signed by the user who wrote it, a signed note is made void by the one who signed it, and \
             both by the head doctor of their department. Nothing was changed; ask one of them, or sign a text of \
             your own, which you write with `nutrivault notes write --note`.",
        ),
        Error::UnknownChartField(name) => Problem::refused(
            "invalid",
            format!(
                "A chart has no field `{{{name}}}`; a template may name {}. Nothing was changed.",
                ChartField::ALL
                    .iter()
                    .map(|field| format!("{{{}}}", field.as_str()))
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
        )
        .at("text"),
        _ => Problem::refused(
            "note_void",
            "This note is void, so nothing is added to it and it is not made void again. Nothing was changed; write \
             another note.",
        ),
    }
}
