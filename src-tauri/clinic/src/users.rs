//! The people who work here.

pub mod add;
pub mod edit;
pub mod list;
pub mod password;
pub mod session;

use serde::{Deserialize, Serialize};
use specta::Type;
use zeroize::Zeroizing;

use crate::view::{At, Id, ReadVersionToken};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UserRow {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub username: String,
    pub name: String,
    pub roles: Vec<String>,
    pub is_active: bool,
    pub last_sign_in: Option<At>,
    pub locked_until: Option<At>,
}

#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewUser {
    pub first_name: String,
    pub last_name: String,
    pub username: String,
    pub email: String,
    pub role_id: Id,
    // wiped when it is dropped
    #[specta(type = String)]
    pub password: Zeroizing<String>,
}

/// Somebody who may sign in on this computer. `demo_password` is there in a demo clinic only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LockUser {
    pub username: String,
    pub name: String,
    pub initials: String,
    pub demo_password: Option<String>,
}

/// Rights only decide what is shown; the clinic decides what is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SessionView {
    pub user_id: Id,
    pub username: String,
    pub name: String,
    pub initials: String,
    pub clinic_name: String,
    pub time_zone: String,
    pub is_demo: bool,
    pub roles: Vec<String>,
    pub rights: Vec<String>,
}
