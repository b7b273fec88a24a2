//! Rows that the server is asked for again, wherever this device is in the feed: what was quarantined of them may be in
//! order there by now, and what another program did to this file heals by what the server has.

use rusqlite::{Transaction, TransactionBehavior};
use sync_contract::entity::CREATED;
use sync_contract::messages::{FETCHED_ROWS_MAX, FetchRows, FetchedRows, Pull, PullPage, RowName};
use sync_contract::protocol::{Applied, Replica};
use sync_contract::{Catalog, statement};

use crate::audit_chain::event::{Detail, Event};
use crate::error::Result;
use crate::store::quarantine::{QuarantineReason, QuarantinedCell};
use crate::store::scope::Scope;
use crate::store::{damage, quarantine, row_tag, rows};
use crate::unlocked::Unlocked;
use crate::vault::Vault;

impl Vault {
    pub(super) fn wanted_rows(&self) -> Result<Vec<RowName>> {
        // a device that begins anew is sent everything
        match self.next_pull()?.cursor {
            Some(_) => quarantine::to_fetch(&self.conn, self.now_us()?, FETCHED_ROWS_MAX),
            None => Ok(Vec::new()),
        }
    }

    /// Applies rows as a page that ends where the feed is: each is verified like any other that the server sends.
    pub(super) fn take_fetched(
        &mut self,
        call: &FetchRows,
        fetched: &FetchedRows,
    ) -> Result<Applied> {
        let position = self.next_pull()?;
        let Some(cursor) = position.cursor else {
            return Ok(Applied::default());
        };
        let before = quarantine::of_rows(&self.conn, &call.rows)?;
        let pull = Pull {
            cursor: Some(cursor),
            bootstrap: None,
            control_position: position.control_position,
            rows_max: 0,
        };
        let page = PullPage {
            control: Vec::new(),
            rows: fetched.rows.clone(),
            cursor,
            head: fetched.head,
            bootstrap: None,
        };
        let applied = self.apply(&pull, &page)?;
        let now_us = self.now_us()?;
        quarantine::note_fetched(&self.conn, &call.rows, &before, now_us)?;
        Ok(applied)
    }
}

impl Unlocked {
    /// Has the server asked, with the next sync, for all rows of which something is quarantined, after every row of
    /// this file was checked; and for everything where another program took rows or sibling versions out of it.
    /// Whether this user may do that, the caller asks first. Returns how many rows are quarantined, and whether
    /// everything is asked for.
    pub fn fetch_again(&mut self) -> Result<(usize, bool)> {
        let vault = &self.vault;
        let tags = vault.verifier().tags;
        let missing = damage::missing_rows(&vault.conn, tags)?;
        let lacks_rows = missing.values().any(|rows| *rows > 0);
        let is_everything = lacks_rows || damage::lacks_siblings(&vault.conn, tags)?;
        self.quarantine_altered()?;
        self.record(Event::new("fetch again", "clinic"), &Detail::default())?;
        let rows = quarantine::fetch_all(&self.vault.conn)?;
        if is_everything {
            Scope::restore_rows(&self.vault.conn)?;
            let forget = statement!("backup", "forget_position");
            self.vault.conn.execute(forget, [])?;
        }
        Ok((rows, is_everything))
    }

    /// Rows that another program edited and that nobody has read since.
    fn quarantine_altered(&self) -> Result<()> {
        let vault = &self.vault;
        let altered =
            |descriptor| row_tag::altered_rows(&vault.conn, vault.verifier().tags, descriptor);
        for descriptor in Catalog::ALL {
            if altered(descriptor)?.is_empty() {
                continue;
            }
            // a sync may have healed them since: this is what is so while nothing else is written
            let tx = Transaction::new_unchecked(&vault.conn, TransactionBehavior::Immediate)?;
            for (row, patient) in altered(descriptor)? {
                let cell = QuarantinedCell {
                    entity: descriptor.number,
                    row,
                    patient,
                    is_sibling: false,
                    reason: QuarantineReason::Damaged,
                    state: rows::lost_cell(CREATED),
                    quarantined_at_us: vault.now_us()?,
                };
                quarantine::quarantine(&vault.conn, &cell)?;
            }
            tx.commit()?;
        }
        Ok(())
    }
}
