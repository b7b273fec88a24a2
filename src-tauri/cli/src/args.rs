//! The grammar of the command line. Its words are stable: scripts of admins and tests depend on them.

pub mod absences;
pub mod alerts;
pub mod appointment_types;
pub mod background;
pub mod calls;
pub mod care;
pub mod care_plan;
pub mod care_team;
pub mod cash;
pub mod claim_codes;
pub mod clashes;
pub mod clinic;
pub mod consents;
pub mod diet_orders;
pub mod documents;
pub mod energy;
pub mod exchange_tables;
pub mod expenses;
pub mod foods;
pub mod groups;
pub mod handouts;
pub mod input;
pub mod insurance;
pub mod invoices;
pub mod lab_orders;
pub mod labs;
pub mod meal_plans;
pub mod measurement_kinds;
pub mod notes;
pub mod nutrition_products;
pub mod packages;
pub mod photos;
pub mod portal;
pub mod preferences;
pub mod pregnancies;
pub mod prescriptions;
pub mod prints;
pub mod quotes;
pub mod recalls;
pub mod recipes;
pub mod record_requests;
pub mod records;
pub mod referrals;
pub mod reports;
pub mod roles;
pub mod screening;
pub mod series;
pub mod services;
pub mod stays;
pub mod tags;
pub mod targets;
pub mod timeline;
pub mod users;
pub mod waiting;

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

use ::clinic::unresolved::Unshown;
use clap::{Args, Parser, Subcommand};

use absences::Absences;
use alerts::Alerts;
use appointment_types::AppointmentTypes;
use background::{Allergies, Conditions, Medications, NoneKnown};
use calls::{Calls, FollowUps};
use care::{Appointments, Conflicts, Measurements, Visits};
use care_plan::{Diagnoses, Goals, Tasks};
use care_team::CareTeam;
use cash::Cash;
use claim_codes::ClaimCodes;
use clashes::Clashes;
use clinic::{
    Audit, Backup, Connect, Devices, Enrol, Facilities, Init, Locations, Migrate, Rejected, Review,
    Seed, Sync,
};
use consents::Consents;
use diet_orders::DietOrders;
use documents::Documents;
use energy::Energy;
use exchange_tables::ExchangeTables;
use expenses::Expenses;
use foods::Foods;
use groups::Groups;
use handouts::{GivenHandouts, Handouts};
use insurance::Insurance;
use invoices::Invoices;
use labs::Labs;
use meal_plans::MealPlans;
use measurement_kinds::MeasurementKinds;
use notes::{CustomFields, Notes, Templates};
use nutrition_products::Products;
use packages::Packages;
use portal::Portal;
use preferences::Settings;
use pregnancies::Pregnancies;
use prescriptions::Prescriptions;
use prints::Print;
use quotes::Quotes;
use recalls::Recalls;
use recipes::Recipes;
use record_requests::RecordRequests;
use records::{Compute, Contacts, Export, Import, Patients, Profile};
use referrals::Referrals;
use reports::Reports;
use roles::Roles;
use screening::Screening;
use series::Series;
use services::Services;
use stays::Stays;
use tags::Tags;
use targets::Targets;
use timeline::{Records, Timeline};
use users::Users;
use waiting::Waiting;

pub use input::{FromInput, ROWS_MAX};

/// The same clinic without a window.
///
/// Exit status: 0 done, 1 refused, 2 usage, 3 needs a person, 4 unreachable.
#[derive(Debug, Parser)]
#[command(name = "nutrivault", version)]
pub struct CommandLine {
    #[command(flatten)]
    pub who: Who,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Args)]
pub struct Who {
    /// The folder of one clinic.
    #[arg(long, global = true, env = "NUTRIVAULT_VAULT", value_name = "DIR")]
    pub vault: Option<PathBuf>,
    /// User name or e-mail of the user who acts.
    #[arg(long, global = true, env = "NUTRIVAULT_USER", value_name = "NAME")]
    pub user: Option<String>,
    /// A file whose first line is the password; asked for at a terminal when absent.
    #[arg(
        long,
        global = true,
        env = "NUTRIVAULT_PASSWORD_FILE",
        value_name = "FILE"
    )]
    pub password_file: Option<PathBuf>,
    /// Name or id of the facility whose diary is read and written, or `all`; before the command. Commands whose own
    /// `--facility` is a field take that one besides.
    #[arg(long, env = "NUTRIVAULT_FACILITY", value_name = "NAME")]
    pub facility: Option<String>,
    /// Answer with one JSON document on standard output.
    #[arg(long, global = true)]
    pub json: bool,
    /// What the command read of the clinic's file and could not show.
    #[arg(skip)]
    pub unshown: Rc<RefCell<Unshown>>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a clinic and its first admin, with no server.
    Init(Init),
    /// Put this clinic on a server.
    Connect(Connect),
    /// Bring another computer into the clinic.
    #[command(subcommand)]
    Enrol(Enrol),
    /// Staff who sign in.
    #[command(subcommand, alias = "users")]
    User(Users),
    /// Show which role may do what.
    Rights,
    /// Roles of the clinic's own, besides those of the product.
    #[command(subcommand)]
    Roles(Roles),
    /// Buildings, each with its time zone and currency.
    #[command(subcommand)]
    Facilities(Facilities),
    /// Parts of a building that people belong to.
    #[command(subcommand)]
    Departments(Locations),
    /// Rooms that can be booked.
    #[command(subcommand)]
    Rooms(Locations),
    /// What needs people now, and where, without a patient's name.
    #[command(subcommand)]
    Alerts(Alerts),
    /// Fields that the clinic adds to its notes.
    #[command(subcommand)]
    CustomFields(CustomFields),
    /// What the clinic chooses for all of its computers: when they lock, when invoices are due, what paper is used.
    #[command(subcommand)]
    Settings(Settings),
    /// Types of appointments: the program's, as the clinic changes them, and its own.
    #[command(subcommand)]
    AppointmentTypes(AppointmentTypes),
    /// Kinds of measurement that the clinic adds to those of the program.
    #[command(subcommand)]
    MeasurementKinds(MeasurementKinds),
    /// Supplements and tube feeds of the clinic.
    #[command(subcommand)]
    Products(Products),
    /// The tables by which recalls and plans count exchanges.
    #[command(subcommand)]
    ExchangeTables(ExchangeTables),
    /// The price list of the clinic.
    #[command(subcommand)]
    Services(Services),
    /// The codes that insurers ask for on invoices.
    #[command(subcommand)]
    ClaimCodes(ClaimCodes),
    /// What a manager asks of a period: appointments, waiting times, load, income, growth of the list.
    #[command(subcommand)]
    Reports(Reports),
    /// What patients are billed for, and what they have paid.
    #[command(subcommand)]
    Invoices(Invoices),
    /// Sessions that patients bought together.
    #[command(subcommand)]
    Packages(Packages),
    /// What services would cost patients, in writing, until a day.
    #[command(subcommand)]
    Quotes(Quotes),
    /// What was paid on a day, and what was counted of it.
    #[command(subcommand)]
    Cash(Cash),
    /// What the clinic itself paid for.
    #[command(subcommand)]
    Expenses(Expenses),
    /// The leaflets of the clinic, each in one language or in several.
    #[command(subcommand)]
    Handouts(Handouts),
    /// What sections of notes may begin with.
    #[command(subcommand)]
    Templates(Templates),
    /// The computers of the clinic.
    #[command(subcommand)]
    Devices(Devices),
    /// Changes that the server refused; `status` lists them.
    #[command(subcommand)]
    Refused(Rejected),
    /// Changes that were sent when their computer was taken out of the clinic, or their user deactivated.
    #[command(subcommand)]
    Review(Review),
    /// Bring records in from a file.
    #[command(subcommand)]
    Import(Import),
    /// Write records to a file.
    #[command(subcommand)]
    Export(Export),
    /// Write one record to a PDF, as it is printed.
    #[command(subcommand)]
    Print(Print),
    /// Results of nutrition science for a file of cases. Needs no clinic.
    #[command(subcommand)]
    Compute(Compute),
    /// People under care.
    #[command(subcommand)]
    Patients(Patients),
    /// What is clinical about a patient besides visits: history, preferences, dislikes.
    #[command(subcommand)]
    Profile(Profile),
    /// Whom to call about a patient.
    #[command(subcommand)]
    Contacts(Contacts),
    /// What a patient consented to.
    #[command(subcommand)]
    Consents(Consents),
    /// Files of a patient: letters, reports and pictures, and the cards and forms of the front desk.
    #[command(subcommand)]
    Documents(Documents),
    /// What a portal will be allowed to show a patient.
    #[command(subcommand)]
    Portal(Portal),
    /// Who pays for a patient's care.
    #[command(subcommand)]
    Insurance(Insurance),
    /// Who referred a patient, until when and for how many sessions.
    #[command(subcommand)]
    Referrals(Referrals),
    /// Who asked for a copy of a patient's records, until when, and what became of it.
    #[command(subcommand)]
    RecordRequests(RecordRequests),
    /// Who cares for a patient.
    #[command(subcommand)]
    CareTeam(CareTeam),
    /// The clinic's labels, and those of a patient.
    #[command(subcommand)]
    Tags(Tags),
    /// What a patient must not be given.
    #[command(subcommand)]
    Allergies(Allergies),
    /// Diseases and other states of health that last.
    #[command(subcommand)]
    Conditions(Conditions),
    /// What a patient takes, prescribed here or elsewhere.
    #[command(subcommand)]
    Medications(Medications),
    /// Pregnancies of a patient, how they ended, and breastfeeding.
    #[command(subcommand)]
    Pregnancies(Pregnancies),
    /// Where in the clinic a patient stays and stayed, and who is in today.
    #[command(subcommand)]
    Stays(Stays),
    /// That a user asked for allergies, conditions or medicines, and none are known.
    #[command(subcommand)]
    NoneKnown(NoneKnown),
    /// Find patients by any part of a name, number, phone or birth date.
    Search {
        text: String,
        /// 1 to 100.
        #[arg(long, default_value_t = 20, value_parser = input::rows, allow_negative_numbers = true)]
        limit: u32,
    },
    /// The diary.
    #[command(subcommand)]
    Appointments(Appointments),
    /// Series of appointments: one patient on several dates.
    #[command(subcommand)]
    Series(Series),
    /// Group sessions and who has a seat in them.
    #[command(subcommand)]
    Groups(Groups),
    /// What a day asks of you: who waits and is to be measured, alerts, results, notes and conflicts; of a head doctor
    /// also what their department has not finished.
    Today {
        /// `YYYY-MM-DD`; today when absent.
        #[arg(long)]
        day: Option<String>,
    },
    /// Absences of providers and closed rooms: nothing is booked into one.
    #[command(subcommand)]
    Absences(Absences),
    /// Appointments that overlap for a provider, a room or a patient.
    #[command(subcommand)]
    Clashes(Clashes),
    /// Patients who wait for a time, and times that freed.
    #[command(subcommand)]
    Waiting(Waiting),
    /// What happened to a patient.
    #[command(subcommand)]
    Timeline(Timeline),
    /// What is written about a patient.
    #[command(subcommand)]
    Records(Records),
    /// Who should come again and has no appointment.
    #[command(subcommand)]
    FollowUps(FollowUps),
    /// Calls to patients.
    #[command(subcommand)]
    Calls(Calls),
    /// A patient and a provider, now.
    #[command(subcommand)]
    Visits(Visits),
    /// What is measured.
    #[command(subcommand)]
    Measurements(Measurements),
    /// Foods of the list that the program brings, with what they give.
    #[command(subcommand)]
    Foods(Foods),
    /// The dishes of the clinic.
    #[command(subcommand)]
    Recipes(Recipes),
    /// What patients say that they ate.
    #[command(subcommand)]
    Recalls(Recalls),
    /// What patients are advised to eat.
    #[command(subcommand)]
    MealPlans(MealPlans),
    /// Textures, supplements and tube feed that a patient on a ward is given.
    #[command(subcommand)]
    DietOrders(DietOrders),
    /// What patients were given to read.
    #[command(subcommand)]
    GivenHandouts(GivenHandouts),
    /// Medicines that were prescribed, and what was dispensed of them.
    #[command(subcommand)]
    Prescriptions(Prescriptions),
    /// Results of laboratories, typed in from paper.
    #[command(subcommand)]
    Labs(Labs),
    /// Nutrition screenings by published tools.
    #[command(subcommand)]
    Screening(Screening),
    /// Problems of nutrition, each one sentence.
    #[command(subcommand)]
    Diagnoses(Diagnoses),
    /// What a patient aims at, and how far it is.
    #[command(subcommand)]
    Goals(Goals),
    /// What a user does for a patient until a day.
    #[command(subcommand)]
    Tasks(Tasks),
    /// Estimates of energy, protein and fluid.
    #[command(subcommand)]
    Energy(Energy),
    /// What food should give of each nutrient in a day.
    #[command(subcommand)]
    Targets(Targets),
    /// What is written about a visit.
    #[command(subcommand)]
    Notes(Notes),
    /// Cells that were changed in two places at once.
    #[command(subcommand)]
    Conflicts(Conflicts),
    /// Exchange changes with the server. Needs no password.
    Sync(Sync),
    /// Show the state of this clinic's data: what waits, what was refused. Needs no password.
    Status,
    /// Show the clinics of this computer: those whose folders lie next to that of --vault. Needs no password.
    Clinics,
    /// Copies of the whole vault, sealed to the recovery key.
    #[command(subcommand)]
    Backup(Backup),
    /// The version of the clinic's file, which migrates itself when it is opened. Needs no password.
    #[command(subcommand)]
    Migrate(Migrate),
    /// The audit log: who did what.
    #[command(subcommand)]
    Audit(Audit),
    /// Fill a demo clinic.
    #[command(subcommand)]
    Seed(Seed),
}

/// Returns each command that does something, as it is typed.
#[cfg(test)]
pub fn paths(command: &clap::Command, so_far: &str) -> Vec<String> {
    let inner: Vec<_> = command
        .get_subcommands()
        .flat_map(|inner| paths(inner, &format!("{so_far} {}", inner.get_name())))
        .collect();
    if inner.is_empty() {
        vec![so_far.trim().to_owned()]
    } else {
        inner
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_page_of_the_command_line_names_every_command() {
        let page = include_str!("../README.md");
        for path in paths(&CommandLine::command(), "") {
            let is_named = [' ', '`']
                .iter()
                .any(|end| page.contains(&format!("`{path}{end}")));
            assert!(is_named, "the page does not name `{path}`");
        }
    }

    #[test]
    fn the_row_of_a_command_names_every_flag_of_it() {
        let page = include_str!("../README.md");
        for path in paths(&CommandLine::command(), "") {
            let command = path
                .split(' ')
                .fold(CommandLine::command(), |command, word| {
                    command
                        .find_subcommand(word)
                        .cloned()
                        .expect("a path is walked")
                });
            let is_of = |line: &&str| {
                line.contains(&format!("`{path} ")) || line.contains(&format!("`{path}`"))
            };
            let rows = page.lines().filter(|line| line.starts_with("| `"));
            let rows: String = rows.filter(is_of).collect();
            // the page explains entries once, and `the same` refers to the row above
            let flags = command.get_arguments().filter_map(|arg| arg.get_long());
            let is_explained_elsewhere =
                |flag: &str| flag == "stdin" || (flag == "seen" && path.ends_with(" add"));
            for flag in flags.filter(|flag| !is_explained_elsewhere(flag)) {
                let is_named = rows.contains(&format!("--{flag}")) || rows.contains("the same]");
                assert!(
                    is_named,
                    "`{path}` has --{flag}, and its row does not name it"
                );
            }
        }
    }

    #[test]
    fn the_command_line_is_consistent() {
        CommandLine::command().debug_assert();
    }
}
