//! Ids: 128-bit, created on any device without coordination.

use uuid::Uuid;

/// Returns an id of version 7 from the given time and randomness, so that rows written in sequence are stored next to
/// each other.
pub fn new_id(unix_ms: u64, random: [u8; 10]) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(unix_ms, &random).into_uuid()
}

/// Returns an id of version 5 within a clinic: several devices that derive the same row give it the same id.
pub fn derived_id(tenant: TenantId, name: &str) -> Uuid {
    Uuid::new_v5(&tenant.0, name.as_bytes())
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }
    )*};
}

ids! {
    TenantId, FacilityId, DepartmentId, RoomId, UserId, RoleId, UserRoleId,
    DeviceId, KeyGrantId, SettingId, NoteTemplateId,
    CustomFieldId, MeasurementKindId, ErasureId, NutritionProductId, AppointmentTypeId, UserVerificationId,
    RecordRequestId,
    PatientId, PatientProfileId, EmergencyContactId, AllergyId, ConditionId, MedicationId,
    NoneKnownId, PortalAccountId, PatientLinkId, PatientPhotoId,
    AppointmentId, AppointmentPatientId, AppointmentStatusChangeId, GroupTopicId,
    PhoneCallId,
    AbsenceId, ClashDecisionId, WaitingListEntryId, FreedSlotId,
    VisitId, MeasurementId, NoteId, NoteVersionId, AddendumId, NoteVoidId,
    ScreeningId,
    EnergyEstimateId, NutritionDiagnosisId, GoalId, TaskId, NutrientTargetId, ConsentId,
    InsurancePolicyId, CareTeamId, TagId, PatientTagId,
    LabTestId, LabResultId,
    ConflictResolutionId,
    DocumentId, DocumentChunkId, OfficeDocumentId, OfficeDocumentChunkId,
    ReferralId,
    RecallId, RecallItemId,
    MealPlanId, MealPlanItemId, PregnancyId, StayId,
    DietOrderId, RecipeId,
    ClinicFoodId, AllergenCorrectionId, FoodProfileId,
    HandoutId, GivenHandoutId,
    PrescriptionId, DispensingId,
    ExchangeTableId, PatientImportId,
    ClaimCodeId, ServiceId, InvoiceDraftId, InvoiceId, InvoiceVoidId, PaymentId, CashClosingId,
    PackageId, PackageUseId, QuoteId, ExpenseId,
    AlertId, AlertEscalationId,
}
