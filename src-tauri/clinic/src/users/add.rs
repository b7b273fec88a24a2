use sync_contract::catalog::{Role, User, UserRole, admin_role, user_id};
use sync_contract::field::Line;
use sync_contract::ids::{RoleId, UserId, UserRoleId};
use sync_contract::{Phi, Right};
use vault::AdminSignedOutcome;
use vault::password::Password;
use vault::read::Stored;

use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::roles::compartments;
use crate::users::{NewUser, clinic_name};
use crate::{Clinic, fields};

/// The details of a user apart from the name.
#[derive(Debug, Clone, Default)]
pub struct Work {
    pub specialization: String,
    pub working_hours: String,
}

/// Adds a user who signs in, with a role and the keys that it implies. With a server it takes effect once that accepts.
///
/// # Errors
/// `Forbidden` (needs `users.manage`), `Invalid` (user name or e-mail taken, password too short, role unknown or with
/// a right that this user lacks), `NeedsConnection` while another such change waits.
pub fn add(clinic: &mut Clinic, new: &NewUser, work: &Work) -> Result<AdminSignedOutcome<UserId>> {
    clinic.may(Right::UsersManage)?;
    let clinic_name = clinic_name(clinic)?;
    let names = [
        &*clinic_name,
        &*new.username,
        &*new.first_name,
        &*new.last_name,
    ];
    let password = fields::password(&new.password, &names);
    let role = or_not_found(
        clinic.read().get::<Role>(new.role_id.to::<RoleId>()?)?,
        "role",
    )?
    .value;
    check_grantable(clinic, &role)?;
    let (user, ()) = (user(clinic, new, work), password.map(drop)).together()?;
    let keys = clinic
        .unlocked_mut()
        .new_user_keys(user.id, &Password::new(&new.password))?;
    let user = keys.put_into(user);
    clinic.write_admin_signed("add user", |tx| {
        tx.insert(&user)?;
        let membership: UserRoleId = tx.new_id();
        tx.insert(&UserRole {
            id: membership,
            user: user.id,
            role: role.id,
        })?;
        let mut grants = tx.grants_for(user.id, &keys.public_key, &compartments(&role))?;
        if role.id == admin_role(tx.tenant()) {
            grants.push(tx.root_grant_for(user.id, &keys.public_key)?);
        }
        for grant in &grants {
            tx.insert(grant)?;
        }
        Ok(user.id)
    })
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

/// Returns an e-mail address that no other of these users has.
pub(super) fn free_email(
    known: &[Stored<User>],
    own: Option<UserId>,
    text: &str,
) -> Result<Option<Line>> {
    let email: Option<Line> = fields::email(text)?;
    let is_other = |row: &&Stored<User>| Some(row.value.id) != own && row.value.email == email;
    match email.is_some() && known.iter().any(|row| is_other(&row)) {
        true => Err(Error::invalid("email", Reason::Taken)),
        false => Ok(email),
    }
}

fn user(clinic: &Clinic, new: &NewUser, work: &Work) -> Result<User> {
    let known = clinic.read().users()?;
    let is_taken = |is_own: &dyn Fn(&User) -> bool| known.iter().any(|row| is_own(&row.value));
    let free_username = || {
        let username = fields::username(&new.username)?;
        match is_taken(&|other| other.username == username) {
            true => Err(Error::invalid("username", Reason::Taken)),
            false => Ok(username),
        }
    };
    let hours = || {
        crate::working_hours::WorkingHours::parse(&work.working_hours)?;
        fields::optional_paragraph(&work.working_hours, "workingHours")
    };
    let (first_name, last_name, username, email, specialization, shift_schedule) = (
        fields::required(&new.first_name, "firstName"),
        fields::optional(&new.last_name, "lastName"),
        free_username(),
        free_email(&known, None, &new.email),
        fields::optional(&work.specialization, "specialization"),
        hours(),
    )
        .together()?;
    let facility = crate::clinic::first_facility(&clinic.read())?;
    // a user name never changes, so the row's id is derived from it; keys are wrapped for the id before the row is
    // written
    let user_id = user_id(clinic.tenant(), username.as_str());
    Ok(User {
        id: user_id,
        username,
        email,
        first_name,
        last_name: last_name.unwrap_or_default(),
        department: None,
        facility: facility.map(|facility| facility.value.id),
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
