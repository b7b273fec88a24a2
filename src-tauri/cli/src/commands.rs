//! One file a noun: what was said becomes one call of the clinic, the vault or the sync, and its answer.

mod appointments;
mod audit;
mod backup;
mod chart;
mod clocks;
mod columns;
mod conflicts;
mod connect;
mod devices;
mod enrol;
mod export;
mod facilities;
mod import;
mod init;
mod measurements;
mod notes;
mod patients;
mod places;
mod seed;
mod status;
mod sync;
mod users;
mod visits;
pub mod words;

use sync_contract::catalog::{Department, Room};

use crate::answer::Answer;
use crate::args::{Command, CommandLine};
use crate::exit::Result;

pub fn run(said: CommandLine) -> Result<Answer> {
    let mut who = said.who;
    // as a script says that it has nobody in mind: NUTRIVAULT_USER=
    who.user = who.user.filter(|name| !name.trim().is_empty());
    match said.command {
        Command::Init(said) => init::run(&who, said),
        Command::Connect(said) => connect::run(&who, &said),
        Command::Enrol(said) => enrol::run(&who, said),
        Command::User(said) => users::run(&who, said),
        Command::Facilities(said) => facilities::run(&who, said),
        Command::Departments(said) => places::run::<Department>(&who, said),
        Command::Rooms(said) => places::run::<Room>(&who, said),
        Command::Devices(said) => devices::run(&who, said),
        Command::Refused(said) => devices::refused(&who, said),
        Command::Rights => users::rights(&who),
        Command::Import(said) => import::run(&who, said),
        Command::Export(said) => export::run(&who, said),
        Command::Patients(said) => patients::run(&who, said),
        Command::Profile(said) => chart::profile(&who, said),
        Command::Contacts(said) => chart::contacts(&who, said),
        Command::Allergies(said) => chart::allergies(&who, said),
        Command::Search { text, limit } => patients::find(&who, &text, limit),
        Command::Appointments(said) => appointments::run(&who, said),
        Command::Visits(said) => visits::run(&who, said),
        Command::Measurements(said) => measurements::run(&who, said),
        Command::Notes(said) => notes::run(&who, said),
        Command::Conflicts(said) => conflicts::run(&who, said),
        Command::Sync(said) => sync::run(&who, said.watch),
        Command::Status => status::run(&who),
        Command::Backup(said) => backup::run(&who, said),
        Command::Audit(said) => audit::run(&who, said),
        Command::Seed(said) => seed::run(&who, said),
    }
}
