//! The imports of foods, and what takes one back.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::{
    ClinicFood, DeletionReason, FoodProfile, MealPlanItem, RecallItem, Recipe, food_profile_id,
};
use sync_contract::field::Time;
use sync_contract::ids::{ClinicFoodId, TenantId};
use vault::read::{Deleted, Reader, Stored};

use crate::Clinic;
use crate::clinic::or_not_found;
use crate::clinic_foods::import::STEP;
use crate::clinic_foods::name;
use crate::error::{Error, Result};
use crate::foods::dish::parts;
use crate::names::StaffNames;
use crate::view::{At, Id, count, text};

/// An import of foods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FoodImport {
    pub id: Id,
    pub at: At,
    pub by: String,
    /// Its foods that are not removed.
    pub foods: u32,
    pub removed: u32,
}

/// What undoing an import would do, or did. Those that stay are named: foods that were changed since, and those that a
/// plan, a recall or a recipe has.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UndoneFoodImport {
    pub removed: u32,
    pub changed_since: Vec<String>,
    pub used: Vec<String>,
}

/// Returns the imports, the latest first.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`).
pub fn list(clinic: &Clinic) -> Result<Vec<FoodImport>> {
    clinic.may(Right::ProfilesWrite)?;
    let reader = clinic.read();
    let staff = StaffNames::read(&reader)?;
    let rows = reader.all::<ClinicFood>(Deleted::Shown)?;
    let mut imports: BTreeMap<String, Vec<&Stored<ClinicFood>>> = BTreeMap::new();
    for row in &rows {
        let import = text(&row.value.food_import);
        if !import.is_empty() {
            imports.entry(import).or_default().push(row);
        }
    }
    let views = imports.into_iter().filter_map(|(id, rows)| {
        let first = rows.iter().min_by_key(|row| row.created_at)?;
        let removed = rows.iter().filter(|row| row.deleted.is_some()).count();
        let view = FoodImport {
            id: Id(id),
            at: At::of(first.created_at),
            by: staff.name(first.created_by),
            foods: count(rows.len() - removed),
            removed: count(removed),
        };
        Some((first.created_at, view))
    });
    let mut views: Vec<(Time, FoodImport)> = views.collect();
    views.sort_by(|(one, _), (other, _)| other.cmp(one));
    Ok(views.into_iter().map(|(_, view)| view).collect())
}

/// Returns what [`undo`] would do. Writes nothing.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`.
pub fn consider(clinic: &Clinic, id: &Id) -> Result<UndoneFoodImport> {
    clinic.may(Right::ProfilesWrite)?;
    let (reader, tenant) = (clinic.read(), clinic.tenant());
    let used = in_use(&reader)?;
    let mut undone = UndoneFoodImport::default();
    for row in of_import(&reader, id)? {
        if row.deleted.is_none() {
            undone.note(stays(&reader, tenant, &row, &used)?, &row);
        }
    }
    Ok(undone)
}

/// Removes the foods of an import that are as they were imported: nothing of them was changed or described since, and
/// no plan, recall or recipe has them. Each is a change of its own. What was counted with a food that is removed here
/// while another computer used it is still counted with it (`foods/table.rs`).
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`; those of the disk: what was removed before stays so, and the same
/// removes the rest.
pub fn undo(clinic: &mut Clinic, id: &Id) -> Result<UndoneFoodImport> {
    clinic.may(Right::ProfilesWrite)?;
    let tenant = clinic.tenant();
    let rows = of_import(&clinic.read(), id)?;
    let ids: Vec<ClinicFoodId> = rows.iter().map(|row| row.value.id).collect();
    let mut undone = UndoneFoodImport::default();
    for step in ids.chunks(STEP) {
        let mut used: Option<HashSet<String>> = None;
        clinic.write_each("undo import of foods", step, |tx, id| {
            if used.is_none() {
                used = Some(in_use(&tx.read())?);
            }
            let row = tx.get::<ClinicFood>(*id)?;
            let row = row.filter(|row| row.deleted.is_none());
            let (Some(row), Some(used)) = (row, &used) else {
                return Ok(());
            };
            let stay = stays(&tx.read(), tenant, &row, used)?;
            if stay.is_none() {
                let profile = profile_of(&tx.read(), tenant, &row)?;
                if let Some(profile) = profile {
                    let reason = DeletionReason::EnteredInError;
                    tx.delete::<FoodProfile>(profile.value.id, reason, None, &profile.seen)?;
                }
                let reason = DeletionReason::EnteredInError;
                tx.delete::<ClinicFood>(*id, reason, None, &row.seen)?;
            }
            undone.note(stay, &row);
            Ok(())
        })?;
    }
    Ok(undone)
}

/// Why a food stays.
enum Stay {
    Changed,
    Used,
}

impl UndoneFoodImport {
    fn note(&mut self, stay: Option<Stay>, row: &Stored<ClinicFood>) {
        match stay {
            None => self.removed += 1,
            Some(Stay::Changed) => self.changed_since.push(name(&row.value)),
            Some(Stay::Used) => self.used.push(name(&row.value)),
        }
    }
}

/// Returns the foods of an import, removed ones among them.
///
/// # Errors
/// `NotFound` without any.
fn of_import(reader: &Reader<'_>, id: &Id) -> Result<Vec<Stored<ClinicFood>>> {
    let mut rows = reader.all::<ClinicFood>(Deleted::Shown)?;
    rows.retain(|row| !id.0.is_empty() && text(&row.value.food_import) == id.0);
    or_not_found(rows.first(), "import")?;
    rows.sort_by_key(|row| (row.created_at, row.value.id.0));
    Ok(rows)
}

fn stays(
    reader: &Reader<'_>,
    tenant: TenantId,
    row: &Stored<ClinicFood>,
    used: &HashSet<String>,
) -> Result<Option<Stay>> {
    if used.contains(&row.value.id.to_string()) {
        return Ok(Some(Stay::Used));
    }
    let profile = match profile_of(reader, tenant, row) {
        // it is damaged: what it says is not known
        Err(Error::Vault(vault::Error::Altered | vault::Error::Incomplete)) => {
            return Ok(Some(Stay::Changed));
        }
        profile => profile?,
    };
    // one that was written later is a change, too
    let is_described = profile
        .is_some_and(|profile| is_rewritten(&profile) || profile.created_at != row.created_at);
    let is_changed = is_described || is_rewritten(row);
    Ok(is_changed.then_some(Stay::Changed))
}

/// Returns whether a row is no longer what the import wrote.
fn is_rewritten<E>(row: &Stored<E>) -> bool {
    let mut cells = row.seen.rows.iter().flat_map(|seen| &seen.cells);
    let is_unsure = !row.conflicted.is_empty() || !row.damaged.is_empty();
    is_unsure || cells.any(|(_, clock)| *clock != row.created)
}

/// Returns what is said of a food for patients, where that is not removed.
fn profile_of(
    reader: &Reader<'_>,
    tenant: TenantId,
    row: &Stored<ClinicFood>,
) -> Result<Option<Stored<FoodProfile>>> {
    let id = food_profile_id(tenant, &row.value.id.to_string());
    let profile = reader.get::<FoodProfile>(id)?;
    Ok(profile.filter(|profile| profile.deleted.is_none()))
}

/// Returns the numbers of the foods that recalls, plans and recipes have.
fn in_use(reader: &Reader<'_>) -> Result<HashSet<String>> {
    let eaten = reader.all::<RecallItem>(Deleted::Hidden)?;
    let advised = reader.all::<MealPlanItem>(Deleted::Hidden)?;
    let eaten = eaten.iter().map(|row| text(&row.value.food));
    let advised = advised.iter().map(|row| text(&row.value.food));
    let mut used: HashSet<String> = eaten.chain(advised).collect();
    for recipe in reader.all::<Recipe>(Deleted::Hidden)? {
        let parts = parts(&recipe.value).into_iter().flatten();
        used.extend(parts.map(|part| part.food));
    }
    Ok(used)
}
