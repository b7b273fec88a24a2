use sync_contract::Right;

use crate::Clinic;
use crate::error::Result;
use crate::users::names::full_name;
use crate::view::{Choice, Id};

/// Whoever works or worked here, by name: whom entries can name.
///
/// Errors: `Forbidden` (needs `audit.read`).
pub fn people(clinic: &Clinic) -> Result<Vec<Choice>> {
    clinic.may(Right::AuditRead)?;
    let users = clinic.read().users()?;
    let mut people: Vec<Choice> = users
        .iter()
        .map(|user| Choice {
            id: Id::of(user.value.id),
            name: full_name(&user.value),
        })
        .collect();
    people.sort_by_cached_key(|person| (person.name.to_lowercase(), person.id.clone()));
    Ok(people)
}
