//! Tables where a page ends.

use clinic::invoices::InvoiceLineView;
use clinic::prints::{DayListPart, PrintBody, PrintSection, PrintView};

use super::diary::list;
use super::invoice::invoice;
use super::made::{note, of_note};
use super::made_foods::{choices, plan};
use super::{pages, poppler};
use crate::print;

fn of(body: PrintBody) -> PrintView {
    PrintView {
        body,
        ..of_note(note())
    }
}

/// Returns the pages of a print, each on one line.
fn pages_of(view: &PrintView) -> Vec<String> {
    let pages = pages(&print(view).unwrap()).into_iter();
    let lines = pages.map(|page| page.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.collect()
}

/// Returns the page that has this text, and that it is on no other.
#[track_caller]
fn page_of(pages: &[String], text: &str) -> usize {
    let mut having = (0..pages.len()).filter(|page| pages[*page].contains(text));
    let (first, other) = (having.next(), having.next());
    assert_eq!(other, None, "{text} in {pages:#?}");
    first.unwrap_or_else(|| panic!("{text} in {pages:#?}"))
}

#[test]
fn the_nutrients_of_a_plan_are_on_one_page() {
    let mut counts = Vec::new();
    for lines in (0..48).step_by(3) {
        let mut view = plan(1);
        view.sections = choices(&[(PrintSection::Nutrients, true)]);
        if let PrintBody::MealPlan { plan, .. } = &mut view.body {
            plan.form.notes = "Drink water.\n".repeat(lines);
        }
        let pages = pages_of(&view);
        let heading = page_of(&pages, "Nutrients of the day");
        // the last row of the table
        assert_eq!(page_of(&pages, "Vitamin D"), heading, "{lines}: {pages:#?}");
        counts.push(pages.len());
    }
    // some of them end where the table is
    assert!(counts[0] < counts[counts.len() - 1], "{counts:?}");
}

#[test]
fn a_table_that_goes_on_has_two_rows_and_its_sum_on_its_last_page() {
    let mut splits = 0;
    for count in 24..44 {
        let of_invoice = invoice().lines.unwrap().remove(0);
        let lines = (1..=count).map(|number| InvoiceLineView {
            description: format!("Report {number}."),
            ..of_invoice.clone()
        });
        let mut long = invoice();
        long.lines = Some(lines.collect());
        long.claim = None;
        let pages = pages_of(&of(PrintBody::Invoice(long)));
        let last = page_of(&pages, &format!("Report {count}."));
        let before = page_of(&pages, &format!("Report {}.", count - 1));
        assert_eq!(before, last, "{count}: {pages:#?}");
        // below the table are the sums, which name the total once more
        let (_, after) = pages[last].split_once(&format!("Report {count}.")).unwrap();
        assert!(after.contains("Total"), "{count}: {pages:#?}");
        splits += usize::from(page_of(&pages, "Report 1.") != last);
    }
    assert!(splits > 0, "each table is on one page");
}

#[test]
fn a_short_last_group_of_a_table_is_on_one_page_with_its_head() {
    let mut splits = 0;
    for count in 24..44 {
        let mut day = list();
        let row = day.parts[0].rows[0].clone();
        day.parts = vec![
            DayListPart {
                provider: "Abena Mensah".into(),
                rows: vec![row.clone(); count],
            },
            DayListPart {
                provider: "Bright Osei".into(),
                rows: vec![row; 2],
            },
        ];
        for (number, row) in day
            .parts
            .iter_mut()
            .flat_map(|part| part.rows.iter_mut())
            .enumerate()
        {
            row.phone = format!("({number})");
        }
        let mut view = of(PrintBody::DayList(day));
        view.head.patient = None;
        let pages = pages_of(&view);
        let head = page_of(&pages, "Bright Osei");
        for number in [count, count + 1] {
            assert_eq!(page_of(&pages, &format!("({number})")), head, "{pages:#?}");
        }
        let is_alone = page_of(&pages, &format!("({})", count - 1)) != head;
        // the head of a group is not above another one
        assert!(!is_alone || !pages[head].contains("Abena"), "{pages:#?}");
        splits += usize::from(is_alone);
    }
    assert!(splits > 0, "no group is on another page");
}

#[test]
fn a_day_that_is_higher_than_a_page_is_not_printed_over_its_foot() {
    let mut view = plan(1);
    view.sections = Vec::new();
    let PrintBody::MealPlan { plan, .. } = &mut view.body else {
        panic!("a plan is printed as a plan");
    };
    let breakfast = &mut plan.grid.days[0].meals[0];
    let mut food = breakfast.foods.remove(0);
    food.name = "Quinoa ".repeat(60);
    breakfast.foods = vec![food; 24];
    let printed = print(&view).unwrap();
    let boxes = poppler("pdftotext", &["-bbox", "-", "-"], &printed);
    let ends = boxes.lines().filter(|line| line.contains("Quinoa"));
    let ends = ends.map(|line| {
        let (_, end) = line.split_once("yMax=\"").unwrap();
        end.split_once('"').unwrap().0.parse::<f64>().unwrap()
    });
    let ends: Vec<f64> = ends.collect();
    assert_eq!(ends.len(), 24 * 60);
    // in points: what an A4 page has above its margin
    let foot = 841.89 - 27.0 / 25.4 * 72.0;
    // a word ends below its line by less than this
    let below = 3.0;
    assert!(ends.iter().all(|end| *end <= foot + below), "{ends:?}");
}

#[test]
fn a_table_with_an_entry_that_is_higher_than_a_page_is_printed() {
    let mut long = invoice();
    let mut line = long.lines.unwrap().remove(0);
    line.description = format!("{} Ended.", "Report ".repeat(1_500));
    long.lines = Some(vec![line; 2]);
    let text = pages_of(&of(PrintBody::Invoice(long))).join(" ");
    assert_eq!(text.matches("Ended.").count(), 2);
    assert_eq!(text.matches("Report").count(), 2 * 1_500);
}
