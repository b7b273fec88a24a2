//! Prescriptions, and what is dispensed of them.

use clinic::Clinic;
use clinic::prescriptions::dispense::{dispense, take_back};
use clinic::prescriptions::list::{list, show};
use clinic::prescriptions::prescribe::{
    edit, prescribe, remove, removed, renew, restore, set_status,
};
use clinic::prescriptions::worklist::to_dispense;
use clinic::prescriptions::{
    DispensingPart, DispensingQuery, FormerPrescription, NewPrescription, Prescribed,
    PrescriptionEdit, PrescriptionForm, PrescriptionQuestion, PrescriptionStatus, PrescriptionView,
};
use clinic::view::{Day, Id, ReadVersionToken};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::labs::Removed;
use crate::args::prescriptions::{PrescriptionEntry, Prescriptions};
use crate::commands::removal;
use crate::entry::{day, entry, id, read_version, read_version_or, replace, required};
use crate::exit::Result;
use crate::sentences::of_prescription as of_form;
use crate::text::{label, listed, patient as patient_text};

pub fn run(who: &Who, args: Prescriptions) -> Result<Answer> {
    match args {
        Prescriptions::List { patient } => {
            let patient = id(patient, "patient")?;
            let clinic = who.unlock()?;
            let all = list(&clinic, &patient)?;
            let text = listed(all.iter().map(line).collect(), "Nothing was prescribed.");
            Answer::done(&json!({ "prescriptions": all }), text)
        }
        Prescriptions::ToDispense {
            refills,
            search,
            offset,
            limit,
        } => {
            let part = match refills {
                true => DispensingPart::Refills,
                false => DispensingPart::Waiting,
            };
            let search = search.unwrap_or_default();
            let query = DispensingQuery {
                part,
                search,
                offset,
                limit,
            };
            let clinic = who.unlock()?;
            let page = to_dispense(&clinic, &query)?;
            let rows = page.rows.iter();
            let lines = rows.map(|row| {
                format!(
                    "{}: {}",
                    patient_text(&row.patient),
                    line(&row.prescription)
                )
            });
            let text = listed(lines.collect(), "Nothing is to be dispensed.");
            Answer::done(&json!(page), text)
        }
        Prescriptions::Add {
            input,
            entry: flags,
        } => add(who, entry(&input, flags)?),
        Prescriptions::Edit {
            id: row,
            input,
            entry: flags,
        } => {
            let args = entry(&input, flags)?;
            let row = id(row, "ID")?;
            let mut clinic = who.unlock()?;
            let stored = show(&clinic, &row)?;
            let seen = read_version(args.seen.clone(), stored.seen, &input)?;
            let change = PrescriptionEdit {
                id: row,
                seen,
                form: changed(stored.form.clone(), args)?,
                loaded: stored.form,
            };
            answer("Changed", edit(&mut clinic, &change).map_err(of_form)?)
        }
        Prescriptions::Renew {
            id: row,
            allergy_reason,
        } => {
            let row = id(row, "ID")?;
            let reason = allergy_reason.unwrap_or_default();
            let mut clinic = who.unlock()?;
            answer("Renewed as", renew(&mut clinic, &row, &reason)?)
        }
        Prescriptions::Stop {
            of:
                Removed {
                    id: row,
                    reason,
                    seen,
                },
        } => with_status(who, row, seen, PrescriptionStatus::Stopped, &reason),
        Prescriptions::Complete { id: row, seen } => {
            with_status(who, row, seen, PrescriptionStatus::Completed, "")
        }
        Prescriptions::GoOn { id: row, seen } => {
            with_status(who, row, seen, PrescriptionStatus::Active, "")
        }
        Prescriptions::Dispense {
            id: row,
            quantity,
            allergy_reason,
            seen,
        } => {
            let (quantity, reason) = (
                quantity.unwrap_or_default(),
                allergy_reason.unwrap_or_default(),
            );
            let row = id(row, "ID")?;
            let mut clinic = who.unlock()?;
            let seen = read_version_or(&clinic, seen, |clinic| Ok(show(clinic, &row)?.seen))?;
            let dispensed = dispense(&mut clinic, &row, &seen, &quantity, &reason);
            answer("Dispensed", dispensed.map_err(of_form)?)
        }
        Prescriptions::TakeBack { id: row, reason } => {
            let row = id(row, "ID")?;
            let mut clinic = who.unlock()?;
            one("Taken back:", &take_back(&mut clinic, &row, &reason)?)
        }
        Prescriptions::Remove { of } => removal::remove(
            who,
            of.id,
            of.seen,
            |clinic, row| Ok(show(clinic, row)?.seen),
            |clinic, row, seen| remove(clinic, row, seen, &of.reason),
        ),
        Prescriptions::Restore { of } => {
            let row = id(of.id, "ID")?;
            let mut clinic = who.unlock()?;
            let removal = |clinic: &Clinic| Ok(removed(clinic, &row)?);
            let seen = read_version_or(&clinic, of.seen, removal)?;
            one("Restored", &restore(&mut clinic, &row, &seen)?)
        }
    }
}

fn add(who: &Who, args: PrescriptionEntry) -> Result<Answer> {
    let patient_id = id(required(args.patient.clone(), "patient")?, "patient")?;
    let visit_id = args.visit.clone().map(|visit| id(visit, "visit"));
    let visit_id = visit_id.transpose()?;
    let mut clinic = who.unlock()?;
    let today = Day::of(clinic.today()?);
    let empty = PrescriptionForm {
        medication: String::new(),
        dosage: String::new(),
        frequency: String::new(),
        duration: String::new(),
        instructions: String::new(),
        quantity: String::new(),
        refills: "0".to_owned(),
        prescribed_on: today.clone(),
        valid_until: today,
        allergy_reason: String::new(),
    };
    required(args.valid_until.as_ref(), "valid_until")?;
    let form = changed(empty, args)?;
    let new = NewPrescription {
        patient_id,
        visit_id,
        form,
    };
    answer("Prescribed", prescribe(&mut clinic, &new).map_err(of_form)?)
}

/// Replaces what the entry names; the rest stays.
fn changed(mut form: PrescriptionForm, args: PrescriptionEntry) -> Result<PrescriptionForm> {
    // the reason for another medicine does not apply to this one
    let is_other = args.medication.as_ref();
    if is_other.is_some_and(|typed| *typed != form.medication) {
        form.allergy_reason.clear();
    }
    for (field, typed) in [
        (&mut form.medication, args.medication),
        (&mut form.dosage, args.dosage),
        (&mut form.frequency, args.frequency),
        (&mut form.duration, args.duration),
        (&mut form.instructions, args.instructions),
        (&mut form.quantity, args.quantity),
        (&mut form.refills, args.refills),
        (&mut form.allergy_reason, args.allergy_reason),
    ] {
        replace(field, typed);
    }
    if let Some(typed) = args.prescribed_on {
        form.prescribed_on = day(typed, "prescribed_on")?;
    }
    if let Some(typed) = args.valid_until {
        form.valid_until = day(typed, "valid_until")?;
    }
    Ok(form)
}

fn with_status(
    who: &Who,
    row: String,
    seen: Option<String>,
    status: PrescriptionStatus,
    reason: &str,
) -> Result<Answer> {
    with_read_version(who, row, seen, "Now", |clinic, row, seen| {
        set_status(clinic, row, seen, status, reason)
    })
}

fn with_read_version(
    who: &Who,
    row: String,
    seen: Option<String>,
    heading: &str,
    write: impl FnOnce(&mut Clinic, &Id, &ReadVersionToken) -> clinic::Result<PrescriptionView>,
) -> Result<Answer> {
    let row = id(row, "ID")?;
    let mut clinic = who.unlock()?;
    let seen = read_version_or(&clinic, seen, |clinic| Ok(show(clinic, &row)?.seen))?;
    one(heading, &write(&mut clinic, &row, &seen)?)
}

fn answer(heading: &str, prescribed: Prescribed) -> Result<Answer> {
    match prescribed {
        Prescribed::Written { prescription } => one(heading, &prescription),
        Prescribed::Asked { questions } => {
            let lines: Vec<String> = questions.iter().map(question).collect();
            let lines = lines.join("\n");
            let text = format!(
                "{lines}\nNothing was recorded; if it is right, say why with --allergy-reason."
            );
            Ok(Answer::done(&json!({ "questions": questions }), text)?.needs_person())
        }
    }
}

fn one(heading: &str, prescription: &PrescriptionView) -> Result<Answer> {
    let text = format!("{heading} {}", line(prescription));
    Answer::done(&json!({ "prescription": prescription }), text)
}

/// `1f0c…  active: Metformin 500 mg, 1 tablet, twice a day, 60 with 2 of 3 refills left, until 2026-12-01, Ama Osei`.
fn line(prescription: &PrescriptionView) -> String {
    let form = &prescription.form;
    let beyond = match prescription.beyond {
        0 => String::new(),
        1 => ", dispensed once more than allowed".to_owned(),
        times => format!(", dispensed {times} times more than allowed"),
    };
    let removed = match prescription.is_removed {
        true => ", removed, but another computer dispensed it",
        false => "",
    };
    let contested = match prescription.is_contested {
        true => ", changed on two computers: decide it in `conflicts list`",
        false => "",
    };
    let given = prescription.dispensed.iter();
    let others = given.filter(|given| given.taken_back.is_none() && prescription.was_other(given));
    let others: String = others
        .map(|given| format!(", dispensed as {}, {}", given.medication, given.dosage))
        .collect();
    let written_by = match prescription.written_by.as_str() {
        "" => String::new(),
        by => format!(", written by {by}"),
    };
    let allergies = prescription.allergies.iter();
    let allergies: String = allergies.map(|of| format!(", allergy: {of}")).collect();
    let was = prescription.former.as_ref().map_or(String::new(), was);
    let renewed = prescription.renewed_as.as_ref();
    let renewed = renewed.map_or(String::new(), |id| format!(", renewed as {id}"));
    let more = format!("{written_by}{was}{renewed}{beyond}{others}{removed}{contested}{allergies}");
    format!(
        "{}  {}: {}, {}, {}, {} with {} of {} refills left, until {}, {}{more}",
        prescription.id,
        label(&prescription.state),
        form.medication,
        form.dosage,
        form.frequency,
        form.quantity,
        prescription.refills_left(),
        form.refills,
        form.valid_until.0,
        prescription.prescriber,
    )
}

/// `, was Metformin 500 mg, 1 tablet, once a day, 60 with 2 refills, 2026-11-01 until 2026-12-01, Ama Osei;
/// corrected 2026-11-20T09:42:00Z by Ama Osei`.
fn was(former: &FormerPrescription) -> String {
    let form = &former.form;
    let words = [&form.duration, &form.instructions, &form.allergy_reason];
    let words = words.into_iter().filter(|words| !words.is_empty());
    let words: String = words.map(|words| format!(", {words}")).collect();
    format!(
        ", was {}, {}, {}, {} with {} refills, {} until {}{words}, {}; corrected {} by {}",
        form.medication,
        form.dosage,
        form.frequency,
        form.quantity,
        form.refills,
        form.prescribed_on.0,
        form.valid_until.0,
        former.prescriber,
        former.corrected_at.0,
        former.corrected_by,
    )
}

fn question(of: &PrescriptionQuestion) -> String {
    match of {
        PrescriptionQuestion::Allergy {
            substance,
            reaction,
            is_of_class,
        } => {
            let reaction = match reaction.is_empty() {
                true => String::new(),
                false => format!(" ({reaction})"),
            };
            let class = match is_of_class {
                true => " The medicine is of the same class.",
                false => "",
            };
            format!("Allergy: {substance}{reaction}.{class}")
        }
        PrescriptionQuestion::AllergiesUnsure => {
            "Not all allergies of this patient can be read on this computer, or two computers disagree about one, so \
             one of them may name this medicine."
                .to_owned()
        }
    }
}
