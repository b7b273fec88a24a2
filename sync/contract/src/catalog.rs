//! Every entity, declared once.

mod absences;
mod alerts;
mod care_plan;
mod care_team;
mod clashes;
mod consents;
mod diary;
mod diet_orders;
mod documents;
mod energy_estimates;
mod erasures;
mod exchange_tables;
mod expenses;
mod foods;
mod handouts;
mod insurance;
mod invoices;
mod labs;
mod meal_plans;
mod notes;
mod organisation;
mod packages;
mod patient_imports;
mod patient_links;
mod patients;
mod people;
mod photos;
mod portal;
mod pregnancies;
mod prescriptions;
mod quotes;
mod recalls;
mod record_requests;
mod referrals;
mod resolution;
mod screenings;
mod services;
mod stays;
mod tags;
mod visits;
mod waiting_list;

pub use crate::every_entity::DeletionReason;
pub use absences::*;
pub use alerts::*;
pub use care_plan::*;
pub use care_team::*;
pub use clashes::*;
pub use consents::*;
pub use diary::*;
pub use diet_orders::*;
pub use documents::*;
pub use energy_estimates::*;
pub use erasures::*;
pub use exchange_tables::*;
pub use expenses::*;
pub use foods::*;
pub use handouts::*;
pub use insurance::*;
pub use invoices::*;
pub use labs::*;
pub use meal_plans::*;
pub use notes::*;
pub use organisation::*;
pub use packages::*;
pub use patient_imports::*;
pub use patient_links::*;
pub use patients::*;
pub use people::*;
pub use photos::*;
pub use portal::*;
pub use pregnancies::*;
pub use prescriptions::*;
pub use quotes::*;
pub use recalls::*;
pub use record_requests::*;
pub use referrals::*;
pub use resolution::*;
pub use screenings::*;
pub use services::*;
pub use stays::*;
pub use tags::*;
pub use visits::*;
pub use waiting_list::*;

use std::ops::RangeInclusive;

use crate::descriptor::{Descriptor, FieldRef, FieldSpec};
use crate::entity::Entity;
use crate::hash::sha256;
use crate::right::Right;
use crate::value::Kind;

/// Ranges of entity numbers, each with the right that a write needs at the least while the entity is unknown.
const NUMBER_RANGES: [(RangeInclusive<u16>, Right); 27] = [
    (1..=16, Right::SettingsManage),
    (17..=17, Right::PatientsExport),
    (18..=19, Right::SettingsManage),
    (20..=29, Right::PatientsUpdate),
    (30..=39, Right::AppointmentsWrite),
    (40..=51, Right::VisitsWrite),
    (52..=56, Right::PatientsUpdate),
    (57..=59, Right::VisitsWrite),
    (60..=69, Right::ConflictsResolve),
    (70..=71, Right::DocumentsWrite),
    (72..=79, Right::PatientsUpdate),
    (80..=83, Right::VisitsWrite),
    (84..=85, Right::ProfilesWrite),
    (86..=89, Right::VisitsWrite),
    (90..=94, Right::ProfilesWrite),
    (95..=95, Right::PrescriptionsWrite),
    (96..=96, Right::PrescriptionsDispense),
    (97..=97, Right::ProfilesWrite),
    (98..=99, Right::PatientsImport),
    (100..=110, Right::BillingServices),
    (111..=113, Right::BillingWrite),
    (114..=115, Right::BillingCollect),
    (116..=116, Right::BillingWrite),
    (117..=117, Right::BillingCollect),
    (118..=118, Right::BillingWrite),
    (119..=119, Right::BillingCollect),
    (120..=129, Right::AlertsWrite),
];

/// The longest text that a field takes, so that a form offers no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldLength {
    pub entity: &'static str,
    pub field: &'static str,
    /// Characters.
    pub length_max: u32,
}

/// The list that everything generic loops over.
pub struct Catalog;

impl Catalog {
    /// In the order of their numbers.
    pub const ALL: &'static [&'static Descriptor] = &[
        Tenant::DESCRIPTOR,
        Facility::DESCRIPTOR,
        Department::DESCRIPTOR,
        Room::DESCRIPTOR,
        User::DESCRIPTOR,
        Role::DESCRIPTOR,
        UserRole::DESCRIPTOR,
        Device::DESCRIPTOR,
        KeyGrant::DESCRIPTOR,
        Setting::DESCRIPTOR,
        NoteTemplate::DESCRIPTOR,
        CustomField::DESCRIPTOR,
        MeasurementKind::DESCRIPTOR,
        NutritionProduct::DESCRIPTOR,
        UserVerification::DESCRIPTOR,
        AppointmentType::DESCRIPTOR,
        RecordRequest::DESCRIPTOR,
        Erasure::DESCRIPTOR,
        Patient::DESCRIPTOR,
        PatientProfile::DESCRIPTOR,
        EmergencyContact::DESCRIPTOR,
        Allergy::DESCRIPTOR,
        Condition::DESCRIPTOR,
        Medication::DESCRIPTOR,
        NoneKnown::DESCRIPTOR,
        PortalAccount::DESCRIPTOR,
        PatientLink::DESCRIPTOR,
        PatientPhoto::DESCRIPTOR,
        Appointment::DESCRIPTOR,
        AppointmentPatient::DESCRIPTOR,
        AppointmentStatusChange::DESCRIPTOR,
        PhoneCall::DESCRIPTOR,
        Absence::DESCRIPTOR,
        ClashDecision::DESCRIPTOR,
        WaitingListEntry::DESCRIPTOR,
        FreedSlot::DESCRIPTOR,
        Visit::DESCRIPTOR,
        Measurement::DESCRIPTOR,
        Note::DESCRIPTOR,
        NoteVersion::DESCRIPTOR,
        Addendum::DESCRIPTOR,
        Screening::DESCRIPTOR,
        EnergyEstimate::DESCRIPTOR,
        NoteVoid::DESCRIPTOR,
        NutritionDiagnosis::DESCRIPTOR,
        Goal::DESCRIPTOR,
        Task::DESCRIPTOR,
        NutrientTarget::DESCRIPTOR,
        Consent::DESCRIPTOR,
        InsurancePolicy::DESCRIPTOR,
        CareTeam::DESCRIPTOR,
        Tag::DESCRIPTOR,
        PatientTag::DESCRIPTOR,
        LabTest::DESCRIPTOR,
        LabResult::DESCRIPTOR,
        GroupTopic::DESCRIPTOR,
        ConflictResolution::DESCRIPTOR,
        ClinicalDocument::DESCRIPTOR,
        DocumentChunk::DESCRIPTOR,
        OfficeDocument::DESCRIPTOR,
        OfficeDocumentChunk::DESCRIPTOR,
        Referral::DESCRIPTOR,
        Recall::DESCRIPTOR,
        RecallItem::DESCRIPTOR,
        MealPlan::DESCRIPTOR,
        MealPlanItem::DESCRIPTOR,
        Pregnancy::DESCRIPTOR,
        Stay::DESCRIPTOR,
        DietOrder::DESCRIPTOR,
        Recipe::DESCRIPTOR,
        ClinicFood::DESCRIPTOR,
        AllergenCorrection::DESCRIPTOR,
        FoodProfile::DESCRIPTOR,
        Handout::DESCRIPTOR,
        GivenHandout::DESCRIPTOR,
        Prescription::DESCRIPTOR,
        Dispensing::DESCRIPTOR,
        ExchangeTable::DESCRIPTOR,
        PatientImport::DESCRIPTOR,
        ClaimCode::DESCRIPTOR,
        Service::DESCRIPTOR,
        InvoiceDraft::DESCRIPTOR,
        Invoice::DESCRIPTOR,
        InvoiceVoid::DESCRIPTOR,
        Payment::DESCRIPTOR,
        CashClosing::DESCRIPTOR,
        Package::DESCRIPTOR,
        PackageUse::DESCRIPTOR,
        Quote::DESCRIPTOR,
        Expense::DESCRIPTOR,
        Alert::DESCRIPTOR,
        AlertEscalation::DESCRIPTOR,
    ];

    /// Returns a hash of all that is declared: programs with another one know more words, cells or entities, or fewer.
    pub fn hash() -> [u8; 32] {
        sha256(format!("{:?}", Self::ALL).as_bytes())
    }

    pub fn by_number(number: u16) -> Option<&'static Descriptor> {
        Self::ALL
            .iter()
            .copied()
            .find(|descriptor| descriptor.number == number)
    }

    pub fn by_table(table: &str) -> Option<&'static Descriptor> {
        Self::ALL
            .iter()
            .copied()
            .find(|descriptor| descriptor.table == table)
    }

    /// Returns the field from which the ids of an entity follow, where a row comes with it: the first cell alone would
    /// take an id that nothing proves.
    pub fn proof_of_id(number: u16) -> Option<FieldRef> {
        [
            ConflictResolution::FIELD.siblings,
            PatientTag::FIELD.tag,
            AllergenCorrection::FIELD.food,
            FoodProfile::FIELD.food,
            AppointmentType::FIELD.code,
            PatientLink::FIELD.merge,
            AlertEscalation::FIELD.alert,
        ]
        .into_iter()
        .find(|field| field.descriptor.number == number)
    }

    /// Returns the length of each text field that a person may type, entity by entity.
    pub fn field_lengths() -> impl Iterator<Item = FieldLength> {
        let cells = Self::ALL
            .iter()
            .flat_map(|known| known.declared_cells().map(|cell| (known.name, cell)));
        cells.flat_map(|(entity, cell)| {
            let typed = |field: &&FieldSpec| field.kind == Kind::Text && field.choices.is_empty();
            cell.fields
                .iter()
                .filter(typed)
                .map(move |field| FieldLength {
                    entity,
                    field: field.name,
                    length_max: field.length_max,
                })
        })
    }

    /// Returns the right that a write of an entity needs at the least, where only a later version knows that entity;
    /// none for a number outside the ranges that are given out.
    pub fn least_right(number: u16) -> Option<Right> {
        NUMBER_RANGES
            .iter()
            .find(|(numbers, _)| numbers.contains(&number))
            .map(|(_, right)| *right)
    }
}
