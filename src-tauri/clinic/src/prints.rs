//! Prints: what a record says as it stands, whose it is and who prints it, and that it left the clinic.
//!
//! A print that is looked at is a read. That it was printed or saved is in the audit log before it leaves.

mod diary;
mod head;
mod lists;
mod of;
mod source;

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use vault::{Detail, Event};

pub use crate::prints::diary::{
    AppointmentCard, CardDate, DayList, DayListAbsence, DayListPart, DayListRow,
};
pub use crate::prints::head::{Letterhead, Paper, PrintHead};
pub use crate::prints::lists::{PrintedRecords, PrintedWaitingList, WaitingListRow};
pub use crate::prints::of::{PrintOf, PrintSection, SectionChoice};

use crate::Clinic;
use crate::care_plan::{self, CarePlanView};
use crate::consents::{self, ConsentView};
use crate::diet_orders::ward::{WardOrder, ward_order};
use crate::error::Result;
use crate::expenses::{self, ExpenseList};
use crate::growth::{self, GrowthView};
use crate::handouts::given::{self, GivenHandoutView};
use crate::invoices::cash::CashReport;
use crate::invoices::print::PrintedReceipt;
use crate::invoices::quotes::QuoteView;
use crate::invoices::{self, InvoiceView};
use crate::labs;
use crate::labs::print::PrintedLabOrder;
use crate::meal_plans::shopping::{ShoppingList, shopping_list};
use crate::meal_plans::{self, MealPlanView};
use crate::notes::{NoteView, show};
use crate::prescriptions::print::{self, PrintedPrescription};
use crate::prints::source::source;
use crate::recalls::{self, RecallView};
use crate::recipes::{self, RecipeView};
use crate::reports::{self, ReportView};
use crate::view::ScreenLanguage;
use crate::visits::{self, VisitView};

/// What to print, in which language: without one in the patient's, and where the program does not print in that, in
/// the language of the screens. Of `sections` those are printed that the print has; null for the usual ones.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PrintForm {
    pub of: PrintOf,
    pub sections: Option<Vec<PrintSection>>,
    pub language: Option<ScreenLanguage>,
    pub screens: ScreenLanguage,
}

/// Where a print goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrintTo {
    Paper,
    /// A file outside of the clinic, which is not encrypted.
    File,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PrintView {
    pub language: ScreenLanguage,
    pub sections: Vec<SectionChoice>,
    pub head: PrintHead,
    pub body: PrintBody,
}

impl PrintView {
    pub fn prints(&self, section: PrintSection) -> bool {
        let mut printed = self.sections.iter().filter(|choice| choice.is_printed);
        printed.any(|choice| choice.section == section)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum PrintBody {
    Note(NoteView),
    MealPlan {
        plan: MealPlanView,
        shopping: ShoppingList,
    },
    Recall(RecallView),
    Growth {
        growth: GrowthView,
        /// The curves are of z-scores, not of centiles.
        as_z: bool,
    },
    Visit {
        visit: Box<VisitView>,
        plan: CarePlanView,
    },
    WardSheet(WardOrder),
    BedLabel(WardOrder),
    Handout(GivenHandoutView),
    Prescription(PrintedPrescription),
    LabOrder(PrintedLabOrder),
    Consent(ConsentView),
    Invoice(InvoiceView),
    Quote(QuoteView),
    Receipt(PrintedReceipt),
    Reminder(InvoiceView),
    CashReport(CashReport),
    Report(ReportView),
    Expenses(ExpenseList),
    DayList(DayList),
    AppointmentCard(AppointmentCard),
    Recipe(RecipeView),
    Records(PrintedRecords),
    WaitingList(PrintedWaitingList),
}

/// Returns what a print of a record says. A read of the patient, where it is about one.
///
/// # Errors
/// `Forbidden` (needs `patients.read`, since each page names the patient, and the right to read the record:
/// `notes.read`, `chart.read` or `appointments.read`), `NotFound`.
pub fn view(clinic: &mut Clinic, form: &PrintForm) -> Result<PrintView> {
    clinic.may(Right::PatientsRead)?;
    let source = source(clinic, &form.of)?;
    let mut head = head::head(clinic, source.patient, form.of.is_sent())?;
    if let PrintOf::AppointmentCard { appointment_id, .. } = &form.of {
        head::at_facility_of(clinic, &mut head, appointment_id)?;
    }
    let usual = own_language(clinic, &form.of)?.or(head.language());
    let language = form.language.or(usual).unwrap_or(form.screens);
    let body = body(clinic, &form.of, language)?;
    // a reader of the paper does not see the notices of the screen
    head.is_incomplete = match source.patient {
        Some(patient) => !clinic.damage_of(patient)?.is_empty(),
        None => false,
    };
    let sections = form.of.sections().iter().map(|(section, usually)| {
        let asked = form.sections.as_ref();
        SectionChoice {
            section: *section,
            is_printed: asked.map_or(*usually, |asked| asked.contains(section)),
        }
    });
    Ok(PrintView {
        language,
        sections: sections.collect(),
        head,
        body,
    })
}

/// Returns the language in which a record is written already: the words around it are in the same one.
fn own_language(clinic: &Clinic, of: &PrintOf) -> Result<Option<ScreenLanguage>> {
    let PrintOf::Handout { given_handout_id } = of else {
        return Ok(None);
    };
    let language = given::show(clinic, given_handout_id)?.language;
    Ok(language.and_then(|code| head::language_of(&code)))
}

fn body(clinic: &mut Clinic, of: &PrintOf, language: ScreenLanguage) -> Result<PrintBody> {
    Ok(match of {
        PrintOf::Note { note_id } => PrintBody::Note(show::show(clinic, note_id)?),
        PrintOf::MealPlan { meal_plan_id } => {
            let (plan, foods) = meal_plans::list::show_with_foods(clinic, meal_plan_id, language)?;
            let shopping = shopping_list(&foods, &plan.grid, language);
            PrintBody::MealPlan { plan, shopping }
        }
        PrintOf::Recall { recall_id } => {
            PrintBody::Recall(recalls::list::show(clinic, recall_id, language)?)
        }
        PrintOf::Growth { patient_id, query } => PrintBody::Growth {
            growth: growth::growth(clinic, patient_id, *query)?,
            as_z: query.as_z,
        },
        PrintOf::Visit { visit_id } => {
            let visit = Box::new(visits::show::show(clinic, visit_id)?);
            let plan = care_plan::show(clinic, &visit.header.patient.id)?;
            PrintBody::Visit { visit, plan }
        }
        PrintOf::WardSheet { diet_order_id } => {
            PrintBody::WardSheet(ward_order(clinic, diet_order_id)?)
        }
        PrintOf::BedLabel { diet_order_id } => {
            PrintBody::BedLabel(ward_order(clinic, diet_order_id)?)
        }
        PrintOf::Handout { given_handout_id } => {
            PrintBody::Handout(given::show(clinic, given_handout_id)?)
        }
        PrintOf::Prescription { prescription_id } => {
            PrintBody::Prescription(print::printed(clinic, prescription_id)?)
        }
        PrintOf::LabOrder { lab_order_id } => {
            PrintBody::LabOrder(labs::print::printed(clinic, lab_order_id)?)
        }
        PrintOf::Consent { consent_id } => PrintBody::Consent(consents::show(clinic, consent_id)?),
        PrintOf::DayList {
            day,
            provider_id,
            department_id,
        } => {
            let (provider, department) = (provider_id.as_ref(), department_id.as_ref());
            PrintBody::DayList(diary::day_list(clinic, day, provider, department)?)
        }
        PrintOf::AppointmentCard {
            appointment_id,
            patient_id,
        } => {
            let card = diary::card(clinic, appointment_id, patient_id.as_ref())?;
            PrintBody::AppointmentCard(card)
        }
        PrintOf::Invoice { invoice_id } => {
            PrintBody::Invoice(invoices::list::show(clinic, invoice_id)?)
        }
        PrintOf::Quote { quote_id } => {
            PrintBody::Quote(invoices::quotes::list::print(clinic, quote_id)?)
        }
        PrintOf::Receipt { payment_id } => {
            PrintBody::Receipt(invoices::print::receipt(clinic, payment_id)?)
        }
        PrintOf::Reminder { invoice_id } => {
            PrintBody::Reminder(invoices::print::reminder(clinic, invoice_id)?)
        }
        PrintOf::CashReport { day, facility_id } => PrintBody::CashReport(match facility_id {
            Some(facility) => invoices::cash::of_facility::report_at(clinic, day, facility)?,
            None => invoices::cash::report(clinic, day)?,
        }),
        PrintOf::Report { query } => PrintBody::Report(reports::report::report(clinic, query)?),
        PrintOf::Expenses { query } => PrintBody::Expenses(expenses::list::list(clinic, query)?),
        PrintOf::Recipe { recipe_id } => {
            PrintBody::Recipe(recipes::list::show(clinic, recipe_id, language)?)
        }
        PrintOf::Records {
            patient_id,
            r#type,
            all_versions,
        } => PrintBody::Records(lists::records(clinic, patient_id, *r#type, *all_versions)?),
        PrintOf::WaitingList => PrintBody::WaitingList(lists::waiting_list(clinic)?),
    })
}

/// Logs that a print leaves the clinic. Called before it does: what cannot be audited is not printed.
///
/// # Errors
/// As [`view`]; those of the disk.
pub fn log(clinic: &Clinic, of: &PrintOf, to: PrintTo) -> Result<()> {
    clinic.may(Right::PatientsRead)?;
    let source = source(clinic, of)?;
    let event = match to {
        PrintTo::Paper => Event::new("print record", source.resource),
        PrintTo::File => Event::new("save print", source.resource),
    };
    let event = match source.row {
        Some(row) => event.of(row),
        None => event,
    };
    let event = match source.patient {
        Some(patient) => event.about(patient.0),
        None => event,
    };
    clinic.record(event, &Detail::default())
}
