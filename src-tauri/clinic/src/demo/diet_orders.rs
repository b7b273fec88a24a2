//! Products of the demo, which are invented, and orders of some grown-up patients: by their number in the list, so that
//! no random number is drawn for it.

use sync_contract::catalog::{NutritionProduct, Patient};
use sync_contract::field::Time;
use sync_contract::ids::{DietOrderId, PatientId};
use vault::WriteTx;
use vault::read::Deleted;

use crate::Clinic;
use crate::age::Age;
use crate::clinic::or_not_found;
use crate::clock::at_wall;
use crate::demo::plan::Plan;
use crate::demo::recalls::GROWN_UP_YEARS;
use crate::diet_orders::content::Content;
use crate::diet_orders::{DietOrderForm, FeedRoute, FeedSchedule, SupplementForm, TubeFeedForm};
use crate::error::Result;
use crate::names::birth;
use crate::nutrition_products::{NutritionProductForm, checked};
use crate::view::Id;

const EVERY: usize = 9;
const FIRST: usize = 4;
const DAY_US: i64 = 86_400_000_000;

/// Name, and energy in kcal, protein in g and water in ml of 100 ml.
const PRODUCTS: [(&str, &str, &str, &str); 6] = [
    ("Alvero Drink", "150", "6", "78"),
    ("Alvero Drink Compact", "240", "9.6", "65"),
    ("Alvero Protein Shot", "200", "20", "72"),
    ("Sondavia Standard", "100", "4", "85"),
    ("Sondavia Energy", "150", "6.3", "76"),
    ("Sondavia Fibre", "103", "4.2", "83"),
];
const DRINK: usize = 0;
pub(super) const COMPACT: usize = 1;
const SHOT: usize = 2;
const STANDARD: usize = 3;
const ENERGY: usize = 4;
pub(super) const FIBRE: usize = 5;

/// Adds the products that are not there yet; an admin does.
///
/// # Errors
/// Those of a write.
pub(super) fn add_products(clinic: &mut Clinic) -> Result<Vec<Id>> {
    clinic.write("add nutrition product", |tx| {
        let here = tx.read().all::<NutritionProduct>(Deleted::Hidden)?;
        let mut ids = Vec::new();
        for (name, energy, protein, water) in PRODUCTS {
            if let Some(row) = here.iter().find(|row| row.value.name.as_str() == name) {
                ids.push(Id::of(row.value.id));
                continue;
            }
            let form = NutritionProductForm {
                name: name.into(),
                energy: energy.into(),
                protein: protein.into(),
                water: water.into(),
                is_active: true,
            };
            let product = checked(tx.new_id(), &form, &[])?;
            tx.insert(&product)?;
            ids.push(Id::of(product.id));
        }
        Ok(ids)
    })
}

/// Orders for every ninth patient, from the day of their last visit on; the first of them had another one before.
///
/// # Errors
/// Those of a write.
pub(super) fn record(
    clinic: &mut Clinic,
    plan: &Plan,
    products: &[Id],
    patients: &[PatientId],
) -> Result<()> {
    let (today, zone) = (clinic.today()?, clinic.zone()?);
    let mut patterns = forms(products).into_iter().cycle();
    clinic.write("start diet order", |tx| {
        let now = tx.now();
        let seen = plan.patients.iter().zip(patients).enumerate();
        for (index, (planned, patient)) in seen.filter(|(index, _)| index % EVERY == FIRST) {
            let Some(last) = planned.visits.last() else {
                continue;
            };
            let day = last.day.min(today);
            let person = or_not_found(tx.get::<Patient>(*patient)?, "patient")?.value;
            let is_grown_up =
                birth(&person).is_some_and(|born| Age::on(born, day).years >= GROWN_UP_YEARS);
            let Some(form) = patterns.next().filter(|_| is_grown_up) else {
                continue;
            };
            let started = at_wall(day, last.at, &zone).min(now);
            let before = (index == FIRST).then(|| (textures(4, 3), Time(started.0 - DAY_US)));
            for (form, at) in before.into_iter().chain([(form, started)]) {
                insert(tx, *patient, &form, at)?;
            }
        }
        Ok(())
    })
}

/// Writes an order as if it had started at a time.
///
/// # Errors
/// Those of a write.
pub(super) fn insert(
    tx: &mut WriteTx<'_>,
    patient: PatientId,
    form: &DietOrderForm,
    at: Time,
) -> Result<()> {
    let content = Content::read(form, &tx.read())?;
    let id: DietOrderId = tx.new_id();
    tx.insert(&content.row(id, patient, at)?)?;
    Ok(())
}

pub(super) fn textures(food: u8, fluid: u8) -> DietOrderForm {
    DietOrderForm {
        food_level: Some(food),
        fluid_level: Some(fluid),
        supplements: Vec::new(),
        tube_feed: None,
        remark: String::new(),
    }
}

pub(super) fn supplement(product: &Id, amount: &str, times: &str) -> SupplementForm {
    SupplementForm {
        product_id: product.clone(),
        amount: amount.into(),
        times: times.into(),
    }
}

/// Around the clock but for a pause, with flushes.
pub(super) fn tube_feed(product: &Id) -> TubeFeedForm {
    TubeFeedForm {
        product_id: product.clone(),
        route: FeedRoute::Nasogastric,
        schedule: FeedSchedule::Continuous,
        rate: "60".into(),
        hours: "20".into(),
        bolus: String::new(),
        boluses: String::new(),
        flush: "50".into(),
        flushes: "6".into(),
    }
}

fn forms(products: &[Id]) -> [DietOrderForm; 3] {
    [
        DietOrderForm {
            supplements: vec![supplement(&products[DRINK], "200", "2")],
            remark: "Upright for meals and half an hour after".into(),
            ..textures(5, 2)
        },
        DietOrderForm {
            food_level: None,
            fluid_level: None,
            tube_feed: Some(tube_feed(&products[ENERGY])),
            ..textures(7, 0)
        },
        DietOrderForm {
            supplements: vec![supplement(&products[SHOT], "30", "3")],
            tube_feed: Some(TubeFeedForm {
                schedule: FeedSchedule::Bolus,
                route: FeedRoute::Gastrostomy,
                rate: String::new(),
                hours: String::new(),
                bolus: "250".into(),
                boluses: "4".into(),
                ..tube_feed(&products[STANDARD])
            }),
            ..textures(4, 4)
        },
    ]
}
