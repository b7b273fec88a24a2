use vault::password::Password;

use super::care::{draft_of, visit};
use crate::audit::list::list as audit_log;
use crate::audit::view::{AuditQuery, AuditRow};
use crate::consents::{self, ConsentMethod, NewConsent};
use crate::diet_orders::{self, DietOrderForm, StartedOrder};
use crate::error::{Error, Result};
use crate::foods::FoodGroup;
use crate::foods::grid::{GridSlot, NewGridFood};
use crate::growth::GrowthQuery;
use crate::handouts::given::{GivenHandoutView, NewGiving, give};
use crate::handouts::{self, HandoutForm};
use crate::meal_plans::{items, record};
use crate::notes::{NoteState, sign};
use crate::patients::view::Sex;
use crate::prints::{self, PrintBody, PrintForm, PrintOf, PrintSection, PrintTo, PrintView};
use crate::recalls::{self, Meal, RecallKind};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, clinic, registered};
use crate::tests::energy_estimates::person;
use crate::tests::meal_plans::new_plan;
use crate::tests::recalls::{breakfast, food, new_recall};
use crate::view::{Day, Id, ScreenLanguage};
use crate::visits::{VisitStart, VisitType, start};
use crate::{Clinic, facilities};

fn entries(machine: &Machine, action: &str) -> Vec<AuditRow> {
    let admin = machine.sign_in("Admin", ADMIN_PASSWORD);
    let query = AuditQuery {
        action: Some(action.into()),
        limit: 100,
        ..AuditQuery::default()
    };
    audit_log(&admin, &query).unwrap().rows
}

fn viewed(clinic: &mut Clinic, of: &PrintOf) -> Result<PrintView> {
    let form = PrintForm {
        of: of.clone(),
        sections: None,
        language: None,
        screens: ScreenLanguage::Fr,
    };
    prints::view(clinic, &form)
}

fn of_note(note: &Id) -> PrintOf {
    PrintOf::Note {
        note_id: note.clone(),
    }
}

#[test]
fn a_print_has_the_note_its_patient_the_clinic_and_who_prints_it() {
    let (machine, mut admin) = clinic();
    let row = facilities::list(&admin).unwrap().remove(0);
    let form = facilities::FacilityForm {
        address: "12 Quay Street\nAccra".into(),
        phone: "+233 24 555 0182".into(),
        ..row.form.clone()
    };
    facilities::edit(&mut admin, &row.id, &row.seen, &row.form, &form).unwrap();
    let (mut diet, _, visit) = visit(&machine);
    let open = visit.note.clone().unwrap();
    let draft = viewed(&mut diet, &of_note(&open.id)).unwrap();
    let PrintBody::Note(note) = draft.body else {
        panic!("a note is printed as a note");
    };
    assert_eq!(note.state, NoteState::Draft);

    let draft = draft_of(&open, "as she was");
    let signed = sign::sign(&mut diet, &draft, &Password::new(PASSWORD)).unwrap();
    let view = viewed(&mut diet, &of_note(&signed.id)).unwrap();
    let PrintBody::Note(note) = view.body else {
        panic!("a note is printed as a note");
    };
    assert!(note.signature.unwrap().valid);
    let head = view.head;
    assert_eq!(
        (head.letterhead.clinic.as_str(), head.letterhead.facility),
        ("Hillside", None)
    );
    assert_eq!(
        head.letterhead.address.as_deref(),
        Some("12 Quay Street\nAccra")
    );
    assert_eq!(head.letterhead.phone.as_deref(), Some("+233 24 555 0182"));
    let patient = head.patient.unwrap();
    assert_eq!(
        (patient.name.as_str(), patient.file_number.as_str()),
        ("Mary Okafor", "000001")
    );
    assert_eq!(
        (head.printed_by.as_str(), head.time_zone.as_str()),
        ("diet Test", "Europe/Paris")
    );
}

#[test]
fn what_is_printed_or_saved_is_an_entry_that_names_the_patient() {
    let (machine, _) = clinic();
    let (mut diet, mary, visit) = visit(&machine);
    let of = of_note(&visit.note.unwrap().id);
    viewed(&mut diet, &of).unwrap();
    assert!(entries(&machine, "print record").is_empty());
    prints::log(&diet, &of, PrintTo::Paper).unwrap();
    prints::log(&diet, &of, PrintTo::File).unwrap();
    for action in ["print record", "save print"] {
        let logged = entries(&machine, action);
        assert_eq!(logged.len(), 1, "{action}");
        let patient = logged[0].patient.as_ref().unwrap();
        assert_eq!((&patient.id, logged[0].resource.as_str()), (&mary, "Note"));
    }
}

#[test]
fn who_may_not_read_a_note_may_not_print_it() {
    let (machine, _) = clinic();
    let (diet, _, visit) = visit(&machine);
    drop(diet);
    let of = of_note(&visit.note.unwrap().id);
    let mut reception = machine.sign_in("desk", PASSWORD);
    let refused = viewed(&mut reception, &of).unwrap_err();
    assert!(matches!(refused, Error::Forbidden(_)), "{refused:?}");
    let refused = prints::log(&reception, &of, PrintTo::Paper).unwrap_err();
    assert!(matches!(refused, Error::Forbidden(_)), "{refused:?}");
    assert!(entries(&machine, "print record").is_empty());
    assert_eq!(entries(&machine, "notes.read").len(), 2);
}

#[test]
fn a_print_is_in_the_language_of_the_patient_where_there_is_one() {
    let (machine, _) = clinic();
    let (mut diet, _, visit) = visit(&machine);
    let view = viewed(&mut diet, &of_note(&visit.note.unwrap().id));
    let view = view.unwrap();
    let mut head = view.head;
    assert_eq!((head.language(), view.language), (None, ScreenLanguage::Fr));
    for (typed, language) in [
        ("fr", Some(ScreenLanguage::Fr)),
        ("fr-CH", Some(ScreenLanguage::Fr)),
        (" EN_gb", Some(ScreenLanguage::En)),
        ("ar", None),
        ("français", None),
    ] {
        head.language = Some(typed.into());
        assert_eq!(head.language(), language, "{typed}");
    }
}

/// A plan of the test clinic's Mary: milk on two days, a bread, and words.
fn planned() -> (Machine, Clinic, Id, Id) {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = person(&mut diet, "1992-03-12", Sex::Female);
    let plan = record::add(&mut diet, &new_plan(&mary), &[], ScreenLanguage::En).unwrap();
    let mut add = |day, meal, of: &str, amount: &str| {
        let slot = GridSlot {
            day,
            meal,
            before: None,
        };
        items::add(
            &mut diet,
            &plan.id,
            &food(slot, of, amount),
            ScreenLanguage::En,
        )
        .unwrap();
    };
    add(1, Meal::Breakfast, "01077", "2 cups");
    add(1, Meal::Dinner, "18069", "2 slices");
    add(2, Meal::Breakfast, "01077", "1 cup");
    add(2, Meal::Dinner, "01077", "150 g");
    let words = NewGridFood {
        food: None,
        text: "Grandma's stew".into(),
        ..food(breakfast(), "", "")
    };
    items::add(&mut diet, &plan.id, &words, ScreenLanguage::En).unwrap();
    (machine, diet, mary, plan.id)
}

#[test]
fn a_printed_plan_has_each_food_of_all_days_once_by_group() {
    let (_machine, mut diet, _, plan) = planned();
    let of = PrintOf::MealPlan { meal_plan_id: plan };
    let view = viewed(&mut diet, &of).unwrap();
    assert!(view.prints(PrintSection::ShoppingList) && !view.prints(PrintSection::Nutrients));
    let PrintBody::MealPlan { shopping, .. } = view.body else {
        panic!("a plan is printed as a plan");
    };
    let groups: Vec<_> = shopping.groups.iter().map(|of| of.group).collect();
    assert_eq!(groups, [FoodGroup::Bread, FoodGroup::Dairy]);
    let milk = &shopping.groups[1].foods[0];
    // the language of the patient is not known, so that of the screens counts
    assert_eq!((milk.name.as_str(), milk.grams.0), ("Lait entier", 882.0));
    let amounts: Vec<_> = milk
        .amounts
        .iter()
        .map(|of| (of.count.0, of.measure.as_str()))
        .collect();
    assert_eq!(amounts, [(3.0, "cup"), (150.0, "g")]);
    assert_eq!(shopping.words, ["Grandma's stew"]);

    let form = PrintForm {
        of,
        sections: Some(vec![PrintSection::Nutrients]),
        language: Some(ScreenLanguage::En),
        screens: ScreenLanguage::Fr,
    };
    let view = prints::view(&mut diet, &form).unwrap();
    assert!(!view.prints(PrintSection::ShoppingList) && view.prints(PrintSection::Nutrients));
}

/// Returns the id of a handout that an admin adds.
fn leaflet(machine: &Machine) -> Id {
    let form = HandoutForm {
        language: "en".into(),
        title: "Less salt".into(),
        text: "Cook at home".into(),
        is_active: true,
    };
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    handouts::add(&mut admin, None, &form).unwrap().id
}

/// Returns the id of a diet order that starts.
fn ordered(diet: &mut Clinic, patient: &Id) -> Id {
    let order = DietOrderForm {
        food_level: Some(5),
        fluid_level: Some(2),
        supplements: Vec::new(),
        tube_feed: None,
        remark: String::new(),
    };
    let started = diet_orders::start::start(diet, patient, &order, false).unwrap();
    let StartedOrder::Started { order } = started else {
        panic!("{started:?}");
    };
    order.id
}

fn given_to(diet: &mut Clinic, patient: &Id, handout: Id) -> GivenHandoutView {
    let giving = NewGiving {
        patient_id: patient.clone(),
        handout_id: handout,
        visit_id: None,
    };
    give(diet, &giving).unwrap()
}

#[test]
fn a_print_of_the_chart_is_for_who_may_read_the_chart() {
    let (machine, mut diet, mary, plan) = planned();
    let form = new_recall(&mary, RecallKind::TwentyFourHours);
    let recall = recalls::record::add(&mut diet, &form, &[], ScreenLanguage::En).unwrap();
    let growth = PrintOf::Growth {
        patient_id: mary.clone(),
        query: GrowthQuery {
            indicator: None,
            reference: None,
            sex: None,
            as_z: false,
        },
    };
    let begun = VisitStart {
        patient_id: mary.clone(),
        appointment_id: None,
        r#type: VisitType::Initial,
    };
    let visit = start::start(&mut diet, &begun).unwrap().visit;
    let order = ordered(&mut diet, &mary);
    drop(diet);
    let handout = leaflet(&machine);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let given = given_to(&mut diet, &mary, handout);
    let prints = [
        (
            PrintOf::WardSheet {
                diet_order_id: order.clone(),
            },
            "DietOrder",
        ),
        (
            PrintOf::BedLabel {
                diet_order_id: order,
            },
            "DietOrder",
        ),
        (
            PrintOf::Handout {
                given_handout_id: given.id,
            },
            "GivenHandout",
        ),
        (PrintOf::MealPlan { meal_plan_id: plan }, "MealPlan"),
        (growth, "Patient"),
        (
            PrintOf::Recall {
                recall_id: recall.id,
            },
            "Recall",
        ),
        (PrintOf::Visit { visit_id: visit.id }, "Visit"),
    ];
    for (of, _) in &prints {
        viewed(&mut diet, of).unwrap();
        prints::log(&diet, of, PrintTo::Paper).unwrap();
    }
    drop(diet);
    let mut reception = machine.sign_in("desk", PASSWORD);
    for (of, _) in &prints {
        let refused = viewed(&mut reception, of).unwrap_err();
        assert!(matches!(refused, Error::Forbidden(_)), "{refused:?}");
        let refused = prints::log(&reception, of, PrintTo::Paper).unwrap_err();
        assert!(matches!(refused, Error::Forbidden(_)), "{refused:?}");
    }
    drop(reception);
    let logged = entries(&machine, "print record");
    let mut resources: Vec<_> = logged.iter().map(|row| row.resource.as_str()).collect();
    resources.sort_unstable();
    assert_eq!(resources, prints.map(|(_, resource)| resource));
    for row in &logged {
        assert_eq!(row.patient.as_ref().map(|of| &of.id), Some(&mary));
    }
}

#[test]
fn the_front_desk_prints_a_consent() {
    let (machine, _) = clinic();
    let mut reception = machine.sign_in("desk", PASSWORD);
    let mary = registered(&mut reception, "Mary", "Okafor", "1992-03-12");
    let form = NewConsent {
        patient_id: mary,
        version: "2026-03".into(),
        signed_on: Day("2026-05-03".into()),
        method: ConsentMethod::Paper,
        note: String::new(),
        document_id: None,
    };
    let consent = consents::add(&mut reception, &form).unwrap();
    let of = PrintOf::Consent {
        consent_id: consent.id.clone(),
    };
    let view = viewed(&mut reception, &of).unwrap();
    let PrintBody::Consent(printed) = view.body else {
        panic!("a consent is printed as a consent");
    };
    assert_eq!(printed.version, "2026-03");
    prints::log(&reception, &of, PrintTo::Paper).unwrap();
    drop(reception);
    assert_eq!(entries(&machine, "print record")[0].resource, "Consent");
}
