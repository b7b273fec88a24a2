//! The senders of quarantined cells, as the server names them: for display alone, since nothing proves them.

use std::collections::{BTreeSet, HashMap};

use sync_contract::catalog::{Device, User};
use sync_contract::pull::RowState;
use sync_contract::{Descriptor, Entity, FieldRef, Value, statement};
use uuid::Uuid;

use crate::error::Result;
use crate::store::columns;
use crate::store::quarantine::{self, QuarantinedCell};
use crate::store::rows::load_many;
use crate::vault::Vault;

/// Whom a quarantined cell names as its sender. The server took it from this author and under this number alone, so it
/// is as true as the server is; a signature that was checked says no more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sender {
    /// Given and family name; none of a user whose row is not here, or is not what was written.
    pub user: Option<(String, String)>,
    pub device_number: Option<u32>,
    /// None of a device that is not here, or that has taken another number since it joined.
    pub device_name: Option<String>,
}

/// The rows that name senders.
pub(crate) struct Senders {
    users: HashMap<Uuid, RowState>,
    devices: HashMap<Uuid, RowState>,
}

impl Senders {
    pub fn of(&self, author: Uuid, device: u32) -> Sender {
        let user = self.users.get(&author).and_then(|row| {
            let (first, last) = (User::FIELD.first_name, User::FIELD.last_name);
            Some((text(row, first)?, text(row, last)?))
        });
        let device_number = Some(device).filter(|number| *number > 0);
        let with_number = |number: u32| {
            let mut devices = self.devices.values();
            devices.find(|row| {
                let first = Device::FIELD.number.in_row(row).and_then(Value::as_int);
                first == Some(i64::from(number))
            })
        };
        let device = device_number.and_then(with_number);
        Sender {
            user,
            device_number,
            device_name: device.and_then(|row| text(row, Device::FIELD.name)),
        }
    }
}

impl Vault {
    /// Returns everything quarantined, oldest first, each with its sender. Needs no key of a user.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn quarantined(&self) -> Result<Vec<(QuarantinedCell, Sender)>> {
        let quarantined = quarantine::list(&self.conn)?;
        if quarantined.is_empty() {
            return Ok(Vec::new());
        }
        let senders = self.senders(quarantined.iter().map(|cell| cell.state.author))?;
        let with_sender = |cell: QuarantinedCell| {
            let sender = senders.of(cell.state.author, cell.state.clock.device);
            (cell, sender)
        };
        Ok(quarantined.into_iter().map(with_sender).collect())
    }

    /// Returns what is known of these users, and of all computers.
    pub(crate) fn senders(&self, authors: impl Iterator<Item = Uuid>) -> Result<Senders> {
        let authors: BTreeSet<Uuid> = authors.collect();
        Ok(Senders {
            users: self.intact_rows(User::DESCRIPTOR, authors.into_iter())?,
            devices: self.intact_rows(Device::DESCRIPTOR, self.device_ids()?.into_iter())?,
        })
    }

    /// Returns the rows of which every cell has a valid clinic tag: an edited row names no sender.
    fn intact_rows(
        &self,
        descriptor: &'static Descriptor,
        ids: impl Iterator<Item = Uuid>,
    ) -> Result<HashMap<Uuid, RowState>> {
        let mut rows = load_many(&self.conn, descriptor, ids)?;
        let verifier = self.verifier();
        rows.retain(|_, row| {
            let mut cells = row.cells.iter();
            cells.all(|cell| verifier.check(row, cell).is_ok())
        });
        Ok(rows)
    }

    fn device_ids(&self) -> Result<Vec<Uuid>> {
        let mut statement = self
            .conn
            .prepare_cached(statement!("people", "device_ids"))?;
        let mut rows = statement.query([])?;
        let mut ids = Vec::new();
        while let Some(row) = rows.next()? {
            ids.extend(columns::id(row, 0)?);
        }
        Ok(ids)
    }
}

fn text(row: &RowState, field: FieldRef) -> Option<String> {
    let text = field.in_row(row).and_then(Value::as_text);
    text.map(str::to_owned)
}
