//! Forms and ids that name nothing: a right is asked before they are read.

use sync_contract::catalog::ErasureReason;
use vault::recovery::RecoveryKey;
use vault::{BackupReport, SecondSigner, SecondedOrders};

use super::*;
use crate::attachments::measure::MeasuredFile;
use crate::attachments::view::{DocumentEdit, NewDocument};
use crate::form_drafts::TypedForm;
use crate::patients::erase::ErasureForm;
use crate::patients::import::Table;
use crate::roles::edit::RoleForm;
use crate::timeline::records::RecordQuery;

pub(super) fn id() -> Id {
    Id::of(Uuid::nil())
}

pub(super) fn no_patient() -> PatientId {
    PatientId(Uuid::nil())
}

pub(super) fn unread() -> ReadVersionToken {
    ReadVersionToken(String::new())
}

pub(super) fn no_list() -> Table {
    Table {
        headers: Vec::new(),
        records: Vec::new(),
    }
}

pub(super) fn day() -> Day {
    Day("2026-11-20".into())
}

pub(super) fn new_appointment() -> Value {
    json!({
        "patientId": "", "providerId": "", "typeId": "", "startsAt": "", "minutes": 0, "reason": "",
        "topic": "",
    })
}

pub(super) fn no_move() -> Value {
    json!({ "id": "", "seen": "", "providerId": "", "startsAt": "", "minutes": 0 })
}

pub(super) fn form<T: DeserializeOwned>(fields: Value) -> T {
    serde_json::from_value(fields).unwrap()
}

/// The edit of an entry of a chart's list.
pub(super) fn entry_edit<T: DeserializeOwned>(entry: impl Serialize) -> T {
    let entry = serde_json::to_value(entry).unwrap();
    form(json!({ "id": id(), "seen": "", "loaded": entry, "form": entry }))
}

pub(super) fn recall_edit() -> crate::recalls::RecallEdit {
    let recall = json!({
        "takenOn": "2026-11-20", "kind": "usualDay", "days": [], "isTypical": null, "remark": "",
        "checklist": {
            "drinks": false, "fats": false, "sugar": false, "sauces": false, "snacks": false,
            "supplements": false,
        },
        "exchanges": null,
    });
    form(json!({ "id": "", "seen": "", "loaded": recall, "form": recall }))
}

pub(super) fn meal_plan_edit() -> crate::meal_plans::MealPlanEdit {
    let plan = json!({
        "title": "Plan", "firstDay": "2026-11-20", "days": 7, "meals": 4, "energy": "", "notes": "",
    });
    form(json!({ "id": "", "seen": "", "loaded": plan, "form": plan }))
}

pub(super) fn diet_order() -> crate::diet_orders::DietOrderForm {
    form(json!({
        "foodLevel": 5, "fluidLevel": 2, "supplements": [], "tubeFeed": null, "remark": "",
    }))
}

pub(super) fn handout() -> crate::handouts::HandoutForm {
    form(
        json!({ "language": "en", "title": "Less salt", "text": "Cook at home", "isActive": true }),
    )
}

pub(super) fn giving() -> crate::handouts::given::NewGiving {
    form(json!({ "patientId": id(), "handoutId": id(), "visitId": null }))
}

pub(super) fn nutrition_product() -> crate::nutrition_products::NutritionProductForm {
    form(json!({
        "name": "Drink", "energy": "150", "protein": "6", "water": "78", "isActive": true,
    }))
}

pub(super) fn invoice() -> crate::invoices::InvoiceForm {
    crate::invoices::InvoiceForm::default()
}

pub(super) fn package() -> serde_json::Value {
    json!({ "sessions": "6", "validUntil": null, "note": "" })
}

pub(super) fn quote() -> serde_json::Value {
    json!({ "lines": [], "validUntil": null, "note": "" })
}

pub(super) fn expense() -> serde_json::Value {
    json!({
        "spentOn": "2026-11-20", "category": "rent", "facilityId": null, "method": "cash", "amount": "1", "note": "",
    })
}

pub(super) fn payment() -> crate::invoices::payments::PaymentForm {
    form(json!({ "method": "cash", "amount": "", "reference": "" }))
}

pub(super) fn claim_code() -> crate::claim_codes::ClaimCodeForm {
    form(json!({ "code": "NT1", "name": "First visit", "isActive": true }))
}

pub(super) fn service() -> crate::services::ServiceForm {
    form(json!({
        "code": "C1", "name": "Consultation", "price": "50", "currency": "", "tax": "0", "isActive": true,
    }))
}

pub(super) fn exchange_table() -> crate::exchange_tables::ExchangeTableForm {
    let group = json!({
        "name": "Starch", "carbohydrate": "15", "protein": "", "fat": "", "foods": [], "words": "",
    });
    form(json!({ "name": "List", "groups": [group], "isActive": true, "isConfirmed": false }))
}

pub(super) fn draft() -> NoteDraft {
    form(json!({ "id": "", "seen": "", "kind": "free", "sections": [], "custom": [] }))
}

pub(super) fn left_form() -> TypedForm {
    form(json!({ "of": { "form": "registration" }, "about": null, "text": "" }))
}

pub(super) fn no_contact() -> serde_json::Value {
    json!({ "name": "", "relation": "other", "phone": "", "email": "", "address": "" })
}

pub(super) fn shows_nothing() -> serde_json::Value {
    json!({ "visits": false, "plans": false, "measurements": false, "documents": false })
}

pub(super) fn no_policy() -> serde_json::Value {
    json!({
        "insurer": "", "plan": "", "memberId": "", "groupNumber": "", "holder": "", "holderPhone": "",
        "rank": "primary",
    })
}

pub(super) fn no_pregnancy() -> serde_json::Value {
    json!({
        "dueDate": null, "weightBefore": "", "endedOn": null, "outcome": null, "breastfeedingUntil": null,
    })
}

pub(super) fn no_stay() -> serde_json::Value {
    json!({ "departmentId": null, "roomId": null, "bed": "", "fromDay": null, "untilDay": null })
}

pub(super) fn no_referral() -> serde_json::Value {
    json!({
        "from": "", "organisation": "", "contact": "", "reason": "", "sessionsAllowed": "",
    })
}

pub(super) fn no_record_request() -> serde_json::Value {
    json!({ "askedBy": "", "askedFor": "", "askedOn": "2026-11-20", "dueOn": "2026-11-20" })
}

pub(super) fn new_document() -> NewDocument {
    form(json!({ "patientId": "", "form": { "name": "", "type": "other", "dated": "" } }))
}

pub(super) fn document_edit() -> DocumentEdit {
    form(json!({ "id": "", "seen": "", "form": { "name": "", "type": "other", "dated": "" } }))
}

pub(super) fn file() -> MeasuredFile {
    MeasuredFile::of(b"x").unwrap()
}

pub(super) fn role() -> RoleForm {
    form(json!({ "name": "", "description": "", "rights": [] }))
}

pub(super) fn no_backup() -> BackupReport {
    BackupReport {
        tenant: Uuid::nil(),
        clinic: String::new(),
        fingerprint: String::new(),
        created_at_us: 0,
        author: String::new(),
        device: String::new(),
        device_number: 0,
        vault_bytes: 0,
        rows: Vec::new(),
        waiting: 0,
        audit_entries: 0,
        altered: 0,
    }
}

pub(super) fn no_tag() -> TagForm {
    form(json!({ "name": "", "colour": "grey", "isActive": true }))
}

pub(super) fn visit() -> VisitEdit {
    let facts = json!({ "type": "initial", "complaint": "" });
    form(json!({ "id": "", "seen": "", "loaded": facts, "form": facts }))
}

pub(super) fn reading() -> ReadingEntry {
    ReadingEntry {
        patient: no_patient(),
        visit: None,
        kind: MeasureKind::Weight.into(),
        text: String::new(),
        at: Time(0),
        accept_doubtful: false,
    }
}

pub(super) fn no_correction() -> Correction {
    form(json!({ "kind": "weight", "text": "", "acceptDoubtful": false }))
}

pub(super) fn measurement_kind() -> MeasurementKindForm {
    form(json!({
        "name": "", "unit": "", "decimals": 0, "lowest": "", "highest": "", "oddBelow": "", "oddAbove": "",
        "isActive": true,
    }))
}

pub(super) fn appointment_type() -> AppointmentTypeForm {
    form(json!({
        "name": "", "minutes": 0, "mode": "phone", "seats": null, "colour": "grey", "isActive": true,
    }))
}

pub(super) fn estimate() -> NewEnergyEstimate {
    form(json!({ "patientId": "", "method": "mifflinStJeor", "inputs": {} }))
}

pub(super) fn timeline() -> TimelineQuery {
    form(json!({ "patientId": "", "limit": 1 }))
}

pub(super) fn records() -> RecordQuery {
    form(json!({ "patientId": "", "allVersions": false, "limit": 1 }))
}

pub(super) fn follow_up() -> FollowUpQuery {
    form(json!({ "part": "overdue", "offset": 0, "limit": 1 }))
}

pub(super) fn screening() -> NewScreening {
    form(json!({ "patientId": "", "tool": "must", "answers": {} }))
}

pub(super) fn custom_field() -> CustomFieldForm {
    CustomFieldForm {
        label: String::new(),
        kind: CustomFieldKind::Text,
        note_kind: None,
        options: Vec::new(),
        is_active: true,
    }
}

pub(super) fn note_template() -> NoteTemplateForm {
    NoteTemplateForm {
        name: String::new(),
        section: NoteSection::Plan,
        text: String::new(),
        is_active: true,
    }
}

pub(super) fn facility() -> FacilityForm {
    FacilityForm {
        name: String::new(),
        address: String::new(),
        phone: String::new(),
        licence_number: String::new(),
        time_zone: String::new(),
        currency: String::new(),
        is_active: true,
    }
}

pub(super) fn user_form() -> UserForm {
    UserForm {
        first_name: String::new(),
        last_name: String::new(),
        email: String::new(),
        facility_id: None,
        department_id: None,
        specialization: String::new(),
        working_hours: String::new(),
        phone: String::new(),
        licence_number: String::new(),
        national_provider_number: String::new(),
        tax_number: String::new(),
    }
}

pub(super) fn room() -> LocationForm {
    LocationForm {
        name: String::new(),
        code: String::new(),
        facility_id: None,
        is_active: true,
    }
}

pub(super) fn erasure_form() -> ErasureForm {
    ErasureForm {
        id: id(),
        reason: ErasureReason::PatientRequest,
        file_number: String::new(),
        merged: Vec::new(),
    }
}

pub(super) fn absence() -> absences::AbsenceForm {
    form(json!({ "providerId": null, "roomId": null, "startsAt": "", "endsAt": "", "reason": "" }))
}

pub(super) fn clash() -> clashes::ClashRef {
    form(json!({ "id": null, "appointmentId": "", "otherId": "" }))
}

/// Wishes of one who may come at any time.
pub(super) fn any_time() -> serde_json::Value {
    json!({
        "typeId": null, "providerId": null, "weekdays": [], "fromTime": "", "untilTime": "", "fromDay": null,
        "untilDay": null, "note": "",
    })
}

pub(super) fn timers() -> alerts::timers::AlertTimers {
    form(json!({ "low": 1, "medium": 1, "high": 1, "critical": 1 }))
}

pub(super) fn no_levels() -> alerts::levels::AlertLevelsForm {
    form(json!({ "first": [], "second": [], "third": [] }))
}

/// Orders for no patient.
pub(super) fn erasure_orders() -> SecondedOrders {
    SecondedOrders::default()
}

pub(super) fn erasure_signer() -> SecondSigner<'static> {
    SecondSigner::Recovery(Box::leak(Box::new(RecoveryKey::generate())))
}

/// Operations that check no right, each with the reason.
pub(super) const WITHOUT: [(&str, &str); 15] = [
    (
        "measurements::doubt::present",
        "what the clocks show names no person",
    ),
    (
        "tenant::create",
        "nobody is there yet who could lack a right",
    ),
    (
        "users::code::choose_password",
        "one's own password, after signing in with a code",
    ),
    (
        "users::password::set_own_password",
        "one's own password; the old one is asked for",
    ),
    (
        "users::password::strengthen_password",
        "one's own password, with which one has just signed in",
    ),
    ("users::session", "who one is"),
    (
        "facilities::workplaces",
        "where one may work; rights depend on it",
    ),
    (
        "facilities::work_at",
        "where one works; rights depend on it",
    ),
    (
        "lock_screen::users",
        "whom the lock screen shows before anybody has a right",
    ),
    (
        "audit::view::verify",
        "works without a password and shows nobody's name",
    ),
    (
        "sync::status::status",
        "works without a password and names no patient",
    ),
    (
        "sync::status::of",
        "works without a password and names no patient",
    ),
    (
        "settings::lock_minutes",
        "everybody's own window asks when to lock itself",
    ),
    (
        "preferences::language",
        "in which language the lock screen is before anybody has a right",
    ),
    (
        "notes::write::commit_all",
        "leaves the drafts of a user who may not write notes",
    ),
];
