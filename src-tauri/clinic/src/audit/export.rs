use std::io::Write;

use sync_contract::Right;
use sync_contract::ids::UserId;
use uuid::Uuid;
use vault::{Detail, Event};

use crate::audit::list::list;
use crate::audit::view::{AuditQuery, AuditRow};
use crate::error::{Error, Result};
use crate::export::snake_named;
use crate::view::Id;
use crate::{Clinic, fields, spreadsheet};

const PAGE: u32 = 100;
const HEADING: [&str; 13] = [
    "number",
    "at",
    "who",
    "action",
    "resource",
    "patient",
    "outcome",
    "severity",
    "remark",
    "is_undecryptable",
    "device_number",
    "facility",
    "retained_until",
];

/// One JSON object a line, or CSV without the values before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Json,
    Csv,
}

/// An export in progress: others may work with the clinic between its pages.
#[derive(Debug)]
pub struct Export {
    by: UserId,
    form: Form,
    query: AuditQuery,
    written: usize,
}

/// Begins to export the entries that a query selects, the newest first. The export and its reason are logged, too.
///
/// # Errors
/// `Forbidden` (needs `audit.export` and `audit.read`), `Invalid` without a reason.
pub fn begin(clinic: &mut Clinic, query: &AuditQuery, reason: &str, form: Form) -> Result<Export> {
    clinic.may(Right::AuditExport)?;
    record(clinic, query, reason)?;
    Ok(Export {
        by: clinic.user(),
        form,
        query: AuditQuery {
            limit: PAGE,
            ..query.clone()
        },
        written: 0,
    })
}

impl Export {
    /// Writes the next entries. Returns whether there are more.
    ///
    /// # Errors
    /// `Forbidden` for any user but the one who began it, `Io`.
    pub fn page(&mut self, clinic: &Clinic, out: &mut dyn Write) -> Result<bool> {
        clinic.may(Right::AuditExport)?;
        if clinic.user() != self.by {
            return Err(Error::Forbidden(Right::AuditExport));
        }
        let page = list(clinic, &self.query)?;
        if self.form == Form::Csv && self.written == 0 {
            put(out, &spreadsheet::line(HEADING))?;
        }
        for row in &page.rows {
            put(out, &self.form.line(row))?;
        }
        self.written += page.rows.len();
        self.query.before = page.next;
        Ok(self.query.before.is_some())
    }

    /// Returns how many entries have been written so far.
    pub fn written(&self) -> usize {
        self.written
    }
}

impl Form {
    fn line(self, row: &AuditRow) -> String {
        match self {
            Self::Json => {
                let line = serde_json::to_value(row).expect("text and numbers are JSON");
                format!("{}\n", snake_named(line))
            }
            Self::Csv => in_a_sheet(row),
        }
    }
}

fn in_a_sheet(row: &AuditRow) -> String {
    let patient = row.patient.as_ref();
    let values: [&str; 13] = [
        &row.number.to_string(),
        row.at.0.as_str(),
        row.who.as_deref().unwrap_or(""),
        &row.action,
        &row.resource,
        patient.map_or("", |patient| patient.name.as_str()),
        &row.outcome,
        &row.severity,
        &row.remark,
        &row.is_undecryptable.to_string(),
        &row.device_number.to_string(),
        row.facility.as_deref().unwrap_or(""),
        row.retained_until.0.as_str(),
    ];
    spreadsheet::line(values)
}

fn put(out: &mut dyn Write, line: &str) -> Result<()> {
    Ok(out.write_all(line.as_bytes()).map_err(vault::Error::from)?)
}

/// Writes the complete export as one JSON object a line. Returns the number of entries.
///
/// # Errors
/// As [`begin`], `Io`.
pub fn json(
    clinic: &mut Clinic,
    query: &AuditQuery,
    reason: &str,
    out: &mut dyn Write,
) -> Result<usize> {
    clinic.may(Right::AuditExport)?;
    complete(clinic, query, reason, Form::Json, out)
}

/// Writes the complete export as CSV. Returns the number of entries.
///
/// # Errors
/// As [`json`].
pub fn csv(
    clinic: &mut Clinic,
    query: &AuditQuery,
    reason: &str,
    out: &mut dyn Write,
) -> Result<usize> {
    clinic.may(Right::AuditExport)?;
    complete(clinic, query, reason, Form::Csv, out)
}

fn complete(
    clinic: &mut Clinic,
    query: &AuditQuery,
    reason: &str,
    form: Form,
    out: &mut dyn Write,
) -> Result<usize> {
    let mut export = begin(clinic, query, reason, form)?;
    while export.page(clinic, out)? {}
    Ok(export.written())
}

/// An export of one patient's entries names them: the words of its reason go with their erasure.
fn record(clinic: &mut Clinic, query: &AuditQuery, reason: &str) -> Result<()> {
    let reason = fields::required::<255>(reason, "reason")?;
    let patient: Option<Uuid> = query.patient_id.as_ref().map(Id::to).transpose()?;
    let detail = Detail {
        remark: reason.to_string(),
        ..Detail::default()
    };
    let event = Event::new("export audit", "audit").about(patient);
    clinic.record(event, &detail)?;
    Ok(())
}
