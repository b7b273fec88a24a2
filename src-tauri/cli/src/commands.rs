//! One file a noun: what was said becomes one call of the clinic, the vault or the sync, and its answer.

mod appointments;
mod audit;
mod backup;
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

pub fn obey(said: CommandLine) -> Result<Answer> {
    let mut who = said.who;
    // as a script says that it has nobody in mind: NUTRIVAULT_USER=
    who.user = who.user.filter(|name| !name.trim().is_empty());
    match said.command {
        Command::Init(said) => init::obey(&who, said),
        Command::Connect(said) => connect::obey(&who, &said),
        Command::Enrol(said) => enrol::obey(&who, said),
        Command::User(said) => users::obey(&who, said),
        Command::Facilities(said) => facilities::obey(&who, said),
        Command::Departments(said) => places::obey::<Department>(&who, said),
        Command::Rooms(said) => places::obey::<Room>(&who, said),
        Command::Devices(said) => devices::obey(&who, said),
        Command::Refused(said) => devices::refused(&who, said),
        Command::Rights => users::rights(&who),
        Command::Import(said) => import::obey(&who, said),
        Command::Export(said) => export::obey(&who, said),
        Command::Patients(said) => patients::obey(&who, said),
        Command::Search { text, limit } => patients::find(&who, &text, limit),
        Command::Appointments(said) => appointments::obey(&who, said),
        Command::Visits(said) => visits::obey(&who, said),
        Command::Measurements(said) => measurements::obey(&who, said),
        Command::Notes(said) => notes::obey(&who, said),
        Command::Conflicts(said) => conflicts::obey(&who, said),
        Command::Sync(said) => sync::obey(&who, said.watch),
        Command::Status => status::obey(&who),
        Command::Backup(said) => backup::obey(&who, said),
        Command::Audit(said) => audit::obey(&who, said),
        Command::Seed(said) => seed::obey(&who, said),
    }
}
