//! The operator's program. Exit status: 0 done, 1 refused, 2 usage, 4 unreachable.

use std::{
    io::{self, Write},
    net::TcpListener,
    process::ExitCode,
};

use clap::Parser;
use sync_contract::fail_point;
use sync_server::{
    Database,
    config::{Command, Config, Databases, Serve, Step, TenantAct},
    database::{self, OpenError},
    logs, places,
    router::App,
    schema::{self, SchemaError},
    secrecy,
    serve::{self, ServeError},
    tls::{Tls, TlsError},
};
use thiserror::Error;

#[derive(Debug, Error)]
enum StartError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Schema(#[from] SchemaError),
    #[error(transparent)]
    Serve(#[from] ServeError),
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error("the address {0} cannot be listened on: {1}")]
    Listen(std::net::SocketAddr, io::Error),
    #[error("the database refused: {0}")]
    Database(#[from] tokio_postgres::Error),
    #[error("the answer cannot be written: {0}")]
    Output(#[from] io::Error),
}

impl StartError {
    fn status(&self) -> u8 {
        match self {
            StartError::Open(OpenError::Unreachable(_)) => 4,
            StartError::Open(OpenError::Address(_)) => 2,
            _ => 1,
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    secrecy::say_only_where();
    fail_point::arm(
        || std::env::var("NUTRIVAULT_ABORT_AT").ok(),
        || std::process::abort(),
    );
    let config = Config::parse();
    if let Err(cause) = logs::start(&config.log) {
        eprintln!("nutrivault-server: --log: {cause}");
        return ExitCode::from(2);
    }
    if let Err(cause) = secrecy::leave_no_image() {
        eprintln!("nutrivault-server: this process may be dumped: {cause}");
        return ExitCode::from(1);
    }
    match run(config.command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("nutrivault-server: {failure}");
            ExitCode::from(failure.status())
        }
    }
}

async fn run(command: Command) -> Result<(), StartError> {
    match command {
        Command::Migrate { databases, step } => migrate(databases, step).await,
        Command::Tenant {
            owner,
            act: TenantAct::Create { name, valid_hours },
        } => {
            let client = database::connect(&owner.url).await?;
            schema::check(&client).await?;
            let code = places::create(&client, &name, valid_hours).await?;
            say(code.as_str())
        }
        Command::Serve(options) => start(options).await,
    }
}

async fn migrate(databases: Databases, step: Step) -> Result<(), StartError> {
    let mut client = database::connect(&databases.owner.url).await?;
    match step {
        Step::Up => {
            let role = database::role_of(&databases.app.url)?;
            for version in schema::up(&mut client, &role).await? {
                say(&format!("applied V{version}"))?;
            }
        }
        Step::Down { to } => {
            for version in schema::down(&mut client, to).await? {
                say(&format!("undone V{version}"))?;
            }
        }
        Step::Status => {}
    }
    for version in schema::status(&client).await? {
        say(&version.to_string())?;
    }
    Ok(())
}

async fn start(options: Serve) -> Result<(), StartError> {
    let tls = match (&options.tls_cert, &options.tls_key) {
        (Some(certificate), Some(key)) => Some(Tls::from_files(certificate, key)?),
        _ => None,
    };
    let database = Database::open(&options.app.url, options.connections_max).await?;
    let listener = TcpListener::bind(options.listen)
        .map_err(|error| StartError::Listen(options.listen, error))?;
    let address = listener.local_addr()?;
    serve::may_listen(address, tls.as_ref())?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    say(&format!("{scheme}://{address}"))?;
    serve::serve(listener, tls, App::new(database), asked_to_stop()).await?;
    Ok(())
}

/// Ctrl-C at a terminal, or what a supervisor sends.
async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate =
        signal(SignalKind::terminate()).expect("a handler can be set at the start of a process");
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

fn say(line: &str) -> Result<(), StartError> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}
