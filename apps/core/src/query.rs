//! What may be asked about the spans that are held.

use std::ops::RangeInclusive;
use std::str::FromStr;

use serde::Deserialize;

use crate::buffer::Position;
use crate::span::{Span, TraceId};

const DEFAULT_LIMIT: usize = 100;
const LIMITS: RangeInclusive<usize> = 1..=1000;

/// Which spans, from where on, and how many. Each storage has its own kind of cursor.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SpanQuery<C = Position> {
    pub(crate) service: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) trace_id: Option<TraceId>,
    pub(crate) since_unix_nano: u64,
    pub(crate) before: Option<C>,
    pub(crate) limit: usize,
}

/// The query string as it came. An empty parameter counts as absent, as forms send them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SpanParameters {
    service: String,
    name: String,
    trace_id: String,
    since_unix_nano: String,
    cursor: String,
    limit: String,
}

impl SpanQuery {
    /// Whether a span is one of those asked for, time and place aside.
    pub(crate) fn matches(&self, span: &Span) -> bool {
        self.service.as_deref().is_none_or(|service| service == &*span.service)
            && self.name.as_deref().is_none_or(|name| name == span.name)
            && self.trace_id.is_none_or(|trace_id| trace_id == span.trace_id)
    }
}

/// How many spans to answer with.
struct Limit(usize);

/// What is wrong with the parameters, all of it.
#[derive(Default)]
struct Problems(Vec<String>);

impl<C: FromStr> TryFrom<SpanParameters> for SpanQuery<C> {
    /// Everything that is wrong, for whoever asked.
    type Error = String;

    fn try_from(parameters: SpanParameters) -> Result<Self, String> {
        let mut problems = Problems::default();
        let trace_id = problems.parse("trace_id", &parameters.trace_id, "32 hex digits that are not all zero");
        let since = problems.parse("since_unix_nano", &parameters.since_unix_nano, "nanoseconds since 1970");
        let before = problems.parse("cursor", &parameters.cursor, "the next_cursor of an earlier answer");
        let limit = problems.parse("limit", &parameters.limit, "an integer from 1 to 1000");
        if !problems.0.is_empty() {
            return Err(problems.0.join(" "));
        }
        Ok(Self {
            service: Some(parameters.service).filter(|service| !service.is_empty()),
            name: Some(parameters.name).filter(|name| !name.is_empty()),
            trace_id,
            since_unix_nano: since.unwrap_or_default(),
            before,
            limit: limit.map_or(DEFAULT_LIMIT, |Limit(limit)| limit),
        })
    }
}

impl Problems {
    fn parse<T: FromStr>(&mut self, name: &str, text: &str, expected: &str) -> Option<T> {
        if text.is_empty() {
            return None;
        }
        let value = text.parse().ok();
        if value.is_none() {
            self.0.push(format!("{name} is {text:?}; expected {expected}."));
        }
        value
    }
}

impl FromStr for Limit {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let limit = text.parse().map_err(drop)?;
        LIMITS.contains(&limit).then_some(Self(limit)).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::samples::span;

    fn parameters(change: impl FnOnce(&mut SpanParameters)) -> Result<SpanQuery, String> {
        let mut parameters = SpanParameters::default();
        change(&mut parameters);
        parameters.try_into()
    }

    #[test]
    fn asks_for_everything_by_default() {
        let query = parameters(|_| ()).unwrap();
        assert_eq!((query.limit, query.since_unix_nano, query.before), (100, 0, None));
        assert!(query.matches(&span("checkout", 1)));
    }

    #[test]
    fn every_filter_must_match() {
        let both = |service: &str, name: &str| {
            parameters(|parameters| {
                parameters.service = service.to_owned();
                parameters.name = name.to_owned();
            })
            .unwrap()
            .matches(&span("checkout", 1))
        };
        assert!(both("checkout", "checkout 1"));
        assert!(both("", "checkout 1"));
        assert!(!both("checkout", "checkout"));
        assert!(!both("Checkout", "checkout 1"));
    }

    #[test]
    fn a_trace_id_matches_in_any_case() {
        let span = span("checkout", 1);
        let by = |id: &str| parameters(|parameters| parameters.trace_id = id.to_owned()).unwrap();
        assert!(by(&span.trace_id.to_string().to_uppercase()).matches(&span));
        assert!(!by(&"8".repeat(32)).matches(&span));
    }

    #[test]
    fn the_limit_has_both_ends() {
        let limit = |text: &str| parameters(|parameters| parameters.limit = text.to_owned()).map(|query| query.limit);
        assert_eq!((limit("1"), limit("1000")), (Ok(1), Ok(1000)));
        for text in ["0", "1001", "-1", "1.5", "ten", "99999999999999999999"] {
            let problem = format!("limit is {text:?}; expected an integer from 1 to 1000.");
            assert_eq!(limit(text), Err(problem));
        }
    }

    #[test]
    fn reports_all_that_is_wrong() {
        let problems = parameters(|parameters| {
            parameters.trace_id = "xyz".to_owned();
            parameters.since_unix_nano = "-1".to_owned();
            parameters.cursor = "2".to_owned();
            parameters.limit = "0".to_owned();
        });
        assert_eq!(
            problems.unwrap_err(),
            "trace_id is \"xyz\"; expected 32 hex digits that are not all zero. \
             since_unix_nano is \"-1\"; expected nanoseconds since 1970. \
             cursor is \"2\"; expected the next_cursor of an earlier answer. \
             limit is \"0\"; expected an integer from 1 to 1000."
        );
    }
}
