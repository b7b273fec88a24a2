//! Readings, one at a time, and how they went.

use clinic::measurements::add::{Reading, add};
use clinic::measurements::trend::trend;
use clinic::view::{At, Id};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::care::Measurements;
use crate::entry::{choice, entry, required};
use crate::exit::Result;

pub fn obey(who: &Who, said: Measurements) -> Result<Answer> {
    match said {
        Measurements::Add {
            input,
            entry: flags,
        } => {
            let said = entry(&input, flags)?;
            let (patient, kind) = (
                Id(required(said.patient, "patient")?),
                required(said.kind, "kind")?,
            );
            let text = required(said.value, "value")?;
            let kind = choice(&kind, "kind")?;
            let mut clinic = who.unlock()?;
            let reading = Reading {
                patient: patient.to()?,
                visit: said.visit.map(|visit| Id(visit).to()).transpose()?,
                kind,
                text,
                at: said
                    .at
                    .map_or(Ok(clinic.now()), |at| At(at).to_time("at"))?,
                keep_doubtful: said.keep,
            };
            let id = add(&mut clinic, &reading)?;
            Answer::done(
                &json!({ "id": id, "kind": kind, "at": At::of(reading.at) }),
                format!("Recorded {id}"),
            )
        }
        Measurements::Trend { patient, kind } => {
            let kind = choice(&kind, "kind")?;
            let clinic = who.unlock()?;
            let trend = trend(&clinic, &Id(patient), kind)?;
            let lines = trend.points.iter().map(|point| {
                let second = point
                    .second
                    .map_or(String::new(), |second| format!("/{}", second.0));
                format!("{}  {}{second} {}", point.at, point.value.0, trend.unit)
            });
            let text = lines.collect::<Vec<_>>().join("\n");
            Answer::done(&trend, text)
        }
    }
}
