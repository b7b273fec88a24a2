//! Creation of a clinic.

use std::path::Path;

use serde::Deserialize;
use specta::Type;
use sync_contract::catalog::{Facility, TenantStatus};
use sync_contract::field::Text;
use sync_contract::ids::FacilityId;
use vault::password::Password;
use vault::recovery::RecoveryKey;
use vault::{ClinicSetup, Environment, Founder, Vault};
use zeroize::Zeroizing;

use crate::clock::Clock;
use crate::demo::DemoStaff;
use crate::error::Result;
use crate::{Clinic, demo, facilities, fields, roles};

#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewClinic {
    pub clinic_name: String,
    pub time_zone: String,
    /// ISO 4217; euro when empty.
    #[serde(default)]
    pub currency: String,
    pub first_name: String,
    pub last_name: String,
    pub username: String,
    // zeroized on drop
    #[specta(type = String)]
    pub password: Zeroizing<String>,
    /// A demo clinic, permanently.
    #[serde(default)]
    pub is_demo: bool,
}

/// Creates a clinic in an empty folder, with its first admin signed in and its first facility. No right is checked, as
/// there is no user yet.
///
/// The recovery key is in the returned value and nowhere else: it must be tested before set-up ends.
///
/// # Errors
/// `Invalid` for the first field at fault; those of [`Vault::create`].
pub fn create(
    folder: &Path,
    env: Environment,
    clock: Box<dyn Clock>,
    new: &NewClinic,
    device_name: &str,
) -> Result<(Clinic, RecoveryKey)> {
    let facility = facility(new)?;
    let setup = setup(new, device_name)?;
    let (unlocked, recovery) = Vault::create(folder, env, setup, roles::first_rows)?;
    let mut clinic = Clinic::new(unlocked, clock);
    clinic.write("add facility", |tx| {
        let id: FacilityId = tx.new_id();
        tx.insert(&Facility { id, ..facility })?;
        if new.is_demo && demo::staff().iter().any(|one| is_account(one, new)) {
            demo::note_accounts(tx, &[&new.username])?;
        }
        Ok(())
    })?;
    Ok((clinic, recovery))
}

/// Returns whether the user who created the clinic is one of the demo data, with the password that the data says.
fn is_account(one: &DemoStaff, new: &NewClinic) -> bool {
    one.username == new.username && *one.password == **new.password
}

fn setup(new: &NewClinic, device_name: &str) -> Result<ClinicSetup> {
    let names = [
        &*new.clinic_name,
        &*new.username,
        &*new.first_name,
        &*new.last_name,
    ];
    fields::password(&new.password, &names)?;
    let name = fields::required(&new.clinic_name, "clinicName")?;
    Ok(ClinicSetup {
        slug: slug(&name)?,
        name,
        status: if new.is_demo {
            TenantStatus::Demo
        } else {
            TenantStatus::Active
        },
        founder: Founder {
            username: fields::username(&new.username)?,
            email: None,
            first_name: fields::required(&new.first_name, "firstName")?,
            last_name: fields::optional(&new.last_name, "lastName")?.unwrap_or_default(),
        },
        password: Password::new(&new.password),
        device_name: fields::optional(device_name, "deviceName")?.unwrap_or_default(),
    })
}

fn facility(new: &NewClinic) -> Result<Facility> {
    let currency = match new.currency.trim() {
        "" => "EUR",
        code => code,
    };
    Ok(Facility {
        id: FacilityId(uuid::Uuid::nil()),
        name: fields::required(&new.clinic_name, "clinicName")?,
        address: None,
        phone: None,
        licence_number: None,
        time_zone: facilities::zone(&new.time_zone)?,
        currency: facilities::currency(currency)?,
        is_active: true,
    })
}

/// Returns the name in lower-case words of plain letters between hyphens; `clinic` where none are left.
fn slug(name: &str) -> Result<Text<63>> {
    let words = crate::fields::folded_words_in_order(name);
    let plain: Vec<String> = words
        .into_iter()
        .filter(|word| word.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        .collect();
    let slug: String = plain.join("-").chars().take(63).collect();
    let slug = slug.trim_end_matches('-');
    Ok(Text::new(if slug.is_empty() { "clinic" } else { slug }).map_err(vault::Error::from)?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_slug_is_made_of_plain_words() {
        assert_eq!(
            slug("Riverside Nutrition Clinic").unwrap().as_str(),
            "riverside-nutrition-clinic"
        );
        assert_eq!(
            slug("Clínica  Ñandú 2").unwrap().as_str(),
            "clinica-nandu-2"
        );
        assert_eq!(slug("診療所").unwrap().as_str(), "clinic");
    }
}
