use std::sync::Arc;
use std::time::Duration;

use fastrand::Rng;
use serde_json::{Map, Value, json};

use super::catalog::{PROGRAMS, Program};
use super::chance::Chance;
use crate::span::{Event, Id, Scope, Span, SpanKind, SpanStatus, TraceId};

/// Makes one trace after the other.
#[derive(Clone)]
pub(super) struct Composer {
    chance: Chance,
    ids: Rng,
    programs: Vec<(&'static Program, Origin)>,
}

/// What all spans of one program have in common.
#[derive(Clone)]
struct Origin {
    service: Arc<str>,
    resource: Arc<Map<String, Value>>,
    scope: Arc<Scope>,
}

/// A trace in the making, at a moment that moves on.
pub(super) struct Draft<'a> {
    pub(super) chance: &'a mut Chance,
    ids: &'a mut Rng,
    origin: &'a Origin,
    trace_id: TraceId,
    now_unix_nano: u64,
    spans: Vec<Span>,
}

/// A span that has begun, by its place in the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Open(usize);

impl Composer {
    pub(super) fn new(chance: Chance, ids: Rng) -> Self {
        let programs = PROGRAMS.iter().map(|program| (program, Origin::of(program))).collect();
        Self { chance, ids, programs }
    }

    /// The spans of one request that begins at `start` after 1970, the root first.
    pub(super) fn trace(&mut self, start: Duration) -> Vec<Span> {
        let (program, origin) = self.chance.favouring_first(&self.programs);
        let mut draft = Draft {
            trace_id: random_id(&mut self.ids),
            chance: &mut self.chance,
            ids: &mut self.ids,
            origin,
            now_unix_nano: u64::try_from(start.as_nanos()).unwrap_or_default(),
            spans: Vec::new(),
        };
        program.run(&mut draft);
        draft.spans
    }
}

impl Draft<'_> {
    /// A span begins, as a part of another unless it is the root.
    pub(super) fn open(
        &mut self,
        parent: Option<Open>,
        kind: SpanKind,
        name: impl Into<String>,
        attributes: Value,
    ) -> Open {
        self.spans.push(Span {
            trace_id: self.trace_id,
            span_id: random_id(self.ids),
            parent_span_id: parent.map(|Open(parent)| self.spans[parent].span_id),
            name: name.into(),
            kind,
            service: Arc::clone(&self.origin.service),
            start_unix_nano: self.now_unix_nano,
            end_unix_nano: self.now_unix_nano,
            status: SpanStatus::Unset,
            status_message: String::new(),
            attributes: object(attributes),
            resource: Arc::clone(&self.origin.resource),
            scope: Arc::clone(&self.origin.scope),
            events: Vec::new(),
            links: Vec::new(),
        });
        Open(self.spans.len() - 1)
    }

    /// Some time passes, around so many milliseconds.
    pub(super) fn pass(&mut self, milliseconds: f64) {
        let passed = self.chance.around(milliseconds, 0.35).min(60_000.0);
        self.now_unix_nano += u64::try_from(Duration::from_secs_f64(passed / 1e3).as_nanos()).unwrap_or_default();
    }

    /// Something happens during a span.
    pub(super) fn event(&mut self, Open(span): Open, name: &str, attributes: Value) {
        self.spans[span].events.push(Event {
            name: name.to_owned(),
            time_unix_nano: self.now_unix_nano,
            attributes: object(attributes),
        });
    }

    /// More becomes known of a span.
    pub(super) fn set(&mut self, Open(span): Open, attributes: Value) {
        self.spans[span].attributes.extend(object(attributes));
    }

    /// A span fails, in a way that has a type and a text.
    pub(super) fn fail(&mut self, span: Open, kind: &str, message: &str) {
        self.event(
            span,
            "exception",
            json!({ "exception.type": kind, "exception.message": message }),
        );
        self.set(span, json!({ "error.type": kind }));
        let Open(span) = span;
        self.spans[span].status = SpanStatus::Error;
        message.clone_into(&mut self.spans[span].status_message);
    }

    /// A span ends.
    pub(super) fn close(&mut self, Open(span): Open) {
        self.spans[span].end_unix_nano = self.now_unix_nano;
    }

    /// Digits that stand for an id of somebody else's.
    pub(super) fn reference(&mut self) -> String {
        format!("{:012x}", self.ids.u64(..1 << 48))
    }
}

impl Origin {
    fn of(program: &Program) -> Self {
        Self {
            service: program.service.into(),
            resource: Arc::new(object(json!({
                "service.name": program.service,
                "service.version": "1.4.0",
                "service.namespace": "observatory-demo",
                "deployment.environment.name": "development",
                "telemetry.sdk.language": "python",
                "telemetry.sdk.name": "opentelemetry",
            }))),
            scope: Arc::new(Scope {
                name: "observatory.demo".to_owned(),
                version: "1".to_owned(),
            }),
        }
    }
}

fn random_id<const LENGTH: usize>(ids: &mut Rng) -> Id<LENGTH> {
    loop {
        let mut bytes = [0; LENGTH];
        ids.fill(&mut bytes);
        if let Some(id) = Id::from_bytes(&bytes) {
            return id;
        }
    }
}

fn object(attributes: Value) -> Map<String, Value> {
    match attributes {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
