use std::net::IpAddr;

use super::{Kind, is};

/// See [`ip_address`].
pub struct IpAddress;

/// An IPv4 or IPv6 address. A name is refused: what to listen on must not depend on a resolver.
pub fn ip_address() -> IpAddress {
    IpAddress
}

impl Kind for IpAddress {
    type Value = IpAddr;

    fn expected(&self) -> String {
        "an IP address such as 0.0.0.0, 127.0.0.1 or ::".to_owned()
    }

    fn parse(&self, text: &str) -> Result<IpAddr, String> {
        text.parse().map_err(|_| is(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_families_and_no_names() {
        assert_eq!(ip_address().parse("127.0.0.1"), Ok(IpAddr::from([127, 0, 0, 1])));
        assert!(ip_address().parse("::").is_ok_and(|address| address.is_unspecified()));
        for text in ["", "localhost", "127.0.0.1:80", "[::1]"] {
            assert!(ip_address().parse(text).is_err(), "{text:?}");
        }
    }
}
