//! Words for files that cannot be merged, for the result of an undone merge, and for a file that cannot be deleted
//! alone.

use clinic::patients::view::MergeUndone;
use clinic::view::Id;
use clinic::{Clinic, Error, Reason, chart};

use crate::exit::Problem;
use crate::text;

/// Words the refusal of a merge.
pub fn of_merge(error: Error) -> Problem {
    let Error::Invalid { field, reason } = error else {
        return error.into();
    };
    let (sentence, field) = match (field, reason) {
        ("checked", Reason::Required) => (
            "Birth date or sex of the two files differ. Nothing was changed; make sure that both are of one person, \
             then merge with --checked. `--dry-run` shows them beside each other.",
            "checked",
        ),
        ("into", Reason::Taken) => (
            "These are the same file, or are shown as one already. Nothing was changed; `nutrivault patients show` \
             names the merge.",
            "into",
        ),
        ("from", Reason::OutOfOrder) => (
            "The file that would go was merged into another one. Nothing was changed; merge that one, which \
             `nutrivault patients show` names, or undo the earlier merge first.",
            "from",
        ),
        ("into", Reason::OutOfOrder) => (
            "The file of --into was merged into another one. Nothing was changed; merge into that one, which \
             `nutrivault patients show` names.",
            "into",
        ),
        _ => return error.into(),
    };
    Problem::refused("invalid", sentence).at(field)
}

/// Words the result of an undone merge: whether each file is read on its own, or still with others.
pub fn undone(undone: &MergeUndone) -> String {
    let (from, into) = (&undone.from, &undone.into);
    let names = format!(
        "{} and {}",
        text::patient(&from.file),
        text::patient(&into.file)
    );
    if undone.still_one {
        return format!(
            "Undid this merge of {names}. Both are still read as one, since other merges join them: \
             `nutrivault patients show {}` names those.",
            from.file.id
        );
    }
    let mut lines = vec![format!("Undid the merge of {names}.")];
    lines.extend([from, into].map(|parted| {
        let file = text::patient(&parted.file);
        if parted.read_with.is_empty() {
            return format!("{file} is read for itself.");
        }
        let others: Vec<String> = parted.read_with.iter().map(text::patient).collect();
        format!(
            "{file} is still read as one with {}, since other merges join them.",
            others.join(" and ")
        )
    }));
    lines.join("\n")
}

/// Words the refusal to delete a file that is shown under another one.
pub fn of_deletion(clinic: &mut Clinic, error: Error, id: &Id) -> Problem {
    let is_merged = matches!(
        error,
        Error::Invalid {
            field: "id",
            reason: Reason::OutOfOrder,
        }
    );
    if !is_merged {
        return error.into();
    }
    let opened = match chart::show(clinic, id) {
        Ok(opened) => opened,
        Err(error) => return error.into(),
    };
    let shown = opened.header.shown_under.map_or(String::new(), |shown| {
        format!(
            " {}, as `nutrivault patients delete {}`",
            text::patient(&shown),
            shown.id
        )
    });
    Problem::refused(
        "invalid",
        format!(
            "This file was merged into another one and is deleted with it. Nothing was changed; delete the file under \
             which it is shown,{shown}, or undo the merge first with `nutrivault patients undo-merge`."
        ),
    )
    .at("id")
}
