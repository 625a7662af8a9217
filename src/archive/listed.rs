//! Lists that stand in one cell, in words: `a b`, `a,b`, `a|b`, `["a", "b"]`, `['a', 'b']`.

/// Every item of a cell. Items of a list in brackets may be quoted, as JSON and Python write them;
/// without brackets they are parted by white space, `|`, and, unless they are links, `,` and `;`.
///
/// ```
/// use twiplomacy::archive::listed;
/// let items = |cell: &str, links| {
///     let mut found = Vec::new();
///     listed::each(cell, links, |item| found.push(item.to_owned()));
///     found
/// };
/// assert_eq!(items("@a, b;c|d e", false), ["@a", "b", "c", "d", "e"]);
/// assert_eq!(items(r#"['it\'s', "b, c", 7, None]"#, false), ["it's", "b, c", "7"]);
/// assert_eq!(items("https://a.example/x,y;z https://b.example", true).len(), 2);
/// assert!(items("[]", false).is_empty());
/// ```
pub fn each(cell: &str, links: bool, mut take: impl FnMut(&str)) {
    let cell = cell.trim();
    if let Some(inner) = cell.strip_prefix('[').and_then(|cell| cell.strip_suffix(']')) {
        each_bracketed(inner, links, take);
        return;
    }
    for item in cell.split(|c: char| parts(c, links)) {
        if !item.is_empty() {
            take(item);
        }
    }
}

fn parts(c: char, links: bool) -> bool {
    c.is_whitespace() || c == '|' || (!links && matches!(c, ',' | ';'))
}

/// Items between brackets: quoted ones whole, bare ones up to the next comma or blank.
fn each_bracketed(mut rest: &str, links: bool, mut take: impl FnMut(&str)) {
    loop {
        rest = rest.trim_start_matches(|c: char| c == ',' || parts(c, links));
        let Some(first) = rest.chars().next() else { return };
        if first == '"' || first == '\'' {
            let (item, after) = quoted(rest, first);
            if !item.trim().is_empty() {
                take(item.trim());
            }
            rest = after;
            continue;
        }
        let end = rest.find(|c: char| c == ',' || parts(c, links)).unwrap_or(rest.len());
        let item = &rest[..end];
        if !matches!(item, "None" | "null" | "nan") {
            take(item);
        }
        rest = &rest[end..];
    }
}

/// A quoted item with its escapes undone, and what comes after it.
fn quoted(text: &str, quote: char) -> (String, &str) {
    let mut item = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((place, c)) = chars.next() {
        if c == quote {
            return (item, &text[place + c.len_utf8()..]);
        }
        if c != '\\' {
            item.push(c);
            continue;
        }
        match chars.next() {
            Some((_, 'n')) => item.push('\n'),
            Some((_, 't')) => item.push('\t'),
            Some((_, escaped)) => item.push(escaped),
            None => {}
        }
    }
    (item, "")
}
