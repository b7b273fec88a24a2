//! One line that the terminal does not show while it is typed.
//!
//! The terminal edits the line, as always. Its signal keys are off meanwhile: a program that Ctrl-C stopped here would
//! leave a terminal that shows nothing of what is typed into it afterwards. Ctrl-C ends the line instead.

use std::io::Result;

use zeroize::Zeroizing;

/// Returns the line without its end; none where it is empty, and where Ctrl-C or Ctrl-D ended it.
///
/// # Errors
/// When standard input is no terminal or cannot be read, and for text that is not UTF-8.
#[cfg(unix)]
pub fn read() -> Result<Option<Zeroizing<String>>> {
    use std::io::{Error, ErrorKind, Stdin, stdin};

    use rustix::termios::{
        InputModes, LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
    };

    /// What a terminal takes as one line.
    const BYTES_MAX: usize = 4096;

    /// Shows again what is typed, at whichever line the function ends.
    struct Restored<'a>(&'a Stdin, &'a Termios);
    impl Drop for Restored<'_> {
        fn drop(&mut self) {
            // a terminal that is gone needs no echo
            let _ = tcsetattr(self.0, OptionalActions::Flush, self.1);
        }
    }

    let terminal = stdin();
    let shown = tcgetattr(&terminal)?;
    let interrupt = shown.special_codes[SpecialCodeIndex::VINTR];
    let mut hidden = shown.clone();
    hidden
        .local_modes
        .remove(LocalModes::ECHO | LocalModes::ISIG);
    // another program may have left a terminal that gives each key at once: the rest of the line would be shown
    hidden.local_modes.insert(LocalModes::ICANON);
    hidden.input_modes.insert(InputModes::ICRNL);
    hidden.special_codes[SpecialCodeIndex::VEOL] = interrupt;
    let restored = Restored(&terminal, &shown);
    tcsetattr(&terminal, OptionalActions::Flush, &hidden)?;

    let mut bytes = Zeroizing::new([0; BYTES_MAX]);
    let read = rustix::io::retry_on_intr(|| rustix::io::read(&terminal, &mut *bytes))?;
    drop(restored);
    let [line @ .., b'\n'] = &bytes[..read] else {
        return Ok(None);
    };
    if line.is_empty() {
        return Ok(None);
    }
    let text = str::from_utf8(line).map_err(|error| Error::new(ErrorKind::InvalidData, error))?;
    Ok(Some(Zeroizing::new(text.to_owned())))
}

/// Returns the line without its end; none where it is empty.
///
/// # Errors
/// When the console cannot be read.
#[cfg(not(unix))]
pub fn read() -> Result<Option<Zeroizing<String>>> {
    let line = console::Term::stderr().read_secure_line()?;
    Ok((!line.is_empty()).then(|| Zeroizing::new(line)))
}
