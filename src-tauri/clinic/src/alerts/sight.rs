//! Who sees an alert, and whom it calls: by role and department.

use std::collections::{BTreeMap, BTreeSet};

use sync_contract::Right;
use sync_contract::catalog::{Alert, Role};
use sync_contract::ids::{DepartmentId, FacilityId, RoleId, UserId};
use sync_contract::right::rights_from_text;
use vault::read::{ListedAlert, Reader};

use crate::Clinic;
use crate::alerts::levels;
use crate::error::Result;

/// Where an alert is, and who raised it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct AlertScope {
    pub facility: FacilityId,
    pub department: Option<DepartmentId>,
    pub raised_by: UserId,
}

impl From<&ListedAlert> for AlertScope {
    fn from(listed: &ListedAlert) -> Self {
        Self {
            facility: listed.facility,
            department: listed.department,
            raised_by: listed.raised_by,
        }
    }
}

impl AlertScope {
    pub fn of(alert: &Alert, raised_by: UserId) -> Self {
        Self {
            facility: alert.facility,
            department: alert.department,
            raised_by,
        }
    }
}

/// One of the staff, as far as alerts go.
#[derive(Debug, Clone)]
struct Person {
    user: UserId,
    facility: Option<FacilityId>,
    department: Option<DepartmentId>,
    /// Sees those of all departments.
    oversees: bool,
    /// The first level that calls them.
    level: Option<u8>,
}

impl Person {
    /// An alert without a department is for everybody at its facility.
    fn sees(&self, scope: &AlertScope) -> bool {
        let is_theirs = match scope.department {
            Some(department) => self.department == Some(department),
            None => self.facility.is_none_or(|own| own == scope.facility),
        };
        self.oversees || is_theirs || scope.raised_by == self.user
    }

    fn is_called(&self, scope: &AlertScope, level: u8) -> bool {
        self.level.is_some_and(|own| own <= level) && self.sees(scope)
    }
}

/// What the signed-in user sees.
pub(super) struct Sight {
    viewer: Person,
    staff: Vec<Person>,
}

impl Sight {
    /// # Errors
    /// Those of a read.
    pub fn read(clinic: &Clinic) -> Result<Self> {
        let staff = staff(&clinic.read())?;
        let own = staff.iter().find(|one| one.user == clinic.user());
        let viewer = Person {
            oversees: clinic.actor().can(Right::AlertsOversee),
            ..own.cloned().unwrap_or(Person {
                user: clinic.user(),
                facility: None,
                department: None,
                oversees: false,
                level: None,
            })
        };
        Ok(Self { viewer, staff })
    }

    pub fn sees(&self, scope: &AlertScope) -> bool {
        self.viewer.sees(scope)
    }

    /// Returns whether an alert at a level calls this user. Where it would call no user, it calls all who see it: a
    /// small clinic has no nurse.
    pub fn is_called(&self, scope: &AlertScope, level: u8) -> bool {
        let mut staff = self.staff.iter();
        match staff.any(|one| one.is_called(scope, level)) {
            true => self.viewer.is_called(scope, level),
            false => self.viewer.sees(scope),
        }
    }

    pub fn department(&self) -> Option<DepartmentId> {
        self.viewer.department
    }

    pub fn facility(&self) -> Option<FacilityId> {
        self.viewer.facility
    }
}

/// Returns the users who may sign in, each with the rights of their roles.
fn staff(reader: &Reader<'_>) -> Result<Vec<Person>> {
    let levels = levels::by_role(reader)?;
    let roles: BTreeMap<RoleId, (bool, Option<u8>)> = reader
        .roles()?
        .iter()
        .map(|row| {
            let id = row.value.id;
            (id, (oversees(&row.value), levels.get(&id).copied()))
        })
        .collect();
    let mut of_user: BTreeMap<UserId, BTreeSet<RoleId>> = BTreeMap::new();
    for row in reader.memberships()? {
        of_user
            .entry(row.value.user)
            .or_default()
            .insert(row.value.role);
    }
    let users = reader.users()?.into_iter().map(|row| row.value);
    let users = users.filter(|user| user.is_active);
    Ok(users
        .map(|user| {
            let own = of_user.get(&user.id).into_iter().flatten();
            let own: Vec<_> = own.filter_map(|role| roles.get(role)).collect();
            Person {
                user: user.id,
                facility: user.facility,
                department: user.department,
                oversees: own.iter().any(|(oversees, _)| *oversees),
                level: own.iter().filter_map(|(_, level)| *level).min(),
            }
        })
        .collect())
}

fn oversees(role: &Role) -> bool {
    rights_from_text(&role.rights).contains(&Right::AlertsOversee)
}
