use sync_contract::catalog::{Department, Facility, Role, User, UserRole, admin_role, user_id};
use sync_contract::field::Line;
use sync_contract::ids::{DepartmentId, FacilityId, RoleId, UserId, UserRoleId};
use sync_contract::{Phi, Right};
use vault::password::Password;
use vault::read::{Deleted, Reader, Stored};
use vault::{AdminSignedOutcome, WriteTx};

use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::roles::{compartments, is_for_all_alone};
use crate::users::{NewUser, clinic_name};
use crate::view::Id;
use crate::{Clinic, fields};

/// The details of a user apart from the name.
#[derive(Debug, Clone, Default)]
pub struct Work {
    pub specialization: String,
    pub working_hours: String,
}

/// Adds a user who signs in, with a role and the keys that it implies, under a password that this user knows: for
/// scripts. With a server it takes effect once that accepts.
///
/// # Errors
/// `Forbidden` (needs `users.manage`), `Invalid` (no e-mail, user name or e-mail taken, no department in a clinic that
/// has some, password too short, role unknown or with a right that this user lacks, a facility that is not in use or
/// for which the role is not given), `NeedsConnection` while another such change waits.
pub fn add(
    clinic: &mut Clinic,
    new: &NewUser,
    work: &Work,
    password: &str,
) -> Result<AdminSignedOutcome<UserId>> {
    clinic.may(Right::UsersManage)?;
    let clinic_name = clinic_name(clinic)?;
    let names = [
        &*clinic_name,
        &*new.username,
        &*new.first_name,
        &*new.last_name,
    ];
    let checked = fields::password(password, &names);
    let role = role_to_give(clinic, new)?;
    let (user, ()) = (user(clinic, new, work, &role), checked.map(drop)).together()?;
    let keys = clinic
        .unlocked_mut()
        .new_user_keys(user.id, &Password::new(password))?;
    let user = keys.put_into(user);
    clinic.write_admin_signed("add user", |tx| {
        insert(tx, &user, &role)?;
        Ok(user.id)
    })
}

/// A role that is given, for one facility or for all of them.
pub(super) struct RoleToGive {
    role: Role,
    facility: Option<FacilityId>,
}

/// Returns the role of a new user, which this user may give.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Invalid` for a facility that is not in use, and for one where the role is given for all
/// alone.
pub(super) fn role_to_give(clinic: &Clinic, new: &NewUser) -> Result<RoleToGive> {
    let id: RoleId = new.role_id.to()?;
    let role = or_not_found(clinic.read().get::<Role>(id)?, "role")?.value;
    check_grantable(clinic, &role)?;
    let facility = new.facility_id.as_ref();
    let facility = facility.map(|facility| facility_of(clinic, &role, facility));
    Ok(RoleToGive {
        facility: facility.transpose()?,
        role,
    })
}

/// Returns the facility of a role that is given for one.
pub(super) fn facility_of(clinic: &Clinic, role: &Role, facility: &Id) -> Result<FacilityId> {
    let id: FacilityId = facility.to()?;
    let row = clinic.require_row::<Facility>(id, "facility")?;
    if row.deleted.is_some() || !row.value.is_active {
        return Err(Error::invalid("facilityId", Reason::OutOfUse));
    }
    match is_for_all_alone(role, clinic.tenant()) {
        true => Err(Error::invalid("facilityId", Reason::Impossible)),
        false => Ok(id),
    }
}

/// Writes a new user with a role and the keys that it implies.
pub(super) fn insert(tx: &mut WriteTx<'_>, user: &User, of: &RoleToGive) -> Result<()> {
    let role = &of.role;
    tx.insert(user)?;
    let membership: UserRoleId = tx.new_id();
    tx.insert(&UserRole {
        id: membership,
        user: user.id,
        role: role.id,
        facility: of.facility,
    })?;
    let mut grants = tx.grants_for(user.id, &user.public_key, &compartments(role))?;
    if role.id == admin_role(tx.tenant()) {
        grants.push(tx.root_grant_for(user.id, &user.public_key)?);
    }
    for grant in &grants {
        tx.insert(grant)?;
    }
    Ok(())
}

/// Checks that users grant no right that they lack; an admin's own list is the exception, or no admin could be added.
pub(super) fn check_grantable(clinic: &Clinic, role: &Role) -> Result<()> {
    if clinic.unlocked().session().is_admin() {
        return Ok(());
    }
    sync_contract::right::rights_from_text(&role.rights)
        .into_iter()
        .try_for_each(|right| clinic.may(right))
}

/// Returns whether this is the user name or the e-mail address of a user.
fn signs_in_with(user: &User, login: &str) -> bool {
    let email = user.email.as_ref().map(|email| email.as_str());
    user.username.as_str() == login || email == Some(login)
}

/// Returns an e-mail address that no other of these users has, as their address or as their user name: one signs in
/// with either.
pub(super) fn free_email(
    known: &[Stored<User>],
    own: Option<UserId>,
    text: &str,
) -> Result<Option<Line>> {
    let email: Option<Line> = fields::email(text)?;
    let is_taken = |row: &Stored<User>| {
        let is_other = Some(row.value.id) != own;
        let has_it = |email: &Line| signs_in_with(&row.value, email.as_str());
        is_other && email.as_ref().is_some_and(has_it)
    };
    match known.iter().any(is_taken) {
        true => Err(Error::invalid("email", Reason::Taken)),
        false => Ok(email),
    }
}

/// The same, where one has to be recorded: only the founder may lack one.
pub(super) fn required_email(
    known: &[Stored<User>],
    own: Option<UserId>,
    text: &str,
) -> Result<Option<Line>> {
    match free_email(known, own, text)? {
        None => Err(Error::invalid("email", Reason::Required)),
        email => Ok(email),
    }
}

/// Checks that a user of a clinic with departments is in one.
pub(super) fn require_department(
    reader: &Reader<'_>,
    department: Option<DepartmentId>,
) -> Result<()> {
    let is_in_use = |row: &Stored<Department>| row.value.is_active;
    let all = reader.all::<Department>(Deleted::Hidden)?;
    match department.is_none() && all.iter().any(is_in_use) {
        true => Err(Error::invalid("departmentId", Reason::Required)),
        false => Ok(()),
    }
}

/// Returns the department of a new user, with its facility; without one that of their role, else the clinic's first.
fn workplace(
    clinic: &Clinic,
    new: &NewUser,
    of: &RoleToGive,
) -> Result<(Option<FacilityId>, Option<DepartmentId>)> {
    let reader = clinic.read();
    let Some(id) = new.department_id.as_ref() else {
        require_department(&reader, None)?;
        let first = crate::clinic::first_facility(&reader)?;
        let first = first.map(|facility| facility.value.id);
        return Ok((of.facility.or(first), None));
    };
    let id: DepartmentId = id.to()?;
    let row = or_not_found(reader.get::<Department>(id)?, "department")?;
    match row.value.is_active && row.deleted.is_none() {
        true => Ok((Some(row.value.facility), Some(id))),
        false => Err(Error::invalid("departmentId", Reason::OutOfUse)),
    }
}

/// Returns the checked row of a new user, without keys.
pub(super) fn user(clinic: &Clinic, new: &NewUser, work: &Work, role: &RoleToGive) -> Result<User> {
    let known = clinic.read().users()?;
    let is_taken = |is_own: &dyn Fn(&User) -> bool| known.iter().any(|row| is_own(&row.value));
    let free_username = || {
        let username = fields::username(&new.username)?;
        match is_taken(&|other| signs_in_with(other, username.as_str())) {
            true => Err(Error::invalid("username", Reason::Taken)),
            false => Ok(username),
        }
    };
    let hours = || {
        crate::working_hours::WorkingHours::parse(&work.working_hours)?;
        fields::optional_paragraph(&work.working_hours, "workingHours")
    };
    let (first_name, last_name, username, email, workplace, specialization, shift_schedule) = (
        fields::required(&new.first_name, "firstName"),
        fields::optional(&new.last_name, "lastName"),
        free_username(),
        required_email(&known, None, &new.email),
        workplace(clinic, new, role),
        fields::optional(&work.specialization, "specialization"),
        hours(),
    )
        .together()?;
    let (facility, department) = workplace;
    // a user name never changes, so the row's id is derived from it; keys are wrapped for the id before the row is
    // written
    let user_id = user_id(clinic.tenant(), username.as_str());
    Ok(User {
        id: user_id,
        username,
        email,
        first_name,
        last_name: last_name.unwrap_or_default(),
        department,
        facility,
        specialization,
        shift_schedule,
        is_active: true,
        email_verified: false,
        public_key: Default::default(),
        signing_key: Default::default(),
        wrapped_keys: Default::default(),
        kdf_salt: Default::default(),
        kdf_memory_kib: 0,
        kdf_passes: 0,
        kdf_lanes: 0,
        sign_in_hash: Default::default(),
        phone: Phi::new(None),
        licence_number: Phi::new(None),
        national_provider_number: Phi::new(None),
        tax_number: Phi::new(None),
        picture: Phi::new(None),
        former_keys: None,
    })
}
