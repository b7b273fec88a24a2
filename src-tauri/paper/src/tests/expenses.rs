//! Expenses on paper.

use clinic::expenses::{
    CategorySum, ExpenseCategory, ExpenseForm, ExpenseList, ExpenseQuery, ExpenseSum, ExpenseView,
};
use clinic::invoices::PaymentMethod;
use clinic::prints::{PrintBody, PrintView};
use clinic::view::{Day, Id, ReadVersionToken, RecordSync, ScreenLanguage};

use super::made::{note, of_note};
use super::text;
use crate::print;

pub fn expenses() -> ExpenseList {
    ExpenseList {
        query: ExpenseQuery {
            from: Day("2026-11-01".into()),
            until: Day("2026-11-30".into()),
            facility_id: None,
        },
        is_own: true,
        is_unsure: true,
        total: 2,
        expenses: vec![ExpenseView {
            id: Id("e".into()),
            seen: ReadVersionToken(String::new()),
            form: ExpenseForm {
                spent_on: Day("2026-11-12".into()),
                category: ExpenseCategory::Supplies,
                facility_id: None,
                method: PaymentMethod::Cash,
                amount: "1212.50".into(),
                note: "Gloves and stamps".into(),
            },
            currency: "EUR".into(),
            facility: "Main clinic".into(),
            recorded_by: "Léa Martin".into(),
            sync: RecordSync::default(),
        }],
        sums: vec![ExpenseSum {
            currency: "EUR".into(),
            total: "2502.50".into(),
            categories: vec![
                CategorySum {
                    category: ExpenseCategory::Rent,
                    amount: "1290.00".into(),
                },
                CategorySum {
                    category: ExpenseCategory::Supplies,
                    amount: "1212.50".into(),
                },
            ],
        }],
        facilities: Vec::new(),
    }
}

fn read(list: ExpenseList, language: ScreenLanguage) -> String {
    let view = PrintView {
        language,
        body: PrintBody::Expenses(list),
        ..of_note(note())
    };
    text(&print(&view).unwrap())
}

#[test]
fn expenses_are_printed_with_their_sums_and_what_is_left_out() {
    let english = read(expenses(), ScreenLanguage::En);
    for words in [
        "Expenses, 1 Nov 2026 to 30 Nov 2026",
        "could not be read",
        "that the user who printed this recorded",
        "The latest 1 of 2 expenses",
        "12 Nov 2026",
        "Gloves and stamps",
        "Main clinic",
        "Léa Martin",
        "1,212.50",
        "By category",
        "1,290.00",
        "2,502.50",
    ] {
        assert!(english.contains(words), "{words} in {english}");
    }
    let french = read(expenses(), ScreenLanguage::Fr);
    for words in ["Dépenses, du", "Fournitures", "Espèces", "Loyer"] {
        assert!(french.contains(words), "{words} in {french}");
    }
    let none = ExpenseList {
        total: 0,
        expenses: Vec::new(),
        sums: Vec::new(),
        ..expenses()
    };
    assert!(read(none, ScreenLanguage::En).contains("Nothing was spent"));
}
