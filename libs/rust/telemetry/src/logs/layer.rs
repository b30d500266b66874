use std::io::Write;
use std::sync::{Mutex, PoisonError};

use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::{LookupSpan, Scope};

use super::fields::Fields;
use super::line::Line;

/// Writes each event as one line of JSON, with the fields of the spans around it.
pub struct JsonLayer<W> {
    service: &'static str,
    output: Mutex<W>,
}

impl<W: Write> JsonLayer<W> {
    /// Lines of a service, written to `output`.
    pub fn new(service: &'static str, output: W) -> Self {
        Self {
            service,
            output: Mutex::new(output),
        }
    }

    /// Nobody is left to be told when the log itself cannot be written, and a service outlives its log.
    fn write(&self, line: &[u8]) {
        let mut output = self.output.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = output.write_all(line).and_then(|()| output.flush());
    }
}

impl<S, W> Layer<S> for JsonLayer<W>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    W: Write + 'static,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        for span in context.event_scope(event).into_iter().flat_map(Scope::from_root) {
            if let Some(inherited) = span.extensions().get::<Fields>() {
                fields.others.extend(inherited.others.clone());
            }
        }
        event.record(&mut fields);
        let line = Line::new(self.service, *event.metadata().level(), fields);
        self.write(&line.into_bytes());
    }
}
