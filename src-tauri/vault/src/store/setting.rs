//! A setting of the clinic by its name, read without a user.

use std::collections::BTreeMap;

use rusqlite::Connection;
use sync_contract::catalog::{Setting, setting_id};
use sync_contract::ids::TenantId;
use sync_contract::{Entity, Value};

use crate::crypto::keys::clinic::TagKey;
use crate::error::Result;
use crate::store::{columns, row_tag, rows};

/// What the file says of a setting.
pub(crate) enum StoredSetting {
    Absent,
    /// The row is not what was written.
    Altered,
    Is(String),
}

/// Reads a setting by its name. Needs no user.
pub(crate) fn stored_setting(
    conn: &Connection,
    tenant: TenantId,
    tags: &BTreeMap<u16, TagKey>,
    name: &str,
) -> Result<StoredSetting> {
    let id = setting_id(tenant, name).0;
    if !row_tag::is_intact(conn, tags, columns::of(Setting::DESCRIPTOR), id)? {
        return Ok(StoredSetting::Altered);
    }
    let row = rows::load(conn, Setting::DESCRIPTOR, id)?;
    let value = row
        .as_ref()
        .and_then(|row| Setting::FIELD.value.in_row(row))
        .and_then(Value::as_text);
    Ok(value.map_or(StoredSetting::Absent, |value| {
        StoredSetting::Is(value.to_owned())
    }))
}
