//! The name that one request keeps on its way through all services.

use std::fmt::{self, Display, Formatter};

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

const LONGEST: usize = 128;

/// Names a request: what the caller sent as `X-Request-Id`, or made here where that is missing or unfit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(String);

impl RequestId {
    /// The header that carries it, both ways.
    pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

    /// The caller's id where it is fit to be repeated in logs and headers, else a new one.
    pub fn of(headers: &HeaderMap) -> Self {
        headers
            .get(Self::HEADER)
            .and_then(|value| value.to_str().ok())
            .filter(|id| is_fit(id))
            .map_or_else(Self::generate, |id| Self(id.to_owned()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn generate() -> Self {
        Self(Uuid::new_v4().to_string())
    }
}

fn is_fit(id: &str) -> bool {
    (1..=LONGEST).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

impl Display for RequestId {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&RequestId> for HeaderValue {
    fn from(id: &RequestId) -> Self {
        Self::from_str(&id.0).expect("only visible ASCII makes an id")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: &str) -> RequestId {
        RequestId::of(&HeaderMap::from_iter([(RequestId::HEADER, value.parse().unwrap())]))
    }

    #[test]
    fn keeps_a_fit_id() {
        for id in ["a", "Checkout-1.2_3", &"x".repeat(128)] {
            assert_eq!(of(id).as_str(), id);
        }
    }

    #[test]
    fn replaces_an_unfit_or_missing_one() {
        let none = RequestId::of(&HeaderMap::new());
        assert_eq!(none.as_str().len(), 36);
        assert_ne!(none, RequestId::of(&HeaderMap::new()));
        for id in ["", "a b", "a/b", "a\"b", "é", &"x".repeat(129)] {
            assert_ne!(of(id).as_str(), id);
        }
    }
}
