//! A document is named anew, removed and put back. What is in it is never changed: its parts stay as they were written,
//! also behind a document that was removed, so that it can be put back on any computer, and end with the patient.

use crate::Clinic;
use crate::attachments::add::label;
use crate::attachments::read::show;
use crate::attachments::stored::Attachment;
use crate::attachments::view::{DocumentEdit, DocumentView};
use crate::chart_row;
use crate::error::Result;
use crate::view::{Id, ReadVersionToken};

/// Changes the label, against the version that the editor saw.
///
/// # Errors
/// `NotFound`, `PatientDeleted`, `Invalid` without a name, for a kind that there is none of, and for a day that is none
/// or is still to come.
pub(crate) fn edit<A: Attachment>(
    clinic: &mut Clinic,
    edit: &DocumentEdit,
) -> Result<DocumentView> {
    let (label, seen) = (
        label(&edit.form, clinic.today()?)?,
        edit.seen.to_read_version()?,
    );
    clinic.write("edit document", |tx| {
        let mut document = chart_row::writable::<A>(tx, &edit.id)?.value;
        document.set_label(label)?;
        tx.update(&document, &seen)?;
        Ok(())
    })?;
    show::<A>(clinic, &edit.id)
}

/// Removes a document. Returns what [`restore`] needs.
///
/// # Errors
/// `NotFound`, `PatientDeleted`, `Invalid` without a reason, `ChangedMeanwhile`.
pub(crate) fn remove<A: Attachment>(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    reason: &str,
) -> Result<ReadVersionToken> {
    clinic.write("remove document", |tx| {
        chart_row::delete::<A>(tx, id, seen, reason)
    })?;
    chart_row::removal::<A>(clinic, id)
}

/// Puts a removed document back.
///
/// # Errors
/// `NotFound`, `PatientDeleted`.
pub(crate) fn restore<A: Attachment>(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
) -> Result<DocumentView> {
    clinic.write("restore document", |tx| {
        chart_row::undelete::<A>(tx, id, seen)
    })?;
    show::<A>(clinic, id)
}
