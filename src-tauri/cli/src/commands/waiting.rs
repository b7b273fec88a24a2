//! Patients who wait for a time, and times that freed.

use clinic::Clinic;
use clinic::appointment_types::known::USUAL_TYPE;
use clinic::appointments::NewAppointment;
use clinic::view::{Day, Id};
use clinic::waiting_list::book::book;
use clinic::waiting_list::list::{list as list_waiting, show};
use clinic::waiting_list::offers::{dismiss, fits, list as free_times};
use clinic::waiting_list::record::{add, ask_to_call, call, edit, end, reopen, wished_time};
use clinic::waiting_list::{
    FitRow, FreeSlotView, NewWaiting, WaitingBooking, WaitingCall, WaitingEntry, WaitingPart,
    WaitingQuery, WaitingWishes, WishedDay,
};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::waiting::{
    NewWaitingEntry, Waiting, WaitingBookingEntry, WaitingCallEntry, WishesEntry,
};
use crate::commands::appointment_types::type_id;
use crate::commands::appointments::{answer as booked, length, refused, room_id};
use crate::entry::{choice, day, entry, id, moment, read_version, replace, required, user_id};
use crate::exit::{Problem, Result};
use crate::text::{Clocks, count, elsewhere, label, listed, patient};
use crate::together::Together;

pub fn run(who: &Who, args: Waiting) -> Result<Answer> {
    match args {
        Waiting::List {
            ended,
            limit,
            offset,
        } => list(who, ended, limit, offset),
        Waiting::Show { id: row } => {
            let row = id(row, "ID")?;
            let clinic = who.unlock()?;
            answer("", &show(&clinic, &row)?, &clinic)
        }
        Waiting::Add {
            input,
            entry: flags,
        } => {
            let args = entry(&input, flags)?;
            let mut clinic = who.unlock()?;
            let form = typed(&clinic, args)?;
            let added = add(&mut clinic, &form)?;
            Ok(answer("On the list:", &added, &clinic)?.with_change(true))
        }
        Waiting::Ask { patient } => {
            let patient = id(patient, "PATIENT")?;
            let mut clinic = who.unlock()?;
            let added = ask_to_call(&mut clinic, &patient)?;
            Ok(answer("On the list:", &added, &clinic)?.with_change(true))
        }
        Waiting::Edit {
            id: row,
            input,
            entry: flags,
        } => {
            let (row, args) = (id(row, "ID")?, entry(&input, flags)?);
            let mut clinic = who.unlock()?;
            let stored = show(&clinic, &row)?;
            let seen = read_version(args.seen.clone(), stored.seen.clone(), &input)?;
            let form = changed(&clinic, stored.wishes.clone(), args)?;
            let edited = edit(&mut clinic, &row, &seen, &stored.wishes, &form)?;
            let changed = edited.seen != stored.seen;
            Ok(answer("Changed:", &edited, &clinic)?.with_change(changed))
        }
        Waiting::Free => {
            let clinic = who.unlock()?;
            free(&clinic, &free_times(&clinic)?.slots)
        }
        Waiting::Fits { id: slot } => {
            let slot = id(slot, "ID")?;
            let clinic = who.unlock()?;
            let view = fits(&clinic, &slot)?;
            let clocks = Clocks::of(&clinic)?;
            let lines: Vec<String> = view.rows.iter().map(|row| fit_line(row, &clocks)).collect();
            let text = format!(
                "{}\n{}",
                slot_line(&view.slot, &clocks),
                listed(lines, "Nobody fits.")
            );
            Answer::done(&view, text)
        }
        Waiting::Dismiss { id: slot, undo } => {
            let slot = id(slot, "ID")?;
            let mut clinic = who.unlock()?;
            let left = dismiss(&mut clinic, &[slot], !undo)?;
            free(&clinic, &left.slots)
        }
        Waiting::Call {
            id: row,
            input,
            entry: flags,
        } => {
            let (row, args) = (id(row, "ID")?, entry(&input, flags)?);
            let form = called(row, args)?;
            let mut clinic = who.unlock()?;
            let row = call(&mut clinic, &form)?;
            answer("Recorded:", &row, &clinic)
        }
        Waiting::Book {
            id: row,
            input,
            entry: flags,
        } => {
            let (row, args) = (id(row, "ID")?, entry(&input, flags)?);
            let mut clinic = who.unlock()?;
            let is_named = args.provider.is_some();
            let form = booking(&clinic, row, args)?;
            let view =
                book(&mut clinic, &form).map_err(|error| refused(&clinic, error, is_named))?;
            booked(&clinic, view)
        }
        Waiting::End {
            id: row,
            input,
            entry: flags,
        } => {
            let (row, args) = (id(row, "ID")?, entry(&input, flags)?);
            let mut clinic = who.unlock()?;
            let stored = show(&clinic, &row)?;
            let seen = read_version(args.seen, stored.seen, &input)?;
            let reason = args.reason.unwrap_or_default();
            let ended = end(&mut clinic, &row, &seen, &reason)?;
            answer("Ended:", &ended, &clinic)
        }
        Waiting::Reopen { id: row, seen } => {
            let row = id(row, "ID")?;
            let mut clinic = who.unlock()?;
            let stored = show(&clinic, &row)?;
            let seen = read_version(seen, stored.seen, &Default::default())?;
            let waiting = reopen(&mut clinic, &row, &seen)?;
            answer("On the list again:", &waiting, &clinic)
        }
    }
}

fn list(who: &Who, ended: bool, limit: u32, offset: u32) -> Result<Answer> {
    let query = WaitingQuery {
        part: match ended {
            true => WaitingPart::Ended,
            false => WaitingPart::Current,
        },
        offset,
        limit,
    };
    let clinic = who.unlock()?;
    let page = list_waiting(&clinic, &query)?;
    let clocks = Clocks::of(&clinic)?;
    let lines = page.rows.iter().map(|row| line(row, &clocks)).collect();
    let none = match ended {
        true => "Nobody's wait ended in three months.",
        false => "Nobody is waiting. Add someone when no time fits.",
    };
    Answer::done(&page, clocks.headed(lines, none))
}

fn free(clinic: &Clinic, slots: &[FreeSlotView]) -> Result<Answer> {
    let clocks = Clocks::of(clinic)?;
    let lines = slots.iter().map(|slot| slot_line(slot, &clocks)).collect();
    let text = clocks.headed(lines, "No time has freed that someone who waits fits into.");
    Answer::done(&json!({ "slots": slots }), text)
}

fn typed(clinic: &Clinic, args: NewWaitingEntry) -> Result<NewWaiting> {
    let wishes = WishesEntry {
        kind: args.kind,
        provider: args.provider,
        weekdays: args.weekdays,
        from_time: args.from_time,
        until_time: args.until_time,
        from_day: args.from_day,
        until_day: args.until_day,
        note: args.note,
        seen: None,
    };
    let any = WaitingWishes {
        type_id: None,
        provider_id: None,
        weekdays: Vec::new(),
        from_time: String::new(),
        until_time: String::new(),
        from_day: None,
        until_day: None,
        note: String::new(),
    };
    let (patient_id, wishes) = (
        required(args.patient, "patient").and_then(|patient| id(patient, "patient")),
        changed(clinic, any, wishes),
    )
        .together()?;
    Ok(NewWaiting { patient_id, wishes })
}

/// Replaces what the entry names; an empty value is any.
fn changed(clinic: &Clinic, mut form: WaitingWishes, args: WishesEntry) -> Result<WaitingWishes> {
    let wanted_day = |text: Option<String>, field: &'static str, stored: Option<Day>| match text {
        Some(text) if text.trim().is_empty() => Ok(None),
        Some(text) => day(text, field).map(Some),
        None => Ok(stored),
    };
    let provider = match args.provider {
        Some(name) if name.trim().is_empty() => Ok(None),
        Some(name) => user_id(clinic, &name, "provider").map(Some),
        None => Ok(form.provider_id.clone()),
    };
    let weekdays = match args.weekdays {
        Some(days) => weekdays(&days),
        None => Ok(form.weekdays.clone()),
    };
    // the clinic checks the times again, and their order
    let time = |text: &Option<String>, field: &'static str| -> Result<()> {
        wished_time(text.as_deref().unwrap_or_default(), field)?;
        Ok(())
    };
    let (provider, weekdays, from_day, until_day, (), ()) = (
        provider,
        weekdays,
        wanted_day(args.from_day, "from_day", form.from_day.clone()),
        wanted_day(args.until_day, "until_day", form.until_day.clone()),
        time(&args.from_time, "from_time"),
        time(&args.until_time, "until_time"),
    )
        .together()?;
    form.provider_id = provider;
    form.weekdays = weekdays;
    form.from_day = from_day;
    form.until_day = until_day;
    if let Some(kind) = args.kind {
        form.type_id = match kind.trim() {
            "" => None,
            kind => Some(type_id(clinic, kind)?),
        };
    }
    replace(&mut form.from_time, args.from_time);
    replace(&mut form.until_time, args.until_time);
    replace(&mut form.note, args.note);
    Ok(form)
}

fn weekdays(text: &str) -> Result<Vec<WishedDay>> {
    let words = text.split([' ', ',']).filter(|word| !word.is_empty());
    words
        .map(|word| choice(word, "weekdays"))
        .collect::<Result<Vec<WishedDay>>>()
}

fn called(row: Id, args: WaitingCallEntry) -> Result<WaitingCall> {
    let (result, retry_on) = (
        required(args.result, "result").and_then(|result| choice(&result, "result")),
        args.retry_on.map(|on| day(on, "retry_on")).transpose(),
    )
        .together()?;
    Ok(WaitingCall {
        id: row,
        result,
        retry_on,
        note: args.note.unwrap_or_default(),
    })
}

fn booking(clinic: &Clinic, row: Id, args: WaitingBookingEntry) -> Result<WaitingBooking> {
    let stored = show(clinic, &row)?;
    let wished = stored.wishes.provider_id.clone();
    let provider_id = match &args.provider {
        Some(name) => user_id(clinic, name, "provider"),
        None => Ok(wished.unwrap_or(Id::of(clinic.actor().user()))),
    };
    let seen = args
        .seen
        .map_or(Ok::<_, Problem>(stored.seen.clone()), |token| {
            crate::entry::of_record(token, &stored.seen)
        });
    let (provider_id, room_id, starts_at, minutes, seen) = (
        provider_id,
        args.room.map(|name| room_id(clinic, &name)).transpose(),
        required(args.starts, "starts").and_then(|starts| moment(starts, "starts")),
        args.minutes.map_or(Ok(0), length),
        seen,
    )
        .together()?;
    let kind = args.kind.map(|kind| type_id(clinic, &kind)).transpose()?;
    let kind = kind.or(stored.wishes.type_id);
    Ok(WaitingBooking {
        id: row,
        seen,
        appointment: NewAppointment {
            patient_id: Some(stored.patient.id),
            provider_id,
            room_id: room_id.flatten(),
            facility_id: None,
            type_id: kind.unwrap_or(Id(USUAL_TYPE.to_owned())),
            starts_at,
            minutes,
            reason: String::new(),
            seats: None,
            topic: String::new(),
        },
    })
}

fn answer(heading: &str, row: &WaitingEntry, clinic: &Clinic) -> Result<Answer> {
    let clocks = Clocks::of(clinic)?;
    let text = format!("{heading} {}", line(row, &clocks));
    Answer::done(&json!({ "entry": row }), text.trim_start())
}

/// `1f0c…  Mary Okafor …  since 2026-11-14  Follow-up, Claire Moreau, mon wed, from 09:00  020 5550101  2 calls`.
fn line(row: &WaitingEntry, clocks: &Clocks) -> String {
    let mut line = format!(
        "{}  {}  since {}  {}",
        row.id,
        patient(&row.patient),
        row.since,
        wants(row)
    );
    if let Some(phone) = &row.phone {
        line.push_str(&format!("  {phone}"));
    }
    if let Some(call) = &row.last_call {
        let number = usize::try_from(row.calls).unwrap_or(usize::MAX);
        let calls = count(number, "call", "calls");
        let (result, at) = (label(&call.result), clocks.time(&call.at));
        line.push_str(&format!("  {calls}, last {at}: {result}"));
    }
    if !row.wishes.note.is_empty() {
        line.push_str(&format!("  ({})", row.wishes.note));
    }
    if let Some(end) = &row.end {
        let (outcome, at) = (label(&end.outcome), clocks.time(&end.at));
        line.push_str(&format!("  {outcome} {at}, {}  {}", end.by, end.reason));
    }
    line.trim_end().to_owned()
}

fn wants(row: &WaitingEntry) -> String {
    let wishes = &row.wishes;
    let days: Vec<String> = wishes.weekdays.iter().map(label).collect();
    let named = |before: &str, text: &str| match text {
        "" => None,
        text => Some(format!("{before}{text}")),
    };
    let day = |before: &str, day: &Option<Day>| day.as_ref().map(|day| format!("{before}{day}"));
    let wants = [
        row.r#type.clone(),
        row.provider.clone(),
        named("", &days.join(" ")),
        named("from ", &wishes.from_time),
        named("until ", &wishes.until_time),
        day("from ", &wishes.from_day),
        day("until ", &wishes.until_day),
    ];
    let wants: Vec<String> = wants.into_iter().flatten().collect();
    match wants.is_empty() {
        true => "any time".to_owned(),
        false => wants.join(", "),
    }
}

fn slot_line(slot: &FreeSlotView, clocks: &Clocks) -> String {
    let fits = usize::try_from(slot.fits).unwrap_or(usize::MAX);
    format!(
        "{}  {} to {}  {}  {}{}  {}",
        slot.ids.first().map_or(String::new(), Id::to_string),
        clocks.time(&slot.starts_at),
        clocks.time(&slot.ends_at),
        slot.provider,
        slot.room.as_deref().unwrap_or("-"),
        elsewhere(slot.facility.as_deref()),
        count(fits, "person fits", "people fit")
    )
}

fn fit_line(row: &FitRow, clocks: &Clocks) -> String {
    let minutes = row.minutes;
    let starts = clocks.time(&row.starts_at);
    format!("  {starts}, {minutes} min  {}", line(&row.entry, clocks))
}
