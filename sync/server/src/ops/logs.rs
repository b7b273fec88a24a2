//! Logs: one JSON object a line on standard error, without anything that must never be logged.
//!
//! A field whose name is on the never-list is written as `"redacted"`, at every level and from every crate; the levels
//! at which the database driver would print statements stay off. Counts, codes of verdicts, routes, statuses and times
//! may be logged; values, keys, tokens, bodies, people and paths may not.

use std::{fmt, io, time::SystemTime};

use serde_json::{Map, Value};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
    span,
};
use tracing_subscriber::{
    EnvFilter, Layer, fmt::MakeWriter, layer::Context, layer::SubscriberExt, registry::LookupSpan,
    util::SubscriberInitExt,
};

/// The never-list: names of fields that carry secrets, bodies or people.
pub const NEVER: &[&str] = &[
    "address",
    "authorization",
    "body",
    "bundle",
    "cell",
    "clear",
    "code",
    "email",
    "key",
    "name",
    "password",
    "patient",
    "phone",
    "query",
    "row",
    "sealed",
    "secret",
    "token",
    "uri",
    "user",
    "value",
];

/// Logs for the life of the process. `directives` as for `RUST_LOG`.
pub fn start(directives: &str) -> Result<(), String> {
    let filter = EnvFilter::try_new(directives)
        .map_err(|error| error.to_string())?
        .add_directive("tokio_postgres=warn".parse().expect("a constant directive"))
        .add_directive("refinery_core=warn".parse().expect("a constant directive"))
        .add_directive("rustls=warn".parse().expect("a constant directive"))
        .add_directive("hyper=warn".parse().expect("a constant directive"));
    tracing_subscriber::registry()
        .with(filter)
        .with(Lines { out: io::stderr })
        .try_init()
        .map_err(|error| error.to_string())
}

/// The layer that writes the lines.
pub struct Lines<W> {
    pub out: W,
}

struct Fields(Map<String, Value>);

impl Fields {
    fn put(&mut self, field: &Field, value: Value) {
        let name = field.name();
        let value = if NEVER.contains(&name) {
            Value::from("redacted")
        } else {
            value
        };
        self.0.insert(name.to_owned(), value);
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put(field, Value::from(format!("{value:?}")));
    }
    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, Value::from(value));
    }
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, Value::from(value));
    }
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, Value::from(value));
    }
    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, Value::from(value));
    }
}

impl<S, W> Layer<S> for Lines<W>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    W: for<'writer> MakeWriter<'writer> + 'static,
{
    fn on_new_span(
        &self,
        attributes: &span::Attributes<'_>,
        id: &span::Id,
        context: Context<'_, S>,
    ) {
        let mut fields = Fields(Map::new());
        attributes.record(&mut fields);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &span::Id, values: &span::Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if let Some(fields) = span.extensions_mut().get_mut::<Fields>() {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields(Map::new());
        for span in context.event_scope(event).into_iter().flatten() {
            if let Some(of_span) = span.extensions().get::<Fields>() {
                fields.0.extend(of_span.0.clone());
            }
        }
        event.record(&mut fields);
        let since_epoch = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_or(0, |elapsed| elapsed.as_millis());
        fields
            .0
            .insert("time_ms".into(), Value::from(since_epoch as u64));
        fields.0.insert(
            "level".into(),
            Value::from(event.metadata().level().as_str()),
        );
        fields
            .0
            .insert("target".into(), Value::from(event.metadata().target()));
        let line = Value::Object(fields.0).to_string() + "\n";
        let mut writer = self.out.make_writer();
        // a log that cannot be written has nowhere to be reported
        let _ = io::Write::write_all(&mut writer, line.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Buffer(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Buffer {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_must_never_be_logged_is_redacted_in_events_and_in_spans() {
        let buffer = Buffer::default();
        let out = buffer.clone();
        let subscriber = tracing_subscriber::registry().with(Lines {
            out: move || out.clone(),
        });
        tracing::subscriber::with_default(subscriber, || {
            let span = tracing::info_span!("push", token = "canary-1", device = 7);
            let _entered = span.enter();
            tracing::info!(body = ?b"canary-2", status = 200, "answered");
        });
        let text = String::from_utf8(buffer.0.lock().unwrap().clone()).unwrap();
        assert!(!text.contains("canary"), "{text}");
        let line: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(line["token"], "redacted");
        assert_eq!(line["body"], "redacted");
        assert_eq!(line["device"], 7);
        assert_eq!(line["status"], 200);
        assert_eq!(line["message"], "answered");
    }
}
