//! Records leave the clinic as files, which lie whole where they were asked for or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clinic::Clinic;
use clinic::export::{all, patients};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::clinic::Format;
use crate::args::records::Export;
use crate::exit::{Failure, Result};
use crate::progress;

pub fn obey(who: &Who, said: Export) -> Result<Answer> {
    let mut clinic = who.unlock()?;
    let (to, count) = match said {
        Export::Patients(to) => {
            let count = to_file(&to.out, |out| list(&mut clinic, to.format, out))?;
            (to, Some(count))
        }
        Export::All(to) => {
            match to.format {
                Format::Json => to_file(&to.out, |out| Ok(all::json(&mut clinic, out)?))?,
                Format::Csv => to_folder(&to.out, |folder| sheets(&mut clinic, folder))?,
            }
            (to, None)
        }
    };
    let text = format!(
        "Wrote {}. What is in it is not sealed: keep it as you would keep the paper.",
        to.out.display()
    );
    Answer::done(&json!({ "path": to.out, "patients": count }), text)
}

fn list(clinic: &mut Clinic, format: Format, out: &mut dyn Write) -> Result<usize> {
    Ok(match format {
        Format::Json => patients::json(clinic, out)?,
        Format::Csv => patients::csv(clinic, out)?,
    })
}

fn sheets(clinic: &mut Clinic, folder: &Path) -> Result<()> {
    Ok(all::csv(clinic, |table| {
        private(&folder.join(format!("{table}.csv")))
    })?)
}

/// The file lies there when all of it is written, or it was never there.
pub fn to_file<T>(out: &Path, write: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<T> {
    whole(out, |path| {
        let mut file = private(path).map_err(|error| failed(out, &error))?;
        let written = write(&mut file)?;
        let file = file
            .into_inner()
            .map_err(|error| failed(out, error.error()))?;
        file.sync_all().map_err(|error| failed(out, &error))?;
        Ok(written)
    })
}

fn to_folder(out: &Path, write: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    whole(out, |path| {
        make_folder(path).map_err(|error| failed(out, &error))?;
        write(path)
    })
}

fn whole<T>(out: &Path, write: impl FnOnce(&Path) -> Result<T>) -> Result<T> {
    check_free(out)?;
    let partial = Partial::beside(out)?;
    let bar = progress::busy("Writing");
    let written = write(&partial.0);
    bar.finish_and_clear();
    let written = written?;
    fs::rename(&partial.0, out).map_err(|error| failed(out, &error))?;
    Ok(written)
}

/// What is exported is open text about people: others who use the computer may not read it.
fn private(path: &Path) -> io::Result<BufWriter<File>> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    Ok(BufWriter::new(options.open(path)?))
}

fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path)
}

/// Nothing that lies there is written over.
fn check_free(path: &Path) -> Result<()> {
    let is_free = match fs::read_dir(path) {
        Ok(mut entries) => entries.next().is_none(),
        Err(_) => !path.exists(),
    };
    if is_free {
        return Ok(());
    }
    let message = format!(
        "{} is there already, and it was left as it is. Name another place with --out.",
        path.display()
    );
    Err(Failure::refused("exists", message))
}

fn failed(path: &Path, error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::NotFound => Failure::usage(format!(
            "The folder for {} does not exist. Nothing was written; make it first, or name another.",
            path.display()
        )),
        kind => vault::Error::from(io::Error::from(kind)).into(),
    }
}

/// Gone with the command, unless it was given its name.
struct Partial(PathBuf);

impl Partial {
    /// Errors: `exists` for a name that somebody's file has: that one is not ours to take away.
    fn beside(path: &Path) -> Result<Self> {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let name = PathBuf::from(name);
        check_free(&name)?;
        Ok(Self(name))
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        let removed = if self.0.is_dir() {
            fs::remove_dir_all(&self.0)
        } else {
            fs::remove_file(&self.0)
        };
        if let Err(error) = removed
            && error.kind() != io::ErrorKind::NotFound
        {
            eprintln!("{} stays behind: {error}", self.0.display());
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_half_written_goes_and_what_was_there_stays() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("all");
        let partial = Partial::beside(&out).unwrap();
        make_folder(&partial.0).unwrap();
        private(&partial.0.join("patients.csv"))
            .unwrap()
            .write_all(b"id\n")
            .unwrap();
        check_free(&out).unwrap();
        drop(partial);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        fs::write(&out, "kept").unwrap();
        assert_eq!(check_free(&out).unwrap_err().code, "exists");
    }

    #[test]
    fn a_file_that_somebody_has_under_the_name_of_the_half_written_one_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("all.json");
        let theirs = Partial::beside(&out).unwrap().0.clone();
        fs::write(&theirs, "kept").unwrap();
        let refused = whole(&out, |_| -> Result<()> { panic!("nothing is written") });
        assert_eq!(refused.unwrap_err().code, "exists");
        assert_eq!(fs::read_to_string(&theirs).unwrap(), "kept");
    }
}
