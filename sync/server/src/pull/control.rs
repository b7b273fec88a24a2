//! Control items: instructions to one device, in order, until the device has acknowledged them.

use sync_contract::pull::{Control, ControlItem};
use sync_contract::statement;
use sync_contract::{Code, Wire, Writer};

use crate::auth::token::Caller;
use crate::db::statements;
use crate::db::transaction::Transaction;
use crate::problem::Result;

/// Enqueues an item for a device.
pub async fn enqueue(
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
        statement!("devices", "insert_control_item"),
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

/// Returns the item of a result row, which may have none.
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

/// Deletes the items up to a number, which the device has carried out.
pub async fn acknowledge(transaction: &Transaction<'_>, caller: Caller, number: u64) -> Result<()> {
    statements::run(
        transaction,
        statement!("devices", "delete_control"),
        &[
            &caller.tenant,
            &i64::from(caller.device_number),
            &i64::try_from(number).unwrap_or(i64::MAX),
        ],
    )
    .await?;
    Ok(())
}

/// Splits an encoded item into its kind and its bytes: it is the number, the kind, the length of the bytes, the bytes.
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
    fn an_encoded_item_splits_into_kind_and_bytes() {
        let control = Control::Scope {
            users: vec![Uuid::from_u128(7)],
            compartments: vec![1, 2],
        };
        let wire = ControlItem { number: 3, control }.to_bytes();
        let (kind, bytes) = parts(&wire).unwrap();
        assert_eq!((kind, bytes.len()), (1, 4 + 16 + 4 + 2));
    }
}
