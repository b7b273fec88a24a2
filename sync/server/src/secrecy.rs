//! What is kept of this process when it falls: no image of its memory, in which there are tokens and connections, and no
//! word of what it had in hand.

use std::{
    backtrace::{Backtrace, BacktraceStatus},
    io::{self, Write},
    panic::{self, PanicHookInfo},
};

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

/// For the life of the process and of those that it starts; nobody of the same account may look into it either.
pub fn leave_no_image() -> Result<(), io::Error> {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    setrlimit(Resource::Core, none)?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    Ok(())
}

/// From now on a panic tells where it was and nothing else: its own words may quote a row.
pub fn say_only_where() {
    panic::set_hook(Box::new(|fall: &PanicHookInfo<'_>| {
        let place = fall
            .location()
            .map_or(String::new(), |at| format!(" at {at}"));
        let trace = Backtrace::capture();
        let mut out = io::stderr().lock();
        // whoever closed the other end is told nothing
        let _ = writeln!(out, "nutrivault-server: failed{place}");
        if trace.status() == BacktraceStatus::Captured {
            let _ = writeln!(out, "{trace}");
        }
    }));
}
