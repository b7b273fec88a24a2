//! What the server says to one device, in order, until the device has carried it out.

use sync_contract::pull::{Control, ControlItem};
use sync_contract::{Code, Wire, Writer};

use crate::{calls::Caller, database::Transaction, problem::Result, statements};

pub async fn keep(
    transaction: &Transaction<'_>,
    caller: Caller,
    number: i64,
    control: Control,
) -> Result<()> {
    let item = ControlItem {
        number: u64::try_from(number).map_err(|_| Code::Internal)?,
        control,
    };
    let wire = item.to_bytes();
    let (kind, bytes) = parts(&wire).ok_or(Code::Internal)?;
    statements::run(
        transaction,
        include_str!("../queries/devices/keep_control.sql"),
        &[
            &caller.tenant,
            &i64::from(caller.device_number),
            &number,
            &i16::from(kind),
            &bytes,
        ],
    )
    .await?;
    Ok(())
}

/// The item in a line that may have none.
pub fn item(row: &tokio_postgres::Row) -> Result<Option<ControlItem>> {
    let Some(number) = row.try_get("number")? else {
        return Ok(None);
    };
    let mut wire = Writer::new();
    wire.i64(number);
    wire.u8(u8::try_from(row.try_get::<_, i16>("kind")?).map_err(|_| Code::Internal)?);
    wire.bytes(row.try_get("bytes")?);
    let item = ControlItem::from_bytes(&wire.finish()).map_err(|_| Code::Internal)?;
    Ok(Some(item))
}

/// Lets go of what the device has carried out.
pub async fn forget(transaction: &Transaction<'_>, caller: Caller, seen: u64) -> Result<()> {
    statements::run(
        transaction,
        include_str!("../queries/devices/forget_control.sql"),
        &[
            &caller.tenant,
            &i64::from(caller.device_number),
            &i64::try_from(seen).unwrap_or(i64::MAX),
        ],
    )
    .await?;
    Ok(())
}

/// An item on the wire is its number, its kind, and its bytes behind their length.
fn parts(wire: &[u8]) -> Option<(u8, &[u8])> {
    let (_number, rest) = wire.split_at_checked(8)?;
    let (kind, rest) = rest.split_first()?;
    let (_length, bytes) = rest.split_at_checked(4)?;
    Some((*kind, bytes))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use uuid::Uuid;

    #[test]
    fn an_item_comes_apart_into_kind_and_bytes() {
        let control = Control::Scope {
            users: vec![Uuid::from_u128(7)],
            compartments: vec![1, 2],
        };
        let wire = ControlItem { number: 3, control }.to_bytes();
        let (kind, bytes) = parts(&wire).unwrap();
        assert_eq!((kind, bytes.len()), (1, 4 + 16 + 4 + 2));
    }
}
