//! A manager's report on paper.

use clinic::expenses::{CategorySum, ExpenseCategory, ExpenseSum};
use clinic::invoices::PaymentMethod;
use clinic::prints::{PrintBody, PrintView};
use clinic::reports::{
    ReportChoices, ReportExpenses, ReportIncome, ReportLoad, ReportMethod, ReportQuery, ReportSpan,
    ReportStep, ReportView,
};
use clinic::view::{Choice, Day, Id, ScreenLanguage};

use super::made::{note, of_note};
use super::text;
use crate::print;

fn span(from: &str, until: &str) -> ReportSpan {
    ReportSpan {
        from: Day(from.into()),
        until: Day(until.into()),
        appointments: 1_240,
        came: 1_100,
        no_shows: 98,
        no_show_permille: Some(82),
        cancelled: 31,
        waits: 900,
        wait_median: Some(7),
        wait_ninth: Some(19),
        new_patients: 12,
        patients: 480,
    }
}

pub fn report() -> ReportView {
    ReportView {
        query: ReportQuery {
            from: Day("2026-10-01".into()),
            until: Day("2026-10-31".into()),
            facility_id: None,
            department_id: Some(Id("d".into())),
            provider_id: None,
        },
        step: ReportStep::Day,
        is_unsure: true,
        choices: ReportChoices {
            facilities: Vec::new(),
            departments: vec![Choice {
                id: Id("d".into()),
                name: "Nutrition".into(),
            }],
            providers: Vec::new(),
        },
        spans: vec![span("2026-10-01", "2026-10-01")],
        total: span("2026-10-01", "2026-10-31"),
        providers: vec![ReportLoad {
            id: Id("u".into()),
            name: "Amara Mensah".into(),
            appointments: 40,
            no_shows: 2,
            booked_minutes: 1_230,
            working_minutes: Some(2_400),
            load_permille: Some(513),
            work_changed_on: Some(Day("2026-11-03".into())),
        }],
        rooms: Vec::new(),
        income: Some(vec![ReportIncome {
            currency: "EUR".into(),
            invoiced: "4100.00".into(),
            paid: "3800.50".into(),
            refunded: "20.00".into(),
            net: "3780.50".into(),
            methods: vec![ReportMethod {
                method: PaymentMethod::Card,
                amount: "3780.50".into(),
            }],
            spans: vec!["3780.50".into()],
        }]),
        expenses: Some(vec![ReportExpenses {
            sum: ExpenseSum {
                currency: "EUR".into(),
                total: "1310.20".into(),
                categories: vec![
                    CategorySum {
                        category: ExpenseCategory::Rent,
                        amount: "1290.00".into(),
                    },
                    CategorySum {
                        category: ExpenseCategory::Supplies,
                        amount: "20.20".into(),
                    },
                ],
            },
            left: "2470.30".into(),
            spans: vec!["1310.20".into()],
        }]),
    }
}

fn read(language: ScreenLanguage) -> String {
    read_of(report(), language)
}

fn read_of(report: ReportView, language: ScreenLanguage) -> String {
    let view = PrintView {
        language,
        body: PrintBody::Report(report),
        ..of_note(note())
    };
    text(&print(&view).unwrap())
}

#[test]
fn a_report_has_its_period_its_filter_and_every_sum() {
    let english = read(ScreenLanguage::En);
    for words in [
        "Report, 1 Oct 2026 to 31 Oct 2026",
        "Nutrition",
        "could not be read",
        "1,240",
        "8.2",
        "Load by provider",
        "Amara Mensah",
        "20.5",
        "40.0",
        "51.3",
        "were changed on",
        "3 Nov 2026",
        "3,780.50",
        "Supplies",
        "1,310.20",
        "2,470.30",
    ] {
        assert!(english.contains(words), "{words} in {english}");
    }
    let french = read(ScreenLanguage::Fr);
    for words in ["Rapport, du", "Charge par praticien", "Recettes", "Loyer"] {
        assert!(french.contains(words), "{words} in {french}");
    }
}

#[test]
fn a_narrowed_report_names_the_payments_that_it_leaves_out() {
    let is_named = |report: ReportView| {
        let text = read_of(report, ScreenLanguage::En);
        text.contains("invoices without an appointment are left out")
    };
    assert!(is_named(report()));
    let mut all = report();
    all.query.department_id = None;
    assert!(!is_named(all));
    let mut without_income = report();
    (without_income.income, without_income.expenses) = (None, None);
    assert!(!is_named(without_income));
}
