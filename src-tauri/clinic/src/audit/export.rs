use std::io::Write;

use sync_contract::Right;
use vault::{Detail, Event};

use super::list::list;
use super::view::{AuditQuery, AuditRow};
use crate::Clinic;
use crate::error::Result;
use crate::export::names::snake_named;
use crate::export::sheet;
use crate::fields;

const PAGE: u32 = 100;
const HEADING: [&str; 10] = [
    "number",
    "at",
    "who",
    "action",
    "resource",
    "patient",
    "outcome",
    "severity",
    "remark",
    "is_closed",
];

/// Writes what a query finds as one JSON object a line, the newest first. That and why it was written is an entry, too.
///
/// Errors: `Forbidden` (needs `audit.export` and `audit.read`), `Invalid` without a reason, `Io`.
pub fn json(
    clinic: &mut Clinic,
    query: &AuditQuery,
    reason: &str,
    out: &mut dyn Write,
) -> Result<usize> {
    clinic.may(Right::AuditExport)?;
    record(clinic, reason)?;
    each(clinic, query, |row| {
        let line = serde_json::to_value(row).expect("text and numbers are JSON");
        let line = snake_named(line);
        Ok(writeln!(out, "{line}").map_err(vault::Error::from)?)
    })
}

/// The same as a sheet, without what was before and after.
///
/// Errors: as [`json`].
pub fn csv(
    clinic: &mut Clinic,
    query: &AuditQuery,
    reason: &str,
    out: &mut dyn Write,
) -> Result<usize> {
    clinic.may(Right::AuditExport)?;
    record(clinic, reason)?;
    out.write_all(sheet::line(HEADING).as_bytes())
        .map_err(vault::Error::from)?;
    each(clinic, query, |row| {
        let patient = row
            .patient
            .as_ref()
            .map_or("", |patient| patient.name.as_str());
        let values = [
            &row.number.to_string(),
            row.at.0.as_str(),
            row.who.as_deref().unwrap_or(""),
            &row.action,
            &row.resource,
            patient,
            &row.outcome,
            &row.severity,
            &row.remark,
            &row.is_closed.to_string(),
        ];
        Ok(out
            .write_all(sheet::line(values).as_bytes())
            .map_err(vault::Error::from)?)
    })
}

fn record(clinic: &mut Clinic, reason: &str) -> Result<()> {
    let reason = fields::required::<255>(reason, "reason")?;
    let detail = Detail {
        remark: reason.to_string(),
        ..Detail::default()
    };
    clinic
        .unlocked_mut()
        .record(Event::new("export audit", "audit"), &detail)?;
    Ok(())
}

fn each(
    clinic: &Clinic,
    query: &AuditQuery,
    mut act: impl FnMut(&AuditRow) -> Result<()>,
) -> Result<usize> {
    let mut query = AuditQuery {
        limit: PAGE,
        ..query.clone()
    };
    let mut written = 0;
    loop {
        let page = list(clinic, &query)?;
        page.rows.iter().try_for_each(&mut act)?;
        written += page.rows.len();
        if page.next.is_none() {
            return Ok(written);
        }
        query.before = page.next;
    }
}
