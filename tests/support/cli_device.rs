//! A device that is used by `nutrivault` alone, and the server as an operator starts it.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::Ipv4Addr,
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
};

use serde_json::Value;

use crate::{Database, program};

/// Of every user of a journey.
pub const PASSWORD: &str = "correct horse battery";

/// A device in a folder: its vault, its key store, the files that commands read and write.
pub struct CliDevice {
    home: tempfile::TempDir,
    vault: String,
}

/// The exit status and the output of a command.
#[derive(Debug)]
pub struct CommandOutput {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl CliDevice {
    pub fn new() -> CliDevice {
        let home = tempfile::Builder::new()
            .prefix("nv-laptop-")
            .tempdir()
            .unwrap();
        CliDevice {
            home,
            vault: "vault".to_owned(),
        }
    }

    /// Another folder of the same computer is the clinic's from now on.
    pub fn use_vault(&mut self, name: &str) {
        self.vault = name.to_owned();
    }

    pub fn vault(&self) -> PathBuf {
        self.path(&self.vault)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// The path as an argument of a command.
    pub fn path_arg(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        fs::write(self.path(name), bytes).unwrap();
        self.path_arg(name)
    }

    /// Runs a command that needs no user.
    pub fn run(&self, args: &[&str]) -> CommandOutput {
        self.execute(&mut self.command(args), None)
    }

    /// Runs a command without `--json` and returns its lines.
    pub fn lines_as(&self, user: &str, args: &[&str]) -> String {
        self.lines_ended(user, args, 0)
    }

    /// Does the same for a command that ends with another status.
    pub fn lines_ended(&self, user: &str, args: &[&str], status: i32) -> String {
        let mut command = self.plain(args);
        command.args(self.who(user, PASSWORD));
        let output = self.execute(&mut command, None);
        assert_eq!(output.status, status, "{output:?}");
        output.out
    }

    /// Runs a command as a user, with the right password.
    pub fn run_as(&self, user: &str, args: &[&str]) -> CommandOutput {
        self.execute(&mut self.command_as(user, PASSWORD, args), None)
    }

    pub fn run_as_with_password(&self, user: &str, password: &str, args: &[&str]) -> CommandOutput {
        self.execute(&mut self.command_as(user, password, args), None)
    }

    /// A command that reads an entry.
    pub fn run_as_with_entry(&self, user: &str, args: &[&str], entry: &Value) -> CommandOutput {
        let text = entry.to_string();
        self.execute(&mut self.command_as(user, PASSWORD, args), Some(&text))
    }

    pub fn command_as(&self, user: &str, password: &str, args: &[&str]) -> Command {
        let mut command = self.command(args);
        command.args(self.who(user, password));
        command
    }

    fn who(&self, user: &str, password: &str) -> [String; 4] {
        let name = format!("{user}.password");
        let line = format!("{password}\n");
        // a command that still runs may be reading it
        let file = match fs::read_to_string(self.path(&name)) {
            Ok(written) if written == line => self.path_arg(&name),
            _ => self.write(&name, line),
        };
        ["--user", user, "--password-file", &file].map(str::to_owned)
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = self.plain(args);
        command.arg("--json");
        command
    }

    fn plain(&self, args: &[&str]) -> Command {
        let mut command = Command::new(program("nutrivault"));
        for variable in [
            "NUTRIVAULT_USER",
            "NUTRIVAULT_PASSWORD_FILE",
            "NUTRIVAULT_LOG",
        ] {
            command.env_remove(variable);
        }
        command
            .args(args)
            .env("NUTRIVAULT_VAULT", self.vault())
            .env("NUTRIVAULT_KEY_STORE", "file")
            // half of what a short command costs
            .env("NUTRIVAULT_STRETCH_FOR_SHOW", "1")
            .env("XDG_DATA_HOME", self.path("data"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn execute(&self, command: &mut Command, entry: Option<&str>) -> CommandOutput {
        if entry.is_some() {
            command.stdin(Stdio::piped());
        }
        let mut child = command.spawn().unwrap();
        if let Some(entry) = entry {
            let mut input = child.stdin.take().unwrap();
            input.write_all(entry.as_bytes()).unwrap();
        }
        let output = child.wait_with_output().unwrap();
        CommandOutput {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Creates a clinic with the admin `ada`.
    pub fn init(&self) -> Value {
        let sheet = self.path_arg("recovery.txt");
        let args = ["init", "--clinic", "Hillside", "--recovery-file", &sheet];
        self.run_as("ada", &args).done()
    }

    pub fn add_user(&self, admin: &str, username: &str, role: &str) {
        let file = self.write("new.password", format!("{PASSWORD}\n"));
        let args = [
            "user",
            "add",
            "--username",
            username,
            "--role",
            role,
            "--email",
            &format!("{username}@clinic.example"),
            "--new-password-file",
            &file,
        ];
        self.run_as(admin, &args).done();
    }

    /// Brings another computer in, with `user` at work on it.
    pub fn enrol(&self, admin: &str, user: &str) -> CliDevice {
        let invited = self.run_as(admin, &["enrol", "create"]).done();
        let (code, url) = (text(&invited, "code"), text(&invited, "server"));
        let device = CliDevice::new();
        device
            .run_as(user, &["enrol", "join", &url, "--code", &code])
            .done();
        device
    }
}

impl Default for CliDevice {
    fn default() -> CliDevice {
        CliDevice::new()
    }
}

impl CommandOutput {
    /// The answer of a command that did what it was asked.
    #[track_caller]
    pub fn done(self) -> Value {
        self.ended(0)
    }

    #[track_caller]
    pub fn ended(self, status: i32) -> Value {
        assert_eq!(self.status, status, "{self:?}");
        self.json()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("{self:?}"))
    }

    /// Asserts a refusal: its status, its code, and a sentence with what happened, what is safe and what to do next.
    #[track_caller]
    pub fn refused(self, status: i32, code: &str) -> String {
        assert_eq!(self.status, status, "{self:?}");
        let error = &self.json()["error"];
        assert_eq!(error["code"], code, "{self:?}");
        let message = text(error, "message");
        let consoles = [
            "Nothing was",
            "nothing in it was",
            "was left as it is",
            "left as it is",
            "is safe",
        ];
        assert!(
            consoles.iter().any(|args| message.contains(args)),
            "{message}"
        );
        assert!(
            message.split(['.', ';']).count() > 2,
            "no way out: {message}"
        );
        assert!(self.err.contains(&message), "{self:?}");
        message
    }
}

/// A text inside an answer.
#[track_caller]
pub fn text(answer: &Value, name: &str) -> String {
    let value = &answer[name];
    value
        .as_str()
        .unwrap_or_else(|| panic!("no `{name}` in {answer}"))
        .to_owned()
}

/// Names the fail point at which a program aborts.
pub const ABORT_AT: &str = "NUTRIVAULT_ABORT_AT";

/// Fails when a program ended in any other way than at its fail point.
#[track_caller]
pub fn assert_aborted(status: ExitStatus) {
    const SIGABRT: i32 = 6;
    assert_eq!(status.signal(), Some(SIGABRT), "{status}");
}

/// The server's program, serving. It is killed when the value is dropped.
pub struct ServerProcess {
    child: Child,
    pub url: String,
}

impl ServerProcess {
    pub fn start(database: &Database) -> ServerProcess {
        ServerProcess::start_with(database, &[])
    }

    /// With more arguments of `serve`.
    pub fn start_with(database: &Database, args: &[&str]) -> ServerProcess {
        ServerProcess::start_at(database, &format!("{}:0", own_loopback()), args)
    }

    pub fn start_tls(database: &Database, chain: &Path, key: &Path) -> ServerProcess {
        let (chain, key) = (chain.to_str().unwrap(), key.to_str().unwrap());
        ServerProcess::start_at(
            database,
            "127.0.0.1:0",
            &["--tls-cert", chain, "--tls-key", key],
        )
    }

    /// At the address of one that was there before.
    pub fn restart(database: &Database, url: &str) -> ServerProcess {
        let address = url.trim_start_matches("http://");
        ServerProcess::start_at(database, address, &[])
    }

    /// The same, to abort at a fail point.
    pub fn restart_to_abort(database: &Database, url: &str, point: &str) -> ServerProcess {
        let mut command = operator(database);
        command.env(ABORT_AT, point);
        ServerProcess::spawn(command, url.trim_start_matches("http://"), &[])
    }

    /// Waits until the server has aborted, and returns its address.
    #[track_caller]
    pub fn aborted(mut self) -> String {
        assert_aborted(self.child.wait().unwrap());
        self.url.clone()
    }

    fn start_at(database: &Database, address: &str, args: &[&str]) -> ServerProcess {
        ServerProcess::spawn(operator(database), address, args)
    }

    fn spawn(mut command: Command, address: &str, args: &[&str]) -> ServerProcess {
        let mut child = command
            .args(["serve", "--listen", address])
            .args(args)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        let output = child.stdout.take().unwrap();
        BufReader::new(output).read_line(&mut url).unwrap();
        assert!(url.starts_with("http"), "the server does not start: {url}");
        ServerProcess {
            child,
            url: url.trim().to_owned(),
        }
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Kills it and returns its address.
    pub fn kill(mut self) -> String {
        self.end();
        self.url.clone()
    }

    fn end(&mut self) {
        // an error means that it has ended by itself
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        self.end();
    }
}

/// An address on loopback that no other process uses: a port of it stays free while its server is down.
fn own_loopback() -> Ipv4Addr {
    let [_, high, middle, low] = std::process::id().to_be_bytes();
    Ipv4Addr::new(127, high.wrapping_add(1), middle, low)
}

fn operator(database: &Database) -> Command {
    let mut command = Command::new(program("nutrivault-server"));
    command
        .env("NUTRIVAULT_OWNER_DATABASE", database.owner_url())
        .env("NUTRIVAULT_DATABASE", database.app_url())
        .env("NUTRIVAULT_LOG", "error");
    command
}

/// Makes a tenant as the operator does, and returns its one-use code.
pub fn clinic_code(database: &Database) -> String {
    let output = operator(database)
        .args(["tenant", "create", "A place"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A clinic of `ada`'s on a server, whose users were there before.
pub fn connected(users: &[(&str, &str)]) -> (Database, ServerProcess, CliDevice) {
    let database = crate::block_on(Database::migrated());
    let serving = ServerProcess::start(&database);
    let device = CliDevice::new();
    device.init();
    for (username, role) in users {
        device.add_user("ada", username, role);
    }
    let code = clinic_code(&database);
    device
        .run_as("ada", &["connect", &serving.url, "--code", &code])
        .done();
    (database, serving, device)
}
