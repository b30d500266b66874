use super::{Kind, is};

/// See [`text`].
pub struct Text;

/// Any text that is more than white space.
pub fn text() -> Text {
    Text
}

impl Kind for Text {
    type Value = String;

    fn expected(&self) -> String {
        "text".to_owned()
    }

    fn parse(&self, text: &str) -> Result<String, String> {
        if text.trim().is_empty() {
            return Err(is(text));
        }
        Ok(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_text_as_it_is_and_refuses_blanks() {
        assert_eq!(text().parse(" a b "), Ok(" a b ".to_owned()));
        assert_eq!(text().parse(""), Err("is empty".to_owned()));
        assert_eq!(text().parse(" \t"), Err(r#"is " \t""#.to_owned()));
    }
}
