//! What a portal will be allowed to show a patient. There is none yet: this is what it will ask.

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{Patient, PortalAccount, TokenHash, portal_account_id};
use sync_contract::entity::DELETION;
use sync_contract::field::{Bytes, Time};
use sync_contract::ids::{PatientId, PortalAccountId};
use sync_contract::read_version::ReadVersion;
use sync_contract::{Entity, Right};
use vault::WriteTx;
use vault::keys::{ActivationToken, VerificationToken};
use vault::read::{Reader, Stored};

use crate::Clinic;
use crate::chart_row::{self, ChartRow};
use crate::clinic::{is_deleted, or_not_found, require_not_deleted};
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::names::StaffNames;
use crate::view::{At, Id, ReadVersionToken};

pub use sync_contract::catalog::PortalStatus;

const DAY_US: i64 = 86_400_000_000;
/// How long an invitation can be used.
pub const INVITATION_DAYS: i64 = 7;

/// What a portal would do for this patient now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PortalState {
    /// The patient was not invited.
    None,
    Invited,
    /// The invitation was not used in time.
    Expired,
    Active,
    Suspended,
    /// Also where the patient is deleted, whatever the account says.
    Closed,
    /// The account is damaged, is missing, may still come, or two people disagree about it: nothing is to be shown.
    Unsure,
}

/// What a portal may show of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PortalContents {
    pub visits: bool,
    pub plans: bool,
    pub measurements: bool,
    pub documents: bool,
}

/// `expires_at` is there while an invitation waits, `by` is who invited last, empty where that is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PortalAccountView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub status: PortalStatus,
    pub shows: PortalContents,
    pub invited_at: At,
    pub expires_at: Option<At>,
    pub activated_at: Option<At>,
    pub last_access: Option<At>,
    pub by: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Portal {
    pub state: PortalState,
    pub account: Option<PortalAccountView>,
}

/// `seen` is that of the account that is there already.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewPortalInvitation {
    pub patient_id: Id,
    pub seen: Option<ReadVersionToken>,
    pub shows: PortalContents,
}

/// Both tokens are shown this once: only their hashes are stored. They go to the patient by two ways.
#[derive(Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PortalInvitation {
    pub account: PortalAccountView,
    pub activation_token: String,
    pub verification_token: String,
}

impl std::fmt::Debug for PortalInvitation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PortalInvitation({:?})", self.account)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PortalChange {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub status: PortalStatus,
}

/// `loaded` is what the editor was given: only what differs from it is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PortalContentsEdit {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub loaded: PortalContents,
    pub form: PortalContents,
}

impl ChartRow for PortalAccount {
    const WHAT: &'static str = "portal account";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

/// Returns whether a patient has an account at the portal, and what it may show.
///
/// # Errors
/// `Forbidden` (needs `patients.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: &Id) -> Result<Portal> {
    clinic.may(Right::PatientsRead)?;
    let patient: PatientId = patient.to()?;
    chart_row::log_list(clinic, patient)?;
    let reader = clinic.read();
    of_patient(clinic, &reader, patient, &StaffNames::read(&reader)?)
}

pub(crate) fn of_patient(
    clinic: &Clinic,
    reader: &Reader<'_>,
    patient: PatientId,
    staff: &StaffNames,
) -> Result<Portal> {
    let rows = reader.portal_accounts_of(patient)?;
    let row = of_all_files(&rows);
    let used = rows.iter().filter(|row| is_in_use(&row.value));
    let is_unsure = clinic.is_unsure(patient, PortalAccount::DESCRIPTOR)?
        || rows.iter().any(is_contested)
        || used.count() > 1;
    let is_deleted = is_deleted(reader, patient)?;
    Ok(Portal {
        state: match row {
            _ if is_unsure => PortalState::Unsure,
            None => PortalState::None,
            Some(_) if is_deleted => PortalState::Closed,
            Some(row) => state(&row.value, clinic.now()),
        },
        account: row.map(|row| view(row, staff, clinic.now())),
    })
}

/// Returns the account that is spoken of. Each of several files that were merged may have one: the one in use, else
/// the one that waits, of several the one that was invited last.
fn of_all_files(rows: &[Stored<PortalAccount>]) -> Option<&Stored<PortalAccount>> {
    rows.iter().max_by_key(|row| {
        let account = &row.value;
        let waits = account.status == PortalStatus::Invited;
        (is_in_use(account), waits, account.invited_at, account.id)
    })
}

fn is_in_use(account: &PortalAccount) -> bool {
    matches!(
        account.status,
        PortalStatus::Active | PortalStatus::Suspended
    )
}

/// Two people changed what decides whether a portal shows anything, or what: the version that came last may show what
/// the other one withdrew.
fn is_contested(row: &Stored<PortalAccount>) -> bool {
    let cells = PortalAccount::CELL;
    let deciding = [
        cells.account.number,
        cells.invitation.number,
        cells.contents.number,
    ];
    deciding.iter().any(|cell| row.conflicted.contains(cell))
}

fn state(account: &PortalAccount, now: Time) -> PortalState {
    match account.status {
        PortalStatus::Invited if expires_at(account, now).is_none_or(|at| at.0 <= now.0) => {
            PortalState::Expired
        }
        PortalStatus::Invited => PortalState::Invited,
        PortalStatus::Active => PortalState::Active,
        PortalStatus::Suspended => PortalState::Suspended,
        PortalStatus::Closed => PortalState::Closed,
    }
}

/// Returns the end of an invitation; none for one from more than a day ahead. The clock that wrote that was wrong, and
/// the true time is unknown.
fn expires_at(account: &PortalAccount, now: Time) -> Option<Time> {
    let days = INVITATION_DAYS * DAY_US;
    let is_ahead = account.invited_at.0 > now.0.saturating_add(DAY_US);
    (!is_ahead).then(|| Time(account.invited_at.0.saturating_add(days)))
}

/// Returns the account with this id.
///
/// # Errors
/// `Forbidden` (needs `patients.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<PortalAccountView> {
    clinic.may(Right::PatientsRead)?;
    let row = chart_row::shown(clinic, id)?;
    let staff = StaffNames::read(&clinic.read())?;
    Ok(view(&row, &staff, clinic.now()))
}

fn view(row: &Stored<PortalAccount>, staff: &StaffNames, now: Time) -> PortalAccountView {
    let account = &row.value;
    let waits = account.status == PortalStatus::Invited;
    let invited = row.rewritten(PortalAccount::CELL.invitation.number);
    let invited_by = match invited {
        None => Some(row.created_by),
        // activating writes the same cell, and is done by others
        Some((_, by)) => Some(by).filter(|_| account.activated_at.is_none()),
    };
    PortalAccountView {
        id: Id::of(account.id),
        seen: ReadVersionToken::of(&row.seen),
        status: account.status,
        shows: contents(account),
        invited_at: At::of(account.invited_at),
        expires_at: expires_at(account, now).filter(|_| waits).map(At::of),
        activated_at: account.activated_at.map(At::of),
        last_access: account.last_access.map(At::of),
        by: invited_by.map_or(String::new(), |by| staff.name(by)),
    }
}

fn contents(account: &PortalAccount) -> PortalContents {
    PortalContents {
        visits: account.shows_visits,
        plans: account.shows_plans,
        measurements: account.shows_measurements,
        documents: account.shows_documents,
    }
}

fn set_contents(account: &mut PortalAccount, shows: PortalContents) {
    account.shows_visits = shows.visits;
    account.shows_plans = shows.plans;
    account.shows_measurements = shows.measurements;
    account.shows_documents = shows.documents;
}

/// Invites a patient, or invites them anew: earlier tokens are then of no use. An account that was activated is closed
/// before its patient is invited again, be it of this file or of one that was merged with it.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound`, `PatientDeleted`, `Invalid` for an account in use,
/// `ChangedMeanwhile` where there is an account that the user has not seen, `NotAllHere` while one may be elsewhere or
/// is damaged.
pub fn invite(clinic: &mut Clinic, form: &NewPortalInvitation) -> Result<PortalInvitation> {
    clinic.may(Right::PatientsUpdate)?;
    let patient: PatientId = form.patient_id.to()?;
    clinic.require_row::<Patient>(patient, "patient")?;
    let rows = clinic.read().portal_accounts_of(patient)?;
    if clinic.is_unsure(patient, PortalAccount::DESCRIPTOR)? {
        return Err(Error::NotAllHere);
    }
    // the account that the user saw, which may be that of another file
    let patient = of_all_files(&rows).map_or(patient, |row| row.value.patient);
    let id = portal_account_id(clinic.tenant(), patient);
    let seen = form.seen.as_ref().map(ReadVersionToken::to_read_version);
    let seen = seen.transpose()?;
    let (activation, verification) = clinic.write("invite to portal", |tx| {
        require_not_deleted(tx, patient)?;
        if !in_use(tx, patient)?.is_empty() {
            return Err(Error::invalid("status", Reason::OutOfOrder));
        }
        let (activation, verification) = tx.invitation_tokens();
        let stored = tx.get::<PortalAccount>(id)?;
        let mut account = PortalAccount {
            id,
            patient,
            status: PortalStatus::Invited,
            activation_token: Some(hashed(activation.hash())),
            verification_token: Some(hashed(verification.hash())),
            invited_at: tx.now(),
            activated_at: None,
            last_access: stored.as_ref().and_then(|row| row.value.last_access),
            shows_visits: false,
            shows_plans: false,
            shows_measurements: false,
            shows_documents: false,
        };
        set_contents(&mut account, form.shows);
        match stored {
            None => tx.insert(&account)?,
            Some(_) => {
                let seen = seen.as_ref().ok_or(Error::ChangedMeanwhile)?;
                tx.update(&account, seen)?;
            }
        }
        Ok((activation, verification))
    })?;
    Ok(PortalInvitation {
        account: show(clinic, &Id::of(id))?,
        activation_token: activation.text().to_string(),
        verification_token: verification.text().to_string(),
    })
}

/// Returns the accounts in use of all files of a patient: a portal shows one at the most.
fn in_use(tx: &WriteTx<'_>, patient: PatientId) -> Result<Vec<PortalAccountId>> {
    let accounts = tx.read().portal_accounts_of(patient)?.into_iter();
    let used = accounts.filter(|row| is_in_use(&row.value));
    Ok(used.map(|row| row.value.id).collect())
}

fn hashed(hash: [u8; 32]) -> TokenHash {
    Bytes(hash.to_vec())
}

/// Suspends, resumes or closes an account, or takes one of these back, against the version that the user saw. An
/// account that its patient has not activated does not become active here. That of a deleted patient can still be
/// suspended and closed.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound`, `PatientDeleted` for opening what shows something, `Invalid` for
/// a status that cannot follow.
pub fn change(clinic: &mut Clinic, change: &PortalChange) -> Result<PortalAccountView> {
    clinic.may(Right::PatientsUpdate)?;
    let seen = change.seen.to_read_version()?;
    let name = match change.status {
        PortalStatus::Invited => "reopen portal invitation",
        PortalStatus::Active => "resume portal account",
        PortalStatus::Suspended => "suspend portal account",
        PortalStatus::Closed => "close portal account",
    };
    clinic.write(name, |tx| {
        let (mut account, seen) = match change.status {
            PortalStatus::Suspended | PortalStatus::Closed => to_withdraw(tx, &change.id, seen)?,
            PortalStatus::Active | PortalStatus::Invited => {
                let row = chart_row::writable::<PortalAccount>(tx, &change.id)?;
                (row.value, seen)
            }
        };
        let others = in_use(tx, account.patient)?;
        let is_second = change.status == PortalStatus::Active
            && others.iter().any(|other| *other != account.id);
        if is_second || !may_be(&account, change.status) {
            return Err(Error::invalid("status", Reason::OutOfOrder));
        }
        account.status = change.status;
        tx.update(&account, &seen)?;
        Ok(())
    })?;
    show(clinic, &change.id)
}

/// Returns an account, and with what was seen of it the deletion of its patient: that what they were shown is withdrawn
/// is no news to it, and does not contest it.
fn to_withdraw(
    tx: &WriteTx<'_>,
    id: &Id,
    mut seen: ReadVersion,
) -> Result<(PortalAccount, ReadVersion)> {
    let row = tx.get::<PortalAccount>(id.to()?)?;
    let row = row.filter(|row| row.deleted.is_none());
    let account = or_not_found(row, PortalAccount::WHAT)?.value;
    let file = or_not_found(tx.get::<Patient>(account.patient)?, "patient")?;
    seen.rows.extend(file.seen.rows.into_iter().map(|mut row| {
        row.cells.retain(|(cell, _)| *cell == DELETION);
        row
    }));
    Ok((account, seen))
}

/// Returns whether an account can have a status, which depends on whether it was activated.
fn may_be(account: &PortalAccount, status: PortalStatus) -> bool {
    match status {
        PortalStatus::Invited => {
            account.activated_at.is_none() && account.activation_token.is_some()
        }
        PortalStatus::Active | PortalStatus::Suspended => account.activated_at.is_some(),
        PortalStatus::Closed => true,
    }
}

/// Changes what a portal may show, against the version that the user saw.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound`, `PatientDeleted`.
pub fn choose(clinic: &mut Clinic, edit: &PortalContentsEdit) -> Result<PortalAccountView> {
    clinic.may(Right::PatientsUpdate)?;
    let seen = edit.seen.to_read_version()?;
    clinic.write("choose what a portal shows", |tx| {
        let mut account = chart_row::writable::<PortalAccount>(tx, &edit.id)?.value;
        let stored = contents(&account);
        let shows = merged_form!(PortalContents { visits, plans, measurements, documents }
            of &edit.loaded, &edit.form, stored);
        set_contents(&mut account, shows);
        tx.update(&account, &seen)?;
        Ok(())
    })?;
    show(clinic, &edit.id)
}

/// Activates the account to which both tokens belong; they are of no use afterwards. A wrong token is not told from an
/// unknown one.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound` for tokens that belong to no invitation, `Invalid` for what is no
/// token, for an invitation that has expired or was closed, and where another file has an account in use,
/// `PatientDeleted`, `NotAllHere` while the account is contested, or while it may be elsewhere.
pub fn activate(
    clinic: &mut Clinic,
    activation_token: &str,
    verification_token: &str,
) -> Result<PortalAccountView> {
    clinic.may(Right::PatientsUpdate)?;
    let no_token = |field| Error::invalid(field, Reason::Malformed);
    let (activation, verification) = (
        ActivationToken::parse(activation_token).map_err(|_| no_token("activationToken")),
        VerificationToken::parse(verification_token).map_err(|_| no_token("verificationToken")),
    )
        .together()?;
    let hash = hashed(activation.hash());
    let Some(row) = clinic.read().portal_account_with(&hash)? else {
        return match clinic.is_partial(PortalAccount::DESCRIPTOR)? {
            true => Err(Error::NotAllHere),
            false => Err(Error::NotFound("invitation")),
        };
    };
    if row.value.verification_token != Some(hashed(verification.hash())) {
        return Err(Error::NotFound("invitation"));
    }
    let id: PortalAccountId = row.value.id;
    clinic.write("activate portal account", |tx| {
        let stored = chart_row::writable::<PortalAccount>(tx, &Id::of(id))?;
        if is_contested(&stored) {
            return Err(Error::NotAllHere);
        }
        let mut account = stored.value;
        if !in_use(tx, account.patient)?.is_empty() {
            return Err(Error::invalid("activationToken", Reason::OutOfOrder));
        }
        match state(&account, tx.now()) {
            PortalState::Invited if account.activation_token.as_ref() == Some(&hash) => {}
            PortalState::Expired => {
                return Err(Error::invalid("activationToken", Reason::TooLongAgo));
            }
            _ => return Err(Error::invalid("activationToken", Reason::OutOfOrder)),
        }
        account.status = PortalStatus::Active;
        account.activation_token = None;
        account.verification_token = None;
        account.activated_at = Some(tx.now());
        tx.update(&account, &stored.seen)?;
        Ok(())
    })?;
    show(clinic, &Id::of(id))
}
