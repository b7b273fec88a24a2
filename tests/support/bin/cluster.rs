//! Runs a command with a private Postgres cluster that all its processes share: `cluster COMMAND [ARGUMENT...]`.

use std::{
    env,
    process::{Command, ExitCode},
};

use support::cluster::{CLUSTER_VARIABLE, Cluster};

fn main() -> ExitCode {
    let mut args = env::args_os().skip(1);
    let Some(program) = args.next() else {
        eprintln!("usage: cluster COMMAND [WORD...]");
        return ExitCode::from(2);
    };
    let cluster = match Cluster::start() {
        Ok(cluster) => cluster,
        Err(error) => {
            eprintln!("cluster: {error}");
            return ExitCode::FAILURE;
        }
    };
    let ended = Command::new(program)
        .args(args)
        .env(CLUSTER_VARIABLE, cluster.folder())
        .status();
    match ended {
        Ok(status) => ExitCode::from(
            status
                .code()
                .and_then(|code| code.try_into().ok())
                .unwrap_or(1),
        ),
        Err(error) => {
            eprintln!("cluster: {error}");
            ExitCode::from(127)
        }
    }
}
