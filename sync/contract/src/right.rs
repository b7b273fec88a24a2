//! The rights of a user: `resource.action`, an enumeration in code; a role's row has its list.

macro_rules! rights {
    ($($variant:ident = $word:literal),+ $(,)?) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Right {
            $($variant),+
        }

        $crate::spelled! { Right { $($variant = $word),+ } }
    };
}

rights! {
    ClinicManage = "clinic.manage",
    FacilitiesManage = "facilities.manage",
    UsersRead = "users.read",
    UsersManage = "users.manage",
    RolesManage = "roles.manage",
    DevicesManage = "devices.manage",
    KeysGrant = "keys.grant",
    SettingsManage = "settings.manage",
    PatientsRead = "patients.read",
    PatientsCreate = "patients.create",
    PatientsUpdate = "patients.update",
    PatientsDelete = "patients.delete",
    PatientsMerge = "patients.merge",
    PatientsErase = "patients.erase",
    PatientsImport = "patients.import",
    PatientsExport = "patients.export",
    ClinicExport = "clinic.export",
    ChartRead = "chart.read",
    ProfilesWrite = "profiles.write",
    AllergiesWrite = "allergies.write",
    PrescriptionsWrite = "prescriptions.write",
    PrescriptionsDispense = "prescriptions.dispense",
    LabsOrder = "labs.order",
    AppointmentsRead = "appointments.read",
    AppointmentsWrite = "appointments.write",
    VisitsWrite = "visits.write",
    MeasurementsWrite = "measurements.write",
    NotesRead = "notes.read",
    NotesWrite = "notes.write",
    NotesSign = "notes.sign",
    DocumentsWrite = "documents.write",
    DocumentsDelete = "documents.delete",
    AlertsRead = "alerts.read",
    AlertsWrite = "alerts.write",
    AlertsOversee = "alerts.oversee",
    ReportsRead = "reports.read",
    ConflictsRead = "conflicts.read",
    ConflictsResolve = "conflicts.resolve",
    AuditRead = "audit.read",
    AuditExport = "audit.export",
    BillingRead = "billing.read",
    BillingServices = "billing.services",
    BillingWrite = "billing.write",
    BillingCollect = "billing.collect",
    BackupsCreate = "backups.create",
    SyncRun = "sync.run",
    DemoSeed = "demo.seed",
}

impl Right {
    /// Returns whether who has it alone changes anything of the clinic: not by reading it, copying it or sending it.
    pub fn is_to_write(self) -> bool {
        let only_reads = match self {
            Self::BackupsCreate | Self::SyncRun => true,
            other => [".read", ".export"]
                .iter()
                .any(|action| other.as_str().ends_with(action)),
        };
        !only_reads
    }
}

/// Parses a role's list: words between single spaces, in alphabetical order. Words of a later version are skipped.
pub fn rights_from_text(text: &str) -> Vec<Right> {
    text.split_ascii_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect()
}

/// Returns the canonical text of a list of rights.
pub fn rights_to_text(rights: &[Right]) -> String {
    let mut words: Vec<_> = rights.iter().map(|right| right.as_str()).collect();
    words.sort_unstable();
    words.dedup();
    words.join(" ")
}
