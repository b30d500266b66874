//! Where the text of a setting comes from: a variable, or the file that a variable names.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::Read;

use crate::Problem;

/// No setting is this long; a path to a device or a dump should not be read into memory to find that out.
const LARGEST_FILE: u64 = 64 * 1024;

/// The variables that a program was started with.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<OsString, OsString>);

impl Environment {
    /// The environment of this process.
    pub fn of_process() -> Self {
        std::env::vars_os().collect()
    }

    /// The text given for `name`, by `NAME` or `NAME_FILE`, and nothing where neither is set.
    ///
    /// An empty variable counts as unset, since that is what `NAME=${NAME:-}` in a compose file makes of an unset one.
    /// An empty file does not: somebody meant to put something there.
    pub(crate) fn text(&self, name: &'static str) -> Result<Option<String>, Problem> {
        let file_variable = format!("{name}_FILE");
        match (self.non_empty(name), self.non_empty(&file_variable)) {
            (None, None) => Ok(None),
            (Some(_), Some(_)) => Err(Problem::new(
                name,
                format!("is set, and so is {file_variable}"),
                "only one of the two",
            )),
            (Some(value), None) => match value.to_str() {
                Some(text) => Ok(Some(text.to_owned())),
                None => Err(Problem::new(name, "is not valid UTF-8", "text")),
            },
            (None, Some(path)) => match read(path) {
                Ok(text) => Ok(Some(text)),
                Err(wrong) => Err(Problem::new(
                    file_variable,
                    format!("names {}, {wrong}", path.display()),
                    "a readable text file that holds the value",
                )),
            },
        }
    }

    fn non_empty(&self, name: &str) -> Option<&OsStr> {
        self.0
            .get(OsStr::new(name))
            .map(OsString::as_os_str)
            .filter(|value| !value.is_empty())
    }
}

impl<K: Into<OsString>, V: Into<OsString>> FromIterator<(K, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(variables: I) -> Self {
        Self(
            variables
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        )
    }
}

/// The content of a file less one trailing newline, or what is wrong with it.
fn read(path: &OsStr) -> Result<String, String> {
    let mut text = String::new();
    File::open(path)
        .and_then(|file| file.take(LARGEST_FILE + 1).read_to_string(&mut text))
        .map_err(|error| format!("which cannot be read: {error}"))?;
    if text.len() as u64 > LARGEST_FILE {
        return Err(format!("which is larger than {LARGEST_FILE} bytes"));
    }
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::os::unix::ffi::OsStringExt;

    use tempfile::NamedTempFile;

    use super::*;

    fn file(content: &[u8]) -> NamedTempFile {
        let mut file = NamedTempFile::new().unwrap();
        file.write_all(content).unwrap();
        file
    }

    fn text_of_file(content: &[u8]) -> Result<Option<String>, Problem> {
        let file = file(content);
        Environment::from_iter([("TOKEN_FILE", file.path())]).text("TOKEN")
    }

    #[test]
    fn reads_a_variable() {
        let environment = Environment::from_iter([("TOKEN", " as it is\n")]);
        assert_eq!(environment.text("TOKEN").unwrap().as_deref(), Some(" as it is\n"));
    }

    #[test]
    fn reads_a_file_and_strips_one_newline_only() {
        for (content, expected) in [
            ("a", "a"),
            ("a\n", "a"),
            ("a\n\n", "a\n"),
            ("a\r\n", "a"),
            (" a \n", " a "),
        ] {
            assert_eq!(text_of_file(content.as_bytes()).unwrap().as_deref(), Some(expected));
        }
    }

    #[test]
    fn an_empty_variable_is_unset_and_an_empty_file_is_not() {
        let environment = Environment::from_iter([("TOKEN", ""), ("TOKEN_FILE", "")]);
        assert_eq!(environment.text("TOKEN").unwrap(), None);
        assert_eq!(text_of_file(b"\n").unwrap().as_deref(), Some(""));
    }

    #[test]
    fn both_at_once_is_a_problem_that_shows_neither() {
        let environment = Environment::from_iter([("TOKEN", "hunter2"), ("TOKEN_FILE", "/run/secrets/token")]);
        assert_eq!(
            environment.text("TOKEN").unwrap_err().to_string(),
            "TOKEN is set, and so is TOKEN_FILE; expected only one of the two"
        );
    }

    #[test]
    fn a_missing_file_is_named_with_its_variable() {
        let problem = Environment::from_iter([("TOKEN_FILE", "/nowhere/token")])
            .text("TOKEN")
            .unwrap_err()
            .to_string();
        assert!(problem.starts_with("TOKEN_FILE names /nowhere/token, which cannot be read: No such file"));
    }

    #[test]
    fn a_directory_an_endless_file_and_bytes_are_problems() {
        let directory = Environment::from_iter([("TOKEN_FILE", "/")]);
        assert!(directory.text("TOKEN").is_err());
        let endless = Environment::from_iter([("TOKEN_FILE", "/dev/zero")]);
        assert!(
            endless
                .text("TOKEN")
                .unwrap_err()
                .to_string()
                .contains("larger than 65536 bytes")
        );
        assert!(text_of_file(&[0xff, 0xfe]).unwrap_err().to_string().contains("UTF-8"));

        let bytes = Environment::from_iter([("TOKEN", OsString::from_vec(vec![0xff]))]);
        assert_eq!(
            bytes.text("TOKEN").unwrap_err().to_string(),
            "TOKEN is not valid UTF-8; expected text"
        );
    }
}
