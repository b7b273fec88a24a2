//! The facility at which a session works, among those of the clinic: what it lists, where it books, and by which clock.

use chrono_tz::Tz;
use sync_contract::catalog::Facility;
use sync_contract::ids::FacilityId;
use sync_contract::roles_given::RolesGiven;
use uuid::Uuid;
use vault::read::Reader;

use crate::error::Result;

/// What was chosen for a session.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum WorksAt {
    /// Nothing: where the session began, see [`RolesGiven::begins_at`].
    #[default]
    Own,
    All,
    At(FacilityId),
}

/// The facilities of the clinic, and at which of them a session works.
#[derive(Debug, Clone)]
pub(crate) struct Workplace {
    /// In the order in which they were created.
    all: Vec<Facility>,
    chosen: Option<FacilityId>,
    /// None where the session works at all of them.
    pub facility: Option<FacilityId>,
}

impl Workplace {
    /// Reads the facilities by one statement; `own` is asked only where it decides. A session works where a role of its
    /// user counts: what was chosen before a role ended is no choice any more.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn read(
        reader: &Reader<'_>,
        works_at: WorksAt,
        given: &RolesGiven,
        own: impl FnOnce() -> Result<Option<FacilityId>>,
    ) -> Result<Self> {
        let mut rows = reader.facilities()?;
        rows.sort_by_key(|row| (row.created_at, row.value.id));
        let mut read = Self {
            all: rows.into_iter().map(|row| row.value).collect(),
            chosen: None,
            facility: None,
        };
        match works_at {
            WorksAt::All if given.may_work_at(None) => {}
            // one that is in use no more is no choice any more
            WorksAt::At(id) if read.is_in_use(id) && given.may_work_at(Some(id.0)) => {
                read.chosen = Some(id);
                read.facility = Some(id);
            }
            WorksAt::All | WorksAt::At(_) | WorksAt::Own => {
                let in_use: Vec<Uuid> = read.in_use().map(|facility| facility.id.0).collect();
                let own = || own().map(|own| own.map(|facility| facility.0));
                read.facility = given.begins_at(&in_use, own)?.map(FacilityId);
                if !given.may_work_at(None) {
                    read.chosen = read.facility;
                }
            }
        }
        Ok(read)
    }

    /// Returns the facility that was chosen for the session, or to which its user's roles bind it: what is booked by it
    /// is booked there and nowhere else.
    pub fn chosen(&self) -> Option<FacilityId> {
        self.chosen
    }

    /// Returns the facility that was created first.
    pub fn first(&self) -> Option<FacilityId> {
        self.all.first().map(|facility| facility.id)
    }

    pub fn is_in_use(&self, id: FacilityId) -> bool {
        self.in_use().any(|facility| facility.id == id)
    }

    /// Returns whether there is more than one in use.
    pub fn are_several(&self) -> bool {
        self.in_use().count() > 1
    }

    pub fn in_use(&self) -> impl Iterator<Item = &Facility> {
        self.all.iter().filter(|facility| facility.is_active)
    }

    /// Returns the facilities in use at which the session works: one, or all of them.
    pub fn sites(&self) -> Vec<FacilityId> {
        let here = self.in_use().filter(|facility| self.shows(facility.id));
        here.map(|facility| facility.id).collect()
    }

    /// Returns whether what is of a facility is listed.
    pub fn shows(&self, facility: FacilityId) -> bool {
        self.facility.is_none_or(|own| own == facility)
    }

    /// Returns whether what is of this facility, or of none, is listed.
    pub fn shows_own(&self, facility: Option<FacilityId>) -> bool {
        facility.is_none_or(|facility| self.shows(facility))
    }

    /// Returns the name of a facility where several are in use and the session does not work at this one.
    pub fn name_elsewhere(&self, facility: FacilityId) -> Option<String> {
        let is_shown = self.facility != Some(facility) && self.are_several();
        let mut all = self.all.iter().filter(|_| is_shown);
        let one = all.find(|one| one.id == facility)?;
        Some(one.name.to_string())
    }

    /// Returns the time zones of the facilities in use, and that of the session.
    pub fn zones(&self) -> Vec<Tz> {
        let in_use = self
            .in_use()
            .map(|facility| self.zone_of(Some(facility.id)));
        in_use.chain([self.zone()]).collect()
    }

    /// Returns the time zone of the session: that of the first facility where it works at all of them.
    pub fn zone(&self) -> Tz {
        self.zone_of(self.facility.or(self.first()))
    }

    /// Returns the clock by which the hours of what is of a facility count: that of the session, and where it works at
    /// all of them that of the facility.
    pub fn zone_for(&self, facility: Option<FacilityId>) -> Tz {
        match self.facility.or(facility) {
            Some(facility) => self.zone_at(facility),
            None => self.zone(),
        }
    }

    /// Returns the time zone of a facility; that of the session for one that is not on this device.
    pub fn zone_at(&self, facility: FacilityId) -> Tz {
        match self.all.iter().any(|one| one.id == facility) {
            true => self.zone_of(Some(facility)),
            false => self.zone(),
        }
    }

    /// A name that this machine does not know counts as UTC.
    fn zone_of(&self, facility: Option<FacilityId>) -> Tz {
        let mut all = self.all.iter();
        let one = all.find(|one| Some(one.id) == facility);
        one.and_then(|one| Tz::from_str_insensitive(&one.time_zone).ok())
            .unwrap_or(Tz::UTC)
    }
}

/// Returns the time zone of one facility, for a write transaction.
///
/// # Errors
/// Those of the disk.
pub(crate) fn zone_at(reader: &Reader<'_>, facility: FacilityId) -> Result<Tz> {
    let given = RolesGiven::default();
    Ok(Workplace::read(reader, WorksAt::All, &given, || Ok(None))?.zone_at(facility))
}

/// Returns the clock by which money is summed by day, the same in every session: that of the facility whose money it
/// is, else that of the clinic's first one.
///
/// # Errors
/// Those of the disk.
pub(crate) fn zone_of_books(reader: &Reader<'_>, facility: Option<FacilityId>) -> Result<Tz> {
    let given = RolesGiven::default();
    let workplace = Workplace::read(reader, WorksAt::All, &given, || Ok(None))?;
    let is_here = |id: &FacilityId| workplace.all.iter().any(|one| one.id == *id);
    Ok(workplace.zone_of(facility.filter(is_here).or(workplace.first())))
}

#[cfg(test)]
impl Workplace {
    /// Returns a session of a clinic with these facilities, which are in use.
    pub fn of(
        all: Vec<Facility>,
        chosen: Option<FacilityId>,
        facility: Option<FacilityId>,
    ) -> Self {
        Self {
            all,
            chosen,
            facility,
        }
    }
}
