//! A private Postgres cluster in a short folder, reached by its unix socket only.

use std::{
    env, fs,
    io::{self, PipeWriter},
    os::unix::{fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::OnceLock,
    thread,
    time::{Duration, Instant},
};

/// Names the folder of a running cluster, so that all test processes of one run share it.
pub const CLUSTER_VARIABLE: &str = "NUTRIVAULT_TEST_CLUSTER";
/// Migrates and owns every table.
pub const OWNER: &str = "nutrivault_owner";
/// Serves: no owner, no superuser, bound by row-level security.
pub const APP: &str = "nutrivault_app";

/// What a whole run may leave, the log among it, with as much again for the programs beside it.
const FREE_BYTES: u64 = 6 << 30;
const READY_WITHIN: Duration = Duration::from_secs(60);

/// Runs the cluster until its standard input ends, which happens when the starter is gone, then removes it all.
const SUPERVISE: &str = r#"
"$1/postgres" -D "$2/data" -k "$2" -F \
    -c listen_addresses= -c max_connections=300 -c shared_buffers=64MB -c jit=off \
    -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 &
cat > /dev/null
kill -QUIT $!
wait $!
rm -rf "$2"
"#;

/// A running cluster. The one that started it stops it; one that was running before is left alone.
pub struct Cluster {
    folder: PathBuf,
    /// The cluster runs for as long as the other end of this pipe stays open.
    _life: Option<PipeWriter>,
}

impl Cluster {
    /// The cluster of this run: the one that the environment names, or one for this process.
    pub fn shared() -> &'static Cluster {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| match env::var_os(CLUSTER_VARIABLE) {
            Some(folder) => Cluster {
                folder: folder.into(),
                _life: None,
            },
            None => Cluster::start().expect("a private Postgres cluster starts"),
        })
    }

    /// Starts a cluster of its own. As root it runs as `postgres`, else as the caller.
    pub fn start() -> io::Result<Cluster> {
        let programs = programs()?;
        let account = Account::that_may_run_postgres()?;
        let folder = tempfile::Builder::new()
            .prefix("nv-pg-")
            .tempdir_in(short_folder())?
            .keep();
        account.take(&folder)?;
        let data = folder.join("data");
        let args = ["--username=postgres", "--auth=trust", "--encoding=UTF8"];
        let mut initdb = account.command(&programs.join("initdb"), &folder);
        initdb.args(args).args(["--locale=C.UTF-8", "--no-sync"]);
        check(initdb.arg("-D").arg(&data).output()?)?;

        let (ends, life) = io::pipe()?;
        let log = fs::File::create(folder.join("log"))?;
        let mut keeper = account.command(Path::new("/bin/sh"), &folder);
        keeper
            .args(["-c", SUPERVISE, "keep"])
            .args([&programs, &folder])
            .stdin(ends)
            .stdout(log.try_clone()?)
            .stderr(log)
            // Ctrl-C at the terminal is for the starter; the cluster ends after it
            .process_group(0)
            .spawn()?;
        let cluster = Cluster {
            folder,
            _life: Some(life),
        };
        cluster.wait_until_ready(&programs)?;
        cluster.run(&format!(
            "create role {OWNER} login createdb; create role {APP} login"
        ))?;
        Ok(cluster)
    }

    /// Where the socket lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The address of a database in this cluster, as `role`.
    pub fn url(&self, database: &str, role: &str) -> String {
        format!(
            "postgresql:///{database}?host={}&user={role}",
            self.folder.display()
        )
    }

    /// Runs statements as the superuser, outside any async runtime.
    pub fn run(&self, statements: &str) -> io::Result<()> {
        let output = Command::new(programs()?.join("psql"))
            .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", statements])
            .arg(self.url("postgres", "postgres"))
            .output()?;
        check(output).map(drop)
    }

    fn wait_until_ready(&self, programs: &Path) -> io::Result<()> {
        let started = Instant::now();
        while started.elapsed() < READY_WITHIN {
            let ready = Command::new(programs.join("pg_isready"))
                .arg("-q")
                .arg("-h")
                .arg(&self.folder)
                .status()?;
            if ready.success() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(50));
        }
        let log = fs::read_to_string(self.folder.join("log"))?;
        Err(io::Error::other(format!("Postgres did not start:\n{log}")))
    }
}

/// Each test makes a database and drops it: a thousand files, which a folder in memory takes in a tenth of the time.
fn short_folder() -> &'static Path {
    const MEMORY: &str = "/dev/shm";
    let free = rustix::fs::statvfs(MEMORY).map(|of| of.f_bavail.saturating_mul(of.f_frsize));
    match free {
        Ok(bytes) if bytes >= FREE_BYTES => Path::new(MEMORY),
        _ => Path::new("/tmp"),
    }
}

/// Postgres refuses to run as root, so root lends it another account.
struct Account {
    ids: Option<(u32, u32)>,
}

impl Account {
    fn that_may_run_postgres() -> io::Result<Account> {
        if id_of(&["-u"])? != 0 {
            return Ok(Account { ids: None });
        }
        Ok(Account {
            ids: Some((id_of(&["-u", "postgres"])?, id_of(&["-g", "postgres"])?)),
        })
    }

    fn take(&self, folder: &Path) -> io::Result<()> {
        match self.ids {
            Some((user, group)) => chown(folder, Some(user), Some(group)),
            None => Ok(()),
        }
    }

    fn command(&self, program: &Path, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(folder)
            .env("HOME", folder)
            .stdin(Stdio::null());
        if let Some((user, group)) = self.ids {
            command.uid(user).gid(group);
        }
        command
    }
}

fn id_of(args: &[&str]) -> io::Result<u32> {
    let output = check(Command::new("id").args(args).output()?)?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().map_err(io::Error::other)
}

/// Debian keeps each major version in a folder of its own; the newest is taken.
fn programs() -> io::Result<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql")
        .map_err(|error| io::Error::other(format!("Postgres is not installed: {error}")))?;
    let newest = versions
        .filter_map(|version| version.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .max()
        .ok_or_else(|| io::Error::other("Postgres is not installed"))?;
    Ok(Path::new("/usr/lib/postgresql")
        .join(newest.to_string())
        .join("bin"))
}

fn check(output: Output) -> io::Result<Output> {
    if output.status.success() {
        return Ok(output);
    }
    let args = String::from_utf8_lossy(&output.stderr);
    Err(io::Error::other(args.into_owned()))
}
