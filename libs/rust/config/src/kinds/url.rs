use http::Uri;

use super::Kind;

/// See [`http_url`].
pub struct HttpUrl;

/// An absolute `http` or `https` URL. A problem never shows the value, since a URL may carry a password.
pub fn http_url() -> HttpUrl {
    HttpUrl
}

impl Kind for HttpUrl {
    type Value = Uri;

    fn expected(&self) -> String {
        "an absolute URL such as http://core:4005".to_owned()
    }

    fn parse(&self, text: &str) -> Result<Uri, String> {
        let url: Uri = text.parse().map_err(|error| format!("is not a URL ({error})"))?;
        match url.scheme_str() {
            Some("http" | "https") => {}
            Some(scheme) => return Err(format!("has the scheme {scheme:?}")),
            None => return Err("has no scheme".to_owned()),
        }
        // `Uri` lets an empty host through, and a port that is no number.
        let Some(authority) = url.authority().filter(|authority| !authority.host().is_empty()) else {
            return Err("has no host".to_owned());
        };
        let host_and_port = authority.as_str().rsplit('@').next();
        if authority.port_u16().is_none() && host_and_port != Some(authority.host()) {
            return Err("has a port that is not from 0 to 65535".to_owned());
        }
        Ok(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_an_absolute_url() {
        let url = http_url().parse("https://core.example:4005/base").unwrap();
        assert_eq!(
            (url.host(), url.port_u16(), url.path()),
            (Some("core.example"), Some(4005), "/base")
        );
        for text in ["http://[::1]:80", "http://[::1]", "http://ops:hunter2@core"] {
            assert!(http_url().parse(text).is_ok(), "{text:?}");
        }
    }

    #[test]
    fn refuses_all_else_without_showing_it() {
        for (text, wrong) in [
            ("", "is not a URL (empty string)"),
            ("core:4005", "has no scheme"),
            ("/path", "has no scheme"),
            ("ftp://ops:hunter2@core", "has the scheme \"ftp\""),
            ("http://ops:hunter2@co re", "is not a URL (invalid uri character)"),
            ("http://core:99999", "has a port that is not from 0 to 65535"),
            ("http://core:core", "has a port that is not from 0 to 65535"),
            ("http://core:", "has a port that is not from 0 to 65535"),
            ("http://:80", "has no host"),
            ("http://", "is not a URL (empty string)"),
        ] {
            assert_eq!(http_url().parse(text).unwrap_err(), wrong, "{text:?}");
        }
    }
}
