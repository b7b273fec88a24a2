//! The codes that insurers ask for on an invoice: the clinic's own list.

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::ClaimCode;
use sync_contract::ids::ClaimCodeId;
use vault::read::Stored;

use crate::clinic::or_not_found;
use crate::clinic_list::{self, Listed};
use crate::error::Result;
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::view::{Id, ReadVersionToken};
use crate::{Clinic, fields};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ClaimCodeView {
    pub id: Id,
    pub seen: ReadVersionToken,
    #[serde(flatten)]
    pub form: ClaimCodeForm,
}

/// One that is not active is offered no longer; invoices stay as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ClaimCodeForm {
    pub code: String,
    pub name: String,
    pub is_active: bool,
}

impl Listed for ClaimCode {
    const WHAT: &'static str = "claim code";

    /// Several codes may have one name, so that the code is what one is called by.
    fn name(&self) -> Option<&str> {
        Some(&self.code)
    }
}

/// Returns all codes in their order, those that are offered no longer, too.
///
/// # Errors
/// `Forbidden` (needs `billing.read`).
pub fn list(clinic: &Clinic) -> Result<Vec<ClaimCodeView>> {
    clinic.may(Right::BillingRead)?;
    let mut rows: Vec<Stored<ClaimCode>> = clinic_list::all(&clinic.read())?;
    rows.sort_by_cached_key(|row| fields::sort_key(&row.value.code));
    Ok(rows.iter().map(view).collect())
}

/// Returns the codes that can be put on an invoice.
///
/// # Errors
/// `Forbidden` (needs `billing.read`).
pub fn offered(clinic: &Clinic) -> Result<Vec<ClaimCodeView>> {
    clinic.may(Right::BillingRead)?;
    let mut codes = list(clinic)?;
    codes.retain(|code| code.form.is_active);
    Ok(codes)
}

/// Returns one code by its id or by itself.
///
/// # Errors
/// `Forbidden` (needs `billing.read`), `NotFound`.
pub fn find(clinic: &Clinic, which: &str) -> Result<ClaimCodeView> {
    clinic.may(Right::BillingRead)?;
    or_not_found(called(list(clinic)?, which), ClaimCode::WHAT)
}

/// Returns the code that has this id, or alone reads so.
pub fn called(codes: Vec<ClaimCodeView>, which: &str) -> Option<ClaimCodeView> {
    clinic_list::called(codes, which, |code| (&code.id, &code.form.code))
}

fn view(row: &Stored<ClaimCode>) -> ClaimCodeView {
    let code = &row.value;
    ClaimCodeView {
        id: Id::of(code.id),
        seen: ReadVersionToken::of(&row.seen),
        form: ClaimCodeForm {
            code: code.code.to_string(),
            name: code.name.to_string(),
            is_active: code.is_active,
        },
    }
}

/// Adds a code.
///
/// # Errors
/// `Forbidden` (needs `billing.services`), `TooLong`, `Invalid` without a code or a name, and for a code that is there.
pub fn add(clinic: &mut Clinic, form: &ClaimCodeForm) -> Result<ClaimCodeView> {
    clinic.may(Right::BillingServices)?;
    let id = clinic.write("add claim code", |tx| {
        clinic_list::add(tx, |id, others| checked(id, form, others))
    })?;
    find(clinic, &id.0)
}

/// Changes the fields in which the form differs from the loaded one. Invoices have the code as it was.
///
/// # Errors
/// As [`add`], `NotFound`.
pub fn edit(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    loaded: &ClaimCodeForm,
    form: &ClaimCodeForm,
) -> Result<ClaimCodeView> {
    clinic.may(Right::BillingServices)?;
    clinic.write("edit claim code", |tx| {
        clinic_list::edit(tx, id, seen, |row: &Stored<ClaimCode>, others| {
            let form = merged_form!(ClaimCodeForm { code, name, is_active }
                of loaded, form, view(row).form);
            checked(row.value.id, &form, others)
        })
    })?;
    find(clinic, &id.0)
}

fn checked(
    id: ClaimCodeId,
    form: &ClaimCodeForm,
    others: &[Stored<ClaimCode>],
) -> Result<ClaimCode> {
    let (code, name) = (
        fields::required(&form.code, "code")
            .and_then(|code| clinic_list::free(code, "code", id, others)),
        fields::required(&form.name, "name"),
    )
        .together()?;
    Ok(ClaimCode {
        id,
        code,
        name,
        is_active: form.is_active,
    })
}
