//! The ward sheet and the bed label of a diet order.

use clinic::allergies::{AllergyForm, AllergyStatus, AllergyView, Severity};
use clinic::diet_orders::ward::{WardAllergies, WardOrder};
use clinic::diet_orders::{
    DietOrderState, DietOrderView, Doses, FeedRoute, FeedingView, OfTarget, OrderGives,
    SupplementView, TubeFeedView,
};
use clinic::prints::{PrintBody, PrintView};
use clinic::stays::StaySite;
use clinic::view::{At, Figure, Id, ReadVersionToken, ScreenLanguage};

use super::made::{note, of_note};
use super::text;
use crate::print;

pub fn order() -> DietOrderView {
    let doses = |ml, times| Doses {
        ml: Figure(ml),
        times,
    };
    let part = |amount, percent| OfTarget {
        amount: Figure(amount),
        percent,
    };
    DietOrderView {
        id: Id("o".into()),
        seen: ReadVersionToken("1".into()),
        state: DietOrderState::Current,
        started_at: At("2026-11-25T06:30:00Z".into()),
        over_at: None,
        end_reason: String::new(),
        by: "Ama Mensah".into(),
        food_level: Some(5),
        fluid_level: Some(2),
        supplements: vec![SupplementView {
            product_id: Id("d".into()),
            product: "Alvero Drink".into(),
            doses: doses(200.0, 2),
        }],
        tube_feed: Some(TubeFeedView {
            product_id: Id("t".into()),
            product: "Sondavia Energy".into(),
            route: FeedRoute::Nasogastric,
            feeding: FeedingView::Continuous {
                rate: Figure(60.0),
                hours: 20,
            },
            flush: Some(doses(50.0, 6)),
        }),
        remark: "Upright for meals".into(),
        gives: Some(OrderGives {
            volume: Figure(1600.0),
            energy: part(2400.0, Some(96)),
            protein: part(99.6, None),
            fluid: part(1524.0, None),
        }),
        is_complete: true,
    }
}

fn allergy(substance: &str, severity: Severity) -> AllergyView {
    AllergyView {
        id: Id("a".into()),
        seen: ReadVersionToken("1".into()),
        form: AllergyForm {
            substance: substance.into(),
            code: String::new(),
            kind: None,
            reaction: String::new(),
            severity,
            status: AllergyStatus::Active,
            onset: String::new(),
        },
        may_be_active: true,
    }
}

pub fn on_ward(order: DietOrderView) -> WardOrder {
    let active = vec![
        allergy("Peanut", Severity::Severe),
        allergy("Latex", Severity::Unknown),
    ];
    WardOrder {
        order,
        stay: Some(StaySite {
            department: "Cardiology".into(),
            room: "Room 12".into(),
            bed: "3".into(),
        }),
        allergies: WardAllergies {
            active,
            is_none_known: false,
            is_unsure: false,
        },
    }
}

fn of(body: PrintBody) -> PrintView {
    PrintView {
        body,
        ..of_note(note())
    }
}

fn read(body: PrintBody) -> String {
    text(&print(&of(body)).unwrap())
}

#[test]
fn a_ward_sheet_has_all_of_an_order() {
    let text = read(PrintBody::WardSheet(on_ward(order())));
    for words in [
        "Diet order",
        "Peanut (severe), Latex",
        "Cardiology, Room 12, bed 3",
        "Level 5, Minced and moist",
        "Level 2, Mildly thick",
        "Alvero Drink 200",
        "2 times a day",
        "Nasogastric tube",
        "ml/h, 20",
        "6 times a day",
        "Upright for meals",
        "kcal, 96",
        "of what is aimed at",
        "Ordered by Ama Mensah, 25 Nov 2026",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

#[test]
fn nothing_by_mouth_is_on_a_bed_label() {
    let nothing = DietOrderView {
        food_level: None,
        fluid_level: None,
        supplements: Vec::new(),
        ..order()
    };
    let printed = print(&of(PrintBody::BedLabel(on_ward(nothing)))).unwrap();
    assert_eq!(printed.pages, 1);
    let text = text(&printed);
    for words in [
        "Nothing by mouth",
        "Tube feed",
        "Sondavia Energy",
        "Ward: Cardiology, Room 12, bed 3",
        "Allergies: Peanut (severe), Latex",
        "Mary Okafor",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(!text.contains("Food:"), "{text}");
}

#[test]
fn an_order_that_is_over_or_incomplete_is_not_printed_as_current() {
    let over = DietOrderView {
        state: DietOrderState::Replaced,
        over_at: Some(At("2026-11-25T08:00:00Z".into())),
        ..order()
    };
    let text = read(PrintBody::BedLabel(on_ward(over)));
    assert!(text.contains("Do not use"), "{text}");
    let partial = DietOrderView {
        food_level: None,
        fluid_level: None,
        is_complete: false,
        ..order()
    };
    for body in [PrintBody::BedLabel, PrintBody::WardSheet] {
        let text = read(body(on_ward(partial.clone())));
        assert!(text.contains("cannot be read"), "{text}");
        // what is not known is not nothing
        assert!(text.contains("not known"), "{text}");
        assert!(!text.contains("by mouth"), "{text}");
    }
}

#[test]
fn an_order_is_printed_in_french() {
    let mut view = of(PrintBody::WardSheet(on_ward(order())));
    view.language = ScreenLanguage::Fr;
    let text = text(&print(&view).unwrap());
    for words in [
        "Cardiology, Room 12, lit 3",
        "Niveau 5, Finement haché et lubrifié",
        "Légèrement épais",
        "fois par jour",
        "Sonde nasogastrique",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

#[test]
fn no_answer_none_known_and_damaged_allergies_differ() {
    let printed = |is_none_known, is_unsure| {
        let mut of = on_ward(order());
        of.allergies = WardAllergies {
            active: Vec::new(),
            is_none_known,
            is_unsure,
        };
        [
            read(PrintBody::WardSheet(of.clone())),
            read(PrintBody::BedLabel(of)),
        ]
    };
    for text in printed(false, false) {
        assert!(text.contains("not asked yet"), "{text}");
    }
    for text in printed(true, false) {
        assert!(text.contains("none known"), "{text}");
    }
    for text in printed(true, true) {
        assert!(text.contains("Allergies may be missing here"), "{text}");
        assert!(!text.contains("none known"), "{text}");
    }
}
