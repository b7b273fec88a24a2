//! Insurance: the payers of a patient's care. A role without billing sees none of it, nor whether there is any.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::InsurancePolicy;
use sync_contract::field::Text;
use sync_contract::ids::{InsurancePolicyId, PatientId};
use sync_contract::{Compartment, Entity, Phi, Right};
use vault::Event;
use vault::read::{Reader, Stored};

use crate::chart_row::{self, ChartRow};
use crate::clinic::require_not_deleted;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::names::StaffNames;
use crate::view::{Day, Id, ReadVersionToken, set, text};
use crate::{Clinic, fields};

pub use sync_contract::catalog::PolicyRank;

/// By the days of the policy and the clock; stored nowhere. In the order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PolicyState {
    Current,
    /// It begins later.
    Ahead,
    Over,
}

/// Empty text is not recorded; without a holder it is the patient. Both days are days on which it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PolicyForm {
    pub insurer: String,
    pub plan: String,
    pub member_id: String,
    pub group_number: String,
    pub holder: String,
    pub holder_phone: String,
    pub valid_from: Option<Day>,
    pub valid_to: Option<Day>,
    pub rank: PolicyRank,
}

/// `social_security_end` is none where no number is recorded, and empty where the number is too short to show its end.
/// `by` is who entered it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PolicyView {
    pub id: Id,
    pub seen: ReadVersionToken,
    #[serde(flatten)]
    pub form: PolicyForm,
    pub social_security_end: Option<String>,
    pub state: PolicyState,
    pub by: String,
}

/// What is over stands last, and of the others the first to be asked stands first. `is_unsure`: a policy is damaged, is
/// missing or may still come, so that none follows from an empty list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Insurance {
    pub is_unsure: bool,
    pub policies: Vec<PolicyView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewPolicy {
    pub patient_id: Id,
    pub form: PolicyForm,
    pub social_security_number: String,
}

/// `loaded` is what the form was given: only what differs from it is written. A form is not given the social security
/// number, which stays where it is none here and is removed by empty text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PolicyEdit {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub loaded: PolicyForm,
    pub form: PolicyForm,
    pub social_security_number: Option<String>,
}

impl ChartRow for InsurancePolicy {
    const WHAT: &'static str = "insurance policy";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

/// Returns the policies of a patient that are not removed.
///
/// # Errors
/// `Forbidden` (needs `patients.read`), `WithoutCompartment`, `NotFound`.
pub fn list(clinic: &Clinic, patient: &Id) -> Result<Insurance> {
    clinic.may(Right::PatientsRead)?;
    clinic.may_open(Compartment::Billing)?;
    let patient: PatientId = patient.to()?;
    chart_row::log_list(clinic, patient)?;
    let reader = clinic.read();
    policies(clinic, &reader, patient, &StaffNames::read(&reader)?)
}

/// Returns none for a user whose roles lack billing: not even an empty list.
pub(crate) fn of_patient(
    clinic: &Clinic,
    reader: &Reader<'_>,
    patient: PatientId,
    staff: &StaffNames,
) -> Result<Option<Insurance>> {
    match clinic.has_compartment(Compartment::Billing) {
        true => policies(clinic, reader, patient, staff).map(Some),
        false => Ok(None),
    }
}

fn policies(
    clinic: &Clinic,
    reader: &Reader<'_>,
    patient: PatientId,
    staff: &StaffNames,
) -> Result<Insurance> {
    let today = clinic.today()?;
    let mut rows = reader.insurance_policies_of(patient)?;
    rows.sort_by_key(|row| {
        let policy = &row.value;
        let rank = policy.rank.open().copied();
        let begins = std::cmp::Reverse(day(&policy.valid_from));
        (state(policy, today), rank.is_none(), rank, begins)
    });
    Ok(Insurance {
        is_unsure: clinic.is_unsure(patient, InsurancePolicy::DESCRIPTOR)?,
        policies: rows.iter().map(|row| view(row, staff, today)).collect(),
    })
}

/// Returns one policy that is not removed.
///
/// # Errors
/// `Forbidden` (needs `patients.read`), `WithoutCompartment`, `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<PolicyView> {
    clinic.may(Right::PatientsRead)?;
    clinic.may_open(Compartment::Billing)?;
    let row = chart_row::shown(clinic, id)?;
    let staff = StaffNames::read(&clinic.read())?;
    Ok(view(&row, &staff, clinic.today()?))
}

/// Returns the full social security number of a policy, empty where none is recorded, and logs that it was asked for.
///
/// # Errors
/// `Forbidden` (needs `patients.read`), `WithoutCompartment`, `KeyMissing`, `NotFound`.
pub fn social_security_number(clinic: &Clinic, id: &Id) -> Result<String> {
    clinic.may(Right::PatientsRead)?;
    clinic.may_open(Compartment::Billing)?;
    let policy = chart_row::shown::<InsurancePolicy>(clinic, id)?.value;
    clinic.log_once(policy.id.0, || {
        Event::new("show social security number", "InsurancePolicy")
            .of(policy.id.0)
            .about(policy.patient.0)
    })?;
    if policy.social_security_number.is_undecryptable() {
        return Err(Error::KeyMissing(Compartment::Billing));
    }
    Ok(text(&policy.social_security_number))
}

fn view(row: &Stored<InsurancePolicy>, staff: &StaffNames, today: NaiveDate) -> PolicyView {
    let policy = &row.value;
    let number = policy.social_security_number.open();
    PolicyView {
        id: Id::of(policy.id),
        seen: ReadVersionToken::of(&row.seen),
        form: form_of(policy),
        social_security_end: number.and_then(Option::as_ref).map(|number| end_of(number)),
        state: state(policy, today),
        by: staff.name(row.created_by),
    }
}

fn form_of(policy: &InsurancePolicy) -> PolicyForm {
    PolicyForm {
        insurer: policy
            .insurer
            .open()
            .map_or(String::new(), |text| text.to_string()),
        plan: text(&policy.plan),
        member_id: text(&policy.member_id),
        group_number: text(&policy.group_number),
        holder: text(&policy.holder),
        holder_phone: text(&policy.holder_phone),
        valid_from: day(&policy.valid_from).map(Day::of),
        valid_to: day(&policy.valid_to).map(Day::of),
        rank: policy.rank.open().copied().unwrap_or(PolicyRank::Primary),
    }
}

pub(crate) fn day<C>(sealed: &Phi<C, Option<NaiveDate>>) -> Option<NaiveDate> {
    sealed.open().copied().flatten()
}

pub(crate) fn state(policy: &InsurancePolicy, today: NaiveDate) -> PolicyState {
    if day(&policy.valid_to).is_some_and(|last| last < today) {
        PolicyState::Over
    } else if day(&policy.valid_from).is_some_and(|first| first > today) {
        PolicyState::Ahead
    } else {
        PolicyState::Current
    }
}

/// Returns the last four letters and digits of a number; none of a number that has fewer than twice as many.
pub(crate) fn end_of(number: &str) -> String {
    const SHOWN: usize = 4;
    let all: Vec<char> = number.chars().filter(|c| c.is_alphanumeric()).collect();
    match all.len() >= 2 * SHOWN {
        true => all[all.len() - SHOWN..].iter().collect(),
        false => String::new(),
    }
}

/// Records a policy. Several of a patient may hold at a time: their rank gives the order.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `WithoutCompartment`, `KeyMissing`, `NotFound`, `PatientDeleted`, `Invalid`
/// without an insurer, for a wrong number or for a last day before the first one, `TooLong` for a text.
pub fn add(clinic: &mut Clinic, new: &NewPolicy) -> Result<PolicyView> {
    clinic.may(Right::PatientsUpdate)?;
    clinic.may_open(Compartment::Billing)?;
    let patient: PatientId = new.patient_id.to()?;
    let id = clinic.write("add insurance policy", |tx| {
        require_not_deleted(tx, patient)?;
        let id: InsurancePolicyId = tx.new_id();
        let mut policy = InsurancePolicy {
            id,
            patient,
            // the form has it, which is checked as a whole
            insurer: Phi::undecryptable(),
            plan: None.into(),
            member_id: None.into(),
            group_number: None.into(),
            holder: None.into(),
            holder_phone: None.into(),
            social_security_number: None.into(),
            valid_from: None.into(),
            valid_to: None.into(),
            rank: new.form.rank.into(),
        };
        apply(&mut policy, &new.form, Some(&new.social_security_number))?;
        tx.insert(&policy)?;
        Ok(id)
    })?;
    show(clinic, &Id::of(id))
}

/// Changes what the editor changed of a policy, against the version that they saw.
///
/// # Errors
/// As [`add`], `ChangedMeanwhile`.
pub fn edit(clinic: &mut Clinic, edit: &PolicyEdit) -> Result<PolicyView> {
    clinic.may(Right::PatientsUpdate)?;
    clinic.may_open(Compartment::Billing)?;
    let seen = edit.seen.to_read_version()?;
    clinic.write("edit insurance policy", |tx| {
        let mut policy = chart_row::writable::<InsurancePolicy>(tx, &edit.id)?.value;
        let form = merged_form!(PolicyForm {
            insurer, plan, member_id, group_number, holder, holder_phone, valid_from, valid_to, rank
        } of &edit.loaded, &edit.form, form_of(&policy));
        if policy.rank.open().is_some() || edit.form.rank != edit.loaded.rank {
            policy.rank = form.rank.into();
        }
        let number = edit.social_security_number.as_deref();
        apply(&mut policy, &form, number)?;
        tx.update(&policy, &seen)?;
        Ok(())
    })?;
    show(clinic, &edit.id)
}

/// Puts all but the rank into a row, once all of it is valid; without a social security number the stored one stays.
fn apply(policy: &mut InsurancePolicy, form: &PolicyForm, number: Option<&str>) -> Result<()> {
    let date = |day: &Option<Day>, field| day.as_ref().map(|day| day.to_date(field)).transpose();
    let days = (
        date(&form.valid_from, "validFrom"),
        date(&form.valid_to, "validTo"),
    );
    let number = number.map(|number| fields::optional(number, "socialSecurityNumber"));
    let (insurer, plan, member_id, group_number, holder, holder_phone, days, number) = (
        fields::required(&form.insurer, "insurer"),
        fields::optional(&form.plan, "plan"),
        fields::optional(&form.member_id, "memberId"),
        fields::optional(&form.group_number, "groupNumber"),
        fields::optional(&form.holder, "holder"),
        phone(&form.holder_phone),
        days.together().and_then(in_order),
        number.transpose(),
    )
        .together()?;
    policy.insurer = insurer.into();
    set(&mut policy.plan, plan);
    set(&mut policy.member_id, member_id);
    set(&mut policy.group_number, group_number);
    set(&mut policy.holder, holder);
    set(&mut policy.holder_phone, holder_phone);
    set(&mut policy.valid_from, days.0);
    set(&mut policy.valid_to, days.1);
    if let Some(number) = number {
        set(&mut policy.social_security_number, number);
    }
    // a day that this user did not touch may be one that they cannot decrypt
    require_in_order(policy)
}

/// # Errors
/// `Invalid` for a policy that ends before it begins.
pub(crate) fn require_in_order(policy: &InsurancePolicy) -> Result<()> {
    in_order((day(&policy.valid_from), day(&policy.valid_to))).map(|_| ())
}

type Days = (Option<NaiveDate>, Option<NaiveDate>);

fn in_order((first, last): Days) -> Result<Days> {
    match first.zip(last) {
        Some((first, last)) if last < first => Err(Error::invalid("validTo", Reason::Backwards)),
        _ => Ok((first, last)),
    }
}

/// Returns the numbers of a holder, whose field has a name of its own.
fn phone(text: &str) -> Result<Option<Text<50>>> {
    const FIELD: &str = "holderPhone";
    fields::phones(text).map_err(|error| match error {
        Error::Invalid { reason, .. } => Error::invalid(FIELD, reason),
        Error::TooLong { limit, .. } => Error::TooLong {
            field: FIELD,
            limit,
        },
        other => other,
    })
}

/// Removes one that was entered in error. Returns what [`restore`] needs.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `WithoutCompartment`, `NotFound`, `PatientDeleted`, `Invalid` without a
/// reason.
pub fn remove(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    reason: &str,
) -> Result<ReadVersionToken> {
    clinic.may(Right::PatientsUpdate)?;
    clinic.may_open(Compartment::Billing)?;
    clinic.write("remove insurance policy", |tx| {
        chart_row::delete::<InsurancePolicy>(tx, id, seen, reason)
    })?;
    chart_row::removal::<InsurancePolicy>(clinic, id)
}

/// Returns what names the removal of a removed one, for [`restore`].
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `WithoutCompartment`, `NotFound` where none is removed.
pub fn removed(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    clinic.may(Right::PatientsUpdate)?;
    clinic.may_open(Compartment::Billing)?;
    chart_row::removal::<InsurancePolicy>(clinic, id)
}

/// Puts a removed one back.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `WithoutCompartment`, `NotFound`, `PatientDeleted`.
pub fn restore(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<PolicyView> {
    clinic.may(Right::PatientsUpdate)?;
    clinic.may_open(Compartment::Billing)?;
    clinic.write("restore insurance policy", |tx| {
        chart_row::undelete::<InsurancePolicy>(tx, id, seen)
    })?;
    show(clinic, id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_than_half_of_a_number_is_shown() {
        for (number, end) in [
            ("078-05-1120", "1120"),
            ("2 85 05 78 006 084 91", "8491"),
            ("1234567", ""),
            ("QQ 12 34 56 C", "456C"),
        ] {
            assert_eq!(end_of(number), end, "{number}");
        }
    }
}
