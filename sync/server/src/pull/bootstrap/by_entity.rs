//! The classes that go entity by entity: the clinic itself, the identities of its patients, its coming week.

use sync_contract::pull::{BootstrapClass, RowState};
use sync_contract::statement;
use sync_contract::{Catalog, Code};
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::db::loaded_row::RowKey;
use crate::db::row_sizes::size;
use crate::db::statements;
use crate::db::table;
use crate::problem::Result;
use crate::pull::bootstrap::read;
use crate::pull::bootstrap::read::BootstrapRead;
use crate::pull::bootstrap::read::Position;
use crate::pull::bootstrap::read::following;
use crate::pull::page::ChangedRow;
use crate::pull::page::compartment_of_unknown;
use crate::pull::page::load;
use crate::pull::scope::EVERY_DEVICE;

const DAY_MS: i64 = 24 * 3600 * 1000;
const WEEK_DAYS: i64 = 8;
/// A token comes back from a device, so its day may be any number; the database ends in the year 294276.
const DAY_MAX: i32 = 1_000_000;
/// The entities that this version does not know; no entity has this number.
const UNKNOWN_ENTITIES: u16 = 0;

pub async fn chunk(
    reading: &BootstrapRead<'_, '_>,
    class: BootstrapClass,
    after: Option<(u16, Uuid)>,
    rows_max: usize,
    bytes_max: usize,
) -> Result<(Vec<RowState>, Option<Position>)> {
    let entities: Vec<_> = read::entities(class)
        .into_iter()
        .filter(|descriptor| reading.includes(descriptor))
        .collect();
    let (entity, last) = match after {
        Some((entity, last)) => (entities.iter().position(|d| d.number == entity), last),
        None => ((!entities.is_empty()).then_some(0), Uuid::nil()),
    };
    let Some(index) = entity else {
        return match (class, after) {
            (BootstrapClass::StaffAndSettings, Some(after)) => {
                unknown(reading, after, rows_max, bytes_max).await
            }
            _ => Ok((Vec::new(), following(class))),
        };
    };
    let descriptor = entities[index];
    let mut limit = i64::try_from(rows_max).map_err(|_| Code::Internal)?;
    let (from_ms, until_ms) = coming_week(reading.token.today);
    let is_week = class == BootstrapClass::ComingWeek;
    fn parameters<'a>(
        reading: &'a BootstrapRead<'_, '_>,
        last: &'a Uuid,
        limit: &'a i64,
        week: Option<&'a (i64, i64)>,
    ) -> Vec<&'a (dyn ToSql + Sync)> {
        let mut all: Vec<&(dyn ToSql + Sync)> = vec![&reading.tenant, last, &reading.upto, limit];
        if let Some((from, until)) = week {
            all.extend([from as &(dyn ToSql + Sync), until]);
        }
        all
    }
    let week = (from_ms, until_ms);
    let week = is_week.then_some(&week);
    let text = read::ids_statement(class, descriptor);
    let ids = parameters(reading, &last, &limit, week);
    let ids = statements::all(reading.transaction, &text, &ids).await?;
    let sized = ids.iter().map(|row| {
        let key = RowKey {
            entity: descriptor.number,
            row: row.get("id"),
        };
        Ok((key, size(row)?))
    });
    let sized = sized.collect::<Result<Vec<(RowKey, usize)>>>()?;
    let fits = reading.fitting(&sized, bytes_max).await?;
    let is_full = fits < sized.len() || sized.len() == rows_max;
    limit = i64::try_from(fits).map_err(|_| Code::Internal)?;
    let text = read::statement(class, descriptor);
    let rows = parameters(reading, &last, &limit, week);
    let entries = table::select(reading.transaction, descriptor, &text, &rows).await?;
    // not the last entry: one that cannot be read is none
    let last = fits.checked_sub(1).map(|last| sized[last].0);
    let next = match (last, entities.get(index + 1)) {
        (Some(last), _) if is_full => Some((class, Some((last.entity, last.row)))),
        (_, Some(next)) => Some((class, Some((next.number, Uuid::nil())))),
        (_, None) if class == BootstrapClass::StaffAndSettings => {
            Some((class, Some((UNKNOWN_ENTITIES, Uuid::nil()))))
        }
        (_, None) => following(class),
    };
    Ok((reading.with_siblings(entries).await?, next))
}

async fn states(reading: &BootstrapRead<'_, '_>, ids: &[ChangedRow]) -> Result<Vec<RowState>> {
    let BootstrapRead {
        transaction,
        tenant,
        has_siblings_or_unknown,
        ..
    } = *reading;
    let rows = load(transaction, tenant, ids, u64::MAX, has_siblings_or_unknown).await?;
    Ok(rows.into_iter().map(|(row, _)| row).collect())
}

/// With an extra day before and after, because the clinic's days are not those of the server.
fn coming_week(today: i32) -> (i64, i64) {
    let today = i64::from(today.clamp(0, DAY_MAX));
    ((today - 1) * DAY_MS, (today + WEEK_DAYS + 1) * DAY_MS)
}

/// Returns rows of unknown entities, as they were received, within the compartment that their sealed bytes name.
async fn unknown(
    reading: &BootstrapRead<'_, '_>,
    (entity, row): (u16, Uuid),
    rows_max: usize,
    bytes_max: usize,
) -> Result<(Vec<RowState>, Option<Position>)> {
    let known: Vec<i32> = Catalog::ALL.iter().map(|d| i32::from(d.number)).collect();
    let entries = statements::all(
        reading.transaction,
        statement!("bootstrap", "unknown_entities"),
        &[
            &reading.tenant,
            &reading.upto,
            &i32::from(entity),
            &row,
            &known,
            &i64::try_from(rows_max).map_err(|_| Code::Internal)?,
        ],
    )
    .await?;
    let ids = entries.iter().map(|row| {
        Ok(ChangedRow {
            entity: u16::try_from(row.get::<_, i32>("entity")).map_err(|_| Code::Internal)?,
            row: row.get("row_id"),
            seq: 0,
        })
    });
    let mut ids = ids.collect::<Result<Vec<ChangedRow>>>()?;
    // they are in no table of their own, so their cells are all that they have
    let sized: Vec<(RowKey, usize)> = ids.iter().map(|row| (row.key(), 0)).collect();
    let fits = reading.fitting(&sized, bytes_max).await?;
    let is_full = fits < ids.len() || ids.len() == rows_max;
    ids.truncate(fits);
    let next = match ids.last() {
        Some(last) if is_full => Some((
            BootstrapClass::StaffAndSettings,
            Some((last.entity, last.row)),
        )),
        _ => following(BootstrapClass::StaffAndSettings),
    };
    let mut states = states(reading, &ids).await?;
    states.retain(|row| {
        let compartment = compartment_of_unknown(row);
        let wanted = compartment.map_or(EVERY_DEVICE, |compartment| compartment.number());
        reading.scope.contains_compartment(compartment)
            && reading.token.compartments.contains(&wanted)
    });
    Ok((states, next))
}
