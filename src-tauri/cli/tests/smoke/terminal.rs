//! The program as a user runs it at a terminal, who types what it asks for.

use std::io::Read;
use std::process::{Child, ChildStdin, ChildStdout};

use super::*;

/// A command with a terminal of its own, which `script` lends it.
struct Terminal {
    child: Child,
    keys: ChildStdin,
    screen: ChildStdout,
    /// What was shown since the last line was typed.
    shown: String,
    name: String,
}

impl Terminal {
    fn run(clinic: &Clinic, vault: &Path, user: &str, words: &str) -> Self {
        let program = env!("CARGO_BIN_EXE_nutrivault");
        let line = format!(
            "tty; exec '{program}' --vault '{}' --user {user} {words}",
            vault.display()
        );
        let mut child = Command::new("script")
            .args(["--quiet", "--return", "--flush", "--echo", "always"])
            .args(["--command", &line, "/dev/null"])
            .env("SHELL", "/bin/sh")
            .env("NUTRIVAULT_KEY_STORE", "file")
            .env("NUTRIVAULT_STRETCH_FOR_SHOW", "1")
            .env("XDG_DATA_HOME", clinic.folder.path())
            .env_remove("NUTRIVAULT_USER")
            .env_remove("NUTRIVAULT_PASSWORD_FILE")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (keys, screen) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let mut terminal = Self {
            child,
            keys,
            screen,
            shown: String::new(),
            name: String::new(),
        };
        terminal.wait_for("\n");
        let (name, rest) = terminal.shown.split_once('\n').unwrap();
        (terminal.name, terminal.shown) = (name.trim().to_owned(), rest.to_owned());
        terminal
    }

    #[track_caller]
    fn wait_for(&mut self, text: &str) {
        while !self.shown.contains(text) {
            assert!(self.read(), "no {text:?} in {:?}", self.shown);
        }
    }

    /// Reads what is shown next; false at the end.
    fn read(&mut self) -> bool {
        let mut bytes = [0; 4096];
        let count = self.screen.read(&mut bytes).unwrap();
        self.shown
            .push_str(&String::from_utf8_lossy(&bytes[..count]));
        count > 0
    }

    /// Types a line once it was asked for. What is typed before the echo is off is thrown away with it.
    #[track_caller]
    fn answer(&mut self, prompt: &str, line: &str) {
        self.wait_for(prompt);
        let has_echo = || {
            let modes = Command::new("stty").args(["-a", "-F", &self.name]).output();
            let modes = String::from_utf8(modes.unwrap().stdout).unwrap();
            assert!(!modes.is_empty(), "{} is no terminal", self.name);
            !modes.split_whitespace().any(|mode| mode == "-echo")
        };
        while has_echo() {
            std::thread::yield_now();
        }
        self.shown.clear();
        writeln!(self.keys, "{line}").unwrap();
        self.keys.flush().unwrap();
    }

    /// Returns the status of the command and what it showed last.
    fn end(mut self) -> (i32, String) {
        while self.read() {}
        (self.child.wait().unwrap().code().unwrap(), self.shown)
    }
}

#[test]
fn the_password_of_the_first_admin_is_typed_twice_alike() {
    let clinic = Clinic::new();
    let vault = clinic.path("other");
    let sheet = clinic.path("other-recovery");
    let init = format!("init --clinic Other --recovery-file '{}'", sheet.display());
    let mut terminal = Terminal::run(&clinic, &vault, "ada", &init);
    for again in ["four words of my on", "four words of my won", "four"] {
        terminal.answer("Password of ada: ", "four words of my own");
        terminal.answer("The same again: ", again);
    }
    let (status, shown) = terminal.end();
    assert_eq!(status, 1, "{shown}");
    assert!(shown.contains("were not the same"), "{shown}");
    assert!(!vault.join("vault.db").exists() && !sheet.exists());

    let mut terminal = Terminal::run(&clinic, &vault, "ada", &init);
    terminal.answer("Password of ada: ", "for words of my own");
    terminal.answer("The same again: ", "four words of my own");
    terminal.answer("Password of ada: ", "four words of my own");
    terminal.answer("The same again: ", "four words of my own");
    let (status, shown) = terminal.end();
    assert_eq!(status, 0, "{shown}");

    // an old password is asked for once
    let mut terminal = Terminal::run(&clinic, &vault, "ada", "user list");
    terminal.answer("Password of ada: ", "four words of my own");
    let (status, shown) = terminal.end();
    assert_eq!(status, 0, "{shown}");
    assert!(shown.contains("last sign-in: on this computer"), "{shown}");
}

#[test]
fn a_new_user_types_their_code_and_the_password_they_choose() {
    let clinic = Clinic::new();
    let add = ["user", "add", "--username", "lea", "--role", "Dietitian"];
    let email = ["--email", "lea@clinic.example"];
    let made = clinic.done("admin", &[&add[..], &email].concat(), "");
    let listed = clinic.lines("admin", &["user", "list"]);
    let listed = String::from_utf8(listed.stdout).unwrap();
    let lea = listed.lines().find(|line| line.starts_with("lea "));
    assert!(lea.is_some_and(|line| line.contains("last sign-in: never on this computer")));

    let choose = ["user", "choose-password"];
    let vault = clinic.path("vault");
    let mut terminal = Terminal::run(&clinic, &vault, "lea", &choose.join(" "));
    terminal.answer("One-use code of lea: ", made["code"].as_str().unwrap());
    terminal.answer("New password of lea: ", "four words of her own");
    terminal.answer("The same again: ", "four words of her own");
    let (status, shown) = terminal.end();
    assert_eq!(status, 0, "{shown}");
    fs::write(clinic.path("lea"), "four words of her own\n").unwrap();
    clinic.done("lea", &["patients", "list"], "");

    // a script names a file, as before
    assert_eq!(clinic.refused("lea", &choose, "").0, 2);
    let sentence = clinic.sentence("lea", &choose);
    assert!(sentence.contains("--new-password-file"), "{sentence}");
}

#[test]
fn a_password_that_replaces_another_is_typed_twice_alike() {
    let clinic = Clinic::new();
    let vault = clinic.path("vault");
    let sheet = clinic.path("recovery");
    let recover = format!("user recover --recovery-file '{}'", sheet.display());
    let opens = |password: &str| {
        fs::write(clinic.path("dora"), format!("{password}\n")).unwrap();
        clinic.done("dora", &["patients", "list"], "");
    };

    let mut terminal = Terminal::run(&clinic, &vault, "dora", "user password");
    terminal.answer("Password of dora: ", "a dietitian's own");
    terminal.answer("New password of dora: ", "green tea at for");
    terminal.answer("The same again: ", "green tea at four");
    terminal.answer("New password of dora: ", "green tea at four");
    terminal.answer("The same again: ", "green tea at four");
    let (status, shown) = terminal.end();
    assert_eq!(status, 0, "{shown}");
    opens("green tea at four");

    let reset = "user reset-password --username dora";
    let mut terminal = Terminal::run(&clinic, &vault, "admin", reset);
    terminal.answer("Password of admin: ", "correct horse battery");
    terminal.answer("New password of dora: ", "white tea at five");
    terminal.answer("The same again: ", "white tea at five");
    let (status, shown) = terminal.end();
    assert_eq!(status, 0, "{shown}");
    opens("white tea at five");

    let mut terminal = Terminal::run(&clinic, &vault, "dora", &recover);
    terminal.answer("New password of dora: ", "black tea at seven");
    terminal.answer("The same again: ", "black tea at seven");
    let (status, shown) = terminal.end();
    assert_eq!(status, 0, "{shown}");
    opens("black tea at seven");
}

#[test]
fn a_new_password_without_a_terminal_needs_a_file() {
    let clinic = Clinic::new();
    let sheet = clinic.path("recovery");
    let sheet = sheet.to_str().unwrap();
    for (user, words) in [
        ("dora", &["user", "password"][..]),
        ("admin", &["user", "reset-password", "--username", "dora"]),
        ("dora", &["user", "recover", "--recovery-file", sheet]),
    ] {
        assert_eq!(clinic.refused(user, words, ""), (2, "usage".into()));
        let sentence = clinic.sentence(user, words);
        assert!(sentence.contains("--new-password-file"), "{sentence}");
    }
    clinic.done("dora", &["patients", "list"], "");
}
