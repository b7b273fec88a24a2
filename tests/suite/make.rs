//! `make` before it builds anything: what the user has to do first is printed once, and the status is 1.

use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use sha2::{Digest, Sha256};

use crate::tidy::tree;

/// A checkout of its own, so that it is not the checkout of a demo in use. Programs that would change something are
/// replaced by ones that only leave a trace.
struct Checkout {
    folder: tempfile::TempDir,
}

impl Checkout {
    fn new() -> Checkout {
        let folder = tempfile::tempdir().unwrap();
        let checkout = Checkout { folder };
        for name in ["Makefile", "seeds", "ui"] {
            symlink(tree::top().join(name), checkout.path(name)).unwrap();
        }
        fs::create_dir(checkout.path("bin")).unwrap();
        for name in ["cargo", "npm", "apt-get"] {
            checkout.replace(
                name,
                &format!("touch {}/$(basename $0).called; exit 1", checkout.root()),
            );
        }
        checkout
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn root(&self) -> String {
        self.folder.path().display().to_string()
    }

    fn replace(&self, program: &str, line: &str) {
        let path = self.path("bin").join(program);
        fs::write(&path, format!("#!/bin/sh\n{line}\n")).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn command(&self, program: &str) -> Command {
        let path = std::env::var("PATH").unwrap();
        let mut command = Command::new(program);
        command
            .current_dir(self.folder.path())
            .env("PATH", format!("{}/bin:{path}", self.root()))
            .env("CARGO_TARGET_DIR", self.path("target"))
            // what an outer make passes on is not for this one
            .env_remove("MAKEFLAGS")
            .env_remove("MAKELEVEL")
            .stdin(Stdio::null());
        command
    }

    fn make(&self, goal: &str) -> Output {
        self.command("make").arg(goal).output().unwrap()
    }

    /// Nothing was installed or built.
    #[track_caller]
    fn assert_untouched(&self) {
        for program in ["cargo", "npm", "apt-get"] {
            assert!(
                !self.path(&format!("{program}.called")).exists(),
                "{program} was called"
            );
        }
        assert!(!self.path("target").exists());
    }

    /// Where the demo of this checkout would lie.
    fn demo(&self) -> Vec<PathBuf> {
        let hash = Sha256::digest(self.root().as_bytes());
        let end: String = hash[..4].iter().map(|byte| format!("{byte:02x}")).collect();
        let folders = fs::read_dir("/var/tmp").unwrap();
        let paths = folders.map(|folder| folder.unwrap().path());
        let is_ours = |path: &PathBuf| {
            let name = path.file_name().unwrap().to_string_lossy();
            name.starts_with("nutrivault-") && name.ends_with(&end)
        };
        paths.filter(is_ours).collect()
    }
}

impl Drop for Checkout {
    fn drop(&mut self) {
        for folder in self.demo() {
            fs::remove_dir_all(folder).unwrap();
        }
    }
}

#[track_caller]
fn assert_refused(output: &Output, text: &str) {
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(err.matches(text).count(), 1, "{err}");
    assert!(!err.contains("***"), "{err}");
    assert!(output.stdout.is_empty(), "{output:?}");
}

#[test]
fn without_an_administrator_make_names_missing_packages_and_ends_with_1() {
    let checkout = Checkout::new();
    checkout.replace(
        "dpkg-query",
        "[ \"$4\" = postgresql ] && exit 1; printf installed",
    );
    checkout.replace("id", "[ \"$1\" = -un ] && echo nobody || echo 65534");
    checkout.replace("sudo", "exit 1");
    for goal in ["run", "test", "setup"] {
        let output = checkout.make(goal);
        assert_refused(&output, "sudo apt-get install --yes postgresql\n");
    }
    checkout.assert_untouched();
}

#[test]
fn packages_that_only_the_tests_need_are_not_asked_for_by_the_demo() {
    let checkout = Checkout::new();
    let missing = "case \"$4\" in xdotool | webkit2gtk-driver) exit 1 ;; esac; printf installed";
    checkout.replace("dpkg-query", missing);
    checkout.replace("id", "[ \"$1\" = -un ] && echo nobody || echo 65534");
    checkout.replace("sudo", "exit 1");
    let plan = |goal: &str| {
        let output = checkout
            .command("make")
            .args(["--dry-run", goal])
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
    };
    for goal in ["run", "programs"] {
        let plan = plan(goal);
        for word in ["cargo-deny", "nextest", "xdotool"] {
            assert!(!plan.contains(word), "{goal}: {plan}");
        }
    }
    assert_refused(
        &checkout.make("test"),
        "sudo apt-get install --yes webkit2gtk-driver xdotool\n",
    );
    checkout.replace("dpkg-query", "printf installed");
    let plan = plan("test");
    assert!(plan.contains("cargo install cargo-deny"), "{plan}");
}

#[test]
fn what_is_missing_is_installed_by_an_administrator() {
    let checkout = Checkout::new();
    checkout.replace(
        "dpkg-query",
        "[ \"$4\" = postgresql ] && exit 1; printf installed",
    );
    let log = checkout.path("said");
    checkout.replace("apt-get", &format!("echo \"$@\" >> {}", log.display()));
    for (id, sudo) in [("0", "exit 1"), ("1000", "shift; exec \"$@\"")] {
        checkout.replace(
            "id",
            &format!("[ \"$1\" = -un ] && echo somebody || echo {id}"),
        );
        checkout.replace("sudo", sudo);
        let output = checkout.make("system");
        assert!(output.status.success(), "{output:?}");
        let lines = fs::read_to_string(&log).unwrap();
        assert_eq!(
            lines,
            "update\ninstall --yes --no-install-recommends postgresql\n"
        );
        fs::remove_file(&log).unwrap();
    }
}

#[test]
fn a_second_make_run_next_to_a_running_one_ends_with_1_before_it_builds() {
    let checkout = Checkout::new();
    checkout.replace("dpkg-query", "printf installed");
    let mut first = Building::begin(&checkout);
    assert_refused(&checkout.make("run"), "is already running");
    checkout.assert_untouched();

    let ended = first.fail();
    assert_eq!(ended, Some(7), "what fails to build is not run");
    // and then the way is free: this one gets as far as to build
    checkout.make("run");
    let builds = ["npm.called", "cargo.called"];
    assert!(builds.iter().any(|trace| checkout.path(trace).exists()));
}

#[test]
fn make_prints_a_line_before_each_step_that_is_silent() {
    let checkout = Checkout::new();
    checkout.replace("dpkg-query", "printf installed");
    // in a folder of its own: a link would change the packages of the real one
    fs::remove_file(checkout.path("ui")).unwrap();
    fs::create_dir_all(checkout.path("ui/src")).unwrap();
    for name in ["package-lock.json", "index.html"] {
        fs::write(checkout.path("ui").join(name), "").unwrap();
    }
    let npm = format!(
        "mkdir -p {0}/ui/node_modules {0}/ui/dist && touch {0}/ui/dist/index.html",
        checkout.root()
    );
    checkout.replace("npm", &npm);
    checkout.replace("cargo", "exit 0");
    let lines = || {
        let output = checkout.make("programs");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(
        lines(),
        "Installing the packages of the screens: some minutes ...\nBuilding the screens ...\n\
         Building the programs: about ten minutes the first time ...\n"
    );
    let programs = checkout.path("target/debug");
    fs::create_dir_all(&programs).unwrap();
    symlink("/bin/true", programs.join("nutrivault-desktop")).unwrap();
    assert_eq!(lines(), "Building the programs ...\n");
}

/// A first run that is still at its programs.
struct Building {
    child: Child,
}

impl Building {
    fn begin(checkout: &Checkout) -> Building {
        let script = Path::new("seeds/demo/run.sh");
        let mut child = checkout
            .command(script.to_str().unwrap())
            .args(["target/debug", "sh", "-c", "echo building; cat; exit 7"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let out = child.stdout.as_mut().unwrap();
        BufReader::new(out).read_line(&mut line).unwrap();
        assert_eq!(line, "building\n");
        Building { child }
    }

    fn fail(&mut self) -> Option<i32> {
        drop(self.child.stdin.take());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Building {
    fn drop(&mut self) {
        self.fail();
    }
}
