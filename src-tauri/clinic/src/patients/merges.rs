//! The merges that join a patient's files.

use std::collections::BTreeMap;

use sync_contract::catalog::Patient;
use sync_contract::ids::{PatientId, PatientLinkId};
use vault::read::{Files, Reader};

use crate::error::Result;
use crate::names::{PatientName, StaffNames};
use crate::patients::identity;
use crate::patients::view::MergeView;
use crate::view::{At, Id, text};

/// Returns them, the newest first.
pub(crate) fn merges(
    reader: &Reader<'_>,
    files: &Files,
    staff: &StaffNames,
) -> Result<Vec<MergeView>> {
    if files.merges.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<_> = files.patients.iter().map(|file| file.0).collect();
    let names: BTreeMap<PatientId, PatientName> = reader
        .by_ids::<Patient>(&ids)?
        .iter()
        .map(|row| (row.value.id, PatientName::of(&row.value)))
        .collect();
    // the file that is shown need not be one of the two that a merge joined
    let mut reasons: BTreeMap<PatientLinkId, String> = BTreeMap::new();
    for file in &files.patients {
        let links = reader.patient_links(*file)?;
        reasons.extend(
            links
                .iter()
                .map(|row| (row.value.merge, text(&row.value.reason))),
        );
    }
    let name = |patient| {
        let unknown = || PatientName::of(&identity::blank(patient));
        names.get(&patient).cloned().unwrap_or_else(unknown)
    };
    let views = files.merges.iter().map(|merge| MergeView {
        id: Id::of(merge.id),
        from: name(merge.from),
        into: name(merge.into),
        at: At::of(merge.at),
        by: staff.name(merge.by),
        reason: reasons.get(&merge.id).cloned().unwrap_or(String::new()),
    });
    Ok(views.collect())
}
