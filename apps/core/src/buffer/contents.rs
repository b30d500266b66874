use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Instant;

use super::Position;
use crate::span::Span;

/// The same spans in two orders, and what is cheap to know of them.
#[derive(Default)]
pub(super) struct Contents {
    pub(super) by_start: BTreeMap<Position, Arc<Span>>,
    pub(super) by_arrival: VecDeque<Arrival>,
    /// How many spans are held of each service.
    pub(super) services: BTreeMap<Arc<str>, usize>,
    next_sequence: u64,
}

pub(super) struct Arrival {
    pub(super) at: Instant,
    position: Position,
}

impl Contents {
    /// Adds a span that arrives now.
    pub(super) fn push(&mut self, span: Span, at: Instant) {
        let position = Position {
            start_unix_nano: span.start_unix_nano,
            sequence: self.next_sequence,
        };
        self.next_sequence += 1;
        *self.services.entry(Arc::clone(&span.service)).or_default() += 1;
        self.by_arrival.push_back(Arrival { at, position });
        self.by_start.insert(position, Arc::new(span));
    }

    /// Removes the span that arrived first.
    pub(super) fn pop_oldest(&mut self) {
        let Some(span) = self
            .by_arrival
            .pop_front()
            .and_then(|arrival| self.by_start.remove(&arrival.position))
        else {
            return;
        };
        if let Some(count) = self.services.get_mut(&span.service) {
            *count -= 1;
            if *count == 0 {
                self.services.remove(&span.service);
            }
        }
    }
}
