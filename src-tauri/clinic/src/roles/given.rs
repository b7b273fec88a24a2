//! At which facilities the roles of users give a right.

use std::collections::{BTreeMap, BTreeSet};

use sync_contract::Right;
use sync_contract::catalog::Role;
use sync_contract::ids::{FacilityId, RoleId, UserId};
use sync_contract::right::rights_from_text;
use vault::read::{Reader, Stored};

use crate::error::Result;
use crate::roles::current;

/// At which facilities a user has a right: a role for one facility counts there alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct GivenAt {
    is_everywhere: bool,
    at: BTreeSet<FacilityId>,
}

impl GivenAt {
    /// Adds a role for one facility, or for all of them.
    pub fn add(&mut self, facility: Option<FacilityId>) {
        match facility {
            None => self.is_everywhere = true,
            Some(facility) => {
                self.at.insert(facility);
            }
        }
    }

    /// Returns whether a role gives the right for this facility alone.
    pub fn is_for(&self, facility: FacilityId) -> bool {
        self.at.contains(&facility)
    }

    pub fn is_everywhere(&self) -> bool {
        self.is_everywhere
    }

    /// Returns whether the right counts anywhere.
    pub fn is_anywhere(&self) -> bool {
        self.is_everywhere || !self.at.is_empty()
    }

    /// Returns whether the right counts at a facility.
    pub fn includes(&self, facility: FacilityId) -> bool {
        self.is_everywhere || self.at.contains(&facility)
    }

    /// Returns whether the right counts at any of these facilities.
    pub fn includes_any(&self, facilities: &[FacilityId]) -> bool {
        self.is_everywhere || facilities.iter().any(|one| self.at.contains(one))
    }

    /// Returns whether the right counts in a session that works at a facility, or at all of them.
    pub fn counts_in(&self, works_at: Option<FacilityId>) -> bool {
        self.is_everywhere || works_at.is_some_and(|one| self.at.contains(&one))
    }

    /// Returns a facility where the right counts: the given one where it does, else the first one.
    pub fn preferring(&self, own: Option<FacilityId>) -> Option<FacilityId> {
        match own.is_some_and(|own| self.includes(own)) {
            true => own,
            false => self.at.first().copied().or(own),
        }
    }
}

/// Returns the users whose roles give a right, and at which facilities, by two statements.
///
/// # Errors
/// Those of the disk.
pub(crate) fn given(reader: &Reader<'_>, right: Right) -> Result<BTreeMap<UserId, GivenAt>> {
    let roles = reader.roles()?;
    let gives = |row: &&Stored<Role>| {
        row.deleted.is_none() && rights_from_text(&row.value.rights).contains(&right)
    };
    let giving = roles.iter().filter(gives).map(|row| row.value.id);
    let giving: BTreeSet<RoleId> = giving.collect();
    let mut given: BTreeMap<UserId, GivenAt> = BTreeMap::new();
    for of in current(reader.memberships()?).filter(|of| giving.contains(&of.role)) {
        given.entry(of.user).or_default().add(of.facility);
    }
    Ok(given)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const LYON: FacilityId = FacilityId(Uuid::from_u128(1));
    const PARIS: FacilityId = FacilityId(Uuid::from_u128(2));

    fn of(facilities: &[Option<FacilityId>]) -> GivenAt {
        let mut given = GivenAt::default();
        for facility in facilities {
            given.add(*facility);
        }
        given
    }

    #[test]
    fn a_right_counts_where_a_role_gives_it() {
        let lyon = of(&[Some(LYON)]);
        assert!(lyon.includes(LYON) && !lyon.includes(PARIS));
        assert!(lyon.includes_any(&[PARIS, LYON]) && !lyon.includes_any(&[PARIS]));
        assert!(lyon.counts_in(Some(LYON)));
        assert!(!lyon.counts_in(Some(PARIS)) && !lyon.counts_in(None));
        let all = of(&[None, Some(LYON)]);
        assert!(all.includes(PARIS) && all.includes_any(&[]) && all.counts_in(None));
        assert!(!of(&[]).includes_any(&[LYON, PARIS]));
    }

    #[test]
    fn a_users_own_facility_is_preferred_where_the_right_counts() {
        let lyon = of(&[Some(LYON)]);
        assert_eq!(lyon.preferring(Some(PARIS)), Some(LYON));
        assert_eq!(lyon.preferring(Some(LYON)), Some(LYON));
        assert_eq!(of(&[None]).preferring(Some(PARIS)), Some(PARIS));
        assert_eq!(of(&[None]).preferring(None), None);
    }
}
