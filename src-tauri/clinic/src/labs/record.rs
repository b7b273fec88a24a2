//! Records sheets and their lines, corrects them, and removes what was entered in error.

use chrono::NaiveDate;
use chrono_tz::Tz;
use rust_decimal::Decimal;
use sync_contract::Right;
use sync_contract::catalog::{LabResult, LabStatus, LabTest, MeasurementFlag, Patient};
use sync_contract::field::{Line as LineText, Paragraph, Text, Time};
use sync_contract::ids::{LabResultId, LabTestId, PatientId, VisitId};
use vault::WriteTx;
use vault::read::{Reader, Stored};

use crate::chart_row::{self, ChartRow, PartRow};
use crate::clinic::{or_not_found, require_not_deleted};
use crate::error::{Error, LabHalt, Reason, Result};
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::labs::course::{collected_on, follow, require_open, require_since_order};
use crate::labs::judge::{Line, Person, judge};
use crate::labs::line::opened;
use crate::labs::list::{show, show_result};
use crate::labs::orders::{Shown, lines_of};
use crate::labs::test_list::{InUnit, LabTestEntry, Limits, called, find};
use crate::labs::value::{Parsed, is_unclear, limit, parse, without_unit};
use crate::labs::{
    LabFlag, LabQuestion, LabReading, LabResultEdit, LabResultForm, LabResultView, LabSheetEdit,
    LabSheetForm, LabSheetView, NewLabSheet, day_of_sheet, unit,
};
use crate::occasion::file_and_visit;
use crate::view::{Day, Id, ReadVersionToken, set, text};
use crate::{Clinic, fields};

impl ChartRow for LabTest {
    const WHAT: &'static str = "lab sheet";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

impl ChartRow for LabResult {
    const WHAT: &'static str = "lab result";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

impl PartRow for LabResult {
    type Owner = LabTest;

    fn owner(&self) -> LabTestId {
        self.lab_test
    }

    fn all_of(reader: &Reader<'_>, patient: PatientId) -> vault::Result<Vec<Stored<Self>>> {
        reader.lab_results_of(patient)
    }
}

/// Of one sheet. Our own limit, against a list that was sent by mistake.
const LINES_MAX: usize = 200;

/// A line that is valid.
struct Checked {
    test: Option<&'static LabTestEntry>,
    name: LineText,
    entered: Text<100>,
    unit: Option<Text<50>>,
    limits: Limits,
    informed: Option<LineText>,
}

impl Checked {
    fn line(&self) -> Line<'_> {
        Line {
            test: self.test.map(|test| test.key.as_str()),
            entered: &self.entered,
            unit: self.unit.as_deref().unwrap_or(""),
            laboratory: self.limits,
        }
    }

    /// Returns what it says about the patient, as [`typed`].
    fn typed(&self) -> (String, String, String) {
        let unit = self.unit.as_deref().unwrap_or("");
        (
            self.name.to_string(),
            self.entered.to_string(),
            unit::shown(unit),
        )
    }

    /// Returns what is stored of a question that its writer has answered already; there may have been none.
    fn flag(&self, person: Person, is_accepted: bool) -> Option<MeasurementFlag> {
        let is_asked = is_accepted && judge(self.line(), person).doubt.is_some();
        is_asked.then_some(MeasurementFlag::Confirmed)
    }

    /// Asks who was told of a critical value that was ordered. What is typed in from paper was told by whoever
    /// printed it.
    fn require_informed(&self, sheet: &LabTest, person: Person) -> Result<()> {
        // a name that was typed freely fulfils an order of the test that has it
        let test = self.test.or_else(|| called(&self.name));
        let typed = self.unit.as_deref().unwrap_or("");
        let unit = test.and_then(|test| test.unit_of_code(typed).or_else(|| test.unit(typed)));
        let line = Line {
            test: test.map(|test| test.key.as_str()),
            unit: unit.map_or(typed, |unit| unit.code.as_str()),
            ..self.line()
        };
        let flag = judge(line, person).flag;
        let may_be_critical = flag.is_some_and(LabFlag::is_critical)
            || test.is_some_and(|test| is_unjudged(test, unit, &self.entered));
        match may_be_critical && sheet.ordered_by.is_some() && self.informed.is_none() {
            true => Err(Error::invalid("informed", Reason::Required)),
            false => Ok(()),
        }
    }

    /// Returns the row of a sheet with this on it, not corrected yet.
    fn row(
        self,
        id: LabResultId,
        sheet: &LabTest,
        flag: Option<MeasurementFlag>,
        now: Time,
    ) -> Result<LabResult> {
        let test = self.test.map(|test| Text::new(&test.key)).transpose();
        Ok(LabResult {
            id,
            patient: sheet.patient,
            lab_test: sheet.id,
            test: test.map_err(vault::Error::from)?.into(),
            name: self.name.into(),
            entered: self.entered.into(),
            unit: self.unit.into(),
            low: self.limits.low.into(),
            high: self.limits.high.into(),
            flag: flag.into(),
            former: None.into(),
            informed_at: self.informed.is_some().then_some(now).into(),
            informed: self.informed.into(),
        })
    }
}

/// Returns whether there is a figure of a test that can be critical, in a form or a unit that cannot be compared.
fn is_unjudged(test: &LabTestEntry, unit: Option<&InUnit>, entered: &str) -> bool {
    let decimals = unit.map_or(0, |unit| unit.decimals);
    let is_number = matches!(parse(entered, decimals), Parsed::Value(_));
    let has_figure = entered.chars().any(|letter| letter.is_ascii_digit());
    test.may_be_critical() && has_figure && (unit.is_none() || !is_number)
}

/// # Errors
/// `Invalid` for a test that the list does not have, a line without a name, a value or a unit, a value that is two
/// numbers in two countries, and limits that are none or the wrong way round.
fn check(form: &LabResultForm) -> Result<Checked> {
    let test = match form.test.as_deref().map(str::trim) {
        None | Some("") => Ok(None),
        Some(key) => find(key)
            .map(Some)
            .ok_or(Error::invalid("test", Reason::Unknown)),
    };
    // what is said of the rest depends on the test, and an unknown one is said with it
    let known = test.as_ref().map_or(None, |test| *test);
    let unit = fields::optional(&form.unit, "unit");
    let unit = unit.and_then(|unit| match known {
        Some(test) => unit_of(test, unit),
        None => Ok((unit, 0)),
    });
    let decimals = unit.as_ref().map_or(0, |(_, decimals)| *decimals);
    let code = unit.as_ref().ok().and_then(|(code, _)| code.clone());
    let clear = |entered: Text<100>| {
        let Some(test) = known else {
            return Ok(entered);
        };
        let is_unit = |text: &str| {
            let named = test.unit(text).map(|of| of.code.as_str());
            named.is_some() && named == code.as_deref()
        };
        match without_unit(&entered, decimals, is_unit) {
            Some(number) => Ok(Text::new(number).map_err(vault::Error::from)?),
            None if is_unclear(&entered, decimals) => {
                Err(Error::invalid("value", Reason::Malformed))
            }
            None => Ok(entered),
        }
    };
    let limits = (
        limit(&form.low, decimals, "low"),
        limit(&form.high, decimals, "high"),
    );
    let in_order = |(low, high): (Option<Decimal>, Option<Decimal>)| match low
        .zip(high)
        .is_some_and(|(low, high)| low >= high)
    {
        true => Err(Error::invalid("high", Reason::Backwards)),
        false => Ok(Limits { low, high }),
    };
    let name = known.map_or(&form.name, |test| &test.name);
    let named = |test| Ok((test, fields::required(name, "name")?));
    let ((test, name), (unit, _), entered, limits, informed) = (
        test.and_then(named),
        unit,
        fields::required(&form.value, "value").and_then(clear),
        limits.together().and_then(in_order),
        fields::optional(&form.informed, "informed"),
    )
        .together()?;
    Ok(Checked {
        test,
        name,
        entered,
        unit,
        limits,
        informed,
    })
}

/// Checks a line as it is typed, without the sheet that it is of.
///
/// # Errors
/// `Invalid` as [`add_sheet`], for all of its fields at once.
pub fn require_valid(form: &LabResultForm) -> Result<()> {
    check(form).map(drop)
}

/// Returns the unit of a line as it is stored, and the decimals with which the list prints it.
fn unit_of(test: &LabTestEntry, typed: Option<Text<50>>) -> Result<(Option<Text<50>>, u32)> {
    let given = typed.as_deref().unwrap_or("");
    let known = match test.unit(given) {
        // nothing is guessed where there are two
        None if given.is_empty() && test.has_one_unit() => Some(&test.si),
        None if given.is_empty() => return Err(Error::invalid("unit", Reason::Required)),
        known => known,
    };
    match known {
        Some(of) => {
            let code = Text::new(&of.code).map_err(vault::Error::from)?;
            Ok((Some(code), of.decimals))
        }
        None => Ok((typed, 0)),
    }
}

/// Returns what is made of a line that is being typed. Writes nothing.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `Invalid` as [`add_sheet`].
pub fn consider(clinic: &Clinic, question: &LabQuestion) -> Result<LabReading> {
    clinic.may(Right::MeasurementsWrite)?;
    let patient: PatientId = question.patient_id.to()?;
    let patient = clinic.require_row::<Patient>(patient, "patient")?.value;
    let day = collected_on(clinic, &patient, &question.collected_on)?;
    let checked = check(&question.form)?;
    Ok(judge(checked.line(), Person::on(&patient, day)))
}

/// Records a sheet with its first lines.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `TooLong`, `Invalid` without a line, for a
/// day in the future or before birth, or a line that cannot be taken.
pub fn add_sheet(clinic: &mut Clinic, form: &NewLabSheet) -> Result<LabSheetView> {
    clinic.may(Right::MeasurementsWrite)?;
    let patient: PatientId = form.patient_id.to()?;
    let person = clinic.require_row::<Patient>(patient, "patient")?.value;
    let any = match form.results.len() {
        0 => Err(Error::invalid("results", Reason::Required)),
        1..=LINES_MAX => Ok(()),
        _ => Err(Error::invalid("results", Reason::TooLong)),
    };
    let (day, laboratory, note, ()) = (
        collected_on(clinic, &person, &form.sheet.collected_on),
        fields::optional(&form.sheet.laboratory, "laboratory"),
        fields::optional_paragraph(&form.sheet.note, "note"),
        any,
    )
        .together()?;
    let (patient, visit) = file_and_visit(clinic, patient, form.visit_id.as_ref())?;
    let id = clinic.write("add lab sheet", |tx| {
        require_not_deleted(tx, patient)?;
        let mut sheet = from_paper(tx.new_id(), patient, day, laboratory);
        sheet.visit = visit;
        sheet.note = note.into();
        tx.insert(&sheet)?;
        for line in &form.results {
            insert_line(tx, &sheet, line, &person)?;
        }
        Ok(sheet.id)
    })?;
    show(clinic, &Id::of(id))
}

/// Returns the row of a sheet that is typed in from paper.
pub(crate) fn from_paper(
    id: LabTestId,
    patient: PatientId,
    collected_on: NaiveDate,
    laboratory: Option<LineText>,
) -> LabTest {
    let (visit, note): (Option<VisitId>, Option<Paragraph>) = (None, None);
    LabTest {
        id,
        patient,
        visit,
        collected_on: Some(collected_on),
        laboratory: laboratory.into(),
        note: note.into(),
        status: LabStatus::Resulted,
        status_reason: None.into(),
        ordered_by: None,
        ordered_at: None,
        wished_on: None,
        tests: None.into(),
        order_note: None.into(),
        former_order: None.into(),
        collected_at: None,
        collected_by: None,
        read_at: None,
        read_by: None,
        read_sum: None,
    }
}

/// Writes a line of a sheet that was collected.
///
/// # Errors
/// As [`add_sheet`], `Invalid` where it is not known who was told of a critical value that was ordered.
pub(crate) fn insert_line(
    tx: &mut WriteTx<'_>,
    sheet: &LabTest,
    form: &LabResultForm,
    patient: &Patient,
) -> Result<LabResultId> {
    let checked = check(form)?;
    let day = sheet
        .collected_on
        .ok_or(Error::LabHalted(LabHalt::NotCollected))?;
    let (id, person): (LabResultId, _) = (tx.new_id(), Person::on(patient, day));
    checked.require_informed(sheet, person)?;
    let flag = checked.flag(person, form.accept_doubtful);
    tx.insert(&checked.row(id, sheet, flag, tx.now())?)?;
    Ok(id)
}

/// Adds lines to a sheet, all of them or none. Returns the sheet. An order is resulted once each of its tests has a
/// result.
///
/// # Errors
/// As [`add_sheet`], `LabHalted` for an order that is cancelled or not collected, `Invalid` where it is not known who
/// was told of a critical value that was ordered.
pub fn add_results(
    clinic: &mut Clinic,
    sheet: &Id,
    forms: &[LabResultForm],
) -> Result<LabSheetView> {
    clinic.may(Right::MeasurementsWrite)?;
    clinic.write("add lab results", |tx| {
        let stored = chart_row::writable::<LabTest>(tx, sheet)?;
        require_open(&stored.value)?;
        let patient = or_not_found(tx.get::<Patient>(stored.value.patient)?, "patient")?.value;
        let here = lines_of(&tx.read(), stored.value.id)?.len();
        if here.saturating_add(forms.len()) > LINES_MAX {
            return Err(Error::invalid("results", Reason::TooLong));
        }
        for form in forms {
            insert_line(tx, &stored.value, form, &patient)?;
        }
        follow(tx, &stored)
    })?;
    show(clinic, sheet)
}

/// Changes day, laboratory and note of a sheet as far as the editor changed them, against the version that they saw.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `LabHalted` for an order that is not
/// collected, `TooLong`, `Invalid` for the day.
pub fn edit_sheet(clinic: &mut Clinic, edit: &LabSheetEdit) -> Result<LabSheetView> {
    clinic.may(Right::MeasurementsWrite)?;
    let row = clinic.require_row::<LabTest>(edit.id.to::<LabTestId>()?, LabTest::WHAT)?;
    let patient = clinic.require_row::<Patient>(row.value.patient, "patient")?;
    let day = collected_on(clinic, &patient.value, &edit.form.collected_on);
    let (zone, zones, today) = (clinic.zone()?, clinic.workplace()?.zones(), clinic.today()?);
    clinic.write("edit lab sheet", |tx| {
        let stored = chart_row::writable::<LabTest>(tx, &edit.id)?;
        let collected = stored.value.ordered_by.is_none() || stored.value.collected_on.is_some();
        if !collected {
            return Err(Error::LabHalted(LabHalt::NotCollected));
        }
        let form = merged_form!(LabSheetForm { collected_on, laboratory, note }
            of &edit.loaded, &edit.form, form_of(&stored, &zone));
        let is_other_day = edit.form.collected_on != edit.loaded.collected_on;
        let day = day.and_then(|day| {
            if is_other_day {
                require_since_order(&stored, day, (&zones, today))?;
            }
            Ok(day)
        });
        let mut row = stored.value;
        let (day, laboratory, note) = (
            day,
            fields::optional(&form.laboratory, "laboratory"),
            fields::optional_paragraph(&form.note, "note"),
        )
            .together()?;
        if is_other_day {
            row.collected_on = Some(day);
        }
        set(&mut row.laboratory, laboratory);
        set(&mut row.note, note);
        tx.update(&row, &edit.seen.to_read_version()?)?;
        Ok(())
    })?;
    show(clinic, &edit.id)
}

fn form_of(stored: &Stored<LabTest>, zone: &Tz) -> LabSheetForm {
    let row = &stored.value;
    LabSheetForm {
        collected_on: Day::of(day_of_sheet(stored, zone)),
        laboratory: text(&row.laboratory),
        note: text(&row.note),
    }
}

/// Corrects a line; what stood there is shown with it. Who was told of the former test, value or unit was not told of
/// this one; of the same one, it stays while the form names nobody.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `Invalid` for a line that cannot be taken,
/// or where it is not known who was told of a critical value that was ordered.
pub fn edit_result(clinic: &mut Clinic, edit: &LabResultEdit) -> Result<LabResultView> {
    clinic.may(Right::MeasurementsWrite)?;
    let seen = edit.seen.to_read_version()?;
    let zone = clinic.zone()?;
    clinic.write("correct lab result", |tx| {
        let stored = chart_row::writable::<LabResult>(tx, &edit.id)?.value;
        let sheet = or_not_found(tx.get::<LabTest>(stored.lab_test)?, LabTest::WHAT)?;
        let patient = or_not_found(tx.get::<Patient>(stored.patient)?, "patient")?.value;
        let mut checked = check(&edit.form)?;
        let is_same = checked.typed() == typed(&stored);
        let stays = is_same && checked.informed.is_none();
        if stays {
            checked.informed = stored.informed.open().cloned().flatten();
        }
        let person = Person::on(&patient, day_of_sheet(&sheet, &zone));
        checked.require_informed(&sheet.value, person)?;
        let flag = checked.flag(person, edit.form.accept_doubtful);
        let mut row = checked.row(stored.id, &sheet.value, flag, tx.now())?;
        if stays {
            row.informed_at = stored.informed_at.clone();
        }
        if is_same {
            // the limits alone: what was answered of the value stays answered
            row.former = stored.former.clone();
            if stored.flag.open().copied().flatten().is_some() {
                row.flag = stored.flag.clone();
            }
        } else {
            row.former = fields::optional(&shown_line(&stored), "former")?.into();
        }
        tx.update(&row, &seen)?;
        Ok(())
    })?;
    show_result(clinic, &edit.id)
}

/// Returns what a line says about the patient: test, value and unit, as a form shows them.
fn typed(row: &LabResult) -> (String, String, String) {
    let unit = unit::shown(&text(&row.unit));
    (opened(&row.name), opened(&row.entered), unit)
}

/// Returns a line as it is shown after its correction: `Potassium 6.9 mmol/L`.
fn shown_line(row: &LabResult) -> String {
    let (name, entered, unit) = typed(row);
    [name, entered, unit]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Removes a line that was entered in error. Returns what [`restore_result`] needs.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `Invalid` without a reason.
pub fn remove_result(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    reason: &str,
) -> Result<ReadVersionToken> {
    clinic.may(Right::MeasurementsWrite)?;
    clinic.write("remove lab result", |tx| {
        chart_row::delete::<LabResult>(tx, id, seen, reason)?;
        follow_result(tx, id)
    })?;
    chart_row::removal::<LabResult>(clinic, id)
}

/// Returns what names the removal of a removed line, for [`restore_result`].
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound` where none is removed.
pub fn removed_result(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    clinic.may(Right::MeasurementsWrite)?;
    chart_row::removal::<LabResult>(clinic, id)
}

/// Puts a removed line back.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`.
pub fn restore_result(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
) -> Result<LabResultView> {
    clinic.may(Right::MeasurementsWrite)?;
    clinic.write("restore lab result", |tx| {
        chart_row::undelete::<LabResult>(tx, id, seen)?;
        follow_result(tx, id)
    })?;
    show_result(clinic, id)
}

/// Writes how far the order of a result is that was removed or put back.
fn follow_result(tx: &mut WriteTx<'_>, id: &Id) -> Result<()> {
    let result = or_not_found(tx.get::<LabResult>(id.to()?)?, LabResult::WHAT)?.value;
    match tx
        .get::<LabTest>(result.lab_test)?
        .filter(|row| row.deleted.is_none())
    {
        Some(sheet) => follow(tx, &sheet),
        None => Ok(()),
    }
}

/// Removes a sheet that was entered in error, with its lines. Returns what [`restore_sheet`] needs. An order is
/// removed by those who read its results; others cancel it.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `ChangedMeanwhile`, `LabHalted` for the
/// order of another user, `Invalid` without a reason.
pub fn remove_sheet(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    reason: &str,
) -> Result<ReadVersionToken> {
    clinic.may(Right::MeasurementsWrite)?;
    let sheet = clinic.require_row::<LabTest>(id.to::<LabTestId>()?, LabTest::WHAT)?;
    let patient = sheet.value.patient;
    let shown = Shown::read(clinic, &clinic.read(), &[], &[patient])?;
    let of_another = |by| !shown.may_read(patient, by);
    if sheet.value.ordered_by.is_some_and(of_another) {
        return Err(Error::LabHalted(LabHalt::OfAnother));
    }
    clinic.write("remove lab sheet", |tx| {
        chart_row::delete_with_parts::<LabResult>(tx, id, seen, reason)
    })?;
    removed_sheet(clinic, id)
}

/// Returns what names the removal of a removed sheet with its lines, for [`restore_sheet`].
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound` where none is removed.
pub fn removed_sheet(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    clinic.may(Right::MeasurementsWrite)?;
    chart_row::removal_with_parts::<LabResult>(clinic, id)
}

/// Puts a removed sheet back, with the lines that were removed together with it.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`.
pub fn restore_sheet(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
) -> Result<LabSheetView> {
    clinic.may(Right::MeasurementsWrite)?;
    clinic.write("restore lab sheet", |tx| {
        chart_row::undelete_with_parts::<LabResult>(tx, id, seen)
    })?;
    show(clinic, id)
}
