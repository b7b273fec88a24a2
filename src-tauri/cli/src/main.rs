//! The same clinic without a window: what is said on the command line, handed to the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    if let Err(error) = vault::memory::keep_to_itself() {
        eprintln!("This computer may keep images of this program's memory: {error}.");
    }
    nutrivault::run(std::env::args_os())
}
