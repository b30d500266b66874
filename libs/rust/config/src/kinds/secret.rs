use super::Kind;
use crate::Secret;

/// See [`secret`].
pub struct SecretText {
    shortest: usize,
}

/// A value never to be shown, of at least so many characters.
pub fn secret(shortest: usize) -> SecretText {
    SecretText { shortest }
}

impl Kind for SecretText {
    type Value = Secret;

    fn expected(&self) -> String {
        format!("a secret of at least {} characters", self.shortest)
    }

    fn parse(&self, text: &str) -> Result<Secret, String> {
        match text.chars().count() {
            0 => Err("is empty".to_owned()),
            1 if self.shortest > 1 => Err("has 1 character".to_owned()),
            length if length < self.shortest => Err(format!("has {length} characters")),
            _ => Ok(Secret::new(text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn demands_a_length_in_characters() {
        assert_eq!(secret(4).parse("éééé").unwrap().expose(), "éééé");
        for (text, wrong) in [("", "is empty"), ("a", "has 1 character"), ("ééé", "has 3 characters")] {
            assert_eq!(secret(4).parse(text).unwrap_err(), wrong);
        }
    }
}
