//! Sentences about one field, where the general one made of its name and the reason would be wrong.

use ::clinic::error::Reason;

use crate::entry::flag;

/// Returns the name of a field on the command line.
pub(super) fn entry_name(name: &str) -> &str {
    match name {
        "clinic_name" => "clinic",
        "starts_at" => "starts",
        "ends_at" => "ends",
        "provider_id" => "provider",
        "room_id" => "room",
        "type_id" => "kind",
        "working_hours" => "set",
        "is_active" => "active",
        "food_level" => "food",
        "fluid_level" => "fluid",
        "is_confirmed" => "confirmed",
        "tests" => "test",
        "groups" => "group",
        "targets" => "exchange_target",
        "lines" => "line",
        "codes" => "claim_code",
        "left_out" => "leave_out",
        "paid_amount" | "refund_amount" | "spent_amount" => "amount",
        "spent_on" => "day",
        "facility_id" | "workplace" => "facility",
        "department_id" => "department",
        "low_minutes" => "low",
        "medium_minutes" => "medium",
        "high_minutes" => "high",
        "critical_minutes" => "critical",
        "counts" => "count",
        super::prescriptions::LAST_DAY | super::referrals::LAST_DAY => "valid_until",
        super::referrals::SOURCE => "from",
        other if other.starts_with("lines.") => "line",
        other if other.starts_with("counts.") => "count",
        other => of_group(other).map_or(other, |_| "group"),
    }
}

/// Returns which field of a line of a table is meant.
fn of_group(name: &str) -> Option<&str> {
    let (_, field) = name.strip_prefix("groups.")?.split_once('.')?;
    Some(field)
}

/// Returns the sentence of a field of foods, targets, laboratory results and days, and whether what was typed cannot be
/// read; none where the general one fits.
pub(super) fn of(name: &str, reason: Reason) -> Option<(bool, String)> {
    let flag = flag(entry_name(name));
    let is_read = matches!(reason, Reason::Malformed | Reason::Unknown);
    let takes = of_diet_orders(name)
        .or_else(|| of_prescriptions(name))
        .or_else(|| of_prices(name));
    let is_line = name.starts_with("lines.");
    let is_money =
        is_line || ["price", "spent_amount"].contains(&name) || name.starts_with("counts.");
    let is_amount = is_money && matches!(reason, Reason::TooLong | Reason::TwoNumbers)
        || is_line && reason == Reason::Required;
    if let Some(takes) = takes.filter(|_| is_read || is_amount || reason == Reason::Impossible) {
        return Some((
            is_read,
            format!("{flag} takes {takes}. Nothing was changed."),
        ));
    }
    if (name, reason) == ("lines", Reason::TooLong) {
        let sentence = "An invoice or a quote has 20 lines at most. Nothing was changed.";
        return Some((false, sentence.to_owned()));
    }
    if (name, reason) == ("results", Reason::TooLong) {
        let sentence = "A sheet has 200 lines at most. Nothing was recorded; begin another sheet for the rest.";
        return Some((false, sentence.to_owned()));
    }
    if (name, reason) == ("invoice", Reason::OutOfOrder) {
        let sentence = "This invoice is not overdue, so nobody is reminded of it. Nothing was written; `nutrivault \
                        invoices overdue` has those that are.";
        return Some((false, sentence.to_owned()));
    }
    if let Some(sentence) = of_absences(name, reason) {
        return Some((false, sentence.to_owned()));
    }
    if let Some(sentence) = of_clashes(name, reason) {
        return Some((false, sentence.to_owned()));
    }
    if let Some(sentence) = super::series::of(name, reason) {
        return Some((false, sentence.to_owned()));
    }
    let group = super::groups::of(name, reason);
    if let Some(sentence) = group
        .or(super::packages::of(name, reason))
        .or(super::prescriptions::of(name, reason))
        .or(super::quotes::of(name, reason))
        .or(of_expenses(name, reason))
    {
        return Some((false, sentence.to_owned()));
    }
    let of_chart = super::referrals::of(name, reason)
        .or(super::record_requests::of(name, reason))
        .or(super::pregnancies::of(name, reason))
        .or(super::stays::of(name, reason))
        .or(super::roles::of(name, reason))
        .or(super::visits::of(name, reason));
    if let Some(sentence) = of_chart {
        return Some((is_read, sentence.to_owned()));
    }
    if let Some(sentence) = super::waiting::of(name, reason) {
        return Some((false, sentence.to_owned()));
    }
    if let Some(sentence) = of_users(name, reason) {
        return Some((false, sentence.to_owned()));
    }
    if let Some(sentence) = of_exchanges(name, reason) {
        return Some((is_read, format!("{flag} {sentence}")));
    }
    Some(match (name, reason) {
        ("amount", Reason::Malformed | Reason::Unknown) => (
            true,
            format!(
                "{flag} takes how much of the food, as a number and one of its measures, such as `150 g`, `1 1/2 cups` \
                 or `2`; words have no amount, and three digits behind one comma or point can be two numbers. Nothing \
                 was changed."
            ),
        ),
        ("amount", Reason::Impossible) => (
            false,
            format!(
                "{flag} is nothing, or more than anybody eats. Nothing was changed; correct it and do it again."
            ),
        ),
        ("language", Reason::Malformed) => (
            true,
            format!(
                "{flag} takes the code of a language, such as `en` or `fr`. Nothing was changed."
            ),
        ),
        ("time", Reason::Malformed) => (
            true,
            format!(
                "{flag} takes a time of the day, such as 07:30, 7h30 or 1930, or nothing. Nothing was changed."
            ),
        ),
        // of a recall and of a meal plan
        ("day", Reason::Unknown) => (
            true,
            format!(
                "{flag} takes the number of a day: 1 for the first one, up to 3 in a recall and 14 in a meal plan. \
                 Nothing was changed."
            ),
        ),
        ("low" | "high", Reason::Malformed | Reason::Unknown) => (
            true,
            format!(
                "{flag} takes a number, and behind it a unit of the same quantity where it has another one, such as \
                 `75`, `1.2 g` or `7500 kJ`; three digits behind one comma or point can be two numbers. Nothing was \
                 changed."
            ),
        ),
        ("low" | "high", Reason::Impossible) => (
            false,
            format!(
                "{flag} is nothing or less, or more than can be aimed at. Nothing was changed; correct it and do it \
                 again."
            ),
        ),
        // of a meal plan, a product, and the inputs of an estimate
        ("energy", Reason::Malformed | Reason::Unknown) => (
            true,
            format!(
                "{flag} takes an energy in kcal, such as `1800`, and of a meal plan in another unit, too, such as \
                 `7500 kJ`; three digits behind one comma or point can be two numbers. Nothing was changed."
            ),
        ),
        ("energy", Reason::Impossible) => (
            false,
            format!(
                "{flag} is nothing or less, or more than there can be. Nothing was changed; correct it and do it again."
            ),
        ),
        ("high", Reason::Backwards) => (
            false,
            format!(
                "{flag} is not above --low. Nothing was changed; correct the one that is wrong."
            ),
        ),
        ("onset", Reason::Backwards) => (
            false,
            format!(
                "{flag} lies before the birth date. Nothing was changed; correct the one that is wrong."
            ),
        ),
        ("minutes", Reason::Impossible) => {
            (false, format!("{flag} is 1 to 1440. Nothing was changed."))
        }
        ("low", Reason::Required) => (
            false,
            "Neither --low nor --high is given. Nothing was changed; give one of them, or both."
                .to_owned(),
        ),
        ("stage", Reason::Unknown) => (
            true,
            format!(
                "{flag} is none that can be this patient's: `nutrivault targets reference` lists those. Nothing was \
                 changed."
            ),
        ),
        ("informed", Reason::Required) => (
            false,
            "--informed is not given, or was for another value, and a value is critical: who was told? Nothing was \
             changed; tell the doctor, then enter it with --informed."
                .to_owned(),
        ),
        ("wished_on", Reason::TooLongAgo) => (
            false,
            "--wished-on is over. Nothing was changed; give a day from today on.".to_owned(),
        ),
        ("collected_on", Reason::TooLongAgo) => (
            false,
            "--collected-on is before these tests were ordered. Nothing was changed; correct it."
                .to_owned(),
        ),
        ("test", Reason::Unknown) => (
            true,
            format!(
                "{flag} is no test of the list: `nutrivault labs tests` has it. Nothing was changed; give a key of it, \
                 or --name."
            ),
        ),
        ("start_day" | "taken_on" | "days" | "collected_on" | "measured_at", Reason::Backwards) => {
            (
                false,
                format!(
                    "{flag} lies before the patient was born. Nothing was changed; correct it, or the birth date."
                ),
            )
        }
        ("parts", Reason::ContainsItself) => (
            false,
            "A part is the recipe itself, or is made of it. Nothing was changed; take that part out.".to_owned(),
        ),
        ("parts", Reason::Required) => (
            true,
            "A recipe is made of one food at least. Nothing was changed; give --part, such as `01077=2 cups`."
                .to_owned(),
        ),
        ("parts", Reason::TooLarge) => (
            false,
            "A recipe has 60 parts at most. Nothing was changed; make a recipe of some of them.".to_owned(),
        ),
        ("portions", Reason::Impossible) => (
            false,
            format!("{flag} is 1 to 500, and a portion weighs something. Nothing was changed; correct it."),
        ),
        ("yield_weight", Reason::Malformed | Reason::Impossible | Reason::TwoNumbers) => (
            true,
            format!(
                "{flag} takes a number of grams above 0, such as 1200 or `950 g`, or nothing for what the parts weigh \
                 together; three digits behind one comma or point can be two numbers. Nothing was changed."
            ),
        ),
        ("days", Reason::TooLarge) => (
            false,
            format!(
                "{flag} has more days than this kind of recall. Nothing was changed; leave some out."
            ),
        ),
        ("days", Reason::Taken) => (
            false,
            format!("{flag} has a day twice. Nothing was changed; leave one out."),
        ),
        ("end_day" | "on", Reason::Backwards) => (
            false,
            "The last day lies before the first one. Nothing was changed; give a later one."
                .to_owned(),
        ),
        ("low_minutes" | "medium_minutes" | "high_minutes" | "critical_minutes", Reason::Impossible) => (
            true,
            format!("{flag} is 1 to 1440 minutes. Nothing was changed."),
        ),
        ("appointment", Reason::OutOfOrder) => (
            false,
            "This appointment took place, was missed or is cancelled, so it stays when it was. Nothing was changed; \
             book another one, or set its status first."
                .to_owned(),
        ),
        ("visit", Reason::OutOfOrder) => (
            false,
            "This visit has ended. Nothing was changed; say why it is discarded with --reason, or remove a part of it."
                .to_owned(),
        ),
        ("state", Reason::OutOfOrder) => (
            false,
            "This alert is over. Nothing was changed; raise another one with `nutrivault alerts raise`.".to_owned(),
        ),
        ("level", Reason::OutOfOrder) => (
            false,
            "This alert is at the last level and calls everybody already. Nothing was changed; phone them.".to_owned(),
        ),
        ("expires_at", Reason::Backwards) => (
            false,
            format!("{flag} has passed. Nothing was raised; give a later time, or none."),
        ),
        ("facility" | "department" | "room", Reason::OutOfUse) => (
            false,
            format!("{flag} names what the clinic no longer uses. Nothing was changed; name one that is in use."),
        ),
        ("name" | "unit" | "decimals", Reason::OutOfOrder) => (
            false,
            "Values of this kind were recorded, so its name, unit and decimals stay. Nothing was changed; add another \
             kind, and take this one out of use with --active false."
                .to_owned(),
        ),
        _ => return None,
    })
}

fn of_absences(name: &str, reason: Reason) -> Option<&'static str> {
    Some(match (name, reason) {
        ("starts_at", Reason::Absent) => {
            "The provider is absent then. Nothing was changed; give another time or another provider. \
             `nutrivault absences list` has the absences."
        }
        ("room_id", Reason::Absent) => {
            "The room is closed then. Nothing was changed; give another room, none or another time. \
             `nutrivault absences list` has the absences."
        }
        ("provider_id", Reason::Required) => {
            "Neither --provider nor --room is given. Nothing was recorded; an absence is of one of them."
        }
        ("provider_id", Reason::Unknown) => {
            "--provider is a user who has left, or whose role does not hold visits. Nothing was changed; name \
             another one."
        }
        ("rights", Reason::Elsewhere) => {
            "This role is given for one facility, and who manages users, roles or keys does so for all. Nothing was \
             changed; end it there first: `nutrivault user end-role`."
        }
        ("room_id", Reason::Elsewhere) => {
            "--room is in another building than --facility, or than the one where you work. Nothing was changed; \
             `nutrivault rooms list` has them."
        }
        ("room_id", Reason::Unknown) => {
            "--room is not in use any more. Nothing was changed; `nutrivault rooms list` has them."
        }
        ("room_id", Reason::Impossible) => {
            "Both --provider and --room are given. Nothing was recorded; an absence is of one of them."
        }
        ("starts_at", Reason::Impossible) => {
            "--starts is in a year before 1900 or after the next one. Nothing was changed; check the year."
        }
        ("ends_at", Reason::Impossible) => {
            "--ends is in a year before 1900 or after the next one. Nothing was changed; check the year."
        }
        ("ends_at", Reason::Backwards) => {
            "--ends is not after --starts. Nothing was changed; correct the one that is wrong."
        }
        ("ended_at", Reason::OutOfOrder) => {
            "This absence is over. Nothing was changed; record another one with `nutrivault absences add`."
        }
        _ => return None,
    })
}

fn of_clashes(name: &str, reason: Reason) -> Option<&'static str> {
    Some(match (name, reason) {
        ("clash", Reason::Cancelled) => {
            "One of the two appointments was cancelled or missed meanwhile, so they clash no longer. Nothing was \
             changed; `nutrivault clashes list` has those that wait."
        }
        ("clash", Reason::OutOfOrder) => {
            "The two appointments do not overlap any more, so there is nothing to decide. Nothing was changed; \
             `nutrivault clashes list` has those that wait."
        }
        ("choice", Reason::Impossible) => {
            "A move is recorded with where to. Nothing was changed; use `nutrivault clashes move`."
        }
        ("starts_at", Reason::Taken) => {
            "The appointment is at that time and place already. Nothing was changed; give another time, room or \
             provider."
        }
        ("appointment", Reason::Unknown) => {
            "The appointment to move is none of the two that clash. Nothing was changed; name one of them first."
        }
        _ => return None,
    })
}

fn of_users(name: &str, reason: Reason) -> Option<&'static str> {
    match (name, reason) {
        ("own_user", Reason::Impossible) => Some(
            "You are signed in as this user, and nobody ends their own access. Nothing was changed; another admin can \
             do it.",
        ),
        ("own_role", Reason::Impossible) => Some(
            "You are signed in as this user, and an admin does not end their own role of an admin. Nothing was \
             changed; another admin can do it.",
        ),
        ("system_role", Reason::Impossible) => Some(
            "This role came with the program, so it stays as it is. Nothing was changed; add one of your own with its \
             rights by `nutrivault roles add --like NAME`, and change that.",
        ),
        ("workplace", Reason::Impossible) => Some(
            "None of your roles counts there. Nothing was changed; name with --facility one for which you have a role.",
        ),
        ("facility_id", Reason::Impossible) => Some(
            "This role manages users, roles or keys, so it is given for all facilities alone. Nothing was changed; \
             leave --facility out.",
        ),
        ("last_role", Reason::Impossible) => Some(
            "This is the only role that they have, and a user has one. Nothing was changed; give them another one \
             first, or `nutrivault user deactivate` them.",
        ),
        ("department_id", Reason::Unknown) => Some(
            "--department lies in another building than --facility. Nothing was changed; `nutrivault departments list` \
             has them.",
        ),
        ("department_id", Reason::OutOfUse) => Some(
            "--department is not in use any more. Nothing was changed; `nutrivault departments list` has them.",
        ),
        ("facility_id", Reason::OutOfUse) => Some(
            "--facility is not in use any more. Nothing was changed; `nutrivault facilities list` has them.",
        ),
        _ => None,
    }
}

/// Returns what a field of a diet order takes; its supplements are lines of an entry.
fn of_diet_orders(name: &str) -> Option<&'static str> {
    let of_line = name.strip_prefix("supplements.");
    let of_line = of_line.and_then(|rest| rest.split_once('.'));
    match of_line.map_or(name, |(_, field)| field) {
        "rate" => Some("ml an hour above 0, up to 2000, such as `60` or `60 ml/h`"),
        "amount" if of_line.is_some() => Some(ML),
        "bolus" | "flush" => Some(ML),
        "times" if of_line.is_some() => Some(TIMES),
        "hours" | "boluses" | "flushes" => Some(TIMES),
        "food_level" => Some("a level of food of the IDDSI, 3 to 7"),
        "fluid_level" => Some("a level of fluids of the IDDSI, 0 to 4"),
        _ => None,
    }
}

fn of_prices(name: &str) -> Option<&'static str> {
    let of_line = name.strip_prefix("lines.");
    let of_line = of_line.and_then(|rest| rest.split_once('.'));
    match of_line.map_or(name, |(_, field)| field) {
        "service_id" => Some("an offered service, all of one currency, by its code or name"),
        "quantity" if of_line.is_some() => Some("how often, 1 to 9999, as `CODE*3`"),
        "price" if of_line.is_some() => {
            Some("a price with no more decimals than the currency has, as `CODE*3=45.00`")
        }
        "tax" if of_line.is_some() => Some("a tax in percent, 0 to 100, as `CODE*3=45.00/20`"),
        "due_days" => Some("a number of days, 0 to 365"),
        _ if name.starts_with("counts.") => Some(
            "who took payments on that day, how, and what was counted with no more decimals than the currency has, as \
             `lea/CASH=120.50`",
        ),
        "spent_amount" => Some(
            "an amount above zero with no more decimals than the currency of the facility has, such as `12.50`",
        ),
        "paid_amount" => Some("an amount above zero, at most what is left to pay"),
        "refund_amount" => Some("an amount above zero, at most what is left of the payment"),
        "price" => Some(
            "an amount before tax with no more decimals than its currency has, such as `75` or `75.50`",
        ),
        "tax" => Some("a tax in percent, 0 to 100, such as `20` or `5.5`"),
        _ => None,
    }
}

fn of_expenses(name: &str, reason: Reason) -> Option<&'static str> {
    Some(match (name, reason) {
        ("spent_on", Reason::InTheFuture) => {
            "--day is still to come. Nothing was changed; an expense is recorded once it was paid."
        }
        ("facility_id", Reason::Unknown) => {
            "--facility is not in use. Nothing was changed; name one that is."
        }
        ("until", Reason::TooLong) => {
            "There are too many days from --from to --until: a report covers five years at most, a list of expenses \
             one. Nothing was read; give a shorter period."
        }
        ("department_id" | "provider_id", Reason::Impossible) => {
            "Expenses are of no department and of no provider. Nothing was written; leave --department and --provider \
             out."
        }
        _ => return None,
    })
}

/// Returns what is wrong with a table of exchanges or a target in them, behind the name of its flag.
fn of_exchanges(name: &str, reason: Reason) -> Option<&'static str> {
    Some(match (of_group(name).unwrap_or(name), reason) {
        ("is_confirmed", Reason::Required) => {
            "answers that more than 30 g in one exchange is right. Nothing was changed; correct the group, or give it."
        }
        ("groups", Reason::Required) => {
            "is given once at least, such as `Starch=15/3/1; BREAD GRAINS`. Nothing was changed."
        }
        ("groups", Reason::TooLong) => {
            "is given 12 times at most. Nothing was changed; leave some out."
        }
        ("targets", _) => {
            "takes a meal with so many exchanges of each group of the table, up to 50, each meal once, such as \
             `BREAKFAST=4` or `LUNCH=3/1//2`. Nothing was changed."
        }
        _ if of_group(name).is_none() => return None,
        ("name", Reason::Taken) => {
            "has two groups of one name. Nothing was changed; give one of them another name."
        }
        ("name", Reason::Required) => {
            "has a group without a name. Nothing was changed; give it one."
        }
        ("foods", Reason::Taken) => {
            "has foods in two groups, or two groups that take all other foods. Nothing was changed; give one of them \
             its own foods."
        }
        ("carbohydrate", Reason::Required) => {
            "has a group of which an exchange has nothing. Nothing was changed; give its grams, such as \
             `Starch=15/3/1`."
        }
        ("carbohydrate" | "protein" | "fat", _) => {
            "takes 0 to 100 g of carbohydrate, protein and fat with one decimal at most, such as `Starch=15/3/1`. \
             Nothing was changed."
        }
        _ => return None,
    })
}

/// Returns what a field of a prescription takes.
fn of_prescriptions(name: &str) -> Option<&'static str> {
    match name {
        "quantity" => Some("a full number from 1 to 9999"),
        "refills" => Some("a full number from 0 to 24"),
        super::prescriptions::LAST_DAY => {
            Some("a day at most two years after the day of prescribing")
        }
        _ => None,
    }
}

const ML: &str = "an amount in ml above 0, such as `200` or `1.5 l`; three digits behind one comma or point can be two \
                  numbers";
const TIMES: &str = "a full number from 1 to 24";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::{Problem, Status};

    /// Regression: these sentences named another field or another kind of value.
    #[test]
    fn a_sentence_is_about_what_its_field_takes() {
        for (field, reason, status, words) in [
            ("day", Reason::Unknown, Status::Usage, "number of a day"),
            (
                "high",
                Reason::Backwards,
                Status::Refused,
                "not above --low",
            ),
            ("low", Reason::Unknown, Status::Usage, "7500 kJ"),
            ("low", Reason::Impossible, Status::Refused, "or less"),
            ("energy", Reason::Malformed, Status::Usage, "7500 kJ"),
            ("energy", Reason::Impossible, Status::Refused, "or less"),
            ("amount", Reason::Malformed, Status::Usage, "150 g"),
            ("time", Reason::Malformed, Status::Usage, "07:30"),
            ("startDay", Reason::Backwards, Status::Refused, "born"),
            ("start_day", Reason::Backwards, Status::Refused, "born"),
            ("collectedOn", Reason::Backwards, Status::Refused, "born"),
            ("end_day", Reason::Backwards, Status::Refused, "last day"),
            ("unit", Reason::OutOfOrder, Status::Refused, "were recorded"),
            (
                "systemRole",
                Reason::Impossible,
                Status::Refused,
                "came with the program",
            ),
            (
                "clash",
                Reason::OutOfOrder,
                Status::Refused,
                "do not overlap any more",
            ),
        ] {
            let problem = Problem::from(::clinic::Error::invalid(field, reason));
            assert_eq!(problem.status, status, "{field}");
            assert!(problem.message.contains(words), "{}", problem.message);
            assert!(problem.message.contains("Nothing was changed"));
            assert!(!problem.message.contains("YYYY-MM-DD"));
            assert!(!problem.message.contains("--end-day"));
        }
    }
}
