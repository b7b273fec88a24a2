//! A week or a month of the diary in lines.

use clinic::appointments::day::week;
use clinic::appointments::month::month;
use clinic::appointments::{WeekDay, WeekOf, WeekQuery, WeekView};
use clinic::error::{Error, Reason};
use clinic::view::Day;

use super::line::{band_line, line};
use super::room::room_id;
use crate::answer::Answer;
use crate::args::Who;
use crate::commands::user_details::department_id;
use crate::entry::{self, user_id};
use crate::exit::Result;
use crate::opening::OpenClinic;
use crate::text::Clocks;

/// A provider, a room or a department, as they were named; one of them at most.
type Whose = (Option<String>, Option<String>, Option<String>);

pub fn run(who: &Who, day: Option<String>, whose: Whose) -> Result<Answer> {
    let (clinic, query) = query(who, day, whose)?;
    let shown = week(&clinic, &query)?;
    require_here(&query, shown.of.as_ref())?;
    let text = text(&shown, &Clocks::of(&clinic)?);
    Answer::done(&shown, text)
}

pub fn month_of(who: &Who, day: Option<String>, whose: Whose) -> Result<Answer> {
    let (clinic, query) = query(who, day, whose)?;
    let shown = month(&clinic, &query)?;
    require_here(&query, shown.of.as_ref())?;
    let mut lines = vec![format!("{}, month of {}", shown.name, shown.month)];
    let clocks = Clocks::of(&clinic)?;
    lines.extend(shown.absences.iter().map(|band| band_line(band, &clocks)));
    lines.extend(shown.days.iter().map(day_line));
    Answer::done(&shown, lines.join("\n"))
}

fn query(who: &Who, day: Option<String>, whose: Whose) -> Result<(OpenClinic, WeekQuery)> {
    let day = day.map(|text| entry::day(text, "day")).transpose()?;
    let clinic = who.unlock()?;
    let day = day.map_or_else(|| clinic.today().map(Day::of), Ok)?;
    let of = match whose {
        (Some(name), _, _) => Some(WeekOf::Provider {
            provider_id: user_id(&clinic, &name, "provider")?,
        }),
        (None, Some(name), _) => room_id(&clinic, &name)?.map(|room_id| WeekOf::Room { room_id }),
        (None, None, Some(name)) => {
            department_id(&clinic, &name)?.map(|department_id| WeekOf::Department { department_id })
        }
        (None, None, None) => None,
    };
    Ok((clinic, WeekQuery { day, of }))
}

/// Checks that what was asked for is shown: a room of another facility is not.
fn require_here(query: &WeekQuery, of: Option<&WeekOf>) -> Result<()> {
    match query.of.is_some() && query.of.as_ref() != of {
        true => Err(Error::invalid("roomId", Reason::Elsewhere).into()),
        false => Ok(()),
    }
}

fn day_line(day: &WeekDay) -> String {
    let hours: Vec<String> = day
        .hours
        .iter()
        .map(|hours| format!("{}-{}", hours.from, hours.to))
        .collect();
    let hours = match hours.as_slice() {
        [] => "off".to_owned(),
        hours => hours.join(" "),
    };
    format!(
        "{}  {hours}  {} booked, {} free",
        day.day, day.booked, day.free
    )
}

fn text(week: &WeekView, clocks: &Clocks) -> String {
    let mut lines = vec![format!(
        "{}, week of {} by the clocks of {}",
        week.name,
        week.from,
        clocks.zone()
    )];
    lines.extend(week.absences.iter().map(|band| band_line(band, clocks)));
    for day in &week.days {
        lines.push(day_line(day));
        let own = week.appointments.iter();
        let own = own.map(|one| (one, clocks.time(&one.starts_at)));
        let own = own.filter(|(_, starts)| starts.starts_with(&day.day.0));
        lines.extend(own.map(|(one, starts)| format!("  {}", line(one, &starts))));
    }
    lines.join("\n")
}
