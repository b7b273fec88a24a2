use std::collections::BTreeSet;

use sync_contract::catalog::{
    Addendum, Note, NoteStatus, addendum_signing_input, note_signing_input,
};
use sync_contract::field::{Bytes, Document, Line};
use sync_contract::ids::{AddendumId, NoteId, UserId};
use sync_contract::{Compartment, Right};
use vault::WriteTx;
use vault::password::Password;
use vault::sign::Purpose;

use crate::clinic::require_not_deleted;
use crate::error::{Error, Reason, Result};
use crate::notes::content::{canonical, check_sections, is_empty};
use crate::notes::show::load;
use crate::notes::void_rule::Voids;
use crate::notes::write::{insert_version, not_removed};
use crate::notes::{NoteDraft, NoteView, custom_fields, custom_values};
use crate::roles::given::given;
use crate::unresolved::of_note;
use crate::view::Id;
use crate::{Clinic, department, fields};

/// Signs a note with the draft's text, and freezes it. The password proves who the user is.
///
/// The signature covers the canonical content, so any later change is detectable.
///
/// # Errors
/// `Forbidden` (needs `notes.sign`), `WrongPassword`, `NotFound`, `PatientDeleted`, `AlreadySigned`, `NoteOfAnother`
/// for the text of a colleague who can sign it, `ConflictOpen` while another version of the note waits for a decision,
/// `Empty`, `ForeignSection`, `CustomValue`.
pub fn sign(clinic: &mut Clinic, draft: &NoteDraft, password: &Password) -> Result<NoteView> {
    clinic.may(Right::NotesSign)?;
    clinic.unlocked_mut().check_password(password)?;
    freeze(clinic, draft)
}

/// Signs a note as it is stored, for a user who has just signed in for this one command.
///
/// # Errors
/// As [`sign`], but for the password.
pub fn sign_stored(clinic: &mut Clinic, note: &Id) -> Result<NoteView> {
    clinic.may(Right::NotesSign)?;
    let view = load(clinic, note.to()?)?;
    let draft = NoteDraft {
        id: view.id,
        seen: view.seen,
        kind: view.kind,
        sections: view.sections,
        custom: custom_values::of_view(&view.custom),
    };
    freeze(clinic, &draft)
}

fn freeze(clinic: &mut Clinic, draft: &NoteDraft) -> Result<NoteView> {
    let (id, seen): (NoteId, _) = (draft.id.to()?, draft.seen.to_read_version()?);
    let sections = canonical(draft.kind, &draft.sections)?;
    if is_empty(&sections) {
        return Err(Error::Empty);
    }
    custom_values::check(&draft.custom, &custom_fields::active(&clinic.read())?)?;
    let custom = custom_values::canonical(&draft.custom)?;
    let signers = Signers::read(clinic)?;
    clinic.write("sign note", |tx| {
        let mut note = not_removed(tx, id)?;
        if note.status == NoteStatus::Signed {
            return Err(Error::AlreadySigned);
        }
        require_not_deleted(tx, note.patient)?;
        // the user has seen one version only, and would sign it over the other
        if let Some(conflict) = of_note(&tx.read(), id)? {
            return Err(Error::ConflictOpen(conflict.id));
        }
        let stored = note.sections.open().map(|stored| stored.as_str());
        check_sections(draft.kind, &draft.sections, stored)?;
        let is_other_text =
            note.sections.open() != Some(&sections) || note.custom_fields.open() != Some(&custom);
        let is_new_text = is_other_text || note.kind != draft.kind;
        if !is_other_text && signers.is_of_another(&authors(tx, &note)?) {
            return Err(Error::NoteOfAnother);
        }
        note.kind = draft.kind;
        note.sections = sections.into();
        note.custom_fields = custom.into();
        note.version += i64::from(is_new_text);
        note.status = NoteStatus::Signed;
        note.signed_at = Some(tx.now());
        note.signed_by = Some(tx.user());
        let input = note_signing_input(tx.tenant(), &note)
            .ok_or(Error::KeyMissing(Compartment::Clinical))?;
        note.signature = Some(Bytes(tx.sign(Purpose::Note, &input).to_vec())).into();
        tx.update(&note, &seen)?;
        if is_new_text {
            insert_version(tx, &note)?;
        }
        Ok(())
    })?;
    super::draft::forget(clinic, id)?;
    load(clinic, id)
}

/// Who signs whose drafts.
struct Signers {
    /// Whose drafts this user signs: their own, and as a head doctor those of the department.
    own: BTreeSet<UserId>,
    /// Who can sign in and signs their own drafts.
    others: BTreeSet<UserId>,
}

impl Signers {
    fn read(clinic: &Clinic) -> Result<Self> {
        let reader = clinic.read();
        let colleagues = department::colleagues(clinic)?;
        let own: BTreeSet<UserId> = colleagues.into_keys().chain([clinic.user()]).collect();
        let may_sign = given(&reader, Right::NotesSign)?;
        let users = reader.users()?;
        let active = users
            .iter()
            .filter(|row| row.deleted.is_none() && row.value.is_active);
        let others = active
            .map(|row| row.value.id)
            .filter(|user| may_sign.contains_key(user) && !own.contains(user));
        let others = others.collect();
        Ok(Self { own, others })
    }

    /// Returns whether somebody else signs a text of these authors.
    fn is_of_another(&self, authors: &BTreeSet<UserId>) -> bool {
        self.own.is_disjoint(authors) && !self.others.is_disjoint(authors)
    }
}

/// Returns who wrote the newest version of a draft, and who decided that it is this one, where that was another user.
fn authors(tx: &WriteTx<'_>, note: &Note) -> Result<BTreeSet<UserId>> {
    let row = tx.get::<Note>(note.id)?;
    let written = row.map(|row| {
        let rewritten = row.rewritten(Note::CELL.content.number);
        rewritten.map_or(row.created_by, |(_, author)| author)
    });
    let versions = tx.read().note_versions(note.patient, note.id)?;
    let newest = versions.iter().max_by_key(|version| version.created);
    Ok(written
        .into_iter()
        .chain(newest.map(|version| version.created_by))
        .collect())
}

/// Adds an addendum to a signed note. The signed text stays unchanged; the addendum is signed, too.
///
/// # Errors
/// `Forbidden` (needs `notes.sign`), `NotFound`, `PatientDeleted`, `NoteVoid`, `Invalid` without text or reason, or on
/// a note that is not signed.
pub fn addendum(clinic: &mut Clinic, note: &Id, text: &str, reason: &str) -> Result<NoteView> {
    clinic.may(Right::NotesSign)?;
    let id: NoteId = note.to()?;
    let reason = fields::required(reason, "reason")?;
    let text: Document = fields::optional_paragraph(text, "text")?
        .ok_or(Error::invalid("text", Reason::Required))?;
    clinic.write("add addendum", |tx| {
        let note = not_removed(tx, id)?;
        if note.status != NoteStatus::Signed {
            return Err(Error::invalid("note", Reason::OutOfOrder));
        }
        require_not_deleted(tx, note.patient)?;
        if !Voids::of(&tx.read(), &note)?.counting.is_empty() {
            return Err(Error::NoteVoid);
        }
        let new: AddendumId = tx.new_id();
        insert(tx, new, &note, reason, text)
    })?;
    load(clinic, id)
}

/// Signs an addendum as the current user and inserts it.
pub(crate) fn insert(
    tx: &mut WriteTx<'_>,
    id: AddendumId,
    note: &Note,
    reason: Line,
    text: Document,
) -> Result<()> {
    let mut addendum = Addendum {
        id,
        patient: note.patient,
        note: note.id,
        reason: reason.into(),
        text: text.into(),
        signature: Bytes(Vec::new()).into(),
    };
    let missing = Error::KeyMissing(Compartment::Clinical);
    let newest = tx
        .read()
        .addenda(note.patient, note.id)?
        .into_iter()
        .next_back();
    let followed = match &newest {
        Some(row) => row.value.signature.open(),
        None => note.signature.open().and_then(Option::as_ref),
    };
    let followed = followed.ok_or(missing)?;
    let input = addendum_signing_input(tx.tenant(), tx.user(), tx.now(), &followed.0, &addendum)
        .ok_or(Error::KeyMissing(Compartment::Clinical))?;
    addendum.signature = Bytes(tx.sign(Purpose::Note, &input).to_vec()).into();
    tx.insert(&addendum)?;
    Ok(())
}
