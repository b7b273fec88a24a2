//! Diet orders: each takes the place of the one before, what is improbable is asked about, labels stay as they were.

use serde_json::{Value, json};
use sync_contract::Entity;
use sync_contract::catalog::{Allergy, DietOrder};
use sync_contract::field::Paragraph;
use sync_contract::ids::DietOrderId;

use crate::allergies::{AllergyStatus, Severity};
use crate::diet_orders::list::{list, show};
use crate::diet_orders::start::{consider, end, go_on, remove, restore, start};
use crate::diet_orders::ward::ward_order;
use crate::diet_orders::{
    DietOrderForm, DietOrderState, DietOrderView, DietQuestion, StartedOrder,
};
use crate::error::{Error, Reason};
use crate::none_known::HealthList;
use crate::nutrient_targets::{NewTarget, Nutrient, set};
use crate::nutrition_products::{self, NutritionProductForm};
use crate::patients::view::Sex;
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, allergy};
use crate::tests::energy_estimates::person;
use crate::tests::nutrient_targets::target;
use crate::timeline::{self, TimelineEvent, TimelineQuery};
use crate::view::{Figure, Id};
use crate::{Clinic, allergies, none_known};

fn form(fields: Value) -> DietOrderForm {
    serde_json::from_value(fields).unwrap()
}

fn textures(food: u8, fluid: u8) -> DietOrderForm {
    form(json!({
        "foodLevel": food, "fluidLevel": fluid, "supplements": [], "tubeFeed": null, "remark": "",
    }))
}

fn tube(product: &Id, changes: &Value) -> DietOrderForm {
    let mut feed = json!({
        "productId": product, "route": "nasogastric", "schedule": "continuous", "rate": "60 ml/h", "hours": "20",
        "bolus": "", "boluses": "", "flush": "30", "flushes": "6",
    });
    for (key, value) in changes.as_object().unwrap() {
        feed[key] = value.clone();
    }
    form(json!({
        "foodLevel": null, "fluidLevel": null, "supplements": [], "tubeFeed": feed, "remark": "",
    }))
}

fn label(energy: &str) -> NutritionProductForm {
    NutritionProductForm {
        name: "Sondavia Energy".into(),
        energy: energy.into(),
        protein: "6.3".into(),
        water: "76".into(),
        is_active: true,
    }
}

/// A woman in the care of a dietitian, and a product.
fn ward() -> (Machine, Clinic, Id, Id) {
    let (machine, mut admin) = crate::testing::clinic();
    let product = nutrition_products::add(&mut admin, &label("150")).unwrap();
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = person(&mut diet, "1952-03-12", Sex::Female);
    (machine, diet, mary, product.id)
}

fn started(clinic: &mut Clinic, patient: &Id, form: &DietOrderForm) -> DietOrderView {
    match start(clinic, patient, form, false).unwrap() {
        StartedOrder::Started { order } => *order,
        StartedOrder::Asked { questions } => panic!("{questions:?}"),
    }
}

fn asked(clinic: &Clinic, patient: &Id, form: &DietOrderForm) -> Vec<DietQuestion> {
    consider(clinic, patient, form).unwrap().questions
}

#[test]
fn an_order_replaces_the_one_before_for_good() {
    let (machine, mut diet, mary, _) = ward();
    let first = started(&mut diet, &mary, &textures(4, 3));
    machine.clock.advance_s(3600);
    let second = started(&mut diet, &mary, &textures(5, 2));
    let states = |clinic: &Clinic| {
        let all = list(clinic, &mary).unwrap();
        all.iter()
            .map(|order| (order.id.clone(), order.state))
            .collect::<Vec<_>>()
    };
    let replaced = (first.id.clone(), DietOrderState::Replaced);
    let current = (second.id.clone(), DietOrderState::Current);
    assert_eq!(states(&diet), [current.clone(), replaced.clone()]);
    let over = show(&diet, &first.id).unwrap();
    assert_eq!(over.over_at, Some(second.started_at.clone()));
    let refused = end(&mut diet, &first.id, &over.seen, "").unwrap_err();
    assert!(matches!(refused, Error::ChangedMeanwhile), "{refused:?}");

    machine.clock.advance_s(3600);
    let ended = end(&mut diet, &second.id, &second.seen, "Eats alone again").unwrap();
    assert_eq!(ended.end_reason, "Eats alone again");
    let gone = (second.id.clone(), DietOrderState::Ended);
    assert_eq!(states(&diet), [gone, replaced.clone()]);
    let on = go_on(&mut diet, &second.id, &ended.seen).unwrap();
    assert_eq!((on.over_at, on.end_reason.as_str()), (None, ""));
    assert_eq!(states(&diet), [current, replaced]);

    // what was entered in error replaces nothing
    let removal = remove(&mut diet, &second.id, &on.seen, "Wrong patient").unwrap();
    let counts = (first.id.clone(), DietOrderState::Current);
    assert_eq!(states(&diet), [counts]);
    restore(&mut diet, &second.id, &removal).unwrap();
    assert_eq!(states(&diet).len(), 2);
}

#[test]
fn a_tube_feed_is_compared_with_the_targets_of_today() {
    let (machine, mut diet, mary, product) = ward();
    for (nutrient, low) in [(Nutrient::Energy, "1875"), (Nutrient::Protein, "72")] {
        let aimed = NewTarget {
            nutrient,
            ..target(low, "")
        };
        set::add(&mut diet, &mary, &aimed).unwrap();
    }
    let order = started(&mut diet, &mary, &tube(&product, &json!({})));
    let gives = order.gives.unwrap();
    assert_eq!(gives.volume, Figure(1200.0));
    assert_eq!(
        (gives.energy.amount.0, gives.energy.percent),
        (1800.0, Some(96))
    );
    assert_eq!(
        (gives.protein.amount.0, gives.protein.percent),
        (75.6, Some(105))
    );
    // 912 ml of the feed, 180 ml of flushes
    assert_eq!((gives.fluid.amount.0, gives.fluid.percent), (1092.0, None));

    // a later label is that of later orders
    drop(diet);
    let mut admin = machine.sign_in("Admin", ADMIN_PASSWORD);
    let stored = nutrition_products::find(&admin, "sondavia energy").unwrap();
    let (loaded, changed) = (stored.form, label("120"));
    nutrition_products::edit(&mut admin, &stored.id, &stored.seen, &loaded, &changed).unwrap();
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let before = show(&diet, &order.id).unwrap().gives.unwrap();
    assert_eq!(before.energy.amount, Figure(1800.0));
    machine.clock.advance_s(60);
    let after = started(&mut diet, &mary, &tube(&product, &json!({})));
    assert_eq!(after.gives.unwrap().energy.amount, Figure(1440.0));
    // and targets of today say nothing of an order that is over
    let before = show(&diet, &order.id).unwrap().gives.unwrap();
    assert_eq!(before.energy.percent, None);
}

#[test]
fn what_is_improbable_is_asked_about_and_may_be_right() {
    let (_machine, mut diet, mary, product) = ward();
    assert_eq!(asked(&diet, &mary, &textures(5, 0)), []);
    let thin = DietQuestion::Textures { food: 4, fluid: 0 };
    assert_eq!(asked(&diet, &mary, &textures(4, 0)), [thin]);
    let drink = |food: Option<u8>, fluid: Option<u8>| {
        let supplement = json!({ "productId": product, "amount": "125 ml", "times": "2" });
        form(json!({
            "foodLevel": food, "fluidLevel": fluid, "supplements": [supplement], "tubeFeed": null,
            "remark": "",
        }))
    };
    let name = "Sondavia Energy".to_owned();
    let by_mouth = DietQuestion::NothingByMouth { product: name };
    assert_eq!(asked(&diet, &mary, &drink(None, None)), [by_mouth]);
    assert_eq!(asked(&diet, &mary, &drink(None, Some(2))), []);
    assert_eq!(asked(&diet, &mary, &drink(Some(5), None)), []);
    let tube = |changes: Value| tube(&product, &changes);
    let fast = tube(json!({ "rate": "1200 ml/h" }));
    let (rate, day) = (Figure(1200.0), Figure(28_800.0));
    assert_eq!(
        asked(&diet, &mary, &fast),
        [DietQuestion::Rate { rate, day }]
    );
    let large = tube(json!({ "rate": "190", "hours": "24" }));
    let ml = Figure(4560.0);
    assert_eq!(asked(&diet, &mary, &large), [DietQuestion::Volume { ml }]);
    let bolus = json!({ "schedule": "bolus", "bolus": "600", "boluses": "3", "flush": "300" });
    let (at_once, flush) = (Figure(600.0), Figure(300.0));
    let both = [
        DietQuestion::Bolus { ml: at_once },
        DietQuestion::Flush { ml: flush },
    ];
    assert_eq!(asked(&diet, &mary, &tube(bolus)), both);
    let jejunal = json!({
        "schedule": "bolus", "bolus": "200", "boluses": "5", "route": "jejunostomy",
    });
    assert_eq!(
        asked(&diet, &mary, &tube(jejunal)),
        [DietQuestion::JejunalBolus]
    );

    let refused = start(&mut diet, &mary, &fast, false).unwrap();
    assert!(matches!(refused, StartedOrder::Asked { .. }), "{refused:?}");
    assert_eq!(list(&diet, &mary).unwrap(), []);
    let taken = start(&mut diet, &mary, &fast, true).unwrap();
    assert!(matches!(taken, StartedOrder::Started { .. }), "{taken:?}");
}

#[test]
fn what_is_no_amount_or_no_day_has_is_refused() {
    let (machine, diet, mary, product) = ward();
    for (changes, field, reason) in [
        (json!({ "rate": "" }), "rate", Reason::Required),
        (json!({ "rate": "fast" }), "rate", Reason::Malformed),
        (json!({ "rate": "60 g" }), "rate", Reason::Unknown),
        (json!({ "rate": "1,200" }), "rate", Reason::Malformed),
        (json!({ "rate": "2001" }), "rate", Reason::Impossible),
        (json!({ "rate": "0" }), "rate", Reason::Impossible),
        (json!({ "hours": "25" }), "hours", Reason::Impossible),
        (json!({ "hours": "2.5" }), "hours", Reason::Malformed),
        (json!({ "flushes": "" }), "flushes", Reason::Required),
    ] {
        let refused = consider(&diet, &mary, &tube(&product, &changes)).unwrap_err();
        let is_of = matches!(
            &refused,
            Error::Invalid { field: of, reason: why } if (*of, *why) == (field, reason)
        );
        assert!(is_of, "{changes}: {refused:?}");
    }
    // of several supplements each wrong field is said
    let line = |amount, times| json!({ "productId": product, "amount": amount, "times": times });
    let drinks = form(json!({
        "foodLevel": 7, "fluidLevel": 0, "tubeFeed": null, "remark": "",
        "supplements": [line("many", "2"), line("200", "2"), line("200", "25")],
    }));
    let Err(Error::Several(wrong)) = consider(&diet, &mary, &drinks) else {
        panic!("two fields are wrong");
    };
    let fields = wrong.iter().map(|error| match error {
        Error::Invalid { field, .. } => *field,
        other => panic!("{other:?}"),
    });
    let expected = ["supplements.0.amount", "supplements.2.times"];
    assert_eq!(fields.collect::<Vec<_>>(), expected);
    drop(diet);
    let mut admin = machine.sign_in("Admin", ADMIN_PASSWORD);
    let stored = nutrition_products::find(&admin, &product.0).unwrap();
    let retired = NutritionProductForm {
        is_active: false,
        ..stored.form.clone()
    };
    nutrition_products::edit(&mut admin, &product, &stored.seen, &stored.form, &retired).unwrap();
    drop(admin);
    let diet = machine.sign_in("diet", PASSWORD);
    let refused = consider(&diet, &mary, &tube(&product, &json!({}))).unwrap_err();
    assert!(matches!(refused, Error::NotFound(_)), "{refused:?}");
}

/// A later version of the program may order what this one does not know.
#[test]
fn what_this_program_cannot_read_is_not_nothing() {
    let (_machine, mut diet, mary, _) = ward();
    let order = started(&mut diet, &mary, &textures(5, 2));
    let id: DietOrderId = order.id.to().unwrap();
    diet.write("start diet order", |tx| {
        let later = tx.get::<DietOrder>(id)?.unwrap().value;
        let later = DietOrder {
            id: tx.new_id(),
            food_level: Some(9).into(),
            tube_feed: Some(Paragraph::new("[]").unwrap()).into(),
            ..later
        };
        tx.insert(&later)?;
        Ok(())
    })
    .unwrap();
    let shown = list(&diet, &mary).unwrap();
    let unread = shown.iter().find(|row| row.id != order.id).unwrap();
    assert!(!unread.is_complete && unread.gives.is_none(), "{unread:?}");
    assert_eq!((unread.food_level, unread.fluid_level), (None, Some(2)));
    let query = TimelineQuery {
        patient_id: mary,
        group: None,
        after: None,
        limit: 10,
    };
    let rows = timeline::list::list(&diet, &query).unwrap().rows;
    let is_unread = |event: &TimelineEvent| {
        matches!(
            event,
            TimelineEvent::DietOrdered {
                is_complete: false,
                ..
            }
        )
    };
    assert!(rows.iter().any(|row| is_unread(&row.event)), "{rows:?}");
}

#[test]
fn a_ward_has_the_allergies_and_whether_some_are_missing() {
    let (_machine, mut diet, mary, _) = ward();
    let order = started(&mut diet, &mary, &textures(5, 2)).id;
    let allergies_of = |diet: &Clinic| {
        let of = ward_order(diet, &order).unwrap().allergies;
        let active = of.active.into_iter();
        let active: Vec<String> = active.map(|of| of.form.substance).collect();
        (active, of.is_none_known, of.is_unsure)
    };
    assert_eq!(allergies_of(&diet), (vec![], false, false));
    none_known::add(&mut diet, &mary, HealthList::Allergies).unwrap();
    assert_eq!(allergies_of(&diet), (vec![], true, false));
    let mut over = allergy("Egg", Severity::Mild);
    over.status = AllergyStatus::Resolved;
    allergies::add(&mut diet, &mary, &over).unwrap();
    let form = allergy("Peanut", Severity::Severe);
    let peanut = allergies::add(&mut diet, &mary, &form).unwrap();
    assert_eq!(
        allergies_of(&diet),
        (vec!["Peanut".to_owned()], false, false)
    );
    let unlocked = diet.unlocked();
    unlocked.cut_row(Allergy::DESCRIPTOR, peanut.id.to().unwrap());
    assert_eq!(allergies_of(&diet), (vec![], false, true));
}
