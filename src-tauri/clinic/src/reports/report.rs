//! Counts what happened in a period.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use sync_contract::catalog::{
    Absence, Appointment, AppointmentStatus, AppointmentStatusChange, Department, Expense,
    Facility, Invoice, InvoiceVoid, Patient, PatientLink, Payment, PaymentMethod, User,
};
use sync_contract::field::Time;
use sync_contract::ids::{AppointmentId, FacilityId};
use sync_contract::{Descriptor, Entity, Right};
use vault::read::{Deleted, Reader, ReportFilter};

use crate::Clinic;
use crate::appointments::day::{choices_by_name, providers_anywhere};
use crate::appointments::waiting::waited;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::merged_files;
use crate::money::{Money, stored_currency};
use crate::reads::{ListRead, log_list};
use crate::reports::expenses;
use crate::reports::figures::{median, ninth_tenth, permille};
use crate::reports::load::load;
use crate::reports::spans::{Span, period, spans};
use crate::reports::{
    ReportChoices, ReportIncome, ReportMethod, ReportQuery, ReportSpan, ReportView,
};
use crate::view::{Choice, Day, Id, count};
use crate::workplace::zone_of_books;

/// What is counted, by clear columns: each row is read by its tag before.
const COUNTED: [&Descriptor; 6] = [
    Appointment::DESCRIPTOR,
    AppointmentStatusChange::DESCRIPTOR,
    Absence::DESCRIPTOR,
    Patient::DESCRIPTOR,
    PatientLink::DESCRIPTOR,
    Facility::DESCRIPTOR,
];
/// The same of income and expenses.
const PAID: [&Descriptor; 4] = [
    Expense::DESCRIPTOR,
    Payment::DESCRIPTOR,
    Invoice::DESCRIPTOR,
    InvoiceVoid::DESCRIPTOR,
];

/// Where each of these counts, the figures of a facility may be shown.
const NEEDED: [Right; 3] = [
    Right::ReportsRead,
    Right::AppointmentsRead,
    Right::PatientsRead,
];

/// Returns the report of a period, by the clock of its facility, else of the clinic's first. Where a right counts at
/// single facilities alone, it is of the one at which the session works unless another of these is asked for.
///
/// # Errors
/// `Forbidden` (needs `reports.read`, `appointments.read` and `patients.read`), `Invalid` for a period that is none or
/// longer than five years, for a facility, department or provider that is none, and for a facility at which no role of
/// the user gives these rights.
pub fn report(clinic: &Clinic, query: &ReportQuery) -> Result<ReportView> {
    clinic.may(Right::ReportsRead)?;
    clinic.may(Right::AppointmentsRead)?;
    clinic.may(Right::PatientsRead)?;
    let period = period(query)?;
    let reader = clinic.read();
    let mut filter = filter(&reader, query)?;
    filter.facility = clinic.facility_shown(&NEEDED, filter.facility)?;
    let sees_income = sees_income(clinic, filter.facility);
    log_list(clinic, ListRead::Reports)?;
    let zone = zone_of_books(&reader, filter.facility)?;
    let counted: Vec<&'static Descriptor> = match sees_income {
        true => COUNTED.into_iter().chain(PAID).collect(),
        false => COUNTED.to_vec(),
    };
    for entity in &counted {
        reader.look_over(entity)?;
    }
    let (step, spans) = spans(period);
    let mut tallies: Vec<Tally> = spans.iter().map(|_| Tally::default()).collect();
    let times: Vec<(Time, Time)> = spans.iter().map(|span| span.times(&zone)).collect();
    count_appointments(&reader, &times, filter, &mut tallies)?;
    count_waits(&reader, &times, filter, &mut tallies)?;
    count_patients(&reader, &times, filter, &mut tallies)?;
    let mut total = Tally::default();
    for tally in &mut tallies {
        total.add(tally);
    }
    let (providers, rooms) = load(&reader, period, &zone, filter)?;
    let (mut income, mut expenses) = (None, None);
    if sees_income {
        let sums = income_of(&reader, (period, &spans), &zone, filter)?;
        let net = sums.iter().map(|(code, sums)| (code.clone(), sums.net()));
        expenses = expenses::expenses(&reader, (period, &spans), filter, &net.collect())?;
        income = Some(sums.into_iter().map(|(code, sums)| sums.view(code)));
    }
    let mut is_unsure = false;
    for entity in counted {
        is_unsure |= clinic.is_any_unsure(entity)?;
    }
    Ok(ReportView {
        query: ReportQuery {
            facility_id: filter.facility.map(Id::of),
            ..query.clone()
        },
        step,
        is_unsure,
        choices: choices(clinic, &reader)?,
        spans: spans
            .iter()
            .zip(tallies)
            .map(|(span, tally)| tally.view(*span))
            .collect(),
        total: total.view(period),
        providers,
        rooms,
        income: income.map(Iterator::collect),
        expenses,
    })
}

fn sees_income(clinic: &Clinic, facility: Option<FacilityId>) -> bool {
    let right = Right::BillingRead;
    let is_given = match facility {
        None => clinic.gives_everywhere(right),
        Some(facility) => clinic.gives_at(facility, right),
    };
    is_given && clinic.actor.can(right)
}

fn filter(reader: &Reader<'_>, query: &ReportQuery) -> Result<ReportFilter> {
    let (facility, department, provider) = (
        known::<Facility>(reader, query.facility_id.as_ref(), "facilityId"),
        known::<Department>(reader, query.department_id.as_ref(), "departmentId"),
        known::<User>(reader, query.provider_id.as_ref(), "providerId"),
    )
        .together()?;
    Ok(ReportFilter {
        facility,
        department,
        provider,
    })
}

/// Returns the id of a row that is there; one that the clinic no longer uses has its history.
fn known<E: Entity>(
    reader: &Reader<'_>,
    id: Option<&Id>,
    field: &'static str,
) -> Result<Option<E::Id>> {
    let Some(id) = id else {
        return Ok(None);
    };
    let unknown = || Error::invalid(field, Reason::Unknown);
    let id: E::Id = id.to().map_err(|_| unknown())?;
    match reader.get::<E>(id)? {
        Some(_) => Ok(Some(id)),
        None => Err(unknown()),
    }
}

fn choices(clinic: &Clinic, reader: &Reader<'_>) -> Result<ReportChoices> {
    let departments = reader.all::<Department>(Deleted::Hidden)?;
    let mut departments: Vec<Choice> = departments
        .iter()
        .map(|row| choice(Id::of(row.value.id), &row.value.name))
        .collect();
    departments.sort_by_cached_key(|choice| choice.name.to_lowercase());
    let mut facilities = reader.facilities()?;
    facilities.retain(|row| {
        let at = row.value.id;
        NEEDED.iter().all(|right| clinic.gives_at(at, *right))
    });
    Ok(ReportChoices {
        facilities: facilities
            .iter()
            .map(|row| choice(Id::of(row.value.id), &row.value.name))
            .collect(),
        departments,
        providers: choices_by_name(&providers_anywhere(reader)?),
    })
}

fn choice(id: Id, name: &str) -> Choice {
    Choice {
        id,
        name: name.to_string(),
    }
}

/// What was counted within a span.
#[derive(Debug, Default)]
struct Tally {
    appointments: usize,
    came: usize,
    no_shows: usize,
    cancelled: usize,
    waits_us: Vec<i64>,
    new_patients: usize,
    /// At its end.
    patients: usize,
}

impl Tally {
    /// Adds that of the span which follows.
    fn add(&mut self, next: &Self) {
        for (sum, next) in [
            (&mut self.appointments, next.appointments),
            (&mut self.came, next.came),
            (&mut self.no_shows, next.no_shows),
            (&mut self.cancelled, next.cancelled),
            (&mut self.new_patients, next.new_patients),
        ] {
            *sum = sum.saturating_add(next);
        }
        self.waits_us.extend(&next.waits_us);
        self.patients = next.patients;
    }

    fn view(mut self, span: Span) -> ReportSpan {
        self.waits_us.sort_unstable();
        let minutes = |us: i64| u32::try_from((us + 30_000_000) / 60_000_000).unwrap_or(u32::MAX);
        let due = self.no_shows.saturating_add(self.came);
        ReportSpan {
            from: Day::of(span.from),
            until: Day::of(span.until.pred_opt().unwrap_or(span.until)),
            appointments: count(self.appointments),
            came: count(self.came),
            no_shows: count(self.no_shows),
            no_show_permille: permille(self.no_shows as u64, due as u64),
            cancelled: count(self.cancelled),
            waits: count(self.waits_us.len()),
            wait_median: median(&self.waits_us).map(minutes),
            wait_ninth: ninth_tenth(&self.waits_us).map(minutes),
            new_patients: count(self.new_patients),
            patients: count(self.patients),
        }
    }
}

fn count_appointments(
    reader: &Reader<'_>,
    times: &[(Time, Time)],
    filter: ReportFilter,
    tallies: &mut [Tally],
) -> Result<()> {
    use AppointmentStatus::{Arrived, Cancelled, Completed, Confirmed, InRoom, NoShow, Scheduled};
    for counted in reader.appointments_counted(times, filter)? {
        let Some(tally) = tallies.get_mut(counted.span) else {
            continue;
        };
        let sum = match counted.status {
            Cancelled => &mut tally.cancelled,
            NoShow => &mut tally.no_shows,
            Arrived | InRoom | Completed => &mut tally.came,
            Scheduled | Confirmed => &mut tally.appointments,
        };
        *sum = sum.saturating_add(counted.count);
    }
    for tally in tallies {
        let all = tally.appointments.saturating_add(tally.came);
        tally.appointments = all.saturating_add(tally.no_shows);
    }
    Ok(())
}

fn count_waits(
    reader: &Reader<'_>,
    times: &[(Time, Time)],
    filter: ReportFilter,
    tallies: &mut [Tally],
) -> Result<()> {
    let mut histories: BTreeMap<(usize, AppointmentId), Vec<(Time, AppointmentStatus)>> =
        BTreeMap::new();
    for step in reader.steps_between(times, filter)? {
        let history = histories.entry((step.span, step.appointment)).or_default();
        history.push((step.at, step.to));
    }
    for ((span, _), history) in histories {
        if let (Some(tally), Some(us)) = (tallies.get_mut(span), waited(&history)) {
            tally.waits_us.push(us);
        }
    }
    Ok(())
}

/// Counts who was registered in each span, and who was on the list at its end: merged files are one patient.
fn count_patients(
    reader: &Reader<'_>,
    times: &[(Time, Time)],
    filter: ReportFilter,
    tallies: &mut [Tally],
) -> Result<()> {
    let mut listed = reader.patients_registered(filter)?;
    let shown = merged_files::shown_by(reader)?;
    listed.retain(|one| shown(one.patient) == one.patient);
    // sorted once: a long period has many spans, and a clinic many patients
    let mut added: Vec<Time> = listed.iter().map(|one| one.at).collect();
    let removed = listed.iter();
    let mut removed: Vec<Time> = removed
        .filter_map(|one| Some(one.deleted_at?.max(one.at)))
        .collect();
    added.sort_unstable();
    removed.sort_unstable();
    let before = |times: &[Time], limit: Time| times.partition_point(|at| *at < limit);
    for (tally, (from, until)) in tallies.iter_mut().zip(times) {
        let added_until = before(&added, *until);
        tally.new_patients = added_until.saturating_sub(before(&added, *from));
        tally.patients = added_until - before(&removed, *until);
    }
    Ok(())
}

#[derive(Default)]
struct Sums {
    invoiced: i64,
    paid: i64,
    refunded: i64,
    methods: BTreeMap<PaymentMethod, i64>,
    spans: Vec<i64>,
}

impl Sums {
    fn of_spans(spans: usize) -> Self {
        Self {
            spans: vec![0; spans],
            ..Self::default()
        }
    }

    fn net(&self) -> i64 {
        self.paid.saturating_sub(self.refunded)
    }

    fn view(self, code: String) -> ReportIncome {
        let currency = stored_currency(&code);
        let plain = |minor: i64| Money { minor, currency }.plain();
        ReportIncome {
            invoiced: plain(self.invoiced),
            paid: plain(self.paid),
            refunded: plain(self.refunded),
            net: plain(self.net()),
            methods: self
                .methods
                .into_iter()
                .map(|(method, minor)| ReportMethod {
                    method,
                    amount: plain(minor),
                })
                .collect(),
            spans: self.spans.into_iter().map(plain).collect(),
            currency: code,
        }
    }
}

/// Returns the income in each currency, by its code.
fn income_of(
    reader: &Reader<'_>,
    (period, spans): (Span, &[Span]),
    zone: &Tz,
    filter: ReportFilter,
) -> Result<BTreeMap<String, Sums>> {
    let times: Vec<(Time, Time)> = spans.iter().map(|span| span.times(zone)).collect();
    let mut of: BTreeMap<String, Sums> = BTreeMap::new();
    for payment in reader.payments_reported(&times, filter)? {
        let sums = of
            .entry(payment.currency)
            .or_insert_with(|| Sums::of_spans(spans.len()));
        let amount = match payment.is_refund {
            true => {
                sums.refunded = sums.refunded.saturating_add(payment.amount_minor);
                0_i64.saturating_sub(payment.amount_minor)
            }
            false => {
                sums.paid = sums.paid.saturating_add(payment.amount_minor);
                payment.amount_minor
            }
        };
        let method = sums.methods.entry(payment.method).or_default();
        *method = method.saturating_add(amount);
        if let Some(span) = sums.spans.get_mut(payment.span) {
            *span = span.saturating_add(amount);
        }
    }
    for (currency, total) in reader.invoiced_between((period.from, period.until), filter)? {
        let sums = of
            .entry(currency)
            .or_insert_with(|| Sums::of_spans(spans.len()));
        sums.invoiced = sums.invoiced.saturating_add(total);
    }
    Ok(of)
}
