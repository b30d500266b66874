/// The last words of a key whose value is a secret, in lower case and joined by `_`.
const SECRET_ENDINGS: [&str; 13] = [
    "access_token",
    "api_key",
    "apikey",
    "authorization",
    "client_secret",
    "cookie",
    "passwd",
    "password",
    "private_key",
    "refresh_token",
    "secret",
    "set_cookie",
    "token",
];

/// Whether a key names a secret: `token`, `DB_PASSWORD`, `x-api-key`, `http.request.header.authorization`,
/// `accessToken`; but not `input_tokens` or `tokenizer`.
pub fn is_secret_key(key: &str) -> bool {
    let words = words(key);
    SECRET_ENDINGS.iter().any(|ending| {
        words
            .strip_suffix(ending)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('_'))
    })
}

/// The words of a key in lower case, joined by `_`, whichever way the key sets them apart.
fn words(key: &str) -> String {
    let characters: Vec<char> = key.chars().collect();
    let mut words = String::with_capacity(key.len() + 4);
    for (index, &character) in characters.iter().enumerate() {
        let previous = index.checked_sub(1).map(|previous| characters[previous]);
        let next = characters.get(index + 1);
        let starts_a_word = character.is_uppercase()
            && previous.is_some_and(|previous| {
                previous.is_lowercase() || (previous.is_uppercase() && next.is_some_and(|next| next.is_lowercase()))
            });
        if starts_a_word {
            words.push('_');
        }
        if character.is_alphanumeric() {
            words.extend(character.to_lowercase());
        } else {
            words.push('_');
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_a_secret_by_its_last_words() {
        for key in [
            "authorization",
            "Authorization",
            "cookie",
            "set-cookie",
            "Set-Cookie",
            "set_cookie",
            "password",
            "passwd",
            "secret",
            "token",
            "api_key",
            "apikey",
            "x-api-key",
            "X_API_KEY",
            "access_token",
            "refresh-token",
            "private_key",
            "client_secret",
            "db_password",
            "DB-PASSWORD",
            "openai_api_key",
            "http.request.header.authorization",
            "accessToken",
            "apiKey",
            "APIKey",
            "DBPassword",
        ] {
            assert!(is_secret_key(key), "{key}");
        }
    }

    #[test]
    fn leaves_all_other_keys_alone() {
        for key in [
            "",
            "message",
            "gen_ai.usage.input_tokens",
            "tokenizer",
            "secretary",
            "token_count",
            "password_length",
            "broken",
            "monkey",
        ] {
            assert!(!is_secret_key(key), "{key}");
        }
    }
}
