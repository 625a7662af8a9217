//! Writing a network as `GraphML`, which igraph, networkx, Gephi, Cytoscape and visone open.
//!
//! The format: Brandes, Eiglsperger, Herman, Himsolt & Marshall 2002, *Graph Drawing*, 501;
//! <http://graphml.graphdrawing.org/>.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{self, Write};

use crate::error::{Error, Result};
use crate::network::exchange::{AttributeColumn, check_lengths, escape, timestamp};
use crate::network::{Edge, Network};

/// Write `net` as `GraphML`.
///
/// The id of a node is its label. If two labels are the same or one is empty, as files have
/// them, ids are `n0`, `n1`, ... and the labels stand in an attribute `label`. Nodes have the
/// attributes that are known of them; edges have their `weight` and, if the network has times,
/// `first` and `last`: ISO 8601 in UTC, as text. Characters that XML 1.0 forbids are dropped.
/// Writes as it goes, in O(n + m).
///
/// # Errors
/// [`Error::Input`] unless there are n labels and n values in each attribute;
/// [`Error::Archive`] if the writer fails.
///
/// ```
/// use twiplomacy::network::{AttributeColumn, Network, write_graphml};
/// let net = Network::from_edges(2, &[0], &[1], None, None, true)?;
/// let country = AttributeColumn::Text(vec![Some("Kenya".into()), None]);
/// let mut file = Vec::new();
/// write_graphml(&net, &["a", "b"], &[("country".into(), country)], &mut file)?;
/// assert!(String::from_utf8_lossy(&file).contains(r#"<edge source="a" target="b">"#));
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn write_graphml(
    net: &Network,
    labels: &[impl AsRef<str>],
    attributes: &[(String, AttributeColumn)],
    writer: impl Write,
) -> Result<()> {
    check_lengths(net, labels.len(), attributes)?;
    let labels: Vec<Cow<'_, str>> = labels.iter().map(|label| escape(label.as_ref())).collect();
    let mut seen = HashSet::with_capacity(labels.len());
    let distinct = labels.iter().all(|label| !label.is_empty() && seen.insert(&**label));
    drop(seen);
    let contents = Contents { net, labels, distinct, attributes };
    contents
        .write(io::BufWriter::new(writer))
        .map_err(|error| Error::archive("the GraphML file", error.to_string()))
}

struct Contents<'a> {
    net: &'a Network,
    /// Escaped already.
    labels: Vec<Cow<'a, str>>,
    /// Whether labels can serve as ids.
    distinct: bool,
    attributes: &'a [(String, AttributeColumn)],
}

impl Contents<'_> {
    fn write(&self, mut file: impl Write) -> io::Result<()> {
        let kind = if self.net.directed() { "directed" } else { "undirected" };
        writeln!(file, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
        writeln!(file, r#"<graphml xmlns="http://graphml.graphdrawing.org/xmlns">"#)?;
        self.declare(&mut file)?;
        writeln!(file, r#"<graph edgedefault="{kind}">"#)?;
        for row in 0..self.net.n() {
            self.node(&mut file, row)?;
        }
        for edge in self.net.edges() {
            self.edge(&mut file, &edge)?;
        }
        writeln!(file, "</graph>\n</graphml>")?;
        file.flush()
    }

    fn declare(&self, file: &mut impl Write) -> io::Result<()> {
        if !self.distinct {
            key(file, "label", "node", "label", "string")?;
        }
        for (place, (name, column)) in self.attributes.iter().enumerate() {
            key(file, &format!("d{place}"), "node", &escape(name), column.kind())?;
        }
        key(file, "weight", "edge", "weight", "double")?;
        if self.net.timed() {
            key(file, "first", "edge", "first", "string")?;
            key(file, "last", "edge", "last", "string")?;
        }
        Ok(())
    }

    fn node(&self, file: &mut impl Write, row: usize) -> io::Result<()> {
        write!(file, r#"<node id="{}">"#, self.id(row))?;
        if !self.distinct {
            write!(file, r#"<data key="label">{}</data>"#, self.labels[row])?;
        }
        for (place, (_, column)) in self.attributes.iter().enumerate() {
            if let Some(value) = column.value(row) {
                write!(file, r#"<data key="d{place}">{value}</data>"#)?;
            }
        }
        writeln!(file, "</node>")
    }

    fn edge(&self, file: &mut impl Write, edge: &Edge) -> io::Result<()> {
        let (source, target) = (self.id(edge.source as usize), self.id(edge.target as usize));
        write!(file, r#"<edge source="{source}" target="{target}">"#)?;
        write!(file, r#"<data key="weight">{:?}</data>"#, edge.weight)?;
        for (name, time) in [("first", edge.first), ("last", edge.last)] {
            if let Some(time) = time.and_then(timestamp) {
                write!(file, r#"<data key="{name}">{time}</data>"#)?;
            }
        }
        writeln!(file, "</edge>")
    }

    fn id(&self, row: usize) -> Cow<'_, str> {
        if self.distinct { Cow::Borrowed(&self.labels[row]) } else { Cow::Owned(format!("n{row}")) }
    }
}

/// Say that elements of this kind may have this attribute, its name escaped already.
fn key(file: &mut impl Write, id: &str, of: &str, name: &str, kind: &str) -> io::Result<()> {
    writeln!(file, r#"<key id="{id}" for="{of}" attr.name="{name}" attr.type="{kind}"/>"#)
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
        write_graphml(net, labels, attributes, &mut file)?;
        Ok(String::from_utf8(file).expect("UTF-8"))
    }

    #[test]
    fn a_whole_file() -> Result<()> {
        let time = [1_350_432_000_000_000, UNKNOWN_TIME];
        let net = Network::from_edges(2, &[0, 1], &[1, 1], Some(&[2.5, 1.0]), Some(&time), true)?;
        let attributes = [
            ("posts".to_owned(), AttributeColumn::Whole(vec![Some(3), None])),
            ("a & b".to_owned(), AttributeColumn::Number(vec![Some(0.1), Some(f64::NAN)])),
            ("name".to_owned(), AttributeColumn::Text(vec![Some("]]>\u{1}\n".into()), None])),
        ];
        let wanted = r#"<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d0" for="node" attr.name="posts" attr.type="long"/>
<key id="d1" for="node" attr.name="a &amp; b" attr.type="double"/>
<key id="d2" for="node" attr.name="name" attr.type="string"/>
<key id="weight" for="edge" attr.name="weight" attr.type="double"/>
<key id="first" for="edge" attr.name="first" attr.type="string"/>
<key id="last" for="edge" attr.name="last" attr.type="string"/>
<graph edgedefault="directed">
<node id="&lt;x&gt;"><data key="d0">3</data><data key="d1">0.1</data><data key="d2">]]&gt;&#10;</data></node>
<node id="Élysée 🇫🇷"></node>
<edge source="&lt;x&gt;" target="Élysée 🇫🇷"><data key="weight">2.5</data><data key="first">2012-10-17T00:00:00Z</data><data key="last">2012-10-17T00:00:00Z</data></edge>
<edge source="Élysée 🇫🇷" target="Élysée 🇫🇷"><data key="weight">1.0</data></edge>
</graph>
</graphml>
"#;
        assert_eq!(written(&net, &["<x>", "Élysée 🇫🇷"], &attributes)?, wanted);
        Ok(())
    }

    #[test]
    fn labels_that_cannot_be_ids_become_attributes() -> Result<()> {
        let net = network(2, &[(0, 1)], false);
        // The third pair is the same once its control character is gone.
        for labels in [["", "b"], ["a", "a"], ["a", "a\u{1}"]] {
            let file = written(&net, &labels, &[])?;
            assert!(file.contains(r#"<key id="label" for="node""#), "{file}");
            assert!(file.contains(r#"<edge source="n0" target="n1">"#), "{file}");
            let wanted = if labels[1] == "b" { "b" } else { "a" };
            let node = format!(r#"<node id="n1"><data key="label">{wanted}</data></node>"#);
            assert!(file.contains(&node), "{file}");
        }
        Ok(())
    }

    #[test]
    fn wrong_lengths_and_full_disks_are_errors() {
        let net = network(2, &[(0, 1)], false);
        assert!(written(&net, &["one"], &[]).is_err());
        let short = AttributeColumn::Text(vec![None]);
        assert!(written(&net, &["a", "b"], &[("x".to_owned(), short)]).is_err());
        let full: &mut [u8] = &mut [0; 10];
        assert!(matches!(write_graphml(&net, &["a", "b"], &[], full), Err(Error::Archive { .. })));
    }

    #[test]
    fn nobody_is_a_file_too() -> Result<()> {
        let file = written(&network(0, &[], false), &[], &[])?;
        assert!(file.contains("<graph edgedefault=\"undirected\">\n</graph>"));
        Ok(())
    }
}
