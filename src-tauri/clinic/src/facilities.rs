//! The buildings of a clinic, each with a time zone and a currency of its own.

use chrono_tz::Tz;
use iso_currency::Currency;
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::Facility;
use sync_contract::field::Text;
use sync_contract::ids::FacilityId;
use vault::read::{Reader, Stored};

use crate::clinic::or_not_found;
use crate::clinic_list::{self, Listed};
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::view::{Id, ReadVersionToken};
use crate::{Clinic, fields};

impl Listed for Facility {
    const WHAT: &'static str = "facility";

    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }

    /// Stands for every one of them on a command line.
    fn names_of_program() -> Vec<&'static str> {
        vec!["all"]
    }
}

/// Returns the checked values of a form.
pub(crate) fn facility(
    id: FacilityId,
    form: &FacilityForm,
    others: &[Stored<Facility>],
) -> Result<Facility> {
    let name = fields::required(&form.name, "name");
    let (name, address, phone, licence_number, time_zone, currency) = (
        name.and_then(|name: Text<255>| clinic_list::free(name, "name", id, others)),
        fields::optional_paragraph(&form.address, "address"),
        fields::phones(&form.phone),
        fields::optional(&form.licence_number, "licenceNumber"),
        zone(&form.time_zone),
        currency(&form.currency),
    )
        .together()?;
    Ok(Facility {
        id,
        name,
        address,
        phone,
        licence_number,
        time_zone,
        currency,
        is_active: form.is_active,
    })
}

/// # Errors
/// `Invalid` for a name that the time zones of this machine do not have.
pub(crate) fn zone(name: &str) -> Result<Text<64>> {
    let name = name.trim();
    Tz::from_str_insensitive(name).map_err(|_| Error::invalid("timeZone", Reason::Unknown))?;
    Ok(Text::new(name).map_err(vault::Error::from)?)
}

/// Returns the code of a currency: three capitals that ISO 4217 gives to one, and not to a test or to none.
///
/// # Errors
/// `Invalid`.
pub(crate) fn currency(code: &str) -> Result<Text<3>> {
    let code = code.trim();
    if code.len() != 3 || !code.bytes().all(|letter| letter.is_ascii_uppercase()) {
        return Err(Error::invalid("currency", Reason::Malformed));
    }
    let known = Currency::from_code(code);
    if known.is_none_or(|currency| matches!(currency, Currency::XTS | Currency::XXX)) {
        return Err(Error::invalid("currency", Reason::Unknown));
    }
    Ok(Text::new(code).map_err(vault::Error::from)?)
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FacilityRow {
    pub id: Id,
    pub seen: ReadVersionToken,
    #[serde(flatten)]
    pub form: FacilityForm,
}

/// `time_zone` is an IANA name, `currency` an ISO 4217 code; empty text is not recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FacilityForm {
    pub name: String,
    pub address: String,
    pub phone: String,
    pub licence_number: String,
    pub time_zone: String,
    pub currency: String,
    pub is_active: bool,
}

/// Returns all facilities by name, with those that are not in use any more.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`).
pub fn list(clinic: &Clinic) -> Result<Vec<FacilityRow>> {
    clinic.may(Right::AppointmentsRead)?;
    by_name(&clinic.read())
}

/// Returns one facility by its id or its name.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`), `NotFound`.
pub fn find(clinic: &Clinic, name_or_id: &str) -> Result<FacilityRow> {
    clinic.may(Right::AppointmentsRead)?;
    let rows = by_name(&clinic.read())?;
    let one = clinic_list::called(rows, name_or_id, |row| (&row.id, &row.form.name));
    or_not_found(one, Facility::WHAT)
}

/// A facility by its name. `is_offered`: it is in use, and a role of the user counts there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WorkplaceChoice {
    pub id: Id,
    pub name: String,
    pub is_offered: bool,
}

/// Where this session may work. `has_all`: also at all facilities at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Workplaces {
    pub facilities: Vec<WorkplaceChoice>,
    pub has_all: bool,
}

impl Workplaces {
    /// Returns one by its name or id.
    pub fn called(self, name_or_id: &str) -> Option<WorkplaceChoice> {
        clinic_list::called(self.facilities, name_or_id, |one| (&one.id, &one.name))
    }
}

/// Returns the facilities by name, and at which of them this session may work. It is the user's own choice: no right is
/// needed.
///
/// # Errors
/// Those of the disk.
pub fn workplaces(clinic: &Clinic) -> Result<Workplaces> {
    let given = clinic.unlocked().session().roles_given();
    let rows = clinic.read().facilities()?.into_iter();
    let choice = |row: Stored<Facility>| WorkplaceChoice {
        id: Id::of(row.value.id),
        name: row.value.name.to_string(),
        is_offered: row.value.is_active && given.may_work_at(Some(row.value.id.0)),
    };
    Ok(Workplaces {
        facilities: rows.map(choice).collect(),
        has_all: given.may_work_at(None),
    })
}

/// Chooses the facility at which this session works, or all of them: what it lists and books, by which clock, and which
/// roles of its user count. It is the user's own choice: no right is needed. A refusal is in the audit log, as that of
/// a sign-in is, and counts as no wrong password.
///
/// # Errors
/// `NotFound`, `Invalid` for one that is not in use any more, and where no role of the user counts.
pub fn work_at(clinic: &mut Clinic, facility: Option<&Id>) -> Result<()> {
    let answer = choose(clinic, facility);
    if let Err(Error::NotFound(_) | Error::Invalid { .. }) = answer {
        clinic.log_refused("choose facility", "session")?;
    }
    answer
}

fn choose(clinic: &mut Clinic, facility: Option<&Id>) -> Result<()> {
    let facility: Option<FacilityId> = facility.map(Id::to).transpose()?;
    if let Some(id) = facility {
        let row = clinic.require_row::<Facility>(id, Facility::WHAT)?;
        if row.deleted.is_some() || !row.value.is_active {
            return Err(Error::invalid("facilityId", Reason::OutOfUse));
        }
    }
    let given = clinic.unlocked().session().roles_given();
    match given.may_work_at(facility.map(|id| id.0)) {
        true => clinic.work_at(facility),
        false => Err(Error::invalid("workplace", Reason::Impossible)),
    }
}

fn by_name(reader: &Reader<'_>) -> Result<Vec<FacilityRow>> {
    let mut rows: Vec<FacilityRow> = clinic_list::all::<Facility>(reader)?
        .iter()
        .map(row)
        .collect();
    rows.sort_by(|a, b| (&a.form.name, &a.id).cmp(&(&b.form.name, &b.id)));
    Ok(rows)
}

fn row(stored: &Stored<Facility>) -> FacilityRow {
    let facility = &stored.value;
    let text = |value: Option<&str>| value.map_or(String::new(), str::to_owned);
    FacilityRow {
        id: Id::of(facility.id),
        seen: ReadVersionToken::of(&stored.seen),
        form: FacilityForm {
            name: facility.name.to_string(),
            address: text(facility.address.as_deref()),
            phone: text(facility.phone.as_deref()),
            licence_number: text(facility.licence_number.as_deref()),
            time_zone: facility.time_zone.to_string(),
            currency: facility.currency.to_string(),
            is_active: facility.is_active,
        },
    }
}

/// Adds a facility. The clinic's time zone stays that of its first one.
///
/// # Errors
/// `Forbidden` (needs `facilities.manage`), `Invalid` (no name or one that is taken, no such zone or currency).
pub fn add(clinic: &mut Clinic, form: &FacilityForm) -> Result<FacilityRow> {
    clinic.may(Right::FacilitiesManage)?;
    let id = clinic.write("add facility", |tx| {
        clinic_list::add(tx, |id, others| facility(id, form, others))
    })?;
    find(clinic, &id.0)
}

/// Changes the fields of a facility in which the form differs from the loaded one. The last one in use stays in use.
///
/// # Errors
/// As [`add`], `NotFound`, `Invalid` for the last one in use.
pub fn edit(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    loaded: &FacilityForm,
    form: &FacilityForm,
) -> Result<FacilityRow> {
    clinic.may(Right::FacilitiesManage)?;
    clinic.write("edit facility", |tx| {
        clinic_list::edit(tx, id, seen, |stored: &Stored<Facility>, others| {
            let own = stored.value.id;
            let form = merged_form!(FacilityForm {
                name, address, phone, licence_number, time_zone, currency, is_active
            } of loaded, form, row(stored).form);
            let is_last = !others
                .iter()
                .any(|other| other.value.id != own && other.value.is_active);
            if is_last && !form.is_active {
                return Err(Error::invalid("isActive", Reason::Impossible));
            }
            facility(own, &form, others)
        })
    })?;
    // roles for one that went out of use give nothing
    clinic.follow_workplace()?;
    find(clinic, &id.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_wrong_with_a_building_is_named_at_once() {
        let form = FacilityForm {
            name: " ".into(),
            address: String::new(),
            phone: String::new(),
            licence_number: String::new(),
            time_zone: "Mars/Phobos".into(),
            currency: "ZZZ".into(),
            is_active: true,
        };
        let Err(Error::Several(wrong)) = facility(FacilityId(uuid::Uuid::nil()), &form, &[]) else {
            panic!("three fields are wrong");
        };
        let fields = wrong.iter().map(|error| match error {
            Error::Invalid { field, .. } => *field,
            other => panic!("{other:?}"),
        });
        let fields: Vec<_> = fields.collect();
        assert_eq!(fields, ["name", "timeZone", "currency"]);
    }

    #[test]
    fn only_a_currency_of_the_standard_is_taken() {
        for code in ["EUR", " KWD ", "JPY", "GHS"] {
            assert!(currency(code).is_ok(), "{code}");
        }
        for code in ["QQQ", "XXX", "XTS", "eur", "EURO", "€", ""] {
            assert!(currency(code).is_err(), "{code}");
        }
    }
}
