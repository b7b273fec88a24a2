//! The server as an operator meets it: its commands, its roles, its refusals.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    process::{Command, Output, Stdio},
};

use rustix::process::{Pid, Signal, kill_process};
use support::server::TRUSTED_PROXY;
use support::{Certificate, Database, TestServer, program};
use sync_server::db::pool::OpenError;
use sync_server::db::schema::{self, MigrationState, SchemaError};
use tokio::net::TcpSocket;
use uuid::Uuid;

fn server(args: &[&str]) -> Command {
    let mut command = Command::new(program("nutrivault-server"));
    command.args(args).env("NUTRIVAULT_LOG", "warn");
    command
}

fn output_of(args: &[&str], database: &Database) -> Output {
    server(args)
        .env("NUTRIVAULT_OWNER_DATABASE", database.owner_url())
        .env("NUTRIVAULT_DATABASE", database.app_url())
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The status line and body of a GET over plain HTTP.
fn get(server: &TestServer, path: &str) -> (String, String) {
    get_over(TcpStream::connect(server.address()).unwrap(), path, "")
}

/// What the trusted proxy is answered for one of its clients.
async fn get_through_proxy(server: &TestServer, path: &str, client: &str) -> (String, String) {
    let socket = TcpSocket::new_v4().unwrap();
    let proxy: SocketAddr = format!("{TRUSTED_PROXY}:0").parse().unwrap();
    socket.bind(proxy).unwrap();
    let stream = socket.connect(server.address()).await.unwrap();
    let stream = stream.into_std().unwrap();
    stream.set_nonblocking(false).unwrap();
    get_over(stream, path, &format!("X-Forwarded-For: {client}\r\n"))
}

fn get_over(mut stream: TcpStream, path: &str, header: &str) -> (String, String) {
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: localhost\r\n{header}Connection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.lines().next().unwrap().to_owned(), body.to_owned())
}

#[tokio::test]
async fn a_schema_goes_forward_back_and_forward_again() {
    let database = Database::empty().await;
    let up = output_of(&["migrate", "up"], &database);
    assert!(up.status.success(), "{}", text(&up.stderr));
    assert!(text(&up.stdout).starts_with("applied V1\n"));

    let client = database.as_superuser().await;
    let tables = "select count(*) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace";
    let count = async || {
        client
            .query_one(tables, &[])
            .await
            .unwrap()
            .get::<_, i64>(0)
    };
    let full = count().await;
    assert!(full > 10);

    let down = output_of(&["migrate", "down", "--to", "0"], &database);
    assert!(down.status.success(), "{}", text(&down.stderr));
    assert_eq!(count().await, 1, "only the history of migrations stays");
    let versions = schema::status(&client).await.unwrap();
    assert!(
        versions
            .iter()
            .all(|version| version.state == MigrationState::Pending)
    );

    let again = output_of(&["migrate", "up"], &database);
    assert!(again.status.success(), "{}", text(&again.stderr));
    assert_eq!(count().await, full);
}

#[tokio::test]
async fn a_schema_with_clinics_is_dropped_only_by_its_flag() {
    let database = Database::migrated().await;
    let clinic = "insert into feeds
        (tenant_id, timeline, seq, history_mark, root_key, next_device_number, joined_at)
        values (gen_random_uuid(), gen_random_uuid(), 0, gen_random_uuid(), decode(repeat('00', 32), 'hex'), 1, now())";
    let client = database.as_superuser().await;
    client.batch_execute(clinic).await.unwrap();
    let refused = output_of(&["migrate", "down"], &database);
    assert_eq!(refused.status.code(), Some(1));
    let sentence = text(&refused.stderr);
    assert!(
        sentence.contains("the records of 1 clinic(s);"),
        "{sentence}"
    );
    let forced = "select relforcerowsecurity and exists (select from feeds) from pg_class where relname = 'feeds'";
    let is_untouched: bool = client.query_one(forced, &[]).await.unwrap().get(0);
    assert!(is_untouched);
    let down = output_of(&["migrate", "down", "--drop-clinics"], &database);
    assert!(down.status.success(), "{}", text(&down.stderr));
}

#[tokio::test]
async fn a_server_refuses_a_schema_that_is_behind_or_ahead() {
    let behind = Database::empty().await;
    let refused = sync_server::Database::open(&behind.app_url(), 1).await;
    assert!(matches!(
        refused.err(),
        Some(OpenError::Schema(SchemaError::Behind(1)))
    ));
    let output = output_of(&["serve", "--listen", "127.0.0.1:0"], &behind);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("migrate up"));

    let ahead = Database::migrated().await;
    let newer = "insert into refinery_schema_history (version, name, applied_on, checksum)
        values (9999, 'later', '2030-01-01T00:00:00Z', '1')";
    ahead.as_owner().await.batch_execute(newer).await.unwrap();
    let refused = sync_server::Database::open(&ahead.app_url(), 1).await;
    assert!(matches!(
        refused.err(),
        Some(OpenError::Schema(SchemaError::Ahead(9999)))
    ));
}

#[tokio::test]
async fn only_a_role_that_row_level_security_binds_may_serve() {
    let database = Database::migrated().await;
    for url in [database.owner_url(), database.superuser_url()] {
        let refused = sync_server::Database::open(&url, 1).await;
        assert!(
            matches!(refused.err(), Some(OpenError::Unbound(_))),
            "{url}"
        );
    }
    assert!(
        sync_server::Database::open(&database.app_url(), 1)
            .await
            .is_ok()
    );
}

/// A database user who can create tables in another schema could shadow the server's tables.
#[tokio::test]
async fn no_user_puts_a_table_or_a_function_before_the_servers_own() {
    let database = Database::migrated().await;
    let client = database.as_superuser().await;
    let traps = format!(
        "create schema traps;
        create table traps.feeds (tenant_id uuid, seq bigint);
        grant usage on schema traps to {app};
        grant select on traps.feeds to {app};
        alter role {app} in database {name} set search_path = traps, public",
        app = support::cluster::APP,
        name = client
            .query_one("select quote_ident(current_database())", &[])
            .await
            .unwrap()
            .get::<_, String>(0),
    );
    client.batch_execute(&traps).await.unwrap();
    let opened = sync_server::Database::open(&database.app_url(), 2)
        .await
        .unwrap();
    let mut connection = opened.connection().await.unwrap();
    let transaction = connection.of_tenant(Uuid::from_u128(1)).await.unwrap();
    let path: String = transaction
        .query_one("show search_path", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(path, "public,pg_temp");
    let schema: String = transaction
        .query_one(
            "select relnamespace::regnamespace::text from pg_class where oid = 'feeds'::regclass",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(schema, "public");
    drop(transaction);
    drop(connection);

    let may_create = format!("grant create on schema public to {}", support::cluster::APP);
    client.batch_execute(&may_create).await.unwrap();
    let refused = sync_server::Database::open(&database.app_url(), 1).await;
    assert!(matches!(refused.err(), Some(OpenError::Unbound(_))));
}

/// Reads the catalog of the database, so that a table added later cannot be forgotten.
#[tokio::test]
async fn every_table_of_a_tenant_is_empty_without_its_tenant() {
    let database = Database::migrated().await;
    let client = database.as_superuser().await;
    let rows = client
        .query(
            "select c.relname, c.relrowsecurity and c.relforcerowsecurity as forced,
                exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id') as of_tenant
            from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace",
            &[],
        )
        .await
        .unwrap();
    let without: Vec<String> = rows
        .iter()
        .filter(|row| !row.get::<_, bool>("forced"))
        .map(|row| row.get("relname"))
        .collect();
    let mut sorted = without.clone();
    sorted.sort();
    assert_eq!(
        sorted,
        [
            "clinic_codes",
            "credentials",
            "refinery_schema_history",
            "token_keys"
        ]
    );
    let forced = rows.iter().filter(|row| row.get("forced"));
    assert!(forced.clone().count() > 8);
    assert!(forced.into_iter().all(|row| row.get("of_tenant")));
}

#[tokio::test]
async fn a_transaction_of_one_tenant_neither_sees_nor_writes_anothers_rows() {
    let database = Database::migrated().await;
    let opened = sync_server::Database::open(&database.app_url(), 2)
        .await
        .unwrap();
    let (ours, theirs) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let insert = "insert into feeds
        (tenant_id, timeline, seq, history_mark, root_key, next_device_number, joined_at)
        values ($1, gen_random_uuid(), 0, gen_random_uuid(), decode(repeat('00', 32), 'hex'), 1, now())";
    let count = "select count(*) from feeds";
    let mut connection = opened.connection().await.unwrap();
    for tenant in [ours, theirs] {
        let transaction = connection.of_tenant(tenant).await.unwrap();
        transaction.execute(insert, &[&tenant]).await.unwrap();
        transaction.commit().await.unwrap();
    }

    let transaction = connection.of_tenant(ours).await.unwrap();
    let seen: i64 = transaction.query_one(count, &[]).await.unwrap().get(0);
    assert_eq!(seen, 1);
    let changed = transaction
        .execute("update feeds set seq = 5 where tenant_id = $1", &[&theirs])
        .await
        .unwrap();
    assert_eq!(changed, 0);
    let third = Uuid::from_u128(3);
    let refused = transaction.execute(insert, &[&third]).await.unwrap_err();
    assert_eq!(refused.code().unwrap().code(), "42501");
    drop(transaction);

    let transaction = connection.without_tenant().await.unwrap();
    let seen: i64 = transaction.query_one(count, &[]).await.unwrap().get(0);
    assert_eq!(seen, 0, "the tenant of the transaction before is forgotten");
}

#[tokio::test]
async fn creating_a_tenant_prints_a_code_of_which_only_a_hash_is_stored() {
    let database = Database::migrated().await;
    let output = output_of(&["tenant", "create", "Clinic of the North"], &database);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let code = text(&output.stdout).trim().to_owned();
    assert_eq!(code.len(), 31);
    let row = database
        .as_superuser()
        .await
        .query_one(
            "select code_hash, name, used_at is null from clinic_codes",
            &[],
        )
        .await
        .unwrap();
    assert_eq!(
        row.get::<_, Vec<u8>>(0),
        sync_server::db::clinic_codes::code_hash(&code)
    );
    assert_eq!(row.get::<_, String>(1), "Clinic of the North");
    assert!(row.get::<_, bool>(2));
}

#[tokio::test]
async fn the_server_prints_its_real_address_answers_and_stops_when_asked() {
    let database = Database::migrated().await;
    let mut child = server(&["serve", "--listen", "127.0.0.1:0"])
        .env("NUTRIVAULT_DATABASE", database.app_url())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let address = line.trim().strip_prefix("http://127.0.0.1:").unwrap();
    assert_ne!(address.parse::<u16>().unwrap(), 0);
    TcpStream::connect(format!("127.0.0.1:{address}")).unwrap();
    // its memory contains tokens: core dumps are disabled
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
    let cores = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"));
    let cores: Vec<&str> = cores.unwrap().split_whitespace().skip(4).collect();
    assert_eq!(cores, ["0", "0", "bytes"]);
    let asked = Command::new("kill").arg(child.id().to_string()).status();
    assert!(asked.unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[tokio::test]
async fn who_reads_the_address_may_stop_the_server_at_once() {
    let database = Database::migrated().await;
    for _ in 0..20 {
        let mut child = server(&["serve", "--listen", "127.0.0.1:0"])
            .env("NUTRIVAULT_DATABASE", database.app_url())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = [0];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
}

#[tokio::test]
async fn health_is_reported_and_an_unknown_path_is_a_problem() {
    let database = Database::migrated().await;
    let server = TestServer::start(&database);
    let (status, body) = get(&server, "/v1/health");
    assert_eq!(status, "HTTP/1.1 200 OK");
    assert!(body.contains(r#""status":"ok""#), "{body}");
    let (status, body) = get(&server, "/v1/nothing");
    assert_eq!(status, "HTTP/1.1 404 Not Found");
    assert!(body.contains(r#""code":"not_found""#), "{body}");
}

#[tokio::test]
async fn a_missing_database_is_reported_to_this_machine_alone() {
    let database = Database::migrated().await;
    let server = TestServer::start(&database);
    let superuser = database.as_superuser().await;
    let away = "update pg_database set datallowconn = false where datname = current_database()";
    superuser.batch_execute(away).await.unwrap();
    let end = "select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()";
    superuser.query(end, &[]).await.unwrap();
    let (status, body) = get(&server, "/v1/health");
    assert_eq!(status, "HTTP/1.1 503 Service Unavailable");
    assert!(body.contains(r#""code":"busy""#), "{body}");
    assert!(!body.contains(database.name()), "{body}");
    // a client behind the proxy learns that the program runs, and costs the database nothing
    let (status, body) = get_through_proxy(&server, "/v1/health", "192.0.2.7").await;
    assert_eq!(status, "HTTP/1.1 200 OK");
    assert!(body.contains(r#""status":"ok""#), "{body}");
}

#[tokio::test]
async fn plain_http_is_served_to_this_machine_only() {
    let database = Database::migrated().await;
    let output = output_of(&["serve", "--listen", "0.0.0.0:0"], &database);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("plain HTTP"));
    assert!(output.stdout.is_empty(), "no address is promised");
}

#[tokio::test]
async fn with_a_certificate_only_tls_is_answered() {
    let database = Database::migrated().await;
    let certificate = Certificate::for_this_machine();
    let server = TestServer::start_tls(&database, &certificate);
    assert!(server.url().starts_with("https://"));
    let mut stream = TcpStream::connect(server.address()).unwrap();
    write!(stream, "GET /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    // the server may reset a connection that speaks no TLS
    let _ = stream.read_to_end(&mut answer);
    assert!(!String::from_utf8_lossy(&answer).contains("HTTP/1.1 200"));
}

#[test]
fn an_unreachable_or_wrong_database_ends_with_the_documented_status() {
    let page = include_str!("../../sync/server/README.md");
    assert!(page.contains("4 the database does not answer"));
    // nothing listens at port 1
    for (database, status) in [
        ("postgresql://nobody@127.0.0.1:1/none", 4),
        ("postgresql://[", 2),
    ] {
        for args in [
            &["serve"][..],
            &["migrate", "status"],
            &["tenant", "create", "Early"],
        ] {
            let done = server(args)
                .env("NUTRIVAULT_OWNER_DATABASE", database)
                .env("NUTRIVAULT_DATABASE", database)
                .output()
                .unwrap();
            let message = text(&done.stderr);
            assert_eq!(done.status.code(), Some(status), "{args:?}: {message}");
            assert!(message.contains("database"), "{message}");
        }
    }
}

#[tokio::test]
async fn an_operator_lists_suspends_and_resumes_a_clinic() {
    let database = Database::migrated().await;
    let unknown = Uuid::from_u128(7).to_string();
    let refused = output_of(&["tenant", "suspend", &unknown], &database);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("tenant list"));
    assert_eq!(
        output_of(&["tenant", "suspend", "North"], &database)
            .status
            .code(),
        Some(2)
    );

    let clinic =
        "insert into clinic_codes (code_hash, name, created_at, expires_at, used_at, tenant_id)
            values (decode(repeat('00', 32), 'hex'), 'North', now(), now(), now(), $1)";
    let feed = "insert into feeds
        (tenant_id, timeline, seq, history_mark, root_key, next_device_number, joined_at)
        values ($1, gen_random_uuid(), 0, gen_random_uuid(), decode(repeat('00', 32), 'hex'), 1, now())";
    let tenant = Uuid::from_u128(8);
    let client = database.as_superuser().await;
    client.execute(clinic, &[&tenant]).await.unwrap();
    client.execute(feed, &[&tenant]).await.unwrap();
    let listed = output_of(&["tenant", "list"], &database);
    let used = "0.0 of 65536.0 MiB stored, 0.0 of 1024.0 MiB this hour";
    assert_eq!(text(&listed.stdout), format!("{tenant} North\t{used}\n"));
    for (command, done) in [("suspend", "suspended"), ("resume", "resumed")] {
        let output = output_of(&["tenant", command, &tenant.to_string()], &database);
        assert_eq!(text(&output.stdout), format!("{done} {tenant}\n"));
        let suspended = "select suspended_at is not null from feeds";
        let is_suspended: bool = client.query_one(suspended, &[]).await.unwrap().get(0);
        assert_eq!(is_suspended, command == "suspend");
    }
}

#[tokio::test]
async fn an_operator_sees_and_changes_what_a_clinic_may_use() {
    let database = Database::migrated().await;
    let tenant = Uuid::from_u128(8);
    let client = database.as_superuser().await;
    let feed = "insert into feeds
        (tenant_id, timeline, seq, history_mark, root_key, next_device_number, joined_at)
        values ($1, gen_random_uuid(), 0, gen_random_uuid(), decode(repeat('00', 32), 'hex'), 1, now())";
    client.execute(feed, &[&tenant]).await.unwrap();
    let device = "insert into device_state
        (tenant_id, device_number, public_key, created_at, stored_bytes, hour_bytes, hour_from)
        values ($1, 3, decode(repeat('00', 32), 'hex'), now(), 3 << 20, 1000, now())";
    client.execute(device, &[&tenant]).await.unwrap();
    let id = tenant.to_string();
    let shown = output_of(&["tenant", "show", &id], &database);
    let expected = "suspended false\nstored_mib 3.0 of 65536.0\nhour_mib 0.1 of 1024.0\n\
        first_push_mib 0.0 left\nreview_mib 0.0\n\
        device 3 stored_mib 3.0 of 32768.0 hour_mib 0.1 of 512.0\n";
    assert_eq!(text(&shown.stdout), expected);
    let change = [
        "tenant",
        "budget",
        &id,
        "--stored-mib",
        "4",
        "--first-push-mib",
        "7",
    ];
    let changed = output_of(&change, &database);
    let changed = text(&changed.stdout);
    assert!(
        changed.contains("stored_mib 3.0 of 4.0\nhour_mib 0.1 of 1024.0\n"),
        "{changed}"
    );
    assert!(changed.contains("first_push_mib 7.0 left\n"), "{changed}");
    let unknown = Uuid::from_u128(7).to_string();
    for command in ["show", "budget"] {
        let refused = output_of(&["tenant", command, &unknown], &database);
        assert_eq!(refused.status.code(), Some(1));
        assert!(text(&refused.stderr).contains("tenant list"));
    }
    let none = output_of(&["tenant", "budget", &id, "--hour-mib", "0"], &database);
    assert_eq!(none.status.code(), Some(2));

    let create = ["tenant", "create", "Large", "--first-push-mib", "9"];
    assert!(output_of(&create, &database).status.success());
    let stored = "select first_push_bytes from clinic_codes where name = 'Large'";
    let allowed: i64 = client.query_one(stored, &[]).await.unwrap().get(0);
    assert_eq!(allowed, 9 << 20);
}

#[tokio::test]
async fn an_operator_announces_a_key_before_the_server_proves_itself_by_it() {
    let database = Database::migrated().await;
    let keys = |command: &str| {
        let output = output_of(&["identity", command], &database);
        let lines = text(&output.stdout);
        let lines: Vec<String> = lines.lines().map(str::to_owned).collect();
        (output.status.code(), lines)
    };
    let (_, first) = keys("show");
    assert!(first.len() == 1 && first[0].starts_with("current "));
    assert_eq!(keys("switch").0, Some(1), "none is announced");
    let (_, announced) = keys("announce");
    assert_eq!(announced[0], first[0]);
    assert_eq!(keys("announce").1, announced, "once");
    let (status, switched) = keys("switch");
    let successor = announced[1].strip_prefix("successor ").unwrap();
    assert_eq!(
        (status, switched),
        (Some(0), vec![format!("current {successor}")])
    );
    // for devices that know another
    let bytes = (0..32).map(|at| u8::from_str_radix(&successor[2 * at..2 * at + 2], 16).unwrap());
    let key: Vec<u8> = bytes.collect();
    let code = sync_contract::hash::key_code(&key.try_into().unwrap());
    assert_eq!(keys("code"), (Some(0), vec![code]));
}
