//! What has not come to this computer: until it has, a list that lacks it looks complete, or empty.

use std::collections::BTreeSet;
use std::sync::Arc;

use sync_contract::catalog::Device;
use sync_contract::{Catalog, Compartment, Descriptor, Entity, statement};

use crate::Unlocked;
use crate::error::Result;
use crate::read::Reader;
use crate::store::damage;
use crate::store::scope::{Downloads, Scope, running};

impl Reader<'_> {
    /// Returns whether rows of an entity that this user may open have not come yet: their download has not begun, as on
    /// a computer that only others have used so far, or it has not ended.
    pub fn is_to_come(&self, descriptor: &'static Descriptor) -> Result<bool> {
        Ok(self.lacks(&*self.downloads()?, descriptor))
    }

    /// Returns whether that holds of any entity.
    pub fn is_anything_to_come(&self) -> Result<bool> {
        let downloads = self.downloads()?;
        let mut all = Catalog::ALL.iter();
        Ok(all.any(|descriptor| self.lacks(&downloads, descriptor)))
    }

    /// Returns the compartments with rows that this computer has yet to download, whether or not the user may open
    /// them.
    pub fn compartments_to_come(&self) -> Result<impl Iterator<Item = Compartment> + use<>> {
        let downloads = self.downloads()?;
        let all = Catalog::ALL.iter();
        let missing = all.filter(|descriptor| !downloads.have_all(descriptor));
        let missing: BTreeSet<Compartment> = missing
            .filter_map(|descriptor| descriptor.compartment())
            .collect();
        Ok(missing.into_iter())
    }

    fn downloads(&self) -> Result<Arc<Downloads>> {
        self.session.snapshot.downloads(|| {
            let scope = Scope::of(self.conn)?;
            Ok(Downloads {
                is_alone: self.is_alone()?,
                complete: scope.map_or(Vec::new(), |scope| scope.complete),
                running: running(self.conn)?,
            })
        })
    }

    fn lacks(&self, downloads: &Downloads, descriptor: &'static Descriptor) -> bool {
        let entitled = &self.session.entitled;
        let mut compartment = descriptor.compartment().into_iter();
        compartment.any(|own| entitled.contains(&own)) && !downloads.have_all(descriptor)
    }

    fn is_alone(&self) -> Result<bool> {
        let alone = statement!("replica", "is_alone");
        let mut statement = self.conn.prepare_cached(alone)?;
        let (never_met, is_only) = statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        // a computer whose row another program took out is one
        let tags = self.prover.verifier.tags;
        let is_only = is_only && damage::missing_of(self.conn, tags, Device::DESCRIPTOR)? == 0;
        Ok(never_met || is_only)
    }
}

impl Unlocked {
    /// Returns the compartments of what was read since it was last asked and has not all come to this computer: what
    /// was listed may lack some of it.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn take_to_come(&self) -> Result<impl Iterator<Item = Compartment> + use<>> {
        let (reader, read) = (self.read(), self.session.damage.take_read());
        let downloads = reader.downloads()?;
        let mut compartments = BTreeSet::new();
        for descriptor in read.into_iter().filter_map(Catalog::by_number) {
            if reader.lacks(&downloads, descriptor) {
                compartments.extend(descriptor.compartment());
            }
        }
        Ok(compartments.into_iter())
    }
}
