//! Sibling values as text: names for ids, local times, figures with units, codes for choices.

use chrono_tz::Tz;
use sync_contract::catalog::{
    Alert, Appointment, Department, ExchangeTable, Expense, Facility, FoodProfile, Goal,
    InsurancePolicy, InvoiceDraft, LabResult, LabTest, MealPlan, Measurement, MeasurementKind,
    NutritionDiagnosis, Patient, PatientPhoto, Prescription, Quote, Recall, RecallItem, Role, Room,
    Service, Tag, User, Visit, WaitingListEntry,
};
use sync_contract::field::Time;
use sync_contract::{CellSpec, Entity, FieldRef, FieldSpec, Kind, Value};
use uuid::Uuid;

use crate::Clinic;
use crate::appointment_types::known::Types;
use crate::clock::local;
use crate::conflicts::part::{Part, is_choice, kind_of};
use crate::error::Result;
use crate::exchange_tables;
use crate::insurance::end_of;
use crate::invoices;
use crate::labs::shown_unit;
use crate::meal_plans::exchanges;
use crate::money::{Money, stored_currency};
use crate::names::{PatientName, staff_name};
use crate::photos::picture::Picture;
use crate::services;
use crate::words::shown;

/// Codes that the clinic's own list names.
const TYPES_OF_APPOINTMENTS: [FieldRef; 2] =
    [Appointment::FIELD.kind, WaitingListEntry::FIELD.kind];

pub(crate) struct Wording<'a> {
    clinic: &'a Clinic,
    zone: Tz,
}

impl<'a> Wording<'a> {
    pub fn new(clinic: &'a Clinic) -> Result<Self> {
        Ok(Self {
            clinic,
            zone: clinic.zone()?,
        })
    }

    /// Returns none for an empty value and for one that this user cannot decrypt.
    pub fn text(&self, spec: &CellSpec, part: &Part, sibling: &[Value]) -> Result<Option<String>> {
        if part.is_reading() {
            return self.reading(spec, sibling);
        }
        if part.is_lab_line() {
            return Ok(lab_line(spec, sibling));
        }
        if part.is_exchange_table() {
            return Ok(exchange_table_line(spec, sibling));
        }
        if let Some(currency) = currency_of_lines(part.field) {
            let value = |field: FieldRef| field.in_values(spec, sibling).and_then(shown);
            let both = value(part.field).zip(value(currency));
            return Ok(both.and_then(|(lines, currency)| invoices::in_words(&lines, &currency)));
        }
        if part.field == InvoiceDraft::FIELD.claim {
            let claim = InvoiceDraft::FIELD.claim.in_values(spec, sibling);
            return Ok(claim
                .and_then(shown)
                .and_then(|claim| invoices::claim_in_words(&claim)));
        }
        if part.is_price() {
            return Ok(price_line(spec, sibling));
        }
        if part.field == Expense::FIELD.amount_minor {
            return self.amount_line(spec, sibling);
        }
        if part.is_exchanges() {
            return Ok(exchanges_line(spec, sibling));
        }
        if part.is_food_line() {
            return Ok(food_line(spec, sibling));
        }
        if part.field == FoodProfile::FIELD.food_level {
            return Ok(texture_line(spec, sibling));
        }
        if part.field == LabTest::FIELD.status {
            return Ok(lab_course(spec, sibling));
        }
        if part.is_prescription_line() {
            return self.prescription_line(spec, sibling);
        }
        let values = part.values(spec, sibling)?;
        let (Some(value), field) = (values.first(), part.field) else {
            return Ok(None);
        };
        match values.get(1) {
            Some(Value::Time(ends)) if field.spec.kind == Kind::Time => {
                let until = self.moment(*ends, "%H:%M");
                Ok(self
                    .one(field, value)?
                    .map(|from| format!("{from} – {until}")))
            }
            // read in every language
            Some(Value::Bool(true)) if field.spec.kind == Kind::Date => {
                Ok(self.one(field, value)?.map(|day| format!("≈ {day}")))
            }
            _ => self.one(field, value),
        }
    }

    fn one(&self, field: FieldRef, value: &Value) -> Result<Option<String>> {
        Ok(match value {
            Value::Uuid(id) => Some(self.named(field.spec, *id)?),
            Value::Time(us) => Some(self.moment(*us, "%Y-%m-%d %H:%M")),
            Value::Text(code) if TYPES_OF_APPOINTMENTS.contains(&field) => {
                Some(Types::read(&self.clinic.read())?.name(code))
            }
            Value::Text(word) if is_choice(field) => Some(word.to_lowercase()),
            // its end is shown until it is asked for at its policy, where that is logged
            Value::Text(number) if field == InsurancePolicy::FIELD.social_security_number => {
                Some(format!("…{}", end_of(number)))
            }
            Value::Bytes(content) if field == PatientPhoto::FIELD.picture => {
                Some(photo_line(content))
            }
            Value::Bool(true) => Some("yes".to_owned()),
            Value::Bool(false) => Some("no".to_owned()),
            other => shown(other),
        })
    }

    /// Returns a value of one of the clinic's own kinds behind the name of its kind: that is no word of the program.
    fn reading(&self, spec: &CellSpec, sibling: &[Value]) -> Result<Option<String>> {
        let field = Measurement::FIELD.own_kind;
        let text = reading(spec, sibling);
        match field.in_values(spec, sibling) {
            Some(Value::Uuid(id)) => {
                let name = self.named(field.spec, *id)?;
                Ok(text.map(|text| format!("{name} {text}")))
            }
            _ => Ok(text),
        }
    }

    /// Returns `12.50 EUR, Main clinic`.
    fn amount_line(&self, spec: &CellSpec, sibling: &[Value]) -> Result<Option<String>> {
        let value = |field: FieldRef| field.in_values(spec, sibling);
        let (Some(Value::Int(minor)), Some(currency)) = (
            value(Expense::FIELD.amount_minor),
            value(Expense::FIELD.currency).and_then(Value::as_text),
        ) else {
            return Ok(None);
        };
        let amount = Money {
            minor: *minor,
            currency: stored_currency(currency),
        };
        Ok(Some(match value(Expense::FIELD.facility) {
            Some(Value::Uuid(id)) => {
                let facility = self.named(Expense::FIELD.facility.spec, *id)?;
                format!("{amount}, {facility}")
            }
            _ => amount.to_string(),
        }))
    }

    /// Returns `Vitamin D: 1 capsule, once a day, 30 (+2), 2026-05-04 – 2026-11-04, With food (Louis Petit)`: how
    /// much, how often again, until when, and who has ordered it.
    fn prescription_line(&self, spec: &CellSpec, sibling: &[Value]) -> Result<Option<String>> {
        let value = |field: FieldRef| field.in_values(spec, sibling).and_then(shown);
        let Some(medication) = value(Prescription::FIELD.medication) else {
            return Ok(None);
        };
        let joined = |first: FieldRef, second: FieldRef, between: &str| {
            Some(format!("{}{between}{}", value(first)?, value(second)?))
        };
        let quantity = joined(
            Prescription::FIELD.quantity,
            Prescription::FIELD.refills_allowed,
            " (+",
        );
        let parts = [
            value(Prescription::FIELD.dosage),
            value(Prescription::FIELD.frequency),
            value(Prescription::FIELD.duration),
            quantity.map(|both| format!("{both})")),
            joined(
                Prescription::FIELD.prescribed_on,
                Prescription::FIELD.valid_until,
                " – ",
            ),
            value(Prescription::FIELD.instructions),
            value(Prescription::FIELD.allergy_reason),
        ];
        let parts = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let prescriber = Prescription::FIELD.prescriber;
        let by = match prescriber.in_values(spec, sibling) {
            Some(Value::Uuid(id)) => format!(" ({})", self.named(prescriber.spec, *id)?),
            _ => String::new(),
        };
        Ok(Some(format!("{medication}: {parts}{by}")))
    }

    fn moment(&self, us: i64, form: &str) -> String {
        local(Time(us), &self.zone).format(form).to_string()
    }

    /// Returns the name of the row with this id; the id itself where that row has not reached this device.
    fn named(&self, field: &FieldSpec, id: Uuid) -> Result<String> {
        let reader = self.clinic.read();
        let entity = field.references.unwrap_or(0);
        let name = if entity == User::DESCRIPTOR.number {
            reader
                .get::<User>(id.into())?
                .map(|row| staff_name(&row.value))
        } else if entity == Role::DESCRIPTOR.number {
            reader
                .get::<Role>(id.into())?
                .map(|row| row.value.name.to_string())
        } else if entity == Room::DESCRIPTOR.number {
            reader
                .get::<Room>(id.into())?
                .map(|row| row.value.name.to_string())
        } else if entity == Facility::DESCRIPTOR.number {
            reader
                .get::<Facility>(id.into())?
                .map(|row| row.value.name.to_string())
        } else if entity == Department::DESCRIPTOR.number {
            reader
                .get::<Department>(id.into())?
                .map(|row| row.value.name.to_string())
        } else if entity == Patient::DESCRIPTOR.number {
            reader
                .get::<Patient>(id.into())?
                .map(|row| PatientName::of(&row.value).name)
        } else if entity == Visit::DESCRIPTOR.number {
            let row = reader.get::<Visit>(id.into())?;
            row.map(|row| self.moment(row.value.started_at.0, "%Y-%m-%d %H:%M"))
        } else if entity == NutritionDiagnosis::DESCRIPTOR.number {
            let row = reader.get::<NutritionDiagnosis>(id.into())?;
            row.and_then(|row| {
                row.value
                    .problem
                    .open()
                    .map(|text| text.as_str().to_owned())
            })
        } else if entity == Goal::DESCRIPTOR.number {
            let row = reader.get::<Goal>(id.into())?;
            row.and_then(|row| row.value.text.open().map(|text| text.as_str().to_owned()))
        } else if entity == Tag::DESCRIPTOR.number {
            let row = reader.get::<Tag>(id.into())?;
            row.and_then(|row| row.value.name.open().map(|text| text.as_str().to_owned()))
        } else if entity == LabTest::DESCRIPTOR.number {
            let row = reader.get::<LabTest>(id.into())?;
            row.and_then(|row| Some(row.value.collected_on?.to_string()))
        } else if entity == Recall::DESCRIPTOR.number {
            let row = reader.get::<Recall>(id.into())?;
            row.map(|row| row.value.taken_on.to_string())
        } else if entity == MealPlan::DESCRIPTOR.number {
            let row = reader.get::<MealPlan>(id.into())?;
            row.and_then(|row| Some(row.value.title.open()?.to_string()))
        } else if entity == MeasurementKind::DESCRIPTOR.number {
            let row = reader.get::<MeasurementKind>(id.into())?;
            row.map(|row| row.value.name.to_string())
        } else if entity == Alert::DESCRIPTOR.number {
            let row = reader.get::<Alert>(id.into())?;
            row.and_then(|row| Some(row.value.title.open()?.to_string()))
        } else if entity == Appointment::DESCRIPTOR.number {
            let row = reader.get::<Appointment>(id.into())?;
            row.map(|row| self.moment(row.value.starts.0, "%Y-%m-%d %H:%M"))
        } else {
            None
        };
        Ok(name.unwrap_or_else(|| id.to_string()))
    }
}

/// Returns `JPEG 256 × 256, 12345 B`: two pictures of one kind differ in their bytes, and the window shows them.
fn photo_line(content: &[u8]) -> String {
    let bytes = format!("{} B", content.len());
    match Picture::of(content) {
        Ok(picture) => format!("{}, {bytes}", picture.in_words()),
        Err(_) => bytes,
    }
}

/// Returns `Potassium 5.9 mmol/L (3.5, 5)`, with the limits that the laboratory printed.
fn lab_line(spec: &CellSpec, sibling: &[Value]) -> Option<String> {
    let value = |field: FieldRef| field.in_values(spec, sibling).and_then(shown);
    let unit = value(LabResult::FIELD.unit).map(|unit| shown_unit(&unit));
    let parts = [
        value(LabResult::FIELD.name),
        Some(value(LabResult::FIELD.entered)?),
        unit.filter(|unit| !unit.is_empty()),
    ];
    let line = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let limits = [LabResult::FIELD.low, LabResult::FIELD.high].map(value);
    let limits = limits.into_iter().flatten().collect::<Vec<_>>();
    Some(match limits.is_empty() {
        true => line,
        false => format!("{line} ({})", limits.join(", ")),
    })
}

/// Returns `cancelled: Measured elsewhere`, or the word of the state alone.
fn lab_course(spec: &CellSpec, sibling: &[Value]) -> Option<String> {
    let value = |field: FieldRef| field.in_values(spec, sibling).and_then(shown);
    let status = value(LabTest::FIELD.status)?.to_lowercase();
    Some(match value(LabTest::FIELD.status_reason) {
        Some(reason) => format!("{status}: {reason}"),
        None => status,
    })
}

/// Returns `IDDSI 6` of what is eaten, `IDDSI 2 (fluid)` of what is drunk: in each language nearly the same.
fn texture_line(spec: &CellSpec, sibling: &[Value]) -> Option<String> {
    let level = |field: FieldRef| match field.in_values(spec, sibling) {
        Some(Value::Int(level)) => Some(*level),
        _ => None,
    };
    let food = level(FoodProfile::FIELD.food_level).map(|level| format!("IDDSI {level}"));
    let fluid = level(FoodProfile::FIELD.fluid_level);
    let lines = food
        .into_iter()
        .chain(fluid.map(|level| format!("IDDSI {level} (fluid)")));
    let lines: Vec<String> = lines.collect();
    (!lines.is_empty()).then(|| lines.join(", "))
}

/// Returns `Milk, whole: 2 cups`, of a recall and of a plan alike: their cells are declared with the same fields.
fn food_line(spec: &CellSpec, sibling: &[Value]) -> Option<String> {
    let value = |field: FieldRef| field.in_values(spec, sibling).and_then(shown);
    let name = value(RecallItem::FIELD.name)?;
    Some(match value(RecallItem::FIELD.entered) {
        Some(entered) => format!("{name}: {entered}"),
        None => name,
    })
}

/// Returns `Our list: Starch 15/3/1 (bread), Fruit 15/0/0 (fruit)`.
fn exchange_table_line(spec: &CellSpec, sibling: &[Value]) -> Option<String> {
    let value = |field: FieldRef| field.in_values(spec, sibling).and_then(shown);
    let groups = value(ExchangeTable::FIELD.exchange_groups)?;
    let groups = exchange_tables::in_words(&groups);
    Some(format!("{}: {groups}", value(ExchangeTable::FIELD.name)?))
}

/// Returns the currency of lines, where they are those of an invoice that is being written or of a quote.
fn currency_of_lines(lines: FieldRef) -> Option<FieldRef> {
    match lines {
        lines if lines == InvoiceDraft::FIELD.lines => Some(InvoiceDraft::FIELD.currency),
        lines if lines == Quote::FIELD.lines => Some(Quote::FIELD.currency),
        _ => None,
    }
}

/// Returns `50.00 EUR, 20 %`.
fn price_line(spec: &CellSpec, sibling: &[Value]) -> Option<String> {
    let number = |field: FieldRef| match field.in_values(spec, sibling) {
        Some(Value::Int(number)) => Some(*number),
        _ => None,
    };
    let currency = Service::FIELD.currency.in_values(spec, sibling)?;
    Some(services::in_words(
        number(Service::FIELD.price_minor)?,
        currency.as_text()?,
        number(Service::FIELD.tax_hundredths)?,
    ))
}

/// Returns `Our list: breakfast Starch 2, Fruit 1; lunch Starch 3`.
fn exchanges_line(spec: &CellSpec, sibling: &[Value]) -> Option<String> {
    let value = |field: FieldRef| field.in_values(spec, sibling).and_then(shown);
    let table = value(MealPlan::FIELD.exchange_table).or(value(Recall::FIELD.exchange_table))?;
    let targets = value(MealPlan::FIELD.exchange_targets);
    exchanges::in_words(&table, targets.as_deref())
}

/// Returns `72.4 kg` or `120/80 mmHg`, and the text as it was typed where that differs.
fn reading(spec: &CellSpec, sibling: &[Value]) -> Option<String> {
    let value = |field: FieldRef| field.in_values(spec, sibling);
    let first = shown(value(Measurement::FIELD.value)?)?;
    let second = value(Measurement::FIELD.second_value)
        .and_then(shown)
        .map_or(String::new(), |second| format!("/{second}"));
    let unit = match kind_of(spec, sibling) {
        Some(kind) => kind.shown_unit().to_owned(),
        None => value(Measurement::FIELD.unit)
            .and_then(shown)
            .unwrap_or(String::new()),
    };
    let figure = format!("{first}{second}");
    let stored_text = format!("{figure} {unit}").trim_end().to_owned();
    let entered = value(Measurement::FIELD.entered)
        .and_then(shown)
        .filter(|entered| *entered != figure && *entered != stored_text);
    let confirmed = value(Measurement::FIELD.flag).and_then(shown);
    // read in every language
    let sign = confirmed.map_or("", |_| " \u{2713}");
    Some(match entered {
        Some(entered) => format!("{stored_text} ({entered}){sign}"),
        None => format!("{stored_text}{sign}"),
    })
}
