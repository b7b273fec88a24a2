//! What the roles of a user give at which facility, and at which one their session begins.
//!
//! A role counts in sessions that work at the facility for which it was given; one for all facilities counts in every
//! session. Keys cannot depend on where a session works: a compartment is that of any role. A server does not know
//! where a session works, so that there every role of a user counts.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::pull::RowState;
use crate::right::Right;
use crate::trust::Entitlement;

/// The roles of one user by what they give.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RolesGiven {
    /// None where no role is for all facilities.
    everywhere: Option<Entitlement>,
    at: BTreeMap<Uuid, Entitlement>,
}

impl RolesGiven {
    /// Adds a role for one facility, or for all of them: nothing once the role is deleted.
    pub fn add(&mut self, facility: Option<Uuid>, role: &RowState) {
        if role.is_deleted() {
            return;
        }
        let given = match facility {
            None => self.everywhere.get_or_insert_default(),
            Some(facility) => self.at.entry(facility).or_default(),
        };
        given.add(role);
    }

    /// Returns the rights of a session that works at a facility, or at all of them.
    pub fn rights_at(&self, facility: Option<Uuid>) -> BTreeSet<Right> {
        let there = facility.and_then(|facility| self.at.get(&facility));
        let all = self.everywhere.iter().chain(there);
        all.flat_map(|given| given.rights.iter().copied()).collect()
    }

    /// Returns what the roles give in any session.
    pub fn anywhere(&self) -> Entitlement {
        let mut all = Entitlement::default();
        for given in self.everywhere.iter().chain(self.at.values()) {
            all.rights.extend(given.rights.iter().copied());
            let compartments = given.compartments.iter().copied();
            all.compartments.extend(compartments);
        }
        all
    }

    /// Returns whether a session may work at a facility, or at all of them: a user with a role for all may work
    /// anywhere, as may one who has no role, and so no right.
    pub fn may_work_at(&self, facility: Option<Uuid>) -> bool {
        self.are_for_all()
            || self.everywhere.is_some()
            || facility.is_some_and(|facility| self.at.contains_key(&facility))
    }

    /// Returns whether every role is for all facilities: then the rights are the same wherever the session works.
    pub fn are_for_all(&self) -> bool {
        self.at.is_empty()
    }

    /// Returns where a session begins, out of the facilities in use in the order in which they were created: at the
    /// user's own where they may work there, else at all of them, or at the first one where they may not. A clinic that
    /// has one facility in use has no choice. `own` is asked only where it decides.
    ///
    /// # Errors
    /// Those of `own`.
    pub fn begins_at<E>(
        &self,
        in_use: &[Uuid],
        own: impl FnOnce() -> Result<Option<Uuid>, E>,
    ) -> Result<Option<Uuid>, E> {
        let is_open = |facility: &Uuid| self.may_work_at(Some(*facility));
        let may_at_all = self.may_work_at(None);
        let first = match may_at_all {
            true => None,
            false => in_use.iter().copied().find(is_open),
        };
        if in_use.len() < 2 {
            return Ok(first);
        }
        let own = own()?.filter(|own| in_use.contains(own) && is_open(own));
        Ok(own.or(first))
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;
    use crate::phi::Compartment;

    const LYON: Uuid = Uuid::from_u128(1);
    const PARIS: Uuid = Uuid::from_u128(2);
    const NICE: Uuid = Uuid::from_u128(3);

    fn given(right: Right, compartment: Compartment) -> Entitlement {
        Entitlement {
            rights: BTreeSet::from([right]),
            compartments: BTreeSet::from([compartment]),
        }
    }

    fn reads_charts() -> Entitlement {
        given(Right::ChartRead, Compartment::Clinical)
    }

    /// Returns the roles of a dietitian of Lyon who is nothing elsewhere.
    fn of_lyon() -> RolesGiven {
        RolesGiven {
            everywhere: None,
            at: BTreeMap::from([(LYON, reads_charts())]),
        }
    }

    fn with_role_for_all() -> RolesGiven {
        RolesGiven {
            everywhere: Some(given(Right::AppointmentsRead, Compartment::Contact)),
            ..of_lyon()
        }
    }

    fn begins(roles: &RolesGiven, in_use: &[Uuid], own: Option<Uuid>) -> Option<Uuid> {
        let Ok(begins) = roles.begins_at(in_use, || Ok::<_, Infallible>(own));
        begins
    }

    #[test]
    fn a_role_counts_at_its_facility_and_its_keys_anywhere() {
        let roles = with_role_for_all();
        let everywhere = BTreeSet::from([Right::AppointmentsRead]);
        let both = BTreeSet::from([Right::AppointmentsRead, Right::ChartRead]);
        assert_eq!(roles.rights_at(Some(LYON)), both);
        assert_eq!(roles.rights_at(Some(PARIS)), everywhere);
        assert_eq!(roles.rights_at(None), everywhere);
        let keys = BTreeSet::from([Compartment::Contact, Compartment::Clinical]);
        assert_eq!(roles.anywhere().compartments, keys);
        assert_eq!(roles.anywhere().rights, both);
    }

    #[test]
    fn one_works_where_one_has_a_role() {
        let roles = of_lyon();
        assert!(roles.may_work_at(Some(LYON)));
        assert!(!roles.may_work_at(Some(PARIS)) && !roles.may_work_at(None));
        assert!(roles.rights_at(None).is_empty() && !roles.are_for_all());
        for facility in [Some(LYON), Some(PARIS), None] {
            assert!(with_role_for_all().may_work_at(facility));
            assert!(RolesGiven::default().may_work_at(facility));
        }
    }

    #[test]
    fn a_session_begins_where_its_user_may_work() {
        let all = [PARIS, LYON];
        // at the user's own facility, and at all of them without one
        assert_eq!(begins(&with_role_for_all(), &all, Some(PARIS)), Some(PARIS));
        assert_eq!(begins(&with_role_for_all(), &all, None), None);
        assert_eq!(begins(&with_role_for_all(), &all, Some(NICE)), None);
        // with roles for one facility there, whatever is recorded of the user
        assert_eq!(begins(&of_lyon(), &all, Some(PARIS)), Some(LYON));
        assert_eq!(begins(&of_lyon(), &[LYON], None), Some(LYON));
        // one that is out of use gives nothing
        assert_eq!(begins(&of_lyon(), &[PARIS, NICE], Some(LYON)), None);
        // one facility leaves no choice
        assert_eq!(begins(&with_role_for_all(), &[LYON], Some(LYON)), None);
    }
}
