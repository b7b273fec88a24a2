//! The users of a clinic.

pub mod add;
pub mod code;
pub mod details;
pub mod edit;
pub mod email;
pub mod list;
pub mod membership;
pub mod password;

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Entity;
use sync_contract::catalog::{Tenant, TenantStatus, User};

use crate::Clinic;
use crate::clinic::or_not_found;
use crate::error::Result;
use crate::names::{initials, staff_name};
use crate::roles::{RoleGiven, roles_given};
use crate::view::{At, Id, ReadVersionToken};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UserRow {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub username: String,
    pub name: String,
    pub roles: Vec<RoleGiven>,
    pub is_active: bool,
    /// None of a user without an e-mail address.
    pub is_email_verified: Option<bool>,
    pub last_sign_in: Option<At>,
    pub locked_until: Option<At>,
    /// Of a user who has not chosen a password yet.
    pub code: Option<PendingCode>,
}

/// The code with which a user is to sign in once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PendingCode {
    pub expires_at: At,
    /// By the latest time that this computer knows of.
    pub is_expired: bool,
    /// In the place of a password that the user had; else they are still to be activated.
    pub is_reset: bool,
}

/// Where the clinic has departments, each user has one. With `facility_id` the role is for that facility alone.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewUser {
    pub first_name: String,
    pub last_name: String,
    pub username: String,
    pub email: String,
    pub role_id: Id,
    pub facility_id: Option<Id>,
    pub department_id: Option<Id>,
}

/// The rights only decide what the screens offer; the operations check them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SessionView {
    pub user_id: Id,
    pub username: String,
    pub name: String,
    pub initials: String,
    pub clinic_name: String,
    pub time_zone: String,
    /// The facility at which the session works; none of all.
    pub facility_id: Option<Id>,
    /// Whether the user is of a department.
    pub has_department: bool,
    pub is_demo: bool,
    /// They signed in with a code: nothing else is done before they have chosen a password.
    pub must_choose_password: bool,
    /// Also those that count at other facilities.
    pub roles: Vec<String>,
    /// Where the session works.
    pub rights: Vec<String>,
}

/// Returns the clinic's name; empty where its row has not come.
fn clinic_name(clinic: &Clinic) -> Result<String> {
    let facts = clinic.unlocked().vault().clinic()?;
    Ok(facts.clinic.map_or(String::new(), |(name, _)| name))
}

/// Returns the signed-in user and their rights. They are the user's own: no right is needed.
pub fn session(clinic: &Clinic) -> Result<SessionView> {
    let reader = clinic.read();
    let user = or_not_found(reader.get::<User>(clinic.user())?, "user")?.value;
    let given = roles_given(&reader)?.remove(&user.id);
    let mut roles: Vec<String> = Vec::new();
    // one role may be given for several facilities
    for RoleGiven { name, .. } in given.unwrap_or(Vec::new()) {
        if !roles.contains(&name) {
            roles.push(name);
        }
    }
    reader.look_over(Tenant::DESCRIPTOR)?;
    let facts = clinic.unlocked().vault().clinic()?;
    let (clinic_name, status) = facts
        .clinic
        .unwrap_or((String::new(), TenantStatus::Active));
    let workplace = clinic.workplace()?;
    Ok(SessionView {
        user_id: Id::of(user.id),
        username: user.username.to_string(),
        name: staff_name(&user),
        initials: initials(&user.first_name, &user.last_name),
        clinic_name,
        time_zone: workplace.zone().name().to_owned(),
        facility_id: workplace.facility.map(Id::of),
        has_department: user.department.is_some(),
        is_demo: status == TenantStatus::Demo,
        must_choose_password: clinic.unlocked().session().must_choose_password(),
        roles,
        rights: clinic
            .actor
            .rights()
            .map(|right| right.as_str().to_owned())
            .collect(),
    })
}
