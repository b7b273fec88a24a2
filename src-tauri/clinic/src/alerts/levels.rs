//! Which roles each level of an alert calls: a setting of the clinic for each level.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::{Role, Setting, system_role};
use sync_contract::ids::{RoleId, TenantId};
use sync_contract::read_version::ReadVersion;
use sync_contract::right::rights_from_text;
use vault::read::{Reader, Stored};

use crate::Clinic;
use crate::alerts::escalation::LEVEL_MAX;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::settings;
use crate::view::{Choice, Id};

/// The roles that each level calls where the clinic has not set it, from the first on.
const DEFAULTS: [&[&str]; LEVEL_MAX as usize] =
    [&["Nurse", "Operator"], &["Head doctor"], &["Admin"]];

/// The roles that a level calls, besides those of the levels below.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AlertLevel {
    pub roles: Vec<Choice>,
    /// Whether they are those that each clinic begins with.
    pub is_default: bool,
}

/// `choices` are the roles that may read alerts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AlertLevels {
    pub levels: Vec<AlertLevel>,
    pub choices: Vec<Choice>,
}

/// The roles of each level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AlertLevelsForm {
    pub first: Vec<Id>,
    pub second: Vec<Id>,
    pub third: Vec<Id>,
}

impl AlertLevels {
    /// Returns what an editor begins with.
    pub fn form(&self) -> AlertLevelsForm {
        let ids = |at: usize| {
            let roles = self.levels.get(at).map_or(&[][..], |level| &level.roles);
            roles.iter().map(|role| role.id.clone()).collect()
        };
        AlertLevelsForm {
            first: ids(0),
            second: ids(1),
            third: ids(2),
        }
    }
}

impl AlertLevelsForm {
    fn levels(&self) -> [&Vec<Id>; LEVEL_MAX as usize] {
        [&self.first, &self.second, &self.third]
    }
}

/// Returns the lowest level that calls each role.
pub(super) fn by_role(reader: &Reader<'_>) -> Result<BTreeMap<RoleId, u8>> {
    let mut levels = BTreeMap::new();
    for level in 1..=LEVEL_MAX {
        for role in called(reader, level)? {
            levels.entry(role).or_insert(level);
        }
    }
    Ok(levels)
}

/// Returns which roles each level calls.
///
/// # Errors
/// `Forbidden` (needs `alerts.read`).
pub fn show(clinic: &Clinic) -> Result<AlertLevels> {
    clinic.may(Right::AlertsRead)?;
    let reader = clinic.read();
    let roles = reader.roles()?;
    let levels = (1..=LEVEL_MAX).map(|level| {
        let called = called(&reader, level)?;
        Ok(AlertLevel {
            is_default: called == defaults(reader.tenant_id(), level),
            roles: roles
                .iter()
                .filter(|row| called.contains(&row.value.id))
                .map(choice)
                .collect(),
        })
    });
    Ok(AlertLevels {
        levels: levels.collect::<Result<_>>()?,
        choices: roles
            .iter()
            .filter(|row| reads_alerts(row))
            .map(choice)
            .collect(),
    })
}

/// Changes the levels in which the form differs from the loaded one.
///
/// # Errors
/// `Forbidden` (needs `settings.manage`), `Invalid` for a level without a role, for a role that may not read alerts,
/// and for one that is named before: the lower level calls it already.
pub fn edit(
    clinic: &mut Clinic,
    loaded: &AlertLevelsForm,
    form: &AlertLevelsForm,
) -> Result<AlertLevels> {
    clinic.may(Right::SettingsManage)?;
    let wanted = checked(&clinic.read().roles()?, form)?;
    let differs = loaded.levels().into_iter().zip(form.levels());
    let differs = differs.map(|(loaded, form)| loaded != form);
    let changed: Vec<_> = (1..=LEVEL_MAX)
        .zip(wanted)
        .zip(differs)
        .filter(|(_, differs)| *differs)
        .map(|(level, _)| level)
        .collect();
    if !changed.is_empty() {
        clinic.write("edit alert levels", |tx| {
            for (level, roles) in &changed {
                let name = setting(*level);
                let before = tx.read().setting(&name)?;
                let seen = before.map_or(ReadVersion::default(), |row| row.seen);
                let ids: Vec<String> = roles.iter().map(ToString::to_string).collect();
                settings::put(tx, &name, &ids.join(" "), &seen)?;
            }
            Ok(())
        })?;
    }
    show(clinic)
}

fn checked(
    roles: &[Stored<Role>],
    form: &AlertLevelsForm,
) -> Result<[Vec<RoleId>; LEVEL_MAX as usize]> {
    let mut taken: Vec<RoleId> = Vec::new();
    let mut level = |ids: &[Id], field| {
        let ids: Vec<RoleId> = ids.iter().map(Id::to).collect::<Result<_>>()?;
        let may_be_called = |id: &RoleId| {
            let mut roles = roles.iter();
            roles.any(|role| role.value.id == *id && reads_alerts(role))
        };
        if ids.is_empty() {
            return Err(Error::invalid(field, Reason::Required));
        }
        if !ids.iter().all(may_be_called) {
            return Err(Error::invalid(field, Reason::Unknown));
        }
        for id in &ids {
            if taken.contains(id) {
                return Err(Error::invalid(field, Reason::Taken));
            }
            taken.push(*id);
        }
        Ok(ids)
    };
    let (first, second, third) = (
        level(&form.first, "first"),
        level(&form.second, "second"),
        level(&form.third, "third"),
    )
        .together()?;
    Ok([first, second, third])
}

/// Returns the roles of a level as they are set. A setting that names none is as if there were none.
fn called(reader: &Reader<'_>, level: u8) -> Result<Vec<RoleId>> {
    let stored: Option<Stored<Setting>> = reader.setting(&setting(level))?;
    let text = stored.map(|row| row.value.value.to_string());
    let words = text.iter().flat_map(|text| text.split_whitespace());
    let ids: Vec<RoleId> = words
        .filter_map(|word| word.parse().ok().map(RoleId))
        .collect();
    Ok(match ids.is_empty() {
        true => defaults(reader.tenant_id(), level),
        false => ids,
    })
}

fn defaults(tenant: TenantId, level: u8) -> Vec<RoleId> {
    let names = DEFAULTS[usize::from(level - 1)].iter();
    names.map(|name| system_role(tenant, name)).collect()
}

fn setting(level: u8) -> String {
    format!("alerts.level.{level}")
}

fn reads_alerts(role: &Stored<Role>) -> bool {
    role.deleted.is_none() && rights_from_text(&role.value.rights).contains(&Right::AlertsRead)
}

fn choice(role: &Stored<Role>) -> Choice {
    Choice {
        id: Id::of(role.value.id),
        name: role.value.name.to_string(),
    }
}
