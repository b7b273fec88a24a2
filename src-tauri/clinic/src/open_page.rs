//! The patient whose page is being read: they were found, the read was logged, and all of it is read of one state of
//! the file. So its lists ask for none of that again.

use std::cell::RefCell;

use chrono_tz::Tz;
use sync_contract::ids::PatientId;

use crate::error::Result;

#[derive(Debug)]
struct Page {
    patient: PatientId,
    /// Once it was asked for.
    zone: Option<Tz>,
}

/// The page that is open, while there is one.
#[derive(Debug, Default)]
pub(crate) struct OpenPage(RefCell<Option<Page>>);

impl OpenPage {
    /// Opens a patient's page until what is returned is dropped.
    pub fn open(&self, patient: PatientId) -> Closing<'_> {
        self.0.replace(Some(Page {
            patient,
            zone: None,
        }));
        Closing(self)
    }

    pub fn is_of(&self, patient: PatientId) -> bool {
        let page = self.0.borrow();
        page.as_ref().is_some_and(|page| page.patient == patient)
    }

    /// Returns the clinic's time zone, by `read` where it is not known.
    ///
    /// # Errors
    /// Those of `read`.
    pub fn zone(&self, read: impl FnOnce() -> Result<Tz>) -> Result<Tz> {
        let known = self.0.borrow().as_ref().and_then(|page| page.zone);
        if let Some(zone) = known {
            return Ok(zone);
        }
        let zone = read()?;
        if let Some(page) = &mut *self.0.borrow_mut() {
            page.zone = Some(zone);
        }
        Ok(zone)
    }
}

/// Closes the page however its reading ends: a later read is logged again.
pub(crate) struct Closing<'a>(&'a OpenPage);

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        self.0.0.take();
    }
}
