//! The price list of the demo, which is invented.

use rust_decimal::Decimal;
use sync_contract::catalog::{ClaimCode, Service};
use vault::read::Deleted;

use crate::demo::prices::{currency, in_currency};
use crate::error::Result;
use crate::services::{ServiceForm, checked, of_facilities};
use crate::{Clinic, fields};

/// Code, name, price before tax in euros, and tax in percent.
const SERVICES: [(&str, &str, i64, &str); 6] = [
    ("INITIAL", "First consultation, 60 min", 75, "0"),
    ("FOLLOW_UP", "Follow-up, 30 min", 45, "0"),
    ("GROUP", "Group session, 90 min", 20, "0"),
    ("PHONE", "Consultation by phone, 20 min", 30, "0"),
    ("BODY", "Body composition measurement", 25, "20"),
    ("REPORT", "Report for an employer", 40, "20"),
];

/// Codes that insurers ask for, which are invented, too.
const CLAIM_CODES: [(&str, &str); 3] = [
    ("NT1", "Nutrition therapy, first visit"),
    ("NT2", "Nutrition therapy, follow-up"),
    ("NTG", "Nutrition therapy in a group"),
];

/// Adds the services and the codes that are not there yet; an admin does.
///
/// # Errors
/// Those of a write.
pub(super) fn add(clinic: &mut Clinic) -> Result<()> {
    clinic.write("add service", |tx| {
        let (own, currencies) = (currency(&tx.read())?, of_facilities(&tx.read())?);
        let here = tx.read().all::<Service>(Deleted::Hidden)?;
        for (code, name, price, tax) in SERVICES {
            if here.iter().any(|row| row.value.code.as_str() == code) {
                continue;
            }
            let form = ServiceForm {
                code: code.into(),
                name: name.into(),
                price: in_currency(Decimal::from(price), own),
                currency: String::new(),
                tax: tax.into(),
                is_active: true,
            };
            let service = checked(tx.new_id(), &form, &[], &currencies)?;
            tx.insert(&service)?;
        }
        Ok(())
    })?;
    clinic.write("add claim code", |tx| {
        let here = tx.read().all::<ClaimCode>(Deleted::Hidden)?;
        for (code, name) in CLAIM_CODES {
            if here.iter().any(|row| row.value.code.as_str() == code) {
                continue;
            }
            let (id, is_active) = (tx.new_id(), true);
            let (code, name) = (
                fields::required(code, "code")?,
                fields::required(name, "name")?,
            );
            tx.insert(&ClaimCode {
                id,
                code,
                name,
                is_active,
            })?;
        }
        Ok(())
    })
}
