//! Sentences about the fields of a pregnancy.

use ::clinic::error::Reason;

pub(super) fn of(name: &str, reason: Reason) -> Option<&'static str> {
    Some(match (name, reason) {
        ("sex", Reason::Impossible) => {
            "This patient is recorded as a man. Nothing was changed; correct the sex with `nutrivault patients edit` \
             where it is wrong."
        }
        ("due_date", Reason::Taken) => {
            "Another pregnancy of this patient lasts on these days. Nothing was changed; `nutrivault pregnancies list` \
             has it."
        }
        ("due_date", Reason::Backwards) => {
            "This patient would be a child in this pregnancy. Nothing was changed; correct --due-date, or the birth \
             date with `nutrivault patients edit`."
        }
        ("outcome", Reason::Impossible) => {
            "No child is born alive before 16 weeks. Nothing was changed; correct --outcome, --ended-on or --due-date."
        }
        _ => return None,
    })
}
