use std::borrow::Cow;
use std::ops::Range;

use observatory_config::REDACTED;

const SCHEME: &str = "bearer";

/// A text without the secrets that can be known by their looks: what follows `Bearer`, and the password in
/// `scheme://user:password@host`.
pub fn redact_text(text: &str) -> Cow<'_, str> {
    match replace_each(text, next_password, "***") {
        Cow::Borrowed(text) => replace_each(text, next_bearer, REDACTED),
        Cow::Owned(text) => Cow::Owned(replace_each(&text, next_bearer, REDACTED).into_owned()),
    }
}

/// Replaces each range that `next` finds, looking on from where the last one ended.
fn replace_each<'a>(text: &'a str, next: fn(&str, usize) -> Option<Range<usize>>, with: &str) -> Cow<'a, str> {
    let mut replaced = String::new();
    let mut kept = 0;
    while let Some(found) = next(text, kept) {
        replaced.push_str(&text[kept..found.start]);
        replaced.push_str(with);
        kept = found.end;
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    replaced.push_str(&text[kept..]);
    Cow::Owned(replaced)
}

/// Where the next token after the word `Bearer` stands, in any case.
fn next_bearer(text: &str, from: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let is_scheme = |word: &[u8]| word.eq_ignore_ascii_case(SCHEME.as_bytes());
    let count = |from: usize, belongs: fn(u8) -> bool| bytes[from..].iter().take_while(|byte| belongs(**byte)).count();
    (from..bytes.len().saturating_sub(SCHEME.len())).find_map(|at| {
        let after = at + SCHEME.len();
        let stands_alone = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        if !stands_alone || !is_scheme(&bytes[at..after]) {
            return None;
        }
        let start = after + count(after, |byte| matches!(byte, b' ' | b'\t'));
        let end = start + count(start, is_token);
        // In "bearer Bearer abc" the first word announces the second, which is not the token.
        (start > after && end > start && !is_scheme(&bytes[start..end])).then_some(start..end)
    })
}

/// The characters of RFC 6750's `b64token`.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte)
}

/// Where the password in the next URL that has one stands.
fn next_password(text: &str, from: usize) -> Option<Range<usize>> {
    text[from..].match_indices("://").find_map(|(found, separator)| {
        let start = from + found + separator.len();
        let authority = text[start..].split(ends_authority).next()?;
        // The last `@` ends the userinfo: people do not escape one inside a password.
        let at = authority.rfind('@')?;
        let colon = authority[..at].find(':')?;
        (colon + 1 < at).then_some(start + colon + 1..start + at)
    })
}

fn ends_authority(character: char) -> bool {
    character.is_whitespace() || "/?#\\\"'`<>".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hides_what_follows_bearer() {
        for (text, expected) in [
            ("Bearer abc.DEF-123_~+/==", "Bearer [redacted]"),
            ("bearer   abc", "bearer   [redacted]"),
            ("bearer: Bearer bearer abc", "bearer: Bearer bearer [redacted]"),
            (
                "got BEARER abc, then Bearer def",
                "got BEARER [redacted], then Bearer [redacted]",
            ),
            (r#"{"auth":"Bearer abc"}"#, r#"{"auth":"Bearer [redacted]"}"#),
            ("é Bearer é abc Bearer abc", "é Bearer é abc Bearer [redacted]"),
        ] {
            assert_eq!(redact_text(text), expected);
        }
    }

    #[test]
    fn hides_the_password_in_a_url_and_keeps_the_user() {
        for (text, expected) in [
            ("postgres://ada:hunter2@db:5432/x", "postgres://ada:***@db:5432/x"),
            ("redis://:hunter2@cache", "redis://:***@cache"),
            ("a://u:p@h and b://v:q@i/?z", "a://u:***@h and b://v:***@i/?z"),
            ("amqp://u:p@ss:w@rd@mq/", "amqp://u:***@mq/"),
            ("at 'http://u:é@h'", "at 'http://u:***@h'"),
            ("x://u:Bearer abc@h", "x://u:Bearer [redacted]@h"),
        ] {
            assert_eq!(redact_text(text), expected);
        }
    }

    #[test]
    fn returns_any_other_text_untouched() {
        for text in [
            "",
            "Bearer",
            "Bearer ",
            "forbearer abc",
            "http://core:4005/a@b:c",
            "ssh://git@host/repo",
            "mail ada@example.com: hello",
            "://",
            "a://b://c",
        ] {
            assert_eq!(redact_text(text), text);
        }
    }

    #[test]
    fn no_secret_survives_in_any_surroundings() {
        const PIECES: [&str; 12] = [
            "", " ", "é", "://", "@", ":", "/", "\"", "Bearer", "bearer ", "http://", "x",
        ];
        let mut random = fastrand::Rng::with_seed(7);
        let mut around = || (0..4).map(|_| PIECES[random.usize(..PIECES.len())]).collect::<String>();
        for _ in 0..20_000 {
            let (before, between, after) = (around(), around(), around());
            let text = format!("{before} Bearer s3cr3t {between} db://ada:s3cr3t@host {after}");
            let redacted = redact_text(&text);
            assert!(!redacted.contains("s3cr3t"), "{text:?} gave {redacted:?}");
        }
    }
}
