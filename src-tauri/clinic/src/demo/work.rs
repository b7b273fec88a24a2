//! The visits of one dietitian: measured, written and signed in their own session.

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;
use rust_decimal::Decimal;
use sync_contract::catalog::{
    Allergy, AllergyStatus, Condition, ConditionStatus, HealthList, Medication, MedicationStatus,
    NoneKnown, Patient, PatientProfile, Severity, Visit, VisitType, profile_id,
};
use sync_contract::field::Time;
use sync_contract::ids::{
    AllergyId, AppointmentId, ConditionId, MedicationId, NoneKnownId, PatientId, VisitId,
};
use vault::WriteTx;

use crate::age::Age;
use crate::clinic::or_not_found;
use crate::clock::at_wall;
use crate::demo::care_plan;
use crate::demo::data;
use crate::demo::data::Course;
use crate::demo::infant;
use crate::demo::plan::{Plan, PlannedNote, PlannedPatient, PlannedVisit};
use crate::demo::written;
use crate::energy_estimates::record::insert_usual;
use crate::error::{Error, Reason, Result};
use crate::measurements::{MeasureKind, Measured, anthropometry};
use crate::names::birth;
use crate::notes::content::SectionText;
use crate::notes::{NoteKind, NoteSection, sign};
use crate::nutrient_targets::set::insert_of_newest;
use crate::profile::blank;
use crate::screenings::record::Occasion;
use crate::screenings::{Answers, ScreeningTool};
use crate::{Clinic, energy_estimates, fields};

/// Returns whether the dietitian at this index has anything to write.
pub(super) fn has_any(plan: &Plan, dietitian: usize) -> bool {
    plan.patients.iter().any(|planned| {
        let mut visits = planned.visits.iter();
        visits.any(|visit| provider(plan, planned, visit) == dietitian)
    })
}

/// Writes the visits of the patients of the dietitian at this index, one operation a patient; with `is_first` their
/// charts, too. Returns the number of visits.
pub(super) fn write(
    clinic: &mut Clinic,
    plan: &Plan,
    dietitian: usize,
    patients: &[PatientId],
    appointments: &[AppointmentId],
    is_first: bool,
) -> Result<usize> {
    let (zone, today) = (clinic.zone()?, clinic.today()?);
    let courses = data::courses();
    let mut visits = 0;
    for (index, planned) in plan.patients.iter().enumerate() {
        // a colleague may have kept the appointment, and is then the provider of that visit
        let own: Vec<&PlannedVisit> = planned
            .visits
            .iter()
            .filter(|visit| provider(plan, planned, visit) == dietitian)
            .collect();
        let id = *or_not_found(patients.get(index), "patient")?;
        let course = or_not_found(courses.get(planned.course), "course")?;
        let is_theirs = is_first && planned.dietitian == dietitian;
        if own.is_empty() && !is_theirs {
            continue;
        }
        clinic.write("record visits", |tx| {
            if is_theirs {
                chart(tx, id, planned, course, today)?;
                care_plan::write(tx, id, course, &planned.visits, today)?;
            }
            for visit in &own {
                let scene = Scene {
                    patient: id,
                    course,
                    zone: &zone,
                };
                scene.write(
                    tx,
                    visit,
                    visit
                        .appointment
                        .and_then(|index| appointments.get(index).copied()),
                )?;
            }
            if is_theirs {
                insert_of_newest(tx, id, &zone)?;
            }
            Ok(())
        })?;
        visits += own.len();
    }
    Ok(visits)
}

fn provider(plan: &Plan, patient: &PlannedPatient, visit: &PlannedVisit) -> usize {
    let visit_appointment = visit
        .appointment
        .and_then(|index| plan.appointments.get(index));
    visit_appointment.map_or(patient.dietitian, |appointment| appointment.dietitian)
}

fn chart(
    tx: &mut WriteTx<'_>,
    patient: PatientId,
    planned: &PlannedPatient,
    course: &Course,
    today: NaiveDate,
) -> Result<()> {
    let birth = fields::written_date(&planned.person.birth_date).ok();
    let is_child = birth.is_some_and(|birth| Age::on(birth, today).years < GROWN_UP_YEARS);
    let [mother_cm, father_cm] = infant::parents_cm(&planned.person.given_name);
    tx.insert(&PatientProfile {
        medical_history: fields::optional_paragraph(&course.history, "history")?.into(),
        dislikes: fields::optional_paragraph(&course.dislikes, "dislikes")?.into(),
        mother_height_cm: is_child.then_some(mother_cm).into(),
        father_height_cm: is_child.then_some(father_cm).into(),
        ..blank(profile_id(tx.tenant(), patient), patient)
    })?;
    let since = since(
        birth,
        planned.visits.first().map_or(today, |visit| visit.day),
    );
    health(tx, patient, course, since)
}

/// Returns since when an allergy is known and a medicine is taken: years before the first visit, and months.
fn since(birth: Option<NaiveDate>, first: NaiveDate) -> (String, String) {
    let after_birth = |day: NaiveDate| birth.map_or(day, |birth| day.max(birth));
    let known = after_birth(first - TimeDelta::days(KNOWN_DAYS));
    let taken = after_birth(first - TimeDelta::days(TAKEN_DAYS));
    (
        known.format("%Y").to_string(),
        taken.format("%Y-%m").to_string(),
    )
}

/// Writes the lists of a chart.
fn health(
    tx: &mut WriteTx<'_>,
    patient: PatientId,
    course: &Course,
    (known, taken): (String, String),
) -> Result<()> {
    let lists = [
        (HealthList::Allergies, &course.allergies),
        (HealthList::Conditions, &course.conditions),
        (HealthList::Medications, &course.medications),
    ];
    for (list, text) in lists {
        if text == "-" {
            let id: NoneKnownId = tx.new_id();
            let list = list.into();
            tx.insert(&NoneKnown { id, patient, list })?;
            continue;
        }
        for entry in text.split(';').filter(|entry| !entry.is_empty()) {
            let parts: Vec<&str> = entry.split('|').collect();
            let part = |index: usize| parts.get(index).copied().map_or("", |part| part);
            match list {
                HealthList::Allergies => add_allergy(tx, patient, part, &known)?,
                HealthList::Conditions => add_condition(tx, patient, part)?,
                HealthList::Medications => add_medication(tx, patient, part, &taken)?,
            }
        }
    }
    Ok(())
}

fn add_allergy<'t>(
    tx: &mut WriteTx<'_>,
    patient: PatientId,
    part: impl Fn(usize) -> &'t str,
    known: &str,
) -> Result<()> {
    let kind = match part(1) {
        "" => None,
        word => Some(
            word.parse()
                .map_err(|_| Error::invalid("kind", Reason::Unknown))?,
        ),
    };
    let id: AllergyId = tx.new_id();
    tx.insert(&Allergy {
        id,
        patient,
        substance: fields::required(part(0), "substance")?.into(),
        code: None.into(),
        kind: kind.into(),
        reaction: fields::optional(part(2), "reaction")?.into(),
        severity: Severity::Severe,
        onset: fields::optional(known, "onset")?.into(),
        status: AllergyStatus::Active,
    })?;
    Ok(())
}

fn add_condition<'t>(
    tx: &mut WriteTx<'_>,
    patient: PatientId,
    part: impl Fn(usize) -> &'t str,
) -> Result<()> {
    let id: ConditionId = tx.new_id();
    tx.insert(&Condition {
        id,
        patient,
        name: fields::required(part(0), "name")?.into(),
        code: None.into(),
        onset: fields::optional(part(1), "onset")?.into(),
        status: ConditionStatus::Active,
    })?;
    Ok(())
}

fn add_medication<'t>(
    tx: &mut WriteTx<'_>,
    patient: PatientId,
    part: impl Fn(usize) -> &'t str,
    taken: &str,
) -> Result<()> {
    let id: MedicationId = tx.new_id();
    tx.insert(&Medication {
        id,
        patient,
        name: fields::required(part(0), "name")?.into(),
        code: None.into(),
        dose: fields::optional(part(1), "dose")?.into(),
        onset: fields::optional(taken, "onset")?.into(),
        status: MedicationStatus::Active,
    })?;
    Ok(())
}

struct Scene<'a> {
    patient: PatientId,
    course: &'a Course,
    zone: &'a Tz,
}

/// So long before the first visit an allergy was known, and a medicine begun.
const KNOWN_DAYS: i64 = 1_100;
const TAKEN_DAYS: i64 = 120;
/// The parents of younger people were asked how tall they are.
const GROWN_UP_YEARS: i32 = 18;
const MINUTE_US: i64 = 60_000_000;
/// The body mass index up to which a course of care is about too little weight.
const THIN_TO: Decimal = Decimal::from_parts(20, 0, 0, false, 0);

/// What thin adults answer at their first visit, and what they answer later.
const MUST_BEFORE: [(&str, &str); 2] =
    [("weight_loss_pct", "8"), ("acute_no_intake_over_5d", "no")];
const MUST_SINCE: [(&str, &str); 2] = [
    ("weight_loss_pct", "below_5"),
    ("acute_no_intake_over_5d", "no"),
];
/// What old people answer: at the first visit of a thin one, at later ones, and where nothing is wrong.
const MNA_BEFORE: [(&str, &str); 5] = mna(["0", "0", "1", "0", "2"]);
const MNA_SINCE: [(&str, &str); 5] = mna(["1", "3", "1", "2", "2"]);
const MNA_WELL: [(&str, &str); 5] = mna(["2", "3", "2", "2", "2"]);

const fn mna(answers: [&'static str; 5]) -> [(&'static str, &'static str); 5] {
    [
        ("a_intake", answers[0]),
        ("b_weight_loss", answers[1]),
        ("c_mobility", answers[2]),
        ("d_stress", answers[3]),
        ("e_neuro", answers[4]),
    ]
}

impl Scene<'_> {
    fn write(
        &self,
        tx: &mut WriteTx<'_>,
        planned: &PlannedVisit,
        appointment: Option<AppointmentId>,
    ) -> Result<()> {
        let started_at = at_wall(planned.day, planned.at, self.zone);
        let is_running =
            planned.note == PlannedNote::Draft && Time(started_at.0 + 60 * MINUTE_US) > tx.now();
        let id: VisitId = tx.new_id();
        tx.insert(&Visit {
            id,
            patient: self.patient,
            provider: tx.user(),
            appointment,
            kind: if appointment.is_none() {
                VisitType::Initial
            } else {
                VisitType::FollowUp
            },
            started_at,
            ended_at: (!is_running).then_some(Time(started_at.0 + 25 * MINUTE_US)),
            chief_complaint: fields::optional_paragraph(&self.course.complaint, "complaint")?
                .into(),
            summary: None.into(),
            follow_up_required: !is_running,
            follow_up_date: (!is_running).then_some(planned.day + self.until_next()),
        })?;
        self.measure(tx, id, planned, Time(started_at.0 + 5 * MINUTE_US))?;
        let is_first = appointment.is_none();
        self.screen(
            tx,
            id,
            planned,
            Time(started_at.0 + 8 * MINUTE_US),
            is_first,
        )?;
        self.estimate(tx, id, planned, Time(started_at.0 + 12 * MINUTE_US))?;
        self.note(tx, id, planned, Time(started_at.0 + 24 * MINUTE_US))
    }

    /// Returns when the patient should come again: sooner where care is about too little weight.
    fn until_next(&self) -> TimeDelta {
        let weeks = match self.course.code.as_str() {
            _ if self.course.bmi_to <= THIN_TO => 1,
            "diabetes" => 5,
            _ => 4,
        };
        TimeDelta::weeks(weeks)
    }

    fn measure(
        &self,
        tx: &mut WriteTx<'_>,
        visit: VisitId,
        planned: &PlannedVisit,
        at: Time,
    ) -> Result<()> {
        let plain = |value: Decimal| Measured {
            value,
            second: None,
        };
        let mut readings = vec![
            (MeasureKind::Weight, plain(planned.weight_kg)),
            (MeasureKind::Height, plain(planned.height_cm)),
        ];
        readings.extend(
            planned
                .waist_cm
                .map(|waist| (MeasureKind::Waist, plain(waist))),
        );
        if let Some((upper, lower)) = planned.pressure {
            let measured = Measured {
                value: Decimal::from(upper),
                second: Some(Decimal::from(lower)),
            };
            readings.push((MeasureKind::BloodPressure, measured));
        }
        for (kind, measured) in readings {
            written::reading(tx, (self.patient, visit), kind, measured, at, None)?;
        }
        match planned.glucose_mmol_l {
            Some(glucose) => written::glucose(tx, (self.patient, visit), plain(glucose), at),
            None => Ok(()),
        }
    }

    /// Screens thin adults, and old ones in any case.
    fn screen(
        &self,
        tx: &mut WriteTx<'_>,
        visit: VisitId,
        planned: &PlannedVisit,
        at: Time,
        is_first: bool,
    ) -> Result<()> {
        let patient = or_not_found(tx.get::<Patient>(self.patient)?, "patient")?.value;
        let birth = birth(&patient);
        let years = birth.map_or(0, |birth| Age::on(birth, planned.day).years);
        let is_thin = self.course.bmi_to <= THIN_TO;
        let tool = match years {
            65.. => ScreeningTool::MnaSf,
            18.. if is_thin => ScreeningTool::Must,
            _ => return Ok(()),
        };
        let bmi = anthropometry::bmi(planned.weight_kg, planned.height_cm);
        let bmi = bmi.map_or(String::new(), |bmi| bmi.round_dp(1).to_string());
        let pairs = match (tool, is_thin, is_first) {
            (ScreeningTool::Must, _, true) => MUST_BEFORE.as_slice(),
            (ScreeningTool::Must, _, false) => MUST_SINCE.as_slice(),
            (_, true, true) => MNA_BEFORE.as_slice(),
            (_, true, false) => MNA_SINCE.as_slice(),
            (_, false, _) => MNA_WELL.as_slice(),
        };
        let size = [("bmi", bmi.as_str())];
        let answers: Answers = pairs
            .iter()
            .chain(&size)
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let occasion = Occasion {
            patient: self.patient,
            visit: Some(visit),
            at,
            replaces: None,
        };
        written::screening(tx, tool, &occasion, &answers, (birth, planned.day))
    }

    /// Estimates what a patient needs at every visit, by the usual equation for the age.
    fn estimate(
        &self,
        tx: &mut WriteTx<'_>,
        visit: VisitId,
        planned: &PlannedVisit,
        at: Time,
    ) -> Result<()> {
        let patient = or_not_found(tx.get::<Patient>(self.patient)?, "patient")?.value;
        let of = energy_estimates::record::Occasion {
            patient: self.patient,
            visit: Some(visit),
            at,
            replaces: None,
        };
        let is_thin = self.course.bmi_to <= THIN_TO;
        let (activity, protein) = match is_thin {
            true => ("sedentary", "1.2"),
            false => ("light", "1.0"),
        };
        let day = planned.day.to_string();
        let (weight, height) = (planned.weight_kg.to_string(), planned.height_cm.to_string());
        let inputs = [
            ("weight_kg", weight.as_str()),
            ("weight_on", &day),
            ("height_cm", &height),
            ("height_on", &day),
            ("activity", activity),
            ("protein_g_per_kg", protein),
            ("fluid_ml_per_kg", "30"),
            ("fat_pct", "30"),
        ];
        let inputs = inputs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        insert_usual(tx, &patient, &of, *self.zone, &inputs.into())
    }

    fn note(
        &self,
        tx: &mut WriteTx<'_>,
        visit: VisitId,
        planned: &PlannedVisit,
        at: Time,
    ) -> Result<()> {
        let signed_at = (planned.note != PlannedNote::Draft).then_some(at);
        let sections = self.sections(planned);
        let of = (self.patient, Some(visit));
        let note = written::note(tx, of, NoteKind::Adime, &sections, signed_at)?;
        if planned.note == PlannedNote::SignedWithAddendum {
            let reason = fields::required("Told by telephone after the visit", "reason")?;
            let text = fields::required(
                "Reports that the plan is going well; sleeps better.",
                "text",
            )?;
            let id = tx.new_id();
            sign::insert(tx, id, &note, reason, text)?;
        }
        Ok(())
    }

    fn sections(&self, planned: &PlannedVisit) -> Vec<SectionText> {
        let section = |section, text: &str| SectionText {
            section,
            text: text.to_owned(),
        };
        let assessment = format!(
            "{}\nWeight today {} kg.",
            self.course.assessment, planned.weight_kg
        );
        let mut sections = vec![section(NoteSection::Assessment, &assessment)];
        if planned.note != PlannedNote::Draft {
            sections.extend([
                section(NoteSection::Diagnosis, &self.course.diagnosis),
                section(NoteSection::Intervention, &self.course.intervention),
                section(NoteSection::Monitoring, &self.course.monitoring),
            ]);
        }
        sections
    }
}
