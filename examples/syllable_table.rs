//! Make `src/content/data/syllables_en.txt` from the CMU Pronouncing Dictionary.
//!
//! `cargo run --example syllable_table < cmudict.dict > src/content/data/syllables_en.txt`, with
//! the dictionary's own file: a word and its phones a line, `#` before a comment, further
//! pronunciations as `word(2)`. A phone that ends in a digit is a vowel. The table in place must
//! be empty at that, so that the rule alone is asked. On standard error: how often it is right.

use std::collections::BTreeMap;
use std::io::{self, BufRead};

use twiplomacy::content::{Lang, syllables};

fn main() -> io::Result<()> {
    let mut words = BTreeMap::new();
    for line in io::stdin().lock().lines() {
        let line = line?;
        let mut phones = line.split('#').next().unwrap_or("").split_whitespace();
        let Some(word) = phones.next().map(str::to_lowercase) else { continue };
        let plain = word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'\'');
        let vowels = phones.filter(|phone| phone.ends_with(|c: char| c.is_ascii_digit())).count();
        if plain && word.len() <= 34 && word.bytes().any(|byte| byte != b'\'') {
            words.entry(word).or_insert((vowels as u32).max(1));
        }
    }
    let mut wrong: BTreeMap<&str, u32> = BTreeMap::new();
    let (mut pure, mut right) = (0_u32, 0_u32);
    for (word, &wanted) in &words {
        let stem = word.strip_suffix("'s").or_else(|| word.strip_suffix('\''));
        let by_rule = syllables(word, Lang::En);
        // By then the table has the stem right: what `'s` adds is all that the rule says.
        let found = stem.and_then(|stem| Some((words.get(stem)?, syllables(stem, Lang::En))));
        let found = found.map_or(by_rule, |(&stem, ruled)| by_rule + stem - ruled);
        if !word.contains('\'') {
            pure += 1;
            right += u32::from(found == wanted);
        }
        if found != wanted {
            wrong.insert(word, wanted);
        }
    }
    let mut before = "";
    for (word, &wanted) in &wrong {
        let shared = word.bytes().zip(before.bytes()).take_while(|(a, b)| a == b).count().min(25);
        if shared == 0 && !before.is_empty() {
            println!();
        }
        let count = char::from(b'0' + wanted as u8);
        print!("{}{}{count}", char::from(b'A' + shared as u8), &word[shared..]);
        before = word;
    }
    println!();
    eprintln!(
        "{pure} words without apostrophe, {right} right by rule; {} in the table",
        wrong.len()
    );
    Ok(())
}
