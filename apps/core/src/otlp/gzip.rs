use std::io::Read;

use flate2::read::MultiGzDecoder;

/// Why a compressed body cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum GunzipError {
    TooLarge,
    Corrupt,
}

/// Decompresses at most `limit` bytes: a few kilobytes can unfold to gigabytes.
pub(crate) fn gunzip(compressed: &[u8], limit: usize) -> Result<Vec<u8>, GunzipError> {
    let mut plain = Vec::new();
    MultiGzDecoder::new(compressed)
        .take(limit as u64 + 1)
        .read_to_end(&mut plain)
        .map_err(|_| GunzipError::Corrupt)?;
    if plain.len() > limit {
        return Err(GunzipError::TooLarge);
    }
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(plain: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(plain).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn unfolds_up_to_the_limit_and_no_further() {
        let compressed = gzip(&[b'a'; 1000]);
        assert_eq!(gunzip(&compressed, 1000).unwrap(), [b'a'; 1000]);
        assert_eq!(gunzip(&compressed, 999), Err(GunzipError::TooLarge));
    }

    #[test]
    fn a_bomb_costs_no_more_than_the_limit() {
        let bomb = gzip(&vec![0; 50 * 1024 * 1024]);
        assert!(bomb.len() < 1024 * 1024);
        assert_eq!(gunzip(&bomb, 1024), Err(GunzipError::TooLarge));
    }

    #[test]
    fn reads_members_one_after_the_other() {
        assert_eq!(gunzip(&[gzip(b"ab"), gzip(b"cd")].concat(), 10).unwrap(), b"abcd");
    }

    #[test]
    fn what_is_cut_off_or_no_gzip_is_corrupt() {
        let whole = gzip(b"hello");
        assert_eq!(gunzip(&whole[..whole.len() - 1], 10), Err(GunzipError::Corrupt));
        assert_eq!(gunzip(b"hello", 10), Err(GunzipError::Corrupt));
        assert_eq!(gunzip(b"", 10), Err(GunzipError::Corrupt));
    }
}
