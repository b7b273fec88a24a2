//! What the system may keep of this process: no image of its memory, in which there are tokens and connections.

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

/// For the life of the process and of those that it starts; nobody of the same account may look into it either.
pub fn leave_no_image() -> Result<(), std::io::Error> {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    setrlimit(Resource::Core, none)?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    Ok(())
}
