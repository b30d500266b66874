use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use fastrand::Rng;

use super::*;
use crate::span::samples::span;

const RETENTION: Duration = Duration::from_secs(60);

fn buffer(capacity: usize) -> SpanBuffer {
    SpanBuffer::new(capacity, RETENTION)
}

fn spans(service: &str, starts: impl IntoIterator<Item = u64>) -> Vec<Span> {
    starts.into_iter().map(|start| span(service, start)).collect()
}

fn all(limit: usize) -> SpanQuery {
    SpanQuery {
        service: None,
        name: None,
        trace_id: None,
        since_unix_nano: 0,
        before: None,
        limit,
    }
}

fn starts(page: &Page) -> Vec<u64> {
    page.spans.iter().map(|span| span.start_unix_nano).collect()
}

#[test]
fn shows_the_newest_first_however_they_arrived() {
    let buffer = buffer(10);
    let now = Instant::now();
    buffer.insert(spans("a", [30, 10]), now).unwrap();
    buffer.insert(spans("b", [20, 40]), now).unwrap();

    let page = buffer.page(&all(10));
    assert_eq!((starts(&page), page.total, page.next), (vec![40, 30, 20, 10], 4, None));
}

#[test]
fn refuses_a_batch_that_does_not_fit_and_keeps_nothing_of_it() {
    let buffer = buffer(3);
    let now = Instant::now();
    buffer.insert(spans("a", [1, 2]), now).unwrap();

    let full = buffer
        .insert(spans("b", [3, 4]), now + Duration::from_secs(10))
        .unwrap_err();
    let expected = Full {
        wanted: 2,
        free: 1,
        capacity: 3,
        retry_after: Duration::from_secs(50),
    };
    assert_eq!(full, expected);
    assert_eq!(
        buffer.holdings(),
        Holdings {
            spans: 2,
            capacity: 3,
            services: vec!["a".into()],
        }
    );
    buffer.insert(spans("a", [3]), now).unwrap();
    buffer.insert(Vec::new(), now).unwrap();
}

#[test]
fn says_when_enough_will_have_left() {
    let buffer = buffer(3);
    let began = Instant::now();
    for start in [0, 10, 20] {
        let arrival = began + Duration::from_secs(start);
        buffer.insert(spans("a", [start]), arrival).unwrap();
    }
    let now = began + Duration::from_secs(30);
    let retry_after = |wanted| {
        let full = buffer.insert(spans("b", 0..wanted), now).unwrap_err();
        full.retry_after.as_secs()
    };
    assert_eq!([retry_after(1), retry_after(2), retry_after(3)], [30, 40, 50]);
    assert_eq!(retry_after(4), 60, "a batch that never fits is told the longest time");
}

#[test]
fn lets_go_of_what_is_too_old_and_of_nothing_else() {
    let buffer = buffer(4);
    let now = Instant::now();
    buffer.insert(spans("a", [9, 8]), now).unwrap();
    buffer.insert(spans("b", [1]), now + Duration::from_secs(1)).unwrap();

    let just_before = RETENTION.checked_sub(Duration::from_nanos(1)).unwrap();
    assert_eq!(buffer.age_out(now + just_before), 0);
    assert_eq!(buffer.age_out(now + RETENTION), 2);
    assert_eq!(starts(&buffer.page(&all(10))), [1]);
    assert_eq!(buffer.holdings().services, ["b".into()]);
}

#[test]
fn makes_room_by_age_when_a_batch_arrives() {
    let buffer = buffer(2);
    let now = Instant::now();
    buffer.insert(spans("a", [1, 2]), now).unwrap();
    buffer.insert(spans("a", [3, 4]), now + RETENTION).unwrap();
    assert_eq!(starts(&buffer.page(&all(10))), [4, 3]);
}

#[test]
fn filters_and_still_counts_all_pages() {
    let buffer = buffer(10);
    buffer.insert(spans("a", [1, 3, 5]), Instant::now()).unwrap();
    buffer.insert(spans("b", [2, 4]), Instant::now()).unwrap();

    let query = SpanQuery {
        service: Some("a".to_owned()),
        since_unix_nano: 3,
        ..all(1)
    };
    let page = buffer.page(&query);
    assert_eq!((starts(&page), page.total), (vec![5], 2));
    let last = buffer.page(&SpanQuery {
        before: page.next,
        ..query
    });
    assert_eq!((starts(&last), last.total, last.next), (vec![3], 2, None));
}

#[test]
fn pages_neither_repeat_nor_skip_while_spans_arrive() {
    let buffer = buffer(100);
    // Equal starts are the hard case for a cursor.
    buffer.insert(spans("a", [5; 7]), Instant::now()).unwrap();
    let mut seen = 0;
    let mut query = all(2);
    loop {
        let page = buffer.page(&query);
        seen += page.spans.len();
        let Some(next) = page.next else { break };
        query.before = Some(next);
        buffer.insert(spans("late", [5, 6]), Instant::now()).unwrap();
    }
    assert_eq!(seen, 7);
}

#[test]
fn never_holds_more_than_agreed_however_many_insert_at_once() {
    let buffer = buffer(1000);
    let accepted = AtomicU64::new(0);
    thread::scope(|scope| {
        for seed in 0..8 {
            let (buffer, accepted) = (&buffer, &accepted);
            scope.spawn(move || {
                let mut random = Rng::with_seed(seed);
                for _ in 0..200 {
                    let size = random.u64(1..=7);
                    if buffer.insert(spans("a", 0..size), Instant::now()).is_ok() {
                        accepted.fetch_add(size, Ordering::Relaxed);
                    }
                    assert!(buffer.holdings().spans <= 1000);
                }
            });
        }
    });
    let held = buffer.holdings().spans;
    assert_eq!(held, accepted.into_inner());
    assert!(held > 1000 - 7, "only a batch that did not fit was refused");
}

/// The same rules in the plainest form: a list in order of arrival.
#[derive(Default)]
struct Model(VecDeque<(Instant, Span)>);

impl Model {
    fn insert(&mut self, batch: Vec<Span>, capacity: usize, now: Instant) -> bool {
        self.0.retain(|(at, _)| now - *at < RETENTION);
        let fits = self.0.len() + batch.len() <= capacity;
        if fits {
            self.0.extend(batch.into_iter().map(|span| (now, span)));
        }
        fits
    }

    fn newest_first(&self, query: &SpanQuery) -> Vec<u64> {
        let matching = self.0.iter().filter(|(_, span)| query.matches(span));
        let mut starts: Vec<_> = matching.map(|(_, span)| span.start_unix_nano).collect();
        starts.sort_unstable_by(|a, b| b.cmp(a));
        starts
    }
}

#[test]
fn behaves_like_a_plain_list() {
    for seed in 0..50 {
        let mut random = Rng::with_seed(seed);
        let capacity = random.usize(1..40);
        let buffer = buffer(capacity);
        let mut model = Model::default();
        let mut now = Instant::now();
        for _ in 0..60 {
            now += Duration::from_secs(random.u64(0..20));
            let service = ["a", "b"][random.usize(..2)];
            let batch = spans(service, (0..random.usize(0..9)).map(|_| random.u64(..20)));
            assert_eq!(
                buffer.insert(batch.clone(), now).is_ok(),
                model.insert(batch, capacity, now),
                "seed {seed}"
            );

            let query = SpanQuery {
                service: random.bool().then(|| service.to_owned()),
                ..all(1000)
            };
            let page = buffer.page(&query);
            assert_eq!(starts(&page), model.newest_first(&query), "seed {seed}");
            assert_eq!(page.total, page.spans.len());
        }
    }
}
