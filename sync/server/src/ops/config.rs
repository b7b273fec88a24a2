//! Configuration: the command line and the environment.

use std::{
    net::{IpAddr, SocketAddr, ToSocketAddrs},
    path::PathBuf,
};

use clap::{Args, Parser, Subcommand};
use uuid::Uuid;

use crate::ops::database_tls::DatabaseTls;
use crate::ops::proxies::ProxyHeader;

/// What a code allows a clinic to push when it connects, unless its operator says more.
pub const FIRST_PUSH_BYTES: i64 = 4 << 30;

/// The clinic's server: stores and merges what it can never read.
#[derive(Debug, Parser)]
#[command(name = "nutrivault-server", version)]
pub struct Config {
    /// What is logged, as tracing directives.
    #[arg(long, env = "NUTRIVAULT_LOG", default_value = "info", global = true)]
    pub log: String,
    #[command(flatten)]
    pub database_tls: DatabaseTls,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Shape the database.
    Migrate {
        #[command(flatten)]
        databases: Databases,
        #[command(subcommand)]
        step: Step,
    },
    /// Make room for a clinic.
    Tenant {
        #[command(flatten)]
        owner: OwnerDatabase,
        #[command(subcommand)]
        command: TenantCommand,
    },
    /// Show and change the key by which devices know this server.
    Identity {
        #[command(flatten)]
        owner: OwnerDatabase,
        #[command(subcommand)]
        command: IdentityCommand,
    },
    /// Serve clinics until stopped.
    Serve(Serve),
}

#[derive(Debug, Subcommand)]
pub enum Step {
    /// Bring the schema to this program's version.
    Up,
    /// Go back one version, or to the one named. Data that only the newer shape has columns for is lost.
    Down {
        #[arg(long)]
        to: Option<i32>,
        /// Drop the records of every clinic, where nothing is before the version that goes.
        #[arg(long)]
        drop_clinics: bool,
    },
    /// List which versions are applied and which are missing.
    Status,
}

#[derive(Debug, Subcommand)]
pub enum IdentityCommand {
    /// Print the public key, and its successor if one is announced.
    Show,
    /// Print the code by which an admin confirms this key at each device, after the key that they know was lost.
    Code,
    /// Make a successor and announce it to the devices that sync from now on, once the servers are started again.
    Announce,
    /// Prove by the announced successor from now on, once the servers are started again. Devices that have not synced
    /// since it was announced refuse this server.
    Switch,
}

#[derive(Debug, Subcommand)]
pub enum TenantCommand {
    /// Make room for one clinic and print its one-use code.
    Create {
        name: String,
        /// How long the code can be used.
        #[arg(long, default_value_t = 168)]
        valid_hours: i32,
        /// How many MiB the clinic may push when it connects, beyond its budget of an hour.
        #[arg(long, value_name = "MIB", default_value_t = (FIRST_PUSH_BYTES >> 20) as u32)]
        first_push_mib: u32,
    },
    /// List the clinics that have connected: the id, the name that their code was made for, and what they use.
    List,
    /// Print what one clinic and each of its devices uses, and may use.
    Show { tenant: Uuid },
    /// Change what one clinic may use. Beyond it, its devices wait; one device may use half of it.
    Budget {
        tenant: Uuid,
        /// MiB that it may store.
        #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u32).range(1..))]
        stored_mib: Option<u32>,
        /// MiB that it may push in an hour.
        #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u32).range(1..))]
        hour_mib: Option<u32>,
        /// MiB that the device that connected it may push beyond that.
        #[arg(long, value_name = "MIB")]
        first_push_mib: Option<u32>,
    },
    /// Stop serving one clinic: its devices work on and keep what they write.
    Suspend { tenant: Uuid },
    /// Serve a suspended clinic again.
    Resume { tenant: Uuid },
}

/// Both roles: the one that owns the tables and the one that serves.
#[derive(Debug, Args)]
pub struct Databases {
    #[command(flatten)]
    pub owner: OwnerDatabase,
    #[command(flatten)]
    pub app: AppDatabase,
}

#[derive(Debug, Args)]
pub struct OwnerDatabase {
    /// The database as the role that owns its tables; `postgresql://` or `host=/run/postgresql ...`.
    #[arg(
        id = "owner_database",
        long = "owner-database",
        env = "NUTRIVAULT_OWNER_DATABASE",
        hide_env_values = true
    )]
    pub url: String,
}

#[derive(Debug, Args)]
pub struct AppDatabase {
    /// The database as the role that serves: no owner, no superuser, bound by row-level security.
    #[arg(
        id = "database",
        long = "database",
        env = "NUTRIVAULT_DATABASE",
        hide_env_values = true
    )]
    pub url: String,
}

#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    pub app: AppDatabase,
    /// Where to listen, as `NAME_OR_ADDRESS:PORT`; port 0 takes a free one. The address is printed as one line.
    #[arg(
        long,
        env = "NUTRIVAULT_LISTEN",
        default_value = "127.0.0.1:8443",
        value_parser = parse_listen
    )]
    pub listen: SocketAddr,
    /// Certificate chain, PEM. Without one, only loopback is served.
    #[arg(long, env = "NUTRIVAULT_TLS_CERT", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// Private key of the certificate, PEM.
    #[arg(long, env = "NUTRIVAULT_TLS_KEY", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// Where devices reach this server, such as `https://clinic.example:8443`. Give it for each. Without it they reach
    /// it under the names of its certificate, or, over plain HTTP, on this machine; behind a proxy it is needed.
    #[arg(
        long = "origin",
        env = "NUTRIVAULT_ORIGINS",
        value_delimiter = ',',
        value_name = "ORIGIN"
    )]
    pub origins: Vec<String>,
    /// A proxy before this server, which names its client in a header; no other peer's header is read. Give it for each
    /// proxy.
    #[arg(
        long = "trusted-proxy",
        env = "NUTRIVAULT_TRUSTED_PROXIES",
        value_delimiter = ',',
        value_name = "ADDRESS",
        requires = "origins"
    )]
    pub trusted_proxies: Vec<IpAddr>,
    /// The header in which the proxies name their client.
    #[arg(
        long,
        env = "NUTRIVAULT_PROXY_HEADER",
        default_value = "x-forwarded-for"
    )]
    pub proxy_header: ProxyHeader,
    /// Connections of clients at most; one more takes the place of the oldest on which no device has proved itself.
    #[arg(long, env = "NUTRIVAULT_CLIENTS_MAX", default_value_t = 4096)]
    pub clients_max: usize,
    /// Connections to the database at most.
    #[arg(long, env = "NUTRIVAULT_CONNECTIONS_MAX", default_value_t = 16)]
    pub connections_max: usize,
}

/// Parses an address or a name with a port. Of several addresses of a name the first counts.
fn parse_listen(text: &str) -> Result<SocketAddr, String> {
    let mut addresses = text.to_socket_addrs().map_err(|cause| {
        format!(
            "{cause}; write an address or a name and a port, such as 127.0.0.1:8443 or localhost:0"
        )
    })?;
    addresses
        .next()
        .ok_or_else(|| "this name has no address".to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Config::command().debug_assert();
    }

    #[test]
    fn a_name_is_listened_on_like_an_address() {
        assert!(parse_listen("localhost:0").unwrap().ip().is_loopback());
        assert_eq!(parse_listen("127.0.0.1:8443").unwrap().port(), 8443);
        assert!(
            parse_listen("127.0.0.1")
                .unwrap_err()
                .contains("localhost:0")
        );
    }

    #[test]
    fn a_server_behind_a_proxy_needs_its_origin() {
        let mut args = vec!["nutrivault-server", "serve", "--database", "host=/tmp"];
        args.extend(["--trusted-proxy", "10.0.0.9"]);
        let error = Config::try_parse_from(&args).unwrap_err();
        assert_eq!(error.exit_code(), 2);
        assert!(error.to_string().contains("--origin"), "{error}");
        args.extend(["--origin", "https://clinic.example"]);
        assert!(Config::try_parse_from(&args).is_ok());
    }

    #[test]
    fn a_certificate_without_its_key_is_a_usage_error() {
        let args = [
            "nutrivault-server",
            "serve",
            "--database",
            "host=/tmp",
            "--tls-cert",
            "a.pem",
        ];
        let error = Config::try_parse_from(args).unwrap_err();
        assert_eq!(error.exit_code(), 2);
    }
}
