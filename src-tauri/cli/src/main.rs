//! The same clinic without a window: what is said on the command line, handed to the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    nutrivault::run(std::env::args_os())
}
