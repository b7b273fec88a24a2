//! The rest, newest first: identities begin with the time of their making, so one order spans all the tables.

use deadpool_postgres::Transaction;
use sync_contract::pull::{FillClass, RowState};
use sync_contract::{Code, Descriptor};
use tokio_postgres::Row;
use uuid::Uuid;

use super::{Filling, Place, classes};
use crate::{
    problem::Result,
    pull::{Numbered, load},
    statements,
};

pub async fn chunk(
    filling: &Filling<'_, '_>,
    after: Option<(u16, Uuid)>,
    room: usize,
) -> Result<(Vec<RowState>, Option<Place>)> {
    let entities: Vec<_> = classes::entities(FillClass::Rest)
        .into_iter()
        .filter(|descriptor| filling.wants(descriptor))
        .collect();
    if entities.is_empty() {
        return Ok((Vec::new(), None));
    }
    let before = after.map_or(Uuid::max(), |(_, row)| row);
    // rows of several entities may share an identity; a page never cuts between them
    let limit = room + entities.len();
    let found = select(filling, &entities, before, limit).await?;
    let found = found.iter().map(numbered).collect::<Result<Vec<_>>>()?;
    let (page, is_last) = match found.get(room) {
        Some(first_left_out) if found[room - 1].row != first_left_out.row => {
            (&found[..room], false)
        }
        Some(first_left_out) => {
            let shared = found[room..].iter();
            let shared = shared.take_while(|found| found.row == first_left_out.row);
            let end = room + shared.count();
            (&found[..end], end == found.len() && found.len() < limit)
        }
        None => (found.as_slice(), true),
    };
    let next = page
        .last()
        .filter(|_| !is_last)
        .map(|last| (FillClass::Rest, Some((last.entity, last.row))));
    let rows = load(filling.transaction, filling.tenant, page).await?;
    Ok((rows.into_iter().map(|(row, _)| row).collect(), next))
}

fn numbered(row: &Row) -> Result<Numbered> {
    Ok(Numbered {
        entity: u16::try_from(row.get::<_, i32>("entity")).map_err(|_| Code::Internal)?,
        row: row.get("id"),
        seq: 0,
    })
}

async fn select(
    filling: &Filling<'_, '_>,
    entities: &[&Descriptor],
    before: Uuid,
    limit: usize,
) -> Result<Vec<Row>> {
    let arms: Vec<String> = entities
        .iter()
        .map(|Descriptor { number, table, .. }| {
            format!(
                "(select {number} as entity, id from {table}
                where tenant_id = $1 and id < $2 and seq <= $3 order by id desc limit $4)"
            )
        })
        .collect();
    let text = format!(
        "select entity, id from ({}) as heads order by id desc limit $4",
        arms.join(" union all ")
    );
    let transaction: &Transaction<'_> = filling.transaction;
    let limit = i64::try_from(limit).map_err(|_| Code::Internal)?;
    let parameters: [&(dyn tokio_postgres::types::ToSql + Sync); 4] =
        [&filling.tenant, &before, &filling.upto, &limit];
    statements::all(transaction, &text, &parameters).await
}
