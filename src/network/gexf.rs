//! Writing a network as GEXF 1.3, which Gephi opens and `networkx.read_gexf` reads.
//!
//! The format: <https://gexf.net/>.

use std::io::{self, Write};

use crate::error::{Error, Result};
use crate::network::exchange::{AttributeColumn, check_lengths, escape, timestamp};
use crate::network::{Edge, Network};

/// Write `net` as GEXF 1.3.
///
/// Nodes have the numbers `0..n` for ids, their label, and the attributes that are known of
/// them; edges have their weight and, if the network has times, attributes `first` and
/// `last`: ISO 8601 in UTC, as text. Characters that XML 1.0 forbids are dropped. Writes as
/// it goes, in O(n + m).
///
/// # Errors
/// [`Error::Input`] unless there are n labels and n values in each attribute;
/// [`Error::Archive`] if the writer fails.
///
/// ```
/// use twiplomacy::network::{AttributeColumn, Network, write_gexf};
/// let net = Network::from_edges(2, &[0], &[1], None, None, true)?;
/// let country = AttributeColumn::Text(vec![Some("Kenya".into()), None]);
/// let mut file = Vec::new();
/// write_gexf(&net, &["a", "b"], &[("country".into(), country)], &mut file)?;
/// assert!(String::from_utf8_lossy(&file).contains(r#"<node id="0" label="a">"#));
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn write_gexf(
    net: &Network,
    labels: &[impl AsRef<str>],
    attributes: &[(String, AttributeColumn)],
    writer: impl Write,
) -> Result<()> {
    check_lengths(net, labels.len(), attributes)?;
    let file = io::BufWriter::new(writer);
    write_all(net, labels, attributes, file)
        .map_err(|error| Error::archive("the GEXF file", error.to_string()))
}

fn write_all(
    net: &Network,
    labels: &[impl AsRef<str>],
    attributes: &[(String, AttributeColumn)],
    mut file: impl Write,
) -> io::Result<()> {
    let kind = if net.directed() { "directed" } else { "undirected" };
    writeln!(file, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(file, r#"<gexf xmlns="http://gexf.net/1.3" version="1.3">"#)?;
    writeln!(file, r#"<graph mode="static" defaultedgetype="{kind}">"#)?;
    declare(&mut file, "node", attributes.iter().map(|(name, column)| (&**name, column.kind())))?;
    if net.timed() {
        declare(&mut file, "edge", [("first", "string"), ("last", "string")].into_iter())?;
    }
    writeln!(file, "<nodes>")?;
    for (row, label) in labels.iter().enumerate() {
        write!(file, r#"<node id="{row}" label="{}""#, escape(label.as_ref()))?;
        close(&mut file, "node", attributes.iter().map(|(_, column)| column.value(row)))?;
    }
    writeln!(file, "</nodes>\n<edges>")?;
    for (row, edge) in net.edges().enumerate() {
        write_edge(&mut file, row, &edge)?;
    }
    writeln!(file, "</edges>\n</graph>\n</gexf>")?;
    file.flush()
}

/// Say which attributes the elements of this class have, and of what type.
fn declare<'a>(
    file: &mut impl Write,
    class: &str,
    attributes: impl Iterator<Item = (&'a str, &'static str)>,
) -> io::Result<()> {
    let mut attributes = attributes.enumerate().peekable();
    if attributes.peek().is_none() {
        return Ok(());
    }
    writeln!(file, r#"<attributes class="{class}">"#)?;
    for (id, (name, kind)) in attributes {
        writeln!(file, r#"<attribute id="{id}" title="{}" type="{kind}"/>"#, escape(name))?;
    }
    writeln!(file, "</attributes>")
}

fn write_edge(file: &mut impl Write, row: usize, edge: &Edge) -> io::Result<()> {
    let Edge { source, target, weight, first, last } = edge;
    write!(file, r#"<edge id="{row}" source="{source}" target="{target}" weight="{weight:?}""#)?;
    close(file, "edge", [first, last].into_iter().map(|time| time.and_then(timestamp)))
}

/// End an open tag: at once, or after the values that are known, which are escaped already.
fn close(
    file: &mut impl Write,
    tag: &str,
    values: impl Iterator<Item = Option<impl AsRef<str>>>,
) -> io::Result<()> {
    let mut known = values.enumerate().filter_map(|(id, value)| Some((id, value?))).peekable();
    if known.peek().is_none() {
        return writeln!(file, "/>");
    }
    write!(file, "><attvalues>")?;
    for (id, value) in known {
        write!(file, r#"<attvalue for="{id}" value="{}"/>"#, value.as_ref())?;
    }
    writeln!(file, "</attvalues></{tag}>")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::csr::UNKNOWN_TIME;
    use crate::network::testing::network;

    fn written(
        net: &Network,
        labels: &[&str],
        attributes: &[(String, AttributeColumn)],
    ) -> Result<String> {
        let mut file = Vec::new();
        write_gexf(net, labels, attributes, &mut file)?;
        Ok(String::from_utf8(file).expect("UTF-8"))
    }

    #[test]
    fn a_whole_file() -> Result<()> {
        let time = [1_350_432_000_000_000, UNKNOWN_TIME];
        let net = Network::from_edges(2, &[0, 1], &[1, 1], Some(&[2.5, 1.0]), Some(&time), true)?;
        let attributes = [
            ("posts".to_owned(), AttributeColumn::Whole(vec![Some(3), None])),
            ("a & b".to_owned(), AttributeColumn::Number(vec![Some(0.1), Some(f64::NAN)])),
            ("country".to_owned(), AttributeColumn::Text(vec![None, None])),
        ];
        let wanted = r#"<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" version="1.3">
<graph mode="static" defaultedgetype="directed">
<attributes class="node">
<attribute id="0" title="posts" type="long"/>
<attribute id="1" title="a &amp; b" type="double"/>
<attribute id="2" title="country" type="string"/>
</attributes>
<attributes class="edge">
<attribute id="0" title="first" type="string"/>
<attribute id="1" title="last" type="string"/>
</attributes>
<nodes>
<node id="0" label="&lt;x&gt;&#10;"><attvalues><attvalue for="0" value="3"/><attvalue for="1" value="0.1"/></attvalues></node>
<node id="1" label="Élysée 🇫🇷"/>
</nodes>
<edges>
<edge id="0" source="0" target="1" weight="2.5"><attvalues><attvalue for="0" value="2012-10-17T00:00:00Z"/><attvalue for="1" value="2012-10-17T00:00:00Z"/></attvalues></edge>
<edge id="1" source="1" target="1" weight="1.0"/>
</edges>
</graph>
</gexf>
"#;
        assert_eq!(written(&net, &["<x>\n", "Élysée 🇫🇷"], &attributes)?, wanted);
        Ok(())
    }

    #[test]
    fn wrong_lengths_and_full_disks_are_errors() {
        let net = network(2, &[(0, 1)], false);
        assert!(written(&net, &["one"], &[]).is_err());
        let short = AttributeColumn::Text(vec![None]);
        assert!(written(&net, &["a", "b"], &[("x".to_owned(), short)]).is_err());
        let full: &mut [u8] = &mut [0; 10];
        assert!(matches!(write_gexf(&net, &["a", "b"], &[], full), Err(Error::Archive { .. })));
    }

    #[test]
    fn nobody_is_a_file_too() -> Result<()> {
        let file = written(&network(0, &[], false), &[], &[])?;
        assert!(file.contains("undirected") && file.contains("<nodes>\n</nodes>"));
        Ok(())
    }
}
