//! The likely duplicates among all patients: what medical records has to compare and merge.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use sync_contract::ids::PatientId;

use crate::Clinic;
use crate::error::Result;
use crate::merged_files;
use crate::names::{PatientName, patient_names};
use crate::patients::duplicates::person::{ComparedPerson, Similarity, pairs};
use crate::patients::view::DuplicateReason;
use crate::reads::{ListRead, log_list};
use crate::view::{count, page};

/// `limit` is 100 at the most.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DuplicateQuery {
    pub offset: u32,
    pub limit: u32,
}

/// Two patients who are likely one person, and what says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DuplicatePair {
    pub first: PatientName,
    pub second: PatientName,
    pub reasons: Vec<DuplicateReason>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DuplicatePage {
    pub rows: Vec<DuplicatePair>,
    pub total: u32,
}

/// Returns a page of the pairs of patients who are likely one person, the likeliest first. Files that were merged are
/// one patient; deleted patients are not compared. Addresses are not in the search index and count for nothing here; a
/// term that more than 200 patients share leads to no pair by itself.
///
/// # Errors
/// `Forbidden` (needs `patients.read` and `patients.merge`).
pub fn list(clinic: &Clinic, query: &DuplicateQuery) -> Result<DuplicatePage> {
    clinic.may(Right::PatientsRead)?;
    clinic.may(Right::PatientsMerge)?;
    log_list(clinic, ListRead::List)?;
    let reader = clinic.read();
    let likely = likely(clinic)?;
    let shown: Vec<&Likely> = page(&likely, query.offset, query.limit).collect();
    let ids = shown.iter().flat_map(|pair| [pair.first, pair.second]);
    let names = patient_names(&reader, ids)?;
    let rows = shown.iter().filter_map(|pair| {
        Some(DuplicatePair {
            first: names.get(&pair.first)?.clone(),
            second: names.get(&pair.second)?.clone(),
            reasons: pair.similarity.reasons.clone(),
        })
    });
    Ok(DuplicatePage {
        rows: rows.collect(),
        total: count(likely.len()),
    })
}

struct Likely {
    first: PatientId,
    second: PatientId,
    similarity: Similarity,
}

fn likely(clinic: &Clinic) -> Result<Vec<Likely>> {
    let everyone = clinic.everyone()?;
    let (ids, people): (Vec<PatientId>, Vec<ComparedPerson>) = everyone
        .into_iter()
        .map(|(patient, terms)| {
            let address = Vec::new();
            (patient, ComparedPerson { terms, address })
        })
        .unzip();
    let reader = clinic.read();
    let (shown, mut listed) = (merged_files::shown_by(&reader)?, BTreeSet::new());
    let mut likely: Vec<Likely> = pairs(&people)
        .into_iter()
        .map(|pair| {
            let (one, other) = (shown(ids[pair.first]), shown(ids[pair.second]));
            Likely {
                first: one.min(other),
                second: one.max(other),
                similarity: Similarity {
                    reasons: pair.reasons,
                    is_likely: true,
                },
            }
        })
        .filter(|pair| pair.first != pair.second)
        .collect();
    let key = |pair: &Likely| (pair.first, pair.second);
    likely.sort_by(|a, b| {
        let by_rank = a.similarity.rank().cmp(&b.similarity.rank());
        by_rank.then(key(a).cmp(&key(b)))
    });
    // two pairs of files may be one pair of patients: the most similar one says why
    likely.retain(|pair| listed.insert(key(pair)));
    Ok(likely)
}
