//! Records leave the clinic as files, which are complete under their name or not there at all.

use std::io::{self, Write};
use std::path::Path;

use clinic::Clinic;
use clinic::export::{all, patients};
use serde_json::json;
use vault::private::{NewFile, NewFolder, OwnFolder, half_written};

use crate::answer::Answer;
use crate::args::Who;
use crate::args::clinic::Format;
use crate::args::records::Export;
use crate::exit::{Problem, Result};
use crate::progress;
use crate::sentences::not_written;

pub fn run(who: &Who, args: Export) -> Result<Answer> {
    let mut clinic = who.unlock()?;
    let (to, count, lacking) = match args {
        Export::Patients(to) => {
            let count = to_file(&to.out, |out| list(&mut clinic, to.format, out))?;
            (to, Some(count), Vec::new())
        }
        Export::All(to) => {
            let lacking = match to.format {
                Format::Json => to_file(&to.out, |out| Ok(all::json(&mut clinic, out)?))?,
                Format::Csv => to_folder(&to.out, &mut clinic)?,
            };
            (to, None, lacking)
        }
    };
    let mut text = format!(
        "Wrote `{}`. What is in it is not sealed: keep it as you would keep the paper.",
        to.out.display()
    );
    if !lacking.is_empty() {
        text.push_str(&format!(
            " It lacks the sealed values of {}: your roles do not let you read those records.",
            lacking.join(", ")
        ));
    }
    let answer = json!({ "path": to.out, "patients": count, "left_out": lacking });
    Answer::done(&answer, text)
}

fn list(clinic: &mut Clinic, format: Format, out: &mut dyn Write) -> Result<usize> {
    Ok(match format {
        Format::Json => patients::json(clinic, out)?,
        Format::Csv => patients::csv(clinic, out)?,
    })
}

/// Writes a file that gets its name once it is complete.
pub fn to_file<T>(out: &Path, write: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<T> {
    write_into(out, NewFile::next_to(out), write)
}

/// Writes a file as [`to_file`] does, and with `replace` in the place of one that is there.
pub fn to_file_over(
    out: &Path,
    replace: bool,
    write: impl FnOnce(&mut dyn Write) -> Result<()>,
) -> Result<()> {
    match replace {
        true => write_into(out, NewFile::in_place_of(out), write),
        false => to_file(out, write),
    }
}

/// Writes what is made as a whole, as [`to_file_over`] does. It is made once there is a file for it.
pub fn made_to_file<T: AsRef<[u8]>>(
    out: &Path,
    replace: bool,
    make: impl FnOnce() -> Result<T>,
) -> Result<()> {
    to_file_over(out, replace, |file| {
        let made = make()?;
        Ok(file
            .write_all(made.as_ref())
            .map_err(clinic::Error::NotWritten)?)
    })
}

/// Writes a text as [`made_to_file`] does, and answers with the path of its file.
pub fn text_to_file(
    out: &Path,
    replace: bool,
    make: impl FnOnce() -> Result<String>,
) -> Result<Answer> {
    made_to_file(out, replace, make)?;
    let text = format!("Wrote `{}`. It is not encrypted.", out.display());
    Answer::done(&json!({ "path": out }), text)
}

fn write_into<T>(
    out: &Path,
    made: io::Result<NewFile>,
    write: impl FnOnce(&mut dyn Write) -> Result<T>,
) -> Result<T> {
    let mut file = made.map_err(|error| failed(out, &error))?;
    let written = busy(|| write(&mut file))?;
    file.finish().map_err(|error| failed(out, &error))?;
    Ok(written)
}

/// Writes a folder of one file an entity, the same way.
fn to_folder(out: &Path, clinic: &mut Clinic) -> Result<Vec<&'static str>> {
    let folder = NewFolder::next_to(out).map_err(|error| failed(out, &error))?;
    let lacking = busy(|| {
        let sheet = |table: &str| folder.file(&format!("{table}.csv"));
        Ok(all::csv(clinic, sheet)?)
    })?;
    folder.finish().map_err(|error| failed(out, &error))?;
    Ok(lacking)
}

fn busy<T>(write: impl FnOnce() -> Result<T>) -> Result<T> {
    let bar = progress::busy("Writing");
    let written = write();
    bar.finish_and_clear();
    written
}

/// The refusal to write over a file, or over the half-written one of another program.
pub fn exists(path: &Path) -> Problem {
    let half = half_written(path);
    let there = match half.symlink_metadata() {
        Ok(_) => &half,
        Err(_) => path,
    };
    Problem::refused(
        "exists",
        format!(
            "{} is there already, and it was left as it is. Name another place with --out.",
            there.display()
        ),
    )
}

/// The refusal to write among the files of a clinic.
pub fn among_own_files(path: &Path) -> Problem {
    Problem::usage(format!(
        "{} would lie among the files of a clinic or of its keys, where each name may mean something. Nothing was \
         written; name another place with --out.",
        path.display()
    ))
}

fn failed(path: &Path, error: &io::Error) -> Problem {
    match error.kind() {
        _ if OwnFolder::is_reason(error) => among_own_files(path),
        io::ErrorKind::AlreadyExists => exists(path),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Problem::usage(format!(
            "The folder for {} does not exist. Nothing was written; make it first, or name another.",
            path.display()
        )),
        io::ErrorKind::IsADirectory => Problem::usage(format!(
            "{} is a folder. Nothing was written; name a file in it.",
            path.display()
        )),
        io::ErrorKind::InvalidInput => Problem::usage(format!(
            "{} is a link, a device or a pipe, and none of these is replaced. Nothing was written; name another \
             place with --out.",
            path.display()
        )),
        io::ErrorKind::InvalidFilename => Problem::usage(format!(
            "{} is no name that a file can have there: it is empty or too long. Nothing was written; name another \
             place with --out.",
            path.display()
        )),
        _ => not_written(error),
    }
    .at("out")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fs;

    use super::*;

    #[test]
    fn a_file_that_another_program_made_meanwhile_stays() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("all.json");
        let refused = to_file(&out, |file| {
            fs::write(&out, "theirs").unwrap();
            file.write_all(b"ours").unwrap();
            Ok(())
        });
        assert_eq!(refused.unwrap_err().code, "exists");
        assert_eq!(fs::read(&out).unwrap(), b"theirs");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_under_the_name_of_the_half_written_one_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("all.json");
        let theirs = half_written(&out);
        fs::write(&theirs, "").unwrap();
        let refused = to_file(&out, |_| -> Result<()> { panic!("nothing is written") });
        let refused = refused.unwrap_err();
        assert_eq!(refused.code, "exists");
        assert!(refused.message.contains(&theirs.display().to_string()));
        assert!(theirs.exists());
    }

    #[test]
    fn a_missing_folder_is_refused_before_anything_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        for out in [folder.path().join("none/all.json"), file.join("all.json")] {
            let refused = to_file(&out, |_| -> Result<()> { panic!("nothing is written") });
            assert_eq!(refused.unwrap_err().code, "usage");
        }
    }
}
