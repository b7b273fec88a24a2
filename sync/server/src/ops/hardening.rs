//! Disables core dumps, which would contain tokens, and prints no panic messages, which may quote a row.

use std::{
    backtrace::{Backtrace, BacktraceStatus},
    io::{self, Write},
    panic::{self, PanicHookInfo},
};

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

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
