//! The buildings of a clinic, each with a time zone and a currency of its own.

pub mod add;
pub mod edit;
pub mod list;
pub mod view;

use chrono_tz::Tz;
use sync_contract::catalog::Facility;
use sync_contract::field::Text;
use sync_contract::ids::FacilityId;
use vault::reads::Stored;

use crate::error::{Error, Reason, Result};
use crate::fields;
use view::FacilityForm;

/// What a form says, checked.
pub(crate) fn facility(
    id: FacilityId,
    form: &FacilityForm,
    others: &[Stored<Facility>],
) -> Result<Facility> {
    let name: Text<255> = fields::required(&form.name, "name")?;
    let folded = name.to_lowercase();
    let is_taken = others
        .iter()
        .any(|other| other.value.id != id && other.value.name.to_lowercase() == folded);
    if is_taken {
        return Err(Error::invalid("name", Reason::Taken));
    }
    Ok(Facility {
        id,
        name,
        address: fields::optional_paragraph(&form.address, "address")?,
        phone: fields::phones(&form.phone)?,
        licence_number: fields::optional(&form.licence_number, "licenceNumber")?,
        time_zone: zone(&form.time_zone)?,
        currency: currency(&form.currency)?,
        is_active: form.is_active,
    })
}

/// Errors: `Invalid` for a name that the time zones of this machine do not have.
pub(crate) fn zone(name: &str) -> Result<Text<64>> {
    let name = name.trim();
    Tz::from_str_insensitive(name).map_err(|_| Error::invalid("timeZone", Reason::Unknown))?;
    Ok(Text::new(name).map_err(vault::Error::from)?)
}

/// Three capitals (ISO 4217).
pub(crate) fn currency(code: &str) -> Result<Text<3>> {
    let code = code.trim();
    if code.len() != 3 || !code.bytes().all(|letter| letter.is_ascii_uppercase()) {
        return Err(Error::invalid("currency", Reason::Malformed));
    }
    Ok(Text::new(code).map_err(vault::Error::from)?)
}
