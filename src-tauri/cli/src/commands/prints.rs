//! Records as they are printed: a PDF in a file.

use clinic::preferences;
use clinic::prints::{self, PrintForm, PrintOf, PrintSection, PrintTo as Destination};
use clinic::view::{Day, ScreenLanguage};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::prints::{Print, PrintTo};
use crate::commands::cash::of_facility;
use crate::commands::expenses;
use crate::commands::export::made_to_file;
use crate::commands::growth::growth_query;
use crate::commands::reports::query;
use crate::commands::user_details::department_id;
use crate::entry::{choice, day, id, user_id};
use crate::exit::{Problem, Result};
use crate::opening::OpenClinic;

pub fn run(who: &Who, args: Print) -> Result<Answer> {
    let (of, sections, to) = match args {
        Print::Note { id: note, to } => {
            let note_id = id(note, "ID")?;
            (PrintOf::Note { note_id }, None, to)
        }
        Print::MealPlan {
            id: plan,
            no_shopping_list,
            nutrients,
            to,
        } => {
            let meal_plan_id = id(plan, "ID")?;
            let sections = [
                (!no_shopping_list).then_some(PrintSection::ShoppingList),
                nutrients.then_some(PrintSection::Nutrients),
            ];
            let sections = sections.into_iter().flatten().collect();
            (PrintOf::MealPlan { meal_plan_id }, Some(sections), to)
        }
        Print::Recall {
            id: recall,
            no_nutrients,
            to,
        } => {
            let recall_id = id(recall, "ID")?;
            let sections = no_nutrients.then(Vec::new);
            (PrintOf::Recall { recall_id }, sections, to)
        }
        Print::Growth { of, to } => {
            let (patient_id, query) = growth_query(of)?;
            (PrintOf::Growth { patient_id, query }, None, to)
        }
        Print::Visit {
            id: visit,
            no_note,
            to,
        } => {
            let visit_id = id(visit, "ID")?;
            let sections = no_note.then(Vec::new);
            (PrintOf::Visit { visit_id }, sections, to)
        }
        Print::WardSheet { id: order, to } => {
            let diet_order_id = id(order, "ID")?;
            (PrintOf::WardSheet { diet_order_id }, None, to)
        }
        Print::BedLabel { id: order, to } => {
            let diet_order_id = id(order, "ID")?;
            (PrintOf::BedLabel { diet_order_id }, None, to)
        }
        Print::Handout { id: given, to } => {
            let given_handout_id = id(given, "ID")?;
            (PrintOf::Handout { given_handout_id }, None, to)
        }
        Print::Prescription { id: row, to } => {
            let prescription_id = id(row, "ID")?;
            (PrintOf::Prescription { prescription_id }, None, to)
        }
        Print::LabOrder { id: row, to } => {
            let lab_order_id = id(row, "ID")?;
            (PrintOf::LabOrder { lab_order_id }, None, to)
        }
        Print::Consent { id: consent, to } => {
            let consent_id = id(consent, "ID")?;
            (PrintOf::Consent { consent_id }, None, to)
        }
        Print::Reminder { id: invoice, to } => {
            let invoice_id = id(invoice, "ID")?;
            (PrintOf::Reminder { invoice_id }, None, to)
        }
        Print::CashReport { day, facility, to } => {
            return cash_report(who, day, facility, to);
        }
        Print::Report { period, to } => {
            let clinic = who.unlock()?;
            let query = query(&clinic, period)?;
            return print(clinic, &PrintOf::Report { query }, None, to);
        }
        Print::Expenses { period, to } => {
            let clinic = who.unlock()?;
            let query = expenses::query(&clinic, period)?;
            return print(clinic, &PrintOf::Expenses { query }, None, to);
        }
        Print::DayList {
            day,
            provider,
            department,
            to,
        } => return day_list(who, day, (provider, department), to),
        Print::AppointmentCard {
            id: row,
            patient,
            to,
        } => {
            let appointment_id = id(row, "ID")?;
            let patient_id = patient.map(|patient| id(patient, "patient")).transpose()?;
            let of = PrintOf::AppointmentCard {
                appointment_id,
                patient_id,
            };
            (of, None, to)
        }
        Print::Invoice { id: invoice, to } => {
            let invoice_id = id(invoice, "ID")?;
            (PrintOf::Invoice { invoice_id }, None, to)
        }
        Print::Quote { id: quote, to } => {
            let quote_id = id(quote, "ID")?;
            (PrintOf::Quote { quote_id }, None, to)
        }
        Print::Receipt { id: payment, to } => {
            let payment_id = id(payment, "ID")?;
            (PrintOf::Receipt { payment_id }, None, to)
        }
        Print::Records {
            patient,
            r#type,
            all_versions,
            to,
        } => {
            let patient_id = id(patient, "patient")?;
            let kind = r#type.map(|text| choice(&text, "type")).transpose()?;
            let of = PrintOf::Records {
                patient_id,
                r#type: kind,
                all_versions,
            };
            (of, None, to)
        }
        Print::WaitingList { to } => (PrintOf::WaitingList, None, to),
        Print::Recipe { id: recipe, to } => {
            let recipe_id = id(recipe, "ID")?;
            (PrintOf::Recipe { recipe_id }, None, to)
        }
    };
    print(who.unlock()?, &of, sections, to)
}

fn day_list(
    who: &Who,
    on: Option<String>,
    (provider, department): (Option<String>, Option<String>),
    to: PrintTo,
) -> Result<Answer> {
    let on = on.map(|text| day(text, "day")).transpose()?;
    let clinic = who.unlock()?;
    let day = on.map_or_else(|| clinic.today().map(Day::of), Ok)?;
    let provider = provider.map(|name| user_id(&clinic, &name, "provider"));
    let department = department.map(|which| department_id(&clinic, &which));
    let of = PrintOf::DayList {
        day,
        provider_id: provider.transpose()?,
        department_id: department.transpose()?.flatten(),
    };
    print(clinic, &of, None, to)
}

fn cash_report(
    who: &Who,
    on: Option<String>,
    facility: Option<String>,
    to: PrintTo,
) -> Result<Answer> {
    let on = on.map(|text| day(text, "day")).transpose()?;
    let clinic = who.unlock()?;
    let facility_id = of_facility(&clinic, facility)?;
    let today = || clinic.today_of_books(facility_id.as_ref()).map(Day::of);
    let day = on.map_or_else(today, Ok)?;
    print(clinic, &PrintOf::CashReport { day, facility_id }, None, to)
}

fn print(
    mut clinic: OpenClinic,
    of: &PrintOf,
    sections: Option<Vec<PrintSection>>,
    to: PrintTo,
) -> Result<Answer> {
    let PrintTo {
        out,
        replace,
        language,
    } = to;
    let chosen: Option<ScreenLanguage> = match language {
        Some(language) => Some(choice(&language, "language")?),
        None => None,
    };
    let form = PrintForm {
        of: of.clone(),
        sections,
        language: chosen,
        screens: preferences::language(clinic.unlocked().vault())?.unwrap_or(ScreenLanguage::En),
    };
    let view = prints::view(&mut clinic, &form)?;
    let printed = paper::print(&view).map_err(|error| {
        let message = format!("The print cannot be made: {error}. Nothing was written.");
        Problem::refused("internal", message)
    })?;
    made_to_file(&out, replace, || {
        prints::log(&clinic, of, Destination::File)?;
        Ok(&printed.bytes)
    })?;
    let pages = match printed.pages {
        1 => "1 page".to_owned(),
        pages => format!("{pages} pages"),
    };
    let mut text = format!("Wrote `{}`, {pages}. It is not encrypted.", out.display());
    if !printed.missing.is_empty() {
        text.push_str(&format!(
            " The program has no font for these characters, which are printed as boxes: {}.",
            printed.missing.iter().collect::<String>()
        ));
    }
    let missing: Vec<_> = printed.missing.iter().map(ToString::to_string).collect();
    let answer = json!({
        "path": out,
        "pages": printed.pages,
        "language": view.language,
        "missing": missing,
    });
    Answer::done(&answer, text)
}
