//! Sentences about the fields of a role, and about lists of which each line is a flag of its own.

use ::clinic::error::Reason;
use sync_contract::Right;

use crate::exit::Problem;

/// Returns the sentence for a right to write without that to read.
pub(super) fn needs(right: Right, needs: Right) -> Problem {
    let (right, needs) = (right.as_str(), needs.as_str());
    let sentence = format!(
        "Who has the right `{right}` needs `{needs}`, too, to do anything with it. Nothing was changed; give both, or \
         neither."
    );
    Problem::refused("invalid", sentence).at("rights")
}

pub(super) fn of(name: &str, reason: Reason) -> Option<&'static str> {
    Some(match (name, reason) {
        ("members", Reason::Impossible) => {
            "Users have this role, so it is not removed. Nothing was changed; `nutrivault user list` shows who has it: \
             end it there first with `nutrivault user end-role`."
        }
        ("rights", Reason::Required) => {
            "A role gives one right at least. Nothing was changed; give --right, such as `chart.read`: `nutrivault \
             rights` lists them."
        }
        ("rights", Reason::Unknown) => {
            "--right takes a right, such as `chart.read`: `nutrivault rights` lists them. Nothing was changed."
        }
        ("options", Reason::Required) => {
            "A choice has two different options at least. Nothing was changed; give --option twice or more, since they \
             take the place of all."
        }
        ("left_out", Reason::Unknown) => {
            "--leave-out names a line that the file does not have. Nothing was imported; --dry-run shows the lines \
             with their numbers."
        }
        ("results", Reason::Required) => {
            "There is no result yet. Nothing was changed; enter one first with `nutrivault labs add`."
        }
        _ => return None,
    })
}
