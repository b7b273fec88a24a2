//! The operator's program. Exit status: 0 done, 1 refused, 2 usage, 4 unreachable.

use std::{
    io::{self, Write},
    net::TcpListener,
    process::ExitCode,
};

use clap::Parser;
use data_encoding::HEXLOWER;
use sync_contract::fail_point;
use sync_contract::hash::key_code;
use sync_server::{
    Database,
    crypto::identity::{Channel, Origins},
    db::clinic_codes,
    db::clinics::{self, NewBudget},
    db::pool::{self, OpenError},
    db::schema::{self, SchemaError},
    ops::config::{Command, Config, Databases, IdentityCommand, Serve, Step, TenantCommand},
    ops::connections::Connections,
    ops::database_tls::DatabaseTls,
    ops::proxies::TrustedProxies,
    ops::tls::{Tls, TlsError},
    ops::{hardening, logs},
    serve::{self, ServeError},
    state::App,
};
use thiserror::Error;
use uuid::Uuid;

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
    #[error(
        "no clinic {0} is here; `nutrivault-server tenant list` prints the ids of those that are"
    )]
    NoTenant(Uuid),
    #[error("no successor is announced; `nutrivault-server identity announce` makes one")]
    NoSuccessor,
    #[error("the system takes no handler for the end of the program: {0}")]
    Signal(io::Error),
    #[error("the answer cannot be written: {0}")]
    Output(#[from] io::Error),
}

impl StartError {
    fn status(&self) -> u8 {
        match self {
            StartError::Open(OpenError::Unreachable(_)) => 4,
            StartError::Open(OpenError::Address(_) | OpenError::Tls(_)) => 2,
            _ => 1,
        }
    }
}

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    hardening::print_only_panic_location();
    fail_point::arm(
        || std::env::var("NUTRIVAULT_ABORT_AT").ok(),
        || std::process::abort(),
    );
    let config = Config::parse();
    if let Err(cause) = logs::start(&config.log) {
        eprintln!("nutrivault-server: --log: {cause}");
        return ExitCode::from(2);
    }
    if let Err(cause) = hardening::disable_core_dumps() {
        eprintln!("nutrivault-server: this process may be dumped: {cause}");
        return ExitCode::from(1);
    }
    match run(&config.database_tls, config.command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("nutrivault-server: {error}");
            ExitCode::from(error.status())
        }
    }
}

async fn run(files: &DatabaseTls, command: Command) -> Result<(), StartError> {
    match command {
        Command::Migrate { databases, step } => migrate(files, databases, step).await,
        Command::Identity { owner, command } => identity(files, &owner.url, command).await,
        Command::Tenant { owner, command } => tenant(files, &owner.url, command).await,
        Command::Serve(options) => start(files, options).await,
    }
}

async fn tenant(
    files: &DatabaseTls,
    owner: &str,
    command: TenantCommand,
) -> Result<(), StartError> {
    let mut client = pool::connect(files, owner).await?;
    schema::check(&client).await?;
    match command {
        TenantCommand::Create {
            name,
            valid_hours,
            first_push_mib,
        } => {
            let first_push = bytes_of(first_push_mib);
            let code = clinic_codes::create(&client, &name, valid_hours, first_push).await?;
            print_line(code.as_str())
        }
        TenantCommand::List => {
            for (tenant, name) in clinic_codes::connected(&client).await? {
                let used = clinics::read_use(&mut client, tenant).await?;
                let used = used.map_or_else(String::new, |used| format!("\t{}", used.summary()));
                print_line(&format!("{tenant} {name}{used}"))?;
            }
            Ok(())
        }
        TenantCommand::Show { tenant } => show(&mut client, tenant).await,
        TenantCommand::Budget {
            tenant,
            stored_mib,
            hour_mib,
            first_push_mib,
        } => {
            let new = NewBudget {
                stored_bytes_max: stored_mib.map(bytes_of),
                hour_bytes_max: hour_mib.map(bytes_of),
                first_push_bytes_left: first_push_mib.map(bytes_of),
            };
            if !clinics::set_budget(&mut client, tenant, new).await? {
                return Err(StartError::NoTenant(tenant));
            }
            show(&mut client, tenant).await
        }
        TenantCommand::Suspend { tenant } => serve_or_not(&mut client, tenant, true).await,
        TenantCommand::Resume { tenant } => serve_or_not(&mut client, tenant, false).await,
    }
}

async fn identity(
    files: &DatabaseTls,
    owner: &str,
    command: IdentityCommand,
) -> Result<(), StartError> {
    let client = pool::connect(files, owner).await?;
    schema::check(&client).await?;
    match command {
        IdentityCommand::Show => {}
        IdentityCommand::Code => {
            let (current, _) = pool::read_keys(&client).await?.public();
            return print_line(&key_code(&current));
        }
        IdentityCommand::Announce => pool::announce_successor(&client).await?,
        IdentityCommand::Switch => {
            if !pool::switch_to_successor(&client).await? {
                return Err(StartError::NoSuccessor);
            }
        }
    }
    let (current, successor) = pool::read_keys(&client).await?.public();
    print_line(&format!("current {}", HEXLOWER.encode(&current)))?;
    match successor {
        Some(key) => print_line(&format!("successor {}", HEXLOWER.encode(&key))),
        None => Ok(()),
    }
}

fn bytes_of(mib: u32) -> i64 {
    i64::from(mib) << 20
}

async fn show(client: &mut tokio_postgres::Client, tenant: Uuid) -> Result<(), StartError> {
    match clinics::read_use(client, tenant).await? {
        Some(used) => print_line(&used.to_string()),
        None => Err(StartError::NoTenant(tenant)),
    }
}

async fn serve_or_not(
    client: &mut tokio_postgres::Client,
    tenant: Uuid,
    is_suspended: bool,
) -> Result<(), StartError> {
    if !clinics::set_suspended(client, tenant, is_suspended).await? {
        return Err(StartError::NoTenant(tenant));
    }
    let done = if is_suspended { "suspended" } else { "resumed" };
    print_line(&format!("{done} {tenant}"))
}

async fn migrate(files: &DatabaseTls, databases: Databases, step: Step) -> Result<(), StartError> {
    let mut client = pool::connect(files, &databases.owner.url).await?;
    let is_status = matches!(step, Step::Status);
    match step {
        Step::Up => {
            let role = pool::role_of(&databases.app.url)?;
            for version in schema::up(&mut client, &role).await? {
                print_line(&format!("applied V{version}"))?;
            }
        }
        Step::Down { to, drop_clinics } => {
            for version in schema::down(&mut client, to, drop_clinics).await? {
                print_line(&format!("undone V{version}"))?;
            }
        }
        Step::Status => {}
    }
    for version in schema::status(&client).await? {
        print_line(&version.to_string())?;
    }
    // a script asks for the state, so a server that would not start is not a success
    if is_status {
        schema::check(&client).await?;
    }
    Ok(())
}

async fn start(files: &DatabaseTls, options: Serve) -> Result<(), StartError> {
    let tls = match (&options.tls_cert, &options.tls_key) {
        (Some(certificate), Some(key)) => Some(Tls::from_files(certificate, key)?),
        _ => None,
    };
    let database = Database::open_over(files, &options.app.url, options.connections_max).await?;
    let listener = TcpListener::bind(options.listen)
        .map_err(|error| StartError::Listen(options.listen, error))?;
    let address = listener.local_addr()?;
    serve::may_listen(address, tls.as_ref())?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    // install the handlers before the address is printed: its reader may send a signal at once
    let stop = stop_signal()?;
    print_line(&format!("{scheme}://{address}"))?;
    hardening::allow_open_files(options.clients_max);
    let named = options.origins;
    let channel = match &tls {
        Some(tls) => tls.channel(named),
        None => Channel {
            certificate: None,
            origins: match named.is_empty() {
                true => Origins::ThisMachine {
                    port: address.port(),
                },
                false => Origins::Named(named),
            },
        },
    };
    let app = App::new(database).over(channel);
    let proxies = TrustedProxies {
        addresses: options.trusted_proxies,
        header: options.proxy_header,
    };
    let connections = Connections::new(options.clients_max, proxies);
    serve::serve(listener, tls, app, connections, stop).await?;
    Ok(())
}

/// Takes Ctrl-C and a supervisor's SIGTERM from now on; resolves at the first of either.
fn stop_signal() -> Result<impl Future<Output = ()>, StartError> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt()).map_err(StartError::Signal)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(StartError::Signal)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

fn print_line(line: &str) -> Result<(), StartError> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}
