//! The words of a manager's report.

use clinic::reports::ReportStep;

pub struct ReportWords {
    /// From a day until another one.
    pub title: fn(&str, &str) -> String,
    pub facility: &'static str,
    pub department: &'static str,
    pub provider: &'static str,
    pub appointments: &'static str,
    pub none: &'static str,
    pub unsure: &'static str,
    pub span: fn(ReportStep) -> &'static str,
    /// Booked, came, missed, part of those who were to come, cancelled, median wait, that of nine of ten, new, on the
    /// list.
    pub columns: [&'static str; 9],
    pub total: &'static str,
    pub load: &'static str,
    pub rooms: &'static str,
    pub room: &'static str,
    /// Appointments, missed, booked hours, working hours, part booked.
    pub load_columns: [&'static str; 5],
    pub income: &'static str,
    /// Currency, invoiced, paid, given back, income.
    pub income_columns: [&'static str; 5],
    /// A name and a day, where hours or department were changed after the period began.
    pub work_changed: fn(&str, &str) -> String,
    /// What a report of one facility, department or provider leaves out.
    pub of_appointments: &'static str,
    pub expenses: &'static str,
    /// Currency, spent, income without it.
    pub expense_columns: [&'static str; 3],
    pub notes: &'static [&'static str],
}

pub static EN: ReportWords = ReportWords {
    title: |from, until| format!("Report, {from} to {until}"),
    facility: "Facility",
    department: "Department",
    provider: "Provider",
    appointments: "Appointments",
    none: "No appointments in this period.",
    unsure: "Some of what is counted was not on the computer that printed this, or could not be read.",
    span: |step| match step {
        ReportStep::Day => "Day",
        ReportStep::Week => "From",
        ReportStep::Month => "From",
    },
    columns: [
        "Booked",
        "Came",
        "No-shows",
        "No-show rate",
        "Cancelled",
        "Median wait",
        "9 of 10 wait",
        "New patients",
        "Patients",
    ],
    total: "Period",
    load: "Load by provider",
    rooms: "Load by room",
    room: "Room",
    load_columns: [
        "Appointments",
        "No-shows",
        "Booked, h",
        "Working, h",
        "Booked, %",
    ],
    income: "Income",
    income_columns: ["Currency", "Invoiced", "Paid", "Given back", "Income"],
    work_changed: |name, day| {
        format!(
            "Hours or department of {name} were changed on {day}: the load is by what they are now."
        )
    },
    of_appointments: "Payments of invoices without an appointment are left out here.",
    expenses: "Expenses",
    expense_columns: ["Currency", "Spent", "Income left"],
    notes: &[
        "The no-show rate is of no-shows and patients who came. Waits are in minutes, from the arrival until the \
         patient was called in.",
        "Working hours are without absences. Cancelled appointments are no load; missed ones are.",
    ],
};

pub static FR: ReportWords = ReportWords {
    title: |from, until| format!("Rapport, du {from} au {until}"),
    facility: "Site",
    department: "Service",
    provider: "Praticien",
    appointments: "Rendez-vous",
    none: "Aucun rendez-vous sur cette période.",
    unsure: "Une partie de ce qui est compté manquait sur l’ordinateur qui a imprimé ceci, ou n’était pas lisible.",
    span: |step| match step {
        ReportStep::Day => "Jour",
        ReportStep::Week => "À partir du",
        ReportStep::Month => "À partir du",
    },
    columns: [
        "Pris",
        "Venus",
        "Absents",
        "Taux d’absence",
        "Annulés",
        "Attente médiane",
        "Attente de 9 sur 10",
        "Nouveaux patients",
        "Patients",
    ],
    total: "Période",
    load: "Charge par praticien",
    rooms: "Charge par salle",
    room: "Salle",
    load_columns: ["Rendez-vous", "Absents", "Pris, h", "Travail, h", "Pris, %"],
    income: "Recettes",
    income_columns: ["Monnaie", "Facturé", "Payé", "Remboursé", "Recettes"],
    work_changed: |name, day| {
        format!(
            "Horaires ou service de {name} modifiés le {day} : la charge est selon ceux d’aujourd’hui."
        )
    },
    of_appointments: "Les paiements de factures sans rendez-vous ne sont pas comptés ici.",
    expenses: "Dépenses",
    expense_columns: ["Monnaie", "Dépensé", "Reste des recettes"],
    notes: &[
        "Le taux d’absence est celui des absents parmi les absents et les patients venus. Les attentes sont en \
         minutes, de l’arrivée à l’appel.",
        "Les heures de travail sont sans les absences. Un rendez-vous annulé n’est pas une charge ; un rendez-vous \
         manqué en est une.",
    ],
};
