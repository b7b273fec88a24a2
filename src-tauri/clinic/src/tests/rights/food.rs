//! The operations on results of a laboratory, recalls, diet orders, handouts, prescriptions and meal plans.

use serde_json::json;
use sync_contract::Right;

use super::forms::*;
use super::{Operation, table};
use crate::prescriptions::PrescriptionStatus;
use crate::recalls::RecallKind;
use crate::tests::clinic_foods::oat_drink;
use crate::tests::labs::{potassium as lab_result, sheet as lab_sheet};
use crate::tests::meal_plans::new_plan;
use crate::tests::prescriptions::typed as prescription;
use crate::tests::recalls::{breakfast, food, new_recall};
use crate::tests::recipes::soup;
use crate::view::ScreenLanguage;
use crate::*;

pub(super) const OPERATIONS: &[(&str, Right, Operation)] = table! {
    labs::list::list(&id()) => ChartRead;
    labs::list::show(&id()) => ChartRead;
    labs::list::show_result(&id()) => ChartRead;
    labs::record::consider(&form(json!({
        "patientId": "", "collectedOn": "2026-01-01", "form": lab_result("5.9"),
    }))) => MeasurementsWrite;
    labs::record::add_sheet(&form(json!({
        "patientId": "", "sheet": lab_sheet(), "results": [],
    }))) => MeasurementsWrite;
    labs::record::add_results(&id(), &[lab_result("5.9")]) => MeasurementsWrite;
    labs::record::edit_sheet(&form(json!({
        "id": "", "seen": "", "loaded": lab_sheet(), "form": lab_sheet(),
    }))) => MeasurementsWrite;
    labs::record::edit_result(&form(json!({
        "id": "", "seen": "", "form": lab_result("5.9"),
    }))) => MeasurementsWrite;
    labs::record::remove_result(&id(), &unread(), "") => MeasurementsWrite;
    labs::record::removed_result(&id()) => MeasurementsWrite;
    labs::record::restore_result(&id(), &unread()) => MeasurementsWrite;
    labs::record::remove_sheet(&id(), &unread(), "") => MeasurementsWrite;
    labs::record::removed_sheet(&id()) => MeasurementsWrite;
    labs::record::restore_sheet(&id(), &unread()) => MeasurementsWrite;
    labs::orders::show(&id()) => ChartRead;
    labs::order::order(&form(json!({
        "patientId": "", "form": { "tests": [], "wishedOn": "", "note": "" },
    }))) => LabsOrder;
    labs::order::correct(&form(json!({
        "id": "", "seen": "", "loaded": { "tests": [], "wishedOn": "", "note": "" },
        "form": { "tests": [], "wishedOn": "", "note": "" },
    }))) => LabsOrder;
    labs::course::collect(&form(json!({
        "id": "", "seen": "", "collectedOn": "2026-01-01", "laboratory": "",
    }))) => MeasurementsWrite;
    labs::course::cancel(&id(), &unread(), "") => MeasurementsWrite;
    labs::course::finish(&id(), &unread()) => MeasurementsWrite;
    labs::course::read_results(&id(), "0") => LabsOrder;
    labs::worklist::to_do(&form(json!({
        "part": "toCollect", "search": "", "offset": 0, "limit": 100,
    }))) => PatientsRead;
    clinic_foods::list() => ChartRead;
    clinic_foods::find("") => ChartRead;
    clinic_foods::add(&oat_drink()) => ProfilesWrite;
    clinic_foods::edit(&entry_edit(oat_drink())) => ProfilesWrite;
    clinic_foods::import::preview(&no_list()) => ProfilesWrite;
    clinic_foods::import::run(&no_list()) => ProfilesWrite;
    clinic_foods::import::undo::list() => ProfilesWrite;
    clinic_foods::import::undo::consider(&id()) => ProfilesWrite;
    clinic_foods::import::undo::undo(&id()) => ProfilesWrite;
    clinic_foods::allergens::list(ScreenLanguage::En) => ChartRead;
    clinic_foods::allergens::show("01077", ScreenLanguage::En) => ChartRead;
    clinic_foods::allergens::correct(&form(json!({
        "food": "01077", "seen": null, "contains": [], "freeOf": [], "isActive": true,
    })), ScreenLanguage::En) => ProfilesWrite;
    clinic_foods::profiles::list(ScreenLanguage::En) => ChartRead;
    clinic_foods::profiles::show("01077", ScreenLanguage::En) => ChartRead;
    clinic_foods::profiles::describe(&form(json!({
        "food": "01077", "seen": null, "english": "", "french": "", "texture": null, "changesTexture": true,
    })), ScreenLanguage::En) => ProfilesWrite;
    recipes::list::list(ScreenLanguage::En) => ChartRead;
    recipes::list::show(&id(), ScreenLanguage::En) => ChartRead;
    recipes::list::find("", ScreenLanguage::En) => ChartRead;
    recipes::used::used(&id()) => ChartRead;
    recipes::consider::consider(None, &form(soup()), ScreenLanguage::En) => ChartRead;
    recipes::record::add(&form(soup()), ScreenLanguage::En) => ProfilesWrite;
    recipes::record::edit(&form(json!({ "id": "", "form": soup(), "alsoUnfinished": true })), ScreenLanguage::En)
        => ProfilesWrite;
    recipes::record::remove(&id(), &unread(), ScreenLanguage::En) => ProfilesWrite;
    recipes::record::restore(&id(), &unread(), ScreenLanguage::En) => ProfilesWrite;
    recalls::list::list(&id()) => ChartRead;
    recalls::list::show(&id(), ScreenLanguage::En) => ChartRead;
    recalls::items::show(&id(), ScreenLanguage::En) => ChartRead;
    recalls::items::sum(&id(), &[]) => ChartRead;
    recalls::record::add(&new_recall(&id(), RecallKind::UsualDay), &[], ScreenLanguage::En) => MeasurementsWrite;
    recalls::record::edit(&recall_edit(), ScreenLanguage::En) => MeasurementsWrite;
    recalls::record::finish(&id(), &unread(), ScreenLanguage::En) => MeasurementsWrite;
    recalls::record::reopen(&id(), &unread(), ScreenLanguage::En) => MeasurementsWrite;
    recalls::record::remove(&id(), &unread(), "") => MeasurementsWrite;
    recalls::record::removed(&id()) => MeasurementsWrite;
    recalls::record::restore(&id(), &unread(), ScreenLanguage::En) => MeasurementsWrite;
    recalls::items::add(&id(), &food(breakfast(), "01077", ""), ScreenLanguage::En) => MeasurementsWrite;
    recalls::items::set_amount(&form(json!({
        "id": "", "seen": "", "amount": "", "isRight": false,
    })), ScreenLanguage::En) => MeasurementsWrite;
    recalls::items::move_to(&id(), &unread(), &breakfast(), ScreenLanguage::En) => MeasurementsWrite;
    recalls::items::set_time(&id(), &breakfast(), "", ScreenLanguage::En) => MeasurementsWrite;
    recalls::items::remove(&id(), &unread()) => MeasurementsWrite;
    recalls::items::removed(&id()) => MeasurementsWrite;
    recalls::items::restore(&id(), &unread(), ScreenLanguage::En) => MeasurementsWrite;
    diet_orders::list::list(&id()) => ChartRead;
    diet_orders::list::show(&id()) => ChartRead;
    diet_orders::start::consider(&id(), &diet_order()) => ProfilesWrite;
    diet_orders::start::start(&id(), &diet_order(), false) => ProfilesWrite;
    diet_orders::start::end(&id(), &unread(), "") => ProfilesWrite;
    diet_orders::start::go_on(&id(), &unread()) => ProfilesWrite;
    diet_orders::start::remove(&id(), &unread(), "") => ProfilesWrite;
    diet_orders::start::removed(&id()) => ProfilesWrite;
    diet_orders::start::restore(&id(), &unread()) => ProfilesWrite;
    handouts::given::list(&id()) => ChartRead;
    handouts::given::show(&id()) => ChartRead;
    handouts::given::give(&giving()) => ProfilesWrite;
    handouts::given::remove(&id(), &unread(), "") => ProfilesWrite;
    handouts::given::removed(&id()) => ProfilesWrite;
    handouts::given::restore(&id(), &unread()) => ProfilesWrite;
    prescriptions::list::list(&id()) => ChartRead;
    prescriptions::list::show(&id()) => ChartRead;
    prescriptions::prescribe::prescribe(&form(json!({
        "patientId": "", "visitId": null, "form": prescription(),
    }))) => PrescriptionsWrite;
    prescriptions::prescribe::renew(&id(), "") => PrescriptionsWrite;
    prescriptions::prescribe::edit(&form(json!({
        "id": "", "seen": "", "loaded": prescription(), "form": prescription(),
    }))) => PrescriptionsWrite;
    prescriptions::prescribe::set_status(&id(), &unread(), PrescriptionStatus::Completed, "") => PrescriptionsWrite;
    prescriptions::prescribe::remove(&id(), &unread(), "") => PrescriptionsWrite;
    prescriptions::prescribe::removed(&id()) => PrescriptionsWrite;
    prescriptions::prescribe::restore(&id(), &unread()) => PrescriptionsWrite;
    prescriptions::dispense::dispense(&id(), &unread(), "", "") => PrescriptionsDispense;
    prescriptions::dispense::take_back(&id(), "") => PrescriptionsDispense;
    prescriptions::worklist::to_dispense(&form(json!({
        "part": "waiting", "search": "", "offset": 0, "limit": 100,
    }))) => PatientsRead;
    meal_plans::list::list(&id()) => ChartRead;
    meal_plans::list::show(&id(), ScreenLanguage::En) => ChartRead;
    meal_plans::items::show(&id(), ScreenLanguage::En) => ChartRead;
    meal_plans::items::sum(&id(), &[]) => ChartRead;
    meal_plans::record::add(&new_plan(&id()), &[], ScreenLanguage::En) => ProfilesWrite;
    meal_plans::record::edit(&meal_plan_edit(), ScreenLanguage::En) => ProfilesWrite;
    meal_plans::record::give(&id(), &unread(), ScreenLanguage::En) => ProfilesWrite;
    meal_plans::record::take_back(&id(), &unread(), ScreenLanguage::En) => ProfilesWrite;
    meal_plans::record::remove(&id(), &unread(), "") => ProfilesWrite;
    meal_plans::record::removed(&id()) => ProfilesWrite;
    meal_plans::record::restore(&id(), &unread(), ScreenLanguage::En) => ProfilesWrite;
    meal_plans::items::add(&id(), &food(breakfast(), "01077", ""), ScreenLanguage::En) => ProfilesWrite;
    meal_plans::items::set_amount(&form(json!({
        "id": "", "seen": "", "amount": "", "isRight": false,
    })), ScreenLanguage::En) => ProfilesWrite;
    meal_plans::items::set_locked(&id(), &unread(), true, ScreenLanguage::En) => ProfilesWrite;
    meal_plans::items::move_to(&id(), &unread(), &breakfast(), ScreenLanguage::En) => ProfilesWrite;
    meal_plans::items::set_time(&id(), &breakfast(), "", ScreenLanguage::En) => ProfilesWrite;
    meal_plans::items::remove(&id(), &unread()) => ProfilesWrite;
    meal_plans::items::removed(&id()) => ProfilesWrite;
    meal_plans::items::restore(&id(), &unread(), ScreenLanguage::En) => ProfilesWrite;
    meal_plans::copy::copy(&id(), &form(json!({
        "fromDay": 1, "meal": null, "toDays": [2], "replaces": false,
    })), ScreenLanguage::En) => ProfilesWrite;
    meal_plans::scale::consider(&id(), &form(json!({ "days": [], "energy": "", "factor": "1" }))) => ChartRead;
    meal_plans::scale::scale(&id(), &form(json!({
        "days": [], "energy": "", "factor": "1",
    })), ScreenLanguage::En) => ProfilesWrite;
    meal_plans::swap::similar(&id(), foods::SameNutrient::Energy, ScreenLanguage::En) => ChartRead;
    meal_plans::swap::swap(&form(json!({
        "id": "", "seen": "", "food": "01077", "amount": "",
    })), ScreenLanguage::En) => ProfilesWrite;
    meal_plans::undo::undo(&id(), &form(json!({
        "added": [], "removed": [], "changed": [],
    })), ScreenLanguage::En) => ProfilesWrite;
};
