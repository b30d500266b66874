use std::time::Duration;

use crate::otlp::{Any, Status};
use crate::storage::{Full, Rejection, Unavailable};

/// Nobody should wait longer than this before asking again: by then other things may have made room.
const LONGEST_RETRY: Duration = Duration::from_secs(30);

/// Why nothing of a request was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) kind: RefusalKind,
    /// What is wrong and what to do, for whoever sent it.
    pub(crate) message: String,
    /// When the same request may be taken. Nothing where it never will be.
    pub(crate) retry_after: Option<Duration>,
}

/// What each transport has a code of its own for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RefusalKind {
    Invalid,
    UnsupportedEncoding,
    TooLarge,
    TooSlow,
    Full,
    Unavailable,
}

impl Refusal {
    pub(crate) fn new(kind: RefusalKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            retry_after: None,
        }
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(RefusalKind::Invalid, message)
    }

    pub(crate) fn too_large(limit: usize) -> Self {
        let message = format!("The body has more than {limit} bytes. Send smaller batches.");
        Self::new(RefusalKind::TooLarge, message)
    }

    pub(crate) fn too_slow() -> Self {
        Self::new(RefusalKind::TooSlow, "The body did not arrive in time.")
    }

    /// The same in the terms of `google.rpc`, logged on its way out.
    pub(crate) fn into_status(self, code: i32) -> Status {
        tracing::warn!(code, reason = self.message, "batch refused");
        Status {
            code,
            message: self.message,
            details: self.retry_after.map(Any::retry_after).into_iter().collect(),
        }
    }
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        match rejection {
            Rejection::Full(full) => full.into(),
            Rejection::Unavailable(unavailable) => unavailable.into(),
            Rejection::Unfit(reason) => Self::invalid(format!("The database refuses a span of the batch: {reason}.")),
        }
    }
}

impl From<Full> for Refusal {
    fn from(full: Full) -> Self {
        let Full {
            wanted,
            free,
            capacity,
            retry_after,
        } = full;
        let fits_ever = wanted <= capacity;
        let advice = if fits_ever {
            "Send it again later."
        } else {
            "It never will: send smaller batches, or raise CORE_BUFFER_SPANS."
        };
        let message = format!("The batch has {wanted} spans, and there is room for {free} of {capacity}. {advice}");
        Self {
            retry_after: fits_ever.then(|| retry_after.min(LONGEST_RETRY)),
            ..Self::new(RefusalKind::Full, message)
        }
    }
}

impl From<Unavailable> for Refusal {
    fn from(Unavailable { reason, retry_after }: Unavailable) -> Self {
        let message = format!("The database cannot be used: {reason}. Send the batch again.");
        Self {
            retry_after: Some(retry_after.min(LONGEST_RETRY)),
            ..Self::new(RefusalKind::Unavailable, message)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full(wanted: usize, retry_after: Duration) -> Refusal {
        let full = Full {
            wanted,
            free: 2,
            capacity: 10,
            retry_after,
        };
        Rejection::Full(full).into()
    }

    #[test]
    fn what_will_fit_says_when_and_what_never_will_does_not() {
        let later = full(3, Duration::from_secs(3600));
        assert_eq!(later.retry_after, Some(Duration::from_secs(30)));
        assert_eq!(
            later.message,
            "The batch has 3 spans, and there is room for 2 of 10. Send it again later."
        );
        let never = full(11, Duration::from_secs(3600));
        assert_eq!(never.retry_after, None);
        assert!(never.message.ends_with("raise CORE_BUFFER_SPANS."));
    }

    #[test]
    fn a_database_that_is_away_is_worth_another_try_and_one_that_refuses_is_not() {
        let away: Refusal = Rejection::Unavailable(Unavailable {
            reason: "connection refused".into(),
            retry_after: Duration::from_millis(1500),
        })
        .into();
        assert_eq!(
            (away.kind, away.retry_after),
            (RefusalKind::Unavailable, Some(Duration::from_millis(1500)))
        );
        assert_eq!(
            away.message,
            "The database cannot be used: connection refused. Send the batch again."
        );
        let unfit: Refusal = Rejection::Unfit("the index row is too long".to_owned()).into();
        assert_eq!((unfit.kind, unfit.retry_after), (RefusalKind::Invalid, None));
    }

    #[test]
    fn a_status_carries_the_delay_in_protobuf() {
        let status = full(3, Duration::from_millis(1500)).into_status(8);
        assert_eq!(status.code, 8);
        let [detail] = &status.details[..] else {
            panic!("one detail")
        };
        // Any: type_url, then value; RetryInfo: field 1 is a Duration of 1 s and 500,000,000 ns.
        let expected = [
            b"\x0a\x28type.googleapis.com/google.rpc.RetryInfo\x12\x0a".as_slice(),
            b"\x0a\x08\x08\x01\x10\x80\xca\xb5\xee\x01",
        ]
        .concat();
        assert_eq!(prost::Message::encode_to_vec(detail), expected);
        assert_eq!(full(11, Duration::ZERO).into_status(8).details, []);
    }
}
