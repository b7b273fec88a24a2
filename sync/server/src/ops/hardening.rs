//! Disables core dumps, which would contain tokens, and prints no panic messages, which may quote a row.

use std::{
    backtrace::{Backtrace, BacktraceStatus},
    io::{self, Write},
    panic::{self, PanicHookInfo},
};

use rustix::process::{
    DumpableBehavior, Resource, Rlimit, getrlimit, set_dumpable_behavior, setrlimit,
};

/// Of the database, the logs and the program itself.
const OTHER_FILES: u64 = 128;

/// Disables core dumps of this process and its children, and lets no process of the same account attach to it.
///
/// # Errors
/// The system refused the limit.
pub fn disable_core_dumps() -> Result<(), io::Error> {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    setrlimit(Resource::Core, none)?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    Ok(())
}

/// Raises the limit of open files as far as the system allows: each client is one, and the limit is often 1,024.
pub fn allow_open_files(clients_max: usize) {
    let files = u64::try_from(clients_max).map_or(u64::MAX, |max| max.saturating_add(OTHER_FILES));
    let limit = getrlimit(Resource::Nofile);
    let wanted = limit.maximum.map_or(files, |maximum| files.min(maximum));
    let has_enough = limit.current.is_none_or(|current| current >= wanted);
    let raised = Rlimit {
        current: Some(wanted),
        ..limit
    };
    if !has_enough && let Err(cause) = setrlimit(Resource::Nofile, raised) {
        tracing::warn!(%cause, "the limit of open files stays as it is");
    }
    if wanted < files {
        tracing::warn!(
            wanted,
            files,
            "fewer clients can be served than --clients-max"
        );
    }
}

/// Installs a panic hook that prints the location and the backtrace of a panic, and never its message.
pub fn print_only_panic_location() {
    panic::set_hook(Box::new(|panic: &PanicHookInfo<'_>| {
        let location = panic
            .location()
            .map_or(String::new(), |at| format!(" at {at}"));
        let trace = Backtrace::capture();
        let mut out = io::stderr().lock();
        // a closed standard error cannot be reported anywhere
        let _ = writeln!(out, "nutrivault-server: failed{location}");
        if trace.status() == BacktraceStatus::Captured {
            let _ = writeln!(out, "{trace}");
        }
    }));
}
