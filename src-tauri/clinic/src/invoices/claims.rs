//! What an insurer asks for on an invoice: the policy that pays, who referred the patient, and codes.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{ClaimCode, InsurancePolicy};
use sync_contract::field::{Line, Text};
use sync_contract::ids::{InsurancePolicyId, PatientId};
use sync_contract::{Compartment, Phi};
use uuid::Uuid;
use vault::read::Reader;

use crate::clinic_list;
use crate::error::{Error, Reason, Result};
use crate::fields::{self, Together};
use crate::insurance::{PolicyState, day, state};
use crate::merged_files;
use crate::view::{Day, Id, text as shown};

/// Our own limit: a claim form has room for fewer.
const CODES_MAX: usize = 20;

/// Empty text is not recorded. `policy_id`: of the patient. `code_ids`: in their order, each once.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ClaimForm {
    pub policy_id: Option<Id>,
    pub referrer: String,
    pub referrer_number: String,
    pub code_ids: Vec<Id>,
}

/// In words: of a draft as it is now, of an invoice as it was issued. `is_policy_gone`: the policy that a draft names
/// was removed. `holder` is none where it is the patient.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ClaimView {
    pub is_policy_gone: bool,
    pub insurer: String,
    pub plan: String,
    pub member_id: String,
    pub group_number: String,
    pub holder: String,
    pub referrer: String,
    pub referrer_number: String,
    pub codes: Vec<ClaimCodeOnInvoice>,
}

/// A policy on which no insurer pays on a day: it is over, or it begins later. Both days are days on which it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoubtedPolicy {
    pub insurer: String,
    pub state: PolicyState,
    pub valid_from: Option<Day>,
    pub valid_to: Option<Day>,
}

/// A code as it was when it was put on the invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ClaimCodeOnInvoice {
    pub id: Id,
    pub code: String,
    pub name: String,
}

/// The claim of a draft, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Claim {
    policy: Option<Uuid>,
    referrer: String,
    referrer_number: String,
    codes: Vec<ClaimCodeOnInvoice>,
}

/// Returns the claim of a draft, an empty one where nothing is recorded; none where this user cannot read it.
pub(super) fn stored<C>(sealed: &Phi<C, Option<Text<8000>>>) -> Option<Claim> {
    match sealed.open()?.as_deref() {
        Some(text) => serde_json::from_str(text).ok(),
        None => Some(Claim::default()),
    }
}

/// Returns the same for a write, which would otherwise take what it cannot read for nothing.
///
/// # Errors
/// `KeyMissing`, `Damaged` for what no program of ours wrote.
pub(super) fn readable<C>(sealed: &Phi<C, Option<Text<8000>>>) -> Result<Claim> {
    if sealed.open().is_none() {
        return Err(Error::KeyMissing(Compartment::Billing));
    }
    Ok(stored(sealed).ok_or(vault::Error::Damaged)?)
}

/// Returns the claim of an invoice that was issued; none where it has none, or where this user cannot read it.
pub(super) fn issued<C>(sealed: &Phi<C, Option<Text<8000>>>) -> Option<ClaimView> {
    serde_json::from_str(sealed.open()?.as_deref()?).ok()
}

fn written(value: &impl Serialize) -> Result<Text<8000>> {
    let text = serde_json::to_string(value).expect("text is written");
    fields::fitting(&text, "claim")
}

impl Claim {
    /// Returns the checked claim of a form. A code that is on the draft stays there though it is offered no longer, and
    /// so does its policy though it was removed since.
    ///
    /// # Errors
    /// `Invalid` for what is no policy of the patient and for a code that is not offered or there twice; `TooLong`.
    pub fn typed(
        reader: &Reader<'_>,
        patient: PatientId,
        form: &ClaimForm,
        before: &Self,
    ) -> Result<Self> {
        let (policy, referrer, number, codes) = (
            policy_of(reader, patient, form, before),
            fields::optional(&form.referrer, "referrer"),
            fields::optional(&form.referrer_number, "referrerNumber"),
            codes_of(reader, form, before),
        )
            .together()?;
        let (referrer, number): (Option<Line>, Option<Text<50>>) = (referrer, number);
        Ok(Self {
            policy,
            referrer: referrer.map_or_else(String::new, |text| text.to_string()),
            referrer_number: number.map_or_else(String::new, |text| text.to_string()),
            codes,
        })
    }

    /// Returns the claim as it is stored; none for an empty one.
    ///
    /// # Errors
    /// `TooLong`.
    pub fn text(&self) -> Result<Option<Text<8000>>> {
        match *self == Self::default() {
            true => Ok(None),
            false => written(self).map(Some),
        }
    }

    pub fn form(&self) -> ClaimForm {
        ClaimForm {
            policy_id: self.policy.map(Id::of),
            referrer: self.referrer.clone(),
            referrer_number: self.referrer_number.clone(),
            code_ids: self.codes.iter().map(|code| code.id.clone()).collect(),
        }
    }

    pub fn policy(&self) -> Option<Uuid> {
        self.policy
    }

    /// Returns the claim in words, with the policies that are there; none for an empty one.
    pub fn view(&self, policies: &BTreeMap<Uuid, InsurancePolicy>) -> Option<ClaimView> {
        if *self == Self::default() {
            return None;
        }
        let policy = self.policy.and_then(|policy| policies.get(&policy));
        let mut view = ClaimView {
            is_policy_gone: self.policy.is_some() && policy.is_none(),
            referrer: self.referrer.clone(),
            referrer_number: self.referrer_number.clone(),
            codes: self.codes.clone(),
            ..ClaimView::default()
        };
        if let Some(policy) = policy {
            view.insurer = policy
                .insurer
                .open()
                .map_or_else(String::new, |text| text.to_string());
            view.plan = shown(&policy.plan);
            view.member_id = shown(&policy.member_id);
            view.group_number = shown(&policy.group_number);
            view.holder = shown(&policy.holder);
        }
        Some(view)
    }
}

/// Returns the claim of an invoice that is issued now, as it is stored.
///
/// # Errors
/// `KeyMissing` where it cannot be read, `Invalid` where the policy was removed, `TooLong`.
pub(super) fn at_issue<C>(
    reader: &Reader<'_>,
    sealed: &Phi<C, Option<Text<8000>>>,
) -> Result<Option<Text<8000>>> {
    let claim = readable(sealed)?;
    let policies = policies(reader, [claim.policy])?;
    match claim.view(&policies) {
        Some(view) if view.is_policy_gone => Err(Error::invalid("policy", Reason::Unknown)),
        Some(view) => written(&view).map(Some),
        None => Ok(None),
    }
}

/// Returns the policy that a claim names, where it does not hold on a day; none where it does, and where the claim
/// names none that is here.
///
/// # Errors
/// `KeyMissing` where the claim cannot be read, those of the disk.
pub(super) fn doubted<C>(
    reader: &Reader<'_>,
    sealed: &Phi<C, Option<Text<8000>>>,
    today: NaiveDate,
) -> Result<Option<DoubtedPolicy>> {
    let claim = readable(sealed)?;
    let policies = policies(reader, [claim.policy])?;
    let doubts = policies.values().map(|policy| DoubtedPolicy {
        insurer: policy
            .insurer
            .open()
            .map_or_else(String::new, |text| text.to_string()),
        state: state(policy, today),
        valid_from: day(&policy.valid_from).map(Day::of),
        valid_to: day(&policy.valid_to).map(Day::of),
    });
    let mut doubts = doubts.filter(|one| one.state != PolicyState::Current);
    Ok(doubts.next())
}

/// Returns those of these policies that are not removed, by one statement.
///
/// # Errors
/// Those of the disk.
pub(super) fn policies(
    reader: &Reader<'_>,
    ids: impl IntoIterator<Item = Option<Uuid>>,
) -> Result<BTreeMap<Uuid, InsurancePolicy>> {
    let ids: BTreeSet<Uuid> = ids.into_iter().flatten().collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = reader.by_ids::<InsurancePolicy>(&ids.into_iter().collect::<Vec<_>>())?;
    let here = rows.into_iter().filter(|row| row.deleted.is_none());
    Ok(here.map(|row| (row.value.id.0, row.value)).collect())
}

fn policy_of(
    reader: &Reader<'_>,
    patient: PatientId,
    form: &ClaimForm,
    before: &Claim,
) -> Result<Option<Uuid>> {
    let Some(id) = &form.policy_id else {
        return Ok(None);
    };
    let unknown = || Error::invalid("policy", Reason::Unknown);
    let id: InsurancePolicyId = id.to().map_err(|_| unknown())?;
    if before.policy == Some(id.0) {
        return Ok(before.policy);
    }
    let row = reader.get::<InsurancePolicy>(id)?;
    let row = row.filter(|row| row.deleted.is_none());
    let policy = row.ok_or_else(unknown)?.value;
    match merged_files::are_one(reader, patient, policy.patient)? {
        true => Ok(Some(policy.id.0)),
        false => Err(unknown()),
    }
}

fn codes_of(
    reader: &Reader<'_>,
    form: &ClaimForm,
    before: &Claim,
) -> Result<Vec<ClaimCodeOnInvoice>> {
    if form.code_ids.len() > CODES_MAX {
        return Err(Error::invalid("codes", Reason::TooLong));
    }
    let mut codes: Vec<ClaimCodeOnInvoice> = Vec::new();
    if form.code_ids.is_empty() {
        return Ok(codes);
    }
    let offered = clinic_list::all::<ClaimCode>(reader)?;
    for id in &form.code_ids {
        if codes.iter().any(|code| code.id == *id) {
            return Err(Error::invalid("codes", Reason::Taken));
        }
        let own = before.codes.iter().find(|code| code.id == *id).cloned();
        let row = offered.iter().find(|row| Id::of(row.value.id) == *id);
        let row = row.filter(|row| row.value.is_active);
        let listed = row.map(|row| ClaimCodeOnInvoice {
            id: id.clone(),
            code: row.value.code.to_string(),
            name: row.value.name.to_string(),
        });
        codes.push(
            own.or(listed)
                .ok_or(Error::invalid("codes", Reason::Unknown))?,
        );
    }
    Ok(codes)
}

/// Returns `referred by Dr. Osei (12345); 97802, Z71.3`, of a claim as it is stored.
pub(crate) fn in_words(stored: &str) -> Option<String> {
    let claim: Claim = serde_json::from_str(stored).ok()?;
    let referrer = match (claim.referrer.as_str(), claim.referrer_number.as_str()) {
        ("", number) => number.to_owned(),
        (name, "") => name.to_owned(),
        (name, number) => format!("{name} ({number})"),
    };
    let codes: Vec<&str> = claim.codes.iter().map(|code| code.code.as_str()).collect();
    let policy = claim.policy.map(|policy| Id::of(policy).0);
    let parts = [policy.unwrap_or_default(), referrer, codes.join(", ")];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    Some(parts.join("; "))
}
