//! Who sees an alert, and whom it calls: by role and department.

use std::collections::BTreeMap;

use sync_contract::Right;
use sync_contract::catalog::Alert;
use sync_contract::ids::{DepartmentId, FacilityId, RoleId, UserId};
use sync_contract::right::rights_from_text;
use vault::read::{ListedAlert, Reader};

use crate::Clinic;
use crate::alerts::levels;
use crate::error::Result;
use crate::roles::current;
use crate::roles::given::GivenAt;

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
    /// Where their roles show them alerts.
    reads: GivenAt,
    /// Where they see those of all departments.
    oversees: GivenAt,
    /// Where each level calls them.
    levels: BTreeMap<u8, GivenAt>,
}

impl Person {
    /// Returns one without a role.
    fn of(user: UserId, facility: Option<FacilityId>, department: Option<DepartmentId>) -> Self {
        Self {
            user,
            facility,
            department,
            reads: GivenAt::default(),
            oversees: GivenAt::default(),
            levels: BTreeMap::new(),
        }
    }

    /// Adds what a role gives, for one facility or for all of them.
    fn add(&mut self, facility: Option<FacilityId>, gives: &Gives) {
        if gives.reads {
            self.reads.add(facility);
        }
        if gives.oversees {
            self.oversees.add(facility);
        }
        if let Some(level) = gives.level {
            self.levels.entry(level).or_default().add(facility);
        }
    }

    /// An alert without a department is for everybody at its facility. A role for another facility shows none of it.
    fn sees(&self, scope: &AlertScope) -> bool {
        let is_own = self.facility.is_none_or(|own| own == scope.facility);
        let is_theirs = match scope.department {
            Some(department) => self.department == Some(department),
            None => is_own || self.reads.is_for(scope.facility),
        };
        let by_role = is_theirs && self.reads.includes(scope.facility);
        self.oversees.includes(scope.facility) || by_role || scope.raised_by == self.user
    }

    fn is_called(&self, scope: &AlertScope, level: u8) -> bool {
        let mut own = self.levels.range(..=level);
        own.any(|(_, at)| at.includes(scope.facility)) && self.sees(scope)
    }
}

/// What a role gives as far as alerts go.
struct Gives {
    reads: bool,
    oversees: bool,
    /// The first level that calls it.
    level: Option<u8>,
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
        let viewer = own.cloned();
        Ok(Self {
            viewer: viewer.unwrap_or(Person::of(clinic.user(), None, None)),
            staff,
        })
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

/// Returns the users who may sign in, each with what their roles give, and where.
fn staff(reader: &Reader<'_>) -> Result<Vec<Person>> {
    let levels = levels::by_role(reader)?;
    let roles: BTreeMap<RoleId, Gives> = reader
        .roles()?
        .iter()
        .map(|row| {
            let (id, rights) = (row.value.id, rights_from_text(&row.value.rights));
            let gives = Gives {
                reads: rights.contains(&Right::AlertsRead),
                oversees: rights.contains(&Right::AlertsOversee),
                level: levels.get(&id).copied(),
            };
            (id, gives)
        })
        .collect();
    let users = reader.users()?.into_iter().map(|row| row.value);
    let mut staff: BTreeMap<UserId, Person> = users
        .filter(|user| user.is_active)
        .map(|user| (user.id, Person::of(user.id, user.facility, user.department)))
        .collect();
    for of in current(reader.memberships()?) {
        if let (Some(person), Some(gives)) = (staff.get_mut(&of.user), roles.get(&of.role)) {
            person.add(of.facility, gives);
        }
    }
    Ok(staff.into_values().collect())
}
