//! The kinds of value that a setting can have.

mod boolean;
mod choice;
mod duration;
mod integer;
mod ip_address;
mod secret;
mod text;
mod url;

pub use boolean::{Boolean, boolean};
pub use choice::{Choice, choice};
pub use duration::{Seconds, seconds};
pub use integer::{Integer, integer};
pub use ip_address::{IpAddress, ip_address};
pub use secret::{SecretText, secret};
pub use text::{Text, text};
pub use url::{HttpUrl, http_url};

/// How the text of a setting becomes a value.
pub trait Kind {
    /// What a program gets.
    type Value;

    /// What would have been right, to follow the word "expected".
    fn expected(&self) -> String;

    /// The value, or what is wrong with the text, to follow the setting's name.
    fn parse(&self, text: &str) -> Result<Self::Value, String>;
}

/// Says that the text itself is what is wrong, at a length that a terminal bears.
fn is(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        _ if text.is_empty() => "is empty".to_owned(),
        None => format!("is {text:?}"),
        Some((end, _)) => format!("is {:?} and more", &text[..end]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_a_value_escaped_and_cut() {
        assert_eq!(is(""), "is empty");
        assert_eq!(is("a\n\"b\""), r#"is "a\n\"b\"""#);
        assert_eq!(is(&"é".repeat(60)), format!("is \"{}\"", "é".repeat(60)));
        assert_eq!(is(&"é".repeat(61)), format!("is \"{}\" and more", "é".repeat(60)));
    }
}
