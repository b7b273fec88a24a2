//! What a print says, as the template takes it: the clinic, the patient, the foot of each page, and blocks of text.

mod block;
mod cash;
mod chart;
mod consent;
mod diary;
mod diet_order;
mod exchanges;
mod expenses;
mod foods;
mod growth;
mod handout;
mod invoice;
mod key;
mod lab_order;
mod letter;
mod note;
mod patient;
mod plan;
mod prescription;
mod quote;
mod recall;
mod recipe;
mod records;
pub mod recovery;
mod report;
pub mod text;
mod visit;
mod waiting;

use clinic::notes::NoteKind;
use clinic::prints::{Letterhead, PrintBody, PrintView};
use serde::Serialize;

use crate::words::Words;
use block::Block;
use text::{Clocks, isolated, lines};

/// All sentences of a print, in the order of its reading.
#[derive(Debug, Serialize)]
pub struct Sheet {
    /// The language of the program's own words: `en`.
    pub lang: &'static str,
    pub title: String,
    /// The title of the file, which other programs list.
    pub file_title: String,
    pub author: String,
    /// Tells two documents apart, and is the same for one that is printed again.
    pub ident: String,
    /// When it was printed, in UTC: year, month, day, hour and minute.
    made: Option<[i32; 5]>,
    /// `a4` or `us-letter`.
    paper: &'static str,
    /// Empty where the paper has it already: room is left for it then.
    letterhead: Vec<String>,
    /// What identifies the patient: a label and its value each; empty of what is about no patient.
    patient: Vec<[String; 2]>,
    /// Whose it is, or what, at the foot of each page.
    identity: String,
    printed: String,
    page: [&'static str; 2],
    /// At the head of each page.
    banner: Option<String>,
    is_landscape: bool,
    /// A small page, for a bed.
    is_label: bool,
    /// Whether it begins as a letter does, in the place of the patient and of the title.
    is_letter: bool,
    blocks: Vec<Block>,
}

impl Sheet {
    /// Returns all that is printed.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let head = [&self.title, &self.identity, &self.printed];
        let head = head.into_iter().chain(&self.letterhead);
        let head = head.chain(self.patient.iter().flatten());
        let head = head.chain(&self.banner).map(String::as_str);
        head.chain(self.blocks.iter().flat_map(Block::texts))
    }
}

pub fn sheet(view: &PrintView, words: &'static Words) -> Sheet {
    let clocks = Clocks::new(&view.head.time_zone, words);
    let body = match &view.body {
        PrintBody::Note(note) if note.kind == NoteKind::Letter => {
            letter::body(note, &view.head, &clocks, words)
        }
        PrintBody::Note(note) => note::body(note, &clocks, words),
        PrintBody::MealPlan { plan, shopping } => plan::body(plan, shopping, view, &clocks, words),
        PrintBody::Recall(recall) => recall::body(recall, view, &clocks, words),
        PrintBody::Growth { growth, as_z } => growth::body(growth, *as_z, view, &clocks, words),
        PrintBody::Visit { visit, plan } => visit::body(visit, plan, view, &clocks, words),
        PrintBody::WardSheet(order) => diet_order::ward_sheet(order, &clocks, words),
        PrintBody::BedLabel(order) => diet_order::bed_label(order, &clocks, words),
        PrintBody::Handout(given) => handout::body(given, &clocks, words),
        PrintBody::Prescription(printed) => prescription::body(printed, &clocks, words),
        PrintBody::LabOrder(printed) => lab_order::body(printed, &clocks, words),
        PrintBody::Invoice(view) => invoice::body(view, &clocks, words),
        PrintBody::Quote(view) => quote::body(view, &clocks, words),
        PrintBody::Receipt(printed) => invoice::receipt(printed, &clocks, words),
        PrintBody::Reminder(view) => invoice::reminder(view, &clocks, words),
        PrintBody::CashReport(report) => cash::body(report, &clocks, words),
        PrintBody::Expenses(list) => expenses::body(list, &clocks, words),
        PrintBody::Report(view) => report::body(view, &clocks, words),
        PrintBody::Consent(consent) => consent::body(consent, &clocks, words),
        PrintBody::DayList(list) => diary::day_list(list, &clocks, words),
        PrintBody::AppointmentCard(card) => diary::card(card, &clocks, words),
        PrintBody::Recipe(recipe) => recipe::body(recipe, words),
        PrintBody::Records(list) => records::body(list, &clocks, words),
        PrintBody::WaitingList(list) => waiting::body(list, &clocks, words),
    };
    let head = &view.head;
    let incomplete = head.is_incomplete.then(|| Block::warning(words.incomplete));
    let (by, at) = (isolated(&head.printed_by), clocks.time(&head.printed_at));
    let patient = patient::identity(head, &clocks, words);
    let identity = match patient.split_first() {
        Some(([_, name], others)) => {
            let labelled = others.iter();
            let labelled = labelled.map(|[label, value]| format!("{label} {value}"));
            let parts: Vec<String> = [name.clone()].into_iter().chain(labelled).collect();
            parts.join("  ·  ")
        }
        None => body.title.clone(),
    };
    let patient = patient.into_iter().chain(patient::address(head, words));
    Sheet {
        lang: words.code,
        file_title: text::without_isolates(&body.title),
        title: body.title,
        author: head.letterhead.clinic.clone(),
        ident: ident(&body.of, view, words),
        made: text::minutes(&head.printed_at),
        paper: if head.paper.is_letter {
            "us-letter"
        } else {
            "a4"
        },
        letterhead: match head.paper.has_letterhead {
            true => Vec::new(),
            false => letterhead(&head.letterhead, words),
        },
        identity,
        patient: patient.collect(),
        printed: (words.printed)(&by, &at),
        page: words.page,
        banner: body.banner,
        is_landscape: body.is_landscape,
        is_label: matches!(view.body, PrintBody::BedLabel(_)),
        is_letter: matches!(&view.body, PrintBody::Note(note) if note.kind == NoteKind::Letter),
        blocks: incomplete.into_iter().chain(body.blocks).collect(),
    }
}

/// One record, printed in another language or with other parts, is another document.
fn ident(of: &str, view: &PrintView, words: &Words) -> String {
    let parts = view.sections.iter();
    let parts = parts.map(|choice| if choice.is_printed { '+' } else { '-' });
    format!("{of} {}{}", words.code, parts.collect::<String>())
}

/// The name of the clinic first.
fn letterhead(of: &Letterhead, words: &Words) -> Vec<String> {
    let phone = of.phone.as_ref();
    let phone =
        phone.map(|phone| format!("{} {}", words.phone, isolated(&lines(phone).join(", "))));
    let licence = of.licence_number.as_ref();
    let licence = licence.map(|number| format!("{} {}", words.licence, isolated(number)));
    let names = [Some(of.clinic.as_str()), of.facility.as_deref()];
    let names = names.into_iter().flatten().map(isolated);
    let address = of.address.as_deref().map_or(Vec::new(), lines);
    let address = address.into_iter().map(|line| isolated(&line));
    names.chain(address).chain(phone).chain(licence).collect()
}
