use super::*;

fn queue(capacity: usize) -> (Queue, Jobs, IntGauge) {
    let queued = IntGauge::new("queued", "Queued.").unwrap();
    let (queue, jobs) = Queue::new(capacity, queued.clone());
    (queue, jobs, queued)
}

async fn send(queue: &Queue, spans: usize) -> Result<(), Rejection> {
    let room = queue.reserve(spans).map_err(Rejection::Full)?;
    room.fill(Bytes::from(vec![0; spans])).await
}

#[tokio::test]
async fn whoever_sends_waits_until_told() {
    let (queue, jobs, queued) = queue(10);
    let writer = async {
        let mut group = jobs.next_group().await.unwrap();
        assert_eq!((group.len(), queued.get()), (1, 4));
        group.remove(0).finish(Err(Rejection::Unfit("bad".to_owned())));
    };
    let (outcome, ()) = tokio::join!(send(&queue, 4), writer);
    assert_eq!(outcome, Err(Rejection::Unfit("bad".to_owned())));
    assert_eq!(queued.get(), 0);
}

#[tokio::test]
async fn what_waits_at_the_same_time_goes_together() {
    let (queue, jobs, _) = queue(10);
    let writer = async {
        tokio::task::yield_now().await;
        let group = jobs.next_group().await.unwrap();
        assert_eq!(group.iter().map(|job| job.spans).collect::<Vec<_>>(), [1, 2, 3]);
        for job in group {
            job.finish(Ok(()));
        }
    };
    let outcomes = tokio::join!(send(&queue, 1), send(&queue, 2), send(&queue, 3), writer);
    assert_eq!(outcomes, (Ok(()), Ok(()), Ok(()), ()));
}

#[tokio::test]
async fn a_group_is_bounded_in_spans_and_in_bytes() {
    let (queue, jobs, _) = queue(3 * GROUP_SPANS);
    let writer = async {
        tokio::task::yield_now().await;
        let group = jobs.next_group().await.unwrap();
        assert_eq!(group.len(), 1, "the first fills a group by its spans");
        drop(group);
        let group = jobs.next_group().await.unwrap();
        assert_eq!(group.len(), 1, "the second by its bytes");
        drop(group);
        drop(jobs.next_group().await.unwrap());
    };
    let heavy = async {
        let room = queue.reserve(1).unwrap();
        room.fill(Bytes::from(vec![0; GROUP_BYTES])).await
    };
    let (first, second, third, ()) = tokio::join!(send(&queue, GROUP_SPANS), heavy, send(&queue, 1), writer);
    for outcome in [first, second, third] {
        assert!(matches!(outcome, Err(Rejection::Unavailable(_))), "nobody told them");
    }
}

#[tokio::test]
async fn what_does_not_fit_is_refused_until_there_is_room() {
    let (queue, jobs, queued) = queue(10);
    let room = queue.reserve(7).unwrap();
    let full = queue.reserve(4).err().unwrap();
    assert_eq!((full.wanted, full.free, full.capacity), (4, 3, 10));
    assert_eq!(queued.get(), 0, "a place is not yet a job");
    drop(room);
    assert!(queue.reserve(10).is_ok());
    assert!(queue.reserve(11).is_err());
    drop(jobs);
    assert!(matches!(send(&queue, 1).await, Err(Rejection::Unavailable(_))));
    assert!(queue.reserve(10).is_ok());
}
