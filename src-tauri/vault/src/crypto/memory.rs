//! Process hardening: core dumps and tracing are disabled, and a panic prints no data, since memory contains keys.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::io::Write;
use std::panic::PanicHookInfo;
use std::{io, panic};

use rustix::process::{Resource, Rlimit, setrlimit};

/// Disables core dumps for this program and its children, and tracing by other programs
/// of the same account; a panic prints its location alone. The first thing that
/// a program does which opens vaults.
///
/// # Errors
/// The system's own. A program goes on then, since it is no less safe than without.
pub fn harden() -> io::Result<()> {
    panic::set_hook(Box::new(say_only_where));
    leave_no_image()
}

/// The message of a panic may quote a value, which may be a patient's.
fn say_only_where(fall: &PanicHookInfo<'_>) {
    let location = fall
        .location()
        .map_or(String::new(), |at| format!(" at {at}"));
    let trace = Backtrace::capture();
    let mut out = io::stderr().lock();
    // the reader has closed the other end
    let _ = writeln!(
        out,
        "NutriVault failed{location}; what it was working on is not shown."
    );
    if trace.status() == BacktraceStatus::Captured {
        let _ = writeln!(out, "{trace}");
    }
}

fn leave_no_image() -> io::Result<()> {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    setrlimit(Resource::Core, none)?;
    refuse_to_be_traced()
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn refuse_to_be_traced() -> io::Result<()> {
    use rustix::process::{DumpableBehavior, set_dumpable_behavior};
    Ok(set_dumpable_behavior(DumpableBehavior::NotDumpable)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn refuse_to_be_traced() -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use rustix::process::{DumpableBehavior, Resource, dumpable_behavior, getrlimit};

    #[test]
    fn core_dumps_and_tracing_are_disabled() {
        super::leave_no_image().unwrap();
        let limit = getrlimit(Resource::Core);
        assert_eq!((limit.current, limit.maximum), (Some(0), Some(0)));
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
        // what a program reads of its own process goes on working
        assert!(std::fs::read_to_string("/proc/self/mounts").is_ok());
    }
}
