//! The largest document in and out, against plain copies of the same file.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use clinic::attachments::measure::MeasuredFile;
use clinic::attachments::view::{DocumentForm, DocumentType, NewDocument};
use clinic::view::Id;
use clinic::{Clinic, documents};
use sync_contract::catalog::{CHUNK_BYTES, DOCUMENT_BYTES_MAX};
use vault::SystemClock;

use crate::figures::Figures;
use crate::people::Dice;
use crate::table::{Bar, Line};
use crate::{Bench, Outcome};

const ROUNDS: usize = 10;
/// Parts in one transaction, as the command line stores them.
const CHUNKS_AT_ONCE: usize = 16;

pub fn run(bench: &mut Bench) -> Outcome<()> {
    let unlocked = bench.our_clinic("documents")?;
    let mut clinic = Clinic::new(unlocked, Box::new(SystemClock::new()));
    let patient = Id::of(bench.people.patients[0].id);
    let folder = tempfile::tempdir_in(bench.path("full"))?;
    let at = |name: &str| folder.path().join(name);
    let (mut ours, mut plain) = (Figures::default(), Figures::default());
    let mut dice = Dice::new(50);
    for round in 0..bench.rounds(ROUNDS) {
        fs::write(at("file"), content(&mut dice))?;
        for turn in 0..2 {
            // the order changes: the first one finds the disk as the previous round left it
            match (round + turn) % 2 {
                0 => ours.time(|| in_and_out(&mut clinic, &patient, &at("file"), &at("out")))?,
                _ => plain.time(|| copied_twice(&at("file"), &at("in"), &at("out")))?,
            }
            if fs::read(at("file"))? != fs::read(at("out"))? {
                return Err("what came out is not what went in".into());
            }
            fs::remove_file(at("out"))?;
        }
    }
    let line = Line::times("a document of 50 MB in and out", ours, Bar::AtMost(3.0));
    bench.line(line.against("plain copies with fsync", plain));
    Ok(())
}

/// No two are the same: a file that is there is refused.
fn content(dice: &mut Dice) -> Vec<u8> {
    let words = std::iter::repeat_with(|| dice.below(u64::MAX).to_le_bytes());
    words
        .take(DOCUMENT_BYTES_MAX as usize / 8)
        .flatten()
        .collect()
}

fn in_and_out(clinic: &mut Clinic, patient: &Id, from: &Path, to: &Path) -> Outcome<()> {
    let content = fs::read(from)?;
    let file = MeasuredFile::of(&content)?;
    let form = DocumentForm {
        name: "Scan".to_owned(),
        kind: DocumentType::Report,
        dated: String::new(),
    };
    let new = NewDocument {
        patient_id: patient.clone(),
        form,
    };
    let adding = documents::begin(clinic, &new, &file)?;
    let pieces = content.chunks(CHUNKS_AT_ONCE * CHUNK_BYTES);
    for (first, piece) in adding.missing.iter().step_by(CHUNKS_AT_ONCE).zip(pieces) {
        documents::store(clinic, &adding.document.id, &file, *first, piece)?;
    }
    let mut out = BufWriter::new(File::create(to)?);
    documents::save(clinic, &adding.document.id, &mut out)?;
    out.flush()?;
    out.get_ref().sync_all()?;
    Ok(())
}

fn copied_twice(from: &Path, by: &Path, to: &Path) -> io::Result<()> {
    for (from, to) in [(from, by), (by, to)] {
        let content = fs::read(from)?;
        let mut out = File::create(to)?;
        out.write_all(&content)?;
        out.sync_all()?;
    }
    Ok(())
}
