//! What a user of the clinic can do to the file of their computer: they have its secret, and a SQLite shell.

use sync_contract::Descriptor;
use sync_contract::pull::RowState;
use uuid::Uuid;

use crate::store::rows;
use crate::unlocked::Unlocked;
use crate::verify::cells::cell_input;

impl Unlocked {
    /// Changes a row in the file and makes its tags anew, so that they fit.
    pub fn forge_row(
        &self,
        descriptor: &'static Descriptor,
        id: Uuid,
        change: impl FnOnce(&mut RowState),
    ) {
        let (conn, tenant) = (&self.vault.conn, self.vault.facts.tenant);
        let mut row = rows::load(conn, descriptor, id).unwrap().unwrap();
        change(&mut row);
        let (entity, patient) = (row.entity, row.patient);
        for cell in &mut row.cells {
            let key = &self.vault.tags[&cell.secret_version];
            cell.tag = key.tag(&cell_input(tenant, entity, id, patient, cell));
        }
        rows::update(conn, descriptor, tenant, &row).unwrap();
    }

    /// Removes a row from the file.
    pub fn remove_row(&self, descriptor: &'static Descriptor, id: Uuid) {
        rows::delete(&self.vault.conn, descriptor, id).unwrap();
    }
}
