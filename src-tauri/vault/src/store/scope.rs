//! What the server sends to this computer, and how far it has come. Rows that another program edited are passed over:
//! what they would name has not come.

use rusqlite::{Connection, params};
use sync_contract::pull::{BootstrapClass, BootstrapToken};
use sync_contract::{Catalog, Descriptor, Wire, Writer, statement};
use uuid::Uuid;

use crate::error::Result;
use crate::store::columns;

/// The users that have joined this device at the server, the numbers of the compartments that they bring, and those of
/// which a bootstrap has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scope {
    pub users: Vec<Uuid>,
    pub compartments: Vec<u8>,
    pub complete: Vec<u8>,
    /// Everything is downloaded once more because rows were missing here: what comes again is not counted again.
    pub restores_rows: bool,
}

impl Scope {
    pub fn of(conn: &Connection) -> Result<Option<Self>> {
        let mut statement = conn.prepare_cached(statement!("replica", "scope"))?;
        let mut rows = statement.query([])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let users = columns::bytes(row, 0)?.map(Vec::<Uuid>::from_bytes);
        let Some(Ok(users)) = users else {
            return Ok(None);
        };
        let (compartments, complete) = (columns::bytes(row, 1)?, columns::bytes(row, 2)?);
        Ok(Some(Self {
            users,
            compartments: compartments.unwrap_or(&[]).to_vec(),
            complete: complete.unwrap_or(&[]).to_vec(),
            restores_rows: columns::integer(row, 3)? == Some(1),
        }))
    }

    pub fn store(&self, conn: &Connection) -> Result<()> {
        let mut users = Writer::new();
        users.list(&self.users, |w, user| w.uuid(*user));
        let sql = statement!("replica", "set_scope");
        conn.prepare_cached(sql)?.execute(params![
            users.finish(),
            self.compartments,
            self.complete,
            self.restores_rows,
        ])?;
        Ok(())
    }

    /// Notes that everything is asked for because rows were taken out of the file.
    pub fn restore_rows(conn: &Connection) -> Result<()> {
        match Self::of(conn)? {
            Some(scope) => Self {
                restores_rows: true,
                ..scope
            }
            .store(conn),
            None => Ok(()),
        }
    }

    /// Returns whether a compartment is neither complete nor on its way: its bootstrap was taken out of the file.
    pub fn lacks_bootstrap(&self, running: &[BootstrapToken]) -> bool {
        let mut open = self
            .compartments
            .iter()
            .filter(|number| !self.complete.contains(number));
        open.any(|number| {
            let comes = running
                .iter()
                .any(|token| token.compartments.contains(number));
            let is_sent = Catalog::ALL.iter().any(|descriptor| {
                let of = descriptor.compartment().map(|of| of.number());
                !descriptor.is_for_every_device() && of == Some(*number)
            });
            is_sent && !comes
        })
    }
}

/// Returns the bootstraps that have not ended, the first one first.
pub(crate) fn running(conn: &Connection) -> Result<Vec<BootstrapToken>> {
    let mut statement = conn.prepare_cached(statement!("replica", "bootstraps"))?;
    let mut rows = statement.query([])?;
    let mut running = Vec::new();
    while let Some(row) = rows.next()? {
        let token = columns::bytes(row, 0)?.map(BootstrapToken::from_bytes);
        running.extend(token.transpose()?);
    }
    Ok(running)
}

/// How far the downloads of this computer are.
#[derive(Debug)]
pub(crate) struct Downloads {
    /// Nothing is elsewhere: there never was a server, or there is no other computer in the clinic.
    pub is_alone: bool,
    /// The numbers of the compartments of which everything has come.
    pub complete: Vec<u8>,
    /// Those that have not ended.
    pub running: Vec<BootstrapToken>,
}

impl Downloads {
    /// Returns whether all rows of an entity have come.
    pub fn have_all(&self, descriptor: &'static Descriptor) -> bool {
        let Some(compartment) = descriptor.compartment() else {
            return true;
        };
        let number = compartment.number();
        if self.is_alone || descriptor.is_for_every_device() || self.complete.contains(&number) {
            return true;
        }
        // appointments of other weeks than the coming one are among the rest
        let last = match descriptor.bootstrap {
            BootstrapClass::ComingWeek => BootstrapClass::Rest,
            class => class,
        };
        let mut running = self.running.iter();
        let has_come =
            |token: &BootstrapToken| token.compartments.contains(&number) && token.class > last;
        running.any(has_come)
    }
}
