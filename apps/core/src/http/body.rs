use std::time::Duration;

use axum::body::{Body, HttpBody};
use http_body_util::BodyExt;

/// How long a client may take over its body.
const TIMEOUT: Duration = Duration::from_secs(30);

/// How much more than the limit is read and thrown away. A client that is still writing when the answer comes mostly
/// sees a broken connection instead of the answer, and then tries again.
const PATIENCE: usize = 16 * 1024 * 1024;

/// Why there is no body to work on.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum BodyError {
    TooLarge,
    TooSlow,
    Interrupted,
}

/// The whole body, if it has at most `limit` bytes.
pub(super) async fn read(body: Body, limit: usize) -> Result<Vec<u8>, BodyError> {
    tokio::time::timeout(TIMEOUT, read_all(body, limit))
        .await
        .unwrap_or(Err(BodyError::TooSlow))
}

async fn read_all(mut body: Body, limit: usize) -> Result<Vec<u8>, BodyError> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if announced > limit.saturating_add(PATIENCE) {
        return Err(BodyError::TooLarge);
    }
    let mut bytes = Vec::with_capacity(announced.min(limit));
    let mut received = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| BodyError::Interrupted)?.into_data() else {
            continue;
        };
        received += data.len();
        if received <= limit {
            bytes.extend_from_slice(&data);
        } else if received > limit.saturating_add(PATIENCE) {
            return Err(BodyError::TooLarge);
        }
    }
    if received > limit {
        return Err(BodyError::TooLarge);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::io;

    use axum::body::Bytes;
    use futures_util::stream;

    use super::*;

    fn in_chunks(chunks: &[&'static str]) -> Body {
        let chunks: Vec<_> = chunks
            .iter()
            .map(|chunk| Ok::<_, Infallible>(Bytes::from(*chunk)))
            .collect();
        Body::from_stream(stream::iter(chunks))
    }

    #[tokio::test]
    async fn reads_up_to_the_limit_and_no_further() {
        assert_eq!(read(in_chunks(&["ab", "", "cd"]), 4).await.unwrap(), b"abcd");
        assert_eq!(read(in_chunks(&["ab", "cd", "e"]), 4).await, Err(BodyError::TooLarge));
        assert_eq!(read(Body::from("abcde"), 4).await, Err(BodyError::TooLarge));
    }

    #[tokio::test]
    async fn does_not_read_what_never_ends() {
        let endless = stream::repeat_with(|| Ok::<_, Infallible>(Bytes::from_static(&[0; 16_384])));
        assert_eq!(read(Body::from_stream(endless), 4).await, Err(BodyError::TooLarge));
    }

    #[tokio::test(start_paused = true)]
    async fn does_not_wait_for_ever() {
        let silent = stream::pending::<io::Result<Bytes>>();
        assert_eq!(read(Body::from_stream(silent), 4).await, Err(BodyError::TooSlow));
    }

    #[tokio::test]
    async fn notices_a_client_that_went_away() {
        let broken = stream::iter([Ok(Bytes::from("ab")), Err(io::Error::other("reset"))]);
        assert_eq!(read(Body::from_stream(broken), 4).await, Err(BodyError::Interrupted));
    }
}
