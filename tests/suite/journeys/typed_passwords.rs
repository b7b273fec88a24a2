//! Passwords that are typed at a terminal.

use std::fs::File;
use std::io::{Read, Write};
use std::process::Stdio;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{InputModes, LocalModes, OptionalActions, tcgetattr, tcsetattr};
use support::cli_device::PASSWORD;

use super::*;

/// A terminal: what a user types into, and what a program reads from and writes to.
struct Terminal {
    keyboard: File,
    screen: File,
}

impl Terminal {
    fn new() -> Self {
        let keyboard = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&keyboard).unwrap();
        unlockpt(&keyboard).unwrap();
        let name = ptsname(&keyboard, Vec::new())
            .unwrap()
            .into_string()
            .unwrap();
        let screen = File::options().read(true).write(true).open(name).unwrap();
        Self {
            keyboard: keyboard.into(),
            screen,
        }
    }

    fn is_echoing(&self) -> bool {
        tcgetattr(&self.screen)
            .unwrap()
            .local_modes
            .contains(LocalModes::ECHO | LocalModes::ISIG)
    }

    /// Waits for a prompt, and returns all that the terminal has shown until then.
    fn shown_until(&mut self, prompt: &str) -> String {
        let mut shown = Vec::new();
        let mut bytes = [0; 512];
        loop {
            let read = self.keyboard.read(&mut bytes).unwrap();
            shown.extend_from_slice(&bytes[..read]);
            let text = String::from_utf8_lossy(&shown);
            if text.contains(prompt) {
                return text.into_owned();
            }
        }
    }

    /// Types a line once the terminal shows nothing of it, and returns how the command ends.
    fn type_into(&mut self, device: &CliDevice, keys: &str) -> (Option<i32>, String) {
        let mut command = device.command(&["user", "list"]);
        let screen = || Stdio::from(self.screen.try_clone().unwrap());
        let mut child = command
            .args(["--user", "ada"])
            .stdin(screen())
            .stderr(screen())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        drop(command);
        let mut shown = self.shown_until("Password of ada: ");
        while self.is_echoing() {
            std::thread::yield_now();
        }
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        let status = child.wait().unwrap();
        writeln!(self.screen, "the end").unwrap();
        shown.push_str(&self.shown_until("the end"));
        (status.code(), shown)
    }
}

#[test]
fn a_password_is_typed_unseen_and_edited_by_the_terminal() {
    let device = CliDevice::new();
    device.init();
    let mut terminal = Terminal::new();
    // a wrong letter at its end is taken back
    let (status, shown) = terminal.type_into(&device, &format!("{PASSWORD}x\u{7f}\n"));
    assert_eq!(status, Some(0), "{shown}");
    assert!(!shown.contains(PASSWORD), "{shown}");
    assert!(terminal.is_echoing());
}

#[test]
fn keys_that_stop_a_program_leave_a_terminal_that_shows_what_is_typed() {
    let device = CliDevice::new();
    device.init();
    let mut terminal = Terminal::new();
    for keys in ["\u{3}", "half of it\u{3}", "\u{4}", "half of it\u{4}", "\n"] {
        let (status, shown) = terminal.type_into(&device, keys);
        assert_eq!(status, Some(1), "{keys:?}: {shown}");
        assert!(shown.contains("Nothing was typed"), "{keys:?}: {shown}");
        assert!(!shown.contains("half"), "{keys:?}: {shown}");
        assert!(terminal.is_echoing(), "{keys:?}");
    }
    // none of them was a try
    let (status, shown) = terminal.type_into(&device, &format!("{PASSWORD}\n"));
    assert_eq!(status, Some(0), "{shown}");
}

#[test]
fn a_terminal_that_gives_each_key_at_once_shows_nothing_of_a_password() {
    let device = CliDevice::new();
    device.init();
    let mut terminal = Terminal::new();
    let mut keys_at_once = tcgetattr(&terminal.screen).unwrap();
    keys_at_once.local_modes.remove(LocalModes::ICANON);
    keys_at_once.input_modes.remove(InputModes::ICRNL);
    tcsetattr(&terminal.screen, OptionalActions::Now, &keys_at_once).unwrap();
    let (status, shown) = terminal.type_into(&device, &format!("{PASSWORD}\r"));
    assert_eq!(status, Some(0), "{shown}");
    assert!(!shown.contains(&PASSWORD[1..]), "{shown}");
    let after = tcgetattr(&terminal.screen).unwrap();
    assert!(!after.local_modes.contains(LocalModes::ICANON));
}
