//! The account of a patient at a portal.

use clinic::Reason;
use clinic::portal::{
    self, NewPortalInvitation, PortalAccountView, PortalChange, PortalContents, PortalContentsEdit,
    PortalState, PortalStatus,
};
use clinic::view::{Id, ReadVersionToken};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::portal::{ActivationEntry, ContentsEntry, InvitationEntry, OfAccount, Portal};
use crate::entry::{entry, id, nothing_to_change, read_version, read_version_or, required};
use crate::exit::{Problem, Result};
use crate::text::{Clocks, label};

pub fn run(who: &Who, args: Portal) -> Result<Answer> {
    match args {
        Portal::List { patient } => list(who, id(patient, "patient")?),
        Portal::Invite {
            input,
            entry: flags,
        } => invite(who, entry(&input, flags)?),
        Portal::Choose {
            id: account,
            input,
            entry: flags,
        } => {
            let account = id(account, "ID")?;
            let args = entry(&input, flags)?;
            let names_nothing = ContentsEntry {
                seen: args.seen.clone(),
                ..ContentsEntry::default()
            };
            if args == names_nothing {
                return Err(nothing_to_change("portal choose", "--visits"));
            }
            let mut clinic = who.unlock()?;
            let stored = portal::show(&clinic, &account)?;
            let edit = PortalContentsEdit {
                id: account,
                seen: read_version(args.seen, stored.seen, &input)?,
                loaded: stored.shows,
                form: PortalContents {
                    visits: args.visits.unwrap_or(stored.shows.visits),
                    plans: args.plans.unwrap_or(stored.shows.plans),
                    measurements: args.measurements.unwrap_or(stored.shows.measurements),
                    documents: args.documents.unwrap_or(stored.shows.documents),
                },
            };
            let changed = portal::choose(&mut clinic, &edit)?;
            answer("Changed", &changed, &Clocks::of(&clinic)?)
        }
        Portal::Activate {
            input,
            entry: flags,
        } => {
            let args: ActivationEntry = entry(&input, flags)?;
            let activation = required(args.activation_token, "activation_token")?;
            let verification = required(args.verification_token, "verification_token")?;
            let mut clinic = who.unlock()?;
            let activated = portal::activate(&mut clinic, &activation, &verification)?;
            answer("Activated", &activated, &Clocks::of(&clinic)?)
        }
        Portal::Suspend(of) => change(who, of, PortalStatus::Suspended),
        Portal::Resume(of) => change(who, of, PortalStatus::Active),
        Portal::Close(of) => change(who, of, PortalStatus::Closed),
        Portal::Reopen(of) => change(who, of, PortalStatus::Invited),
    }
}

fn list(who: &Who, patient: Id) -> Result<Answer> {
    let clinic = who.unlock()?;
    let portal = portal::list(&clinic, &patient)?;
    let mut lines = Vec::new();
    if let Some(account) = &portal.account {
        lines.push(line(account, &Clocks::of(&clinic)?));
    }
    match portal.state {
        PortalState::None => lines.push("No account at the portal.".to_owned()),
        PortalState::Expired => lines.push("The invitation was not used in time.".to_owned()),
        PortalState::Unsure => {
            lines.push("What the portal may show cannot be told: it shows nothing.".to_owned());
        }
        PortalState::Invited
        | PortalState::Active
        | PortalState::Suspended
        | PortalState::Closed => {}
    }
    Answer::done(&portal, lines.join("\n"))
}

fn invite(who: &Who, args: InvitationEntry) -> Result<Answer> {
    let patient_id = id(required(args.patient, "patient")?, "patient")?;
    let mut clinic = who.unlock()?;
    let stored = portal::list(&clinic, &patient_id)?.account;
    let shows = stored.as_ref().map(|account| account.shows);
    let shows = shows.unwrap_or(PortalContents::default());
    let form = NewPortalInvitation {
        patient_id,
        seen: match (args.seen, stored) {
            (Some(token), Some(account)) => Some(crate::entry::of_record(token, &account.seen)?),
            (token, None) => token.map(ReadVersionToken),
            (None, Some(account)) => Some(account.seen),
        },
        shows: PortalContents {
            visits: args.visits.unwrap_or(shows.visits),
            plans: args.plans.unwrap_or(shows.plans),
            measurements: args.measurements.unwrap_or(shows.measurements),
            documents: args.documents.unwrap_or(shows.documents),
        },
    };
    let invitation = portal::invite(&mut clinic, &form).map_err(|error| match error {
        clinic::Error::Invalid {
            field: "status",
            reason: Reason::OutOfOrder,
        } => Problem::refused(
            "invalid",
            "This patient has an account in use, in this file or in one that was merged with it. Nothing was changed; \
             `nutrivault portal list` shows it, and `nutrivault portal close` ends it first.",
        )
        .at("patient"),
        other => other.into(),
    })?;
    let text = format!(
        "Invited {}\nActivation token: {}\nVerification token: {}\nBoth are shown this once. Pass them on by two ways.",
        line(&invitation.account, &Clocks::of(&clinic)?),
        invitation.activation_token,
        invitation.verification_token
    );
    Answer::done(&invitation, text)
}

fn change(who: &Who, of: OfAccount, status: PortalStatus) -> Result<Answer> {
    let account = id(of.id, "ID")?;
    let mut clinic = who.unlock()?;
    let seen = read_version_or(&clinic, of.seen, |clinic| {
        Ok(portal::show(clinic, &account)?.seen)
    })?;
    let change = PortalChange {
        id: account,
        seen,
        status,
    };
    let changed = portal::change(&mut clinic, &change);
    let changed = changed.map_err(|error| of_status(error, status))?;
    answer("Changed", &changed, &Clocks::of(&clinic)?)
}

/// Words the refusal of a status that cannot follow.
fn of_status(error: clinic::Error, status: PortalStatus) -> Problem {
    let is_status = matches!(
        error,
        clinic::Error::Invalid {
            field: "status",
            reason: Reason::OutOfOrder,
        }
    );
    if !is_status {
        return error.into();
    }
    let why = match status {
        PortalStatus::Invited => "its invitation was used, or replaced",
        _ => "it was never activated, or another file of the patient has an account in use",
    };
    Problem::refused(
        "invalid",
        format!(
            "This account cannot be {} now: {why}. Nothing was changed; `nutrivault portal list` shows what it is.",
            label(&status)
        ),
    )
    .at("status")
}

fn answer(heading: &str, account: &PortalAccountView, clocks: &Clocks) -> Result<Answer> {
    let text = format!("{heading} {}", line(account, clocks));
    Answer::done(&json!({ "account": account }), text)
}

fn line(account: &PortalAccountView, clocks: &Clocks) -> String {
    let shows = &account.shows;
    let all = [
        (shows.visits, "visits"),
        (shows.plans, "plans"),
        (shows.measurements, "measurements"),
        (shows.documents, "documents"),
    ];
    let shown: Vec<&str> = all
        .into_iter()
        .filter(|(is, _)| *is)
        .map(|(_, what)| what)
        .collect();
    let shown = match shown.is_empty() {
        true => "nothing".to_owned(),
        false => shown.join(", "),
    };
    let until = account.expires_at.as_ref();
    let until = until.map_or(String::new(), |at| format!(", until {}", clocks.time(at)));
    format!(
        "{}  {}, invited {}{until}, may show {shown}",
        account.id,
        label(&account.status),
        clocks.time(&account.invited_at)
    )
}
