//! From the HTML of a post to its text and its links.
//!
//! Servers give a small part of HTML: paragraphs, breaks, links, spans. Other servers' posts and
//! hostile ones may hold anything, so every byte is looked at once, nothing is nested, and what is
//! no tag stays text. The text is never longer than the HTML.

/// A post without its HTML.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plain {
    /// What people read; links in full, also where they are shown shortened.
    pub text: String,
    /// Where links lead, but for those of mentions and hashtags.
    pub links: Vec<String>,
}

impl Plain {
    /// Put a content warning before the text, with an empty line between them.
    pub fn warn(&mut self, warning: Option<&str>) {
        if let Some(warning) = warning {
            self.text.insert_str(0, "\n\n");
            self.text.insert_str(0, warning);
            self.text.truncate(self.text.trim_end().len());
        }
    }
}

/// What a list of classes says of a link.
const MARKS: [&str; 2] = ["mention", "hashtag"];
/// Elements whose content is not for reading.
const UNREAD: [&str; 4] = ["script", "style", "template", "title"];
/// Elements that stand on lines of their own.
const BLOCKS: [&str; 14] =
    ["div", "blockquote", "li", "ul", "ol", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "tr"];

/// The text and the links of HTML; `without_quote` leaves out the line that stands in for a quoted
/// post. Linear in its length.
pub fn plain(html: &str, without_quote: bool) -> Plain {
    let mut reader = Reader { out: Plain::default(), breaks: 0, gap: false, preformatted: false };
    let mut rest = html;
    while let Some(at) = memchr::memchr2(b'<', b'&', rest.as_bytes()) {
        reader.push(&rest[..at]);
        rest = &rest[at..];
        let used = if rest.starts_with('&') {
            reader.entity(rest)
        } else {
            reader.tag(rest, without_quote)
        };
        rest = &rest[used..];
    }
    reader.push(rest);
    reader.out
}

struct Reader {
    out: Plain,
    /// Line feeds that are due before the next character.
    breaks: usize,
    /// A space that is due before the next character.
    gap: bool,
    preformatted: bool,
}

impl Reader {
    /// Add text; white space is one space, as browsers show it.
    fn push(&mut self, text: &str) {
        for character in text.chars() {
            let is_blank = matches!(character, ' ' | '\n' | '\t' | '\r' | '\x0c');
            if is_blank && !(self.preformatted && character == '\n') {
                self.gap = true;
            } else if is_blank {
                self.break_line(1);
            } else {
                self.settle();
                self.out.text.push(character);
            }
        }
    }

    /// Write what is due before a character; nothing is due at the beginning.
    fn settle(&mut self) {
        if !self.out.text.is_empty() {
            match self.breaks {
                0 if self.gap => self.out.text.push(' '),
                breaks => self.out.text.extend(std::iter::repeat_n('\n', breaks)),
            }
        }
        self.breaks = 0;
        self.gap = false;
    }

    fn break_line(&mut self, lines: usize) {
        self.breaks = self.breaks.max(lines);
    }

    /// An entity, or an ampersand; how many bytes it took.
    fn entity(&mut self, rest: &str) -> usize {
        let name =
            rest[1..].bytes().take(32).position(|byte| byte == b';').map(|end| &rest[1..=end]);
        let found = name.and_then(|name| Some((character(name)?, name.len() + 2)));
        let (character, length) = found.unwrap_or(('&', 1));
        if character == '\u{a0}' {
            self.gap = true;
        } else {
            self.settle();
            self.out.text.push(character);
        }
        length
    }

    /// A tag, a comment, or a sign that is less than; how many bytes it took.
    fn tag(&mut self, rest: &str, without_quote: bool) -> usize {
        if rest.starts_with("<!--") {
            return rest.find("-->").map_or(rest.len(), |end| end + 3);
        }
        if rest.starts_with("<!") || rest.starts_with("<?") {
            return rest.find('>').map_or(rest.len(), |end| end + 1);
        }
        let Some(tag) = Tag::of(rest) else {
            self.settle();
            self.out.text.push('<');
            return 1;
        };
        let skip = |name: &str| end_of_element(rest, tag.length, name);
        if !tag.closes && UNREAD.contains(&&*tag.name) {
            return skip(&tag.name);
        }
        if without_quote && !tag.closes && tag.has_class("quote-inline") {
            return skip(&tag.name);
        }
        match &*tag.name {
            // Breaks add up: two are an empty line.
            "br" => self.breaks = (self.breaks + 1).min(2),
            "p" => self.break_line(2),
            "pre" => {
                self.preformatted = !tag.closes;
                self.break_line(1);
            }
            "a" if !tag.closes => self.link(&tag),
            // Pictures stand for emoji, and say which.
            "img" => self.push(&attribute_text(tag.attribute("alt"))),
            name if BLOCKS.contains(&name) => self.break_line(1),
            _ => {}
        }
        tag.length
    }

    fn link(&mut self, tag: &Tag) {
        if MARKS.iter().any(|mark| tag.has_class(mark)) || tag.attribute("rel") == Some("tag") {
            return;
        }
        let link = attribute_text(tag.attribute("href"));
        let is_web = link.starts_with("http://") || link.starts_with("https://");
        if is_web && !self.out.links.contains(&link) && self.out.links.len() < MOST_LINKS {
            self.out.links.push(link);
        }
    }
}

/// More links than these no post has.
const MOST_LINKS: usize = 1000;

/// An attribute without its entities.
fn attribute_text(value: Option<&str>) -> String {
    let mut rest = value.unwrap_or_default();
    let mut text = String::with_capacity(rest.len());
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        let name = rest[at + 1..].bytes().take(32).position(|byte| byte == b';');
        let found = name.and_then(|end| Some((character(&rest[at + 1..at + 1 + end])?, end + 2)));
        let (character, length) = found.unwrap_or(('&', 1));
        text.push(character);
        rest = &rest[at + length..];
    }
    text.push_str(rest);
    text
}

/// Where the element ends that begins with these bytes: after its closing tag, or at the end.
fn end_of_element(rest: &str, from: usize, name: &str) -> usize {
    let mut at = from;
    while let Some(next) = rest[at..].find("</") {
        at += next + 2;
        let closing = rest.as_bytes().get(at..at + name.len());
        let goes_on = rest.as_bytes().get(at + name.len()).is_some_and(u8::is_ascii_alphanumeric);
        if closing.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes())) && !goes_on {
            return rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        }
    }
    rest.len()
}

/// A tag as it stands.
struct Tag<'a> {
    name: String,
    closes: bool,
    inside: &'a str,
    /// Bytes up to and with its `>`.
    length: usize,
}

impl<'a> Tag<'a> {
    /// The tag with which a text begins. One that never ends takes the whole text, as in browsers.
    fn of(text: &'a str) -> Option<Self> {
        let closes = text.starts_with("</");
        let body = &text[1 + usize::from(closes)..];
        if !body.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let name_end = body.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(body.len());
        let end = end_of_tag(body);
        let inside = &body[name_end..end.max(name_end)];
        let length = (text.len() - body.len() + end + 1).min(text.len());
        Some(Self { name: body[..name_end].to_ascii_lowercase(), closes, inside, length })
    }

    /// The value of an attribute.
    fn attribute(&self, wanted: &str) -> Option<&'a str> {
        let mut rest = self.inside;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if rest.is_empty() {
                return None;
            }
            let end =
                rest.find(|c: char| c == '=' || c.is_ascii_whitespace()).unwrap_or(rest.len());
            let name = &rest[..end];
            rest = rest[end..].trim_start();
            let Some(value) = rest.strip_prefix('=') else {
                if name.is_empty() {
                    return None;
                }
                continue;
            };
            let value = value.trim_start();
            let (value, after) = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    value[1..].split_once(quote).unwrap_or((&value[1..], ""))
                }
                _ => value
                    .split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len())),
            };
            if name.eq_ignore_ascii_case(wanted) {
                return Some(value);
            }
            rest = after;
        }
    }

    fn has_class(&self, wanted: &str) -> bool {
        self.attribute("class")
            .is_some_and(|classes| classes.split_ascii_whitespace().any(|class| class == wanted))
    }
}

/// Where the `>` of a tag stands, beyond quoted values; its end if there is none.
fn end_of_tag(body: &str) -> usize {
    let mut quote = None;
    for (at, byte) in body.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at,
            // A quote begins only after an equals sign; elsewhere it is a slip of the pen.
            (None, b'"' | b'\'') if body[..at].trim_end().ends_with('=') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    // A quote that is never closed must not hide the rest.
    match quote {
        Some(_) => body.find('>').unwrap_or(body.len()),
        None => body.len(),
    }
}

/// The character of an entity that is a number or one of the usual names.
fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let hexadecimal = number.strip_prefix(['x', 'X']);
        let code = match hexadecimal {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| !c.is_control() || matches!(c, '\n' | '\t'));
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "hellip" => '…',
        "mdash" => '—',
        "ndash" => '–',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "laquo" => '«',
        "raquo" => '»',
        "bull" => '•',
        "middot" => '·',
        "copy" => '©',
        "reg" => '®',
        "trade" => '™',
        "deg" => '°',
        "euro" => '€',
        "pound" => '£',
        "sect" => '§',
        "zwj" => '\u{200d}',
        "zwnj" => '\u{200c}',
        "shy" => '\u{ad}',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(html: &str) -> String {
        plain(html, false).text
    }

    #[test]
    fn paragraphs_breaks_and_entities() {
        assert_eq!(
            text("<p>Port&nbsp;Ilva &amp; Vesper</p><p>talk<br>again<br/>&lt;now&gt;</p>"),
            "Port Ilva & Vesper\n\ntalk\nagain\n<now>"
        );
        assert_eq!(text("a<br><br><br><br>b"), "a\n\nb");
        assert_eq!(text("<p>a\n  b</p>\n<p>c</p>"), "a b\n\nc");
        assert_eq!(text("<ul><li>a</li><li>b</li></ul>c"), "a\nb\nc");
        assert_eq!(text("<pre>a\n b</pre>"), "a\nb");
        assert_eq!(
            text("&#128172; &#x1F54A; &bogus; &#0; &#xD800; & &amp"),
            "💬 🕊 &bogus; &#0; &#xD800; & &amp"
        );
        assert_eq!(text("<p>שלום <b>日本</b></p>"), "שלום 日本");
        assert_eq!(text(""), "");
    }

    #[test]
    fn links_are_whole_and_mentions_are_handles() {
        let html = r#"<p><span class="h-card" translate="no"><a href="https://ilva.example/@Vesper" class="u-url mention">@<span>Vesper</span></a></span> see <a href="https://nordalia.example/a?b=1&amp;c=2" rel="nofollow"><span class="invisible">https://</span><span class="ellipsis">nordalia.example/a?b=1</span><span class="invisible">&amp;c=2</span></a> <a href="https://ilva.example/tags/peace" class="mention hashtag" rel="tag">#<span>peace</span></a> <img src="x" alt=":dove:"></p>"#;
        let found = plain(html, false);
        assert_eq!(found.text, "@Vesper see https://nordalia.example/a?b=1&c=2 #peace :dove:");
        assert_eq!(found.links, ["https://nordalia.example/a?b=1&c=2"]);
        assert_eq!(
            plain("<a href='javascript:x'>a</a><a href=http://a.example>b</a>", false).links,
            ["http://a.example"]
        );
    }

    #[test]
    fn the_line_in_place_of_a_quote_goes_with_it() {
        let html =
            r#"<p class="quote-inline">RE: <a href="https://a.example/1">a</a></p><p>No.</p>"#;
        assert_eq!(plain(html, true), Plain { text: "No.".into(), links: vec![] });
        assert_eq!(plain(html, false).text, "RE: a\n\nNo.");
    }

    #[test]
    fn broken_and_hostile_html_is_bounded() {
        assert_eq!(text("1 < 2 <3 a<b"), "1 < 2 <3 a");
        assert_eq!(text("a<script>alert('<p>')</script >b<style>x"), "ab");
        assert_eq!(text("a<!-- <p>x</p> -->b<!-- c"), "ab");
        assert_eq!(text("<a title=\"a>b\" href='x'>c</a>"), "c");
        assert_eq!(text("<p title=\"never closed>d</p>e"), "d\n\ne");
        assert_eq!(text("<p it's>d</p>"), "d");
        assert_eq!(text(&"<b>".repeat(100_000)), "");
        assert_eq!(text(&format!("<script>{}", "</a".repeat(100_000))), "");
        assert_eq!(text(&"<".repeat(1000)), "<".repeat(1000));
        assert_eq!(text(&"<p a=\"".repeat(1000)).len(), 0);
    }

    proptest! {
        #[test]
        fn no_html_does_harm(html in "(<[a-z/!]{0,3}|[\"'=> &;#a-z\u{e9}\u{1f54a}\n]|<a href=\"|&amp;|<!--|<script>|</p>){0,60}") {
            let found = plain(&html, true);
            prop_assert!(found.text.len() <= html.len());
            prop_assert_eq!(found.text.trim(), &found.text);
        }

        #[test]
        fn escaped_text_comes_back(words in prop::collection::vec("[^\\s\\p{C}]{1,8}", 0..8)) {
            let wanted = words.join(" ");
            let html = wanted.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            prop_assert_eq!(plain(&format!("<p>{html}</p>"), false).text, wanted);
        }
    }
}
