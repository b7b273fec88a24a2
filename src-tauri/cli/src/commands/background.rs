//! Allergies, conditions and medicines of a patient, and that none are known.

use clap::Args;
use clinic::allergies::{AllergyEdit, AllergyForm, AllergyStatus, AllergyView, Severity};
use clinic::conditions::{ConditionEdit, ConditionForm, ConditionStatus, ConditionView};
use clinic::medications::{MedicationEdit, MedicationForm, MedicationStatus, MedicationView};
use clinic::none_known::{HealthList, NoneKnownView};
use clinic::view::{Id, ReadVersionToken};
use clinic::{Clinic, allergies, conditions, medications, none_known};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::background::{
    AllergyChange, AnsweredList, ChartList, ConditionChange, MedicationChange, NewAllergy,
    NewCondition, NewMedication, NoneKnown,
};
use crate::entry::{
    choice, entry, id, nothing_to_change, read_version, read_version_or, replace, required,
};
use crate::exit::Result;
use crate::text::{Clocks, label, listed};

/// A list of the chart, as its commands need it.
pub trait List {
    type New: Args + DeserializeOwned + Default + PartialEq;
    type Change: Args + DeserializeOwned + Default + PartialEq + From<Self::New>;
    type Form: Clone;
    type View: Serialize;
    /// The key of one row in an answer, and of several: `allergy`, `allergies`.
    const ONE: &'static str;
    const MANY: &'static str;
    /// A flag that may be changed.
    const FLAG: &'static str;

    fn blank() -> Self::Form;
    fn patient(new: &mut Self::New) -> Option<String>;
    fn token(change: &mut Self::Change) -> Option<String>;
    /// Puts what is given into a form.
    ///
    /// # Errors
    /// `usage` for a word that is none of a choice.
    fn take_in(form: &mut Self::Form, change: Self::Change) -> Result<()>;
    fn of(view: &Self::View) -> (&Id, &ReadVersionToken, &Self::Form);
    fn line(view: &Self::View) -> String;

    /// Puts ids in place of the names of an entry.
    ///
    /// # Errors
    /// `not_found`.
    fn resolve(_clinic: &Clinic, _form: &mut Self::Form) -> Result<()> {
        Ok(())
    }

    fn list(clinic: &Clinic, patient: &Id) -> clinic::Result<Vec<Self::View>>;
    fn show(clinic: &Clinic, id: &Id) -> clinic::Result<Self::View>;
    fn add(clinic: &mut Clinic, patient: &Id, form: &Self::Form) -> clinic::Result<Self::View>;
    fn edit(
        clinic: &mut Clinic,
        of: (Id, ReadVersionToken),
        loaded: Self::Form,
        form: Self::Form,
    ) -> clinic::Result<Self::View>;
    fn remove(
        clinic: &mut Clinic,
        id: &Id,
        seen: &ReadVersionToken,
        reason: &str,
    ) -> clinic::Result<ReadVersionToken>;
    fn removed(clinic: &Clinic, id: &Id) -> clinic::Result<ReadVersionToken>;
    fn restore(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken)
    -> clinic::Result<Self::View>;
}

pub fn run<L: List>(who: &Who, args: ChartList<L::New, L::Change>) -> Result<Answer> {
    match args {
        ChartList::List { patient } => {
            let patient = id(patient, "patient")?;
            let clinic = who.unlock()?;
            let rows = L::list(&clinic, &patient)?;
            let none = format!("No {} is recorded.", L::ONE);
            let text = listed(rows.iter().map(line::<L>).collect(), &none);
            Answer::done(&json!({ L::MANY: rows }), text)
        }
        ChartList::Add {
            input,
            entry: flags,
        } => {
            let mut new = entry(&input, flags)?;
            let patient = id(required(L::patient(&mut new), "patient")?, "patient")?;
            let mut form = L::blank();
            L::take_in(&mut form, new.into())?;
            let mut clinic = who.unlock()?;
            L::resolve(&clinic, &mut form)?;
            answer::<L>("Added", &L::add(&mut clinic, &patient, &form)?)
        }
        ChartList::Edit {
            id: row,
            input,
            entry: flags,
        } => {
            let row = id(row, "ID")?;
            let mut change = entry(&input, flags)?;
            let token = L::token(&mut change);
            if change == L::Change::default() {
                return Err(nothing_to_change(&format!("{} edit", L::MANY), L::FLAG));
            }
            let mut clinic = who.unlock()?;
            let stored = L::show(&clinic, &row)?;
            let (_, read, loaded) = L::of(&stored);
            let (seen, loaded) = (read_version(token, read.clone(), &input)?, loaded.clone());
            let mut form = loaded.clone();
            L::take_in(&mut form, change)?;
            L::resolve(&clinic, &mut form)?;
            answer::<L>("Changed", &L::edit(&mut clinic, (row, seen), loaded, form)?)
        }
        ChartList::Remove {
            id: row,
            reason,
            seen,
        } => {
            let row = id(row, "ID")?;
            let mut clinic = who.unlock()?;
            let read = |clinic: &Clinic| Ok(L::of(&L::show(clinic, &row)?).1.clone());
            let seen = read_version_or(&clinic, seen, read)?;
            let removal = L::remove(&mut clinic, &row, &seen, &reason)?;
            let text = format!("Removed {row}.");
            Answer::done(&json!({ "id": row, "seen": removal }), text)
        }
        ChartList::Restore { id: row, seen } => {
            let row = id(row, "ID")?;
            let mut clinic = who.unlock()?;
            let seen = read_version_or(&clinic, seen, |clinic| Ok(L::removed(clinic, &row)?))?;
            answer::<L>("Restored", &L::restore(&mut clinic, &row, &seen)?)
        }
    }
}

fn line<L: List>(view: &L::View) -> String {
    format!("{}  {}", L::of(view).0, L::line(view))
}

fn answer<L: List>(heading: &str, view: &L::View) -> Result<Answer> {
    let text = format!("{heading} {}", line::<L>(view));
    Answer::done(&json!({ L::ONE: view }), text)
}

/// Returns a name with what is recorded about it: `Peanut (severe, hives, since 2019)`.
fn described(name: &str, parts: &[&str], onset: &str) -> String {
    let since = match onset {
        "" => String::new(),
        onset => format!("since {onset}"),
    };
    let parts: Vec<&str> = parts
        .iter()
        .copied()
        .chain([since.as_str()])
        .filter(|part| !part.is_empty())
        .collect();
    match parts.is_empty() {
        true => name.to_owned(),
        false => format!("{name} ({})", parts.join(", ")),
    }
}

/// Replaces a choice of a form by the word of an entry, where it has one.
pub(super) fn choose<T: DeserializeOwned>(
    field: &mut T,
    word: Option<String>,
    name: &str,
) -> Result<()> {
    if let Some(word) = word {
        *field = choice(&word, name)?;
    }
    Ok(())
}

macro_rules! list {
    (
        $list:ident in $module:ident: $one:literal, $many:literal, $flag:literal,
        $new:ident, $change:ident, $form:ident, $view:ident, $edit:ident,
        texts [$($text:ident),+], choices [$($chosen:ident),*], optional [$($optional:ident),*],
        blank $blank:expr, line $line:expr $(, resolve $resolve:ident)?
    ) => {
        pub struct $list;

        impl List for $list {
            type New = $new;
            type Change = $change;
            type Form = $form;
            type View = $view;
            const ONE: &'static str = $one;
            const MANY: &'static str = $many;
            const FLAG: &'static str = $flag;

            fn blank() -> $form {
                $blank
            }

            fn patient(new: &mut $new) -> Option<String> {
                new.patient.take()
            }

            fn token(change: &mut $change) -> Option<String> {
                change.seen.take()
            }

            fn take_in(form: &mut $form, change: $change) -> Result<()> {
                $(replace(&mut form.$text, change.$text);)+
                $(choose(&mut form.$chosen, change.$chosen, stringify!($chosen))?;)*
                $(match change.$optional {
                    None => {}
                    Some(word) if word.trim().is_empty() => form.$optional = None,
                    Some(word) => form.$optional = Some(choice(&word, stringify!($optional))?),
                })*
                Ok(())
            }

            fn of(view: &$view) -> (&Id, &ReadVersionToken, &$form) {
                (&view.id, &view.seen, &view.form)
            }

            fn line(view: &$view) -> String {
                ($line)(view)
            }

            $(fn resolve(clinic: &Clinic, form: &mut $form) -> Result<()> {
                $resolve(clinic, form)
            })?

            fn list(clinic: &Clinic, patient: &Id) -> clinic::Result<Vec<$view>> {
                $module::list(clinic, patient.to()?)
            }

            fn show(clinic: &Clinic, id: &Id) -> clinic::Result<$view> {
                $module::show(clinic, id)
            }

            fn add(clinic: &mut Clinic, patient: &Id, form: &$form) -> clinic::Result<$view> {
                $module::add(clinic, patient, form)
            }

            fn edit(
                clinic: &mut Clinic,
                (id, seen): (Id, ReadVersionToken),
                loaded: $form,
                form: $form,
            ) -> clinic::Result<$view> {
                $module::edit(clinic, &$edit { id, seen, loaded, form })
            }

            fn remove(
                clinic: &mut Clinic,
                id: &Id,
                seen: &ReadVersionToken,
                reason: &str,
            ) -> clinic::Result<ReadVersionToken> {
                $module::remove(clinic, id, seen, reason)
            }

            fn removed(clinic: &Clinic, id: &Id) -> clinic::Result<ReadVersionToken> {
                $module::removed(clinic, id)
            }

            fn restore(
                clinic: &mut Clinic,
                id: &Id,
                seen: &ReadVersionToken,
            ) -> clinic::Result<$view> {
                $module::restore(clinic, id, seen)
            }
        }
    };
}

pub(super) use list;

list! {
    Allergies in allergies: "allergy", "allergies", "--substance",
    NewAllergy, AllergyChange, AllergyForm, AllergyView, AllergyEdit,
    texts [substance, code, reaction, onset], choices [severity, status], optional [kind],
    blank AllergyForm {
        substance: String::new(),
        code: String::new(),
        kind: None,
        reaction: String::new(),
        severity: Severity::Unknown,
        status: AllergyStatus::Active,
        onset: String::new(),
    },
    line |view: &AllergyView| allergy_line(&view.form)
}

list! {
    Conditions in conditions: "condition", "conditions", "--name",
    NewCondition, ConditionChange, ConditionForm, ConditionView, ConditionEdit,
    texts [name, code, onset], choices [status], optional [],
    blank ConditionForm {
        name: String::new(),
        code: String::new(),
        status: ConditionStatus::Active,
        onset: String::new(),
    },
    line |view: &ConditionView| condition_line(&view.form)
}

list! {
    Medications in medications: "medication", "medications", "--name",
    NewMedication, MedicationChange, MedicationForm, MedicationView, MedicationEdit,
    texts [name, code, dose, onset], choices [status], optional [],
    blank MedicationForm {
        name: String::new(),
        code: String::new(),
        dose: String::new(),
        status: MedicationStatus::Active,
        onset: String::new(),
    },
    line |view: &MedicationView| medication_line(&view.form)
}

/// Returns an allergy in words: `Peanut (severe, food, hives, since 2019)`.
pub fn allergy_line(form: &AllergyForm) -> String {
    let kind = form.kind.map_or(String::new(), |kind| label(&kind));
    let (severity, status) = (label(&form.severity), label(&form.status));
    let over = if form.status == AllergyStatus::Active {
        ""
    } else {
        &status
    };
    let parts = [over, &severity, &kind, &form.reaction];
    described(&form.substance, &parts, &form.onset)
}

pub fn condition_line(form: &ConditionForm) -> String {
    described(&form.name, &[&label(&form.status)], &form.onset)
}

pub fn medication_line(form: &MedicationForm) -> String {
    let status = label(&form.status);
    let over = if form.status == MedicationStatus::Active {
        ""
    } else {
        &status
    };
    described(&form.name, &[over, &form.dose], &form.onset)
}

pub fn none_known(who: &Who, args: NoneKnown) -> Result<Answer> {
    match args {
        NoneKnown::List { patient } => {
            let patient = id(patient, "patient")?;
            let clinic = who.unlock()?;
            let rows = none_known::list(&clinic, patient.to()?)?;
            let clocks = Clocks::of(&clinic)?;
            let lines = rows.iter().map(|known| none_known_line(known, &clocks));
            let text = listed(lines.collect(), "Nobody has recorded that none are known.");
            Answer::done(&json!({ "none_known": rows }), text)
        }
        NoneKnown::Add(args) => {
            let (patient, list) = answered(args)?;
            let mut clinic = who.unlock()?;
            none_known::add(&mut clinic, &patient, list)?;
            let text = format!("No {} known.", label(&list));
            Answer::done(&json!({ "patient_id": patient, "list": list }), text)
        }
        NoneKnown::Remove(args) => {
            let (patient, list) = answered(args)?;
            let mut clinic = who.unlock()?;
            none_known::remove(&mut clinic, &patient, list)?;
            let text = format!("Nobody has asked for {}.", label(&list));
            Answer::done(&json!({ "patient_id": patient, "list": list }), text)
        }
    }
}

/// Returns an answer in words: `No allergies known: Ama Mensah, 2026-08-14 09:12 GMT`.
pub fn none_known_line(known: &NoneKnownView, clocks: &Clocks) -> String {
    let (list, at) = (label(&known.list), clocks.time_and_zone(&known.at));
    format!("No {list} known: {}, {at}", known.by)
}

fn answered(args: AnsweredList) -> Result<(Id, HealthList)> {
    Ok((id(args.patient, "patient")?, choice(&args.list, "list")?))
}
