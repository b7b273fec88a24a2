use sync_contract::Right;
use sync_contract::catalog::Visit;
use sync_contract::ids::VisitId;
use sync_contract::seen::ReadVersion;
use vault::Tx;

use super::view::VisitEdit;
use crate::Clinic;
use crate::clinic::{found, kept};
use crate::error::Result;
use crate::fields;
use crate::view::ReadVersionToken;

/// Changes what a visit is for and when the next one is due. Answers what its editor has now seen.
///
/// Errors: `Forbidden` (needs `visits.write`), `NotFound`, `PatientDeleted`, `Invalid`.
pub fn edit(clinic: &mut Clinic, edit: &VisitEdit) -> Result<ReadVersionToken> {
    clinic.may(Right::VisitsWrite)?;
    let (id, seen): (VisitId, _) = (edit.id.to()?, edit.seen.to_seen()?);
    clinic.write("edit visit", |tx| {
        let visit = found(tx.get::<Visit>(id)?, "visit")?.value;
        apply(tx, visit, edit, &seen)
    })?;
    Ok(ReadVersionToken::of(
        &found(clinic.read().get::<Visit>(id)?, "visit")?.seen,
    ))
}

pub(super) fn apply(
    tx: &mut Tx<'_>,
    mut visit: Visit,
    edit: &VisitEdit,
    seen: &ReadVersion,
) -> Result<()> {
    kept(tx, visit.patient)?;
    let follow_up = edit
        .follow_up_on
        .as_ref()
        .map(|day| day.to_date("followUpOn"))
        .transpose()?;
    visit.kind = edit.r#type.into();
    visit.chief_complaint = fields::optional_paragraph(&edit.complaint, "complaint")?.into();
    visit.follow_up_required = follow_up.is_some();
    visit.follow_up_date = follow_up;
    tx.update(&visit, seen)?;
    Ok(())
}
