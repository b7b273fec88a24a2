//! Operations on the chart of a patient.

use super::*;

pub(super) const CLINICAL: &[(&str, Right, Operation)] = operations! {
    allergies::add(&id(), &allergy("", Severity::Mild)) => AllergiesWrite;
    allergies::list(no_patient()) => ChartRead;
    allergies::show(&id()) => ChartRead;
    allergies::edit(&entry_edit(allergy("", Severity::Mild))) => AllergiesWrite;
    allergies::remove(&id(), &unread(), "") => AllergiesWrite;
    allergies::removed(&id()) => AllergiesWrite;
    allergies::restore(&id(), &unread()) => AllergiesWrite;
    background::show(no_patient()) => ChartRead;
    conditions::add(&id(), &condition("")) => ProfilesWrite;
    conditions::list(no_patient()) => ChartRead;
    conditions::show(&id()) => ChartRead;
    conditions::edit(&entry_edit(condition(""))) => ProfilesWrite;
    conditions::remove(&id(), &unread(), "") => ProfilesWrite;
    conditions::removed(&id()) => ProfilesWrite;
    conditions::restore(&id(), &unread()) => ProfilesWrite;
    care_plan::show(&id()) => ChartRead;
    diagnoses::add(&id(), &diagnosis("")) => ProfilesWrite;
    diagnoses::list(no_patient()) => ChartRead;
    diagnoses::show(&id()) => ChartRead;
    diagnoses::edit(&entry_edit(diagnosis(""))) => ProfilesWrite;
    diagnoses::set_status(&form(json!({ "id": "", "seen": "", "status": "resolved", "goals": [] }))) => ProfilesWrite;
    diagnoses::remove(&id(), &unread(), "") => ProfilesWrite;
    diagnoses::removed(&id()) => ProfilesWrite;
    diagnoses::restore(&id(), &unread()) => ProfilesWrite;
    nutrient_targets::list::list(no_patient()) => ChartRead;
    nutrient_targets::list::show(&id()) => ChartRead;
    nutrient_targets::reference::intakes_of(&id(), None) => ChartRead;
    nutrient_targets::reference::set_from_reference(&id(), None) => ProfilesWrite;
    nutrient_targets::set::add(&id(), &target("75", "")) => ProfilesWrite;
    nutrient_targets::set::set_from_estimate(&id()) => ProfilesWrite;
    nutrient_targets::set::end(&id(), &unread(), "") => ProfilesWrite;
    nutrient_targets::set::remove(&id(), &unread(), "") => ProfilesWrite;
    nutrient_targets::set::removed(&id()) => ProfilesWrite;
    nutrient_targets::set::restore(&id(), &unread()) => ProfilesWrite;
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
    recalls::list::list(&id()) => ChartRead;
    recalls::list::show(&id(), ScreenLanguage::En) => ChartRead;
    recalls::items::show(&id(), ScreenLanguage::En) => ChartRead;
    recalls::record::add(&new_recall(&id(), RecallKind::UsualDay), &[], ScreenLanguage::En) => MeasurementsWrite;
    recalls::record::edit(&recall_edit(), ScreenLanguage::En) => MeasurementsWrite;
    recalls::record::finish(&id(), &unread(), ScreenLanguage::En) => MeasurementsWrite;
    recalls::record::reopen(&id(), &unread(), ScreenLanguage::En) => MeasurementsWrite;
    recalls::record::remove(&id(), &unread(), "") => MeasurementsWrite;
    recalls::record::removed(&id()) => MeasurementsWrite;
    recalls::record::restore(&id(), &unread(), ScreenLanguage::En) => MeasurementsWrite;
    recalls::items::add(&food(&id(), breakfast(), "01077", ""), ScreenLanguage::En) => MeasurementsWrite;
    recalls::items::set_amount(&form(json!({
        "id": "", "seen": "", "amount": "", "isRight": false,
    })), ScreenLanguage::En) => MeasurementsWrite;
    recalls::items::move_to(&id(), &unread(), &breakfast(), ScreenLanguage::En) => MeasurementsWrite;
    recalls::items::set_time(&id(), &breakfast(), "", ScreenLanguage::En) => MeasurementsWrite;
    recalls::items::remove(&id(), &unread()) => MeasurementsWrite;
    recalls::items::removed(&id()) => MeasurementsWrite;
    recalls::items::restore(&id(), &unread(), ScreenLanguage::En) => MeasurementsWrite;
    goals::add(&id(), &goal("")) => ProfilesWrite;
    goals::list(no_patient()) => ChartRead;
    goals::show(&id()) => ChartRead;
    goals::edit(&entry_edit(goal(""))) => ProfilesWrite;
    goals::set_status(&form(json!({ "id": "", "seen": "", "status": "met" }))) => ProfilesWrite;
    goals::remove(&id(), &unread(), "") => ProfilesWrite;
    goals::removed(&id()) => ProfilesWrite;
    goals::restore(&id(), &unread()) => ProfilesWrite;
    tasks::add(&id(), &task("")) => ProfilesWrite;
    tasks::list(no_patient()) => ChartRead;
    tasks::owners() => ChartRead;
    tasks::show(&id()) => ChartRead;
    tasks::edit(&entry_edit(task(""))) => ProfilesWrite;
    tasks::finish(&id(), &unread()) => ProfilesWrite;
    tasks::reopen(&id(), &unread()) => ProfilesWrite;
    tasks::remove(&id(), &unread(), "") => ProfilesWrite;
    tasks::removed(&id()) => ProfilesWrite;
    tasks::restore(&id(), &unread()) => ProfilesWrite;
    medications::add(&id(), &medication("")) => ProfilesWrite;
    medications::list(no_patient()) => ChartRead;
    medications::show(&id()) => ChartRead;
    medications::edit(&entry_edit(medication(""))) => ProfilesWrite;
    medications::remove(&id(), &unread(), "") => ProfilesWrite;
    medications::removed(&id()) => ProfilesWrite;
    medications::restore(&id(), &unread()) => ProfilesWrite;
    none_known::add(&id(), HealthList::Conditions) => ProfilesWrite;
    none_known::list(no_patient()) => ChartRead;
    none_known::remove(&id(), HealthList::Conditions) => ProfilesWrite;
    documents::list(&id()) => ChartRead;
    documents::show(&id()) => ChartRead;
    documents::begin(&new_document(), &file()) => DocumentsWrite;
    documents::resume(&id(), &file()) => DocumentsWrite;
    documents::store(&id(), &file(), 0, b"x") => DocumentsWrite;
    documents::check(&id()) => ChartRead;
    documents::part(&id(), 0) => ChartRead;
    documents::save(&id(), &mut std::io::sink()) => ChartRead;
    documents::edit(&document_edit()) => DocumentsWrite;
    documents::remove(&id(), &unread(), "") => DocumentsDelete;
    documents::removed(&id()) => DocumentsDelete;
    documents::restore(&id(), &unread()) => DocumentsDelete;
    growth::growth(&id(), form(json!({ "indicator": "weightForAge", "asZ": false }))) => ChartRead;
    measurements::record::add(&reading()) => MeasurementsWrite;
    measurements::record::confirm(&id(), &unread()) => MeasurementsWrite;
    measurements::record::enter(&form(json!({ "patientId": "", "kind": "weight", "text": "" }))) => MeasurementsWrite;
    measurements::record::consider(&reading()) => MeasurementsWrite;
    measurements::record::record(&form(json!({
        "visitId": "", "kind": "weight", "text": "", "acceptDoubtful": false,
    }))) => MeasurementsWrite;
    measurements::record::consider_correction(&id(), &no_correction()) => MeasurementsWrite;
    measurements::record::correct(&id(), &unread(), &no_correction()) => MeasurementsWrite;
    measurements::list::list(&id()) => ChartRead;
    measurements::record::remove(&id(), &unread()) => MeasurementsWrite;
    measurements::record::removed(&id()) => MeasurementsWrite;
    measurements::record::restore(&id(), &unread()) => MeasurementsWrite;
    measurements::unsaved::record_unsaved() => MeasurementsWrite;
    measurements::list::show(&id()) => ChartRead;
    measurements::list::trend(&id(), &MeasureKind::Weight.into()) => ChartRead;
    measurements::list::understand(&id(), &MeasureKind::Weight.into(), "", None) => ChartRead;
    notes::sign::addendum(&id(), "", "") => NotesSign;
    notes::draft::save(&draft()) => NotesWrite;
    notes::show::list(&id()) => NotesRead;
    notes::show::show(&id()) => NotesRead;
    notes::sign::sign(&draft(), &Password::new("")) => NotesSign;
    notes::sign::sign_stored(&id()) => NotesSign;
    notes::versions::compare(&id(), &id(), &id()) => NotesRead;
    notes::versions::list(&id()) => NotesRead;
    notes::verify::verify(&id()) => NotesRead;
    notes::write::begin(&id(), NoteKind::Free) => NotesWrite;
    notes::write::at_visit(no_patient(), VisitId(Uuid::nil())) => NotesWrite;
    notes::write::commit_draft(&id()) => NotesWrite;
    notes::write::create(&NewNote {
        patient: no_patient(), visit: None, kind: NoteKind::Free, sections: Vec::new(),
        custom: Vec::new(),
    }) => NotesWrite;
    notes::write::write(&draft()) => NotesWrite;
    chart::show(&id()) => PatientsRead;
    profile::edit(&ProfileForm::default(), &form(json!({
        "patientId": "", "seen": "", "history": "", "preferences": "", "dislikes": "", "remarks": "",
        "gestation": "", "motherHeight": "", "fatherHeight": "",
    }))) => ProfilesWrite;
    profile::show(no_patient()) => ChartRead;
    energy_estimates::draft::discard(&id(), None) => MeasurementsWrite;
    energy_estimates::draft::save(&estimate()) => MeasurementsWrite;
    energy_estimates::form::start(&id(), None) => ChartRead;
    energy_estimates::form::usual_method(&id(), None, &Default::default()) => ChartRead;
    energy_estimates::list::list(&id()) => ChartRead;
    energy_estimates::list::show(&id()) => ChartRead;
    energy_estimates::record::consider(&estimate()) => MeasurementsWrite;
    energy_estimates::record::record(&estimate()) => MeasurementsWrite;
    energy_estimates::record::remove(&id(), &unread(), "") => MeasurementsWrite;
    screenings::draft::discard(&id(), None) => MeasurementsWrite;
    screenings::draft::save(&screening()) => MeasurementsWrite;
    screenings::form::start(&id(), None) => ChartRead;
    screenings::list::list(&id()) => ChartRead;
    screenings::list::show(&id()) => ChartRead;
    screenings::next_steps::list() => PatientsRead;
    screenings::record::consider(&screening()) => MeasurementsWrite;
    screenings::record::record(&screening()) => MeasurementsWrite;
    screenings::record::remove(&id(), &unread(), "") => MeasurementsWrite;
    timeline::list::list(&timeline()) => ChartRead;
    visits::discard::discard(&id(), &unread(), false) => VisitsWrite;
    visits::discard::removed(&id()) => VisitsWrite;
    visits::discard::restore(&id(), &unread()) => VisitsWrite;
    visits::edit::edit(&visit()) => VisitsWrite;
    visits::edit::end(&visit()) => VisitsWrite;
    visits::list::list(&id()) => ChartRead;
    visits::show::show(&id()) => ChartRead;
    visits::start::start(&form(json!({ "patientId": "", "type": "initial" }))) => VisitsWrite;
};
