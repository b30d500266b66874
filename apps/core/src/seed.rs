//! Made-up traces of programs that call language models, the same for the same seed and end.

mod catalog;
mod chance;
mod trace;
mod work;

use std::collections::VecDeque;
use std::f64::consts::TAU;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chance::Chance;
use fastrand::Rng;
use trace::Composer;

use crate::cli::SeedOptions;
use crate::span::Span;

const DAY_SECONDS: f64 = 24.0 * 60.0 * 60.0;

/// How long before the end the last trace begins: longer than most take.
const LAST_START: Duration = Duration::from_secs(60);

/// Makes exactly as many spans as are asked for, from the oldest trace to the newest.
pub(crate) struct Generator {
    starts: VecDeque<Duration>,
    composer: Composer,
    left: usize,
}

impl Generator {
    pub(crate) fn new(options: &SeedOptions, until: SystemTime) -> Self {
        let until = until.duration_since(UNIX_EPOCH).unwrap_or_default();
        // The same ids at another time would make one trace of two, so another end has other ids.
        let ids = Rng::with_seed(options.seed.rotate_left(32) ^ u64::try_from(until.as_nanos()).unwrap_or_default());
        let composer = Composer::new(Chance::new(options.seed), ids);
        let traces = count_traces(composer.clone(), options.spans);
        Self {
            starts: starts(traces, options, until),
            composer,
            left: options.spans,
        }
    }

    /// The next traces, of about `size` spans together; nothing when all are made.
    pub(crate) fn next_batch(&mut self, size: usize) -> Option<Vec<Span>> {
        let mut batch = Vec::with_capacity(size);
        while batch.len() < size
            && self.left > 0
            && let Some(start) = self.starts.pop_front()
        {
            let mut trace = self.composer.trace(start);
            trace.truncate(self.left);
            self.left -= trace.len();
            batch.append(&mut trace);
        }
        (!batch.is_empty()).then_some(batch)
    }
}

/// How many traces it takes. How long they are is chance, so the only way to know is to make them.
fn count_traces(mut composer: Composer, spans: usize) -> usize {
    let (mut traces, mut made) = (0, 0);
    while made < spans {
        made += composer.trace(Duration::ZERO).len();
        traces += 1;
    }
    traces
}

/// When traces begin, in order.
fn starts(traces: usize, options: &SeedOptions, until: Duration) -> VecDeque<Duration> {
    let mut chance = Chance::new(!options.seed);
    let last = until.saturating_sub(LAST_START);
    let mut start = || loop {
        let start = last.saturating_sub(options.period.mul_f64(chance.fraction()));
        if chance.happens(busyness(start)) {
            return start;
        }
    };
    let mut starts: Vec<_> = (0..traces).map(|_| start()).collect();
    starts.sort_unstable();
    starts.into()
}

/// How much there is to do at an hour of the day, 1 at noon.
fn busyness(start: Duration) -> f64 {
    let day = start.as_secs_f64() / DAY_SECONDS;
    0.55 - 0.45 * (TAU * day).cos()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashSet};

    use super::*;

    const DAYS: Duration = Duration::from_secs(3 * 24 * 60 * 60);

    fn generate(seed: u64, spans: usize, until: u64) -> Vec<Span> {
        let options = SeedOptions {
            spans,
            seed,
            period: DAYS,
            until: None,
        };
        let mut generator = Generator::new(&options, UNIX_EPOCH + Duration::from_secs(until));
        std::iter::from_fn(|| generator.next_batch(100)).flatten().collect()
    }

    #[test]
    fn makes_exactly_as_many_as_are_asked_for() {
        for spans in [1, 2, 99, 1000] {
            assert_eq!(generate(1, spans, 1_800_000_000).len(), spans);
        }
    }

    #[test]
    fn the_same_seed_and_end_make_the_same_and_others_make_others() {
        let spans = generate(1, 200, 1_800_000_000);
        assert_eq!(spans, generate(1, 200, 1_800_000_000));
        assert_ne!(spans, generate(2, 200, 1_800_000_000));

        let later = generate(1, 200, 1_800_003_600);
        let names = |spans: &[Span]| spans.iter().map(|span| span.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&spans), names(&later));
        let ids = |spans: &[Span]| spans.iter().map(|span| span.trace_id).collect::<BTreeSet<_>>();
        assert!(ids(&spans).is_disjoint(&ids(&later)));
    }

    #[test]
    fn covers_the_whole_period_and_nothing_else() {
        let until = 1_800_000_000;
        let roots: Vec<_> = generate(1, 5000, until)
            .into_iter()
            .filter(|span| span.parent_span_id.is_none())
            .collect();
        let age = |span: &Span| until - span.start_unix_nano / 1_000_000_000;
        assert!(roots.is_sorted_by_key(|span| span.start_unix_nano));
        assert!(age(&roots[0]) <= DAYS.as_secs() + LAST_START.as_secs() + 1);
        assert!(age(&roots[0]) > DAYS.as_secs() - 3600);
        assert!((LAST_START.as_secs()..3600).contains(&age(roots.last().unwrap())));
    }

    #[test]
    fn looks_like_what_programs_send() {
        let spans = generate(1, 20_000, 1_800_000_000);
        let services: HashSet<_> = spans.iter().map(|span| &*span.service).collect();
        assert_eq!(services.len(), 5);
        let ids: HashSet<_> = spans.iter().map(|span| span.span_id.to_string()).collect();
        assert_eq!(ids.len(), spans.len());
        let calls: Vec<_> = spans
            .iter()
            .filter(|span| span.attributes.contains_key("gen_ai.request.model"))
            .collect();
        let failed = calls
            .iter()
            .filter(|span| span.attributes.contains_key("error.type"))
            .count();
        assert!(calls.len() > spans.len() / 4, "{} calls", calls.len());
        assert!(
            (calls.len() / 200..calls.len() / 10).contains(&failed),
            "{failed} of {}",
            calls.len()
        );
        for call in calls {
            assert!(call.end_unix_nano > call.start_unix_nano);
            let answered = call.attributes.contains_key("gen_ai.response.model");
            assert_ne!(answered, call.attributes.contains_key("error.type"));
        }
    }
}
