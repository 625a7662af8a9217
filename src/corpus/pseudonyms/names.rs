//! The keyed hash: one name for each account and post.

use crate::archive::bare_handle;
use crate::error::{Error, Result};

/// The fewest bytes of a key.
pub const SHORTEST_KEY: usize = 16;

/// Sets these hashes apart from all others that are made with the same key.
const CONTEXT: &str = "twiplomacy pseudonyms of accounts and posts, version 1";

/// The letters of base32: lower case, none that looks like another.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Letters of a pseudonym: 80 bits.
const LENGTH: usize = 16;

/// A key, and the names that it gives: `u_` and 16 letters for an account, `p_` and 16 for a post.
///
/// The name is the head of keyed BLAKE3. 16 letters are 80 bits: among N names the chance that
/// any two are the same is about `N^2 / 2^81`, four in ten million for a thousand million names.
/// Without the key nobody can tell whose name it is by trying all accounts of a platform.
pub struct Pseudonyms {
    key: [u8; 32],
}

impl std::fmt::Debug for Pseudonyms {
    /// The key is shown nowhere.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pseudonyms")
    }
}

impl Pseudonyms {
    /// The names of a key of at least [`SHORTEST_KEY`] bytes.
    pub fn new(secret: &[u8]) -> Result<Self> {
        if secret.len() < SHORTEST_KEY {
            return Err(Error::input(
                "key",
                format!("{} bytes", secret.len()),
                format!("at least {SHORTEST_KEY} bytes, such as secrets.token_hex(32)"),
            ));
        }
        Ok(Self { key: blake3::derive_key(CONTEXT, secret) })
    }

    /// The name of an account: by its key.
    pub fn account(&self, key: &str) -> String {
        self.name("u", key)
    }

    /// The name of an account of which an id or a handle is known, in any case, with or without `@`.
    pub fn stranger(&self, name: &str) -> String {
        self.account(&bare_handle(name).to_lowercase())
    }

    /// The name of a post or of a conversation.
    pub fn post(&self, id: &str) -> String {
        self.name("p", id)
    }

    /// The name of anything else: `kind` says what and stands in front.
    pub(super) fn name(&self, kind: &str, what: &str) -> String {
        let digest = self.digest(kind, what);
        let bits = digest[..16].iter().fold(0_u128, |bits, &byte| (bits << 8) | u128::from(byte));
        let letters = (0..LENGTH).map(|i| LETTERS[(bits >> (5 * i)) as usize & 31] as char);
        format!("{kind}_{}", letters.collect::<String>())
    }

    /// A number for a number, where a link must have one.
    pub(super) fn number(&self, what: &str) -> String {
        let digest = self.digest("p", what);
        digest[..8].iter().fold(0_u64, |bits, &byte| (bits << 8) | u64::from(byte)).to_string()
    }

    fn digest(&self, kind: &str, what: &str) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(kind.as_bytes()).update(&[0]).update(what.as_bytes());
        *hasher.finalize().as_bytes()
    }
}
