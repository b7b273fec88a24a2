//! Rooms that are booked and departments that people belong to: parts of a facility, with a name and a code.

pub mod add;
pub mod edit;
pub mod list;
pub mod view;

use sync_contract::Entity;
use sync_contract::catalog::{Department, Room};
use sync_contract::field::{Line, Text};
use sync_contract::ids::{DepartmentId, FacilityId, RoomId};
use uuid::Uuid;
use vault::reads::{Reader, Stored};

use crate::clinic::found;
use crate::error::{Error, Reason, Result};
use crate::fields;
use crate::view::Id;
use view::PlaceForm;

/// What rooms and departments have in common.
pub trait Place: Entity {
    /// What one is called in a sentence.
    const WORD: &'static str;
    fn new(id: Uuid, facts: Facts) -> Self;
    fn facts(&self) -> Facts;
    fn uuid(&self) -> Uuid;
    fn key(id: Uuid) -> Self::Id;
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub facility: FacilityId,
    pub name: Line,
    pub code: Option<Text<50>>,
    pub is_active: bool,
}

macro_rules! places {
    ($($entity:ident($id:ident) = $word:literal),+) => {$(
        impl Place for $entity {
            const WORD: &'static str = $word;

            fn new(id: Uuid, facts: Facts) -> Self {
                let Facts { facility, name, code, is_active } = facts;
                Self { id: $id(id), facility, name, code, is_active }
            }

            fn facts(&self) -> Facts {
                let Self { facility, name, code, is_active, .. } = self.clone();
                Facts { facility, name, code, is_active }
            }

            fn uuid(&self) -> Uuid {
                self.id.0
            }

            fn key(id: Uuid) -> $id {
                $id(id)
            }
        }
    )+};
}
places!(
    Room(RoomId) = "room",
    Department(DepartmentId) = "department"
);

/// What a form says, checked. Two of one name in one facility could not be told apart.
fn facts<P: Place>(
    reader: &Reader<'_>,
    form: &PlaceForm,
    others: &[Stored<P>],
    own: Option<Uuid>,
) -> Result<Facts> {
    let facility = match &form.facility_id {
        Some(id) => {
            let id = id.to()?;
            found(
                reader.get::<sync_contract::catalog::Facility>(id)?,
                "facility",
            )?
        }
        None => found(crate::settings::facility(reader)?, "facility")?,
    };
    let facts = Facts {
        facility: facility.value.id,
        name: fields::required(&form.name, "name")?,
        code: fields::optional(&form.code, "code")?,
        is_active: form.is_active,
    };
    let name = facts.name.to_lowercase();
    let is_taken = others.iter().any(|other| {
        let known = other.value.facts();
        Some(other.value.uuid()) != own
            && known.facility == facts.facility
            && known.name.to_lowercase() == name
    });
    if is_taken {
        return Err(Error::invalid("name", Reason::Taken));
    }
    Ok(facts)
}

/// One by its id, or by its name where one has it.
pub(crate) fn named<'a, P: Place>(all: &'a [Stored<P>], said: &str) -> Option<&'a Stored<P>> {
    let said = said.trim();
    let by_id = Id(said.to_owned()).to::<Uuid>();
    all.iter().find(|row| match &by_id {
        Ok(id) => row.value.uuid() == *id,
        Err(_) => row.value.facts().name.to_lowercase() == said.to_lowercase(),
    })
}
