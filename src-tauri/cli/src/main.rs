//! The same clinic without a window: hands the command line to the library.

use std::process::ExitCode;

use sync_contract::fail_point;
use vault::crypto::password;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    if let Err(error) = vault::memory::harden() {
        eprintln!("This computer may keep images of this program's memory: {error}.");
    }
    fail_point::arm(
        || std::env::var("NUTRIVAULT_ABORT_AT").ok(),
        || std::process::abort(),
    );
    password::stretch_for_show_if(|| std::env::var_os("NUTRIVAULT_STRETCH_FOR_SHOW").is_some());
    nutrivault::run(std::env::args_os())
}
