//! One file a noun: the arguments of a command become one call of the clinic, the vault or the host, and its answer.

mod absences;
mod alerts;
mod appointment_types;
mod appointments;
mod audit;
mod background;
mod backup;
mod calls;
mod care_plan;
mod care_team;
mod cash;
mod centiles;
mod chart;
mod claim_codes;
mod clashes;
mod clinic_foods;
mod clinics;
mod compute;
mod conflicts;
mod connect;
mod consents;
mod custom_fields;
mod devices;
mod diet_orders;
mod documents;
mod energy;
mod enrol;
mod erasure;
mod exchange_tables;
mod expenses;
mod export;
mod facilities;
mod filing;
mod food_amounts;
mod food_grid;
mod food_imports;
mod food_profiles;
mod foods;
mod groups;
mod growth;
mod handouts;
mod import;
mod init;
mod insurance;
mod invoices;
mod lab_orders;
mod lab_tests;
mod labs;
mod meal_plans;
mod measured_values;
mod measurement_kinds;
mod measurements;
mod merges;
mod migrate;
mod notes;
mod nutrition_products;
mod packages;
mod patients;
mod photos;
mod portal;
mod preferences;
mod pregnancies;
mod prescriptions;
mod prints;
mod quotes;
mod recalls;
mod recipes;
mod record_requests;
mod records;
mod referrals;
mod removal;
mod reports;
mod review;
mod roles;
mod screening;
mod seed;
mod series;
mod services;
mod status;
mod stays;
mod sync;
mod tags;
mod targets;
mod templates;
mod timeline;
mod today;
mod user_details;
mod users;
mod visits;
mod waiting;

use sync_contract::catalog::{Department, Room};

use crate::answer::Answer;
use crate::args::{Command, CommandLine, Who};
use crate::exit::{Result, Status};
use crate::sentences::unshown_lines;

pub fn run(command_line: CommandLine) -> Result<Answer> {
    let mut who = command_line.who;
    // an empty NUTRIVAULT_USER names no user
    who.user = who.user.filter(|name| !name.trim().is_empty());
    let answer = answer_to(&who, command_line.command);
    let unshown = who.unshown.take();
    let lines = unshown_lines(&unshown);
    match answer {
        Ok(answer) => answer.with_unshown(&unshown, &lines),
        Err(mut problem) => {
            // the row may be one of those that are missing or could not be decrypted
            if problem.code == "not_found" && !unshown.is_empty() {
                problem.status = Status::NeedsPerson;
            }
            for line in &lines {
                problem.message.push('\n');
                problem.message.push_str(line);
            }
            Err(problem)
        }
    }
}

fn answer_to(who: &Who, command: Command) -> Result<Answer> {
    match command {
        Command::Init(args) => init::run(who, args),
        Command::Connect(args) => connect::run(who, &args),
        Command::Enrol(args) => enrol::run(who, args),
        Command::User(args) => users::run(who, args),
        Command::Facilities(args) => facilities::run(who, args),
        Command::Departments(args) => facilities::run_locations::<Department>(who, args),
        Command::Rooms(args) => facilities::run_locations::<Room>(who, args),
        Command::Alerts(args) => alerts::run(who, args),
        Command::CustomFields(args) => custom_fields::run(who, args),
        Command::Settings(args) => preferences::run(who, args),
        Command::AppointmentTypes(args) => appointment_types::run(who, args),
        Command::MeasurementKinds(args) => measurement_kinds::run(who, args),
        Command::Products(args) => nutrition_products::run(who, args),
        Command::ExchangeTables(args) => exchange_tables::run(who, args),
        Command::Invoices(args) => invoices::run(who, args),
        Command::Packages(args) => packages::run(who, args),
        Command::Quotes(args) => quotes::run(who, args),
        Command::Cash(args) => cash::run(who, args),
        Command::Expenses(args) => expenses::run(who, args),
        Command::Services(args) => services::run(who, args),
        Command::ClaimCodes(args) => claim_codes::run(who, args),
        Command::Reports(args) => reports::run(who, args),
        Command::Handouts(args) => handouts::run(who, args),
        Command::Templates(args) => templates::run(who, args),
        Command::Devices(args) => devices::run(who, args),
        Command::Refused(args) => devices::refused(who, args),
        Command::Review(args) => review::run(who, args),
        Command::Rights => users::rights(who),
        Command::Roles(args) => roles::run(who, args),
        Command::Import(args) => import::run(who, args),
        Command::Export(args) => export::run(who, args),
        Command::Compute(args) => compute::run(args),
        Command::Patients(args) => patients::run(who, args),
        Command::Profile(args) => chart::profile(who, args),
        Command::Contacts(args) => chart::contacts(who, args),
        Command::Consents(args) => consents::run(who, args),
        Command::Documents(args) => documents::run(who, args),
        Command::Portal(args) => portal::run(who, args),
        Command::Insurance(args) => insurance::run(who, args),
        Command::Referrals(args) => referrals::run(who, args),
        Command::RecordRequests(args) => record_requests::run(who, args),
        Command::CareTeam(args) => care_team::run(who, args),
        Command::Tags(args) => tags::run(who, args),
        Command::Allergies(args) => background::run::<background::Allergies>(who, args),
        Command::Conditions(args) => background::run::<background::Conditions>(who, args),
        Command::Medications(args) => background::run::<background::Medications>(who, args),
        Command::Pregnancies(args) => pregnancies::run(who, args),
        Command::Stays(args) => stays::run(who, args),
        Command::NoneKnown(args) => background::none_known(who, args),
        Command::Search { text, limit } => patients::find(who, &text, limit),
        Command::Appointments(args) => appointments::run(who, args),
        Command::Groups(args) => groups::run(who, args),
        Command::Today { day } => today::run(who, day),
        Command::Absences(args) => absences::run(who, args),
        Command::Series(args) => series::run(who, args),
        Command::Clashes(args) => clashes::run(who, args),
        Command::Waiting(args) => waiting::run(who, args),
        Command::Foods(args) => foods::run(who, args),
        Command::Recipes(args) => recipes::run(who, args),
        Command::Recalls(args) => recalls::run(who, args),
        Command::MealPlans(args) => meal_plans::run(who, args),
        Command::DietOrders(args) => diet_orders::run(who, args),
        Command::GivenHandouts(args) => handouts::run_given(who, args),
        Command::Prescriptions(args) => prescriptions::run(who, args),
        Command::Labs(args) => labs::run(who, args),
        Command::Timeline(args) => timeline::run(who, args),
        Command::Records(args) => records::run(who, args),
        Command::FollowUps(args) => calls::follow_ups(who, args),
        Command::Calls(args) => calls::calls(who, args),
        Command::Visits(args) => visits::run(who, args),
        Command::Measurements(args) => measurements::run(who, args),
        Command::Screening(args) => screening::run(who, args),
        Command::Diagnoses(args) => care_plan::diagnoses(who, args),
        Command::Goals(args) => background::run::<care_plan::Goals>(who, args),
        Command::Tasks(args) => care_plan::tasks(who, args),
        Command::Energy(args) => energy::run(who, args),
        Command::Targets(args) => targets::run(who, args),
        Command::Notes(args) => notes::run(who, args),
        Command::Print(args) => prints::run(who, args),
        Command::Conflicts(args) => conflicts::run(who, args),
        Command::Sync(args) => sync::run(who, &args),
        Command::Status => status::run(who),
        Command::Clinics => clinics::run(who),
        Command::Backup(args) => backup::run(who, args),
        Command::Migrate(args) => migrate::run(who, args),
        Command::Audit(args) => audit::run(who, args),
        Command::Seed(args) => seed::run(who, args),
    }
}
