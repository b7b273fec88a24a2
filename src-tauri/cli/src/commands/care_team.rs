//! The care team of a patient.

use clinic::care_team::{self, MemberEnd, MemberState, MemberView, NewMember};
use clinic::view::{Day, Id, ReadVersionToken};
use clinic::{Clinic, Error};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::care_team::{CareTeam, NewMemberEntry};
use crate::commands::removal;
use crate::entry::{day, entry, id, read_version_or, required, user_id};
use crate::exit::Result;
use crate::text::listed;
use crate::together::Together;

pub fn run(who: &Who, args: CareTeam) -> Result<Answer> {
    match args {
        CareTeam::List { patient } => {
            let patient = id(patient, "patient")?;
            let clinic = who.unlock()?;
            let team = care_team::list(&clinic, &patient)?;
            let assigned = team.dietitian.as_ref();
            let assigned = assigned.map(|one| format!("{}  {}, assigned", one.id, one.name));
            let lines = assigned.into_iter().chain(team.members.iter().map(line));
            let text = listed(lines.collect(), "Nobody is assigned or on the team.");
            Answer::done(&team, text)
        }
        CareTeam::Add {
            input,
            entry: flags,
        } => add(who, entry(&input, flags)?),
        CareTeam::End {
            id: row,
            on,
            undo,
            seen,
        } => {
            let row = id(row, "ID")?;
            let on = on.map(|on| day(on, "on")).transpose()?;
            let mut clinic = who.unlock()?;
            let until = match (undo, on) {
                (true, _) => None,
                (false, Some(day)) => Some(day),
                (false, None) => Some(Day::of(clinic.today()?)),
            };
            let end = MemberEnd {
                seen: read_version_or(&clinic, seen, |clinic| read(clinic, &row))?,
                id: row,
                until,
            };
            answer("Changed", &care_team::end(&mut clinic, &end)?)
        }
        CareTeam::Remove {
            id: row,
            reason,
            seen,
        } => removal::remove(who, row, seen, read, |clinic, row, seen| {
            care_team::remove(clinic, row, seen, &reason)
        }),
        CareTeam::Restore { id: row, seen } => {
            let row = id(row, "ID")?;
            let mut clinic = who.unlock()?;
            let seen = read_version_or(&clinic, seen, |clinic| {
                Ok(care_team::removed(clinic, &row)?)
            })?;
            answer("Restored", &care_team::restore(&mut clinic, &row, &seen)?)
        }
    }
}

fn read(clinic: &Clinic, row: &Id) -> Result<ReadVersionToken> {
    Ok(care_team::show(clinic, row)?.seen)
}

fn add(who: &Who, args: NewMemberEntry) -> Result<Answer> {
    let (patient_id, member, since) = (
        required(args.patient, "patient").and_then(|patient| id(patient, "patient")),
        required(args.member, "member"),
        args.since.map(|since| day(since, "since")).transpose(),
    )
        .together()?;
    let mut clinic = who.unlock()?;
    let new = NewMember {
        patient_id,
        user_id: user_id(&clinic, &member, "member")?,
        since: match since {
            Some(day) => day,
            None => Day::of(clinic.today()?),
        },
    };
    let added = care_team::add(&mut clinic, &new).map_err(|error| match error {
        // it was named, not given by its id
        Error::Invalid {
            field: "userId",
            reason,
        } => Error::invalid("member", reason),
        other => other,
    })?;
    answer("Added", &added)
}

fn answer(heading: &str, member: &MemberView) -> Result<Answer> {
    let text = format!("{heading} {}", line(member));
    Answer::done(&json!({ "member": member }), text)
}

fn line(member: &MemberView) -> String {
    let day = |word: &str, day: &Option<Day>| match day {
        Some(day) => format!(", {word} {day}"),
        None => String::new(),
    };
    let state = match member.state {
        MemberState::Current => "",
        MemberState::Ahead => ", not yet",
        MemberState::Over => ", no longer",
    };
    let (since, until) = (day("since", &member.since), day("until", &member.until));
    format!("{}  {}{since}{until}{state}", member.id, member.name)
}
