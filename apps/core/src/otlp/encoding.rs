use std::fmt::{self, Display, Formatter};

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use prost::Message;
use serde::Serialize;

use super::json::Object;
use super::messages::ExportTraceServiceRequest;

/// In which form the messages of one exchange are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Protobuf,
    Json,
}

/// Why a body is no request.
#[derive(Debug)]
pub(crate) enum DecodeError {
    Protobuf(prost::DecodeError),
    Json(serde_json::Error),
}

impl Encoding {
    /// What the `Content-Type` says, if it is one of the two.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
        let media_type = value.split(';').next()?.trim();
        [Self::Protobuf, Self::Json]
            .into_iter()
            .find(|encoding| media_type.eq_ignore_ascii_case(encoding.media_type()))
    }

    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Protobuf => "application/x-protobuf",
            Self::Json => "application/json",
        }
    }

    pub(crate) fn decode(self, body: &[u8]) -> Result<ExportTraceServiceRequest, DecodeError> {
        match self {
            Self::Protobuf => Message::decode(body).map_err(DecodeError::Protobuf),
            Self::Json => match serde_json::from_slice(body) {
                Ok(Object(request)) => Ok(request),
                Err(error) => Err(DecodeError::Json(error)),
            },
        }
    }

    /// An answer in the encoding of its request.
    pub(crate) fn answer(self, status: StatusCode, message: &(impl Message + Serialize)) -> Response {
        let body = match self {
            Self::Protobuf => message.encode_to_vec(),
            Self::Json => serde_json::to_vec(message).expect("numbers and strings always serialize"),
        };
        let content_type = HeaderValue::from_static(self.media_type());
        (status, [(header::CONTENT_TYPE, content_type)], body).into_response()
    }
}

impl Display for DecodeError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Protobuf(error) => write!(f, "The body is no ExportTraceServiceRequest in protobuf: {error}."),
            Self::Json(error) => write!(f, "The body is no ExportTraceServiceRequest in JSON: {error}."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_type_decides() {
        for (content_type, expected) in [
            ("application/x-protobuf", Some(Encoding::Protobuf)),
            ("application/json", Some(Encoding::Json)),
            ("Application/JSON ; charset=utf-8", Some(Encoding::Json)),
            ("application/jsonl", None),
            ("text/plain", None),
            ("", None),
        ] {
            let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, content_type.parse().unwrap())]);
            assert_eq!(Encoding::of(&headers), expected, "{content_type:?}");
        }
        assert_eq!(Encoding::of(&HeaderMap::new()), None);
    }

    #[test]
    fn an_error_says_which_encoding_was_read_and_where_it_broke() {
        let json = Encoding::Json
            .decode(br#"{"resourceSpans": 1}"#)
            .unwrap_err()
            .to_string();
        assert!(json.starts_with("The body is no ExportTraceServiceRequest in JSON: invalid type: integer `1`"));
        assert!(json.ends_with("at line 1 column 19."), "{json}");
        for body in ["", "[]", "null", "{", "{} {}", "\"\""] {
            assert!(Encoding::Json.decode(body.as_bytes()).is_err(), "{body}");
        }
        let protobuf = Encoding::Protobuf.decode(b"\x0a\xff").unwrap_err().to_string();
        assert!(
            protobuf.starts_with("The body is no ExportTraceServiceRequest in protobuf: "),
            "{protobuf}"
        );
    }
}
